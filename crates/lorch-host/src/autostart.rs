//! Starting with the session: a desktop entry in the person's autostart folder (Desktop Application Autostart
//! Specification 0.5).
//!
//! By hand: `auto-launch` neither quotes a path with spaces nor looks where `XDG_CONFIG_HOME` says.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

/// One program that starts with the session, or doesn't.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Autostart {
    file: PathBuf,
    entry: String,
}

impl Autostart {
    /// `program` with `arguments`, as the entry `name` in the autostart folder `folder`.
    pub fn new(folder: &Path, name: &str, program: &Path, arguments: &[&str]) -> Self {
        let program = program.to_string_lossy();
        let exec: Vec<String> = [&*program].iter().chain(arguments).map(|word| quoted(word)).collect();
        let exec = exec.join(" ");
        let entry = format!(
            "[Desktop Entry]\nType=Application\nVersion=1.5\nName=Lorch\nIcon=lorch-desktop\nExec={exec}\n\
             StartupNotify=false\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
        );
        Self { file: folder.join(format!("{name}.desktop")), entry }
    }

    /// Whether it starts with the session. One that was switched off elsewhere, as desktops do, is off.
    pub fn is_on(&self) -> bool {
        let said = fs::read_to_string(&self.file).unwrap_or_default();
        let is_off = |line: &str| matches!(line.trim(), "Hidden=true" | "X-GNOME-Autostart-enabled=false");
        !said.is_empty() && !said.lines().any(is_off)
    }

    /// Switches it on or off.
    pub fn set(&self, on: bool) -> io::Result<()> {
        if !on {
            return match fs::remove_file(&self.file) {
                Err(fault) if fault.kind() != io::ErrorKind::NotFound => Err(fault),
                _ => Ok(()),
            };
        }
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        let fresh = self.file.with_extension("new");
        fs::write(&fresh, &self.entry)?;
        fs::rename(fresh, &self.file)
    }
}

/// The person's autostart folder; `None` without a home.
pub fn folder(env: &impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name| env(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let config = set("XDG_CONFIG_HOME").filter(|dir| dir.is_absolute());
    Some(config.or_else(|| Some(set("HOME")?.join(".config")))?.join("autostart"))
}

/// An argument of an `Exec` line (Desktop Entry Specification 1.5, "The Exec key"): quoted, with what means something
/// inside quotes escaped, then once more as every string value is, and `%` doubled.
fn quoted(word: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in word.chars() {
        match letter {
            '"' | '`' | '$' => quoted.extend(['\\', '\\', letter]),
            '\\' => quoted.push_str("\\\\\\\\"),
            '%' => quoted.push_str("%%"),
            '\n' => quoted.push_str("\\n"),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn at(folder: &Path) -> Autostart {
        Autostart::new(folder, "lorch", Path::new("/opt/my apps/lorch-desktop"), &["--hidden"])
    }

    #[test]
    fn it_is_on_when_somebody_switched_it_on() {
        let folder = tempfile::tempdir().unwrap();
        let autostart = at(&folder.path().join("a"));
        assert!(!autostart.is_on());
        autostart.set(false).unwrap();
        autostart.set(true).unwrap();
        assert!(autostart.is_on());
        let said = fs::read_to_string(&autostart.file).unwrap();
        assert!(said.contains("\nExec=\"/opt/my apps/lorch-desktop\" \"--hidden\"\n"), "{said}");
        fs::write(&autostart.file, said.replace("enabled=true", "enabled=false")).unwrap();
        assert!(!autostart.is_on(), "switched off in the desktop's own settings");
        autostart.set(false).unwrap();
        assert!(!autostart.file.exists());
    }

    #[test]
    fn an_argument_means_itself() {
        for (word, expected) in [
            ("/usr/bin/lorch", r#""/usr/bin/lorch""#),
            ("a b", r#""a b""#),
            ("100%", r#""100%%""#),
            (r#"a"b"#, r#""a\\"b""#),
            ("$HOME", r#""\\$HOME""#),
            (r"a\b", r#""a\\\\b""#),
        ] {
            assert_eq!(quoted(word), expected);
        }
    }

    #[test]
    fn the_folder_is_where_the_desktop_looks() {
        let env = |config: &'static str, home: &'static str| {
            move |name: &str| match name {
                "XDG_CONFIG_HOME" => Some(config.into()),
                "HOME" => Some(home.into()),
                _ => None,
            }
        };
        assert_eq!(folder(&env("/c", "/h")), Some("/c/autostart".into()));
        assert_eq!(folder(&env("", "/h")), Some("/h/.config/autostart".into()));
        assert_eq!(folder(&env("relative", "/h")), Some("/h/.config/autostart".into()));
        assert_eq!(folder(&env("", "")), None);
    }
}
