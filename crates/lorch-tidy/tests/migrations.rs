//! Migrations are add-only steps, named for their number and room.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use lorch_tidy::{Breach, Verdict, is_ground, is_room, paths, verdict};

#[test]
fn every_migration_has_a_number_and_a_room() -> Verdict {
    let steps: Vec<String> = paths().unwrap().into_iter().filter(|path| path.starts_with("migrations/")).collect();
    assert!(!steps.is_empty(), "the migrations were not found");
    verdict(breaches(&steps))
}

#[test]
fn a_bad_name_a_strange_room_and_a_number_taken_twice_are_refused() {
    let count =
        |names: &[&str]| breaches(&names.iter().map(|name| format!("migrations/{name}")).collect::<Vec<_>>()).len();
    assert_eq!(count(&["0001_log.sql", "0002_reader.sql"]), 0);
    assert_eq!(count(&["0001_log.sql", "machine/0001_system.sql"]), 0);
    assert_eq!(count(&["machine/0001_system.sql", "machine/0001_logs.sql"]), 1);
    assert_eq!(count(&["other/0001_system.sql"]), 1);
    assert_eq!(count(&["0001_kitchen.sql"]), 1);
    assert_eq!(count(&["reader.sql"]), 1);
    assert_eq!(count(&["1_reader.sql"]), 1);
    assert_eq!(count(&["0001_log.sql", "0001_reader.sql"]), 1);
}

fn breaches(paths: &[String]) -> Vec<Breach> {
    let mut taken = BTreeMap::new();
    paths
        .iter()
        .filter_map(|path| {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let Some(number) = number(path) else {
                return Some(Breach::at(path, 1, "name it <four digits>_<room>.sql, so that names sort as numbers"));
            };
            let other = taken.insert((folder, number), path)?;
            Some(Breach::at(path, 1, format!("{other} has the same number: take the next one")))
        })
        .collect()
}

fn number(path: &str) -> Option<u32> {
    let name = path.strip_prefix("migrations/")?.strip_suffix(".sql")?;
    // machine.db has steps of its own.
    let (digits, room) = name.strip_prefix("machine/").unwrap_or(name).split_once('_')?;
    let named = digits.len() == 4 && (is_room(room) || is_ground(room));
    digits.parse().ok().filter(|_| named)
}
