//! What Lorch is doing.

use lorch_model::status::Status;

use crate::{
    failure::Failure,
    out::{Column, Table, bad, faint, plain, strong},
    run::Session,
};

/// Shows it.
pub async fn run(Session { call, out }: &Session<'_>) -> Result<(), Failure> {
    let status: Status = call.get("/api/status").await?;
    if out.json {
        out.object(&status)?;
        return status.trouble.map_or(Ok(()), |trouble| Err(trouble.into()));
    }
    let mut table = Table::new(&[("", Column::Whole), ("", Column::Rest)]);
    table.row([faint("version"), strong(&status.version)]);
    table.row([faint("profile"), plain(&status.profile)]);
    table.row([faint("feeds"), plain(status.feeds.to_string())]);
    if status.failing > 0 {
        table.row([faint("failing"), bad(status.failing.to_string())]);
    }
    table.row([faint("checked"), plain(out.when_or(status.checked, "never"))]);
    let none = if status.paused { "paused; `lorch settings set paused false` goes on" } else { "none is due" };
    table.row([faint("next check"), plain(out.when_or(status.next_check, none))]);
    if let Some(progress) = status.refresh {
        table.row([faint("refreshing"), plain(format!("{} of {}", progress.done, progress.total))]);
    }
    if let Some(progress) = status.import {
        table.row([faint("importing"), plain(format!("{} of {}", progress.done, progress.total))]);
    }
    out.table(&table)?;
    if let Some(trouble) = &status.system {
        out.note(&trouble.title);
    }
    // Whoever asks how it goes from a script is told by the exit code that it doesn't.
    status.trouble.map_or(Ok(()), |trouble| Err(trouble.into()))
}
