//! What was done in repositories.

use clap::{Args, Subcommand};
use lorch_model::coding::{Coding, CodingEntry, Kind};

use crate::{
    call::{Paging, pages, query},
    failure::Failure,
    out::{Column, Table, faint, plain, short, strong},
    run::Session,
};

/// Show what was done in repositories: the week, repositories, the row of days.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct CodingRoom {
    #[command(subcommand)]
    command: Option<Command>,
    /// The day it is told for, today by default
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// Only those of your account, or those of others
    #[arg(long, value_name = "WHICH", value_parser = ["all", "own", "work"])]
    repositories: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List what was done, newest first; the commits of a day to one branch are one line
    Activity {
        /// Only in those of your account, or in those of others
        #[arg(long, value_name = "WHICH", value_parser = ["all", "own", "work"])]
        repositories: Option<String>,
        #[command(flatten)]
        paging: Paging,
    },
}

impl CodingRoom {
    /// Does it.
    pub async fn run(self, session: &Session<'_>) -> Result<(), Failure> {
        match self.command {
            Some(Command::Activity { repositories, paging }) => activity(session, repositories, paging).await,
            None => glance(session, &[("until", self.until), ("repositories", self.repositories)]).await,
        }
    }
}

async fn glance(Session { call, out }: &Session<'_>, wished: &[(&str, Option<String>)]) -> Result<(), Failure> {
    let room: Coding = call.get(&query("/api/coding", wished)).await?;
    if out.json {
        return Ok(out.object(&room)?);
    }
    if room.all == 0 {
        out.note("Nothing yet. Connect GitHub: lorch connect github");
        return Ok(());
    }
    let facts = &room.facts;
    let merged = match facts.merge_median_s {
        Some(seconds) => format!("{} merged, half of them within {}", facts.merged_week, hours(seconds)),
        None => format!("{} merged", facts.merged_week),
    };
    let mut table = Table::new(&[("", Column::Whole), ("", Column::Rest)]);
    table.row([
        faint("This week"),
        plain(format!("{} commits; {} in a usual week", facts.commits_week, facts.commits_usual)),
    ]);
    table.row([faint("Pull requests"), plain(merged)]);
    table.row([faint("Reviews"), plain(facts.reviews_week.to_string())]);
    table.row([faint("Days in a row"), plain(format!("{}; {} at most", facts.streak_days, facts.best_streak_days))]);
    table.row([faint("In 53 weeks"), plain(format!("{} contributions; {} in all", room.total, room.all))]);
    out.table(&table)?;
    let mut table = Table::new(&[
        ("Repository", Column::Rest),
        ("Commits in 12 weeks", Column::Number),
        ("Lines", Column::Number),
        ("Last", Column::Whole),
    ]);
    for one in &room.repositories {
        table.row([
            strong(&one.name),
            plain(one.commits.to_string()),
            faint(lines(one.added, one.removed)),
            faint(out.when(one.last)),
        ]);
    }
    Ok(out.table(&table)?)
}

async fn activity(
    Session { call, out }: &Session<'_>,
    repositories: Option<String>,
    paging: Paging,
) -> Result<(), Failure> {
    let mut none = true;
    let wished = [("repositories", repositories)];
    let more = pages(call, "/api/coding/activity", &wished, paging, |entries: Vec<CodingEntry>| {
        none &= entries.is_empty();
        if out.json {
            return Ok(entries.iter().try_for_each(|entry| out.object(entry))?);
        }
        let columns = [
            ("", Column::Whole),
            ("", Column::Whole),
            ("", Column::Rest),
            ("", Column::Most(24)),
            ("", Column::Number),
        ];
        let mut table = Table::new(&columns);
        for entry in &entries {
            table.row([
                faint(short(&entry.id)),
                faint(out.when(entry.at)),
                plain(said(entry)),
                faint(&entry.repository),
                faint(lines(entry.added, entry.removed)),
            ]);
        }
        Ok(out.table(&table)?)
    })
    .await?;
    if none {
        out.note("Nothing yet. Connect GitHub: lorch connect github");
    } else if more && out.width.is_some() {
        out.note("There are more: --limit N or --all.");
    }
    Ok(())
}

fn said(entry: &CodingEntry) -> String {
    let title = &entry.title;
    let number = entry.number.map(|number| format!(" #{number}")).unwrap_or_default();
    let state = entry.state.as_deref().unwrap_or_default();
    match entry.kind {
        Kind::Commit if entry.count > 1 => match &entry.branch {
            Some(branch) => format!("{} commits to {branch}", entry.count),
            None => format!("{} commits, the last: {title}", entry.count),
        },
        Kind::Commit => title.clone(),
        Kind::PullRequest if state == "merged" => format!("merged: {title}{number}"),
        Kind::PullRequest => format!("opened: {title}{number}"),
        Kind::Review => format!("reviewed: {title}{number}"),
        Kind::Release => format!("released {title}"),
        Kind::Star => format!("starred {title}"),
        Kind::Issue => format!("issue: {title}{number}"),
    }
}

fn lines(added: Option<i64>, removed: Option<i64>) -> String {
    match (added, removed) {
        (None, None) => String::new(),
        (added, removed) => format!("+{} -{}", added.unwrap_or(0), removed.unwrap_or(0)),
    }
}

fn hours(seconds: i64) -> String {
    let minutes = seconds / 60;
    match (minutes / 1_440, minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}
