//! Lorch itself.

use lorch_engine::Engine;
use lorch_formats::system::exposition::{Family, Kind};
use lorch_host::system::own;

use crate::{core::VERSION, problem::ApiError};

/// What the person has here, and what this process takes.
pub(super) async fn families(engine: &Engine) -> Result<Vec<Family>, ApiError> {
    let mut families = vec![
        Family::new("lorch_build_info", Kind::Gauge, "The version of Lorch, with the value 1.")
            .with([("version", VERSION)], 1.0),
    ];
    let sources = engine.store().sources().await?;
    let feeds = sources.first();
    let count = |of: Option<u32>| of.map_or(0.0, f64::from);
    families.push(
        Family::new("lorch_feeds", Kind::Gauge, "Feeds that are subscribed to.")
            .with([], count(feeds.map(|feeds| feeds.parts))),
    );
    families.push(
        Family::new("lorch_feeds_failing", Kind::Gauge, "Feeds with a fault that needs the person.")
            .with([], count(feeds.map(|feeds| feeds.failing))),
    );
    let mut records = Family::new("lorch_records", Kind::Gauge, "Records that are kept, by their source.");
    sources.iter().for_each(|source| records.add([("source", source.id.as_str())], source.records as f64));
    families.push(records);
    let mut databases = Family::new("lorch_database_bytes", Kind::Gauge, "Size of a database file.");
    let database = engine.store().path();
    for name in ["lorch.db", "machine.db"] {
        if let Ok(found) = database.with_file_name(name).metadata() {
            databases.add([("file", name)], found.len() as f64);
        }
    }
    families.push(databases);
    if let Some(own) = own() {
        families.extend([
            Family::new("process_cpu_seconds_total", Kind::Counter, "Time that this process took on any core.")
                .with([], own.cpu as f64 / 1000.0),
            Family::new("process_resident_memory_bytes", Kind::Gauge, "Memory that this process holds.")
                .with([], own.memory as f64),
            Family::new("process_start_time_seconds", Kind::Gauge, "When this process began, since 1970.")
                .with([], own.started),
        ]);
    }
    Ok(families)
}
