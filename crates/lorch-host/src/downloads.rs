//! Where a person's browser would put a file, and putting one there.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use crate::random;

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
    let mut saving = Saving::begin(folder, name)?;
    saving.write(text.as_bytes())?;
    saving.finish()
}

/// A file on its way: until it is whole it has another name, and only its person may read it.
pub struct Saving {
    folder: PathBuf,
    name: String,
    part: PathBuf,
    file: File,
}

impl Saving {
    /// Begins a file that is to be called `name`, in `folder`.
    pub fn begin(folder: &Path, name: &str) -> io::Result<Self> {
        let name = Path::new(name).file_name().and_then(|name| name.to_str()).filter(|name| !name.starts_with('.'));
        let name = name.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "this is no file name"))?;
        fs::create_dir_all(folder)?;
        let part = folder.join(format!(".{name}.{}.part", hex::encode(&random::id()[..4])));
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
        Ok(Self { folder: folder.to_owned(), name: name.to_owned(), part, file })
    }

    /// Goes on.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Gives the file its name, or that name with a number when there is one already. Returns where it is.
    pub fn finish(self) -> io::Result<PathBuf> {
        self.file.sync_all()?;
        let (stem, extension) =
            self.name.rsplit_once('.').map_or((&*self.name, String::new()), |(stem, end)| (stem, format!(".{end}")));
        for number in 1_u32.. {
            let name = if number == 1 { self.name.clone() } else { format!("{stem} ({number}){extension}") };
            let path = self.folder.join(name);
            // Whoever makes the empty file has the name.
            match File::create_new(&path) {
                Ok(_) => return fs::rename(&self.part, &path).map(|()| path),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

impl Drop for Saving {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.part); // it has its own name by now, or is not whole
    }
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
