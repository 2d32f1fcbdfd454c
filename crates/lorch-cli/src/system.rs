//! This computer in the terminal.

mod figures;
mod moment;

use std::time::Duration;

use clap::{Args, Subcommand};
use lorch_api::scrape;
use lorch_model::{
    problem::Problem,
    system::view::{Live, Machine, Processes},
};
use serde_json::json;
use url::form_urlencoded;

use self::figures::{line, memory, percent, rate, table};
use crate::{
    failure::Failure,
    out::{Column, Out, Table, faint, plain, strong},
    run::Session,
    signals::Signals,
};

/// How often is asked for news.
const AGAIN: Duration = Duration::from_secs(1);
/// Processes that are shown beside the figures.
const FEW: usize = 5;

/// Show how this computer does.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct System {
    /// Go on: one line a second, until Ctrl-C
    #[arg(long, short)]
    follow: bool,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show the processes that took the most at a moment: 15:00, "2026-11-21 15:00"
    At {
        /// The moment; a time alone is the last one that was
        #[arg(value_name = "TIME", required = true)]
        time: Vec<String>,
    },
    /// Make a token that opens /metrics of `lorch serve` and nothing else; the one before ends
    Token {
        /// Only end the one there is
        #[arg(long)]
        revoke: bool,
    },
}

impl System {
    /// Does it.
    pub async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        match self.what {
            Some(What::At { time }) => at(session, &time.join(" ")).await,
            Some(What::Token { revoke }) => token(session, revoke),
            None if self.follow => follow(session).await,
            None => now(session).await,
        }
    }
}

async fn now(Session { call, out }: &Session<'_>) -> Result<(), Failure> {
    let live: Live = call.get("/api/system/live").await?;
    if out.json {
        return Ok(out.object(&live)?);
    }
    let machine: Machine = call.get("/api/system").await?;
    if !machine.sampling {
        return Err(off());
    }
    out.table(&table(&machine, &live, out))?;
    processes(out, &live.processes, FEW)?;
    if let Some(trouble) = machine.trouble {
        out.note(&trouble.title);
    }
    Ok(())
}

async fn follow(Session { call, out }: &Session<'_>) -> Result<(), Failure> {
    let mut signals = Signals::listen()?;
    let machine: Machine = call.get("/api/system").await?;
    if !machine.sampling {
        return Err(off());
    }
    let mut after = None;
    loop {
        let path = after.map_or("/api/system/live".to_owned(), |after| format!("/api/system/live?after={after}"));
        let live: Live = call.get(&path).await?;
        after = live.times.last().copied().or(after);
        if out.json {
            if !live.times.is_empty() {
                out.object(&live)?;
            }
        } else {
            (0..live.times.len()).try_for_each(|row| out.cut_line(line(&machine, &live, row)))?;
        }
        out.flush()?;
        tokio::select! {
            () = tokio::time::sleep(AGAIN) => {}
            () = signals.end() => return Ok(()),
        }
    }
}

async fn at(Session { call, out }: &Session<'_>, text: &str) -> Result<(), Failure> {
    let at = moment::read(text, &jiff::Zoned::now()).ok_or_else(|| {
        Problem::new(400, "time_invalid", format!("`{text}` is no time."))
            .hint("Write it like 15:00 or \"2026-11-21 15:00\".")
    })?;
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("at", &at.to_string()).finish();
    let then: Processes = call.get(&format!("/api/system/processes?{query}")).await?;
    if out.json {
        return Ok(out.object(&then)?);
    }
    let Some(taken) = then.at else {
        out.note(&format!(
            "Nothing was kept at {}: Lorch did not run, the computer slept, or it is too long ago.",
            out.moment(at)
        ));
        return Ok(());
    };
    out.done(&[strong(out.moment(taken)), faint(format!("  {} processes", then.running))])?;
    processes(out, &then, usize::MAX)
}

fn processes(out: &Out, processes: &Processes, most: usize) -> Result<(), Failure> {
    if processes.items.is_empty() {
        return Ok(());
    }
    let mut table = Table::new(&[
        ("process", Column::Most(32)),
        ("id", Column::Number),
        ("cpu", Column::Number),
        ("memory", Column::Number),
        ("read", Column::Number),
        ("written", Column::Number),
    ]);
    for process in processes.items.iter().take(most) {
        table.row([
            plain(&process.name),
            faint(process.pid.to_string()),
            plain(percent(process.cpu)),
            plain(memory(process.memory as f64)),
            faint(process.read.map_or_else(String::new, |read| rate(read as f64))),
            faint(process.written.map_or_else(String::new, |written| rate(written as f64))),
        ]);
    }
    Ok(out.table(&table)?)
}

fn token(Session { call, out }: &Session<'_>, revoke: bool) -> Result<(), Failure> {
    let profile = call.face().profile();
    if revoke {
        let was = scrape::revoke(profile).map_err(|fault| Failure::from_system("The token can't be ended", &fault))?;
        if out.json {
            return Ok(out.object(&json!({ "revoked": was }))?);
        }
        return Ok(out.done(&[plain(if was {
            "The token opens nothing any more."
        } else {
            "There was no token."
        })])?);
    }
    let token = scrape::make(profile).map_err(|fault| Failure::from_system("The token can't be kept", &fault))?;
    if out.json {
        return Ok(out.object(&json!({ "token": token.expose() }))?);
    }
    out.line(&[plain(token.expose())])?;
    out.note(
        "Keep it: Lorch knows only its hash. It opens /metrics of `lorch serve`, sent as `Authorization: Bearer …`.",
    );
    Ok(())
}

fn off() -> Failure {
    Problem::new(409, "sampling_off", "No figures of this computer are taken.")
        .hint("`lorch settings set sampling true` turns that on.")
        .into()
}
