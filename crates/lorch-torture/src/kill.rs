//! A round: Lorch opens what the last kill left, is checked, is written to from several sides, and is killed.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::Duration,
};

use crate::{
    Result, Wish,
    check::Database,
    dice::Dice,
    ledger::Ledger,
    letter::Letter,
    machine::Machine,
    observe::{articles, ask, observe, text},
    serving::Serving,
    writer::{Kind, Writer},
};

/// Rounds of one profile; then a new one begins, so that a seed is soon played again.
const CHAIN: u64 = 10;
const WRITERS: usize = 4;
const FEEDS: usize = 8;
/// The kill comes after so many acknowledged writes at most, and so many microseconds.
const MOST_WRITES: u64 = 40;
const MOST_MICROS: u64 = 4000;

/// Many rounds of one phase.
pub(crate) fn rounds(phase: &str, wish: &Wish) -> Result<String> {
    let (mut acknowledged, mut doubts, mut done) = (0, 0, 0);
    for (chain, from) in (0..wish.rounds).step_by(CHAIN as usize).enumerate() {
        let seed = wish.seed + chain as u64;
        let rounds = CHAIN.min(wish.rounds - from);
        let mut life = Life::begin(&wish.lorch, seed)?;
        let lived = (0..rounds).try_for_each(|_| life.round(kinds(phase))).and_then(|()| life.end());
        if let Err(fault) = lived {
            let home = life.keep();
            return Err(format!(
                "{fault}\n  again: lorch-torture {phase} --seed {seed} --rounds {rounds}; what is left: {}",
                home.display()
            )
            .into());
        }
        acknowledged += life.ledger().acknowledged;
        (doubts, done) = (doubts + life.doubts, done + life.done);
    }
    Ok(format!(
        "{} kills from seed {}, {acknowledged} writes acknowledged, {doubts} without an answer, {done} of these done",
        wish.rounds, wish.seed
    ))
}

fn kinds(phase: &str) -> &'static [Kind] {
    match phase {
        "refresh" => &[Kind::Refresh, Kind::Refresh, Kind::Mark],
        "backup" => &[Kind::Backup, Kind::Rename, Kind::Mark, Kind::Subscribe],
        "import" => &[Kind::Import, Kind::Import, Kind::Rename],
        _ => &[Kind::Rename, Kind::Mark, Kind::Mark, Kind::Set, Kind::Subscribe],
    }
}

/// A profile and what it has to say.
pub(crate) struct Life {
    pub machine: Machine,
    pub ledger: Mutex<Ledger>,
    pub writers: Vec<Writer>,
    pub dice: Dice,
    doubts: usize,
    done: usize,
}

impl Life {
    /// Makes a profile with feeds, and those who will write to it.
    pub fn begin(lorch: &Path, seed: u64) -> Result<Self> {
        let machine = Machine::new(lorch)?;
        let mut dice = Dice::new(seed);
        machine.ok(&["allow", &machine.feeds.address()])?;
        let mut serving = Serving::begin(&machine)?;
        let mut feeds = Vec::new();
        for feed in 0..FEEDS {
            let body = serde_json::json!({ "url": machine.feeds.url(feed) }).to_string();
            let answer = Letter::post("/api/reader/feeds", body).send(serving.socket())?;
            feeds.push((feed, text(&answer.json(), "id").to_owned()));
        }
        let all = articles(serving.socket())?;
        serving.stop()?;
        let writers = (0..WRITERS).map(|number| {
            let own: Vec<_> = feeds.iter().filter(|(feed, _)| feed % WRITERS == number).cloned().collect();
            let is_own = |id: &str| own.iter().any(|(_, feed)| feed == id);
            let articles = all.iter().filter(|article| is_own(text(article, "feed")));
            let articles = articles.map(|article| text(article, "id").to_owned()).collect();
            Writer::new(number, dice.fork(), machine.feeds.clone(), own, articles)
        });
        let writers = writers.collect();
        Ok(Self { machine, ledger: Mutex::default(), writers, dice, doubts: 0, done: 0 })
    }

    fn round(&mut self, kinds: &[Kind]) -> Result<()> {
        let mut serving = self.open_again()?;
        let writes = 1 + self.dice.below(MOST_WRITES);
        let then = Duration::from_micros(self.dice.below(MOST_MICROS));
        let (told, heard) = mpsc::channel();
        let ledger = &self.ledger;
        let socket = serving.socket().to_owned();
        thread::scope(|scope| {
            for writer in &mut self.writers {
                let (told, socket) = (told.clone(), &socket);
                scope.spawn(move || told.send(write(writer, kinds, ledger, socket, &told)));
            }
            drop(told);
            let refused = (0..writes).find_map(|_| heard.recv().ok()?);
            thread::sleep(then); // not waiting for anything: the moment of the kill is drawn
            let killed = serving.kill();
            // What the writers said last: whoever ended because nobody answered has nothing to say.
            let refused = refused.or_else(|| heard.iter().flatten().next());
            killed.and(refused.map_or(Ok(()), |refusal| Err(refusal.into())))
        })
    }

    /// Opens what a kill left, and holds it against the ledger.
    pub fn open_again(&mut self) -> Result<Serving> {
        let serving = Serving::begin(&self.machine)?;
        let mut database = Database::open(&self.machine.database())?;
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        self.done += ledger.check(&observe(serving.socket(), &mut database)?)?;
        for deed in ledger.take_doubts() {
            self.doubts += 1;
            let answer = deed.letter.send(serving.socket())?;
            if !answer.is_good() {
                return Err(format!("sent again, it was refused: {} {:?}", answer.json(), deed.letter).into());
            }
            ledger.acknowledge(&deed);
        }
        ledger.check(&observe(serving.socket(), &mut database)?).map_err(|fault| format!("sent again: {fault}"))?;
        database.check()?;
        database.close()?;
        verify(serving.socket())?;
        Ok(serving)
    }

    /// The last look, and an end in order.
    pub fn end(&mut self) -> Result<()> {
        self.open_again()?.stop()
    }

    /// Leaves everything for a person to look at. Returns where it is.
    pub fn keep(self) -> PathBuf {
        self.machine.keep()
    }

    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes until nobody answers. Tells of each write that was acknowledged; returns a refusal.
fn write(
    writer: &mut Writer,
    kinds: &[Kind],
    ledger: &Mutex<Ledger>,
    socket: &Path,
    told: &mpsc::Sender<Option<String>>,
) -> Option<String> {
    let ledger = || ledger.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let deed = writer.next(kinds, &ledger());
        match deed.letter.send(socket) {
            Ok(answer) if answer.is_good() => {
                ledger().acknowledge(&deed);
                let _ = told.send(None); // nobody counts any more once the kill is under way
            }
            Ok(answer) => return Some(format!("refused: {} {:?}", answer.json(), deed.letter)),
            Err(_) => {
                ledger().doubt(deed);
                return None;
            }
        }
    }
}

/// Lorch finds the profile whole, its projections those that a rebuild would make, and its backups proved.
fn verify(socket: &Path) -> Result<()> {
    let said = Letter::post("/api/verify", "").send(socket)?.json();
    if said["ok"] != true {
        return Err(format!("`lorch verify` says {said}").into());
    }
    match ask(socket, "/api/backups")?["items"].as_array() {
        Some(backups) if backups.iter().all(|backup| backup["verified"] == true) => Ok(()),
        backups => Err(format!("a backup counts that was not proved: {backups:?}").into()),
    }
}
