//! What Lorch tells of itself on stderr.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use crate::args::Command;

/// Begins to write the log. `LORCH_LOG` says how much: `warn`, `info`, `lorch_engine=debug`.
pub fn begin(command: &Command) {
    let filter = EnvFilter::try_from_env("LORCH_LOG").unwrap_or_else(|_| EnvFilter::new(usual(command)));
    let colour = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    // Fails only when a log was begun already, and then that one goes on.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(colour).try_init();
}

/// A server has nobody else to tell. A command says by itself what went wrong, and a log would tear up what a person
/// types in the REPL. How long a statement takes is nobody's concern: a check of a large profile takes what it takes.
fn usual(command: &Command) -> &'static str {
    match command {
        Command::Serve(_) => "warn,html5ever=error,sqlx::query=error,lorch=info,lorch_api=info,lorch_engine=info",
        Command::Repl => "off",
        _ => "warn,html5ever=error,sqlx::query=error,lorch_api::problem=off",
    }
}
