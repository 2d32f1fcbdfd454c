//! The icon in the desktop's tray (StatusNotifierItem) and its menu. Where there is no tray, or no library to speak to
//! one, Lorch is the same window without it.

mod host;
mod standing;
mod words;

use std::{
    cell::RefCell,
    convert::Infallible,
    rc::Rc,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{extract::Request, response::Response};
use http::Method;
use serde_json::json;
use tauri::{
    AppHandle, Wry,
    image::Image,
    menu::{CheckMenuItem, Menu, MenuItem, PredefinedMenuItem},
    tray::{TrayIcon, TrayIconBuilder},
};
use tower::Service;

use crate::{background::Choices, window};
use standing::{Next, Standing};

/// The libraries through which an icon is shown, the first that is there.
#[cfg(target_os = "linux")]
const LIBRARIES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
/// How long a session may take to start its panel.
const PANEL: Duration = Duration::from_secs(20);
const ICON: Image<'_> = tauri::include_image!("icons/128x128.png");

/// Shows the icon for as long as this desktop has a place for it, and keeps its menu true. Asks `verbs` for what it says.
/// A window that began `hidden` is shown where no icon comes.
///
/// To be called on the thread that runs the window.
pub(crate) fn keep<S>(app: &AppHandle, choices: &Arc<Choices>, verbs: S, hidden: bool)
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    let now = Arc::new(Mutex::new(Standing::default()));
    let shown: Rc<RefCell<Option<Shown>>> = Rc::default();
    let shared = Arc::new(Mutex::new(None::<Items>));
    follow(app, choices, &now, &shared, verbs.clone());
    if !has_library() {
        tracing::info!("no library for tray icons is installed; Lorch does without one");
        if hidden {
            window::show(app);
        }
        return;
    }
    if hidden {
        show_without_icon(app.clone(), choices.clone());
    }
    let (app, choices) = (app.clone(), choices.clone());
    host::watch(move |is_there| {
        choices.set_tray(is_there && shown.borrow().is_some());
        if !is_there || shown.borrow().is_some() {
            return;
        }
        match show(&app, &now, verbs.clone()) {
            Ok(icon) => {
                choices.set_tray(true);
                icon.items.say(&choices, &now.lock().unwrap_or_else(PoisonError::into_inner));
                *shared.lock().unwrap_or_else(PoisonError::into_inner) = Some(icon.items.clone());
                *shown.borrow_mut() = Some(icon);
            }
            Err(error) => tracing::warn!(%error, "the icon in the tray can't be shown"),
        }
    });
}

/// A panel may start after Lorch; where none comes the person has to see that Lorch runs.
fn show_without_icon(app: AppHandle, choices: Arc<Choices>) {
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(PANEL).await;
        if !choices.read().tray {
            window::show(&app);
        }
    });
}

/// The icon; it goes when this is dropped.
struct Shown {
    _icon: TrayIcon,
    items: Items,
}

/// The lines of the menu that change.
#[derive(Clone)]
struct Items {
    icon: TrayIcon,
    open: MenuItem<Wry>,
    next: MenuItem<Wry>,
    inbox: MenuItem<Wry>,
    plan: MenuItem<Wry>,
    refresh: MenuItem<Wry>,
    pause: CheckMenuItem<Wry>,
    quit: MenuItem<Wry>,
}

impl Items {
    fn new(app: &AppHandle, icon: TrayIcon) -> tauri::Result<Self> {
        let item = |id: &str, enabled| MenuItem::with_id(app, id, "", enabled, None::<&str>);
        let items = Self {
            icon,
            open: item("open", true)?,
            next: item("next", false)?,
            inbox: item("inbox", true)?,
            plan: item("plan", true)?,
            refresh: item("refresh", true)?,
            pause: CheckMenuItem::with_id(app, "pause", "", true, false, None::<&str>)?,
            quit: item("quit", true)?,
        };
        let line = || PredefinedMenuItem::separator(app);
        let menu = Menu::with_items(
            app,
            &[
                &items.open,
                &line()?,
                &items.next,
                &items.inbox,
                &items.plan,
                &line()?,
                &items.refresh,
                &items.pause,
                &line()?,
                &items.quit,
            ],
        )?;
        items.icon.set_menu(Some(menu))?;
        Ok(items)
    }

    /// Brings every line in line with what holds.
    fn say(&self, choices: &Choices, now: &Standing) {
        let words = words::words(&choices.language());
        let next = now.next.as_ref().map_or_else(|| words.nothing.to_owned(), |next| line(next, words.today));
        let inbox = match now.unread {
            0 => words.inbox.to_owned(),
            unread => format!("{} · {unread} {}", words.inbox, words.unread),
        };
        let badge = Some(now.unread).filter(|unread| *unread > 0).map(|unread| unread.to_string());
        let said = [
            self.open.set_text(words.open),
            self.next.set_text(next),
            self.next.set_enabled(now.next.is_some()),
            self.inbox.set_text(inbox),
            self.plan.set_text(words.plan),
            self.refresh.set_text(words.refresh),
            self.pause.set_text(words.pause),
            self.pause.set_checked(now.paused),
            self.quit.set_text(words.quit),
            // Beside the icon, where the panel shows such words.
            self.icon.set_title(badge),
        ];
        if let Some(error) = said.into_iter().find_map(Result::err) {
            tracing::warn!(%error, "the tray could not be brought up to date");
        }
    }
}

fn line(next: &Next, today: &str) -> String {
    // An underscore marks the letter of a shortcut there.
    let title = next.title.replace('_', "__");
    format!("{}  {title}", next.time.as_deref().unwrap_or(today))
}

fn show<S>(app: &AppHandle, now: &Arc<Mutex<Standing>>, verbs: S) -> tauri::Result<Shown>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    let now = now.clone();
    let icon = TrayIconBuilder::with_id("lorch")
        .icon(ICON)
        .tooltip("Lorch")
        .on_menu_event(move |app, event| {
            let now = now.lock().unwrap_or_else(PoisonError::into_inner).clone();
            chosen(app, event.id().as_ref(), &now, verbs.clone());
        })
        .build(app)?;
    let items = Items::new(app, icon.clone())?;
    Ok(Shown { _icon: icon, items })
}

/// Does what a line of the menu says.
fn chosen<S>(app: &AppHandle, line: &str, now: &Standing, verbs: S)
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    let order = |method: Method, path: &'static str, body: serde_json::Value| {
        tauri::async_runtime::spawn(async move { standing::send(verbs, method, path, Some(&body)).await });
    };
    match line {
        "open" => window::show(app),
        "next" => {
            if let Some(next) = &now.next {
                let on = next.occurrence.iter().map(|day| format!("&on={day}")).collect::<String>();
                window::go(app, &format!("/planner?record={}{on}", next.activity));
            }
        }
        "inbox" => window::go(app, "/inbox"),
        "plan" => window::go(app, "/planner?do=plan"),
        "refresh" => order(Method::POST, "/api/reader/refresh", json!({})),
        "pause" => order(Method::PATCH, "/api/settings", json!({ "paused": !now.paused })),
        "quit" => app.exit(0),
        other => tracing::debug!(line = other, "a line of another menu"),
    }
}

fn follow<S>(
    app: &AppHandle,
    choices: &Arc<Choices>,
    now: &Arc<Mutex<Standing>>,
    items: &Arc<Mutex<Option<Items>>>,
    verbs: S,
) where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    let (app, choices, now, items) = (app.clone(), choices.clone(), now.clone(), items.clone());
    let (spoken, spoken_now, spoken_items) = (choices.clone(), now.clone(), items.clone());
    tauri::async_runtime::spawn(async move {
        loop {
            spoken.changed().await;
            if let Some(items) = &*spoken_items.lock().unwrap_or_else(PoisonError::into_inner) {
                items.say(&spoken, &spoken_now.lock().unwrap_or_else(PoisonError::into_inner));
            }
        }
    });
    tauri::async_runtime::spawn(async move {
        let mut opened = None;
        standing::follow(verbs, move |standing| {
            // Somebody clicked “Open” on a notice: the page goes there by itself, and has to be seen.
            if opened.replace(standing.opened).is_some_and(|before| before < standing.opened) {
                window::show(&app);
            }
            window::badge(&app, standing.unread);
            if let Some(items) = &*items.lock().unwrap_or_else(PoisonError::into_inner) {
                items.say(&choices, &standing);
            }
            *now.lock().unwrap_or_else(PoisonError::into_inner) = standing;
        })
        .await;
    });
}

/// Whether an icon can be shown at all: the crate that shows it panics where no library is there to do so.
#[cfg(target_os = "linux")]
fn has_library() -> bool {
    #[expect(unsafe_code, reason = "the libraries that the tray loads itself a moment later, by the same names")]
    let loads = |name: &&str| unsafe { libloading::Library::new(*name) }.is_ok();
    LIBRARIES.iter().any(loads)
}

#[cfg(not(target_os = "linux"))]
fn has_library() -> bool {
    true
}
