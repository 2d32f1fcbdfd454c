//! The figures of the room.

use lorch_model::{clock::Stretch, coding::Repositories};
use sqlx::{AssertSqlSafe, FromRow};

use crate::{
    Result, Store, json,
    timeline::hours::{SHARE, day, hour_of_week, over, parts_of},
};

/// How much of a kind was done on a day.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct DayOfCoding {
    /// Since 1970.
    pub day: i64,
    /// Word of the kind.
    pub kind: String,
    /// How much.
    pub count: i64,
}

/// What was done in a repository in one of the weeks that were asked for.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct RepositoryWeek {
    /// The repository with its owner.
    pub repository: String,
    /// Place of the week among those asked for.
    pub week: i64,
    /// Whether it belongs to the account.
    pub own: Option<bool>,
    /// Commits.
    pub commits: i64,
    /// Lines added, where known.
    pub added: Option<i64>,
    /// Lines removed, where known.
    pub removed: Option<i64>,
    /// When the last commit was written, ms since 1970.
    pub last: i64,
}

/// A pull request that was merged.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Merged {
    /// Seconds from opening to merging, where known.
    pub took_s: Option<i64>,
}

impl Store {
    /// How much of what counts was done on each day that has something, by the clock of these stretches; oldest first.
    pub async fn days_of_coding(&self, stretches: &[Stretch], of: Repositories) -> Result<Vec<DayOfCoding>> {
        let (stretches, parts) = over(stretches);
        Ok(sqlx::query_as(AssertSqlSafe(days_sql(of))).bind(stretches).bind(parts).fetch_all(&self.readers).await?)
    }

    /// Commits by the hour of the week, from Monday at midnight.
    pub async fn hours_of_coding(&self, stretches: &[Stretch], of: Repositories) -> Result<Vec<(i64, i64)>> {
        let (stretches, parts) = over(stretches);
        Ok(sqlx::query_as(AssertSqlSafe(hours_sql(of))).bind(stretches).bind(parts).fetch_all(&self.readers).await?)
    }

    /// What was done in each repository in these weeks, each from its first millisecond since 1970 up to its second.
    pub async fn repository_weeks(&self, weeks: &[(i64, i64)], of: Repositories) -> Result<Vec<RepositoryWeek>> {
        Ok(sqlx::query_as(AssertSqlSafe(repositories_sql(of))).bind(json(weeks)?).fetch_all(&self.readers).await?)
    }

    /// The pull requests that were merged from `from` up to `to`, in ms since 1970.
    pub async fn merged(&self, (from, to): (i64, i64), of: Repositories) -> Result<Vec<Merged>> {
        Ok(sqlx::query_as(AssertSqlSafe(merged_sql(of))).bind(from).bind(to).fetch_all(&self.readers).await?)
    }

    /// The first and the last millisecond since 1970 that this room has something in, as far as hours tell.
    pub async fn reach_of_coding(&self) -> Result<Option<(i64, i64)>> {
        let hours: (Option<i64>, Option<i64>) =
            sqlx::query_as("SELECT (SELECT min(hour) FROM coding_hours), (SELECT max(hour) FROM coding_hours)")
                .fetch_one(&self.readers)
                .await?;
        Ok(hours.0.zip(hours.1).map(|(first, last)| (first * 3_600_000, (last + 1) * 3_600_000)))
    }
}

/// The statement of days, over `?1` (stretches) and `?2` (parts).
pub(crate) fn days_sql(of: Repositories) -> String {
    format!(
        "SELECT {} AS day, kind, sum({SHARE}) AS count FROM {}
         WHERE kind IN ('commit', 'pull_request', 'review', 'issue') AND {} GROUP BY 1, 2 HAVING count > 0",
        day(),
        parts_of("coding_hours"),
        among(of, "own")
    )
}

/// The statement of hours of the week, over `?1` (stretches) and `?2` (parts).
pub(crate) fn hours_sql(of: Repositories) -> String {
    format!(
        "SELECT {} AS hour, sum({SHARE}) AS count FROM {} WHERE kind = 'commit' AND {} GROUP BY 1",
        hour_of_week(),
        parts_of("coding_hours"),
        among(of, "own")
    )
}

/// The statement of repositories, over `?1` (weeks).
pub(crate) fn repositories_sql(of: Repositories) -> String {
    format!(
        "SELECT repository, json_each.key AS week, max(own) AS own, count(*) AS commits, sum(added) AS added,
             sum(removed) AS removed, max(coding.key) >> 20 AS last
         FROM json_each(?1) CROSS JOIN coding
             ON coding.key >= (json_each.value ->> 0) << 20 AND coding.key < (json_each.value ->> 1) << 20
         WHERE kind = 'commit' AND {} GROUP BY 1, 2",
        among(of, "coalesce(own, 2)")
    )
}

/// The statement of merged pull requests, over `?1` and `?2` (ms since 1970).
pub(crate) fn merged_sql(of: Repositories) -> String {
    format!(
        "SELECT ((key >> 20) - opened) / 1000 AS took_s FROM coding
         WHERE key >= ?1 << 20 AND key < ?2 << 20 AND kind = 'pull_request' AND state = 'merged' AND {}",
        among(of, "coalesce(own, 2)")
    )
}

/// Which rows are meant, by an expression that is 1 for the person's own, 0 for others and 2 where that is not known.
pub(super) fn among(of: Repositories, own: &str) -> String {
    match of {
        Repositories::All => "true".to_owned(),
        Repositories::Own => format!("{own} = 1"),
        Repositories::Work => format!("{own} = 0"),
    }
}
