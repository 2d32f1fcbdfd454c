//! What a person plans, does and drops, on one of the devices.

use jiff::civil::Date;
use lorch_engine::planner::Part;
use lorch_model::planner::{Activity, ActivityEdit, Scope, plus};
use lorch_store::planner::{ActivityFilter, Which};
use rand::{Rng, rngs::StdRng};

use crate::device::Device;

/// Days that repeat fall on nearly all of them, on every device.
const FIRST: Date = Date::constant(2023, 11, 14);

/// Everything that is planned, or was.
pub async fn all(device: &Device) -> Vec<Activity> {
    let filter = ActivityFilter { which: Which::All, ..ActivityFilter::default() };
    device.engine.store().activities(&filter, None, 200).await.unwrap().items
}

/// Plans something, or changes, does or removes what is planned: all of it, or a part of what repeats.
pub async fn plan(device: &Device, word: &str, value: bool, chance: &mut StdRng) {
    let (engine, planned) = (&device.engine, all(device).await);
    let day = plus(FIRST, chance.random_range(0..14));
    let begun: ActivityEdit = said(&format!(r#"{{"title": "{word}", "start": "{FIRST}T09:30", "zone": "UTC"}}"#));
    let Some(chosen) = planned.get(chance.random_range(0..planned.len() + 2)) else {
        let every = ["day", "week"][chance.random_range(0..2)];
        let repeats = said(&format!(r#"{{"repeat": {{"every": "{every}", "interval": 1}}}}"#));
        let edit = ActivityEdit { repeat: repeats.repeat.filter(|_| value), ..begun };
        return drop(engine.add_activity(edit).await.unwrap());
    };
    let scope = [Scope::This, Scope::Following, Scope::All][chance.random_range(0..3)];
    let part = Part { scope, occurrence: Some(day) };
    let edit = match chance.random_range(0..6) {
        0 => format!(r#"{{"title": "{word}"}}"#),
        1 => format!(r#"{{"tags": ["{word}", "t"], "notes": "{word}"}}"#),
        2 => format!(r#"{{"start": "{}T10:00"}}"#, plus(day, chance.random_range(0..3))),
        // A day on which it does not repeat is refused, and that is as it should be.
        3 | 4 => return drop(engine.finish_activity(&chosen.id, Some(day), value).await),
        _ => return drop(engine.remove_activity(&chosen.id, part).await),
    };
    drop(engine.edit_activity(&chosen.id, part, said(&edit)).await);
}

fn said(json: &str) -> ActivityEdit {
    serde_json::from_str(json).unwrap()
}
