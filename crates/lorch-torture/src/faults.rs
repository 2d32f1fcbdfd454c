//! The disk fails at the n-th write, sync or cut of a command: it must not say that all went well and lose it then.

use std::{
    path::Path,
    process::{Command, Output},
};

use crate::{
    Result, Wish,
    check::Database,
    kill::Life,
    ledger::{Deed, Ledger},
    observe::observe,
    serving::Serving,
    writer::Kind,
};

/// Calls that fail by turns. Each kind is counted by itself in each thread, so that the n-th write is one of the thread
/// that writes the database.
const WRITES: &str = "pwrite64";
const SYNCS: &str = "fsync,fdatasync,ftruncate";
/// Syncs that a command makes at most.
const MOST_SYNCS: u64 = 12;
/// Once, and from then on: a bad sector, and a disk that is full or gone.
const WAYS: [(&str, &str); 4] = [("EIO", ""), ("ENOSPC", "+"), ("ENOSPC", ""), ("EIO", "+")];
const KINDS: [Kind; 6] = [Kind::Rename, Kind::Mark, Kind::Set, Kind::Subscribe, Kind::Refresh, Kind::Mark];

/// As many faults as rounds are wished for, spread over the calls.
pub(crate) fn rounds(wish: &Wish) -> Result<String> {
    if let Some(reason) = impossible() {
        return Ok(format!("skipped: {reason}"));
    }
    let (mut lied, mut failed) = (0, 0);
    let mut life = Life::begin(&wish.lorch, wish.seed)?;
    let mut ledger = Ledger::default();
    for round in 0..wish.rounds {
        let (calls, nth) = nth_call(round, wish.rounds);
        let (error, onwards) = WAYS[(round / 2 + round / 24) as usize % WAYS.len()];
        let writers = life.writers.len();
        let deed = life.writers[round as usize % writers].next(&KINDS, &ledger);
        let said = command(&life, &deed, calls, &format!("{error}:when={nth}{onwards}"))?;
        lied += 1;
        if said.status.success() {
            ledger.acknowledge(&deed);
        } else {
            failed += 1;
            ledger.doubt(deed.clone());
        }
        if let Err(fault) = look(&life, &mut ledger) {
            let (seed, home) = (wish.seed, life.keep());
            return Err(format!(
                "{calls} {nth}{onwards} failed with {error} in {:?}, which said {}{}: {fault}
  again: lorch-torture faults --seed {seed} --rounds {}; what is left: {}",
                deed.letter,
                String::from_utf8_lossy(&said.stdout),
                String::from_utf8_lossy(&said.stderr),
                wish.rounds,
                home.display()
            )
            .into());
        }
    }
    Ok(format!("{lied} calls failed from seed {}, {failed} commands said so, nothing is lost", wish.seed))
}

/// Which call fails in a round: writes from the first to the hundredth when there is time, else those that matter.
fn nth_call(round: u64, rounds: u64) -> (&'static str, u64) {
    let furthest = if rounds < 100 { 36 } else { 100 };
    match round % 2 {
        0 => (WRITES, 1 + round * furthest / rounds),
        _ => (SYNCS, 1 + round / 2 % MOST_SYNCS),
    }
}

/// Does the deed by a command of its own whose disk fails.
fn command(life: &Life, deed: &Deed, calls: &str, fault: &str) -> Result<Output> {
    let (trace, inject) = (format!("trace={calls}"), format!("inject={calls}:error={fault}"));
    let lorch = life.machine.lorch().to_str().ok_or("the path of lorch is odd")?;
    let letter = &deed.letter;
    let mut words = vec!["-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject, lorch];
    words.extend(["--json", "api", letter.method, &letter.path]);
    if !letter.body.is_empty() {
        words.push(&letter.body);
    }
    Ok(life.machine.command_of(Path::new("strace"), &words).output()?)
}

/// The next run works, and says what was acknowledged.
fn look(life: &Life, ledger: &mut Ledger) -> Result<()> {
    let mut serving = Serving::begin(&life.machine)?;
    let mut database = Database::open(&life.machine.database())?;
    let seen = observe(serving.socket(), &mut database)?;
    ledger.check(&seen)?;
    ledger.settle(&seen);
    database.check()?;
    database.close()?;
    serving.stop()
}

/// Why a command's disk can't be made to fail here.
fn impossible() -> Option<String> {
    match Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).output() {
        Ok(done) if done.status.success() => None,
        Ok(done) => Some(format!("strace may not trace here: {}", String::from_utf8_lossy(&done.stderr).trim())),
        Err(fault) => Some(format!("strace is not there: {fault}")),
    }
}
