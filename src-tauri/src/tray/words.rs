//! What the tray says, in the languages that the pages speak.

/// The texts of the menu.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub open: &'static str,
    pub nothing: &'static str,
    pub today: &'static str,
    pub inbox: &'static str,
    pub unread: &'static str,
    pub plan: &'static str,
    pub refresh: &'static str,
    pub pause: &'static str,
    pub quit: &'static str,
}

const ENGLISH: Words = Words {
    open: "Open Lorch",
    nothing: "Nothing more planned today",
    today: "Today",
    inbox: "Inbox",
    unread: "unread",
    plan: "Plan something…",
    refresh: "Refresh now",
    pause: "Pause fetching",
    quit: "Quit Lorch",
};

const GERMAN: Words = Words {
    open: "Lorch öffnen",
    nothing: "Heute nichts mehr geplant",
    today: "Heute",
    inbox: "Eingang",
    unread: "ungelesen",
    plan: "Etwas planen…",
    refresh: "Jetzt aktualisieren",
    pause: "Abrufen anhalten",
    quit: "Lorch beenden",
};

/// The texts in `language`, English where it speaks none of that.
pub(super) fn words(language: &str) -> &'static Words {
    if language.starts_with("de") { &GERMAN } else { &ENGLISH }
}
