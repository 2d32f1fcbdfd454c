//! The only way to the terminal: whatever goes through here carries no escape sequence but our own.

mod json;
mod span;
mod table;
mod wait;
mod when;
mod wrap;

use std::{
    io::{self, BufWriter, IsTerminal, Write},
    sync::{Mutex, PoisonError},
};

use jiff::tz::TimeZone;
use lorch_api::core;
use lorch_model::{
    Timestamp,
    id::{ID_BYTES, Id},
};
use serde::Serialize;

pub use json::line as json_line;
pub use span::{Span, accent, bad, faint, good, plain, strong};
pub use table::{Column, Table};
pub use wrap::wrap;

/// How much of an id a person sees; any four digits that are unique are taken.
const SHORT_ID: usize = 8;

/// Where a command writes, and how.
pub struct Out {
    /// One JSON object a line instead of words.
    pub json: bool,
    /// Only what was asked for.
    pub quiet: bool,
    /// Columns of the terminal; `None` when the output goes elsewhere and nothing is cut.
    pub width: Option<usize>,
    colour: bool,
    now: Timestamp,
    zone: TimeZone,
    to: Mutex<Box<dyn Write + Send>>,
}

impl Out {
    /// Writes to stdout as the terminal can show it.
    pub fn stdout(json: bool, quiet: bool) -> Self {
        let terminal = io::stdout().is_terminal();
        let width = if terminal { comfy_table::Table::new().width().map(usize::from) } else { None };
        Self {
            json,
            quiet,
            width,
            colour: terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
            now: core::now(),
            zone: TimeZone::system(),
            to: Mutex::new(Box::new(BufWriter::new(io::stdout()))),
        }
    }

    /// One object as one line of JSON.
    pub fn object(&self, value: &impl Serialize) -> io::Result<()> {
        self.write(&(json::line(value)? + "\n"))
    }

    /// Any JSON, indented for people.
    pub fn pretty(&self, value: &serde_json::Value) -> io::Result<()> {
        self.write(&(json::pretty(value)? + "\n"))
    }

    /// One line of words.
    pub fn line(&self, spans: &[Span]) -> io::Result<()> {
        self.write(&(span::render(spans, self.colour) + "\n"))
    }

    /// A line that fits the terminal; what is too long ends in `…`.
    pub fn cut_line(&self, spans: Vec<Span>) -> io::Result<()> {
        self.line(&match self.width {
            Some(width) => span::cut(spans, width),
            None => spans,
        })
    }

    /// A table.
    pub fn table(&self, table: &Table) -> io::Result<()> {
        self.write(&table.render(self.width, self.colour))
    }

    /// Bytes of a file or of an answer, as they are.
    pub fn bytes(&self, bytes: &[u8]) -> io::Result<()> {
        self.to.lock().unwrap_or_else(PoisonError::into_inner).write_all(bytes)
    }

    /// Says on stderr what else there is to know; programs and the quiet don't hear it.
    pub fn note(&self, text: &str) {
        if !self.json && !self.quiet {
            let _ = self.flush(); // what was written before comes before
            let _ = writeln!(io::stderr(), "{}", lorch_formats::text::strip_controls(text)); // nobody to tell
        }
    }

    /// Says in words that something was done; the quiet don't hear it.
    pub fn done(&self, spans: &[Span]) -> io::Result<()> {
        if self.quiet { Ok(()) } else { self.line(spans) }
    }

    /// Hands over what was written.
    pub fn flush(&self) -> io::Result<()> {
        self.to.lock().unwrap_or_else(PoisonError::into_inner).flush()
    }

    /// How long ago, or when.
    pub fn when(&self, time: Timestamp) -> String {
        when::relative(time, self.now, &self.zone)
    }

    /// As [`Out::when`], or what is said of something that never was.
    pub fn when_or(&self, time: Option<Timestamp>, never: &str) -> String {
        time.map_or_else(|| never.to_owned(), |time| self.when(time))
    }

    /// Day and time of day.
    pub fn moment(&self, time: Timestamp) -> String {
        when::moment(time, &self.zone)
    }

    fn write(&self, text: &str) -> io::Result<()> {
        self.bytes(text.as_bytes())
    }
}

/// An id as a person sees it.
pub fn short(id: &Id) -> String {
    let mut text = id.to_string();
    text.truncate(SHORT_ID);
    text
}

/// An id as a person sees it whose beginning says when it was made: things made one after the other begin alike.
pub fn tail(id: &Id) -> String {
    id.to_string().split_off(2 * ID_BYTES - SHORT_ID)
}

/// `1 article`, `2 articles`.
pub fn count(number: impl Into<u64>, one: &str) -> String {
    match number.into() {
        1 => format!("1 {one}"),
        number => format!("{number} {one}s"),
    }
}
