//! What the program is asked on its command line.

use std::{ffi::OsString, path::PathBuf};

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Open the window, on this profile if one is named, with the key in this file if one is named.
    Open {
        /// The profile's folder.
        profile: Option<PathBuf>,
        /// The file of its key.
        key_file: Option<PathBuf>,
        /// Not shown before the person asks for it, where an icon in the tray lets them.
        hidden: bool,
    },
    /// Print this and leave.
    Say(String),
}

/// How a session starts it.
pub(crate) const HIDDEN: &str = "--hidden";

const HELP: &str = "Lorch: your own data on one time axis, on your own machine

Usage: lorch-desktop [--profile DIR] [--key-file FILE] [--hidden]

Options:
  --profile DIR    Use the profile in this folder (also: LORCH_PROFILE)
  --key-file FILE  The key of an encrypted profile (also: LORCH_KEY_FILE)
  --hidden         Begin in the tray, where the desktop has one
  --version        Print the version
  --help           Print this

The same from a terminal: lorch --help";

/// Reads the arguments after the program's name.
pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Wish, String> {
    let mut arguments = arguments;
    let (mut profile, mut key_file, mut hidden) = (None, None, false);
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--profile") => match arguments.next() {
                Some(folder) => profile = Some(PathBuf::from(folder)),
                None => return Err("--profile needs a folder; see --help".into()),
            },
            Some(HIDDEN) => hidden = true,
            Some("--version" | "-V") => return Ok(Wish::Say(format!("lorch-desktop {}", env!("CARGO_PKG_VERSION")))),
            Some("--help" | "-h") => return Ok(Wish::Say(HELP.into())),
            Some("--key-file") => match arguments.next() {
                Some(file) => key_file = Some(PathBuf::from(file)),
                None => return Err("--key-file needs a file; see --help".into()),
            },
            Some(text) if text.starts_with("--profile=") => profile = Some(PathBuf::from(&text["--profile=".len()..])),
            Some(text) if text.starts_with("--key-file=") => {
                key_file = Some(PathBuf::from(&text["--key-file=".len()..]));
            }
            _ => return Err(format!("unknown argument {}; see --help", argument.display())),
        }
    }
    Ok(Wish::Open { profile, key_file, hidden })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Wish, String> {
        parse(arguments.iter().map(OsString::from))
    }

    #[test]
    fn arguments_are_read() {
        let open = |profile: Option<&str>, key_file: Option<&str>| {
            let (profile, key_file) = (profile.map(PathBuf::from), key_file.map(PathBuf::from));
            Ok(Wish::Open { profile, key_file, hidden: false })
        };
        assert!(matches!(parsed(&["--hidden", "--profile=/a"]), Ok(Wish::Open { hidden: true, .. })));
        assert_eq!(parsed(&[]), open(None, None));
        assert_eq!(parsed(&["--profile", "/a"]), open(Some("/a"), None));
        assert_eq!(parsed(&["--profile=/a b", "--key-file=/k"]), open(Some("/a b"), Some("/k")));
        assert_eq!(parsed(&["--key-file", "/k"]), open(None, Some("/k")));
        assert!(parsed(&["--key-file"]).is_err());
        assert!(matches!(parsed(&["--version"]), Ok(Wish::Say(text)) if text.starts_with("lorch-desktop ")));
        assert!(parsed(&["--profile"]).is_err());
        assert!(parsed(&["feed.xml"]).is_err());
    }
}
