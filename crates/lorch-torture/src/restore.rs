//! Lorch is killed while it puts a backup in the profile's place. Afterwards the profile is the one or the other, whole.

use std::{thread, time::Duration};

use crate::{
    Result, Wish,
    check::Database,
    kill::Life,
    ledger::Facts,
    letter::Letter,
    observe::{observe, text},
    serving::Serving,
    writer::Kind,
};

const CHAIN: u64 = 10;
const KINDS: [Kind; 4] = [Kind::Rename, Kind::Mark, Kind::Set, Kind::Subscribe];
/// A restore takes about half as long; the kill comes within.
const MOST_MICROS: u64 = 160_000;

/// As many kills as rounds are wished for.
pub(crate) fn rounds(wish: &Wish) -> Result<String> {
    let mut counts = [0; 2];
    for (chain, from) in (0..wish.rounds).step_by(CHAIN as usize).enumerate() {
        let seed = wish.seed + chain as u64;
        let rounds = CHAIN.min(wish.rounds - from);
        let mut life = Life::begin(&wish.lorch, seed)?;
        let lived = (0..rounds).try_for_each(|_| {
            counts[usize::from(round(&mut life)?)] += 1;
            Ok(())
        });
        if let Err(fault) = lived.and_then(|()| life.end()) {
            let home = life.keep();
            return Err(format!(
                "{fault}\n  again: lorch-torture restore --seed {seed} --rounds {rounds}; what is left: {}",
                home.display()
            )
            .into());
        }
    }
    let [stayed, restored] = counts;
    Ok(format!("{} kills from seed {}, {restored} were restored, {stayed} stayed as they were", wish.rounds, wish.seed))
}

/// Makes a backup, goes on, goes back to it, is killed meanwhile. Returns whether it was restored.
fn round(life: &mut Life) -> Result<bool> {
    let serving = life.open_again()?;
    let backup = good(&Letter::post("/api/backups", ""), &serving)?;
    let (ledger_then, then) = (life.ledger().facts().clone(), said(life, &serving)?);
    for turn in 0..3 + life.dice.below(8) as usize {
        let writers = life.writers.len();
        let deed = {
            let ledger = life.ledger.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            life.writers[turn % writers].next(&KINDS, &ledger)
        };
        good(&deed.letter, &serving)?;
        life.ledger().acknowledge(&deed);
    }
    let now = said(life, &serving)?;
    let answered = go_back(life, serving, text(&backup, "name"))?;
    let mut serving = Serving::begin(&life.machine)?;
    let seen = said(life, &serving)?;
    serving.stop()?;
    match (seen == then, seen == now, answered) {
        (true, _, _) => life.ledger().go_back(ledger_then),
        (false, true, false) => return Ok(false),
        (false, true, true) => return Err("the restore was acknowledged and did not happen".into()),
        (false, false, _) => return Err("after the restore the profile is neither what it was nor the backup".into()),
    }
    Ok(true)
}

/// Asks for the restore and kills at a drawn moment. Returns whether it was acknowledged before.
fn go_back(life: &mut Life, mut serving: Serving, name: &str) -> Result<bool> {
    let moment = Duration::from_micros(life.dice.below(MOST_MICROS));
    let socket = serving.socket().to_owned();
    let letter = Letter::post(format!("/api/backups/{name}/restore"), "");
    let asked = thread::spawn(move || letter.send(&socket));
    thread::sleep(moment); // not waiting for anything: the moment of the kill is drawn
    serving.kill()?;
    match asked.join().map_err(|_| "whoever asked for the restore broke")? {
        Ok(answer) if answer.is_good() => Ok(true),
        Ok(answer) => Err(format!("the restore was refused: {}", answer.json()).into()),
        Err(_) => Ok(false),
    }
}

/// All that the profile says, but for what a fetch in the background may change.
fn said(life: &Life, serving: &Serving) -> Result<Facts> {
    let mut database = Database::open(&life.machine.database())?;
    let mut facts = observe(serving.socket(), &mut database)?;
    database.close()?;
    facts.retain(|(_, word), _| *word != "edition");
    Ok(facts)
}

fn good(letter: &Letter, serving: &Serving) -> Result<serde_json::Value> {
    let answer = letter.send(serving.socket())?;
    if answer.is_good() { Ok(answer.json()) } else { Err(format!("refused: {} {letter:?}", answer.json()).into()) }
}
