//! The closest hits of all there are, in a time that the number of hits doesn't stretch.

use std::collections::HashSet;

use lorch_model::search::{Order, Question};

use super::{HitRow, keys};
use crate::{Result, Store};

/// So many hits are weighed one by one; that takes some 4 µs each, and 80 ns for each text that holds one of the words.
const WEIGHED: i64 = 5_000;

impl Store {
    /// The closest `limit` hits.
    ///
    /// Each hit is weighed by BM25 (Robertson and Zaragoza, *The Probabilistic Relevance Framework*, 2009), as FTS5 has
    /// it. Words with more hits than [`WEIGHED`] weigh next to nothing by it: there those come first that have all
    /// words in the title, then the others, the newest first of both.
    pub(super) async fn closest(&self, expression: &str, question: &Question, limit: u32) -> Result<Vec<HitRow>> {
        if !self.is_wide(expression, question).await? {
            return self.hits(expression, Order::Closest, question, i64::MAX, limit).await;
        }
        // Asked for twice, so that they are marked in the text, too.
        let titled = format!("({expression}) AND {{title}} : ({expression})");
        let mut rows = self.hits(&titled, Order::Newest, question, i64::MAX, limit).await?;
        if rows.len() < limit as usize {
            let shown: HashSet<i64> = rows.iter().map(|row| row.row.key).collect();
            let newest = self.hits(expression, Order::Newest, question, i64::MAX, limit).await?;
            rows.extend(newest.into_iter().filter(|row| !shown.contains(&row.row.key)));
            rows.truncate(limit as usize);
        }
        Ok(rows)
    }

    async fn is_wide(&self, expression: &str, question: &Question) -> Result<bool> {
        let (from, to) = keys(question);
        let hits: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM (
                 SELECT 1 FROM search WHERE search MATCH ?1 AND rowid < ?2 AND rowid >= ?3 LIMIT ?4)",
        )
        .bind(expression)
        .bind(to)
        .bind(from)
        .bind(WEIGHED + 1)
        .fetch_one(&self.readers)
        .await?;
        Ok(hits > WEIGHED)
    }
}
