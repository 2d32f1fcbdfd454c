//! The barest server of a list: one flat table that holds every column as it is sent.

use std::{net::Ipv4Addr, path::Path};

use axum::{
    Json, Router,
    extract::{Query, State},
    http::StatusCode,
    routing::get,
};
use serde::{Deserialize, Serialize};
use sqlx::{
    FromRow, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
};
use tokio::net::TcpListener;

use super::flat;
use crate::{Result, process};

#[derive(Deserialize)]
struct Which {
    limit: i64,
    after: Option<i64>,
}

#[derive(Serialize, FromRow)]
struct Item {
    #[serde(skip)]
    key: i64,
    id: String,
    feed: String,
    feed_title: String,
    title: String,
    summary: String,
    link: Option<String>,
    author: Option<String>,
    published: String,
    minutes: i64,
    read: bool,
    starred: bool,
    saved: bool,
    has_enclosure: bool,
}

#[derive(Serialize)]
struct Page {
    items: Vec<Item>,
    next: Option<String>,
}

/// Serves the flat table in `folder` and prints where.
pub(crate) async fn serve_bare(folder: &str) -> Result<()> {
    let options = SqliteConnectOptions::new()
        .filename(flat(Path::new(folder)))
        .journal_mode(SqliteJournalMode::Wal)
        .pragma("cache_size", "-8000");
    let pool = SqlitePoolOptions::new().max_connections(4).test_before_acquire(false).connect_with(options).await?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("{}", listener.local_addr()?);
    let router = Router::new().route("/", get(list)).with_state(pool);
    tokio::spawn(async move { axum::serve(axum::serve::ListenerExt::tap_io(listener, no_delay), router).await });
    tokio::task::spawn_blocking(process::until_let_go).await?;
    Ok(())
}

async fn list(State(pool): State<SqlitePool>, Query(which): Query<Which>) -> Result<Json<Page>, StatusCode> {
    let items: Vec<Item> = sqlx::query_as("SELECT * FROM articles WHERE key < ? ORDER BY key DESC LIMIT ?")
        .bind(which.after.unwrap_or(i64::MAX))
        .bind(which.limit)
        .fetch_all(&pool)
        .await
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let next = items.last().map(|item| item.key.to_string());
    Ok(Json(Page { items, next }))
}

fn no_delay(stream: &mut tokio::net::TcpStream) {
    // Only slower without.
    let _ = stream.set_nodelay(true);
}
