use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::Id;

/// Something a person did that can be undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Edit {
    /// Its number in this profile: a later one is higher.
    pub number: String,
    /// When it was done.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// What was done.
    pub action: Action,
    /// Kind of what it was done to: `subscription`, `article`, `folder`, `rule`, `activity`, `notice`, `settings`, `link`, `import`.
    pub kind: String,
    /// What it was done to; `null` when it was done to several.
    #[schema(value_type = Option<String>)]
    pub thing: Option<Id>,
    /// What that is called; may be empty.
    pub title: String,
    /// How many things it was done to.
    pub count: u32,
    /// Whether it is undone now.
    pub undone: bool,
}

/// What a person did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Subscribed to a feed.
    Subscribed,
    /// Unsubscribed from a feed.
    Unsubscribed,
    /// Gave it another title.
    Renamed,
    /// Put it into a folder, or out of it.
    Filed,
    /// Had it fetched from another address.
    Moved,
    /// Marked as read.
    MarkedRead,
    /// Marked as unread.
    MarkedUnread,
    /// Starred.
    Starred,
    /// Took the star away.
    Unstarred,
    /// Saved.
    Saved,
    /// Took it out of what is saved.
    Unsaved,
    /// Changed settings.
    SettingsChanged,
    /// Imported an OPML file.
    Imported,
    /// Imported what Lorch exported.
    ImportedExport,
    /// Undid an import.
    ImportUndone,
    /// Said of two things that they are the same.
    Linked,
    /// Said of two things that they are not the same.
    ToldApart,
    /// Took back what was said of two things.
    Unlinked,
    /// Gave a folder another path.
    FolderRenamed,
    /// Made a rule.
    RuleAdded,
    /// Changed a rule.
    RuleChanged,
    /// Removed a rule.
    RuleRemoved,
    /// Planned something.
    ActivityAdded,
    /// Changed something planned.
    ActivityChanged,
    /// Gave something planned another time or length.
    ActivityMoved,
    /// Said that something is done.
    ActivityDone,
    /// Said that something is not done.
    ActivityReopened,
    /// Removed something planned, or a part of what repeats.
    ActivityRemoved,
    /// Cleared notices of the Inbox.
    NoticeArchived,
    /// Brought a notice back.
    NoticeUnarchived,
    /// Went back to a former state.
    Restored,
}

impl Action {
    const ALL: [Self; 31] = [
        Self::Subscribed,
        Self::Unsubscribed,
        Self::Renamed,
        Self::Filed,
        Self::Moved,
        Self::MarkedRead,
        Self::MarkedUnread,
        Self::Starred,
        Self::Unstarred,
        Self::Saved,
        Self::Unsaved,
        Self::SettingsChanged,
        Self::Imported,
        Self::ImportedExport,
        Self::ImportUndone,
        Self::Linked,
        Self::ToldApart,
        Self::Unlinked,
        Self::FolderRenamed,
        Self::RuleAdded,
        Self::RuleChanged,
        Self::RuleRemoved,
        Self::ActivityAdded,
        Self::ActivityChanged,
        Self::ActivityMoved,
        Self::ActivityDone,
        Self::ActivityReopened,
        Self::ActivityRemoved,
        Self::NoticeArchived,
        Self::NoticeUnarchived,
        Self::Restored,
    ];

    /// Its word, as it is kept and sent.
    pub fn word(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(word)) => word,
            _ => String::new(),
        }
    }

    /// The action of a word; `None` for a word of another time.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.word() == word)
    }

    /// The action that gave a mark this value; `None` for a mark that no person sets.
    pub fn of_mark(mark: &str, value: bool) -> Option<Self> {
        Some(match (mark, value) {
            ("read", true) => Self::MarkedRead,
            ("read", false) => Self::MarkedUnread,
            ("starred", true) => Self::Starred,
            ("starred", false) => Self::Unstarred,
            ("saved", true) => Self::Saved,
            ("saved", false) => Self::Unsaved,
            _ => return None,
        })
    }
}
