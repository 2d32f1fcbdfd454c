//! Every statement is prepared against a fresh database, and the hot ones are asked for their plan.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use lorch_model::{Timestamp, coding::Repositories, id::Id, search::Order};
use sqlx::{AssertSqlSafe, Row, SqlitePool};

use crate::{
    Store, coding, connections, inbox,
    listening::{self, Thing},
    planner,
    reader::{self, ArticleFilter},
    search,
    timeline::{Way, list_sql},
};

/// Tables that grow with a person's life: nothing hot may read one from end to end.
const LARGE: [&str; 19] = [
    "activities",
    "coding",
    "coding_hours",
    "plays",
    "heard",
    "heard_first",
    "notices",
    "reminders",
    "records",
    "timeline",
    "articles",
    "article_bodies",
    "search_texts",
    "marks",
    "log",
    "changes",
    "fetches",
    "system_metrics",
    "system_processes",
];

async fn fresh() -> (tempfile::TempDir, SqlitePool) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("lorch.db"), Id([1; 16]), Timestamp::UNIX_EPOCH).await.unwrap();
    // What is asked of machine.db is asked here too.
    sqlx::raw_sql(include_str!("../../../migrations/machine/0001_system.sql")).execute(&store.writer).await.unwrap();
    (folder, store.writer.clone())
}

#[tokio::test]
async fn every_statement_in_the_source_is_understood() {
    let (_folder, pool) = fresh().await;
    let mut prepared = 0;
    for text in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let whole = statements(text.split("#[cfg(test)]").next().unwrap_or_default());
        // Of several in one go each is asked for itself: only the first would be explained, the others would be run.
        for sql in whole.iter().flat_map(|several| several.split(';')) {
            let explained = sqlx::query(AssertSqlSafe(format!("EXPLAIN {sql}"))).execute(&pool).await;
            assert!(explained.is_ok(), "{sql}\n{explained:?}");
            prepared += 1;
        }
    }
    assert!(prepared > 50, "only {prepared} statements were found: does the test still find them?");
}

#[tokio::test]
async fn hot_statements_read_neither_whole_tables_nor_sort() {
    let (_folder, pool) = fresh().await;
    let filters = [
        ArticleFilter::default(),
        ArticleFilter { unread: true, ..Default::default() },
        ArticleFilter { starred: true, ..Default::default() },
        ArticleFilter { saved: true, ..Default::default() },
        ArticleFilter { feed: Some(Id([2; 16])), ..Default::default() },
        ArticleFilter { feed: Some(Id([2; 16])), unread: true, ..Default::default() },
    ];
    let mut hot: Vec<String> = filters.iter().map(ArticleFilter::list_sql).collect();
    for way in [Way::Down, Way::Up] {
        hot.extend([(false, false), (true, false), (false, true)].map(|(room, source)| list_sql(way, room, source)));
    }
    hot.push(planner::between_sql());
    hot.push(connections::list_sql(true));
    use planner::Which::{All, Done, Open, Repeating, Unscheduled};
    hot.extend([Open, Unscheduled, Done, Repeating, All].map(planner::list_sql));
    {
        use lorch_model::inbox::InboxFilter::{All, Archived, NeedsYou, People, Reminders, Snoozed, System};
        hot.extend([All, NeedsYou, Reminders, People, System, Snoozed, Archived].map(inbox::list_sql));
    }
    hot.push(format!("{} ORDER BY coding.key DESC", coding::LIST));
    hot.push(listening::LIST.to_owned());
    hot.extend([Thing::Artist, Thing::Album, Thing::Track].map(listening::ever_sql));
    hot.push("SELECT activity, due FROM reminders WHERE due <= ? ORDER BY due".to_owned());
    hot.extend([Order::Newest, Order::Closest].map(search::find_sql));
    hot.push(
        "SELECT key, due, faults FROM jobs INDEXED BY jobs_due WHERE due <= ? AND kind = ? ORDER BY due".to_owned(),
    );
    hot.extend(["read", "starred", "saved"].map(reader::show_sql));
    hot.extend(reader::settle_sql("feed = ?1").split(';').map(str::to_owned));
    for sql in hot {
        let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"))).fetch_all(&pool).await.unwrap();
        for step in rows.iter().map(|row| row.get::<String, _>("detail")) {
            let whole = LARGE.iter().any(|table| step == format!("SCAN {table}"));
            assert!(!whole && !step.contains("TEMP B-TREE"), "{step}\n{sql}");
        }
    }
}

/// They group, for which a few rows are sorted; but only rows of the time that is asked for.
#[tokio::test]
async fn sums_read_no_more_than_what_they_are_of() {
    let (_folder, pool) = fresh().await;
    let mut sums = vec![listening::days_sql(), listening::hours_sql()];
    sums.extend([Thing::Artist, Thing::Album, Thing::Track].map(listening::top_sql));
    for of in [Repositories::All, Repositories::Own, Repositories::Work] {
        sums.extend([
            coding::days_sql(of),
            coding::hours_sql(of),
            coding::repositories_sql(of),
            coding::merged_sql(of),
        ]);
    }
    for sql in sums {
        let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"))).fetch_all(&pool).await.unwrap();
        for step in rows.iter().map(|row| row.get::<String, _>("detail")) {
            assert!(!LARGE.iter().any(|table| step == format!("SCAN {table}")), "{step}\n{sql}");
        }
    }
}

/// Else each row there is reads the list from end to end.
#[tokio::test]
async fn what_a_list_names_is_looked_up() {
    let (_folder, pool) = fresh().await;
    for text in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let whole = statements(text.split("#[cfg(test)]").next().unwrap_or_default());
        for sql in whole.iter().flat_map(|several| several.split(';')).filter(|sql| sql.contains("json_each(")) {
            let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"))).fetch_all(&pool).await.unwrap();
            for step in rows.iter().map(|row| row.get::<String, _>("detail")) {
                assert!(!LARGE.iter().any(|table| step == format!("SCAN {table}")), "{step}\n{sql}");
            }
        }
    }
}

fn sources(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.file_name() != Path::new(file!()).file_name())
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![std::fs::read_to_string(path).unwrap()] })
        .collect()
}

/// String literals that are whole statements; those put together at run time have tests of their own.
fn statements(text: &str) -> Vec<String> {
    let begins = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];
    let calls = text.split("sqlx::query").flat_map(|text| text.split("statement("));
    let literals = calls.flat_map(|call| call.split('"').skip(1).step_by(2));
    literals
        .filter(|sql| begins.iter().any(|begin| sql.starts_with(begin)) && !sql.contains(['{', '\\']))
        .map(|sql| match sql.strip_suffix("VALUES") {
            Some(head) => {
                let columns = head.matches(',').count() + 1;
                format!("{sql} ({})", vec!["?"; columns].join(","))
            }
            None => sql.to_owned(),
        })
        .collect()
}
