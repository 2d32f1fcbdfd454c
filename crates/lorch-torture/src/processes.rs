//! Four processes write to one profile, and again and again the one that owns it is killed. Nothing is refused,
//! nothing is lost.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, PipeReader, Write, pipe},
    process::{Child, ChildStdin, Stdio},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use lorch_host::lock;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::{
    Result, Wish,
    kill::Life,
    ledger::{Deed, Ledger},
    machine::Machine,
    serving::Serving,
    writer::{Kind, Writer},
};

/// Writes a round.
const WRITES: usize = 50;
const KILLS: usize = 8;
/// A change of owner may take as long as a person waits, not longer.
const PATIENCE: Duration = Duration::from_secs(30);
const KINDS: [Kind; 5] = [Kind::Rename, Kind::Mark, Kind::Mark, Kind::Set, Kind::Refresh];

/// What all four share.
struct Common<'a> {
    machine: &'a Machine,
    ledger: &'a Mutex<Ledger>,
    enough: AtomicBool,
    /// Processes that may be killed: each begins anew when it was.
    mortal: Mutex<BTreeSet<u32>>,
    acknowledged: Sender<Option<String>>,
}

/// As many fifties of writes as rounds are wished for.
pub(crate) fn rounds(wish: &Wish) -> Result<String> {
    let mut life = Life::begin(&wish.lorch, wish.seed)?;
    let writes = wish.rounds as usize * WRITES;
    match all(&mut life, writes).and_then(|kills| life.end().map(|()| kills)) {
        Ok(kills) => {
            let written = life.ledger().acknowledged;
            Ok(format!("{written} writes by 4 processes, {kills} owners killed, none lost, none refused"))
        }
        Err(fault) => Err(format!("{fault}\n  what is left: {}", life.keep().display()).into()),
    }
}

fn all(life: &mut Life, writes: usize) -> Result<usize> {
    let (acknowledged, heard) = mpsc::channel();
    let common = Common {
        machine: &life.machine,
        ledger: &life.ledger,
        enough: AtomicBool::new(false),
        mortal: Mutex::default(),
        acknowledged,
    };
    let mut serving = Serving::begin(&life.machine)?;
    common.mortal().insert(serving.id());
    thread::scope(|scope| {
        for (number, writer) in life.writers.iter_mut().enumerate() {
            let common = &common;
            scope.spawn(move || {
                let ended = match number {
                    0 => common.program(writer),
                    1 => common.commands(writer),
                    _ => common.session(writer),
                };
                if let Err(fault) = ended {
                    let _ = common.acknowledged.send(Some(fault.to_string())); // after the end nobody listens
                }
            });
        }
        let kills = watch(&common, &mut serving, &heard, writes);
        common.enough.store(true, Ordering::Relaxed);
        kills
    })
    .and_then(|kills| serving.stop().map(|()| kills))
}

/// Counts, and kills the owner every so often.
fn watch(common: &Common<'_>, serving: &mut Serving, heard: &Receiver<Option<String>>, writes: usize) -> Result<usize> {
    let mut kills = 0;
    for count in 1..=writes {
        if let Some(fault) = heard.recv_timeout(PATIENCE * 2).map_err(|_| "nobody writes any more")? {
            return Err(fault.into());
        }
        if count % (writes / (KILLS + 1)).max(1) == 0 && count < writes {
            let profile = common.machine.profile()?;
            let owner = lock::holder(&profile).map(|holder| holder.pid).filter(|pid| common.mortal().remove(pid));
            let Some(pid) = owner.and_then(|pid| Pid::from_raw(i32::try_from(pid).ok()?)) else { continue };
            kills += 1;
            if pid.as_raw_nonzero().get().unsigned_abs() == serving.id() {
                serving.kill()?;
                *serving = Serving::begin(common.machine)?;
                common.mortal().insert(serving.id());
            } else {
                kill_process(pid, Signal::KILL)?;
            }
        }
    }
    Ok(kills)
}

impl Common<'_> {
    /// A program that speaks to whoever owns the profile, and asks again with the same key when that one is gone.
    fn program(&self, writer: &mut Writer) -> Result<()> {
        let socket = self.machine.profile()?.socket();
        while let Some(deed) = self.next(writer) {
            let began = Instant::now();
            loop {
                match deed.letter.send(&socket) {
                    Ok(answer) if answer.is_good() => break,
                    Ok(answer) if answer.status != 503 && answer.status != 409 => {
                        return Err(format!("refused: {} {:?}", answer.json(), deed.letter).into());
                    }
                    _ if began.elapsed() > PATIENCE => return Err(format!("no owner for {:?}", deed.letter).into()),
                    _ => thread::yield_now(),
                }
            }
            self.done(&deed);
        }
        Ok(())
    }

    /// One command after the other, each a process of its own.
    fn commands(&self, writer: &mut Writer) -> Result<()> {
        while let Some(deed) = self.next(writer) {
            self.machine.ok(&["--json", "api", deed.letter.method, &deed.letter.path, &deed.letter.body])?;
            self.done(&deed);
        }
        Ok(())
    }

    /// A session that stays, and begins again when it was killed.
    fn session(&self, writer: &mut Writer) -> Result<()> {
        let mut session = Session::begin(self)?;
        while let Some(deed) = self.next(writer) {
            while !session.does(&deed)? {
                session.child.wait()?;
                session = Session::begin(self)?;
            }
            self.done(&deed);
        }
        self.mortal().remove(&session.child.id());
        drop(session.input);
        session.child.wait()?;
        Ok(())
    }

    fn next(&self, writer: &mut Writer) -> Option<Deed> {
        let ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        (!self.enough.load(Ordering::Relaxed)).then(|| writer.next(&KINDS, &ledger))
    }

    fn done(&self, deed: &Deed) {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner).acknowledge(deed);
        let _ = self.acknowledged.send(None); // after the end nobody counts
    }

    fn mortal(&self) -> std::sync::MutexGuard<'_, BTreeSet<u32>> {
        self.mortal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A `lorch repl` that a program feeds.
struct Session {
    child: Child,
    input: ChildStdin,
    output: BufReader<PipeReader>,
}

impl Session {
    fn begin(common: &Common<'_>) -> Result<Self> {
        // Answers and failures in one stream: every line of input comes to one line of it.
        let (reader, writer) = pipe()?;
        let mut command = common.machine.command(&["repl", "--json"]);
        command.stdin(Stdio::piped()).stdout(writer.try_clone()?).stderr(writer);
        let mut child = command.spawn()?;
        common.mortal().insert(child.id());
        let input = child.stdin.take().ok_or("the input of `lorch repl` is closed")?;
        Ok(Self { child, input, output: BufReader::new(reader) })
    }

    /// Whether it lived to acknowledge the deed.
    fn does(&mut self, deed: &Deed) -> Result<bool> {
        let letter = &deed.letter;
        let mut line = String::new();
        if writeln!(self.input, "api {} {} '{}'", letter.method, letter.path, letter.body).is_err() {
            return Ok(false);
        }
        self.output.read_line(&mut line)?;
        if !line.ends_with('\n') {
            return Ok(false);
        }
        let said: Value = serde_json::from_str(&line).map_err(|_| format!("a session said: {line}"))?;
        if said.get("code").is_some() {
            return Err(format!("refused: {said} {letter:?}").into());
        }
        Ok(true)
    }
}
