//! GNOME Keyring itself, on a session bus of its own: open, locked, absent, and no bus at all.
//!
//! What asks it is this same program, started again as [`asks`], because a bus is named by the environment.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use lorch_host::vault::{Keyring, Looked, Secret, Vault, VaultFault, Vaults, Work};
use secrecy::ExposeSecret;

/// What runs in the other process; it prints a line for each thing it did.
#[test]
#[ignore = "is started by the other tests"]
fn asks() {
    let Some(what) = std::env::var_os("LORCH_TEST_ASKS") else { return };
    let folder = std::env::var_os("LORCH_TEST_FOLDER").map(std::path::PathBuf::from).unwrap();
    let said = match what.to_str().unwrap() {
        "look" => told(Keyring::of("p").look()),
        "unlock" => told(Keyring::of("p").unlock()),
        "keep" => keep(),
        "lasts" => plain(Keyring::of("one").read("connection/1")),
        "locked" => [
            told(Keyring::of("one").look()),
            plain(Keyring::of("one").read("connection/1")),
            plain(Keyring::of("one").read("nothing")),
            told(Keyring::of("one").write("connection/1", b"next")),
            told(Keyring::of("one").remove("connection/1").map(drop)),
            told(Keyring::of("one").names().map(drop)),
        ]
        .join(" "),
        "move" => moves(&folder),
        other => panic!("{other}"),
    };
    println!("\n= {said}");
}

fn keep() -> String {
    let (one, two) = (Keyring::of("one"), Keyring::of("two"));
    one.try_out().unwrap();
    one.write("connection/1", b"first").unwrap();
    one.write("connection/1", &[0, 1, 254, 255]).unwrap();
    two.write("connection/1", b"of another profile").unwrap();
    one.write("device-key", b"key").unwrap();
    assert_eq!(one.names().unwrap(), ["connection/1", "device-key"]);
    assert!(one.remove("device-key").unwrap() && !one.remove("device-key").unwrap());
    assert!(one.read("device-key").unwrap().is_none());
    assert_eq!(plain(two.read("connection/1")), hex::encode("of another profile"));
    plain(one.read("connection/1"))
}

/// A file that is made while the keyring is open takes over what lies there.
fn moves(folder: &Path) -> String {
    let vaults = Vaults::of(folder).with_work(Work::LITTLE);
    assert_eq!(vaults.look(), Looked::Keyring(Ok(())));
    assert!(!folder.join("vault-id").exists(), "looking leaves nothing behind");
    vaults.vault().unwrap().write("device-key", b"key").unwrap();
    let other = tempfile::tempdir().unwrap();
    let elsewhere = Vaults::of(other.path()).vault().unwrap();
    assert!(elsewhere.read("device-key").unwrap().is_none(), "two profiles share nothing");
    assert!(vaults.open_file(&"correct horse".to_owned().into()).unwrap());
    assert_eq!(vaults.look(), Looked::File { open: true });
    let id = fs::read_to_string(folder.join("vault-id")).unwrap();
    assert!(Keyring::of(id).names().unwrap().is_empty());
    plain(vaults.vault().unwrap().read("device-key"))
}

fn told(done: Result<(), VaultFault>) -> String {
    done.map_or_else(|fault| word(&fault), |()| "well".to_owned())
}

fn plain(read: Result<Option<Secret>, VaultFault>) -> String {
    match read {
        Ok(Some(secret)) => hex::encode(secret.expose_secret()),
        Ok(None) => "none".to_owned(),
        Err(fault) => word(&fault),
    }
}

fn word(fault: &VaultFault) -> String {
    format!("{fault:?}").split('(').next().unwrap().to_owned()
}

/// A bus on which nothing is started by itself, a home, and the keyring if it was wished for.
struct Desk {
    home: tempfile::TempDir,
    address: String,
    bus: Child,
    keyring: Option<Child>,
}

const CONFIG: &str = r#"<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"#;

impl Desk {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let config = home.path().join("bus.conf");
        fs::write(&config, CONFIG).unwrap();
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { home, address: address.trim().to_owned(), bus, keyring: None }
    }

    /// Starts the keyring, opened with `password` or closed.
    fn keyring(&mut self, password: Option<&str>) {
        self.end_keyring();
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]).stdin(Stdio::piped()).stdout(Stdio::null());
        if password.is_some() {
            command.arg("--unlock");
        }
        let mut daemon = command.stderr(Stdio::null()).spawn().unwrap();
        let mut stdin = daemon.stdin.take().unwrap();
        stdin.write_all(password.unwrap_or_default().as_bytes()).unwrap();
        drop(stdin);
        self.keyring = Some(daemon);
        let began = Instant::now();
        while self.asks("look") == "NoService" {
            assert!(began.elapsed() < Duration::from_secs(30), "the keyring never came");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn end_keyring(&mut self) {
        if let Some(mut daemon) = self.keyring.take() {
            daemon.kill().unwrap();
            daemon.wait().unwrap();
        }
    }

    fn asks(&self, what: &str) -> String {
        asked(self.command(std::env::current_exe().unwrap()), what, self.home.path())
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("HOME", self.home.path())
            .env("XDG_DATA_HOME", self.home.path().join("data"))
            .env("XDG_RUNTIME_DIR", self.home.path())
            .env_remove("DISPLAY");
        command
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.end_keyring();
        let _ = self.bus.kill();
        let _ = self.bus.wait();
    }
}

fn asked(mut command: Command, what: &str, folder: &Path) -> String {
    let profile = folder.join("profile");
    fs::create_dir_all(&profile).unwrap();
    let output = command
        .args(["--ignored", "--exact", "--nocapture", "asks"])
        .env("LORCH_TEST_ASKS", what)
        .env("LORCH_TEST_FOLDER", &profile)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = text.lines().find_map(|line| line.strip_prefix("= "));
    said.unwrap_or_else(|| panic!("{text}\n{}", String::from_utf8_lossy(&output.stderr))).to_owned()
}

/// Whether GNOME Keyring is here: the tests' packages bring it along.
fn is_here() -> bool {
    let found = Command::new("gnome-keyring-daemon").arg("--version").stdout(Stdio::null()).status().is_ok();
    if !found {
        eprintln!("SKIPPED: gnome-keyring is needed (scripts/system-packages.sh test)");
    }
    found
}

#[test]
fn an_open_keyring_keeps_what_it_is_given_for_each_profile_apart_and_beyond_its_own_end() {
    if !is_here() {
        return;
    }
    let mut desk = Desk::new();
    desk.keyring(Some("pw"));
    assert_eq!(desk.asks("unlock"), "well");
    assert_eq!(desk.asks("keep"), "0001feff");
    assert_eq!(desk.asks("move"), hex::encode("key"));
    desk.keyring(Some("pw"));
    assert_eq!(desk.asks("lasts"), "0001feff");
}

#[test]
fn a_locked_keyring_says_so_and_asks_nobody() {
    if !is_here() {
        return;
    }
    let mut desk = Desk::new();
    desk.keyring(Some("pw"));
    desk.asks("keep");
    desk.keyring(None);
    assert_eq!(desk.asks("locked"), "Locked Locked Locked Locked Locked Locked");
    // Nobody is there who could be asked.
    assert_eq!(desk.asks("unlock"), "Locked");
}

#[test]
fn a_keyring_that_was_never_made_is_locked() {
    if !is_here() {
        return;
    }
    let mut desk = Desk::new();
    desk.keyring(None);
    assert_eq!(desk.asks("look"), "Locked");
}

#[test]
fn a_bus_without_a_keyring_and_no_bus_are_told_apart() {
    let desk = Desk::new();
    assert_eq!(desk.asks("look"), "NoService");
    let mut without = Command::new(std::env::current_exe().unwrap());
    without.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("XDG_RUNTIME_DIR");
    assert_eq!(asked(without, "look", desk.home.path()), "NoBus");
    let mut gone = desk.command(std::env::current_exe().unwrap());
    gone.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
    assert_eq!(asked(gone, "look", desk.home.path()), "NoBus");
}
