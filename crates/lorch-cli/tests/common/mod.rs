//! A person's machine for one test: a home of its own, a server of feeds, and `lorch`.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod server;

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use server::Server;

/// A machine with an empty home.
pub struct Machine {
    home: tempfile::TempDir,
    /// The server of feeds; not allowed yet.
    pub server: Server,
}

/// What a command came to.
pub struct Done {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Machine {
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let runtime = home.path().join("run");
        std::fs::create_dir(&runtime).unwrap();
        std::fs::set_permissions(&runtime, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        Self { home, server: Server::begin() }
    }

    /// A machine that follows the server's feeds already.
    pub fn with_feeds(paths: &[&str]) -> Self {
        let machine = Self::new();
        machine.ok(&["allow", &machine.server.address()]);
        for path in paths {
            machine.ok(&["feeds", "add", &machine.server.url(path), "--folder", "Sea/Coast"]);
        }
        machine
    }

    pub fn profile(&self) -> PathBuf {
        self.home.path().join("profile")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// `lorch` with these arguments, ready to start.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lorch"));
        command
            .env_clear()
            .env("HOME", self.home.path())
            .env("XDG_RUNTIME_DIR", self.home.path().join("run"))
            .env("LORCH_PROFILE", self.profile())
            .env("TZ", "UTC")
            .current_dir(self.home.path())
            .args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Done {
        self.run_with(arguments, "")
    }

    /// Runs with something on stdin.
    pub fn run_with(&self, arguments: &[&str], stdin: &str) -> Done {
        self.run_in(&[], arguments, stdin)
    }

    /// As [`Machine::run_with`], with more in the environment.
    pub fn run_in(&self, environment: &[(&str, &str)], arguments: &[&str], stdin: &str) -> Done {
        let mut command = self.command(arguments);
        command.envs(environment.iter().copied());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that reads nothing closes its end, and that is fine.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        Done::from(child.wait_with_output().unwrap())
    }

    /// Runs what has to go well, and returns what it printed.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert_eq!(done.code, 0, "lorch {arguments:?}: {}{}", done.stdout, done.stderr);
        done.stdout
    }

    /// Runs and shows everything there is to see.
    pub fn show(&self, arguments: &[&str]) -> String {
        self.run(arguments).show(arguments)
    }

    /// The id of the first thing that a `--json` command lists.
    pub fn first_id(&self, arguments: &[&str]) -> String {
        let line = self.ok(arguments).lines().next().expect("something is listed").to_owned();
        field(&line, "id")
    }

    /// Makes what differs from run to run the same, in the snapshots that follow.
    pub fn settled(&self) -> insta::internals::SettingsBindDropGuard {
        let mut settings = insta::Settings::clone_current();
        settings.add_filter(&regex_of(&self.home.path().display().to_string()), "[home]");
        settings.add_filter(r"127\.0\.0\.1:\d{4,5}", "127.0.0.1:[port]");
        settings.add_filter(
            r#""(added|created|seen|checked|next_check|since|at|began|ended|removed|until)":"[^"]+""#,
            "\"$1\":\"[time]\"",
        );
        settings.add_filter(r#""(tables|rows)":\d+"#, "\"$1\":\"[count]\"");
        settings.add_filter(r"\b[0-9a-f]{32}\b", "[id]");
        settings.add_filter(r"\b[0-9a-f]{8}\b", "1d1d1d1d");
        settings.add_filter(r"in \d+ (min|h)\b", "in [span]");
        settings.add_filter(r"( now +)\d{1,2} [A-Z][a-z]{2}\b", "$1[day]");
        settings.add_filter(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", "[date]");
        settings.add_filter(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z", "[moment]");
        settings.add_filter(r"\.(manual|before_restore)\.\d+\.db", ".$1.[schema].db");
        settings.add_filter(r"\d+ tables with \d+ rows", "[n] tables with [n] rows");
        settings.add_filter(r"\d+ kB", "[size]");
        settings.add_filter(r#""(bytes|took_ms|schema)":\d+"#, "\"$1\":0");
        settings.bind_to_scope()
    }
}

impl Done {
    /// Everything that a person at a terminal would see.
    pub fn show(&self, arguments: &[&str]) -> String {
        let exit = if self.code == 0 { String::new() } else { format!("[exit {}]\n", self.code) };
        format!("$ lorch {}\n{}{}{exit}", arguments.join(" "), self.stdout, self.stderr)
    }
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        Self {
            stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
            code: output.status.code().unwrap_or(-1),
        }
    }
}

/// Every file below a folder.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).filter(|path| path.is_file()).collect()
}

/// A field of one line of JSON.
pub fn field(line: &str, name: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
    match &value[name] {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn regex_of(text: &str) -> String {
    text.replace('.', r"\.")
}
