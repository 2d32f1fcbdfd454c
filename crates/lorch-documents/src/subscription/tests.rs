#![allow(clippy::unwrap_used)]

use super::*;

const URL: &str = "https://a.example/feed";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn titled(title: &str) -> SubscriptionEdit {
    SubscriptionEdit { title: Some(title.into()), ..Default::default() }
}

fn filed(folder: &str) -> SubscriptionEdit {
    SubscriptionEdit { folder: Some(folder.into()), ..Default::default() }
}

fn device(origin: u8, edits: &[Edit]) -> Vec<Vec<u8>> {
    let mut bodies = vec![genesis(URL).unwrap().body];
    for (second, change) in edits.iter().enumerate() {
        let made = edit(&bodies, &Id([origin; 16]), at(second as i64 + 1), change).unwrap();
        bodies.extend(made.map(|made| made.change.body));
    }
    bodies
}

#[test]
fn genesis_is_byte_identical() {
    assert_eq!(genesis(URL).unwrap(), genesis(URL).unwrap());
    // A released genesis can never change: two versions of Lorch would lose one side of a merge.
    let hash: String = genesis(URL).unwrap().hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, "1e0a91017c249f4367ed7bfeca1f35b0896a282c35bf214b6963e3f1b1fd35f7");
}

#[test]
fn two_devices_that_never_met_lose_nothing() {
    let one = device(1, &[Edit::Subscribe(titled("Harbour"))]);
    let two = device(2, &[Edit::Subscribe(filed("Craft"))]);
    let together: Vec<_> = one.iter().chain(&two).cloned().collect();
    let apart: Vec<_> = two.iter().chain(&one).cloned().collect();
    let merged = project(&together).unwrap();
    assert_eq!((merged.title.as_deref(), merged.folder.as_str()), (Some("Harbour"), "Craft"));
    assert_eq!(merged, project(&apart).unwrap());
}

#[test]
fn unsubscribing_is_a_tombstone_and_subscribing_again_lifts_it() {
    let mut bodies = device(1, &[Edit::Subscribe(titled("Harbour")), Edit::Unsubscribe]);
    assert_eq!(project(&bodies).unwrap().removed, Some(at(2)));
    let again = edit(&bodies, &Id([1; 16]), at(9), &Edit::Subscribe(SubscriptionEdit::default())).unwrap().unwrap();
    bodies.push(again.change.body);
    let subscription = project(&bodies).unwrap();
    assert_eq!((subscription.removed, subscription.added), (None, at(9)));
    assert_eq!(subscription.title.as_deref(), Some("Harbour"));
}

#[test]
fn an_edit_that_changes_nothing_makes_no_change() {
    let bodies = device(1, &[Edit::Subscribe(titled("Harbour"))]);
    assert_eq!(edit(&bodies, &Id([1; 16]), at(5), &Edit::Change(titled("Harbour"))).unwrap(), None);
}

#[test]
fn a_moved_feed_keeps_its_identity() {
    let moved = SubscriptionEdit { url: Some("https://b.example/new".into()), ..Default::default() };
    let subscription =
        project(&device(1, &[Edit::Subscribe(SubscriptionEdit::default()), Edit::Change(moved)])).unwrap();
    assert_eq!(subscription.id, Id::of_subscription(URL));
    assert_eq!(subscription.account_key(), "feed:https://a.example/feed");
    assert_eq!(subscription.url, "https://b.example/new");
}

#[test]
fn garbage_is_refused_not_fatal() {
    assert!(matches!(project(&[vec![1, 2, 3]]), Err(DocumentError::Unreadable(_))));
    assert!(project(&[]).is_err());
}
