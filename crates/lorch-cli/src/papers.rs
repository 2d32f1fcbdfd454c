//! What a package brings beside the programs: manual pages and completions, made from what can be typed.

use std::{fs, io, path::Path};

use clap::{Command, CommandFactory, ValueEnum};
use clap_complete::Shell;

use crate::{args::Cli, failure::Failure};

/// Prints the script that completes commands in `shell`.
pub fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut shown(), "lorch", &mut script);
    Ok(io::Write::write_all(&mut io::stdout(), &script)?)
}

/// Writes into `folder` a manual page for each command, and a script for each shell.
pub fn all(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder)?;
    clap_mangen::generate_to(Cli::command().disable_help_subcommand(true), folder)?;
    for shell in Shell::value_variants() {
        clap_complete::generate_to(*shell, &mut shown(), "lorch", folder)?;
    }
    Ok(())
}

/// Every command but those that are hidden: the scripts would offer them all the same.
fn shown() -> Command {
    let whole = Cli::command();
    Command::new("lorch")
        .about(whole.get_about().cloned().unwrap_or_default())
        .version(env!("CARGO_PKG_VERSION"))
        .args(whole.get_arguments())
        .subcommands(whole.get_subcommands().filter(|command| !command.is_hide_set()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_command_has_a_page_and_is_completed_and_what_is_hidden_is_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        all(folder.path()).unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        let scripts = [read("lorch.bash"), read("_lorch"), read("lorch.fish")];
        for command in Cli::command().get_subcommands() {
            let name = command.get_name();
            let page = folder.path().join(format!("lorch-{name}.1"));
            assert_eq!(page.exists(), !command.is_hide_set(), "lorch-{name}.1");
            for script in &scripts {
                let words = script.split(|c: char| !c.is_alphanumeric() && c != '-');
                assert_eq!(words.into_iter().any(|word| word == name), !command.is_hide_set(), "{name}");
            }
            for part in command.get_subcommands() {
                let page = read(&format!("lorch-{name}-{}.1", part.get_name()));
                assert!(page.contains(".SH NAME"), "{page}");
            }
        }
        assert!(read("lorch.1").contains("on your own machine"));
    }
}
