//! The desktop's own notices, by the service that shows them on the session bus.

use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use notify_rust::{Hint, Notification, get_capabilities};

/// Notices whose click is waited for at a time: each costs a thread. Those beyond are shown without anything to click.
const MOST_WAITING: usize = 16;

/// Action of who clicks the notice itself.
pub const DEFAULT: &str = "default";

static WAITING: AtomicUsize = AtomicUsize::new(0);

/// Something to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What is shown again under the same tag takes the place of what was.
    pub tag: String,
    /// The first line.
    pub title: String,
    /// What stands below it; plain text.
    pub text: String,
    /// What can be clicked: word and label.
    pub actions: Vec<(&'static str, &'static str)>,
}

/// Why a notice was not shown.
#[derive(Debug, thiserror::Error)]
pub enum NoticesFault {
    /// There is no session bus.
    #[error("there is no session bus")]
    NoBus,
    /// The bus is there, and nothing on it shows notices.
    #[error("nothing shows notices: {0}")]
    Refused(String),
}

/// Shows a notice; takes as long as the service does, at most two seconds. Whoever clicks it is told to `clicked` from
/// another thread, by the word of the action; one that is closed or passes by tells nothing.
pub fn show(notice: &Notice, clicked: impl FnOnce(&str) + Send + 'static) -> Result<(), NoticesFault> {
    if !has_bus() {
        return Err(NoticesFault::NoBus);
    }
    let mut shown = Notification::new();
    shown
        .appname("Lorch")
        .icon("lorch-desktop")
        .summary(&without_controls(&notice.title))
        .body(&marked_up(&without_controls(&notice.text)))
        .hint(Hint::Custom("x-dunst-stack-tag".into(), notice.tag.clone()))
        .hint(Hint::Custom("x-canonical-private-synchronous".into(), notice.tag.clone()));
    let refused = |fault: notify_rust::error::Error| NoticesFault::Refused(fault.to_string());
    let Some(place) = Place::take() else {
        return shown.show().map(drop).map_err(refused);
    };
    for (word, label) in &notice.actions {
        shown.action(word, label);
    }
    // What waits for the click holds the way to the service, which can't change threads.
    let (tell, told) = mpsc::channel();
    let waiting = thread::Builder::new().name("notice".into()).spawn(move || {
        let _place = place;
        let handle = match shown.show() {
            Ok(handle) => handle,
            Err(fault) => return drop(tell.send(Err(refused(fault)))),
        };
        let _ = tell.send(Ok(())); // who asked may have gone
        let waited = catch_unwind(AssertUnwindSafe(|| {
            handle.wait_for_action(|action| {
                if !action.starts_with("__") {
                    clicked(action);
                }
            });
        }));
        if waited.is_err() {
            tracing::warn!("a notice was answered in a way that nobody understands");
        }
    });
    waiting.map_err(|fault| NoticesFault::Refused(fault.to_string()))?;
    told.recv().unwrap_or_else(|_| Err(NoticesFault::Refused("it was not shown".into())))
}

/// A place among those that wait for a click, until this is dropped.
struct Place;

impl Place {
    fn take() -> Option<Self> {
        let free = |waiting: usize| (waiting < MOST_WAITING).then_some(waiting + 1);
        WAITING.fetch_update(Ordering::AcqRel, Ordering::Acquire, free).ok().map(|_| Self)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        WAITING.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Whether there is a session bus to ask. Without one libdbus would start one of its own.
fn has_bus() -> bool {
    let named = env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
    named || env::var_os("XDG_RUNTIME_DIR").is_some_and(|folder| Path::new(&folder).join("bus").exists())
}

/// Text as the service takes it: some read marks in it, others show them.
fn marked_up(text: &str) -> String {
    if !text.contains(['&', '<', '>']) {
        return text.to_owned();
    }
    let reads_marks = get_capabilities().is_ok_and(|all| all.iter().any(|one| one == "body-markup"));
    if !reads_marks {
        return text.to_owned();
    }
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// No zero byte gets onto the bus, and nothing steers what shows it.
fn without_controls(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}
