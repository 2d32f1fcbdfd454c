//! What Lorch does while its window is closed, as the person chose: kept in the state folder of this machine.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use lorch_api::desktop::{Background, BackgroundEdit};
use lorch_host::{
    Profile,
    autostart::{self, Autostart},
};
use serde::{Deserialize, Serialize};

use crate::arguments::HIDDEN;

/// How Lorch is started with the session: on this profile, in the tray. `None` without a home or a program of its own.
pub(crate) fn autostart(profile: &Profile) -> Option<Autostart> {
    let env = |name: &str| std::env::var_os(name);
    let (folder, program) = (autostart::folder(&env)?, std::env::current_exe().ok()?);
    let dir = profile.dir().to_string_lossy();
    // The profile that is opened when none is named needs no name, and its entry none of its own.
    let usual = Profile::resolve(None, &|name| env(name).filter(|_| name != "LORCH_PROFILE"));
    Some(if usual.is_ok_and(|usual| usual.dir() == profile.dir()) {
        Autostart::new(&folder, "lorch-desktop", &program, &[HIDDEN])
    } else {
        Autostart::new(&folder, &format!("lorch-desktop-{}", profile.key()), &program, &[HIDDEN, "--profile", &dir])
    })
}

/// What is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    close_to_tray: bool,
}

/// The choices and where they are kept.
pub(crate) struct Choices {
    file: PathBuf,
    autostart: Option<Autostart>,
    now: Mutex<Now>,
}

#[derive(Debug, Default)]
struct Now {
    kept: Kept,
    /// Whether this desktop shows the icon at this moment.
    tray: bool,
}

impl Choices {
    /// What was chosen before; nothing is on that nobody turned on. `autostart` is where a session looks for what to
    /// start, where it does.
    pub(crate) fn load(state: &Path, autostart: Option<Autostart>) -> Self {
        let file = state.join("background.json");
        let kept = fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { file, autostart, now: Mutex::new(Now { kept, tray: false }) }
    }

    /// What holds now.
    pub(crate) fn read(&self) -> Background {
        let now = self.now();
        Background {
            tray: now.tray,
            close_to_tray: now.kept.close_to_tray,
            autostart: self.autostart.as_ref().is_some_and(Autostart::is_on),
        }
    }

    /// Does as the person chose.
    pub(crate) fn edit(&self, edit: &BackgroundEdit) -> io::Result<Background> {
        if let (Some(on), Some(autostart)) = (edit.autostart, &self.autostart) {
            autostart.set(on)?;
        }
        let mut now = self.now();
        let before = now.kept.clone();
        now.kept.close_to_tray = edit.close_to_tray.unwrap_or(before.close_to_tray);
        if now.kept != before {
            // A file half-written by a crash never takes the place of the last whole one.
            let fresh = self.file.with_extension("json.new");
            fs::write(&fresh, serde_json::to_vec(&now.kept)?)?;
            fs::rename(fresh, &self.file)?;
        }
        drop(now);
        Ok(self.read())
    }

    /// Whether closing the window leaves Lorch running: only where the icon is there to come back by.
    pub(crate) fn stays(&self) -> bool {
        let now = self.now();
        now.tray && now.kept.close_to_tray
    }

    pub(crate) fn set_tray(&self, shown: bool) {
        self.now().tray = shown;
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn nothing_is_on_that_nobody_turned_on_and_what_was_chosen_stays() {
        let folder = tempfile::tempdir().unwrap();
        let program = Path::new("/usr/bin/lorch-desktop");
        let autostart = || Some(Autostart::new(&folder.path().join("autostart"), "lorch", program, &[]));
        let choices = Choices::load(folder.path(), autostart());
        let nothing = Background { tray: false, close_to_tray: false, autostart: false };
        assert_eq!(choices.read(), nothing);
        let edit = BackgroundEdit { close_to_tray: Some(true), autostart: Some(true) };
        choices.edit(&edit).unwrap();
        let again = Choices::load(folder.path(), autostart());
        assert_eq!(again.read(), Background { close_to_tray: true, autostart: true, ..nothing });
        again.edit(&BackgroundEdit { autostart: Some(false), ..BackgroundEdit::default() }).unwrap();
        assert!(!Choices::load(folder.path(), autostart()).read().autostart);
        fs::write(folder.path().join("background.json"), "half a fi").unwrap();
        assert!(!Choices::load(folder.path(), None).read().close_to_tray);
    }

    #[test]
    fn the_window_only_stays_where_there_is_a_way_back() {
        let folder = tempfile::tempdir().unwrap();
        let choices = Choices::load(folder.path(), None);
        choices.set_tray(true);
        assert!(!choices.stays(), "nobody asked for it");
        choices.edit(&BackgroundEdit { close_to_tray: Some(true), ..BackgroundEdit::default() }).unwrap();
        assert!(choices.stays());
        choices.set_tray(false);
        assert!(!choices.stays(), "no icon to come back by");
    }
}
