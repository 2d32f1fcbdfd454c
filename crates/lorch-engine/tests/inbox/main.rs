//! The Inbox: what is told, once, whatever the clock does, and what becomes of it.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../common/mod.rs"]
mod common;

mod clock;
mod told;
mod wall;

use common::Bench;
use lorch_model::{
    Timestamp,
    inbox::{InboxFilter, Notice},
    planner::{Activity, ActivityEdit},
};
use wall::Wall;

pub const NOON: &str = "2026-11-21T12:00:00Z";

pub fn edit(json: &str) -> ActivityEdit {
    serde_json::from_str(json).unwrap()
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A device on 21 November 2026, at noon, and what it shows.
pub async fn device() -> (Bench, Wall) {
    let bench = Bench::seeded(1).await;
    bench.clock.set(at(NOON));
    let wall = Wall::default();
    bench.engine.show_notices(wall.shows());
    (bench, wall)
}

pub async fn add(bench: &Bench, json: &str) -> Activity {
    bench.engine.add_activity(edit(json)).await.unwrap()
}

/// The process ends, and another begins.
pub async fn again(bench: &mut Bench, wall: &Wall) {
    bench.reopened().await;
    bench.engine.show_notices(wall.shows());
}

/// It is then, and what is due is told.
pub async fn then(bench: &Bench, moment: &str) {
    bench.clock.set(at(moment));
    bench.engine.remind().await.unwrap();
}

pub async fn inbox(bench: &Bench, which: InboxFilter) -> Vec<Notice> {
    bench.engine.store().inbox(which, None, 200).await.unwrap().items
}

/// What is in the Inbox, in short: when it was due, what it is, whether it needs somebody, was seen, is late, missed.
pub async fn said(bench: &Bench) -> Vec<String> {
    let said = |one: Notice| {
        let marks = [(one.needs_you, "!"), (!one.read, "*"), (one.said.late, " late")];
        let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
        let missed = if one.said.missed > 0 { format!(" +{}", one.said.missed) } else { String::new() };
        let due = one.due.map(|due| format!("{} ", due.strftime("%d. %H:%M"))).unwrap_or_default();
        format!("{due}{}{marks}{missed}", if one.title.is_empty() { one.kind.word() } else { &one.title })
    };
    inbox(bench, InboxFilter::All).await.into_iter().map(said).collect()
}
