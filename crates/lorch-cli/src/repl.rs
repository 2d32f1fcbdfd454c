//! The same commands, one after the other, with completion and a history.

mod complete;
mod editor;
mod known;
mod words;

use std::{
    io::IsTerminal,
    sync::{Arc, PoisonError, RwLock},
};

use clap::{CommandFactory, FromArgMatches};
use lorch_api::face::Lifetime;
use lorch_host::Profile;
use lorch_model::problem::Problem;

use crate::{
    args::{Cli, Command},
    call::Call,
    failure::{self, Failure},
    out::Out,
    run::{self, Session},
    signals::Signals,
};
use editor::{Editor, Input};
use known::Known;

/// What holds for every command of a session.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// `--json` was given to the REPL itself.
    pub json: bool,
    /// `--quiet` was given to the REPL itself.
    pub quiet: bool,
}

/// Reads and does commands until the end; returns the exit code of the last one.
pub async fn run(profile: Profile, wish: Wish) -> Result<u8, Failure> {
    let mut signals = Signals::listen()?;
    let call = Call::open(profile, Lifetime::Long).await?;
    let known = Arc::new(RwLock::new(Known::default()));
    let person = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let mut editor = match person {
        true => Editor::of_person(call.face().profile(), grammar(), known.clone()),
        false => Editor::of_program(),
    };
    if person && !wish.quiet {
        println!("Lorch {}. `help` shows the commands, Ctrl-D ends.", lorch_api::core::VERSION);
    }
    let mut code = 0;
    loop {
        if person {
            let fresh = Known::ask(&call).await;
            *known.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
        let input = tokio::select! {
            input = editor.line() => input,
            () = signals.end() => {
                editor.let_go().await;
                Input::End
            }
        };
        match input {
            Input::Line(line) => {
                let done = tokio::select! {
                    done = one(&call, &line, wish) => done,
                    () = signals.interrupt() => Ok(Some(130)),
                };
                match done {
                    Ok(Some(exit)) => code = exit,
                    Ok(None) => break,
                    Err(failure) => {
                        call.close().await;
                        return Err(failure);
                    }
                }
            }
            Input::Nothing => {}
            Input::End => break,
        }
    }
    call.close().await;
    Ok(if person { 0 } else { code })
}

/// Does one line. `None` asks to end; a failure is one of the output, all others were told.
async fn one(call: &Call, line: &str, wish: Wish) -> Result<Option<u8>, Failure> {
    let words = match words::split(line) {
        Ok(words) => words,
        Err(fault) => return Ok(Some(Failure::from(Problem::new(400, "usage", fault)).report(wish.json))),
    };
    match words.first().map(String::as_str) {
        None => return Ok(Some(0)),
        Some(comment) if comment.starts_with('#') => return Ok(Some(0)),
        Some("exit" | "quit") => return Ok(None),
        Some(_) => {}
    }
    let words = words.iter().skip(usize::from(words[0] == "lorch"));
    let cli = match grammar().try_get_matches_from(words).and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(fault) => return Ok(Some(failure::usage(&fault, wish.json))),
    };
    let out = Out::stdout(cli.json || wish.json, cli.quiet || wish.quiet);
    let done = match cli {
        Cli { profile: Some(_), .. } => Err(refused("--profile names the profile of the whole session.")),
        Cli { command: Command::Profile(_) | Command::Serve(_) | Command::Repl, .. } => {
            Err(refused("This is a command of the shell."))
        }
        Cli { command, .. } => run::with_profile(command, &Session { call, out: &out }).await,
    };
    match done.and_then(|()| Ok(out.flush()?)) {
        Ok(()) => Ok(Some(0)),
        Err(failure @ Failure::Output(_)) => Err(failure),
        Err(failure) => {
            out.flush()?;
            Ok(Some(failure.report(out.json)))
        }
    }
}

fn refused(title: &str) -> Failure {
    Problem::new(400, "usage", title).hint("End the session with `exit`, then begin it in another way.").into()
}

/// What can be typed here: the commands without `lorch`.
fn grammar() -> clap::Command {
    let hide = |command: clap::Command| command.hide(true);
    let mut grammar = Cli::command()
        .no_binary_name(true)
        .bin_name("")
        .about("Commands of this session; `exit` or Ctrl-D ends it")
        .disable_version_flag(true)
        .mut_arg("profile", |profile| profile.hide(true))
        .mut_subcommand("serve", hide)
        .mut_subcommand("repl", hide)
        .mut_subcommand("completions", hide);
    grammar.build(); // global options become part of every command
    grammar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_the_shells_without_its_own_commands() {
        grammar().debug_assert();
        let help = grammar().render_help().to_string();
        assert!(help.contains("feeds") && !help.contains("completions") && !help.contains("lorch"), "{help}");
        assert!(grammar().try_get_matches_from(["feeds", "list", "--json"]).is_ok());
    }
}
