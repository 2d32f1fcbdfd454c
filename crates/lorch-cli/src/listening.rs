//! What was heard.

use clap::{Args, Subcommand};
use lorch_model::listening::{Listening, Play};

use crate::{
    call::{Paging, pages, query},
    failure::Failure,
    out::{Column, Table, faint, plain, strong},
    run::Session,
};

/// Show what you listened to: how long, and artists, albums and tracks.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct ListeningRoom {
    #[command(subcommand)]
    command: Option<Command>,
    /// How long a time
    #[arg(long, value_name = "PERIOD", value_parser = ["week", "month", "year", "all"])]
    period: Option<String>,
    /// A day of it, today by default
    #[arg(long, value_name = "DAY")]
    at: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List what was played, newest first
    Plays {
        #[command(flatten)]
        paging: Paging,
    },
}

impl ListeningRoom {
    /// Does it.
    pub async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        match self.command {
            Some(Command::Plays { paging }) => plays(session, paging).await,
            None => glance(session, &[("period", self.period), ("at", self.at)]).await,
        }
    }
}

async fn glance(Session { call, out }: &Session<'_>, wished: &[(&str, Option<String>)]) -> Result<(), Failure> {
    let room: Listening = call.get(&query("/api/listening", wished)).await?;
    if out.json {
        return Ok(out.object(&room)?);
    }
    let facts = &room.facts;
    if facts.plays == 0 {
        out.note("Nothing was played then. Connect Spotify: lorch connect spotify");
        return Ok(());
    }
    let mut table = Table::new(&[("", Column::Whole), ("", Column::Rest)]);
    if let (Some(from), Some(to)) = (room.from, room.to) {
        table.row([faint("Time"), plain(format!("{from} to {to}"))]);
    }
    let before = facts.heard_before_ms.map(|ms| format!("; {} in the time before", length(ms))).unwrap_or_default();
    table.row([faint("Heard"), plain(format!("{}{before}", length(facts.heard_ms)))]);
    table.row([faint("Tracks"), plain(format!("{}; {} for the first time", facts.tracks, facts.tracks_new))]);
    table.row([faint("Artists"), plain(format!("{}; {} for the first time", facts.artists, facts.artists_new))]);
    if let Some(day) = &facts.longest_day {
        table.row([faint("Longest day"), plain(format!("{}, {}", day.day, length(day.ms)))]);
    }
    out.table(&table)?;
    let mut table = Table::new(&[
        ("Artist", Column::Rest),
        ("Heard", Column::Number),
        ("Plays", Column::Number),
        ("Before", Column::Number),
    ]);
    for one in &room.artists {
        let before = one.rank_before.map(|rank| rank.to_string()).unwrap_or_default();
        table.row([strong(&one.name), plain(length(one.ms)), plain(one.plays.to_string()), faint(before)]);
    }
    out.table(&table)?;
    let mut table = Table::new(&[("Track", Column::Rest), ("", Column::Most(24)), ("Plays", Column::Number)]);
    for one in &room.tracks {
        table.row([strong(&one.title), faint(&one.artist), plain(one.plays.to_string())]);
    }
    Ok(out.table(&table)?)
}

async fn plays(Session { call, out }: &Session<'_>, paging: Paging) -> Result<(), Failure> {
    let mut none = true;
    let more = pages(call, "/api/listening/plays", &[], paging, |plays: Vec<Play>| {
        none &= plays.is_empty();
        if out.json {
            return Ok(plays.iter().try_for_each(|play| out.object(play))?);
        }
        let columns = [("", Column::Whole), ("", Column::Rest), ("", Column::Most(30)), ("", Column::Most(24))];
        let mut table = Table::new(&columns);
        for play in &plays {
            table.row([
                faint(out.when(play.at)),
                plain(&play.track),
                faint(play.artists.join(", ")),
                faint(&play.album),
            ]);
        }
        Ok(out.table(&table)?)
    })
    .await?;
    if none {
        out.note("Nothing was played yet. Connect Spotify: lorch connect spotify");
    } else if more && out.width.is_some() {
        out.note("There are more: --limit N or --all.");
    }
    Ok(())
}

fn length(ms: i64) -> String {
    match (ms / 3_600_000, ms / 60_000 % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes:02} min"),
    }
}
