//! A `lorch serve` that can be killed.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::{Result, machine::Machine};

/// A running `lorch serve`; killed when this is dropped.
pub(crate) struct Serving {
    child: Child,
    socket: PathBuf,
    log: PathBuf,
    /// Its output stays open: it must not end because nobody reads.
    output: BufReader<std::process::ChildStdout>,
}

impl Serving {
    /// Starts it; it is not ready yet.
    pub fn start(machine: &Machine) -> Result<Self> {
        let log = machine.home().join("serve.log");
        let mut child = machine
            .command(&["serve", "--port", "0", "--json"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .spawn()?;
        let output = child.stdout.take().ok_or("the output of `lorch serve` is closed")?;
        Ok(Self { child, socket: machine.profile()?.socket(), log, output: BufReader::new(output) })
    }

    /// Starts it and waits until it answers.
    pub fn begin(machine: &Machine) -> Result<Self> {
        let mut serving = Self::start(machine)?;
        serving.ready()?;
        Ok(serving)
    }

    /// Waits until it answers.
    pub fn ready(&mut self) -> Result<()> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        if line.starts_with('{') {
            return Ok(());
        }
        let status = self.child.wait()?;
        Err(format!("`lorch serve` did not start: {status}: {}", std::fs::read_to_string(&self.log)?.trim()).into())
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The socket of the profile's owner.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// kill -9.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks it to end, and waits until it has.
    pub fn stop(&mut self) -> Result<()> {
        kill_process(Pid::from_child(&self.child), Signal::TERM)?;
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { Err(format!("`lorch serve` ended with {status}").into()) }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
