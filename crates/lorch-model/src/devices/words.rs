//! What two screens show so that a person can compare them: words and digits that follow from both keys.

use super::Key;

/// How many words both screens show.
pub const WORDS: usize = 6;

/// The words that both devices of a pairing show: the same on both, whichever of them is asked. A device between them
/// has a key of its own, and so makes two pairs that show different words.
pub fn words_of(one: &Key, other: &Key) -> Vec<String> {
    let (first, second) = if one.0 <= other.0 { (one, other) } else { (other, one) };
    let mut hasher = blake3::Hasher::new_derive_key("lorch 2026 words of two devices");
    hasher.update(&first.0);
    hasher.update(&second.0);
    let hash = hasher.finalize();
    hash.as_bytes()[..WORDS].iter().map(|byte| LIST[usize::from(*byte)].to_owned()).collect()
}

/// Short, common, and none that sounds like another. The order is part of what both devices agree on.
#[rustfmt::skip]
const LIST: [&str; 256] = [
    "acorn", "alley", "amber", "anchor", "ankle", "apple", "apron", "arrow", "aspen", "atlas", "attic", "autumn",
    "badge", "bakery", "ballad", "bamboo", "banjo", "barley", "basket", "beacon", "beaver", "berry", "bicycle", "birch",
    "biscuit", "bishop", "blanket", "blossom", "bonnet", "border", "bottle", "boulder", "branch", "bridge", "bronze", "brush",
    "bubble", "bucket", "butter", "button", "cabin", "cactus", "camel", "candle", "canvas", "canyon", "carpet", "carrot",
    "castle", "cedar", "cellar", "chalk", "cherry", "chimney", "circus", "citrus", "clover", "cobalt", "coffee", "comet",
    "compass", "copper", "coral", "corner", "cotton", "cradle", "crater", "cricket", "crystal", "curtain", "cushion", "daisy",
    "dancer", "desert", "diamond", "dinner", "dolphin", "donkey", "dragon", "drawer", "eagle", "easel", "ember", "emerald",
    "engine", "envelope", "falcon", "farmer", "feather", "fennel", "ferry", "fiddle", "finger", "flannel", "flute", "forest",
    "fossil", "fountain", "galaxy", "garden", "garlic", "ginger", "glacier", "goblet", "granite", "gravel", "guitar", "hammer",
    "harbour", "harvest", "hazel", "helmet", "heron", "hollow", "honey", "horizon", "iceberg", "igloo", "indigo", "island",
    "ivory", "jacket", "jasmine", "jelly", "jigsaw", "jungle", "juniper", "kayak", "kernel", "kettle", "kitchen", "kitten",
    "ladder", "lagoon", "lantern", "lemon", "leopard", "lettuce", "library", "lilac", "linen", "lizard", "lobster", "locket",
    "magnet", "mango", "maple", "marble", "market", "meadow", "melody", "mirror", "mitten", "monkey", "mosaic", "mountain",
    "muffin", "museum", "mustard", "napkin", "needle", "nettle", "nickel", "nutmeg", "oasis", "ocean", "olive", "onion",
    "orange", "orchard", "otter", "oyster", "paddle", "palace", "panther", "paper", "parade", "parrot", "peanut", "pebble",
    "pelican", "pencil", "pepper", "piano", "pigeon", "pillow", "pirate", "planet", "plaster", "pocket", "pony", "poppy",
    "prairie", "puddle", "pumpkin", "puzzle", "quarry", "quilt", "rabbit", "radish", "rainbow", "raven", "ribbon", "river",
    "robin", "rocket", "saddle", "saffron", "salmon", "sandal", "sapphire", "satin", "scarf", "shadow", "shovel", "signal",
    "silver", "sparrow", "spider", "spinach", "squirrel", "stable", "statue", "summer", "sunset", "swallow", "tailor", "tango",
    "teapot", "temple", "thimble", "thunder", "tiger", "timber", "toast", "tomato", "tractor", "trumpet", "tulip", "tunnel",
    "turnip", "turtle", "umbrella", "valley", "vanilla", "velvet", "violin", "volcano", "waffle", "walnut", "walrus", "window",
    "winter", "wizard", "yellow", "zebra",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn both_devices_show_the_same_words_and_one_between_them_shows_others() {
        let (host, guest, between) = (Key([1; 32]), Key([2; 32]), Key([3; 32]));
        assert_eq!(words_of(&host, &guest), words_of(&guest, &host));
        assert_eq!(words_of(&host, &guest).len(), WORDS);
        assert_ne!(words_of(&host, &between), words_of(&between, &guest));
    }

    #[test]
    fn no_word_is_there_twice() {
        let all: BTreeSet<&str> = LIST.into_iter().collect();
        assert_eq!(all.len(), LIST.len());
    }
}
