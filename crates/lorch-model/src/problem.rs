//! How a refusal is said to a person and to a program: RFC 9457 with a stable code and a hint.

use serde::{Deserialize, Serialize};

/// An RFC 9457 problem. `code` is stable and what programs test; the sentences are for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Problem {
    /// `about:blank#<code>`: problems of Lorch have no page of their own.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable word in snake case, for example `feed_not_found`.
    pub code: String,
    /// What happened, in one sentence.
    pub title: String,
    /// The particulars of this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Problem {
    /// A problem with its status, code and sentence.
    pub fn new(status: u16, code: &str, title: impl Into<String>) -> Self {
        Self {
            kind: format!("about:blank#{code}"),
            status,
            code: code.to_owned(),
            title: title.into(),
            detail: None,
            hint: None,
        }
    }

    /// Adds the particulars.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
