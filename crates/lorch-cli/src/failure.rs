//! What went wrong, for a person, a program and a shell.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::error::ErrorKind;
use lorch_api::face::OpenError;
use lorch_connect::{
    http::{ConfigError, SendError},
    source::ReadError,
};
use lorch_formats::text::strip_controls;
use lorch_host::HostError;
use lorch_model::problem::Problem;

use crate::out;

/// The thing failed.
const FAILED: u8 = 1;
/// It was typed in a way that means nothing.
const USAGE: u8 = 2;
/// What was named is not there.
const NOT_FOUND: u8 = 3;
/// It is not allowed.
const REFUSED: u8 = 4;
/// A server outside was not reached or did not answer well.
const NETWORK: u8 = 5;
/// Whoever read our output has gone: as if SIGPIPE had ended us.
const PIPE: u8 = 141;

/// Codes of problems that lie with the network or with a server outside.
const OF_NETWORK: [&str; 19] = [
    "name_not_found",
    "connection_failed",
    "tls_failed",
    "proxy_failed",
    "timed_out",
    "too_large",
    "inflate_ratio",
    "unpack_failed",
    "too_many_redirects",
    "redirect_invalid",
    "redirect_insecure",
    "answer_cut_short",
    "answer_invalid",
    "answer_unusable",
    "answer_empty",
    "server_fault",
    "asked_too_often",
    "missing_at_server",
    "forbidden_by_server",
];

/// Why a command came to nothing.
#[derive(Debug)]
pub enum Failure {
    /// Something to tell.
    Problem(Box<Problem>),
    /// The output can't be written.
    Output(io::Error),
}

impl Failure {
    /// What could not be done, and what the system said about it.
    pub fn from_system(what: &str, fault: &io::Error) -> Self {
        let (status, code) = match fault.kind() {
            io::ErrorKind::NotFound => (404, "file_not_found"),
            io::ErrorKind::PermissionDenied => (403, "file_refused"),
            _ => (500, "system_failed"),
        };
        let said = fault.to_string();
        // The number is for whoever wrote the program, not for who runs it.
        let said = said.split(" (os error").next().unwrap_or_default();
        Problem::new(status, code, format!("{what}: {said}.")).into()
    }

    /// Tells it on stderr and returns the exit code.
    pub fn report(&self, json: bool) -> u8 {
        if let Some(text) = self.text(json) {
            // Nobody is left to tell when stderr is closed too.
            let _ = io::stderr().write_all(text.as_bytes());
        }
        self.exit_code()
    }

    /// What a shell is told.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Output(fault) if fault.kind() == io::ErrorKind::BrokenPipe => PIPE,
            Self::Output(_) => FAILED,
            Self::Problem(problem) => match (problem.code.as_str(), problem.status) {
                (code, _) if OF_NETWORK.contains(&code) => NETWORK,
                ("password_needed", _) | (_, 401 | 403) => REFUSED,
                (_, 404 | 410) => NOT_FOUND,
                (_, 400) => USAGE,
                (_, 502 | 504) => NETWORK,
                _ => FAILED,
            },
        }
    }

    fn text(&self, json: bool) -> Option<String> {
        let problem = match self {
            Self::Output(fault) if fault.kind() == io::ErrorKind::BrokenPipe => return None,
            Self::Output(fault) => {
                &Problem::new(500, "output_failed", format!("The output can't be written: {fault}."))
            }
            Self::Problem(problem) => problem.as_ref(),
        };
        if json {
            return out::json_line(problem).ok().map(|line| line + "\n");
        }
        let detail = problem.detail.as_deref().filter(|detail| !problem.title.contains(detail));
        let lines = [Some(problem.title.as_str()), detail, problem.hint.as_deref()];
        let mut lead = "lorch: ";
        let mut text = String::new();
        for line in lines.into_iter().flatten() {
            text += &format!("{lead}{}\n", strip_controls(line));
            lead = "       ";
        }
        Some(text)
    }
}

/// Tells what was typed wrongly, or helps; returns the exit code.
pub fn usage(fault: &clap::Error, json: bool) -> u8 {
    if json && fault.use_stderr() && fault.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let text = fault.to_string();
        let title = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
        let problem = Problem::new(400, "usage", sentence(title)).hint("`lorch help` shows what can be typed.");
        return Failure::from(problem).report(true);
    }
    let text = fault.to_string();
    let clean: Vec<String> = text.lines().map(strip_controls).collect();
    // Whoever would read it may have gone.
    let _ =
        if text.lines().eq(clean.iter()) { fault.print() } else { io::stderr().write_all(clean.join("\n").as_bytes()) };
    if fault.use_stderr() { USAGE } else { 0 }
}

/// An error's text as a sentence: capital letter, full stop.
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let stop = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{stop}", chars.as_str())
}

impl From<Failure> for ExitCode {
    fn from(failure: Failure) -> Self {
        failure.report(false).into()
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<io::Error> for Failure {
    fn from(fault: io::Error) -> Self {
        Self::Output(fault)
    }
}

impl From<HostError> for Failure {
    fn from(fault: HostError) -> Self {
        let status = match fault {
            HostError::NoRights(_) | HostError::SomeoneElses(_) => 403,
            _ => 500,
        };
        Problem::new(status, "profile_unusable", fault.to_string()).into()
    }
}

impl From<OpenError> for Failure {
    fn from(fault: OpenError) -> Self {
        match fault {
            OpenError::Host(fault) => fault.into(),
            OpenError::Trouble(trouble) => trouble.problem().into(),
            fault => Problem::new(503, "profile_closed", sentence(&fault.to_string())).into(),
        }
    }
}

impl From<SendError> for Failure {
    fn from(fault: SendError) -> Self {
        let status = if matches!(fault, SendError::Refused { .. }) { 403 } else { 422 };
        Problem::new(status, fault.code(), sentence(&fault.to_string())).hint(fault.hint()).into()
    }
}

impl From<ReadError> for Failure {
    fn from(fault: ReadError) -> Self {
        Problem::new(422, fault.code(), sentence(&fault.to_string())).hint(fault.hint()).into()
    }
}

impl From<ConfigError> for Failure {
    fn from(fault: ConfigError) -> Self {
        Problem::new(422, fault.code(), sentence(&fault.to_string())).hint(fault.hint()).into()
    }
}
