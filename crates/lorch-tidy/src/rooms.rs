//! The rooms of the house, by the one word that each has on every floor.

/// Every room there is or will be.
pub const ROOMS: [&str; 15] = [
    "sources",
    "timeline",
    "reader",
    "exercise",
    "coding",
    "listening",
    "planner",
    "circles",
    "inbox",
    "insights",
    "system",
    "logs",
    "devices",
    "search",
    "settings",
];

/// Shared ground: what every room of a floor may use.
pub const GROUND: [&str; 6] = ["timeline", "search", "log", "records", "sources", "edits"];

/// Is this word the name of a room?
pub fn is_room(word: &str) -> bool {
    ROOMS.contains(&word)
}

/// Is this word shared ground?
pub fn is_ground(word: &str) -> bool {
    GROUND.contains(&word)
}
