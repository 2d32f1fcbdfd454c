use lorch_model::{
    page::Page,
    search::{Hit, Order, Part},
    timeline::Room,
};
use sqlx::{AssertSqlSafe, FromRow};

use crate::{
    Result, Store,
    timeline::{COLUMNS, MARKS, Row, cursor, page},
};

/// Set around a matched term by FTS5; neither occurs in stored text, from which control characters are stripped.
const OPEN: char = '\u{2}';
const CLOSE: char = '\u{3}';

#[derive(FromRow)]
struct HitRow {
    #[sqlx(flatten)]
    row: Row,
    marked_title: String,
    marked_text: Option<String>,
}

impl HitRow {
    fn into_hit(self) -> Result<Hit> {
        Ok(Hit {
            entry: self.row.into_entry()?,
            title_parts: parts(&self.marked_title),
            text_parts: self
                .marked_text
                .filter(|text| text.contains(OPEN))
                .map(|text| parts(&text))
                .unwrap_or_default(),
        })
    }
}

impl Store {
    /// What matches `words`: newest first in pages, or the closest `limit` of all hits.
    pub async fn search(
        &self,
        words: &str,
        room: Option<Room>,
        order: Order,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<Hit>> {
        let before = cursor(after)?;
        let Some(expression) = match_expression(words) else {
            return Ok(Page { items: Vec::new(), next: None });
        };
        let rows: Vec<HitRow> = sqlx::query_as(AssertSqlSafe(find_sql(order)))
            .bind(expression)
            .bind(before)
            .bind(room.map(Room::as_str))
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        let mut found = page(rows, limit, |row| row.row.key, HitRow::into_hit)?;
        if order == Order::Closest {
            found.next = None;
        }
        Ok(found)
    }
}

/// The statement of a page, over `?1` (expression), `?2` (cursor), `?3` (room), `?4` (limit).
pub(crate) fn find_sql(order: Order) -> String {
    let order_by = match order {
        Order::Newest => "search.rowid DESC",
        Order::Closest => "search.rank",
    };
    format!(
        "SELECT {COLUMNS}, highlight(search, 0, char(2), char(3)) AS marked_title,
             snippet(search, 1, char(2), char(3), '…', 24) AS marked_text
         FROM search CROSS JOIN timeline ON timeline.key = search.rowid {MARKS}
         WHERE search MATCH ?1 AND search.rowid < ?2 AND timeline.removed = 0
             AND (?3 IS NULL OR timeline.room = ?3)
         ORDER BY {order_by} LIMIT ?4"
    )
}

/// The FTS5 expression for what a person typed: all words must occur, `"quoted words"` in this order, and the last
/// word may go on (it is still being typed) unless a space follows it. `None` when there is no word in it.
fn match_expression(typed: &str) -> Option<String> {
    let mut terms = Vec::new();
    for (index, piece) in typed.split('"').enumerate() {
        let phrase = index % 2 == 1;
        let words: Vec<&str> = if phrase { vec![piece] } else { piece.split_whitespace().collect() };
        terms.extend(words.into_iter().filter(|word| word.chars().any(char::is_alphanumeric)).map(|word| {
            let open_ended = !phrase && typed.ends_with(word);
            format!("\"{}\"{}", word.replace('\0', " "), if open_ended { "*" } else { "" })
        }));
    }
    (!terms.is_empty()).then(|| terms.join(" "))
}

fn parts(marked: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut matched = false;
    for text in marked.split([OPEN, CLOSE]) {
        if !text.is_empty() {
            parts.push(Part { text: text.to_owned(), matched });
        }
        matched = !matched;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_a_safe_expression() {
        for (typed, expression) in [
            ("canal", Some("\"canal\"*")),
            ("canal ", Some("\"canal\"")),
            ("old canal", Some("\"old\" \"canal\"*")),
            ("\"old canal\" boat ", Some("\"old canal\" \"boat\"")),
            ("\"old canal", Some("\"old canal\"")),
            ("NEAR(a, b) OR *", Some("\"NEAR(a,\" \"b)\" \"OR\"")),
            ("title:x", Some("\"title:x\"*")),
            ("  ** \" ", None),
            ("", None),
        ] {
            assert_eq!(match_expression(typed).as_deref(), expression, "{typed:?}");
        }
    }

    #[test]
    fn marks_cut_the_text() {
        let cut: Vec<_> =
            parts("the \u{2}canal\u{3} froze").into_iter().map(|part| (part.text, part.matched)).collect();
        assert_eq!(cut, [("the ".into(), false), ("canal".into(), true), (" froze".to_owned(), false)]);
    }
}
