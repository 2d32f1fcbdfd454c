//! Two devices that never met make the same thing, edit it, and meet: in whatever order what they have comes together,
//! both see the same, and nothing is lost.
#![allow(clippy::unwrap_used, missing_docs)]

use lorch_documents::{Change, fields, folder, history, purge::settle, settings, subscription};
use lorch_model::{
    Timestamp,
    id::Id,
    made::{Fields, Value},
};
use proptest::prelude::*;

const FIELDS: [&str; 3] = ["title", "folder", "url"];

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// What one device made of a document, edit by edit.
fn device(number: u8, genesis: &Change, edits: &[(usize, u8)]) -> Vec<Vec<u8>> {
    let mut bodies = vec![genesis.body.clone()];
    for (second, (field, word)) in edits.iter().enumerate() {
        let wish = (FIELDS[*field].to_owned(), Some(Value::Text(format!("{number}{word}"))));
        let made = fields::put(&bodies, &Id([number; 16]), at(second as i64), [wish]).unwrap();
        bodies.extend(made.map(|made| made.change.body));
    }
    bodies
}

fn edits() -> impl Strategy<Value = Vec<(usize, u8)>> {
    prop::collection::vec((0..FIELDS.len(), 0_u8..4), 0..6)
}

/// What a device wrote last into each field it touched.
fn last(number: u8, edits: &[(usize, u8)]) -> Fields {
    edits.iter().map(|(field, word)| (FIELDS[*field].to_owned(), Value::Text(format!("{number}{word}")))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn in_whatever_order_it_comes_together_it_is_the_same_and_nothing_is_lost(
        one in edits(),
        two in edits(),
        order in any::<u64>(),
    ) {
        let genesis = subscription::genesis("https://a.example/").unwrap();
        let (a, b) = (device(1, &genesis, &one), device(2, &genesis, &two));
        let together: Vec<_> = a.iter().chain(&b).cloned().collect();
        let mut mixed = together.clone();
        let places = mixed.len();
        let hash = |body: &[u8]| settle(&[], [body], []).unwrap().live[0].hash;
        mixed.sort_by_key(|body| (hash(body)[(order % 32) as usize].wrapping_mul(order as u8 | 1), body.len()));
        prop_assert_eq!(mixed.len(), places);
        let held = fields::read(&together).unwrap();
        prop_assert_eq!(&held, &fields::read(&mixed).unwrap());
        prop_assert_eq!(history::conflicts(&together).unwrap(), history::conflicts(&mixed).unwrap());

        // What either wrote last shows, or is listed beside what shows.
        let conflicts = history::conflicts(&together).unwrap();
        for (field, value) in last(1, &one).into_iter().chain(last(2, &two)) {
            let listed = conflicts.iter().any(|conflict| conflict.field == field && conflict.values.contains(&value));
            prop_assert!(held.get(&field) == Some(&value) || listed, "{field} lost {value:?}");
        }
        for conflict in &conflicts {
            prop_assert_eq!(held.get(&conflict.field), conflict.values.first(), "the one that shows comes first");
        }
    }

    #[test]
    fn what_is_no_change_is_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        prop_assert!(settle(&[], [bytes.as_slice()], []).is_err());
        prop_assert!(history::history(&[bytes], &[]).is_err());
    }
}

#[test]
fn a_conflict_lists_both_values_and_one_more_edit_settles_it() {
    let genesis = settings::genesis().unwrap();
    let minutes = |bodies: &[Vec<u8>], number: u8, minutes: i64| {
        let wish = (settings::REFRESH_MINUTES.to_owned(), Some(Value::Number(minutes)));
        fields::put(bodies, &Id([number; 16]), at(1), [wish]).unwrap().unwrap().change.body
    };
    let begun = vec![genesis.body];
    let mut bodies = vec![begun[0].clone(), minutes(&begun, 1, 30), minutes(&begun, 2, 45)];
    let conflicts = history::conflicts(&bodies).unwrap();
    let mut values = conflicts[0].values.clone();
    values.sort();
    assert_eq!((conflicts.len(), values), (1, vec![Value::Number(30), Value::Number(45)]));
    // Choosing the value that shows already is an edit too.
    let Some(Value::Number(shown)) = fields::read(&bodies).unwrap().remove(settings::REFRESH_MINUTES) else {
        unreachable!("a number shows")
    };
    bodies.push(minutes(&bodies, 1, shown));
    assert!(history::conflicts(&bodies).unwrap().is_empty());
}

#[test]
fn the_shared_settings_begin_with_the_same_bytes_everywhere() {
    assert_eq!(settings::genesis().unwrap(), settings::genesis().unwrap());
    let hash: String = settings::genesis().unwrap().hash.iter().map(|byte| format!("{byte:02x}")).collect();
    // A released genesis can never change: two versions of Lorch would lose one side of a merge.
    assert_eq!(hash, "9a901629872dfa3b71bf23a36a199c9dbef2332cdd81d52d0700543428517554");
}

#[test]
fn what_no_version_would_set_is_left_out() {
    let bodies = vec![settings::genesis().unwrap().body];
    for (minutes, taken) in [(Value::Number(30), Some(30)), (Value::Number(0), None), (Value::Text("x".into()), None)] {
        let wish = (settings::REFRESH_MINUTES.to_owned(), Some(minutes));
        let made = fields::put(&bodies, &Id([1; 16]), at(1), [wish]).unwrap().unwrap();
        let projected = settings::project(&[bodies[0].clone(), made.change.body]).unwrap();
        assert_eq!(projected.refresh_minutes, taken);
    }
}

#[test]
fn a_folder_begins_with_the_same_bytes_everywhere_and_two_names_for_it_are_both_listed() {
    let genesis = folder::genesis("Craft/Wood").unwrap();
    let hash: String = genesis.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    // A released genesis can never change: two versions of Lorch would lose one side of a merge.
    assert_eq!(hash, "a3766ba3c10b6df89659a650244470b88d01161455a94bd5cf5309bac11e1a5a");
    let named = |number: u8, field: &str, name: &str| {
        let wish = (field.to_owned(), Some(name.into()));
        fields::put(std::slice::from_ref(&genesis.body), &Id([number; 16]), at(1), [wish]).unwrap().unwrap().change.body
    };
    let bodies = [genesis.body.clone(), named(1, folder::NAME, "Timber"), named(2, folder::PARENT, "Sea")];
    let merged = folder::project(&bodies).unwrap();
    assert_eq!((merged.name.as_deref(), merged.parent.as_deref()), (Some("Timber"), Some("Sea")));
    let bodies = [genesis.body.clone(), named(1, folder::NAME, "Timber"), named(2, folder::NAME, "Oak")];
    let conflicts = history::conflicts(&bodies).unwrap();
    assert_eq!((conflicts[0].field.as_str(), conflicts[0].values.len()), (folder::NAME, 2));
}
