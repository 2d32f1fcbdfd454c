//! Where a person's browser would put a file, and putting one there.

use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The person's folder for downloads: `XDG_DOWNLOAD_DIR` of the desktop's `user-dirs.dirs`, else `Downloads` in their
/// home folder.
pub fn folder(env: &impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let home = PathBuf::from(env("HOME").filter(|home| !home.is_empty())?);
    let config =
        env("XDG_CONFIG_HOME").filter(|dir| !dir.is_empty()).map_or_else(|| home.join(".config"), PathBuf::from);
    let told = fs::read_to_string(config.join("user-dirs.dirs")).unwrap_or_default();
    Some(named(&told, &home).unwrap_or_else(|| home.join("Downloads")))
}

/// Writes `text` to `name` in `folder`, beside a file that is there already and never over it. Returns where.
pub fn save(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    let name = Path::new(name).file_name().and_then(|name| name.to_str()).filter(|name| !name.starts_with('.'));
    let name = name.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "this is no file name"))?;
    fs::create_dir_all(folder)?;
    let (stem, extension) =
        name.rsplit_once('.').map_or((name, String::new()), |(stem, end)| (stem, format!(".{end}")));
    for number in 1_u32.. {
        let path = folder.join(if number == 1 { name.to_owned() } else { format!("{stem} ({number}){extension}") });
        match File::create_new(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                file.sync_all()?;
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// `XDG_DOWNLOAD_DIR="$HOME/Downloads"` of the file that xdg-user-dirs writes.
fn named(told: &str, home: &Path) -> Option<PathBuf> {
    let value = told.lines().find_map(|line| line.trim().strip_prefix("XDG_DOWNLOAD_DIR="))?.trim_matches('"');
    let path = match value.strip_prefix("$HOME") {
        Some(rest) => home.join(rest.trim_start_matches('/')),
        None => PathBuf::from(value),
    };
    path.is_absolute().then_some(path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_desktop_says_where() {
        let home = Path::new("/home/a");
        assert_eq!(named("XDG_DOWNLOAD_DIR=\"$HOME/Ladungen\"\n", home), Some("/home/a/Ladungen".into()));
        assert_eq!(named("# x\nXDG_DOWNLOAD_DIR=\"/mnt/d\"\n", home), Some("/mnt/d".into()));
        assert_eq!(named("XDG_DOWNLOAD_DIR=\"relative\"\n", home), None);
        assert_eq!(named("", home), None);
    }

    #[test]
    fn nothing_is_written_over_and_nothing_leaves_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(save(folder.path(), "a.opml", "1").unwrap(), folder.path().join("a.opml"));
        assert_eq!(save(folder.path(), "../../a.opml", "2").unwrap(), folder.path().join("a (2).opml"));
        assert_eq!(fs::read_to_string(folder.path().join("a.opml")).unwrap(), "1");
        for name in ["", "..", "/", ".bashrc"] {
            assert!(save(folder.path(), name, "").is_err(), "{name}");
        }
    }
}
