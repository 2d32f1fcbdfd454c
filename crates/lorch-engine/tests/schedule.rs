//! What Lorch does by itself, on a clock that the test moves.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{Bench, at};
use lorch_model::{change::Topic, reader::SubscriptionEdit, settings::SettingsEdit};

/// Ends when the feeds have been written since `seen`.
async fn written(bench: &Bench, checked: lorch_model::Timestamp) {
    loop {
        let seen = bench.engine.store().changes_since(None).number;
        if bench.engine.store().feeds().await.unwrap().iter().all(|feed| feed.checked >= Some(checked)) {
            return;
        }
        bench.engine.store().changed_after(&seen).await;
    }
}

#[tokio::test]
async fn what_is_due_is_asked_and_what_is_not_is_left_alone() {
    let bench = Bench::new().await;
    bench.server.feed("/a", &["One"]);
    bench.engine.subscribe(&bench.server.url("/a"), SubscriptionEdit::default()).await.unwrap();
    bench.server.asked();
    let idle = bench.engine.store().version(&[Topic::Status]);
    bench.engine.start();
    bench.clock.set(at(30 * 60));
    bench.clock.set(at(70 * 60));
    written(&bench, at(70 * 60)).await;
    assert_eq!(bench.server.asked(), ["/a!"]);
    assert_ne!(bench.engine.store().version(&[Topic::Status]), idle);
}

#[tokio::test]
async fn paused_nothing_is_asked_by_itself_and_what_fell_due_meanwhile_is_asked_afterwards() {
    let bench = Bench::new().await;
    bench.server.feed("/a", &["One"]);
    bench.engine.subscribe(&bench.server.url("/a"), SubscriptionEdit::default()).await.unwrap();
    let pause = |paused| SettingsEdit { paused: Some(paused), ..SettingsEdit::default() };
    bench.engine.edit_settings(pause(true)).await.unwrap();
    assert_eq!(bench.engine.status().await.unwrap().next_check, None);
    bench.server.asked();
    bench.engine.start();
    bench.clock.set(at(70 * 60));
    bench.clock.set(at(100 * 60));
    let ids = bench.engine.ids_or_all(None).await.unwrap();
    bench.engine.refresh(&ids).await.unwrap();
    assert_eq!(bench.server.asked(), ["/a!"], "the person asked for it");
    bench.clock.set(at(200 * 60));
    bench.engine.edit_settings(pause(false)).await.unwrap();
    written(&bench, at(200 * 60)).await;
    assert_eq!(bench.server.asked(), ["/a!"]);
}

#[tokio::test]
async fn after_a_long_sleep_everything_is_caught_up_once() {
    let mut bench = Bench::new().await;
    for path in ["/a", "/b", "/c"] {
        bench.server.feed(path, &["One"]);
        bench.engine.subscribe(&bench.server.url(path), SubscriptionEdit::default()).await.unwrap();
    }
    bench.reopened().await;
    bench.server.asked();
    bench.clock.set(at(30 * 24 * 3600));
    bench.engine.start();
    written(&bench, at(30 * 24 * 3600)).await;
    let mut asked = bench.server.asked();
    asked.sort();
    assert_eq!(asked, ["/a!", "/b!", "/c!"]);
    let next = bench.engine.store().next_due("feed").await.unwrap().unwrap();
    assert!(next >= at(30 * 24 * 3600 + 3600));
}

#[tokio::test]
async fn stopping_ends_a_running_refresh_and_what_was_not_asked_stays_due() {
    let mut bench = Bench::new().await;
    // Nothing listens there: connections are refused at once, or hang; either way the stop must not wait for them.
    let opml = "<opml version=\"2.0\"><body><outline text=\"x\" xmlUrl=\"http://192.0.2.1/\"/></body></opml>";
    bench.engine.import_opml(opml.as_bytes()).await.unwrap();
    bench.engine.begin_stop();
    bench.engine.start();
    bench.reopened().await;
    assert_eq!(bench.engine.store().due_jobs("feed", at(1)).await.unwrap().len(), 1);
}
