//! Many rows in few statements.

use sqlx::{AssertSqlSafe, Sqlite, SqliteConnection, query::Query, sqlite::SqliteArguments};

use crate::Result;

/// Rows of one statement. A few fixed sizes keep the statement cache small and warm.
const SIZES: [usize; 4] = [64, 16, 4, 1];

/// A query with some of its arguments bound.
pub(crate) type Bound = Query<'static, Sqlite, SqliteArguments>;

/// Inserts `rows` by `head` (`INSERT INTO t (a, b) VALUES`), each row binding `columns` arguments.
pub(crate) async fn insert<T>(
    conn: &mut SqliteConnection,
    head: &'static str,
    columns: usize,
    rows: &[T],
    bind: impl Fn(Bound, &T) -> Bound,
) -> Result<()> {
    let row = format!("({})", vec!["?"; columns].join(","));
    insert_as(conn, [head, &row, ""], rows, bind).await
}

/// As [`insert`], with the expressions of one row (`(?, lower(?))`) and what follows the last one (`ON CONFLICT …`).
pub(crate) async fn insert_as<T>(
    conn: &mut SqliteConnection,
    [head, row, tail]: [&str; 3],
    rows: &[T],
    bind: impl Fn(Bound, &T) -> Bound,
) -> Result<()> {
    let mut rest = rows;
    for size in SIZES {
        if rest.len() < size {
            continue;
        }
        let sql = std::sync::Arc::<str>::from(format!("{head} {} {tail}", vec![row; size].join(",")));
        while rest.len() >= size {
            let (chunk, after) = rest.split_at(size);
            let query = chunk.iter().fold(sqlx::query(AssertSqlSafe(sql.clone())), &bind);
            query.execute(&mut *conn).await?;
            rest = after;
        }
    }
    Ok(())
}
