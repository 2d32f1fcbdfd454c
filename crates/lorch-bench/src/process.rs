//! What a process cost so far, and other copies of this program.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    time::Duration,
};

use rustix::time::{ClockId, clock_gettime};

use crate::Result;

const MIB: f64 = 1024.0;

/// CPU time of this process so far, user and system.
pub(crate) fn cpu() -> Duration {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    let nanos = u32::try_from(spent.tv_nsec).unwrap_or(0);
    Duration::new(u64::try_from(spent.tv_sec).unwrap_or(0), nanos)
}

/// CPU time of the living threads of another process.
pub(crate) fn cpu_of(pid: u32) -> Duration {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let spent = threads.filter_map(|thread| {
        let schedstat = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        schedstat.split(' ').next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(spent.sum())
}

/// A line of `/proc/PID/status` in MiB: `VmHWM` (the most memory it had), `VmRSS` (what it has now).
pub(crate) fn status_mib(pid: &str, line: &str) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    kib(&status, line).ok_or_else(|| format!("/proc/{pid}/status says no {line}").into())
}

/// Memory of a process and all it started, shared pages counted by their share, in MiB.
pub(crate) fn pss_of_tree(root: u32) -> f64 {
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(parent).collect();
    let mut tree = vec![root];
    let mut next = 0;
    while let Some(&pid) = tree.get(next) {
        tree.extend(parents.iter().filter(|(_, parent)| *parent == pid).map(|(child, _)| *child));
        next += 1;
    }
    let share = |pid: u32| kib(&fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?, "Pss");
    tree.into_iter().filter_map(share).sum()
}

/// The load of the machine: 1, 5 and 15 minutes.
pub(crate) fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// Another copy of this program. It ends when this is dropped.
pub(crate) struct Copy {
    child: Child,
    /// Servers run until their input ends.
    _input: Option<ChildStdin>,
    output: BufReader<Box<dyn std::io::Read>>,
}

impl Copy {
    /// Starts this program with these words.
    pub fn start(words: &[&str]) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(words);
        Self::of(command)
    }

    /// Starts another program that prints a line and stays.
    pub fn of(mut command: Command) -> Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = child.stdin.take();
        let output: Box<dyn std::io::Read> = match child.stdout.take() {
            Some(output) => Box::new(output),
            None => Box::new(std::io::empty()),
        };
        Ok(Self { child, _input: input, output: BufReader::new(output) })
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The next line it prints.
    pub fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        if line.is_empty() {
            return Err(format!("a measured process said nothing and ended: {:?}", self.child.wait()?).into());
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until whoever started this process lets go of it.
pub(crate) fn until_let_go() {
    // Whatever comes of reading: nobody is there any more.
    let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
}

/// A program that was built beside this one: `lorch`, `examples/empty_window`.
pub(crate) fn built(name: &str) -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let path = here.parent().unwrap_or(Path::new(".")).join(name);
    if path.exists() { Ok(path) } else { Err(format!("{} is not built: run `make bench`", path.display()).into()) }
}

fn kib(status: &str, line: &str) -> Option<f64> {
    let value = status.lines().find_map(|row| row.strip_prefix(line)?.strip_prefix(':'))?;
    value.split_whitespace().next()?.parse::<f64>().ok().map(|kib| kib / MIB)
}

/// A process and its parent.
fn parent(entry: fs::DirEntry) -> Option<(u32, u32)> {
    let pid = entry.file_name().to_str()?.parse().ok()?;
    let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
    // The name may hold blanks and brackets; what follows its last bracket does not.
    let (_, after) = stat.rsplit_once(')')?;
    Some((pid, after.split_whitespace().nth(1)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_says_what_this_process_costs() {
        let own = std::process::id();
        assert!(cpu() > Duration::ZERO);
        assert!(cpu_of(own) > Duration::ZERO);
        assert!(status_mib("self", "VmHWM").is_ok_and(|mib| mib > 1.0));
        assert!(status_mib("self", "Nonsense").is_err());
        assert!(pss_of_tree(own) > 0.5);
    }
}
