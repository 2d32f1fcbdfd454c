//! The profile: one folder that holds a person's life, and the places that belong to it.

mod place;
mod runtime;

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{HostError, modes, vault::Vaults};

/// Files of a profile that an earlier umask, a copy or a restore may have left open to others.
const FILES: [&str; 10] = [
    "lorch.db",
    "lorch.db-wal",
    "lorch.db-shm",
    "machine.db",
    "machine.db-wal",
    "machine.db-shm",
    "lock",
    "vault.age",
    "vault-secrets.age",
    "vault-id",
];

/// Where one person's data lies on this machine. Nothing is touched before [`Profile::create`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    dir: PathBuf,
    key: String,
    state: PathBuf,
    runtime: PathBuf,
    key_file: Option<PathBuf>,
    passphrase_file: Option<PathBuf>,
}

impl Profile {
    /// Finds the profile: `explicit` (`--profile`), else `LORCH_PROFILE`, else `lorch/default` in the XDG data folder.
    ///
    /// Two ways to one folder (a link, `..`, a trailing slash) are one profile.
    pub fn resolve(explicit: Option<PathBuf>, env: &impl Fn(&str) -> Option<OsString>) -> Result<Self, HostError> {
        let named = explicit.filter(|dir| !dir.as_os_str().is_empty()).or_else(|| set(env, "LORCH_PROFILE"));
        let dir = match named {
            Some(dir) => dir,
            None => place::base(env, "XDG_DATA_HOME", ".local/share").ok_or(HostError::NoHome)?.join("lorch/default"),
        };
        let dir = place::canonical(&dir).map_err(|fault| HostError::of(&dir, fault))?;
        let key = place::key(&dir);
        let state = match place::base(env, "XDG_STATE_HOME", ".local/state") {
            Some(base) => base.join("lorch").join(&key),
            None => dir.join("state"),
        };
        let runtime = runtime::folder(set(env, "XDG_RUNTIME_DIR"), modes::own_uid());
        let key_file = set(env, "LORCH_KEY_FILE");
        let passphrase_file = set(env, "LORCH_PASSPHRASE_FILE");
        Ok(Self { dir, key, state, runtime, key_file, passphrase_file })
    }

    /// Takes the key of the database from `file` (`--key-file`) rather than from what `LORCH_KEY_FILE` names.
    #[must_use]
    pub fn with_key_file(mut self, file: Option<PathBuf>) -> Self {
        self.key_file = file.or(self.key_file);
        self
    }

    /// The file that holds the key of the database. Only the owner reads it, and only when it opens the database.
    pub fn key_file(&self) -> Option<&Path> {
        self.key_file.as_deref()
    }

    /// What the secrets of this profile can lie in.
    pub fn vaults(&self) -> Vaults {
        Vaults::of(&self.dir).with_passphrase_file(self.passphrase_file.clone())
    }

    /// The folder itself.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What a person calls it: the last part of its path, `default` unless another was named.
    pub fn name(&self) -> String {
        self.dir.file_name().map_or_else(|| "/".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    /// 16 hex digits that stand for this profile in names of sockets and folders outside of it.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The database of the person's life.
    pub fn database(&self) -> PathBuf {
        self.dir.join("lorch.db")
    }

    /// The database of this computer's figures.
    pub fn figures(&self) -> PathBuf {
        self.dir.join("machine.db")
    }

    /// The folder of backups.
    pub fn backups(&self) -> PathBuf {
        self.dir.join("backups")
    }

    /// The file whose lock makes its holder the owner.
    pub fn lock(&self) -> PathBuf {
        self.dir.join("lock")
    }

    /// Where this machine keeps what is no part of the life: window geometry, history of the terminal.
    pub fn state_dir(&self) -> &Path {
        &self.state
    }

    /// The socket on which the owner answers.
    pub fn socket(&self) -> PathBuf {
        self.runtime.join(format!("{}.sock", self.key))
    }

    /// The folder of sockets. See [`Profile::create_runtime_dir`].
    pub fn runtime_dir(&self) -> &Path {
        &self.runtime
    }

    /// Every folder in which a process with another environment may have put its sockets, ours first.
    pub fn runtime_dirs(&self) -> Vec<PathBuf> {
        runtime::everywhere(&self.runtime, modes::own_uid())
    }

    /// Makes the folder and, where nothing lies in its place, the empty database for the owner alone, and closes to
    /// others what was open to them.
    pub fn create(&self) -> Result<(), HostError> {
        self.refuse_a_busy_open_folder()?;
        modes::private_folder(&self.dir)?;
        if self.database().symlink_metadata().is_err() {
            modes::private_file(&self.database())?;
        }
        for path in FILES.map(|name| self.dir.join(name)).iter().filter(|path| path.is_file()) {
            modes::close_to_others(path)?;
        }
        Ok(())
    }

    /// Makes the folder of the state.
    pub fn create_state_dir(&self) -> Result<(), HostError> {
        modes::private_folder(&self.state)
    }

    /// Makes the folder of the sockets, and makes sure that nobody else can reach into it.
    pub fn create_runtime_dir(&self) -> Result<(), HostError> {
        modes::private_folder_among_strangers(&self.runtime, modes::own_uid())
    }

    /// `--profile /tmp` must not close /tmp: a folder that others use and that holds other things stays as it is.
    fn refuse_a_busy_open_folder(&self) -> Result<(), HostError> {
        if modes::is_private_folder(&self.dir, modes::own_uid()) || self.database().exists() {
            return Ok(());
        }
        let mut entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(fault) => return Err(HostError::of(&self.dir, fault)),
        };
        if entries.next().is_some() { Err(HostError::NotAProfile(self.dir.clone())) } else { Ok(()) }
    }
}

fn set(env: &impl Fn(&str) -> Option<OsString>, name: &str) -> Option<PathBuf> {
    env(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
