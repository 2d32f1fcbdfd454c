#![allow(clippy::unwrap_used)]

use super::*;

const ID: Id = Id([7; 16]);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn then(bodies: &mut Vec<Vec<u8>>, origin: u8, second: i64, change: &Edit) -> Vec<FieldEdit> {
    let Some(made) = edit(bodies, &Id([origin; 16]), at(second), change).unwrap() else { return Vec::new() };
    bodies.push(made.change.body);
    made.edits
}

fn added() -> Vec<Vec<u8>> {
    let mut bodies = vec![genesis(&ID).unwrap().body];
    let rule = RuleEdit { words: Some("tide".into()), read: Some(true), ..Default::default() };
    then(&mut bodies, 1, 1, &Edit::Add(rule));
    bodies
}

#[test]
fn what_two_devices_change_of_a_rule_is_both_kept() {
    let (mut one, mut two) = (added(), added());
    then(&mut one, 1, 2, &Edit::Change(RuleEdit { name: Some("Sea".into()), ..Default::default() }));
    then(&mut two, 2, 2, &Edit::Change(RuleEdit { starred: Some(true), read: Some(false), ..Default::default() }));
    let together: Vec<_> = one.iter().chain(&two).cloned().collect();
    let rule = project(&together).unwrap().rule;
    assert_eq!((rule.id, rule.name.as_str(), rule.words.as_str()), (ID, "Sea", "tide"));
    assert_eq!((rule.read, rule.starred, rule.enabled), (false, true, true));
}

#[test]
fn removing_a_rule_is_a_tombstone_that_can_be_lifted() {
    let mut bodies = added();
    then(&mut bodies, 1, 5, &Edit::Remove);
    assert_eq!(project(&bodies).unwrap().removed, Some(at(5)));
    assert!(then(&mut bodies, 1, 6, &Edit::Remove).is_empty());
    then(&mut bodies, 1, 7, &Edit::Restore);
    assert_eq!(project(&bodies).unwrap().removed, None);
    assert_eq!(project(&bodies).unwrap(), project(&added()).unwrap());
}

#[test]
fn what_undoes_a_new_rule_is_to_remove_it() {
    let mut bodies = vec![genesis(&ID).unwrap().body];
    let edits = then(&mut bodies, 1, 3, &Edit::Add(RuleEdit { words: Some("x".into()), ..Default::default() }));
    assert_eq!(edits, [FieldEdit { field: REMOVED.into(), from: Some(Value::Time(at(3))), to: None }]);
}
