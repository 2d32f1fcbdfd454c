//! The loop that anybody would write first: fetch, parse, insert, index. It cleans nothing, keeps no history, and
//! writes as large batches as Lorch does, into one table and its full-text index.

use std::{path::Path, time::Duration};

use feed_rs::model::{Entry, Feed};
use futures::{StreamExt, TryStreamExt, stream};
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use sqlx::{
    QueryBuilder, Sqlite, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::Result;

/// As many as Lorch asks at a time.
const AT_A_TIME: usize = 8;
const BATCH: usize = 1_000;
const ROWS: usize = 64;

pub(super) struct Loop {
    pool: SqlitePool,
    client: Client<HttpConnector, Empty<Bytes>>,
}

struct Row {
    feed: String,
    guid: String,
    title: String,
    link: String,
    author: String,
    published: i64,
    html: String,
    text: String,
}

impl Loop {
    pub async fn open(path: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            .pragma("cache_size", "-8000");
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        for sql in [
            "CREATE TABLE articles (id INTEGER PRIMARY KEY, feed TEXT, guid TEXT, title TEXT, link TEXT, author TEXT,
                 published INTEGER, html TEXT, text TEXT, UNIQUE (feed, guid))",
            "CREATE VIRTUAL TABLE search USING fts5 (title, text, content = 'articles', content_rowid = 'id',
                 tokenize = 'unicode61 remove_diacritics 2')",
        ] {
            sqlx::query(sql).execute(&pool).await?;
        }
        Ok(Self { pool, client: Client::builder(TokioExecutor::new()).build_http() })
    }

    /// Returns how many articles were written.
    pub async fn refresh(&self, addresses: &[String]) -> Result<usize> {
        let mut fetched = stream::iter(addresses).map(|address| self.fetch(address)).buffer_unordered(AT_A_TIME);
        let (mut batch, mut written) = (Vec::new(), 0);
        while let Some(rows) = fetched.try_next().await? {
            batch.extend(rows);
            if batch.len() >= BATCH {
                self.write(written, &batch).await?;
                written += batch.len();
                batch.clear();
            }
        }
        self.write(written, &batch).await?;
        Ok(written + batch.len())
    }

    async fn fetch(&self, address: &str) -> Result<Vec<Row>> {
        let reply = self.client.get(address.parse()?).await?;
        let body = reply.into_body().collect().await?.to_bytes();
        let address = address.to_owned();
        // As Lorch does: parsing holds up nothing else.
        tokio::task::spawn_blocking(move || Ok(rows(&address, feed_rs::parser::parse(&body[..])?))).await?
    }

    /// Keys follow `written`, so that the index needs no look at the table.
    async fn write(&self, written: usize, batch: &[Row]) -> Result<()> {
        let numbered: Vec<(i64, &Row)> = (i64::try_from(written)?..).zip(batch).collect();
        let mut transaction = self.pool.begin().await?;
        for chunk in numbered.chunks(ROWS) {
            let mut insert: QueryBuilder<Sqlite> =
                QueryBuilder::new("INSERT INTO articles (id, feed, guid, title, link, author, published, html, text) ");
            insert.push_values(chunk, |mut row, (id, article)| {
                row.push_bind(*id)
                    .push_bind(&article.feed)
                    .push_bind(&article.guid)
                    .push_bind(&article.title)
                    .push_bind(&article.link)
                    .push_bind(&article.author)
                    .push_bind(article.published)
                    .push_bind(&article.html)
                    .push_bind(&article.text);
            });
            insert.build().execute(&mut *transaction).await?;
            let mut index: QueryBuilder<Sqlite> = QueryBuilder::new("INSERT INTO search (rowid, title, text) ");
            index.push_values(chunk, |mut row, (id, article)| {
                row.push_bind(*id).push_bind(&article.title).push_bind(&article.text);
            });
            index.build().execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }
}

fn rows(address: &str, feed: Feed) -> Vec<Row> {
    feed.entries.into_iter().map(|entry| row(address, entry)).collect()
}

fn row(address: &str, entry: Entry) -> Row {
    let html = entry.content.and_then(|content| content.body).unwrap_or_default();
    Row {
        feed: address.to_owned(),
        guid: entry.id,
        title: entry.title.map(|title| title.content).unwrap_or_default(),
        link: entry.links.into_iter().next().map(|link| link.href).unwrap_or_default(),
        author: entry.authors.into_iter().next().and_then(|author| author.name).unwrap_or_default(),
        published: entry.published.map_or(0, |published| published.timestamp_millis()),
        text: without_tags(&html),
        html,
    }
}

/// The words between the tags: what Lorch indexes too, for the price of a look at each byte.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for piece in html.split('<') {
        text.push_str(piece.split_once('>').map_or(piece, |(_, words)| words));
        text.push(' ');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_and_tags_go() {
        assert_eq!(without_tags("<p>one <b>two</b>").split_whitespace().collect::<Vec<_>>(), ["one", "two"]);
    }
}
