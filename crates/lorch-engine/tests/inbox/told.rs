//! What is told, and what becomes of it.

use lorch_engine::{Click, EngineError};
use lorch_model::{
    inbox::{Kind, Native, NoticeEdit},
    made::Action,
    settings::SettingsEdit,
};

use super::*;
use crate::{common::Answer, wall::Mood};

const DENTIST: &str =
    r#"{"title": "Dentist", "kind": "task", "start": "2026-11-21T13:00", "zone": "UTC", "reminder": {"before": 30}}"#;
const PILL: &str = r#"{"title": "Pill", "kind": "task", "start": "2026-11-21T20:00", "zone": "UTC",
    "reminder": {"before": 0}, "repeat": {"every": "day"}}"#;

#[tokio::test]
async fn a_reminder_comes_once_at_its_time_and_is_shown_once() {
    let (mut bench, wall) = device().await;
    let dentist = add(&bench, DENTIST).await;
    then(&bench, "2026-11-21T12:29:59Z").await;
    assert!(said(&bench).await.is_empty() && wall.all().is_empty());
    assert_eq!(bench.engine.remind().await.unwrap(), std::time::Duration::from_secs(1), "and then it naps until it is");
    then(&bench, "2026-11-21T12:30:00Z").await;
    assert_eq!(said(&bench).await, ["21. 12:30 Dentist!*"]);
    let shown = wall.all();
    assert_eq!((shown.len(), shown[0].title.as_str()), (1, "Dentist"));
    assert_eq!(shown[0].clicks, [(Click::Done, "Done"), (Click::Snooze, "Snooze"), (Click::Open, "Open")]);
    let notice = inbox(&bench, InboxFilter::Reminders).await.remove(0);
    assert_eq!((notice.thing, notice.why.as_str()), (Some(dentist.id), "reminder you set, 30 min before"));
    again(&mut bench, &wall).await;
    then(&bench, "2026-11-21T12:31:00Z").await;
    assert_eq!((said(&bench).await.len(), wall.all().len()), (1, 1), "not again");
    let counts = bench.engine.inbox_counts().await.unwrap();
    assert_eq!((counts.unread, counts.needs_you, counts.reminders, counts.system), (1, 1, 1, 0));
}

#[tokio::test]
async fn what_fell_due_while_nothing_ran_comes_late_and_says_so() {
    let (mut bench, wall) = device().await;
    add(&bench, DENTIST).await;
    add(&bench, PILL).await;
    bench.clock.set(at("2026-11-24T20:00:30Z"));
    again(&mut bench, &wall).await;
    bench.engine.remind().await.unwrap();
    assert_eq!(said(&bench).await, ["24. 20:00 Pill!* +3", "21. 12:30 Dentist!* late"]);
    let news = wall.news();
    assert!(news.iter().any(|one| one.starts_with("Dentist | Was due 21 Nov")), "{news:?}");
    assert!(news.iter().any(|one| one.starts_with("Pill |") && one.contains("3 earlier ones were missed")), "{news:?}");
}

#[tokio::test]
async fn what_was_done_moved_or_removed_does_not_come() {
    let (bench, wall) = device().await;
    let dentist = add(&bench, DENTIST).await;
    bench
        .engine
        .edit_activity(&dentist.id, Default::default(), edit(r#"{"start": "2026-11-21T15:00"}"#))
        .await
        .unwrap();
    let pill = add(&bench, PILL).await;
    bench.engine.finish_activity(&pill.id, None, true).await.unwrap();
    let gone =
        add(&bench, r#"{"title": "Gone", "start": "2026-11-21T13:00", "zone": "UTC", "reminder": {"before": 0}}"#);
    bench.engine.remove_activity(&gone.await.id, Default::default()).await.unwrap();
    then(&bench, "2026-11-21T14:00:00Z").await;
    assert!(said(&bench).await.is_empty());
    then(&bench, "2026-11-22T12:00:00Z").await;
    assert_eq!(said(&bench).await, ["21. 14:30 Dentist!* late"], "at its new time, and the pill was taken");
    wall.news();
    bench.engine.undo(None).await.unwrap();
    then(&bench, "2026-11-22T12:01:00Z").await;
    assert_eq!(said(&bench).await.len(), 1, "what is back is not told of again when its time is over");
}

#[tokio::test]
async fn what_is_done_needs_nobody_and_not_done_after_all_it_does() {
    let (bench, _wall) = device().await;
    let dentist = add(&bench, DENTIST).await;
    then(&bench, "2026-11-21T12:30:00Z").await;
    bench.engine.finish_activity(&dentist.id, None, true).await.unwrap();
    assert_eq!(said(&bench).await, ["21. 12:30 Dentist"]);
    bench.engine.undo(None).await.unwrap();
    assert_eq!(said(&bench).await, ["21. 12:30 Dentist!"]);
    bench.engine.edit_activity(&dentist.id, Default::default(), edit(r#"{"title": "Doctor"}"#)).await.unwrap();
    assert_eq!(said(&bench).await, ["21. 12:30 Doctor!"], "it is called what it is called now");
    bench.engine.edit_activity(&dentist.id, Default::default(), edit(r#"{"reminder": null}"#)).await.unwrap();
    assert_eq!(said(&bench).await, ["21. 12:30 Doctor"]);
}

#[tokio::test]
async fn an_event_needs_nobody_and_is_as_seen_when_it_is_gone() {
    let (bench, _wall) = device().await;
    let event = r#"{"title": "Concert", "start": "2026-11-21T13:00", "zone": "UTC", "reminder": {"before": 30}}"#;
    let concert = add(&bench, event).await;
    then(&bench, "2026-11-21T12:30:00Z").await;
    assert_eq!(said(&bench).await, ["21. 12:30 Concert*"]);
    bench
        .engine
        .edit_activity(&concert.id, Default::default(), edit(r#"{"start": "2026-11-22T13:00"}"#))
        .await
        .unwrap();
    assert_eq!(said(&bench).await, ["21. 12:30 Concert"]);
}

#[tokio::test]
async fn what_is_snoozed_comes_back_after_a_restart_and_not_when_it_was_done() {
    let (mut bench, wall) = device().await;
    let dentist = add(&bench, DENTIST).await;
    add(&bench, PILL).await;
    then(&bench, "2026-11-21T20:00:00Z").await;
    assert_eq!(wall.news().len(), 2);
    for notice in inbox(&bench, InboxFilter::All).await {
        let tomorrow = Some(at("2026-11-22T09:00:00Z"));
        let snoozed = bench.engine.snooze_notice(&notice.id, tomorrow).await.unwrap();
        assert_eq!((snoozed.snoozed, snoozed.read), (tomorrow, true));
    }
    assert_eq!((said(&bench).await.len(), inbox(&bench, InboxFilter::Snoozed).await.len()), (0, 2));
    bench.engine.finish_activity(&dentist.id, None, true).await.unwrap();
    again(&mut bench, &wall).await;
    then(&bench, "2026-11-22T08:59:59Z").await;
    assert!(wall.news().is_empty());
    then(&bench, "2026-11-22T09:20:00Z").await;
    assert_eq!(said(&bench).await[0], "21. 20:00 Pill!* late");
    let news = wall.news();
    assert!(news.len() == 1 && news[0].starts_with("Pill | Was due"), "{news:?}");
    then(&bench, "2026-11-22T09:30:00Z").await;
    assert!(wall.news().is_empty(), "once for each time it was due");
    for wrong in ["2026-11-22T09:30:00Z", "2028-01-01T00:00:00Z"] {
        let id = inbox(&bench, InboxFilter::All).await[0].id;
        let refused = bench.engine.snooze_notice(&id, Some(at(wrong))).await;
        assert!(matches!(refused, Err(EngineError::SnoozeInvalid)), "{wrong}");
    }
}

#[tokio::test]
async fn a_click_does_what_it_says() {
    let (bench, wall) = device().await;
    let pill = add(&bench, PILL).await;
    then(&bench, "2026-11-21T20:00:00Z").await;
    let id = inbox(&bench, InboxFilter::All).await[0].id;
    bench.engine.clicked(Some(id), Click::Snooze).await;
    assert_eq!(inbox(&bench, InboxFilter::Snoozed).await[0].snoozed, Some(at("2026-11-21T20:10:00Z")));
    then(&bench, "2026-11-21T20:10:00Z").await;
    assert_eq!(wall.news().len(), 2);
    bench.engine.clicked(Some(id), Click::Open).await;
    let opened = bench.engine.opened();
    let day = "2026-11-21".parse().unwrap();
    assert_eq!((opened.number, opened.id, opened.thing, opened.occurrence), (1, Some(id), Some(pill.id), Some(day)));
    assert_eq!(said(&bench).await, ["21. 20:00 Pill!"]);
    let before = bench.engine.store().changes_since(None).number;
    wall.click(Click::Done);
    bench.engine.store().changed_after(&before).await;
    assert_eq!(said(&bench).await, ["21. 20:00 Pill"]);
    let (activity, _) = bench.engine.store().activity(&pill.id).await.unwrap().unwrap();
    assert_eq!(activity.exceptions[0].occurrence, day, "that one is done");
    assert!(activity.exceptions[0].done.is_some() && activity.exceptions.len() == 1, "and no other");
    assert_eq!(bench.engine.undo(None).await.unwrap().action, Action::ActivityDone, "as any edit, it can be undone");
    bench.engine.clicked(None, Click::Open).await;
    assert_eq!((bench.engine.opened().number, bench.engine.opened().id), (2, None));
}

#[tokio::test]
async fn where_nothing_shows_notices_that_is_said_once_until_something_does() {
    let (mut bench, wall) = device().await;
    add(&bench, PILL).await;
    wall.be(Mood::Away);
    for day in ["2026-11-21T20:00:00Z", "2026-11-22T20:00:00Z"] {
        then(&bench, day).await;
        again(&mut bench, &wall).await;
    }
    let unavailable = |said: &[String]| said.iter().filter(|one| one.starts_with("notices_unavailable")).count();
    assert_eq!(unavailable(&said(&bench).await), 1, "{:?}", said(&bench).await);
    then(&bench, "2026-11-23T20:00:00Z").await;
    assert_eq!(bench.engine.native().await.unwrap(), Native::Unavailable);
    assert_eq!(said(&bench).await.len(), 4, "the reminders are there all the same");
    wall.be(Mood::Well);
    then(&bench, "2026-11-24T20:00:00Z").await;
    assert_eq!(wall.news().len(), 1, "what is over is not shown any more");
    assert_eq!((unavailable(&said(&bench).await), bench.engine.native().await.unwrap()), (0, Native::Shown));
}

#[tokio::test]
async fn notices_speak_the_language_of_the_pages() {
    let (bench, wall) = device().await;
    add(&bench, PILL).await;
    let before = bench.engine.store().edits(None, 9).await.unwrap().items.len();
    let speak = |language: &str| SettingsEdit { language: Some(language.into()), ..SettingsEdit::default() };
    bench.engine.edit_settings(speak("de")).await.unwrap();
    assert!(bench.engine.edit_settings(speak("tlh")).await.is_err());
    let after = bench.engine.store().edits(None, 9).await.unwrap().items.len();
    assert_eq!(after, before, "a page that says what it speaks is nothing to undo");
    then(&bench, "2026-11-21T20:00:00Z").await;
    assert_eq!(wall.all()[0].clicks[0], (Click::Done, "Erledigt"));
}

#[tokio::test]
async fn the_person_decides_what_is_shown() {
    let (bench, wall) = device().await;
    add(&bench, PILL).await;
    let wish = |notices, notice_titles| SettingsEdit { notices, notice_titles, ..SettingsEdit::default() };
    bench.engine.edit_settings(wish(None, Some(false))).await.unwrap();
    then(&bench, "2026-11-21T20:00:00Z").await;
    assert_eq!(wall.news(), ["A reminder | "]);
    bench.engine.edit_settings(wish(Some(false), None)).await.unwrap();
    then(&bench, "2026-11-22T20:00:00Z").await;
    assert_eq!((wall.news().len(), bench.engine.native().await.unwrap()), (0, Native::Off));
    bench.engine.undo(None).await.unwrap();
    bench.engine.mute_notices(Kind::Reminder, true).await.unwrap();
    then(&bench, "2026-11-23T20:00:00Z").await;
    assert_eq!(
        (wall.news().len(), said(&bench).await.len()),
        (0, 2),
        "what is muted goes straight to what was cleared"
    );
    assert_eq!(inbox(&bench, InboxFilter::Archived).await.len(), 1);
    bench.engine.mute_notices(Kind::Reminder, false).await.unwrap();
    then(&bench, "2026-11-24T20:00:00Z").await;
    assert_eq!(wall.news().len(), 1);
    for number in 0..5 {
        let title = format!("Bus {number}");
        add(&bench, &format!(r#"{{"title": "{title}", "reminder": {{"at": "2026-11-24T21:00"}}, "zone": "UTC"}}"#))
            .await;
    }
    then(&bench, "2026-11-24T21:00:00Z").await;
    assert_eq!(wall.news(), ["5 reminders | "], "many at once are shown as one");
}

#[tokio::test]
async fn a_feed_that_keeps_failing_is_told_once_for_each_trouble() {
    let (bench, wall) = device().await;
    bench.server.feed("/a", &["One"]);
    let id = bench.engine.subscribe(&bench.server.url("/a"), Default::default()).await.unwrap().feed.id;
    bench.server.set("/a", Answer { status: 500, ..Answer::default() });
    for tried in 0..5 {
        assert_eq!(said(&bench).await.len(), usize::from(tried > 2), "after {tried} faults");
        bench.engine.refresh(&[id]).await.unwrap();
    }
    bench.engine.remind().await.unwrap();
    let notice = inbox(&bench, InboxFilter::System).await.remove(0);
    assert_eq!((notice.kind, notice.thing, notice.needs_you), (Kind::FeedFailing, Some(id), true));
    assert!(notice.said.code.is_some() && wall.news().len() == 1);
    bench.server.feed("/a", &["One", "Two"]);
    bench.engine.refresh(&[id]).await.unwrap();
    assert!(!inbox(&bench, InboxFilter::System).await[0].needs_you, "it is well again");
    bench.clock.set(at("2026-11-21T13:00:00Z"));
    bench.server.set("/a", Answer { status: 410, ..Answer::default() });
    bench.engine.refresh(&[id]).await.unwrap();
    assert_eq!(inbox(&bench, InboxFilter::NeedsYou).await.len(), 1, "another trouble is told anew");
}

#[tokio::test]
async fn many_feeds_that_fail_together_are_told_as_one() {
    let (bench, wall) = device().await;
    let mut ids = Vec::new();
    for path in ["/a", "/b", "/c", "/d", "/e", "/f", "/g"] {
        bench.server.feed(path, &["One"]);
        ids.push(bench.engine.subscribe(&bench.server.url(path), Default::default()).await.unwrap().feed.id);
        bench.server.set(path, Answer { status: 500, ..Answer::default() });
    }
    for _ in 0..5 {
        bench.engine.refresh(&ids).await.unwrap();
    }
    bench.engine.remind().await.unwrap();
    let system = inbox(&bench, InboxFilter::System).await;
    assert!(system.iter().any(|one| one.thing.is_none() && one.said.count == Some(7)), "{system:?}");
    assert!(wall.all().len() <= 2, "{:?}", wall.all());
}

#[tokio::test]
async fn an_import_is_told_when_it_is_done() {
    let (bench, wall) = device().await;
    let opml = br#"<opml version="2.0"><body><outline text="B" xmlUrl="http://b.example/feed"/></body></opml>"#;
    bench.engine.import_opml(opml).await.unwrap();
    bench.engine.remind().await.unwrap();
    let told = inbox(&bench, InboxFilter::System).await.remove(0);
    assert_eq!((told.kind, told.said.count, told.needs_you), (Kind::ImportFinished, Some(1), false));
    assert!(told.said.import.is_some() && wall.all().is_empty(), "who just began it need not be told elsewhere");
}

#[tokio::test]
async fn what_is_cleared_comes_back_by_undo_and_goes_after_ninety_days() {
    let (bench, _wall) = device().await;
    let pill = add(&bench, PILL).await;
    then(&bench, "2026-11-21T20:00:00Z").await;
    then(&bench, "2026-11-22T20:00:00Z").await;
    assert_eq!(bench.engine.archive_notices(None).await.unwrap(), 0, "neither was seen, both wait");
    bench.engine.finish_activity(&pill.id, Some("2026-11-21".parse().unwrap()), true).await.unwrap();
    assert_eq!(bench.engine.archive_notices(None).await.unwrap(), 1);
    assert_eq!(said(&bench).await, ["22. 20:00 Pill!*"]);
    let rest = inbox(&bench, InboxFilter::All).await[0].id;
    bench.engine.edit_notice(&rest, NoticeEdit { archived: Some(true), read: None }).await.unwrap();
    assert_eq!(said(&bench).await.len(), 0);
    for left in [1, 2] {
        assert_eq!(bench.engine.undo(None).await.unwrap().action, Action::NoticeArchived);
        assert_eq!(said(&bench).await.len(), left);
    }
    bench.engine.redo(None).await.unwrap();
    assert_eq!((said(&bench).await.len(), inbox(&bench, InboxFilter::Archived).await.len()), (1, 1));
    bench.clock.set(at("2027-02-21T20:00:00Z"));
    bench.engine.tidy_up().await.unwrap();
    assert_eq!((said(&bench).await.len(), inbox(&bench, InboxFilter::Archived).await.len()), (1, 0));
    bench.clock.set(at("2027-06-01T20:00:00Z"));
    bench.engine.tidy_up().await.unwrap();
    assert_eq!(
        (said(&bench).await.len(), inbox(&bench, InboxFilter::Archived).await.len()),
        (0, 1),
        "half a year is enough"
    );
}

#[tokio::test]
async fn what_was_seen_is_counted_no_more_and_pages_hold_all() {
    let (bench, _wall) = device().await;
    add(&bench, PILL).await;
    for day in 21..=28 {
        then(&bench, &format!("2026-11-{day}T20:00:00Z")).await;
    }
    let (mut paged, mut after) = (Vec::new(), None);
    loop {
        let page = bench.engine.store().inbox(InboxFilter::All, after.as_deref(), 3).await.unwrap();
        paged.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(paged, inbox(&bench, InboxFilter::All).await);
    assert_eq!(paged.len(), 8);
    assert_eq!(
        bench.engine.read_notices(InboxFilter::Reminders, Some(&paged[2].id)).await.unwrap(),
        3,
        "from there upwards"
    );
    assert_eq!(bench.engine.inbox_counts().await.unwrap().unread, 5);
    assert_eq!(bench.engine.read_notices(InboxFilter::System, None).await.unwrap(), 0);
    assert_eq!(bench.engine.read_notices(InboxFilter::All, None).await.unwrap(), 5);
}

#[tokio::test]
async fn a_purge_takes_the_words_of_its_notices_along() {
    let (bench, _wall) = device().await;
    let dentist = add(&bench, DENTIST).await;
    then(&bench, "2026-11-21T12:30:00Z").await;
    let id = inbox(&bench, InboxFilter::All).await[0].id;
    bench.engine.edit_notice(&id, NoticeEdit { archived: Some(true), read: None }).await.unwrap();
    bench.engine.remove_activity(&dentist.id, Default::default()).await.unwrap();
    bench.engine.purge(&dentist.id).await.unwrap();
    assert_eq!(bench.engine.store().notice(&id).await.unwrap(), None);
    let file = std::fs::read(bench.folder.path().join("lorch.db")).unwrap();
    assert!(!file.windows(7).any(|words| words == b"Dentist"), "no page of the file says it any more");
}
