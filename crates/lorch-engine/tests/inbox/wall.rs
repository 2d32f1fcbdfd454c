//! What shows notices in a test: it keeps them, lets a test click, and may be a machine that dies.

use std::sync::{Arc, Condvar, Mutex};

use lorch_engine::{Click, Shown, Shows};
use lorch_host::notices::NoticesFault;
use tokio::sync::Notify;

type Clicked = Box<dyn FnOnce(Click) + Send>;

#[derive(Clone, Default)]
pub struct Wall(Arc<Inner>);

#[derive(Default)]
struct Inner {
    shown: Mutex<Vec<Shown>>,
    clicks: Mutex<Vec<Option<Clicked>>>,
    mood: Mutex<Mood>,
    changed: Condvar,
    /// Tells that the machine died.
    pub died: Notify,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mood {
    #[default]
    Well,
    /// Nothing shows notices.
    Away,
    /// The process is killed before the next one is on the screen.
    DiesBefore,
    /// The process is killed when the next one is on the screen, before that is noted.
    DiesAfter,
}

impl Wall {
    pub fn shows(&self) -> Arc<dyn Shows> {
        self.0.clone()
    }

    pub fn be(&self, mood: Mood) {
        *self.0.mood.lock().unwrap() = mood;
        self.0.changed.notify_all();
    }

    pub async fn died(&self) {
        self.0.died.notified().await;
    }

    /// What was shown so far.
    pub fn all(&self) -> Vec<Shown> {
        self.0.shown.lock().unwrap().clone()
    }

    /// What was shown since this was asked last: title and text.
    pub fn news(&self) -> Vec<String> {
        let shown = std::mem::take(&mut *self.0.shown.lock().unwrap());
        let line = |one: Shown| format!("{} | {}", one.title, one.text);
        shown.into_iter().map(line).collect()
    }

    /// Somebody clicks the last one.
    pub fn click(&self, click: Click) {
        let clicked = self.0.clicks.lock().unwrap().pop().flatten().unwrap();
        clicked(click);
    }
}

impl Shows for Inner {
    fn show(&self, notice: &Shown, clicked: Clicked) -> Result<(), NoticesFault> {
        let mood = *self.mood.lock().unwrap();
        if mood == Mood::Away {
            return Err(NoticesFault::NoBus);
        }
        if mood != Mood::DiesBefore {
            self.shown.lock().unwrap().push(notice.clone());
            self.clicks.lock().unwrap().push(Some(clicked));
        }
        if mood != Mood::Well {
            self.died.notify_one();
            // Nothing follows in a process that is dead: its answer stays out until a test begins the next one.
            drop(self.changed.wait_while(self.mood.lock().unwrap(), |mood| *mood != Mood::Well).unwrap());
        }
        Ok(())
    }
}
