//! What goes out of Lorch: notices that this machine shows, and what is clicked on them. A notice is kept before it is
//! shown and marked when it was, so a kill in between loses none; shown twice it takes its own place.

mod said;
pub(crate) mod words;

use std::sync::Arc;

use jiff::tz::TimeZone;
use lorch_host::notices::{self, DEFAULT, NoticesFault};
use lorch_model::{
    Timestamp,
    change::Topic,
    id::Id,
    inbox::{Kind, Native, NoticeEdit, Opened, Said, notice_id},
};
use lorch_store::inbox::{Delivery, NewNotice};
use tokio::runtime::Handle;

use self::said::Here;
use crate::{Engine, EngineError, lock};

/// How long a click on Snooze puts off, in minutes.
const SNOOZE: i64 = 10;
/// So many are shown one by one; of more it is said how many there are.
const ONE_BY_ONE: usize = 3;

/// What can be clicked on a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Click {
    /// It is done.
    Done,
    /// Later.
    Snooze,
    /// Go to what it is of.
    Open,
}

/// A notice as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// That of the notice; the same takes the place of the same.
    pub tag: String,
    /// The first line.
    pub title: String,
    /// What stands below it.
    pub text: String,
    /// What can be clicked, and what the button says. To open it is always among them.
    pub clicks: Vec<(Click, &'static str)>,
}

/// What shows notices on a machine.
pub trait Shows: Send + Sync {
    /// Shows one, which may take a while. What is clicked is told later, at most once, from any thread.
    fn show(&self, notice: &Shown, clicked: Box<dyn FnOnce(Click) + Send>) -> Result<(), NoticesFault>;
}

/// The desktop that this process runs on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Desktop;

impl Shows for Desktop {
    fn show(&self, notice: &Shown, clicked: Box<dyn FnOnce(Click) + Send>) -> Result<(), NoticesFault> {
        let named = |(click, label): &(Click, &'static str)| (click.word(), *label);
        // A click on the notice itself opens it, too.
        let itself =
            notice.clicks.iter().filter(|(click, _)| *click == Click::Open).map(|(_, label)| (DEFAULT, *label));
        let actions = itself.chain(notice.clicks.iter().map(named)).collect();
        let shown = notices::Notice {
            tag: notice.tag.clone(),
            title: notice.title.clone(),
            text: notice.text.clone(),
            actions,
        };
        notices::show(&shown, |word| {
            if let Some(click) = Click::of_word(word) {
                clicked(click);
            }
        })
    }
}

impl Click {
    fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Snooze => "snooze",
            Self::Open => "open",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        match word {
            "done" => Some(Self::Done),
            "snooze" => Some(Self::Snooze),
            "open" | DEFAULT => Some(Self::Open),
            _ => None,
        }
    }
}

impl Engine {
    /// From now on notices go out by `shows`. Without it they stay in the Inbox, and wait.
    pub fn show_notices(&self, shows: Arc<dyn Shows>) {
        *lock(&self.0.shows) = Some(shows);
    }

    /// Whether this machine shows notices.
    pub async fn native(&self) -> Result<Native, EngineError> {
        let wanted = self.store().settings().await?.notices;
        Ok(if wanted { *lock(&self.0.native) } else { Native::Off })
    }

    /// What was opened last from a notice that this machine showed.
    pub fn opened(&self) -> Opened {
        *lock(&self.0.opened)
    }

    /// Shows what is still to be shown.
    pub(crate) async fn show_open(&self) -> Result<(), EngineError> {
        let Some(shows) = lock(&self.0.shows).clone() else { return Ok(()) };
        let open = self.store().open_deliveries().await?;
        if open.is_empty() {
            return Ok(());
        }
        let settings = self.store().settings().await?;
        if !settings.notices {
            return self.mark(&open, None).await;
        }
        let (zone, words) = (TimeZone::system(), words::words(&settings.language));
        let parts = if open.len() > ONE_BY_ONE { open.chunks(open.len()) } else { open.chunks(1) };
        for part in parts {
            let here = Here { now: self.now(), zone: &zone, titles: settings.notice_titles, words };
            let shown = here.shown(part);
            let only = match part {
                [one] => Some(one.notice.id),
                _ => None,
            };
            let native = match self.show(&shows, shown, only).await {
                Ok(()) => Native::Shown,
                Err(fault) => {
                    tracing::info!(%fault, "a notice is in the Inbox alone");
                    Native::Unavailable
                }
            };
            self.mark(part, Some(native)).await?;
        }
        Ok(())
    }

    /// Notes that these went out, or could not, and what that says of this machine.
    async fn mark(&self, part: &[Delivery], native: Option<Native>) -> Result<(), EngineError> {
        let mut write = self.store().write().await?;
        for one in part {
            write.delivered(&one.notice.id, one.due, self.now());
        }
        let before = *lock(&self.0.native);
        let unavailable = notice_id(Kind::NoticesUnavailable, "", Timestamp::UNIX_EPOCH);
        match native {
            Some(Native::Shown) if before != Native::Shown => write.drop_notice(&unavailable).await?,
            Some(Native::Unavailable) => {
                // Of one id: as long as it is known, it is not said again.
                let new = NewNotice {
                    id: unavailable,
                    kind: Kind::NoticesUnavailable,
                    thing: None,
                    occurrence: None,
                    due: None,
                    title: String::new(),
                    said: Said::default(),
                    needs_you: false,
                    goes_out: false,
                };
                write.notify(&new, self.now()).await?;
            }
            _ => {}
        }
        write.commit().await?;
        if let Some(native) = native {
            *lock(&self.0.native) = native;
            if native != before {
                self.store().announce(&[Topic::Inbox]).await;
            }
        }
        Ok(())
    }

    async fn show(&self, shows: &Arc<dyn Shows>, shown: Shown, only: Option<Id>) -> Result<(), NoticesFault> {
        let (shows, runtime, engine) = (Arc::clone(shows), Handle::current(), Arc::downgrade(&self.0));
        // Nobody who has not clicked keeps the engine.
        let clicked = Box::new(move |click| {
            if let Some(engine) = engine.upgrade().map(Engine) {
                let tasks = engine.0.tasks.clone();
                tasks.spawn_on(async move { engine.clicked(only, click).await }, &runtime);
            }
        });
        let done = tokio::task::spawn_blocking(move || shows.show(&shown, clicked)).await;
        done.unwrap_or_else(|fault| Err(NoticesFault::Refused(fault.to_string())))
    }

    /// Does what was clicked on a notice, or on several shown as one.
    pub async fn clicked(&self, id: Option<Id>, click: Click) {
        if self.0.stopping.is_cancelled() {
            return;
        }
        let done = match (id, click) {
            (Some(id), Click::Done) => self.finish_notice(&id).await.map(drop),
            (Some(id), Click::Snooze) => {
                let until = self.now().saturating_add(jiff::SignedDuration::from_mins(SNOOZE));
                match until {
                    Ok(until) => self.snooze_notice(&id, Some(until)).await.map(drop),
                    Err(_) => Ok(()),
                }
            }
            (id, Click::Open) => self.open_notice(id).await,
            (None, _) => Ok(()),
        };
        if let Err(error) = done {
            tracing::warn!(%error, ?click, "what was clicked on a notice could not be done");
        }
    }

    async fn open_notice(&self, id: Option<Id>) -> Result<(), EngineError> {
        let notice = match id {
            Some(id) => self.store().notice(&id).await?,
            None => None,
        };
        {
            let mut opened = lock(&self.0.opened);
            *opened = Opened {
                number: opened.number.saturating_add(1),
                id: notice.as_ref().map(|notice| notice.id),
                kind: notice.as_ref().map(|notice| notice.kind),
                thing: notice.as_ref().and_then(|notice| notice.thing),
                occurrence: notice.as_ref().and_then(|notice| notice.occurrence),
            };
        }
        if let Some(notice) = notice.filter(|notice| !notice.read) {
            let mut write = self.store().write().await?;
            let read = NoticeEdit { read: Some(true), ..NoticeEdit::default() };
            write.edit_notice(&notice.id, read, self.now());
            write.commit().await?;
        }
        self.store().announce(&[Topic::Inbox]).await;
        Ok(())
    }
}
