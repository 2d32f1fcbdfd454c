mod closest;
mod expression;
mod facets;
mod form;
mod index;

use lorch_model::{
    page::Page,
    search::{Found, Hit, Order, Part, Question},
    timeline::{Room, TimelineKey},
};
use sqlx::{AssertSqlSafe, FromRow};

use crate::{
    Result, Store,
    timeline::{COLUMNS, MARKS, Row, cursor, page},
};
use expression::expression;
pub(crate) use index::{Words, add, forget, forms_again};

/// Set around a matched term by FTS5; neither occurs in stored text, from which control characters are stripped.
const OPEN: char = '\u{2}';
const CLOSE: char = '\u{3}';

#[derive(FromRow)]
struct HitRow {
    #[sqlx(flatten)]
    row: Row,
    marked_title: String,
    marked_text: Option<String>,
    has_forms: bool,
}

impl HitRow {
    fn into_hit(self) -> Result<Hit> {
        let cut = |marked: &str| parts(marked, self.has_forms);
        Ok(Hit {
            title_parts: cut(&self.marked_title),
            text_parts: self.marked_text.filter(|text| text.contains(OPEN)).map(|text| cut(&text)).unwrap_or_default(),
            entry: self.row.into_entry()?,
        })
    }
}

impl Store {
    /// What answers the question: newest first in pages, or the closest `limit` of all hits.
    pub async fn search(&self, question: &Question, order: Order, after: Option<&str>, limit: u32) -> Result<Found> {
        let before = cursor(after)?;
        let Some(expression) = expression(&question.words) else {
            return Ok(Found { items: Vec::new(), next: None, facets: None });
        };
        let rows = match order {
            Order::Newest => self.hits(&expression, order, question, before, limit).await?,
            Order::Closest => self.closest(&expression, question, limit).await?,
        };
        let Page { items, next } = page(rows, limit, |row| row.row.key, HitRow::into_hit)?;
        Ok(Found { items, next: next.filter(|_| order == Order::Newest), facets: None })
    }

    async fn hits(
        &self,
        expression: &str,
        order: Order,
        question: &Question,
        before: i64,
        limit: u32,
    ) -> Result<Vec<HitRow>> {
        let (from, to) = keys(question);
        Ok(sqlx::query_as(AssertSqlSafe(find_sql(order)))
            .bind(expression)
            .bind(before.min(to))
            .bind(from)
            .bind(question.room.map(Room::as_str))
            .bind(&question.source)
            .bind(limit)
            .fetch_all(&self.readers)
            .await?)
    }
}

/// The keys that the question's time spans: from the first one on, below the second one.
fn keys(question: &Question) -> (i64, i64) {
    let key = |time| TimelineKey::new(time, 0).0;
    (question.from.map_or(i64::MIN, key), question.to.map_or(i64::MAX, key))
}

/// The statement of a page, over `?1` (expression), `?2` (below this key), `?3` (from this key on), `?4` (room), `?5`
/// (source), `?6` (limit). Which hits are shown is settled before their terms are marked: that costs far more.
pub(crate) fn find_sql(order: Order) -> String {
    let order_by = match order {
        Order::Newest => "search.rowid DESC",
        Order::Closest => "search.rank",
    };
    format!(
        "SELECT {COLUMNS}, highlight(search, 0, char(2), char(3)) AS marked_title,
             snippet(search, 1, char(2), char(3), '…', iif(search_forms.key IS NULL, 24, 48)) AS marked_text,
             search_forms.key IS NOT NULL AS has_forms
         FROM search CROSS JOIN timeline ON timeline.key = search.rowid {MARKS}
             LEFT JOIN search_forms ON search_forms.key = search.rowid
         WHERE search MATCH ?1 AND search.rowid < ?2 AND search.rowid >= ?3 AND timeline.removed <> 1
             AND (?4 IS NULL OR timeline.room = ?4) AND (?5 IS NULL OR timeline.source = ?5)
         ORDER BY {order_by} LIMIT ?6"
    )
}

fn parts(marked: &str, has_forms: bool) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut matched = false;
    for piece in marked.split([OPEN, CLOSE]) {
        let text = if has_forms { form::text(piece) } else { piece.to_owned() };
        if !text.is_empty() {
            parts.push(Part { text, matched });
        }
        matched = !matched;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_cut_the_text() {
        let cut = |marked: &str, forms| -> Vec<_> {
            parts(marked, forms).into_iter().map(|part| (part.text, part.matched)).collect()
        };
        let canal = [("the ".to_owned(), false), ("canal".to_owned(), true), (" froze".to_owned(), false)];
        assert_eq!(cut("the \u{2}canal\u{3} froze", false), canal);
        let city = [("東".to_owned(), false), ("京都".to_owned(), true)];
        assert_eq!(cut("東\u{200b}\u{2}京\u{200b}都\u{3}", true), city);
    }
}
