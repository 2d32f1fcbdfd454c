//! Full texts of articles, kept where the person asked for them.

use lorch_model::{change::Topic, id::Id, reader::FullText};

use crate::{Write, statement::statement};

impl Write {
    /// Keeps the full text of an article in place of the one before.
    pub fn put_full_text(&mut self, article: &Id, full: &FullText) {
        self.later(
            statement("INSERT OR REPLACE INTO full_texts (thing, html, minutes, fetched) VALUES (?, ?, ?, ?)")
                .bind(article)
                .bind(full.html.as_str())
                .bind(full.minutes)
                .bind(full.fetched.as_millisecond()),
        );
        self.touch(Topic::Articles);
    }
}
