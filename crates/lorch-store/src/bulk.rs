//! Many rows in few statements.

use sqlx::AssertSqlSafe;

use crate::{
    Result, Write,
    statement::{Statement, encoded, statement},
};

/// Rows of one statement. A few fixed sizes keep the statement cache small and warm.
const SIZES: [usize; 4] = [64, 16, 4, 1];
/// Rows that wait for the next question instead of going by themselves.
const FEW: usize = 4;

/// Inserts `rows` by `head` (`INSERT INTO t (a, b) VALUES`), each row binding `columns` arguments.
pub(crate) async fn insert<T>(
    write: &mut Write,
    head: &'static str,
    columns: usize,
    rows: &[T],
    bind: impl Fn(Statement, &T) -> Statement,
) -> Result<()> {
    let row = format!("({})", vec!["?"; columns].join(","));
    insert_as(write, [head, &row, ""], rows, bind).await
}

/// As [`insert`], with the expressions of one row (`(?, lower(?))`) and what follows the last one (`ON CONFLICT …`).
pub(crate) async fn insert_as<T>(
    write: &mut Write,
    [head, row, tail]: [&str; 3],
    rows: &[T],
    bind: impl Fn(Statement, &T) -> Statement,
) -> Result<()> {
    let sql_of = |size| format!("{head} {} {tail}", vec![row; size].join(","));
    if rows.len() <= FEW {
        for one in rows {
            write.later(bind(statement(sql_of(1)), one));
        }
        return Ok(());
    }
    let conn = write.conn().await?;
    let mut rest = rows;
    for size in SIZES {
        if rest.len() < size {
            continue;
        }
        let sql = std::sync::Arc::<str>::from(sql_of(size));
        while rest.len() >= size {
            let (chunk, after) = rest.split_at(size);
            let arguments = encoded(chunk.iter().fold(statement(""), &bind).into_arguments())?;
            sqlx::query_with(AssertSqlSafe(sql.clone()), arguments).execute(&mut *conn).await?;
            rest = after;
        }
    }
    Ok(())
}
