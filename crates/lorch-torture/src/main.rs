//! `make torture`: Lorch is killed, its disk fails, four processes push at once. What it acknowledged has to be there
//! afterwards, what it did not may be there, but whole, and nobody has to repair anything by hand.
//!
//! Read in this order: [`ledger`] (what has to be there), [`writer`] (who writes), [`kill`] (a round), [`check`] (what
//! a profile has to hold), then [`migration`], [`restore`], [`faults`] and [`processes`].

mod check;
mod dice;
mod faults;
mod feeds;
mod kill;
mod ledger;
mod letter;
mod machine;
mod migration;
mod observe;
mod processes;
mod restore;
mod serving;
mod writer;

use std::{path::PathBuf, process::ExitCode, time::Instant};

use rand::Rng;

/// What went wrong, for the person at the terminal.
type Fault = Box<dyn std::error::Error + Send + Sync>;
/// What most functions here return.
type Result<T, E = Fault> = std::result::Result<T, E>;

const PARTS: [&str; 8] = ["refresh", "edits", "import", "migration", "backup", "restore", "faults", "processes"];

/// How much of it, and by which dice.
#[derive(Debug, Clone)]
struct Wish {
    lorch: PathBuf,
    /// Rounds a phase, faults, and hundreds of writes of the four processes.
    rounds: u64,
    seed: u64,
    parts: Vec<String>,
}

fn main() -> ExitCode {
    let wish = match wish(std::env::args().skip(1)) {
        Ok(wish) => wish,
        Err(fault) => {
            eprintln!("lorch-torture: {fault}");
            return ExitCode::from(2);
        }
    };
    for part in &wish.parts {
        let began = Instant::now();
        match run(part, &wish) {
            Ok(told) => println!("{part}: {told}, {} s", began.elapsed().as_secs()),
            Err(fault) => {
                eprintln!("lorch-torture: {part}: {fault}");
                return ExitCode::FAILURE;
            }
        }
    }
    println!("{} parts of torture, {} passed.", wish.parts.len(), wish.parts.len());
    ExitCode::SUCCESS
}

fn run(part: &str, wish: &Wish) -> Result<String> {
    match part {
        "migration" => migration::rounds(wish),
        "restore" => restore::rounds(wish),
        "faults" => faults::rounds(wish),
        "processes" => processes::rounds(wish),
        phase => kill::rounds(phase, wish),
    }
}

fn wish(arguments: impl Iterator<Item = String>) -> Result<Wish> {
    let usage = || format!("usage: lorch-torture [--lorch FILE] [--rounds N] [--seed N] [{}]…", PARTS.join("|"));
    let beside = std::env::current_exe()?.with_file_name("lorch");
    let mut wish = Wish { lorch: beside, rounds: 4, seed: rand::rng().random_range(0..1_000_000), parts: Vec::new() };
    let mut arguments = arguments;
    while let Some(word) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(usage);
        match word.as_str() {
            "--lorch" => wish.lorch = value()?.into(),
            "--rounds" => wish.rounds = value()?.parse()?,
            "--seed" => wish.seed = value()?.parse()?,
            part if PARTS.contains(&part) => wish.parts.push(word),
            _ => return Err(usage().into()),
        }
    }
    if wish.parts.is_empty() {
        wish.parts = PARTS.map(str::to_owned).into();
    }
    if !wish.lorch.is_file() {
        return Err(format!("{} is not there: `make torture` builds it", wish.lorch.display()).into());
    }
    Ok(wish)
}
