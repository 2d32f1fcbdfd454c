//! What the program is asked on its command line.

use std::{ffi::OsString, path::PathBuf};

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Open the window, on this profile if one is named.
    Open(Option<PathBuf>),
    /// Print this and leave.
    Say(String),
}

const HELP: &str = "Lorch: your own data on one time axis, on your own machine

Usage: lorch-desktop [--profile DIR]

Options:
  --profile DIR  Use the profile in this folder (also: LORCH_PROFILE)
  --version      Print the version
  --help         Print this

The same from a terminal: lorch --help";

/// Reads the arguments after the program's name.
pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Wish, String> {
    let mut arguments = arguments;
    let mut profile = None;
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--profile") => match arguments.next() {
                Some(folder) => profile = Some(PathBuf::from(folder)),
                None => return Err("--profile needs a folder; see --help".into()),
            },
            Some("--version" | "-V") => return Ok(Wish::Say(format!("lorch-desktop {}", env!("CARGO_PKG_VERSION")))),
            Some("--help" | "-h") => return Ok(Wish::Say(HELP.into())),
            Some(text) if text.starts_with("--profile=") => profile = Some(PathBuf::from(&text["--profile=".len()..])),
            _ => return Err(format!("unknown argument {}; see --help", argument.display())),
        }
    }
    Ok(Wish::Open(profile))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Wish, String> {
        parse(arguments.iter().map(OsString::from))
    }

    #[test]
    fn arguments_are_read() {
        assert_eq!(parsed(&[]), Ok(Wish::Open(None)));
        assert_eq!(parsed(&["--profile", "/a"]), Ok(Wish::Open(Some("/a".into()))));
        assert_eq!(parsed(&["--profile=/a b"]), Ok(Wish::Open(Some("/a b".into()))));
        assert!(matches!(parsed(&["--version"]), Ok(Wish::Say(text)) if text.starts_with("lorch-desktop ")));
        assert!(parsed(&["--profile"]).is_err());
        assert!(parsed(&["feed.xml"]).is_err());
    }
}
