//! Rules, and what they do with new articles.

use std::collections::HashMap;

use lorch_model::{
    Timestamp,
    change::Topic,
    id::Id,
    reader::{Folders, KeptRule, MarkEdit, Rule},
    text::{Folded, Words},
};
use sqlx::{AssertSqlSafe, FromRow, SqliteExecutor};

use super::{ArticleDraft, place::Placed};
use crate::{Result, Store, StoreError, Write, json, time};

#[derive(FromRow)]
struct Row {
    id: Vec<u8>,
    name: String,
    feed: Option<Vec<u8>>,
    folder: Option<String>,
    words: String,
    read: bool,
    starred: bool,
    enabled: bool,
    removed: Option<i64>,
}

const RULE: &str = "SELECT id, name, feed, folder, words, read, starred, enabled, removed FROM rules";

impl Store {
    /// The rules, by name.
    pub async fn rules(&self) -> Result<Vec<Rule>> {
        let folders = self.folders().await?;
        let mut rules: Vec<Rule> =
            standing(&self.readers).await?.into_iter().map(|rule| shown(rule, &folders)).collect();
        rules.sort_by_cached_key(|rule| (rule.name.to_lowercase(), rule.id));
        Ok(rules)
    }
}

impl Write {
    /// A rule as this write leaves it, in the bin or not; its folder is where that one is now.
    pub async fn rule(&mut self, id: &Id) -> Result<Option<KeptRule>> {
        let sql = format!("{RULE} WHERE id = ?");
        let row: Option<Row> =
            sqlx::query_as(AssertSqlSafe(sql)).bind(id.as_bytes()).fetch_optional(self.conn().await?).await?;
        let Some(kept) = row.map(Row::into_rule).transpose()? else { return Ok(None) };
        let folders = self.folders().await?;
        Ok(Some(KeptRule { rule: shown(kept.rule, &folders), removed: kept.removed }))
    }

    /// Puts the projection of a rule document in place of the one before.
    pub async fn put_rule(&mut self, KeptRule { rule, removed }: &KeptRule) -> Result<()> {
        sqlx::query(
            "INSERT OR REPLACE INTO rules (id, name, feed, folder, words, read, starred, enabled, removed)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(rule.id.as_bytes())
        .bind(&rule.name)
        .bind(rule.feed.map(|feed| feed.0.to_vec()))
        .bind(&rule.folder)
        .bind(&rule.words)
        .bind(rule.read)
        .bind(rule.starred)
        .bind(rule.enabled)
        .bind(removed.map(Timestamp::as_millisecond))
        .execute(self.conn().await?)
        .await?;
        self.touch(Topic::Rules);
        Ok(())
    }

    /// Takes a rule away whose document is gone.
    pub async fn forget_rule(&mut self, id: &Id, now: Timestamp) -> Result<()> {
        sqlx::query("DELETE FROM rules WHERE id = ?").bind(id.as_bytes()).execute(self.conn().await?).await?;
        self.touch(Topic::Rules);
        self.note_bin(id, false, now).await
    }

    /// Does with new articles what the rules say. What a person said of one on another device before it came here
    /// stands.
    pub(super) async fn apply_rules(&mut self, new: &[Placed<'_>], now: Timestamp) -> Result<()> {
        let rules = if new.is_empty() { Vec::new() } else { standing(self.conn().await?).await? };
        if rules.is_empty() {
            return Ok(());
        }
        let folders = self.folders().await?;
        let rules: Vec<Rule> = rules.into_iter().map(|rule| shown(rule, &folders)).collect();
        for (feed, rules) in self.rules_of_feeds(new, &rules).await? {
            for placed in new.iter().filter(|placed| placed.feed == feed) {
                let edit = said_of(&rules, placed.draft);
                if edit != MarkEdit::default() {
                    self.mark_by_rule(&placed.draft.id, edit, now).await?;
                }
            }
        }
        Ok(())
    }

    /// The rules that hold for each of the feeds that these articles came with, and their words.
    async fn rules_of_feeds<'a>(
        &mut self,
        new: &[Placed<'_>],
        rules: &'a [Rule],
    ) -> Result<HashMap<i64, Vec<(&'a Rule, Words)>>> {
        let numbers: Vec<i64> = new.iter().map(|placed| placed.feed).collect();
        let feeds: Vec<(i64, Vec<u8>, String)> = sqlx::query_as(
            "SELECT number, id, folder FROM subscriptions WHERE number IN (SELECT value FROM json_each(?))",
        )
        .bind(json(&numbers)?)
        .fetch_all(self.conn().await?)
        .await?;
        let mut holding = HashMap::new();
        for (number, id, folder) in feeds {
            let id = Id::from_slice(&id).ok_or(StoreError::Unreadable("subscription"))?;
            let rules = rules.iter().filter(|rule| rule.holds_for(&id, &folder));
            let rules: Vec<_> = rules.map(|rule| (rule, Words::of(&rule.words))).collect();
            if !rules.is_empty() {
                holding.insert(number, rules);
            }
        }
        Ok(holding)
    }

    async fn mark_by_rule(&mut self, article: &Id, mut edit: MarkEdit, now: Timestamp) -> Result<()> {
        let said: Vec<String> = sqlx::query_scalar("SELECT mark FROM marks WHERE thing = ?")
            .bind(article.as_bytes())
            .fetch_all(self.conn().await?)
            .await?;
        for mark in said {
            match mark.as_str() {
                "read" => edit.read = None,
                "starred" => edit.starred = None,
                _ => {}
            }
        }
        self.set_marks(article, edit, now).await?;
        Ok(())
    }
}

/// What rules say of an article, all of them together.
fn said_of(rules: &[(&Rule, Words)], draft: &ArticleDraft) -> MarkEdit {
    let wordless = rules.iter().all(|(_, words)| words.is_empty());
    let said = [draft.title.as_str(), &draft.summary, &draft.text];
    let text = Folded::of(said.into_iter().filter(|_| !wordless));
    rules.iter().fold(MarkEdit::default(), |said, (rule, words)| {
        let marks = rule.marks(words, &text);
        MarkEdit { read: marks.read.or(said.read), starred: marks.starred.or(said.starred), saved: None }
    })
}

async fn standing(executor: impl SqliteExecutor<'_>) -> Result<Vec<Rule>> {
    let sql = format!("{RULE} WHERE removed IS NULL");
    let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql)).fetch_all(executor).await?;
    rows.into_iter().map(|row| Ok(row.into_rule()?.rule)).collect()
}

fn shown(rule: Rule, folders: &Folders) -> Rule {
    Rule { folder: rule.folder.map(|first| folders.path_of(&first)), ..rule }
}

impl Row {
    fn into_rule(self) -> Result<KeptRule> {
        Ok(KeptRule {
            rule: Rule {
                id: Id::from_slice(&self.id).ok_or(StoreError::Unreadable("rule"))?,
                name: self.name,
                feed: self.feed.as_deref().and_then(Id::from_slice),
                folder: self.folder,
                words: self.words,
                read: self.read,
                starred: self.starred,
                enabled: self.enabled,
            },
            removed: self.removed.map(time),
        })
    }
}
