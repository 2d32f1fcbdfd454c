//! The icon in the desktop's tray (StatusNotifierItem) and its menu. Where there is no tray, or no library to speak to
//! one, Lorch is the same window without it.

mod host;
mod menu;
mod standing;
mod words;

use std::{
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{extract::Request, response::Response};
use http::Method;
use serde_json::json;
use tauri::{AppHandle, image::Image, tray::TrayIconBuilder};
use tokio::sync::Notify;
use tower::Service;

use crate::{background::Choices, window};
use menu::Lines;
use standing::Standing;

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
    let tray =
        Arc::new(Tray { app: app.clone(), choices: choices.clone(), shown: Mutex::default(), changed: Notify::new() });
    follow(&tray, verbs.clone());
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
    host::watch(move |is_there| {
        tray.choices.set_tray(is_there && tray.shown().lines.is_some());
        if !is_there || tray.shown().lines.is_some() {
            return;
        }
        match show(&tray, verbs.clone()) {
            Ok(lines) => {
                tray.choices.set_tray(true);
                tray.shown().lines = Some(lines);
                tray.changed.notify_one();
            }
            Err(error) => tracing::warn!(%error, "the icon in the tray can't be shown"),
        }
    });
}

/// The icon, once there is one, and what it says.
struct Tray {
    app: AppHandle,
    choices: Arc<Choices>,
    shown: Mutex<Shown>,
    changed: Notify,
}

#[derive(Default)]
struct Shown {
    now: Standing,
    lines: Option<Lines>,
}

impl Tray {
    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings the menu in line with what holds, whenever that changes. The lines wait for the thread of the window, which
    /// may wait for what is shown: so nothing is locked meanwhile.
    async fn say(&self) {
        loop {
            self.changed.notified().await;
            let (lines, now) = {
                let shown = self.shown();
                (shown.lines.clone(), shown.now.clone())
            };
            if let Some(lines) = lines {
                lines.say(&now);
            }
        }
    }
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

fn show<S>(tray: &Arc<Tray>, verbs: S) -> tauri::Result<Lines>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    let asked = tray.clone();
    let icon = TrayIconBuilder::with_id("lorch")
        .icon(ICON)
        .tooltip("Lorch")
        .on_menu_event(move |app, event| {
            let now = asked.shown().now.clone();
            chosen(app, event.id().as_ref(), &now, verbs.clone());
        })
        .build(&tray.app)?;
    Lines::new(&tray.app, icon)
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

/// Keeps what is said true: of what holds, and in the language of the pages.
fn follow<S>(tray: &Arc<Tray>, verbs: S)
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    let (tray, spoken) = (tray.clone(), tray.clone());
    tauri::async_runtime::spawn(async move { spoken.say().await });
    tauri::async_runtime::spawn(async move {
        let mut opened = None;
        standing::follow(verbs, move |standing| {
            // Somebody clicked “Open” on a notice: the page goes there by itself, and has to be seen.
            if opened.replace(standing.opened).is_some_and(|before| before < standing.opened) {
                window::show(&tray.app);
            }
            window::badge(&tray.app, standing.unread);
            tray.shown().now = standing;
            tray.changed.notify_one();
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
