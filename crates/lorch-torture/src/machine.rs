//! A machine for one profile: an empty home, a server of feeds, and `lorch`.

use std::{
    ffi::OsString,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use lorch_host::Profile;
use tempfile::TempDir;

use crate::{Result, feeds::Feeds};

/// A machine with an empty home.
pub(crate) struct Machine {
    home: TempDir,
    lorch: PathBuf,
    pub feeds: Feeds,
}

impl Machine {
    pub fn new(lorch: &Path) -> Result<Self> {
        // In memory: a kill doesn't ask what reached the disk, and a thousand syncs need not wear one out.
        let memory = Path::new("/dev/shm");
        let mut builder = tempfile::Builder::new();
        builder.prefix("lorch-torture-");
        let home = if memory.is_dir() { builder.tempdir_in(memory)? } else { builder.tempdir()? };
        fs::create_dir(home.path().join("run"))?;
        fs::set_permissions(home.path().join("run"), fs::Permissions::from_mode(0o700))?;
        Ok(Self { home, lorch: lorch.to_owned(), feeds: Feeds::begin()? })
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn profile(&self) -> Result<Profile> {
        let variables = self.variables();
        let env = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        Ok(Profile::resolve(None, &env)?)
    }

    pub fn database(&self) -> PathBuf {
        self.home().join("profile/lorch.db")
    }

    /// `lorch` with these arguments, ready to start.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.command_of(&self.lorch, arguments)
    }

    /// Another program that sees the same machine.
    pub fn command_of(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.variables()).current_dir(self.home()).args(arguments);
        command
    }

    pub fn lorch(&self) -> &Path {
        &self.lorch
    }

    /// Runs what has to go well, and returns what it printed.
    pub fn ok(&self, arguments: &[&str]) -> Result<String> {
        let Output { status, stdout, stderr } = self.command(arguments).output()?;
        if status.success() {
            return Ok(String::from_utf8_lossy(&stdout).into_owned());
        }
        Err(format!("lorch {}: {status}: {}", arguments.join(" "), String::from_utf8_lossy(&stderr).trim()).into())
    }

    /// Keeps the home for a person to look at. Returns where it is.
    pub fn keep(self) -> PathBuf {
        self.home.keep()
    }

    fn variables(&self) -> [(&'static str, OsString); 4] {
        [
            ("HOME", self.home().into()),
            ("XDG_RUNTIME_DIR", self.home().join("run").into()),
            ("LORCH_PROFILE", self.home().join("profile").into()),
            ("TZ", "UTC".into()),
        ]
    }
}
