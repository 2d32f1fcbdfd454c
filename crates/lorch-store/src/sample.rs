//! What belongs to the sample, and how it goes.

use lorch_model::{Timestamp, change::Topic, id::Id, sample::Sample};
use sqlx::{AssertSqlSafe, SqliteExecutor};

use crate::{Result, Store, Write, bulk, documents::LogEntry};

/// Keys of its articles.
const KEYS: &str = "(SELECT timeline.key FROM sample CROSS JOIN timeline ON timeline.id = sample.thing)";
/// Numbers of its feeds.
const FEEDS: &str = "(SELECT number FROM sample CROSS JOIN subscriptions ON subscriptions.id = sample.thing)";
/// Its things.
const THINGS: &str = "(SELECT thing FROM sample)";
/// What a person did to its things among others.
const EDITS: &str = "(SELECT edit FROM sample CROSS JOIN edit_steps ON edit_steps.thing = sample.thing)";

impl Store {
    /// Whether the sample is here, and how many of its records.
    pub async fn sample(&self) -> Result<Sample> {
        counted(&self.readers).await
    }

    /// Whether a thing belongs to the sample.
    pub async fn is_sample(&self, thing: &Id) -> Result<bool> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sample WHERE thing = ?)")
            .bind(thing.as_bytes())
            .fetch_one(&self.readers)
            .await?)
    }
}

impl Write {
    /// As [`Store::sample`], as this write leaves it.
    pub async fn sample(&mut self) -> Result<Sample> {
        counted(self.conn().await?).await
    }

    /// Says that these things belong to the sample, before they are here.
    pub async fn note_sample(&mut self, things: &[Id]) -> Result<()> {
        bulk::insert_as(
            self,
            ["INSERT INTO sample (thing) VALUES", "(?)", "ON CONFLICT DO NOTHING"],
            things,
            |query, thing| query.bind(thing.0.to_vec()),
        )
        .await
    }

    /// Says that `thing` belongs to the sample if one of the things does that it is about.
    pub async fn note_sample_of(&mut self, thing: &Id, about: [&Id; 2]) -> Result<()> {
        sqlx::query(
            "INSERT INTO sample (thing) SELECT ?1 WHERE EXISTS (SELECT 1 FROM sample WHERE thing IN (?2, ?3))
             ON CONFLICT DO NOTHING",
        )
        .bind(thing.as_bytes())
        .bind(about[0].as_bytes())
        .bind(about[1].as_bytes())
        .execute(self.conn().await?)
        .await?;
        Ok(())
    }

    /// Marks things of the sample as read that are still to come.
    pub async fn mark_sample_read(&mut self, things: &[(Id, Timestamp)]) -> Result<()> {
        let origin = self.origin();
        bulk::insert_as(
            self,
            [
                "INSERT INTO marks (thing, mark, value, counter, clock, origin) VALUES",
                "(?, 'read', 1, 1, ?, ?)",
                "ON CONFLICT DO NOTHING",
            ],
            things,
            |query, (thing, at)| query.bind(thing.0.to_vec()).bind(at.as_millisecond()).bind(origin.0.to_vec()),
        )
        .await?;
        let entries: Vec<LogEntry<'_>> = things
            .iter()
            .map(|(thing, _)| LogEntry { place: None, kind: "mark:read", key: *thing, schema: 1, tombstone: false })
            .collect();
        self.log_all(&entries, Timestamp::UNIX_EPOCH).await
    }

    /// Says on the timeline what is sample.
    pub async fn show_sample(&mut self) -> Result<()> {
        sqlx::query("UPDATE timeline SET provenance = 'sample' WHERE id IN (SELECT thing FROM sample)")
            .execute(self.conn().await?)
            .await?;
        self.touch_sample();
        Ok(())
    }

    /// Takes away the sample and everything that was said of it. Nothing of it has left this device, so nothing has to
    /// stay to tell others: no tombstone, no hash of what was purged.
    pub async fn remove_sample(&mut self) -> Result<()> {
        for sql in removing() {
            sqlx::query(AssertSqlSafe(sql)).execute(self.conn().await?).await?;
        }
        self.plan_past();
        self.touch_sample();
        Ok(())
    }

    fn touch_sample(&mut self) {
        for topic in [
            Topic::Feeds,
            Topic::Articles,
            Topic::Rules,
            Topic::Planner,
            Topic::Inbox,
            Topic::Timeline,
            Topic::Sources,
            Topic::Edits,
            Topic::Bin,
        ] {
            self.touch(topic);
        }
    }
}

async fn counted(executor: impl SqliteExecutor<'_>) -> Result<Sample> {
    let (present, records): (bool, i64) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM sample),
             (SELECT count(*) FROM sample CROSS JOIN timeline ON timeline.id = sample.thing)",
    )
    .fetch_one(executor)
    .await?;
    Ok(Sample { present, records: records.unsigned_abs() })
}

/// What takes it away, in the order that references ask for.
fn removing() -> Vec<String> {
    let logged = [
        "subscription",
        "rule",
        "activity",
        "mark:read",
        "mark:starred",
        "mark:saved",
        "record:article",
        "record:link",
        "record:play",
        "record:commit",
        "record:pull_request",
        "record:review",
        "record:release",
        "record:star",
        "record:issue",
    ];
    let mut removing = vec![
        // Whatever was told of one of its things is of the sample.
        format!("INSERT INTO sample SELECT id FROM notices WHERE thing IN {THINGS} ON CONFLICT DO NOTHING"),
        // Whatever came with a feed of the sample is of the sample.
        format!("INSERT INTO sample SELECT id FROM articles WHERE feed IN {FEEDS} ON CONFLICT DO NOTHING"),
        format!("DELETE FROM edits WHERE thing IN {THINGS}"),
        format!(
            "UPDATE edits SET count = (SELECT count(DISTINCT thing) FROM edit_steps
                 WHERE edit = edits.number AND edit_steps.thing NOT IN {THINGS}) WHERE number IN {EDITS}"
        ),
        format!("DELETE FROM edits WHERE count = 0 AND number IN {EDITS}"),
        format!("DELETE FROM edit_steps WHERE thing IN {THINGS}"),
        format!(
            "INSERT INTO search (search, rowid, title, text) SELECT 'delete', key, title, text FROM search_content
             WHERE key IN {KEYS} AND EXISTS (SELECT 1 FROM search_docsize WHERE id = key) ORDER BY key"
        ),
    ];
    removing.extend(
        ["article_bodies", "articles", "search_texts"].map(|table| format!("DELETE FROM {table} WHERE key IN {KEYS}")),
    );
    removing.push(format!("DELETE FROM timeline WHERE id IN {THINGS}"));
    removing.extend(
        [("fetches", "feed"), ("feeds", "number")]
            .map(|(table, column)| format!("DELETE FROM {table} WHERE {column} IN {FEEDS}")),
    );
    let of_things = [
        ("subscriptions", "id"),
        ("rules", "id"),
        ("activities", "id"),
        ("planner_entries", "entry"),
        ("reminders", "activity"),
        ("notices", "id"),
        ("notices", "thing"),
        ("jobs", "key"),
        ("evidence", "thing"),
        ("marks", "thing"),
        ("records", "id"),
        ("changes", "document"),
        ("purged_changes", "document"),
        ("unshown", "key"),
        ("full_texts", "thing"),
    ];
    removing.extend(of_things.map(|(table, column)| format!("DELETE FROM {table} WHERE {column} IN {THINGS}")));
    removing.extend(logged.map(|kind| format!("DELETE FROM log WHERE kind = '{kind}' AND key IN {THINGS}")));
    removing.push("DELETE FROM sample".to_owned());
    removing
}
