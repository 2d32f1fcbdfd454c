//! The Inbox: what Lorch has to tell, each with why, and what can be done about it. Pure.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::id::Id;
pub use crate::told::Said;

/// How much later than it was due a notice says so, in seconds.
const LATE: i64 = 60;

/// What a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NoticeKind)]
pub enum Kind {
    /// Something planned that was to be reminded of.
    Reminder,
    /// A feed, or several, can't be fetched again and again.
    FeedFailing,
    /// An account brings nothing until the person signs in again.
    ConnectionNeedsYou,
    /// An import is done.
    ImportFinished,
    /// This machine shows no notices: they are in the Inbox alone.
    NoticesUnavailable,
}

/// Which filter of the Inbox shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = NoticeGroup)]
pub enum Group {
    /// What the person wanted to be reminded of.
    Reminders,
    /// What people did.
    People,
    /// What Lorch and this machine have to say.
    System,
}

/// A filter of the Inbox.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InboxFilter {
    /// What is neither cleared nor snoozed, the latest first.
    #[default]
    All,
    /// What waits for somebody to do something.
    NeedsYou,
    /// Reminders.
    Reminders,
    /// What people did.
    People,
    /// What Lorch and this machine have to say.
    System,
    /// What comes back by itself, the next first.
    Snoozed,
    /// What was cleared, the last first.
    Archived,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Reminder, Self::FeedFailing, Self::ConnectionNeedsYou, Self::ImportFinished, Self::NoticesUnavailable];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reminder => "reminder",
            Self::FeedFailing => "feed_failing",
            Self::ConnectionNeedsYou => "connection_needs_you",
            Self::ImportFinished => "import_finished",
            Self::NoticesUnavailable => "notices_unavailable",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Which filter shows it.
    pub fn group(self) -> Group {
        match self {
            Self::Reminder => Group::Reminders,
            Self::FeedFailing | Self::ConnectionNeedsYou | Self::ImportFinished | Self::NoticesUnavailable => {
                Group::System
            }
        }
    }
}

/// The one thing to do about a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = NoticeAction)]
pub enum Action {
    /// Say that it is done.
    Done,
    /// Go to what it is of.
    Open,
}

/// Something that Lorch told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Notice {
    /// Identity.
    #[schema(value_type = String)]
    pub id: Id,
    /// What it is.
    pub kind: Kind,
    /// Which filter shows it.
    pub group: Group,
    /// What it is of: the activity, the feed, the account, the file; may be empty.
    pub title: String,
    /// What there is to say, in a sentence.
    pub detail: String,
    /// Why it came.
    pub why: String,
    /// What it is of: an activity, a feed or a connection; `null` where it is of several or of none.
    #[schema(value_type = Option<String>)]
    pub thing: Option<Id>,
    /// Which one of what repeats, by the day that its rule names.
    #[schema(value_type = Option<String>, format = Date)]
    pub occurrence: Option<Date>,
    /// What else is known, by kind.
    #[serde(flatten)]
    pub said: Said,
    /// When it was to come.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due: Option<Timestamp>,
    /// When it came, or came back: its place in the list.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Somebody has seen it.
    pub read: bool,
    /// Something is still to be done about it.
    pub needs_you: bool,
    /// When it comes back.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub snoozed: Option<Timestamp>,
    /// When it was cleared.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub archived: Option<Timestamp>,
    /// The one thing to do about it.
    pub action: Action,
    /// It belongs to the sample.
    pub sample: bool,
}

/// Numbers of what is neither cleared nor snoozed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct InboxCounts {
    /// Not seen yet.
    pub unread: u32,
    /// Something is to be done.
    pub needs_you: u32,
    /// Reminders not seen yet.
    pub reminders: u32,
    /// Of people, not seen yet.
    pub people: u32,
    /// Of Lorch and this machine, not seen yet.
    pub system: u32,
    /// Those that come back by themselves.
    pub snoozed: u32,
    /// Whether this machine shows notices.
    pub native: Native,
}

/// Whether this machine shows notices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Native {
    /// Nothing was shown yet.
    #[default]
    Idle,
    /// It does.
    Shown,
    /// The person wants none.
    Off,
    /// Nothing on this machine shows any.
    Unavailable,
}

/// A change to a notice; what is absent stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeEdit {
    /// Seen, or not.
    pub read: Option<bool>,
    /// Cleared, or brought back.
    pub archived: Option<bool>,
}

/// A kind, and whether it is muted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NoticeMuting {
    /// The kind.
    pub kind: Kind,
    /// Which filter shows it.
    pub group: Group,
    /// It is not shown, and goes straight to what was cleared.
    pub muted: bool,
}

/// What somebody opened from a notice outside of Lorch's windows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Opened {
    /// Counts up with each; 0: nothing was opened since this process began.
    pub number: u32,
    /// The notice; `null` for several at once.
    #[schema(value_type = Option<String>)]
    pub id: Option<Id>,
    /// What it is.
    pub kind: Option<Kind>,
    /// What it is of.
    #[schema(value_type = Option<String>)]
    pub thing: Option<Id>,
    /// Which one of what repeats.
    #[schema(value_type = Option<String>, format = Date)]
    pub occurrence: Option<Date>,
}

/// Id of a reminder at its moment: the same on every device, and after every restart.
pub fn reminder_id(activity: &Id, occurrence: Option<Date>, due: Timestamp) -> Id {
    let day = occurrence.map(|day| day.to_string()).unwrap_or_default();
    Id::of_parts(&["notice", "reminder", &activity.to_string(), &day, &due.as_millisecond().to_string()])
}

/// Id of what is told once of something that began at a moment.
pub fn notice_id(kind: Kind, of: &str, began: Timestamp) -> Id {
    Id::of_parts(&["notice", kind.word(), of, &began.as_millisecond().to_string()])
}

/// Whether what was due comes late.
pub fn is_late(due: Timestamp, at: Timestamp) -> bool {
    at.as_second() - due.as_second() > LATE
}
