use serde::{Deserialize, Serialize};

use super::ActivityEdit;

/// What was typed in a line, as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Quick {
    /// What would be planned.
    pub edit: ActivityEdit,
    /// The line, cut up; all of it, in order.
    pub parts: Vec<QuickPart>,
    /// The same said in full; typed, it is understood in the same way.
    pub text: String,
}

/// A piece of the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct QuickPart {
    /// The piece.
    pub text: String,
    /// What it was taken for.
    pub means: Means,
}

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Means {
    /// Part of the title.
    Title,
    /// A day.
    Day,
    /// A time of day.
    Time,
    /// How long it takes.
    Length,
    /// How it repeats.
    Repeat,
    /// When it ends repeating.
    Until,
    /// When it has to be done.
    Due,
    /// When to remind of it.
    Reminder,
    /// A tag.
    Tag,
    /// Whether it is a task or an event.
    Kind,
    /// What stands between.
    Space,
}
