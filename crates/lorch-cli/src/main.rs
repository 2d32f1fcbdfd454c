//! Lorch in the terminal: every verb of the API as a command, the same commands in a REPL, and `lorch serve`.
//!
//! Read in this order: [`args`] (what can be typed), [`run`] (who does it), any one room, for example `reader/feeds`,
//! then [`call`] (how a command asks the API) and [`out`] (the only way to the terminal).

mod api;
mod args;
mod backup;
mod bin;
mod call;
mod coding;
mod connections;
mod devices;
mod edits;
mod export;
mod failure;
mod guide;
mod imports;
mod inbox;
mod input;
mod links;
mod listening;
mod log;
mod out;
mod papers;
mod planner;
mod profile;
mod reader;
mod repl;
mod run;
mod sample;
mod search;
mod serve;
mod settings;
mod signals;
mod sources;
mod status;
mod system;
mod timeline;
mod vault;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Cli;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(fault) => return failure::usage(&fault, std::env::args_os().any(|argument| argument == "--json")).into(),
    };
    log::begin(&cli.command);
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => {
            let code = runtime.block_on(run::main(cli));
            // A name lookup that is still under way can't be ended; nobody waits for it any more.
            runtime.shutdown_background();
            code.into()
        }
        Err(fault) => failure::Failure::from_system("The runtime did not start", &fault).report(false).into(),
    }
}
