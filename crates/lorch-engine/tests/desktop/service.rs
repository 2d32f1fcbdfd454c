//! A session bus of its own, and what shows notices on it.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use dbus::{
    Message,
    arg::PropMap,
    blocking::SyncConnection,
    channel::{Channel, MatchingReceiver, Sender},
    message::MatchRule,
};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// A session bus.
pub struct Bus {
    pub address: String,
    daemon: Child,
}

impl Bus {
    pub fn begin() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { address: address.trim().to_owned(), daemon }
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// What it was asked to show.
#[derive(Debug, Clone)]
pub struct Seen {
    pub app: String,
    pub title: String,
    pub text: String,
    pub actions: Vec<String>,
}

/// The desktop's service, which keeps what it is asked to show.
pub struct Service {
    shared: Arc<Shared>,
    bus: Arc<SyncConnection>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    shown: Mutex<Vec<Seen>>,
    asked: AtomicUsize,
    hangs: AtomicBool,
    ends: AtomicBool,
}

impl Service {
    pub fn begin(bus: &Bus) -> Self {
        let mut channel = Channel::open_private(&bus.address).unwrap();
        channel.register().unwrap();
        let connection = Arc::new(SyncConnection::from(channel));
        connection.request_name(NAME, false, true, false).unwrap();
        let shared = Arc::<Shared>::default();
        let here = shared.clone();
        connection.start_receive(
            MatchRule::new_method_call(),
            Box::new(move |message, bus: &SyncConnection| {
                here.answer(&message, bus);
                true
            }),
        );
        let (serving, here) = (connection.clone(), shared.clone());
        let thread = std::thread::spawn(move || {
            while !here.ends.load(Ordering::Acquire) {
                if serving.process(Duration::from_millis(20)).is_err() {
                    return;
                }
            }
        });
        Self { shared, bus: connection, thread: Some(thread) }
    }

    pub fn shown(&self) -> Vec<Seen> {
        self.shared.shown.lock().unwrap().clone()
    }

    /// How often it was asked to show something.
    pub fn asked(&self) -> usize {
        self.shared.asked.load(Ordering::Acquire)
    }

    /// Whether it answers nothing.
    pub fn hang(&self, hangs: bool) {
        self.shared.hangs.store(hangs, Ordering::Release);
    }

    /// Somebody clicks the last one.
    pub fn click(&self, action: &str) {
        let id = u32::try_from(self.shown().len()).unwrap();
        let signal = Message::new_signal(PATH, NAME, "ActionInvoked").unwrap().append2(id, action);
        self.bus.send(signal).unwrap();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.shared.ends.store(true, Ordering::Release);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

impl Shared {
    fn answer(&self, message: &Message, bus: &SyncConnection) {
        let reply = match message.member().as_deref() {
            Some("Notify") => {
                self.asked.fetch_add(1, Ordering::AcqRel);
                if self.hangs.load(Ordering::Acquire) {
                    return;
                }
                type Notice = (String, u32, String, String, String, Vec<String>, PropMap, i32);
                let (app, _, _, title, text, actions, _, _): Notice = message.read_all().unwrap();
                let mut shown = self.shown.lock().unwrap();
                shown.push(Seen { app, title, text, actions });
                message.method_return().append1(u32::try_from(shown.len()).unwrap())
            }
            Some("GetCapabilities") => message.method_return().append1(vec!["actions", "body", "body-markup"]),
            _ => message.method_return(),
        };
        bus.send(reply).unwrap();
    }
}

/// A screen that nobody sees.
pub struct Screen {
    name: String,
    server: Child,
}

impl Screen {
    pub fn begin() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        Self { name: format!(":{}", number.trim()), server }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The notification service of small desktops.
pub struct Dunst {
    address: String,
    dunst: Child,
}

impl Dunst {
    pub fn begin(bus: &Bus, screen: &Screen) -> Self {
        let dunst = Command::new("dunst")
            .args(["-conf", "/dev/null"])
            .env("DBUS_SESSION_BUS_ADDRESS", &bus.address)
            .env("DISPLAY", &screen.name)
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { address: bus.address.clone(), dunst }
    }

    /// How many notices are on the screen; `None` while it is not there.
    pub fn count(&self) -> Option<u32> {
        self.ctl(&["count", "displayed"])?.trim().parse().ok()
    }

    /// Says something to it.
    pub fn ctl(&self, words: &[&str]) -> Option<String> {
        let mut ctl = Command::new("dunstctl");
        ctl.args(words).env("DBUS_SESSION_BUS_ADDRESS", &self.address).stderr(Stdio::null());
        let said = ctl.output().ok().filter(|said| said.status.success())?;
        String::from_utf8(said.stdout).ok()
    }
}

impl Drop for Dunst {
    fn drop(&mut self) {
        let _ = self.dunst.kill();
        let _ = self.dunst.wait();
    }
}
