//! Coding: what a person did in repositories, and what the room tells of it.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{id::Id, record::RecordDraft};

/// Schema number of the records written today.
pub const SCHEMA: u32 = 1;

/// What was done. The word is the kind of the record, and that of the entry on the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CodingKind)]
pub enum Kind {
    /// A commit.
    Commit,
    /// A pull request: opened, and perhaps merged or closed.
    PullRequest,
    /// A review of somebody's pull request.
    Review,
    /// A release.
    Release,
    /// A repository was starred.
    Star,
    /// An issue: opened, and perhaps closed.
    Issue,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] = [Self::Commit, Self::PullRequest, Self::Review, Self::Release, Self::Star, Self::Issue];
    /// Those that count as a contribution, as GitHub counts.
    pub const CONTRIBUTIONS: [Self; 4] = [Self::Commit, Self::PullRequest, Self::Review, Self::Issue];

    /// The kind's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::PullRequest => "pull_request",
            Self::Review => "review",
            Self::Release => "release",
            Self::Star => "star",
            Self::Issue => "issue",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What a record of this room says. Everything a service may leave out is optional.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// When: of what was merged or closed, when that was; else when it was written, opened, published, starred.
    pub at: Timestamp,
    /// The first line of a message, a title, a name.
    pub title: String,
    /// The rest of the message, or the text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The repository with its owner: `almanac/core`.
    pub repository: String,
    /// Whether the repository belongs to the account itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<bool>,
    /// The branch of a commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// Number of the pull request or issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// How it stands: `open`, `closed`, `merged`; of a review `approved`, `changes_requested`, `commented`; of a release
    /// `prerelease` or its tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// When a pull request or issue was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Timestamp>,
    /// Lines added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added: Option<i64>,
    /// Lines removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<i64>,
    /// Its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Work {
    /// A record of `account`. `version` is when the service says it was changed last.
    pub fn into_record(&self, account: &str, external_id: String, kind: Kind, version: Timestamp) -> RecordDraft {
        let body = serde_json::to_string(self).unwrap_or_default();
        RecordDraft::said(account, external_id, kind.word(), SCHEMA, version, body)
    }
}

/// Which repositories.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Repositories {
    /// All of them.
    #[default]
    All,
    /// Those of the person's own account.
    Own,
    /// Those of others: employers, organisations, friends.
    Work,
}

/// The room at one glance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Coding {
    /// The day it is told for; its week is "this week".
    #[schema(value_type = String, format = Date)]
    pub until: Date,
    /// Figures.
    pub facts: CodingFacts,
    /// Contributions on each day of 53 whole weeks, from a Monday on; those after `until` are 0.
    pub calendar: Vec<CalendarDay>,
    /// Contributions in these weeks.
    pub total: u32,
    /// Repositories with commits in the last 12 weeks, most first.
    pub repositories: Vec<RepositoryWeeks>,
    /// Commits of the last 12 weeks by weekday (from Monday) and hour.
    pub hours: Vec<Vec<u32>>,
    /// The day of the first contribution there is.
    #[schema(value_type = Option<String>, format = Date)]
    pub since: Option<Date>,
    /// Contributions in all.
    pub all: u64,
}

/// Figures of a week of coding.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CodingFacts {
    /// Commits in the week.
    pub commits_week: u32,
    /// Commits in a usual week: the median of the 12 weeks before.
    pub commits_usual: u32,
    /// Pull requests of the person that were merged in the week.
    pub merged_week: u32,
    /// Seconds from opening to merging, the median of these.
    pub merge_median_s: Option<i64>,
    /// Reviews in the week.
    pub reviews_week: u32,
    /// Days in a row with a contribution, up to `until` or the day before.
    pub streak_days: u32,
    /// The longest such row ever.
    pub best_streak_days: u32,
    /// The last day of the longest row.
    #[schema(value_type = Option<String>, format = Date)]
    pub best_streak_until: Option<Date>,
}

/// A day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CalendarDay {
    /// The day.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// Contributions.
    pub count: u32,
}

/// A repository in the last 12 weeks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RepositoryWeeks {
    /// With its owner: `almanac/core`.
    pub name: String,
    /// Whether it belongs to the person's account, where that is known.
    pub own: Option<bool>,
    /// Commits in each week, oldest first.
    pub weeks: Vec<u32>,
    /// Commits.
    pub commits: u32,
    /// Lines added, where known.
    pub added: Option<i64>,
    /// Lines removed, where known.
    pub removed: Option<i64>,
    /// When the last commit was written.
    #[schema(value_type = String, format = DateTime)]
    pub last: Timestamp,
}

/// What was done: one thing, or the commits of a day to one branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CodingEntry {
    /// Id of the thing; of several commits that of the newest.
    #[schema(value_type = String)]
    pub id: Id,
    /// What it is.
    pub kind: Kind,
    /// When; of several commits the newest.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Its title; of several commits that of the newest.
    pub title: String,
    /// The repository with its owner.
    pub repository: String,
    /// The branch of commits, where known.
    pub branch: Option<String>,
    /// Number of the pull request or issue.
    pub number: Option<i64>,
    /// How many commits, else 1.
    pub count: u32,
    /// Lines added, where known.
    pub added: Option<i64>,
    /// Lines removed, where known.
    pub removed: Option<i64>,
    /// Its page.
    pub url: Option<String>,
    /// How it stands: `open`, `closed`, `merged`, `approved` and so on.
    pub state: Option<String>,
}

impl CodingEntry {
    /// Whether `older`, of the same day, is told together with this one.
    pub fn takes(&self, older: &Self) -> bool {
        let commits = self.kind == Kind::Commit && older.kind == Kind::Commit;
        commits && self.repository == older.repository && self.branch == older.branch
    }

    /// Tells `older` together with this one.
    pub fn take(&mut self, older: &Self) {
        self.count += older.count;
        self.added = sum(self.added, older.added);
        self.removed = sum(self.removed, older.removed);
    }
}

/// The longest row of days in ascending `days`, as (how many, its last day), and the row that ends at `until` or the
/// day before.
pub fn streaks(days: &[i64], until: i64) -> ((u32, Option<i64>), u32) {
    let (mut best, mut row, mut now) = ((0, None), 0, 0);
    let mut before = None;
    for day in days.iter().copied().filter(|day| *day <= until) {
        row = if before == Some(day - 1) { row + 1 } else { 1 };
        before = Some(day);
        if row >= best.0 {
            best = (row, Some(day));
        }
        now = row;
    }
    let lasts = before.is_some_and(|last| last >= until - 1);
    (best, if lasts { now } else { 0 })
}

fn sum(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    match (one, other) {
        (None, None) => None,
        _ => Some(one.unwrap_or(0).saturating_add(other.unwrap_or(0))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_streak_lasts_until_a_day_was_left_out() {
        let row = [1, 2, 3, 7, 8, 10];
        for (until, best, now) in [
            (10, (3, Some(3)), 1),
            (11, (3, Some(3)), 1),
            (12, (3, Some(3)), 0),
            (8, (3, Some(3)), 2),
            (9, (3, Some(3)), 2),
            (0, (0, None), 0),
        ] {
            assert_eq!(streaks(&row, until), (best, now), "until {until}");
        }
        assert_eq!(streaks(&[1, 2, 5, 6], 6).0, (2, Some(6)), "of two the later one is told");
    }
}
