//! How soon the window shows something, beside an empty window made of the same parts.

mod screen;

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    Result,
    figure::{Budget, Figure, Report},
    process,
};
use screen::Screen;

const RUNS: usize = 5;
/// A window that shows nothing for so long never will.
const PATIENCE: Duration = Duration::from_secs(60);
/// Memory is looked at once the window has rested.
const REST: Duration = Duration::from_secs(2);

/// What a window took, run by run: milliseconds until it was painted on a profile just made and on one used before,
/// and its memory.
#[derive(Debug, Default)]
struct Opened {
    fresh: Vec<f64>,
    warm: Vec<f64>,
    memory: Vec<f64>,
}

/// Opens both by turns.
pub(crate) fn measure(report: &mut Report) -> Result<()> {
    report.part("Windows");
    let screen = Screen::open()?;
    let (mut lorch, mut empty) = (Opened::default(), Opened::default());
    // The first round reads the programs and libraries from the disk.
    for round in 0..=RUNS {
        empty.open(&screen, "examples/empty_window", round > 0)?;
        lorch.open(&screen, "lorch-desktop", round > 0)?;
    }
    for (what, unit, runs, beside, budget) in [
        ("painted, fresh profile", "ms", &lorch.fresh, &empty.fresh, Budget::Times(1.3)),
        ("painted, used profile", "ms", &lorch.warm, &empty.warm, Budget::Times(1.3)),
        ("memory of all its processes", "MiB", &lorch.memory, &empty.memory, Budget::Told),
    ] {
        report.tell(&Figure { what, unit, runs, beside: Some(("empty", beside)), budget });
    }
    Ok(())
}

impl Opened {
    fn open(&mut self, screen: &Screen, program: &str, keep: bool) -> Result<()> {
        let folder = tempfile::tempdir()?;
        let (fresh, _) = once(screen, program, folder.path(), false)?;
        let (warm, memory) = once(screen, program, folder.path(), true)?;
        if keep {
            self.fresh.push(fresh);
            self.warm.push(warm);
            self.memory.push(memory);
        }
        Ok(())
    }
}

/// Milliseconds from the start of `program` until the screen shows something of it, and its memory if wanted.
fn once(screen: &Screen, program: &str, home: &Path, memory: bool) -> Result<(f64, f64)> {
    let mut command = command(program, home, &screen.display)?;
    screen.wait_until_black(PATIENCE)?;
    let began = Instant::now();
    let window = Window(command.spawn()?);
    screen.wait_until_painted(PATIENCE).map_err(|fault| format!("{program}: {fault}"))?;
    let took = began.elapsed().as_secs_f64() * 1000.0;
    if memory {
        std::thread::sleep(REST);
    }
    Ok((took, process::pss_of_tree(window.0.id())))
}

/// A program that keeps away from the person's own files.
fn command(program: &str, home: &Path, display: &str) -> Result<Command> {
    let mut command = Command::new(process::built(program)?);
    command.env("DISPLAY", display).env_remove("WAYLAND_DISPLAY").env("LORCH_PROFILE", home.join("profile"));
    // No session here: a bus started for the first window, with its portals, would be waited for and shared by chance.
    command.env("DBUS_SESSION_BUS_ADDRESS", "disabled:").env("NO_AT_BRIDGE", "1").env("GTK_A11Y", "none");
    command.env("GDK_BACKEND", "x11");
    for (name, below) in [
        ("XDG_DATA_HOME", "data"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_RUNTIME_DIR", "run"),
    ] {
        let folder = home.join(below);
        std::fs::create_dir_all(&folder)?;
        command.env(name, folder);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Ok(command)
}

/// A program with a window; it ends when this is dropped.
struct Window(Child);

impl Drop for Window {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
