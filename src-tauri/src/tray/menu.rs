//! The menu of the icon, in the language of the pages.

use tauri::{
    AppHandle, Wry,
    menu::{CheckMenuItem, Menu, MenuItem, PredefinedMenuItem},
    tray::TrayIcon,
};

use super::{
    standing::{Next, Standing},
    words,
};

/// The icon, which goes with the last of these, and the lines of its menu.
#[derive(Clone)]
pub(super) struct Lines {
    icon: TrayIcon,
    open: MenuItem<Wry>,
    next: MenuItem<Wry>,
    inbox: MenuItem<Wry>,
    plan: MenuItem<Wry>,
    refresh: MenuItem<Wry>,
    pause: CheckMenuItem<Wry>,
    quit: MenuItem<Wry>,
}

impl Lines {
    /// The menu of this icon, that says nothing yet.
    pub(super) fn new(app: &AppHandle, icon: TrayIcon) -> tauri::Result<Self> {
        let item = |id: &str, enabled| MenuItem::with_id(app, id, "", enabled, None::<&str>);
        let lines = Self {
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
                &lines.open,
                &line()?,
                &lines.next,
                &lines.inbox,
                &lines.plan,
                &line()?,
                &lines.refresh,
                &lines.pause,
                &line()?,
                &lines.quit,
            ],
        )?;
        lines.icon.set_menu(Some(menu))?;
        Ok(lines)
    }

    /// Brings every line in line with what holds.
    pub(super) fn say(&self, now: &Standing) {
        let words = words::words(&now.language);
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
