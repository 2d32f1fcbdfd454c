use std::collections::BTreeMap;

use lorch_model::{Timestamp, change::Topic, id::Id, made::Action, reader::MarkEdit};

use sqlx::{AssertSqlSafe, FromRow};

use super::ArticleFilter;
use crate::{Result, Write, edits::NewEdit, json, statement::statement};

/// Title of an article, and the marks that were set or cleared.
pub type SetMarks = (String, Vec<(&'static str, bool)>);

/// An article before a mark of it is set: what it shows, and what its marks hold.
#[derive(FromRow)]
struct MarkedRow {
    title: String,
    is_record: bool,
    key: i64,
    feed: i64,
    read: bool,
    starred: bool,
    saved: bool,
    /// Whether its feed lies in the bin.
    binned: bool,
    held_read: Option<bool>,
    held_starred: Option<bool>,
    held_saved: Option<bool>,
}

impl Write {
    /// Sets marks of an article and notes that as an edit. `false` when there is no such article.
    pub async fn mark_article(&mut self, id: &Id, edit: MarkEdit, now: Timestamp) -> Result<bool> {
        let Some((title, changed)) = self.set_marks(id, edit, now).await? else { return Ok(false) };
        self.note_marks(id, &title, &changed, now).await?;
        Ok(true)
    }

    /// Sets marks of an article. Returns its title and those that changed; `None` when there is no such article.
    pub async fn set_marks(&mut self, id: &Id, edit: MarkEdit, now: Timestamp) -> Result<Option<SetMarks>> {
        let Some(marked) = self.marked(id).await? else { return Ok(None) };
        let mut changed = Vec::new();
        let marks = [
            ("read", edit.read, marked.held_read, marked.read),
            ("starred", edit.starred, marked.held_starred, marked.starred),
            ("saved", edit.saved, marked.held_saved, marked.saved),
        ];
        for (mark, value, held, shown) in marks {
            let Some(value) = value else { continue };
            if held != Some(value) {
                self.set_mark(id, mark, value, now);
            }
            if shown != value {
                self.show_mark(&marked, mark, value).await?;
            }
            if value != held.unwrap_or(false) {
                changed.push((mark, value));
            }
            if value && mark != "read" && !marked.is_record {
                self.keep_article(id, now).await?;
            }
        }
        Ok(Some((marked.title, changed)))
    }

    async fn marked(&mut self, id: &Id) -> Result<Option<MarkedRow>> {
        let question = statement(
            "SELECT timeline.title, EXISTS (SELECT 1 FROM records WHERE records.id = ?1 AND records.removed = 0) AS is_record,
                 articles.key, articles.feed, articles.read, articles.starred, articles.saved,
                 EXISTS (SELECT 1 FROM subscriptions WHERE number = articles.feed AND coalesce(removed, 0) <> 0) AS binned,
                 (SELECT value FROM marks WHERE thing = ?1 AND mark = 'read') AS held_read,
                 (SELECT value FROM marks WHERE thing = ?1 AND mark = 'starred') AS held_starred,
                 (SELECT value FROM marks WHERE thing = ?1 AND mark = 'saved') AS held_saved
             FROM timeline JOIN articles USING (key) WHERE timeline.id = ?1",
        );
        Ok(self.ask(question.bind(id)).await?.pop())
    }

    /// Brings the flag of one article in line with a mark that it does not show.
    async fn show_mark(&mut self, marked: &MarkedRow, mark: &str, value: bool) -> Result<()> {
        let show = match mark {
            "read" => "UPDATE articles SET read = ? WHERE key = ?",
            "starred" => "UPDATE articles SET starred = ? WHERE key = ?",
            _ => "UPDATE articles SET saved = ? WHERE key = ?",
        };
        self.later(statement(show).bind(value).bind(marked.key));
        if mark == "read" {
            let by = if value { -1 } else { 1 };
            self.later(statement("UPDATE feeds SET unread = unread + ? WHERE number = ?").bind(by).bind(marked.feed));
            self.touch(Topic::Feeds);
        } else if marked.binned {
            self.settle_articles(&[marked.key]).await?;
        }
        self.touch(Topic::Articles);
        self.touch(Topic::Timeline);
        Ok(())
    }

    /// Marks as read what `filter` shows unread, down from the article `up_to` when given. Returns how many.
    pub async fn mark_all_read(&mut self, filter: &ArticleFilter, up_to: Option<&Id>, now: Timestamp) -> Result<u64> {
        let filter = ArticleFilter { unread: true, ..filter.clone() };
        let origin = self.origin();
        let scope = format!(
            "FROM articles WHERE {} AND key <= coalesce((SELECT key FROM timeline WHERE id = ?1), 9223372036854775807)
                 AND ?2 IS ?2 AND ?3 IS ?3 AND ?4 IS ?4 AND ?5 IS ?5 AND ?6 IS ?6 AND ?7 IS ?7",
            filter.condition()
        );
        // The last statement changes what the scope means, so it comes last.
        let statements = [
            format!(
                "INSERT INTO marks (thing, mark, value, counter, clock, origin)
                 SELECT id, 'read', 1, 1, ?4, ?5 {scope}
                 ON CONFLICT DO UPDATE SET value = 1, counter = counter + 1, clock = max(clock, excluded.clock),
                     origin = excluded.origin"
            ),
            format!(
                "INSERT OR REPLACE INTO log (origin, seq, kind, key, schema)
                 SELECT ?5, ?6 + row_number() OVER (ORDER BY key), 'mark:read', id, 1 {scope}"
            ),
            format!(
                "INSERT INTO edit_steps (edit, target, thing, field, before, after)
                 SELECT ?7, 'mark', id, 'read', 'f0', 'f1' {scope}"
            ),
            format!(
                "UPDATE feeds SET unread = unread - marked.n
                 FROM (SELECT feed, count(*) AS n {scope} GROUP BY feed) AS marked WHERE feeds.number = marked.feed"
            ),
            format!("UPDATE articles SET read = 1 WHERE key IN (SELECT key {scope})"),
        ];
        let unread: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) {scope}")))
            .bind(up_to.map(|id| id.0.to_vec()))
            .bind(filter.feed.map(|feed| feed.0.to_vec()))
            .bind(&filter.folder)
            .bind(now.as_millisecond())
            .bind(origin.as_bytes())
            .bind(0)
            .bind(0)
            .fetch_one(self.conn().await?)
            .await?;
        if unread == 0 {
            return Ok(0);
        }
        let before_first = self.take_places(unread).await? - 1;
        let title = self.title_of_scope(&filter).await?;
        let edit = NewEdit { at: now, action: Action::MarkedRead, kind: "article", thing: None, title: &title };
        let edit = self.begin_edit(&edit, usize::try_from(unread).unwrap_or(usize::MAX)).await?;
        for sql in statements {
            sqlx::query(AssertSqlSafe(sql))
                .bind(up_to.map(|id| id.0.to_vec()))
                .bind(filter.feed.map(|feed| feed.0.to_vec()))
                .bind(&filter.folder)
                .bind(now.as_millisecond())
                .bind(origin.as_bytes())
                .bind(before_first)
                .bind(edit)
                .execute(self.conn().await?)
                .await?;
        }
        self.touch(Topic::Feeds);
        self.touch(Topic::Articles);
        self.touch(Topic::Timeline);
        Ok(unread.unsigned_abs())
    }

    /// Brings the flags of articles in line with marks that were set, each thing and mark there once; nothing where the
    /// article isn't here.
    pub(crate) async fn show_marks(&mut self, marks: &[(Id, &str, bool)]) -> Result<()> {
        for (word, value) in ["read", "starred", "saved"].into_iter().flat_map(|word| [(word, true), (word, false)]) {
            let set: Vec<Id> =
                marks.iter().filter(|mark| (mark.1, mark.2) == (word, value)).map(|mark| mark.0).collect();
            if set.is_empty() {
                continue;
            }
            let changed: Vec<(i64, i64, bool)> = sqlx::query_as(AssertSqlSafe(show_sql(word)))
                .bind(json(&set)?)
                .bind(value)
                .fetch_all(self.conn().await?)
                .await?;
            if changed.is_empty() {
                continue;
            }
            if word == "read" {
                let mut feeds: BTreeMap<i64, i64> = BTreeMap::new();
                for (_, feed, _) in changed {
                    *feeds.entry(feed).or_default() += if value { -1 } else { 1 };
                }
                self.count_unread(&feeds);
            } else {
                let binned: Vec<i64> = changed.iter().filter(|(.., binned)| *binned).map(|(key, ..)| *key).collect();
                self.settle_articles(&binned).await?;
            }
            self.touch(Topic::Articles);
            self.touch(Topic::Timeline);
        }
        Ok(())
    }

    /// What a filter shows, in words: the title of its feed, or its folder.
    async fn title_of_scope(&mut self, filter: &ArticleFilter) -> Result<String> {
        let Some(feed) = filter.feed else { return Ok(filter.folder.clone().unwrap_or_default()) };
        Ok(self.feed(&feed).await?.map(|feed| feed.title).unwrap_or_default())
    }

    /// Adds to the unread articles of feeds, by number.
    fn count_unread(&mut self, feeds: &BTreeMap<i64, i64>) {
        for (number, by) in feeds {
            self.later(statement("UPDATE feeds SET unread = unread + ? WHERE number = ?").bind(*by).bind(*number));
        }
        self.touch(Topic::Feeds);
    }
}

/// The statement that shows `mark`, whose value is `?2`, on the articles of `?1`, a list of ids. It returns those it
/// changed, with their feed and whether that lies in the bin.
pub(crate) fn show_sql(mark: &str) -> String {
    // Joined to the list instead, SQLite would read the list anew for each article there is.
    format!(
        "UPDATE articles SET {mark} = ?2
         WHERE key IN (SELECT timeline.key FROM json_each(?1) CROSS JOIN timeline ON timeline.id = unhex(json_each.value))
             AND {mark} <> ?2
         RETURNING key, feed,
             EXISTS (SELECT 1 FROM subscriptions WHERE number = articles.feed AND coalesce(removed, 0) <> 0)"
    )
}
