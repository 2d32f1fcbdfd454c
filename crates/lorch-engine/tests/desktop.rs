//! The desktop's own notices, over a real session bus: a service that keeps what it was asked to show and clicks on it,
//! dunst, a service that hangs while the process is killed, none at all.
//!
//! The device is this same program, started again as [`device`], so that it has a bus of its own and can be killed.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "desktop/service.rs"]
mod service;

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use lorch_connect::http::ClientConfig;
use lorch_engine::{Desktop, Engine, EngineConfig, ManualClock};
use serde_json::{Value, json};
use service::{Bus, Service};

const DUE: &str = "2026-11-21T12:20:00Z";

/// What runs in the other process: it plans a dentist once, tells what is due, and answers each line with how it stands.
#[test]
#[ignore = "is started by the other tests"]
fn device() {
    let Some(folder) = std::env::var_os("LORCH_TEST_FOLDER").map(std::path::PathBuf::from) else { return };
    let now = std::env::var("LORCH_TEST_NOW").unwrap().parse().unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let clock = ManualClock::new("2026-11-21T12:00:00Z".parse().unwrap());
        let engine = Engine::open(EngineConfig {
            database: folder.join("lorch.db"),
            state: folder.join("state"),
            machine: "test".into(),
            version: "0".into(),
            clock: Arc::new(clock.clone()),
            seed: [1; 32],
            client: ClientConfig::new("Lorch/test"),
        })
        .await
        .unwrap();
        if engine.store().activities(&Default::default(), None, 9).await.unwrap().items.is_empty() {
            let plan = json!({"title": "Bread & <b>butter</b>", "kind": "task", "start": "2026-11-21T12:30", "zone": "UTC",
                "reminder": {"before": 10}});
            engine.add_activity(serde_json::from_value(plan).unwrap()).await.unwrap();
        }
        clock.set(now);
        engine.show_notices(Arc::new(Desktop));
        engine.remind().await.unwrap();
        for _ in std::io::stdin().lines() {
            let notices = engine.store().inbox(Default::default(), None, 9).await.unwrap().items;
            let snoozed = engine.store().inbox(lorch_model::inbox::InboxFilter::Snoozed, None, 9).await.unwrap().items;
            let done = lorch_store::planner::ActivityFilter {
                which: lorch_store::planner::Which::Done,
                ..Default::default()
            };
            let done = engine.store().activities(&done, None, 9).await.unwrap().items.len();
            let open = engine.store().open_deliveries().await.unwrap().len();
            let state = json!({"notices": notices, "snoozed": snoozed.len(), "done": done, "open": open,
                "opened": engine.opened().number, "native": engine.native().await.unwrap()});
            println!("\n{state}");
        }
        engine.stop().await;
    });
}

struct Device {
    child: Child,
    ask: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Device {
    fn begin(folder: &tempfile::TempDir, now: &str, bus: Option<&Bus>) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--ignored", "--exact", "--nocapture", "device"])
            .env("LORCH_TEST_FOLDER", folder.path())
            .env("LORCH_TEST_NOW", now)
            .env("TZ", "UTC")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("XDG_RUNTIME_DIR")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        if let Some(bus) = bus {
            command.env("DBUS_SESSION_BUS_ADDRESS", &bus.address);
        }
        let mut child = command.spawn().unwrap();
        let (ask, answers) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, ask, answers }
    }

    /// How it stands.
    fn state(&mut self) -> Value {
        writeln!(self.ask.as_ref().unwrap()).unwrap();
        loop {
            let mut line = String::new();
            assert!(self.answers.read_line(&mut line).unwrap() > 0, "the device ended");
            if line.starts_with('{') {
                return serde_json::from_str(&line).unwrap();
            }
        }
    }

    fn end(mut self) {
        drop(self.ask.take());
        assert!(self.child.wait().unwrap().success());
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Waits until it is so; gives up after half a minute.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(30), "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A click counts once somebody waits for it, so it is made until it shows.
fn click(service: &Service, action: &str, device: &mut Device, is_done: impl Fn(&Value) -> bool) {
    until(action, || {
        service.click(action);
        is_done(&device.state())
    });
}

#[test]
fn a_real_service_shows_it_and_what_is_clicked_is_done() {
    for (action, is_done) in [
        ("done", (|state| state["done"] == 1 && state["notices"][0]["needs_you"] == false) as fn(&Value) -> bool),
        ("snooze", |state| state["snoozed"] == 1 && state["notices"] == json!([])),
        ("open", |state| state["opened"] == 1 && state["notices"][0]["read"] == true),
        ("default", |state| state["opened"] == 1),
    ] {
        let (folder, bus) = (tempfile::tempdir().unwrap(), Bus::begin());
        let service = Service::begin(&bus);
        let mut device = Device::begin(&folder, DUE, Some(&bus));
        until("shown", || !service.shown().is_empty());
        let shown = service.shown().remove(0);
        assert_eq!((shown.app.as_str(), shown.title.as_str()), ("Lorch", "Bread & <b>butter</b>"));
        assert_eq!(shown.text, "12:30.");
        assert_eq!(shown.actions, ["default", "Open", "done", "Done", "snooze", "Snooze", "open", "Open"]);
        click(&service, action, &mut device, is_done);
        assert_eq!((device.state()["native"].as_str(), service.shown().len()), (Some("shown"), 1));
        device.end();
    }
}

#[test]
fn killed_between_keeping_and_showing_it_is_shown_after_the_restart() {
    let (folder, bus) = (tempfile::tempdir().unwrap(), Bus::begin());
    let service = Service::begin(&bus);
    service.hang(true);
    let device = Device::begin(&folder, DUE, Some(&bus));
    until("asked for", || service.asked() == 1);
    device.kill();
    service.hang(false);
    let mut device = Device::begin(&folder, "2026-11-21T12:40:00Z", Some(&bus));
    until("shown", || service.shown().len() == 1);
    assert_eq!(service.shown()[0].text, "Was due 12:20. 12:30.");
    until("marked", || device.state()["open"] == 0);
    device.end();
    let mut device = Device::begin(&folder, "2026-11-21T12:45:00Z", Some(&bus));
    assert_eq!((device.state()["open"].as_i64(), service.shown().len()), (Some(0), 1), "and not once more");
    device.end();
}

#[test]
fn without_a_service_or_a_bus_it_is_in_the_inbox_alone_and_nothing_breaks() {
    let bus = Bus::begin();
    for bus in [None, Some(&bus)] {
        let folder = tempfile::tempdir().unwrap();
        let mut device = Device::begin(&folder, DUE, bus);
        let state = device.state();
        let kinds: Vec<&str> =
            state["notices"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        assert_eq!((kinds.len(), state["native"].as_str()), (2, Some("unavailable")), "{state}");
        assert!(kinds.contains(&"reminder") && kinds.contains(&"notices_unavailable"));
        device.end();
    }
}

#[test]
fn a_bus_that_goes_away_takes_nothing_along() {
    let (folder, bus) = (tempfile::tempdir().unwrap(), Bus::begin());
    let service = Service::begin(&bus);
    let mut device = Device::begin(&folder, DUE, Some(&bus));
    until("shown", || device.state()["native"] == "shown");
    drop(service);
    drop(bus);
    assert_eq!(device.state()["notices"][0]["title"], "Bread & <b>butter</b>");
    device.end();
}

/// Skipped where there is no dunst: the tests' packages bring it along.
#[test]
fn dunst_shows_it_and_its_click_opens_it() {
    let has = |program: &str| {
        Command::new("sh")
            .args(["-c", &format!("command -v {program}")])
            .stdout(Stdio::null())
            .status()
            .unwrap()
            .success()
    };
    if !(has("dunst") && has("dunstctl") && has("Xvfb")) {
        eprintln!("SKIPPED: dunst, dunstctl and Xvfb are needed (scripts/system-packages.sh test)");
        return;
    }
    let (folder, bus) = (tempfile::tempdir().unwrap(), Bus::begin());
    let screen = service::Screen::begin();
    let dunst = service::Dunst::begin(&bus, &screen);
    until("dunst is there", || dunst.count().is_some());
    let mut device = Device::begin(&folder, DUE, Some(&bus));
    until("dunst shows it", || dunst.count() == Some(1));
    until("opened", || {
        dunst.ctl(&["action", "0"]);
        device.state()["opened"].as_i64() >= Some(1)
    });
    device.end();
}
