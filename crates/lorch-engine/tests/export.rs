//! Everything out as open files and in again: nothing is lost, nothing is taken away, nothing is half done.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;
#[path = "export/files.rs"]
mod files;
#[path = "export/life.rs"]
mod life;

use std::collections::BTreeMap;

use common::{Bench, at};
use files::{exported, pack, unpack};
use life::{everything, id_of};
use lorch_engine::EngineError;
use lorch_model::{
    exchange::{Ask, Vector},
    id::Id,
    links::LinkEdit,
    made::Action,
    reader::{ImportReport, MarkEdit, SubscriptionEdit},
};

/// What is the person's: truth, and what shows it without a clock or a server. The log and the vector are not among
/// them, they say where things came first; nor are `imports` (compared by the second export), `edits` and `edit_steps`
/// (what one machine can undo).
const THEIRS: [&str; 13] = [
    "allowed_addresses",
    "changes",
    "evidence",
    "folders",
    "marks",
    "purged_changes",
    "records",
    "rules",
    "settings",
    "shared_settings",
    "subscriptions",
    "unknown",
    "unshown",
];

async fn digests(bench: &Bench) -> BTreeMap<String, (u64, String)> {
    let all = bench.engine.store().digests().await.unwrap();
    let theirs = all.into_iter().filter(|digest| THEIRS.contains(&digest.table.as_str()));
    theirs.map(|digest| (digest.table, (digest.rows, digest.hash))).collect()
}

/// Takes away that what is here came by an export: the profile it came from can't know that.
async fn forget_the_import(bench: &Bench) {
    let url = format!("sqlite://{}", bench.folder.path().join("lorch.db").display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    sqlx::query("DELETE FROM evidence WHERE run IN (SELECT run FROM imports WHERE kind = 'export')")
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
}

async fn import(bench: &Bench, zip: &[u8]) -> Result<ImportReport, EngineError> {
    bench.engine.import_bytes(zip.to_vec()).await
}

/// A profile that nothing was done in.
async fn empty(number: u8) -> Bench {
    let bench = Bench::seeded(number).await;
    bench.engine.disallow_address(&bench.server.address.to_string()).await.unwrap();
    bench.clock.set(at(5_000));
    bench
}

fn count(report: &ImportReport, kind: &str) -> (u32, u32) {
    report.kinds.iter().find(|one| one.kind == kind).map_or((0, 0), |one| (one.added, one.existing))
}

#[tokio::test]
async fn the_round_trip_loses_nothing_and_a_second_export_is_the_same_bytes() {
    let (one, two) = (everything().await, empty(7).await);
    let zip = exported(&one).await;
    // What expires is left out: it is gone from both before they are compared.
    one.clock.set(at(9_000));
    one.engine.tidy_up().await.unwrap();
    let before = digests(&one).await;
    for table in [
        "changes",
        "evidence",
        "folders",
        "marks",
        "rules",
        "purged_changes",
        "records",
        "unknown",
        "unshown",
        "settings",
    ] {
        assert!(before[table].0 > 0, "{table} is empty: this test would prove nothing about it");
    }
    let report = import(&two, &zip).await.unwrap();
    assert!(report.run.is_some() && count(&report, "mark").1 == 0, "{report:?}");
    assert_eq!(two.engine.store().log_faults().await.unwrap(), Vec::<String>::new());
    let again = exported(&two).await;
    forget_the_import(&two).await;
    assert_eq!(digests(&two).await, before);
    let (mut first, mut second) = (unpack(&zip), unpack(&again));
    let times = [first.remove("manifest.json").unwrap(), second.remove("manifest.json").unwrap()].map(|manifest| {
        let mut manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
        (manifest["made_at"].take(), manifest)
    });
    assert_eq!(times[0].1, times[1].1);
    assert_ne!(times[0].0, times[1].0, "only the manifest says when it was made");
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (name, bytes) in &first {
        assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&second[name]), "{name}");
    }
    let verified = two.engine.verify().await.unwrap();
    assert!(verified.ok, "{verified:?}");
}

#[tokio::test]
async fn the_same_state_is_the_same_zip() {
    let one = everything().await;
    assert_eq!(exported(&one).await, exported(&one).await);
}

#[tokio::test]
async fn importing_twice_changes_nothing() {
    let (one, two) = (everything().await, empty(7).await);
    let zip = exported(&one).await;
    import(&two, &zip).await.unwrap();
    let (before, place) = (two.engine.store().digests().await.unwrap(), two.engine.store().vector().await.unwrap());
    let report = import(&two, &zip).await.unwrap();
    assert_eq!((report.run, report.added.len()), (None, 0));
    assert!(report.kinds.iter().all(|kind| kind.added == 0), "{:?}", report.kinds);
    assert_eq!(two.engine.store().digests().await.unwrap(), before);
    assert_eq!(two.engine.store().vector().await.unwrap(), place);
    // Nor does what the profile itself has exported.
    let before = one.engine.store().digests().await.unwrap();
    assert_eq!(import(&one, &zip).await.unwrap().run, None);
    assert_eq!(one.engine.store().digests().await.unwrap(), before);
}

#[tokio::test]
async fn an_import_into_a_used_profile_merges_and_takes_nothing_away() {
    let (one, two) = (Bench::seeded(1).await, Bench::seeded(2).await);
    let both = "https://both.example/feed";
    for (bench, title) in [(&one, "Theirs"), (&two, "Mine")] {
        let opml = format!("<opml version=\"2.0\"><body><outline text=\"{title}\" xmlUrl=\"{both}\"/></body></opml>");
        bench.engine.import_opml(opml.as_bytes()).await.unwrap();
        bench.server.feed("/a", &["One", "Two"]);
        bench.engine.subscribe(&bench.server.url("/a"), SubscriptionEdit::default()).await.unwrap();
    }
    // Removed there, and alive here.
    one.engine.unsubscribe(&Id::of_subscription(both)).await.unwrap();
    let link = LinkEdit { a: Id([1; 16]), b: Id([2; 16]), same: true, reason: "r".into() };
    let gone = one.engine.link(link.clone()).await.unwrap();
    one.engine.unlink(&gone.id).await.unwrap();
    two.engine.link(link).await.unwrap();
    let mine = id_of(&two, "One").await;
    two.engine.mark_article(&mine, MarkEdit { saved: Some(true), ..Default::default() }).await.unwrap();
    let theirs = id_of(&one, "Two").await;
    one.engine.mark_article(&theirs, MarkEdit { starred: Some(true), ..Default::default() }).await.unwrap();
    let report = import(&two, &exported(&one).await).await.unwrap();
    assert_eq!(report.added.iter().map(|feed| feed.url.clone()).collect::<Vec<_>>(), [one.server.url("/a")]);
    let feeds = two.engine.store().feeds().await.unwrap();
    assert_eq!(feeds.len(), 3, "{feeds:?}");
    assert!(feeds.iter().any(|feed| feed.url == both));
    assert_eq!(two.engine.store().links().await.unwrap().len(), 1);
    assert!(two.engine.store().article(&mine).await.unwrap().unwrap().summary.saved);
    assert!(two.engine.store().article(&theirs).await.unwrap().unwrap().summary.starred);
    assert_eq!(two.engine.store().log_faults().await.unwrap(), Vec::<String>::new());
    assert!(two.engine.verify().await.unwrap().ok);
}

#[tokio::test]
async fn what_was_removed_since_comes_back_with_its_star() {
    let bench = everything().await;
    let zip = exported(&bench).await;
    let (feeds, starred) = (bench.engine.store().feeds().await.unwrap(), id_of(&bench, "Starred").await);
    let unstar = MarkEdit { starred: Some(false), saved: Some(false), ..Default::default() };
    bench.engine.mark_article(&starred, unstar).await.unwrap();
    for feed in &feeds {
        bench.engine.unsubscribe(&feed.id).await.unwrap();
    }
    bench.engine.empty_bin().await.unwrap();
    assert!(bench.engine.store().article(&starred).await.unwrap().is_none());
    let report = import(&bench, &zip).await.unwrap();
    assert_eq!(report.added.len(), feeds.len());
    let back = bench.engine.store().article(&starred).await.unwrap().unwrap();
    assert!(back.summary.starred && back.html.contains("About Starred"), "{back:?}");
    let titles = |feeds: &[lorch_model::reader::Feed]| -> Vec<String> {
        feeds.iter().map(|feed| format!("{}/{}", feed.folder, feed.title)).collect()
    };
    assert_eq!(titles(&bench.engine.store().feeds().await.unwrap()), titles(&feeds));
    assert_eq!(import(&bench, &zip).await.unwrap().run, None);
    assert_eq!(bench.engine.store().log_faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn an_import_of_an_export_is_undone_with_what_it_brought_and_can_be_done_again() {
    let (one, mut two) = (everything().await, empty(7).await);
    let zip = exported(&one).await;
    let run: i64 = import(&two, &zip).await.unwrap().run.unwrap().parse().unwrap();
    let (feeds, starred) = (two.engine.store().feeds().await.unwrap(), id_of(&two, "Starred").await);
    // What the person touches afterwards is theirs.
    let edit = SubscriptionEdit { title: Some("Mine".into()), ..Default::default() };
    two.engine.edit_subscription(&feeds[0].id, edit).await.unwrap();
    let undone = two.engine.undo_import(run).await.unwrap();
    assert_eq!(undone.kept, 1, "{undone:?}");
    two.reopened().await;
    let left = two.engine.store().feeds().await.unwrap();
    assert_eq!(left.iter().map(|feed| feed.id).collect::<Vec<_>>(), [feeds[0].id]);
    assert!(two.engine.store().records().await.unwrap().iter().all(|(_, record)| record.removed));
    assert!(two.engine.store().imports().await.unwrap().iter().all(|import| import.undone));
    let report = import(&two, &zip).await.unwrap();
    assert_eq!(report.added.len(), feeds.len() - 1);
    assert!(two.engine.store().article(&starred).await.unwrap().unwrap().summary.starred);
    assert_eq!(two.engine.store().log_faults().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn straight_after_an_import_of_an_export_undo_takes_that_back_and_nothing_older() {
    let (one, two) = (everything().await, empty(7).await);
    let opml = "<opml><body><outline text=\"Mine\" xmlUrl=\"https://mine.example/feed\"/></body></opml>";
    two.engine.import_opml(opml.as_bytes()).await.unwrap();
    let zip = exported(&one).await;
    import(&two, &zip).await.unwrap();
    assert_eq!(two.engine.undo(None).await.unwrap().action, Action::ImportedExport);
    let feeds = two.engine.store().feeds().await.unwrap();
    assert_eq!(feeds.iter().map(|feed| feed.title.as_str()).collect::<Vec<_>>(), ["Mine"]);
    assert!(matches!(two.engine.redo(None).await, Err(EngineError::ImportNeedsFile)));
    // In again, and undone by its number: that can't be undone, and what is older stays.
    let run = import(&two, &zip).await.unwrap().run.unwrap();
    two.engine.undo_import(run.parse().unwrap()).await.unwrap();
    assert!(matches!(two.engine.undo(None).await, Err(EngineError::ImportGone)));
    assert_eq!(two.engine.store().feeds().await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_expires_and_what_is_secret_is_not_in_it() {
    let one = everything().await;
    let proxy = "http://person:hunter2@127.0.0.1:9/".to_owned();
    one.engine
        .edit_settings(lorch_model::settings::SettingsEdit { proxy: Some(proxy), ..Default::default() })
        .await
        .unwrap();
    for (name, bytes) in unpack(&exported(&one).await) {
        let text = String::from_utf8(bytes).unwrap();
        for canary in ["hunter2", "expiring"] {
            assert!(!text.contains(canary), "{canary} stands in {name}");
        }
    }
}

#[tokio::test]
async fn a_forged_file_pushes_nothing_from_its_place() {
    let two = everything().await;
    let store = two.engine.store();
    let origin = store.origin();
    let ask = Ask { exchange: Id([0; 16]), seen: Vector::default(), after: None };
    let held = store.batch(&ask, 1_000).await.unwrap().items;
    let held: Vec<i64> = held.iter().filter(|item| item.origin == origin).map(|item| item.seq).collect();
    let given = store.vector().await.unwrap().of(&origin);
    // Places where other things stand, and places of a time to come.
    let places = [held[0], held[held.len() / 2], held[held.len() - 1], given + 40, given + 41, given + 42];
    for (n, place) in places.into_iter().enumerate() {
        let other = Bench::seeded(40 + u8::try_from(n).unwrap()).await;
        let opml = format!("<opml><body><outline xmlUrl=\"https://new{n}.example/feed\"/></body></opml>");
        other.engine.import_opml(opml.as_bytes()).await.unwrap();
        let mut files = unpack(&exported(&other).await);
        let text = String::from_utf8(files.remove("documents.json").unwrap()).unwrap();
        let text = text.replace(&other.engine.store().origin().to_string(), &origin.to_string());
        let text = text.replace("\"seq\":\"1\"", &format!("\"seq\":\"{place}\""));
        assert!(text.contains(&format!("\"seq\":\"{place}\"")));
        files.insert("documents.json".into(), text.into_bytes());
        assert_eq!(import(&two, &pack(files)).await.unwrap().added.len(), 1);
        assert_eq!(store.log_faults().await.unwrap(), Vec::<String>::new(), "place {place}");
    }
    // What this device does next has a place of its own.
    let next: String = (0..60).map(|n| format!("<outline xmlUrl=\"https://next{n}.example/feed\"/>")).collect();
    two.engine.import_opml(format!("<opml><body>{next}</body></opml>").as_bytes()).await.unwrap();
    assert_eq!(two.engine.store().log_faults().await.unwrap(), Vec::<String>::new());
    assert!(two.engine.verify().await.unwrap().ok);
}

#[tokio::test]
async fn what_is_no_whole_export_is_refused_and_nothing_is_written() {
    let zip = exported(&everything().await).await;
    let two = empty(7).await;
    let before = two.engine.store().digests().await.unwrap();
    let changed = |name: &str, change: &dyn Fn(String) -> String| {
        let mut files = unpack(&zip);
        let text = change(String::from_utf8(files.remove(name).unwrap()).unwrap());
        files.insert(name.into(), text.into_bytes());
        files
    };
    let said = |name: &str, from: &str, to: &str| pack(changed(name, &|text| text.replacen(from, to, 1)));
    let without = |name: &str| {
        let mut files = unpack(&zip);
        files.remove(name).unwrap();
        files::zipped(&files)
    };
    let bomb = {
        let mut files = unpack(&zip);
        files.insert("articles.html".into(), vec![b' '; 100 << 20]);
        pack(files)
    };
    let outside = |name: &str| {
        let mut files = unpack(&zip);
        files.insert(name.into(), b"x".to_vec());
        files::zipped(&files)
    };
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a text", b"hello".to_vec(), "neither"),
        ("nothing", Vec::new(), "neither"),
        ("a database", b"SQLite format 3\0....".to_vec(), "backup"),
        ("another zip", files::zipped(&BTreeMap::from([("a.txt".to_owned(), b"x".to_vec())])), "not an export"),
        ("markup", b"<html></html>".to_vec(), "OPML"),
        ("the first half", zip[..zip.len() / 2].to_vec(), "cut short"),
        ("all but a byte", zip[..zip.len() - 1].to_vec(), "cut short"),
        ("its beginning", zip[..40].to_vec(), "cut short"),
        (
            "another mark",
            files::zipped(&changed("marks.json", &|text| text.replacen("starred", "Starred", 1))),
            "changed",
        ),
        ("no marks", without("marks.json"), "missing"),
        ("no manifest", without("manifest.json"), "not an export"),
        ("a bomb", bomb, "swells"),
        ("a way up", outside("../evil"), "leads out"),
        ("a way to the root", outside("/etc/evil"), "leads out"),
        ("a way on Windows", outside("C:\\evil"), "leads out"),
        ("a newer format", said("manifest.json", "\"version\": 1", "\"version\": 2"), "newer"),
        ("a row that is none", said("marks.json", "\"value\":true", "\"value\":7"), "marks.json"),
        ("a counter without end", said("marks.json", "\"counter\":1", "\"counter\":9223372036854775807"), "counter"),
        ("an id that is another's", said("articles.json", "\"id\":\"", "\"id\":\"00"), "articles.json"),
        ("a bad proxy", said("settings.json", "http://127.0.0.1:9", "no proxy"), "proxy"),
    ];
    for (what, bytes, expected) in cases {
        let refused = import(&two, &bytes).await.unwrap_err().to_string();
        assert!(refused.contains(expected), "{what}: {refused}");
        assert_eq!(two.engine.store().digests().await.unwrap(), before, "{what} left something behind");
        assert!(two.engine.store().imports().await.unwrap().is_empty(), "{what}");
    }
    let many = BTreeMap::from_iter((0..2_000).map(|n| (format!("{n}"), Vec::new())));
    assert!(import(&two, &files::zipped(&many)).await.unwrap_err().to_string().contains("2000 files"));
}

#[tokio::test]
async fn a_folder_a_zip_and_opml_are_told_apart_by_what_they_hold() {
    let one = everything().await;
    let (zip, folder) = (exported(&one).await, tempfile::tempdir().unwrap());
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("called.opml"), &zip).unwrap();
    std::fs::write(at("called.zip"), "<opml><body><outline xmlUrl=\"https://a.example/\"/></body></opml>").unwrap();
    std::fs::create_dir(at("unpacked")).unwrap();
    for (name, bytes) in unpack(&zip) {
        std::fs::write(at("unpacked").join(name), bytes).unwrap();
    }
    let feeds = one.engine.store().feeds().await.unwrap().len();
    for (n, (name, expected)) in
        [("called.opml", feeds), ("called.zip", 1), ("unpacked", feeds)].into_iter().enumerate()
    {
        let two = empty(20 + u8::try_from(n).unwrap()).await;
        assert_eq!(two.engine.import_path(&at(name)).await.unwrap().added.len(), expected, "{name}");
    }
    let two = empty(30).await;
    for (name, expected) in [("missing", "no file"), ("", "not an export")] {
        let refused = two.engine.import_path(&at(name)).await.unwrap_err().to_string();
        assert!(refused.contains(expected), "{name}: {refused}");
    }
    // A file that leads out of the folder is not followed.
    std::fs::rename(at("unpacked/marks.json"), at("elsewhere")).unwrap();
    std::os::unix::fs::symlink(at("elsewhere"), at("unpacked/marks.json")).unwrap();
    let refused = two.engine.import_path(&at("unpacked")).await.unwrap_err().to_string();
    assert!(refused.contains("marks.json is missing"), "{refused}");
}
