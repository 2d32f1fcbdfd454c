//! What this very process takes.

use super::{proc, read};

/// What this process takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Own {
    /// Time on any core since it began, in milliseconds.
    pub cpu: u64,
    /// Memory that it holds, in bytes.
    pub memory: u64,
    /// When it began, in seconds since 1970.
    pub started: f64,
}

/// What this process takes; `None` where the system doesn't tell.
pub fn own() -> Option<Own> {
    let (cpu, after_boot) = proc::own_times(&read("self/stat"))?;
    let memory = proc::resident(&read("self/status"))?;
    let booted = sysinfo::System::boot_time().ok()? as f64;
    Some(Own { cpu, memory, started: booted + after_boot as f64 / 1000.0 })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn this_process_holds_something_and_began_before_now() {
        let own = own().unwrap();
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs_f64();
        assert!(own.memory > 1_000_000, "{own:?}");
        assert!(own.started <= now + 2.0 && own.started > now - 86_400.0, "{own:?} {now}");
    }
}
