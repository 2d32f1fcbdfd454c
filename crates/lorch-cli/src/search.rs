//! Finding words.

use clap::Args;
use jiff::{civil::Date, tz::TimeZone};
use lorch_model::{
    problem::Problem,
    search::{Hit, Part},
};

use crate::{
    call::{Paging, pages},
    failure::Failure,
    out::{Span, accent, faint, plain, short, strong},
    run::Session,
};

/// Find words in titles and texts.
#[derive(Debug, Args)]
pub struct Search {
    /// Words that must all occur; "several in quotes" in this order
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    /// Closest match first instead of newest
    #[arg(long)]
    closest: bool,
    /// Only in this room
    #[arg(long, value_name = "ROOM", value_parser = ["reader", "planner", "coding", "listening"])]
    room: Option<String>,
    /// Only from this source, for example `feeds`
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// Only from this day on
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<Date>,
    /// Only up to this day, and on it
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<Date>,
    #[command(flatten)]
    paging: Paging,
}

impl Search {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let wished = [
            ("q", Some(question(&self.words))),
            ("room", self.room),
            ("source", self.source),
            ("from", self.from.map(begin_of).transpose()?),
            ("to", self.to.map(|day| day.tomorrow().map_or(Ok(END.to_owned()), begin_of)).transpose()?),
            ("order", self.closest.then(|| "closest".to_owned())),
        ];
        let mut none = true;
        let more = pages(call, "/api/search", &wished, self.paging, |hits: Vec<Hit>| {
            none &= hits.is_empty();
            for hit in &hits {
                if out.json {
                    out.object(hit)?;
                    continue;
                }
                let entry = &hit.entry;
                let mut line = vec![faint(format!("{}  ", short(&entry.id)))];
                line.extend(shown(&hit.title_parts, strong));
                line.push(faint(format!("  {} · {}", entry.subtitle, out.when(entry.started))));
                out.cut_line(line)?;
                if !hit.text_parts.is_empty() {
                    let mut line = vec![plain("          ")];
                    line.extend(shown(&hit.text_parts, plain));
                    out.cut_line(line)?;
                }
            }
            Ok(())
        })
        .await?;
        if none {
            out.note("Nothing found.");
        } else if more && out.width.is_some() {
            out.note("There are more: --limit N or --all.");
        }
        Ok(())
    }
}

/// After the last day there is.
const END: &str = "9999-12-30T22:00:00Z";

/// When a day begins on this machine.
fn begin_of(day: Date) -> Result<String, Failure> {
    let begin = day
        .to_zoned(TimeZone::system())
        .map_err(|_| Problem::new(400, "day_invalid", format!("The day {day} is outside of the calendar.")))?;
    Ok(begin.timestamp().to_string())
}

/// A shell took the quotes away; an argument of several words had some.
fn question(words: &[String]) -> String {
    let quoted = |word: &String| {
        let several = words.len() > 1 && word.contains(char::is_whitespace) && !word.contains('"');
        if several { format!("\"{word}\"") } else { word.clone() }
    };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

fn shown(parts: &[Part], otherwise: fn(String) -> Span) -> Vec<Span> {
    parts.iter().map(|part| if part.matched { accent(&part.text) } else { otherwise(part.text.clone()) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_survive_the_shell() {
        let asked = |words: &[&str]| question(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(asked(&["tide", "table"]), "tide table");
        assert_eq!(asked(&["tide table"]), "tide table");
        assert_eq!(asked(&["tide table", "moon"]), "\"tide table\" moon");
        assert_eq!(asked(&["\"tide table\" moon", "sun"]), "\"tide table\" moon sun");
    }
}
