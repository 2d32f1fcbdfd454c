//! What somebody listened to in that year. Pure: the same for the same seed and time.

use lorch_model::{Timestamp, listening::Heard, record::RecordDraft};

use super::dice::Dice;

/// An account that no service gives out.
const ACCOUNT: &str = "spotify:lorch-sample";

/// Artists, the first ones heard most, with their albums.
const ARTISTS: [(&str, &[&str]); 28] = [
    ("Vesper Lane", &["Low Harbour", "No. 37"]),
    ("Halden Quartet", &["Field Recordings", "Andante, rain"]),
    ("Maro Field", &["Second Frost", "Copper Roof"]),
    ("North Pier", &["Tide Tables", "Boathouse"]),
    ("The Quiet Cartel", &["Lamplight"]),
    ("Oster & Lund", &["Six Letters", "Leaving the Key"]),
    ("Saltmarsh", &["Inland", "Winter Timetable"]),
    ("Kelp & Company", &["Rope Walk"]),
    ("Marble Street", &["Half Light"]),
    ("Ida’s Orchard", &["Windfall", "Grafting"]),
    ("Tallow", &["Slow Wick"]),
    ("Old Ferry Road", &["Four Landings"]),
    ("Nine Mile Creek", &["Undertow"]),
    ("Brass & Bracken", &["The Long Field"]),
    ("Lumen Choir", &["Compline", "Small Hours"]),
    ("Aster Vale", &["Hedgerow"]),
    ("Pocket Orrery", &["Eccentric Orbits"]),
    ("Grete Sol", &["Küstenlicht"]),
    ("Amparo Luz", &["Ventana"]),
    ("Hinode Trio", &["朝の港"]),
    ("Cinder Mill", &["Second Shift"]),
    ("The Paper Boats", &["Gutter Regatta"]),
    ("Wren Hollis", &["Nest of Wire"]),
    ("Station Clock", &["Seven Minutes Late"]),
    ("Low Sun", &["West Windows"]),
    ("Ferro & Fio", &["Two Strings"]),
    ("Harrow Lane", &["Fallow"]),
    ("Moth Parade", &["Porch Light"]),
];

const FIRST: [&str; 20] = [
    "Slack", "Copper", "Winter", "Paper", "Salt", "Blue", "Slow", "Harbour", "Glass", "Last", "Hollow", "Amber",
    "Night", "Tin", "Cloud", "Iron", "Open", "Quiet", "Second", "Silver",
];
const SECOND: [&str; 20] = [
    "Water", "Roof", "Garden", "Ferry", "Letters", "Window", "Bridge", "Morning", "Tide", "Lamp", "Orchard", "Engine",
    "Street", "Feather", "Boat", "Bell", "Meadow", "Signal", "Stair", "Weather",
];

const DAYS: i64 = 365;
const TRACKS: u32 = 10;
const MS_A_MINUTE: i64 = 60_000;
const MS_A_DAY: i64 = 86_400_000;
/// The days, counted back from today, by the sea.
const AWAY: std::ops::Range<i64> = 96..110;

/// A time of the day at which something is played: hours, percent of the days, percent of the weekends, tracks.
type Session = ((u32, u32), u32, u32, (u32, u32));

const SESSIONS: [Session; 4] =
    [((6, 8), 62, 10, (3, 7)), ((9, 11), 8, 48, (5, 14)), ((13, 15), 34, 30, (5, 11)), ((18, 21), 72, 66, (5, 15))];

/// The year before `now`.
pub(super) fn listening(seed: u64, now: Timestamp) -> Vec<RecordDraft> {
    let now = now.as_millisecond();
    let dice = &mut Dice::new(seed, "listening");
    let mut plays = Vec::new();
    let mut free = i64::MIN;
    for back in (0..DAYS).rev() {
        let day = (now.div_euclid(MS_A_DAY) - back) * MS_A_DAY;
        let weekend = (day / MS_A_DAY + 3).rem_euclid(7) >= 5;
        for ((least, most), weekdays, weekends, (fewest, longest)) in SESSIONS {
            let share = if weekend { weekends } else { weekdays };
            if !dice.percent(if AWAY.contains(&back) { share / 2 } else { share }) {
                continue;
            }
            let mut at = day + i64::from(dice.within(least * 60, most * 60 + 59)) * MS_A_MINUTE;
            // An evening with the radio off ends sooner than one at the allotment.
            let most = if dice.percent(4) { longest * 4 } else { longest };
            let album = dice.percent(45).then(|| artist(dice, back));
            for n in 0..dice.within(fewest, most) {
                let (artist, number) = match album {
                    Some(artist) => (artist, n % TRACKS),
                    None => (artist(dice, back), dice.below(TRACKS)),
                };
                let heard = track(artist, number, dice.percent(70), at.max(free));
                at = heard.ended.as_millisecond() + i64::from(dice.below(4)) * 1_000;
                free = at;
                if at < now - MS_A_MINUTE {
                    plays.push(heard.into_record(ACCOUNT, &format!("{artist}-{number}")));
                }
            }
        }
    }
    plays
}

/// One that is known by then: the later ones of the list are found in the course of the year.
fn artist(dice: &mut Dice, back: i64) -> usize {
    let all = ARTISTS.len();
    let known = (8 + usize::try_from((DAYS - back) * 22 / DAYS).unwrap_or(0)).min(all);
    let known = u32::try_from(known).unwrap_or(1);
    // Twice thrown, the lower counts: favourites stay favourites, but change with the season.
    let season = u32::try_from(back / 45).unwrap_or(0);
    let throw = dice.below(known).min(dice.below(known));
    ((throw + if dice.percent(30) { season } else { 0 }) % known) as usize
}

/// The tracks of an artist are always the same.
fn track(artist: usize, number: u32, first_album: bool, at: i64) -> Heard {
    let (name, albums) = ARTISTS[artist % ARTISTS.len()];
    let album = if first_album { albums.first() } else { albums.last() }.copied().unwrap_or_default();
    let dice = &mut Dice::new(u64::from(number), album);
    let first = dice.pick(&FIRST).copied().unwrap_or_default();
    let second = dice.pick(&SECOND).copied().unwrap_or_default();
    let track = if number == 0 { album.to_owned() } else { format!("{first} {second}") };
    let ms = i64::from(dice.within(140, 330)) * 1_000;
    let moment = |ms| Timestamp::from_millisecond(ms).unwrap_or_default();
    Heard {
        started: moment(at),
        ended: moment(at + ms),
        track,
        artists: vec![name.to_owned()],
        album: Some(album.to_owned()),
        ms,
        url: None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_year_of_music_is_the_same_for_the_same_seed_and_no_two_play_at_once() {
        let now = "2026-11-21T17:30:00Z".parse().unwrap();
        let year = listening(1, now);
        assert_eq!(year, listening(1, now));
        assert_ne!(year, listening(2, now));
        assert!((3_500..7_500).contains(&year.len()), "{}", year.len());
        let ids: HashSet<_> = year.iter().map(RecordDraft::id).collect();
        assert_eq!(ids.len(), year.len(), "each has an id of its own");
        let heard: Vec<Heard> = year.iter().map(|one| serde_json::from_str(&one.body).unwrap()).collect();
        assert!(heard.windows(2).all(|two| two[0].ended <= two[1].started), "one after the other");
        assert!(heard.iter().all(|one| one.ended < now));
    }
}
