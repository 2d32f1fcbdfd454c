//! What each command prints, for people and for programs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::Machine;

#[test]
fn feeds() {
    let machine = Machine::new();
    let _settled = machine.settled();
    let url = machine.server.url("/tides.xml");
    let mut seen = machine.show(&["feeds", "list"]);
    seen += &machine.show(&["feeds", "add", &url]);
    seen += &machine.show(&["allow", &machine.server.address()]);
    seen += &machine.show(&["feeds", "add", &url, "--folder", "Sea"]);
    seen += &machine.show(&["feeds", "add", &url]);
    seen += &machine.show(&["feeds", "add", &machine.server.url("/page")]);
    seen += &machine.show(&["feeds", "add", &machine.server.url("/bare")]);
    seen += &machine.show(&["feeds", "add", &machine.server.url("/broken"), "--title", "Not yet"]);
    seen += &machine.show(&["feeds", "add", "notaurl"]);
    seen += &machine.show(&["feeds", "add", &url, "--folder", "Coast", "--title", "Once more"]);
    seen += &machine.show(&["feeds", "list"]);
    seen += &machine.show(&["feeds", "edit", &url, "--title", "My tides", "--folder", "Sea/Coast"]);
    seen += &machine.show(&["feeds", "remove", &machine.server.url("/broken")]);
    seen += &machine.show(&["feeds", "list"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn feeds_as_json() {
    let machine = Machine::with_feeds(&[]);
    let _settled = machine.settled();
    let url = machine.server.url("/tides.xml");
    let mut seen = machine.show(&["--json", "feeds", "add", &url, "--folder", "Sea"]);
    seen += &machine.show(&["feeds", "list", "--json"]);
    seen += &machine.show(&["feeds", "edit", &url, "--title", "My tides", "--json"]);
    seen += &machine.show(&["feeds", "export", "--json"]);
    seen += &machine.show(&["feeds", "remove", &url, "--json"]);
    seen += &machine.show(&["feeds", "list", "--json"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn check() {
    let machine = Machine::new();
    let _settled = machine.settled();
    std::fs::write(machine.path("tides.xml"), include_str!("fixtures/tides.xml")).unwrap();
    std::fs::write(machine.path("page.html"), "<html><link rel=alternate type='application/atom+xml' href='/a.xml'>")
        .unwrap();
    let mut seen = machine.show(&["feeds", "check", "tides.xml"]);
    seen += &machine.show(&["feeds", "check", "tides.xml", "--json"]);
    seen +=
        &machine.run_with(&["feeds", "check", "-"], include_str!("fixtures/evil.json")).show(&["feeds", "check", "-"]);
    seen += &machine.show(&["feeds", "check", "page.html", "--base", "https://a.example/"]);
    seen += &machine.show(&["feeds", "check", "missing.xml"]);
    insta::assert_snapshot!(seen);
    assert!(!machine.profile().exists(), "looking at a feed makes no profile");
}

#[test]
fn check_over_the_network() {
    let machine = Machine::new();
    let _settled = machine.settled();
    let (page, address) = (machine.server.url("/page"), machine.server.address());
    let mut seen = machine.show(&["feeds", "check", &page]);
    seen += &machine.show(&["feeds", "check", &page, "--allow", &address]);
    seen += &machine.show(&["feeds", "check", &machine.server.url("/gone"), "--allow", &address]);
    assert!(!machine.profile().exists(), "looking at a feed makes no profile");
    machine.ok(&["allow", &address]);
    seen += "(allowed in the profile)\n";
    seen += &machine.show(&["feeds", "check", &machine.server.url("/broken")]);
    insta::assert_snapshot!(seen);
}

#[test]
fn opml() {
    let machine = Machine::new();
    let _settled = machine.settled();
    std::fs::write(machine.path("reading.opml"), include_str!("fixtures/reading.opml")).unwrap();
    let mut seen = machine.show(&["feeds", "import", "reading.opml", "--preview"]);
    seen += &machine.show(&["feeds", "import", "reading.opml"]);
    seen += &machine.show(&["feeds", "import", "reading.opml", "--json"]);
    seen += &machine.run_with(&["feeds", "import", "-"], "<html>").show(&["feeds", "import", "-"]);
    seen += &machine.show(&["feeds", "export"]);
    seen += &machine.show(&["feeds", "export", "out.opml"]);
    insta::assert_snapshot!(seen);
    let written = std::fs::read_to_string(machine.path("out.opml")).unwrap();
    assert!(written.contains("https://clouds.example/feed.xml"), "{written}");
}

#[test]
fn articles() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let _settled = machine.settled();
    let id = machine.first_id(&["articles", "--json"]);
    let mut seen = machine.show(&["articles"]);
    seen += &machine.show(&["articles", "--limit", "1"]);
    seen += &machine.show(&["read", &id[..8]]);
    seen += &machine.show(&["star", &id[..8]]);
    seen += &machine.show(&["articles"]);
    seen += &machine.show(&["articles", "--unread", "--feed", &machine.server.url("/tides.xml")]);
    seen += &machine.show(&["articles", "--starred", "--folder", "Sea", "--all"]);
    seen += &machine.show(&["articles", "--folder", "Elsewhere"]);
    seen += &machine.show(&["read", &id, "--unread"]);
    seen += &machine.show(&["read", &id, "--no-mark", "--quiet"]);
    seen += &machine.show(&["star", &id, "--remove"]);
    seen += &machine.show(&["articles"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn articles_as_json() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let _settled = machine.settled();
    let id = machine.first_id(&["articles", "--json"]);
    let mut seen = machine.show(&["articles", "--json"]);
    seen += &machine.show(&["read", &id, "--json"]);
    seen += &machine.show(&["star", &id, "--json"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn folders() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let _settled = machine.settled();
    let mut seen = machine.show(&["folders"]);
    seen += &machine.show(&["folders", "rename", "Sea", "Ocean/North"]);
    seen += &machine.show(&["folders", "list", "--json"]);
    seen += &machine.show(&["folders", "rename", "Ocean/North", "Ocean/North/Sea"]);
    seen += &machine.show(&["folders", "rename", "Sea", "Lake"]);
    seen += &machine.show(&["folders", "rename", "Ocean/North", "Sea", "--json"]);
    seen += &machine.show(&["edits", "--limit", "1"]);
    machine.ok(&["feeds", "remove", &machine.server.url("/tides.xml")]);
    seen += &machine.show(&["folders", "list"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn rules() {
    let machine = Machine::new();
    let _settled = machine.settled();
    machine.ok(&["allow", &machine.server.address()]);
    let mut seen = machine.show(&["rules", "list"]);
    seen += &machine.show(&["rules", "add", "--words", "pier", "--star", "--read"]);
    let url = machine.server.url("/tides.xml");
    machine.ok(&["feeds", "add", &url, "--folder", "Sea"]);
    seen += &machine.show(&["articles"]);
    seen += &machine.show(&["rules", "add", "--name", "Sea things", "--feed", &url, "--folder", "Sea", "--read"]);
    seen += &machine.show(&["rules", "list"]);
    seen += &machine.show(&["rules", "change", "pier", "--no-read", "--words", "pier, quay", "--json"]);
    seen += &machine.show(&["rules", "change", "Sea things", "--feed", "", "--off"]);
    seen += &machine.show(&["rules", "change", "Sea things", "--folder", ""]);
    seen += &machine.show(&["rules", "add", "--words", "fog"]);
    seen += &machine.show(&["rules", "add"]);
    seen += &machine.show(&["rules", "remove", "nothing"]);
    seen += &machine.show(&["rules", "remove", "pier"]);
    seen += &machine.show(&["bin", "list"]);
    seen += &machine.show(&["rules", "list", "--json"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn plan() {
    let machine = Machine::new();
    let _settled = machine.settled();
    let mut seen = machine.show(&["plan", "list"]);
    seen += &machine.show(&["plan", "add", "dentist", "3 Dec 2030", "9:30", "45 min", "#teeth"]);
    seen += &machine.show(&["plan", "add", "run every Tue and Fri 7:00 until June 2031 3 Dec 2030", "--preview"]);
    seen += &machine.show(&["plan", "add", "run", "2030-12-03", "every Tue and Fri", "7:00", "until June"]);
    seen += &machine.show(&["plan", "add", "Steuer bis 31. Mai 2031", "#paper"]);
    seen += &machine.show(&["plan", "add", "buy milk"]);
    seen += &machine.show(&["plan", "add", "tomorrow"]);
    seen += &machine.show(&["plan", "agenda", "--from", "2030-12-01", "--days", "10"]);
    seen += &machine.show(&["plan", "done", "run", "--on", "2030-12-03"]);
    seen += &machine.show(&["plan", "done", "run"]);
    seen += &machine.show(&["plan", "done", "buy milk"]);
    seen += &machine.show(&["plan", "edit", "run", "--on", "2030-12-06", "--start", "7 Dec 2030 8:00"]);
    seen += &machine.show(&[
        "plan",
        "edit",
        "run",
        "--on",
        "2030-12-10",
        "--following",
        "--for",
        "1 h",
        "--tags",
        "legs,early",
    ]);
    seen += &machine.show(&["plan", "edit", "dentist", "--start", "whenever"]);
    seen += &machine.show(&["plan", "edit", "dentist", "--repeat", "every 6 months", "--title", "Dentist"]);
    seen += &machine.show(&["plan", "agenda", "--from", "2030-12-01", "--days", "10"]);
    seen += &machine.show(&["plan", "list"]);
    seen += &machine.show(&["plan", "list", "--done"]);
    seen += &machine.show(&["plan", "list", "--everything", "--tag", "#legs"]);
    seen += &machine.show(&["plan", "remove", "Dentist"]);
    seen += &machine.show(&["plan", "remove", "Dentist"]);
    seen += &machine.show(&["plan", "remove", "run"]);
    seen += &machine.show(&["undo"]);
    seen += &machine.show(&["plan", "--help"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn plan_as_json() {
    let machine = Machine::new();
    let _settled = machine.settled();
    let mut seen = machine.show(&["--json", "plan", "add", "dentist 3 Dec 2030 9:30 45 min #teeth"]);
    seen += &machine.show(&["plan", "add", "--preview", "--json", "walk 3 Dec 2030 every day"]);
    seen += &machine.show(&["plan", "agenda", "--json", "--from", "2030-12-03", "--days", "1"]);
    seen += &machine.show(&["plan", "list", "--json", "--everything"]);
    seen += &machine.show(&["plan", "remove", "dentist", "--json"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn reminders() {
    let machine = Machine::new();
    let _settled = machine.settled();
    let mut seen = machine.show(&["plan", "add", "dentist", "3 Dec 2030", "9:30", "--remind", "10m"]);
    seen += &machine.show(&["plan", "add", "Zahnarzt 3. Dez 2030 9:30 Erinnerung 1 Tag vorher", "--preview"]);
    seen += &machine.show(&["plan", "add", "call mum", "--remind", "2 Dec 2030 18:00"]);
    seen += &machine.show(&["plan", "edit", "dentist", "--remind", "at 8:00"]);
    seen += &machine.show(&["plan", "edit", "dentist", "--remind", ""]);
    seen += &machine.show(&["plan", "edit", "dentist", "--remind", "whenever"]);
    seen += &machine.show(&["plan", "add", "buy milk", "--remind", "whenever"]);
    seen += &machine.show(&["plan", "add", "buy milk", "--remind", "10m"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn inbox() {
    let machine = Machine::new();
    let _settled = machine.settled();
    let mut seen = machine.show(&["inbox"]);
    std::fs::write(machine.path("reading.opml"), include_str!("fixtures/reading.opml")).unwrap();
    machine.ok(&["import", "reading.opml"]);
    let id = machine.first_id(&["inbox", "--json"]);
    seen += &machine.show(&["inbox"]);
    seen += &machine.show(&["inbox", "list", "--which", "system", "--json"]);
    let mut of_it = |words: &[&str]| {
        let arguments = [words, &[&id[..8]]].concat();
        seen += &machine.show(&arguments).replace(&id[..8], "1d1d1d1d");
    };
    of_it(&["inbox", "done"]);
    of_it(&["inbox", "read"]);
    of_it(&["inbox", "read", "--not"]);
    of_it(&["inbox", "snooze", "--end"]);
    of_it(&["inbox", "archive"]);
    of_it(&["inbox", "archive", "--back"]);
    machine.ok(&["inbox", "snooze", &id[..8], "2d"]);
    seen += &machine.show(&["inbox", "list", "--which", "needs-you"]);
    machine.ok(&["inbox", "snooze", &id[..8], "--end"]);
    seen += &machine.show(&["inbox", "snooze", &id[..8], "soon"]).replace(&id[..8], "1d1d1d1d");
    seen += &machine.show(&["inbox", "read", "--all"]);
    seen += &machine.show(&["inbox", "archive", "--done"]);
    seen += &machine.show(&["undo"]);
    seen += &machine.show(&["inbox", "archive", "--done", "--json"]);
    seen += &machine.show(&["inbox", "mute", "import-finished"]);
    seen += &machine.show(&["inbox", "mute"]);
    seen += &machine.show(&["inbox", "mute", "import-finished", "--not"]);
    seen += &machine.show(&["inbox", "read", "zzzz"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn refresh() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let _settled = machine.settled();
    let broken = machine.server.url("/broken");
    machine.ok(&["feeds", "add", &broken, "--title", "Not yet"]);
    let mut seen = machine.show(&["refresh"]);
    seen += &machine.show(&["refresh", "--json"]);
    seen += &machine.show(&["refresh", &machine.server.url("/tides.xml")]);
    seen += &machine.show(&["refresh", &broken]);
    insta::assert_snapshot!(seen);
}

#[test]
fn guide() {
    let machine = Machine::new();
    let _settled = machine.settled();
    let mut seen = machine.show(&["guide"]);
    seen += &machine.show(&["guide", "keys"]);
    seen += &machine.show(&["guide", "cellar"]);
    insta::assert_snapshot!(seen);
    assert!(machine.ok(&["guide", "--json"]).lines().count() > 5);
    assert!(!machine.profile().exists(), "reading the guide makes no profile");
}

#[test]
fn search_and_timeline() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let _settled = machine.settled();
    let mut seen = machine.show(&["search", "tide"]);
    seen += &machine.show(&["search", "third step", "lamp"]);
    seen += &machine.show(&["search", "pier", "--closest", "--json"]);
    seen += &machine.show(&["search", "tide", "--from", "2020-03-06", "--to", "2020-03-12", "--source", "feeds"]);
    seen += &machine.show(&["search", "tide", "--to", "2020-03-04"]);
    seen += &machine.show(&["search", "tide", "--from", "soon"]);
    seen += &machine.show(&["search", "nowhere"]);
    seen += &machine.show(&["timeline"]);
    seen += &machine.show(&["timeline", "--room", "reader", "--limit", "1", "--json"]);
    seen += &machine.show(&["timeline", "--room", "cellar"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn settings_sources_and_status() {
    let machine = Machine::new();
    let _settled = machine.settled();
    let mut seen = machine.show(&["settings"]);
    seen += &machine.show(&["settings", "set", "refresh_minutes", "30"]);
    seen += &machine.show(&["settings", "set", "proxy", "socks5://127.0.0.1:9050"]);
    seen += &machine.show(&["settings", "get", "proxy"]);
    seen += &machine.show(&["settings", "--json"]);
    seen += &machine.show(&["settings", "set", "proxy", "gopher://x"]);
    seen += &machine.show(&["settings", "set", "colour", "red"]);
    seen += &machine.show(&["allow", "--list"]);
    seen += &machine.show(&["allow", "LOCALHOST:8080"]);
    seen += &machine.show(&["allow", "[::1]:9000", "--json"]);
    seen += &machine.show(&["allow", "--list"]);
    seen += &machine.show(&["allow", "--remove", "[::1]:9000"]);
    seen += &machine.show(&["allow", "--remove", "[::1]:9000"]);
    seen += &machine.show(&["allow", "--list", "--json"]);
    seen += &machine.show(&["status"]);
    seen += &machine.show(&["status", "--json"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn system() {
    let machine = Machine::new();
    let _settled = machine.settled();
    // Figures differ from machine to machine; what every machine has is there.
    let now = machine.ok(&["system"]);
    for word in ["computer ", "cpu ", "load ", "memory ", "process "] {
        assert!(now.lines().any(|line| line.starts_with(word)), "{word} is not in:\n{now}");
    }
    let live = machine.ok(&["system", "--json"]);
    assert!(live.starts_with("{\"every_seconds\":") && live.contains("\"id\":\"cpu\""), "{live}");
    assert!(!machine.profile().join("machine.db").exists(), "one command keeps nothing");
    let mut seen = machine.show(&["system", "--help"]);
    seen += &machine.show(&["system", "at", "1999-01-01", "15:00"]);
    seen += &machine.show(&["system", "at", "1999-01-01 15:00", "--json"]);
    seen += &machine.show(&["system", "at", "tea time"]);
    seen += &machine.show(&["system", "at"]);
    let token = machine.show(&["system", "token"]);
    seen +=
        &token.split('\n').map(|line| if line.len() == 64 { "[token]" } else { line }).collect::<Vec<_>>().join("\n");
    seen += &machine.show(&["system", "token", "--revoke"]);
    seen += &machine.show(&["system", "token", "--revoke", "--json"]);
    seen += &machine.show(&["settings", "set", "sample_days", "91"]);
    seen += &machine.show(&["settings", "set", "sampling", "false"]);
    seen += &machine.show(&["system"]);
    seen += &machine.show(&["undo"]);
    seen += &machine.show(&["settings", "get", "sampling"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn api() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let _settled = machine.settled();
    let id = machine.first_id(&["articles", "--json"]);
    let path = format!("/api/reader/articles/{id}");
    let mut seen = machine.show(&["api", "get", "/api/settings"]);
    seen += &machine.show(&["api", "GET", "/health", "--json"]);
    seen += &machine.show(&["api", "PATCH", &path, r#"{"starred": true}"#, "--json"]);
    seen += &machine.show(&["api", "PATCH", &path, "starred"]);
    seen +=
        &machine.run_with(&["api", "PATCH", &path, "-", "--json"], r#"{"starred": false}"#).show(&["api", "PATCH -"]);
    seen += &machine.show(&["api", "GET", "/api/nothing"]);
    seen += &machine.show(&["api", "DELETE", "/api/status"]);
    seen += &machine.show(&["api", "GET", "api/status"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn edits() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let _settled = machine.settled();
    let url = machine.server.url("/tides.xml");
    let article = machine.first_id(&["articles", "--json"]);
    machine.ok(&["feeds", "edit", &url, "--title", "My tides"]);
    machine.ok(&["star", &article]);
    let mut seen = machine.show(&["edits"]);
    seen += &machine.show(&["undo"]);
    seen += &machine.show(&["undo", "2", "--json"]);
    seen += &machine.show(&["undo", "2"]);
    seen += &machine.show(&["redo"]);
    seen += &machine.show(&["edits", "--json", "--limit", "2"]);
    machine.ok(&["feeds", "edit", &url, "--title", "Other tides"]);
    seen += &machine.show(&["undo", "2"]);
    seen += &machine.show(&["undo", "99"]);
    seen += &machine.show(&["redo", "99"]);
    insta::assert_snapshot!(seen);
    let feed = machine.first_id(&["feeds", "list", "--json"]);
    let history = machine.ok(&["history", &feed]);
    assert!(history.contains("here") && history.contains("title: “My tides” → “Other tides”"), "{history}");
    let change = history.lines().nth(1).and_then(|line| line.split_whitespace().next()).unwrap().to_owned();
    machine.ok(&["history", &feed, "--restore", &change]);
    assert!(machine.ok(&["feeds", "list"]).contains("My tides"));
}

#[test]
fn repl() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let _settled = machine.settled();
    let lines = "# what a program writes\narticles --limit 1\nsearch \"third step\"\n\nlorch status --json\n\
                 serve\nsearch 'open\nfeeds remove nothing\nexit\nnever reached\n";
    let done = machine.run_with(&["repl"], lines);
    insta::assert_snapshot!(done.show(&["repl"]));
    assert_eq!(machine.run_with(&["repl"], "status").code, 0);
}

#[test]
fn backups() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let _settled = machine.settled();
    let mut seen = machine.show(&["backup", "list"]);
    seen += &machine.show(&["backup"]);
    seen += &machine.show(&["backup", "create", "--json"]);
    seen += &machine.show(&["backup", "list"]);
    let name = common::field(machine.ok(&["backup", "list", "--json"]).lines().next().unwrap(), "name");
    let file = machine.profile().join("backups").join(&name).display().to_string();
    seen += &machine.show(&["verify"]);
    seen += &machine.show(&["verify", &file, "--json"]);
    seen += &machine.show(&["verify", &name, "--json"]);
    std::fs::write(machine.path("not.db"), "no database").unwrap();
    seen += &machine.show(&["verify", "not.db"]);
    seen += &machine.show(&["verify", "missing.db"]);
    seen += &machine.show(&["rebuild"]);
    machine.ok(&["feeds", "remove", &machine.server.url("/tides.xml")]);
    seen += &machine.show(&["restore", &name]);
    seen += &machine.show(&["restore", &file, "--json"]);
    seen += &machine.show(&["restore", "nothing"]);
    seen += &machine.show(&["articles", "--limit", "1"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn saving_and_the_bin() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let _settled = machine.settled();
    let id = machine.first_id(&["articles", "--json"]);
    let mut seen = machine.show(&["save", &id[..8]]);
    seen += &machine.show(&["articles", "--saved"]);
    seen += &machine.show(&["bin", "list"]);
    seen += &machine.show(&["feeds", "remove", &machine.server.url("/tides.xml")]);
    seen += &machine.show(&["bin", "list"]);
    seen += &machine.show(&["bin", "list", "--json"]);
    let feed = machine.first_id(&["bin", "list", "--json"]);
    seen += &machine.show(&["bin", "restore", &feed[..8]]);
    seen += &machine.show(&["bin", "restore", &feed[..8]]);
    machine.ok(&["feeds", "remove", &machine.server.url("/tides.xml")]);
    seen += &machine.show(&["bin", "purge", &feed]);
    seen += &machine.show(&["bin", "purge", "--all", "--json"]);
    seen += &machine.show(&["articles"]);
    seen += &machine.show(&["save", &id, "--remove", "--json"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn devices() {
    let machine = Machine::new();
    let _settled = machine.settled();
    let mut seen = machine.show(&["devices", "rename", "this", "desk"]);
    seen += &machine.show(&["devices", "rename", "phone", "telephone"]);
    seen += &machine.show(&["devices", "join", "lorch-pair:aaaa"]);
    seen += &machine.show(&["devices", "join", "1234", "567"]);
    seen += &machine.show(&["devices", "confirm"]);
    seen += &machine.show(&["devices", "revoke", "phone", "--json"]);
    seen += &machine.show(&["devices", "sync"]);
    seen += &machine.show(&["devices", "held"]);
    seen += &machine.show(&["devices", "held", "--json"]);
    seen += &machine.show(&["devices", "accept", "12"]);
    seen += &machine.show(&["devices", "refuse", "12", "--json"]);
    for command in [&["devices", "--help"][..], &["devices", "pair", "--help"], &["devices", "switch", "--help"]] {
        seen += &machine.show(command);
    }
    let listed: serde_json::Value = serde_json::from_str(&machine.ok(&["devices", "--json"])).unwrap();
    assert_eq!((&listed["this"]["name"], &listed["enabled"]), (&"desk".into(), &false.into()));
    insta::assert_snapshot!(seen);
}

#[test]
fn imports_and_links() {
    let machine = Machine::new();
    let _settled = machine.settled();
    std::fs::write(machine.path("reading.opml"), include_str!("fixtures/reading.opml")).unwrap();
    let mut seen = machine.show(&["imports", "list"]);
    machine.ok(&["feeds", "import", "reading.opml"]);
    seen += &machine.show(&["imports", "list"]);
    seen += &machine.show(&["imports", "undo", "1"]);
    seen += &machine.show(&["imports", "undo", "1"]);
    seen += &machine.show(&["imports", "undo", "9"]);
    seen += &machine.show(&["undo"]);
    seen += &machine.show(&["redo"]);
    seen += &machine.show(&["imports", "list", "--json"]);
    let (a, b) = ("1".repeat(32), "2".repeat(32));
    seen += &machine.show(&["links", "list"]);
    seen += &machine.show(&["links", "add", &b, &a, "--reason", "the same words"]);
    seen += &machine.show(&["links", "add", &a, &b, "--not", "--json"]);
    seen += &machine.show(&["links", "add", &a, &a]);
    seen += &machine.show(&["links", "list"]);
    let link = machine.first_id(&["links", "list", "--json"]);
    seen += &machine.show(&["links", "remove", &link]);
    seen += &machine.show(&["links", "remove", &link]);
    seen += &machine.show(&["undo"]);
    seen += &machine.show(&["links", "list"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn export_and_import() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let _settled = machine.settled();
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"  \d+ B\b", "  [size]");
    let _sizes = settings.bind_to_scope();
    let article = machine.first_id(&["articles", "--json"]);
    machine.ok(&["star", &article]);
    machine.ok(&["read", &article]);
    let mut seen = machine.show(&["export", "all.zip"]);
    seen += &machine.show(&["export", "all.zip"]);
    seen += &machine.show(&["export", "all.zip", "--force", "--json"]);
    std::fs::create_dir(machine.path("folder")).unwrap();
    seen += &machine.show(&["export", "folder"]);
    seen += &machine.show(&["export", "folder"]);
    std::fs::write(machine.path("folder/mine.txt"), "mine").unwrap();
    seen += &machine.show(&["export", "folder", "--force", "--quiet"]);
    assert_eq!(std::fs::read_to_string(machine.path("folder/mine.txt")).unwrap(), "mine");
    seen += &machine.show(&["export", "nowhere/all.zip"]);
    seen += &machine.show(&["import", "all.zip"]);
    let other = Machine::new();
    for name in ["all.zip", "folder"] {
        std::os::unix::fs::symlink(machine.path(name), other.path(name)).unwrap();
    }
    seen += "(another profile)\n";
    seen += &other.show(&["import", "all.zip"]);
    seen += &other.show(&["articles", "--starred"]);
    seen += &other.show(&["import", "folder", "--json"]);
    seen += &other.show(&["imports", "list"]);
    seen += &other.show(&["imports", "undo", "1"]);
    seen += &other.show(&["import", "folder", "--json"]);
    let names = |machine: &Machine| -> Vec<_> {
        std::fs::read_dir(machine.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    };
    let left = names(&machine).into_iter().filter(|name| name.to_string_lossy().ends_with(".part")).count();
    assert_eq!(left, 0, "{:?}", names(&machine));
    let mode = |name: &str| {
        std::os::unix::fs::PermissionsExt::mode(&machine.path(name).metadata().unwrap().permissions()) & 0o777
    };
    assert_eq!([mode("all.zip"), mode("folder/marks.json")], [0o600, 0o600]);
    insta::assert_snapshot!(seen);
}

#[test]
fn what_is_no_export_is_refused() {
    let machine = Machine::with_feeds(&["/tides.xml"]);
    let _settled = machine.settled();
    machine.ok(&["export", "all.zip"]);
    machine.ok(&["export", "folder"]);
    let zip = std::fs::read(machine.path("all.zip")).unwrap();
    std::fs::write(machine.path("cut.zip"), &zip[..zip.len() / 2]).unwrap();
    std::fs::write(machine.path("folder/marks.json"), "[\n]\n ").unwrap();
    std::fs::write(machine.path("words.txt"), "hello").unwrap();
    std::fs::write(machine.path("reading.opml"), include_str!("fixtures/reading.opml")).unwrap();
    let mut seen = String::new();
    for file in ["cut.zip", "folder", "words.txt", "missing.zip", "profile/lorch.db", ".", "/dev/zero"] {
        seen += &machine.show(&["import", file]);
    }
    seen += &machine.show(&["import", "cut.zip", "--json"]);
    seen += &machine.show(&["import", "reading.opml"]);
    seen += &machine.run_with(&["import", "-", "--json"], "no").show(&["import", "-", "--json"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn sample() {
    let machine = Machine::new();
    let _settled = machine.settled();
    let mut seen = machine.show(&["sample", "status"]);
    machine.ok(&["sample", "add"]);
    // How many there are depends on the day.
    let status = machine.ok(&["sample", "status", "--json"]);
    let records =
        status.trim_end().strip_prefix("{\"present\":true,\"records\":").and_then(|rest| rest.strip_suffix('}'));
    assert!(records.is_some_and(|records| (5_000..20_000).contains(&records.parse().unwrap())), "{status}");
    machine.ok(&["sample", "remove"]);
    seen += &machine.show(&["sample", "remove"]);
    seen += &machine.show(&["sample", "remove", "--json"]);
    seen += &machine.show(&["sample", "status", "--json"]);
    insta::assert_snapshot!(seen);
}
