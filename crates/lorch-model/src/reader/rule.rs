//! Rules: what is done with new articles by themselves. Pure.

use serde::{Deserialize, Serialize};

use super::MarkEdit;
use crate::{
    id::Id,
    text::{Folded, Words},
};

/// What is done with new articles by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Rule {
    /// Identity.
    #[schema(value_type = String)]
    pub id: Id,
    /// What the person calls it.
    pub name: String,
    /// Only articles of this feed.
    #[schema(value_type = Option<String>)]
    pub feed: Option<Id>,
    /// Only articles of feeds in this folder and the folders in it, `/` between levels.
    pub folder: Option<String>,
    /// Words that must all occur in title, summary or text, whatever their case and accents; a comma stands between
    /// alternatives, `"quoted words"` are found side by side. Empty for every article.
    pub words: String,
    /// Mark them as read.
    pub read: bool,
    /// Star them.
    pub starred: bool,
    /// Whether it is in force.
    pub enabled: bool,
}

/// A change to a rule; what is absent stays, and is nothing in a new rule, which is in force unless it says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleEdit {
    /// What to call it; when empty it is called by its words, else by its feed or folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Id of the only feed it holds for; empty for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
    /// The only folder it holds for, `/` between levels; empty for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// Words that must occur; empty for every article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Whether to mark as read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<bool>,
    /// Whether to star.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starred: Option<bool>,
    /// Whether it is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// A rule as its document says: the folder by its first path, and whether it was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRule {
    /// The rule; `folder` is the first path of the folder.
    pub rule: Rule,
    /// When the person removed it.
    pub removed: Option<jiff::Timestamp>,
}

/// What is wrong with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RuleFault {
    /// It would hold for everything.
    #[error("a rule needs words, a feed or a folder")]
    ForEverything,
    /// It would do nothing.
    #[error("a rule marks as read, stars, or both")]
    DoesNothing,
}

impl Rule {
    /// Refuses a rule that would hold for every article, or do nothing with those it holds for.
    pub fn checked(&self) -> Result<(), RuleFault> {
        if self.feed.is_none() && self.folder.is_none() && Words::of(&self.words).is_empty() {
            return Err(RuleFault::ForEverything);
        }
        if self.read || self.starred { Ok(()) } else { Err(RuleFault::DoesNothing) }
    }

    /// Whether it holds for the articles of a feed in the folder at `path`, whatever they say. One that was merged
    /// from two and is wrong now holds for none.
    pub fn holds_for(&self, feed: &Id, path: &str) -> bool {
        let inside = |folder: &String| {
            path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.enabled
            && self.checked().is_ok()
            && self.feed.as_ref().is_none_or(|only| only == feed)
            && self.folder.as_ref().is_none_or(inside)
    }

    /// What it does with an article that says `text`.
    pub fn marks(&self, words: &Words, text: &Folded) -> MarkEdit {
        let does = words.is_empty() || words.occur_in(text);
        MarkEdit {
            read: (does && self.read).then_some(true),
            starred: (does && self.starred).then_some(true),
            saved: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(feed: Option<u8>, folder: Option<&str>, words: &str, read: bool) -> Rule {
        Rule {
            id: Id([0; 16]),
            name: String::new(),
            feed: feed.map(|feed| Id([feed; 16])),
            folder: folder.map(str::to_owned),
            words: words.into(),
            read,
            starred: false,
            enabled: true,
        }
    }

    #[test]
    fn feed_and_folder_narrow_a_rule() {
        for (rule, holds) in [
            (rule(None, None, "x", true), true),
            (rule(Some(1), None, "", true), true),
            (rule(Some(2), None, "", true), false),
            (rule(None, Some("Sea"), "", true), true),
            (rule(None, Some("Sea/Coast"), "", true), true),
            (rule(None, Some("Se"), "", true), false),
            (rule(None, Some("Sea/Coast/West"), "", true), false),
            (rule(Some(1), Some("Sky"), "", true), false),
            (Rule { enabled: false, ..rule(Some(1), None, "", true) }, false),
        ] {
            assert_eq!(rule.holds_for(&Id([1; 16]), "Sea/Coast"), holds, "{rule:?}");
        }
    }

    #[test]
    fn a_rule_for_everything_or_to_no_end_is_refused_and_holds_for_nothing() {
        for (rule, fault) in [
            (rule(None, None, " , ", true), RuleFault::ForEverything),
            (rule(None, None, "x", false), RuleFault::DoesNothing),
        ] {
            assert_eq!(rule.checked(), Err(fault));
            assert!(!rule.holds_for(&Id([1; 16]), ""));
        }
    }

    #[test]
    fn what_a_rule_does_it_does_where_its_words_occur() {
        let rule = Rule { starred: true, ..rule(None, None, "tide", true) };
        let words = Words::of(&rule.words);
        let marks = |text: &str| rule.marks(&words, &Folded::of([text]));
        assert_eq!(marks("The TIDE turns"), MarkEdit { read: Some(true), starred: Some(true), saved: None });
        assert_eq!(marks("The wind turns"), MarkEdit::default());
    }
}
