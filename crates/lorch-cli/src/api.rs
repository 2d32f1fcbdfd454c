//! Any call of the HTTP API.

use std::{io::IsTerminal, path::Path};

use clap::Args;
use http::Method;
use lorch_formats::text::strip_controls;
use lorch_model::problem::Problem;
use serde_json::Value;

use crate::{call::Answer, failure::Failure, input, out::Out, run::Session};

/// Call the HTTP API.
#[derive(Debug, Args)]
pub struct Api {
    /// GET, POST, PATCH, PUT or DELETE
    method: String,
    /// The path, for example /api/status; `lorch serve` has the list at /api/docs
    path: String,
    /// The body as JSON; `-` for stdin
    #[arg(value_name = "JSON|-")]
    body: Option<String>,
}

impl Api {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let method = self.method.to_ascii_uppercase();
        let method = Method::from_bytes(method.as_bytes()).map_err(|_| {
            Problem::new(400, "method_invalid", format!("`{}` is not a method.", self.method))
                .hint("Give GET or POST, for example.")
        })?;
        if !self.path.starts_with('/') {
            let problem = Problem::new(400, "path_invalid", format!("`{}` is not a path.", self.path));
            return Err(problem.hint("A path begins with /, for example /api/status.").into());
        }
        let body = match self.body.as_deref() {
            None => None,
            Some("-") => Some(kind(input::read(Path::new("-"))?)),
            Some(text) => Some(("application/json", checked(text)?)),
        };
        print(out, &call.raw(method, &self.path, body).await?)
    }
}

/// JSON is indented for people and one line for programs; anything else is given as it is.
fn print(out: &Out, answer: &Answer) -> Result<(), Failure> {
    if answer.body.is_empty() {
        return Ok(());
    }
    if let Ok(value) = serde_json::from_slice::<Value>(&answer.body) {
        if out.json {
            return Ok(out.object(&value)?);
        }
        return Ok(out.pretty(&value)?);
    }
    if out.width.is_none() && !std::io::stdout().is_terminal() {
        return Ok(out.bytes(&answer.body)?);
    }
    let text = String::from_utf8_lossy(&answer.body);
    text.lines().try_for_each(|line| Ok(out.bytes(format!("{}\n", strip_controls(line)).as_bytes())?))
}

fn checked(text: &str) -> Result<Vec<u8>, Failure> {
    match serde_json::from_str::<Value>(text) {
        Ok(_) => Ok(text.as_bytes().to_vec()),
        Err(fault) => {
            let problem = Problem::new(400, "json_invalid", "The body is not JSON.").detail(fault.to_string());
            Err(problem.hint("Put it into single quotes: '{\"read\": true}'.").into())
        }
    }
}

/// What stdin brings may also be an OPML file.
fn kind(bytes: Vec<u8>) -> (&'static str, Vec<u8>) {
    match serde_json::from_slice::<Value>(&bytes) {
        Ok(_) => ("application/json", bytes),
        Err(_) => ("application/octet-stream", bytes),
    }
}
