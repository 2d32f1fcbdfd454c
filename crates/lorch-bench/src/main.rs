//! `make bench`: what Lorch costs, beside the bare libraries it is made of.
//!
//! Read in this order: [`figure`] (how a result is told), then what is measured: [`refresh`], [`lists`], [`search`],
//! [`truth`], [`devices`], [`system`], [`programs`], [`windows`]. Whatever is measured runs in a process of its own: this program starts itself again with
//! a word that begins with `@`.

mod devices;
mod feeds;
mod figure;
mod http1;
mod lists;
mod process;
mod programs;
mod refresh;
mod search;
mod system;
mod truth;
mod windows;

use std::process::ExitCode;

use figure::Report;

/// What went wrong, for the person at the terminal.
type Fault = Box<dyn std::error::Error + Send + Sync>;
/// What most functions here return.
type Result<T, E = Fault> = std::result::Result<T, E>;

const PARTS: [&str; 8] = ["refresh", "lists", "search", "truth", "devices", "system", "programs", "windows"];

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(code) => code,
        Err(fault) => {
            eprintln!("lorch-bench: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["@feeds", count, items] => runtime.block_on(feeds::serve(count.parse()?, items.parse()?))?,
        ["@refresh", origins, count, folder] => runtime.block_on(refresh::lorch(origins, count.parse()?, folder))?,
        ["@refresh-bare", origins, count, folder] => {
            runtime.block_on(refresh::bare(origins, count.parse()?, folder))?
        }
        ["@profile"] => println!("{}", runtime.block_on(lists::profile())?.display()),
        ["@lists", folder] => runtime.block_on(lists::serve(folder))?,
        ["@search", folder] => runtime.block_on(search::serve(folder))?,
        ["@lists-bare", folder] => runtime.block_on(lists::serve_bare(folder))?,
        ["@truth-open", folder] => runtime.block_on(truth::open(folder))?,
        ["@truth-rebuild", folder] => runtime.block_on(truth::rebuild(folder))?,
        ["@system-sampling", word] => runtime.block_on(system::sampling(*word == "processes"))?,
        ["@system-week"] => runtime.block_on(system::week())?,
        ["@system-metrics"] => runtime.block_on(system::metrics())?,
        parts if parts.iter().all(|part| PARTS.contains(part)) => return report(&runtime, parts),
        _ => return Err(format!("usage: lorch-bench [{}]…", PARTS.join("|")).into()),
    }
    Ok(ExitCode::SUCCESS)
}

/// Measures these parts, or all of them.
fn report(runtime: &tokio::runtime::Runtime, parts: &[&str]) -> Result<ExitCode> {
    if cfg!(debug_assertions) {
        println!("This is a debug build: its figures mean nothing.");
    }
    let mut report = Report::default();
    let wanted = |part: &str| parts.is_empty() || parts.contains(&part);
    if wanted("refresh") {
        refresh::measure(&mut report)?;
    }
    if wanted("lists") {
        runtime.block_on(lists::measure(&mut report))?;
    }
    if wanted("search") {
        runtime.block_on(search::measure(&mut report))?;
    }
    if wanted("truth") {
        runtime.block_on(truth::measure(&mut report))?;
    }
    if wanted("devices") {
        runtime.block_on(devices::measure(&mut report))?;
    }
    if wanted("system") {
        runtime.block_on(system::measure(&mut report))?;
    }
    if wanted("programs") {
        runtime.block_on(programs::measure(&mut report))?;
    }
    if wanted("windows") {
        windows::measure(&mut report)?;
    }
    Ok(report.close())
}
