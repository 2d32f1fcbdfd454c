use clap::Args;
use jiff::{Zoned, civil::Date};
use lorch_model::planner::{Kind, Occurrence, State, plus};

use super::{occurrences, said};
use crate::{
    failure::Failure,
    out::{Column, Table, faint, plain, strong, tail},
    run::Session,
};

/// Show what is planned, day by day.
#[derive(Debug, Args)]
pub struct Agenda {
    /// The first day [default: today]
    #[arg(long, value_name = "DAY")]
    from: Option<Date>,
    /// How many days
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(i32).range(1..=400))]
    days: i32,
    /// Only with this tag
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
}

impl Agenda {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let from = self.from.unwrap_or_else(|| Zoned::now().date());
        let tag = self.tag.map(|tag| tag.trim_start_matches('#').to_owned());
        let planned = occurrences(call, from, plus(from, self.days - 1), tag).await?;
        if out.json {
            return Ok(planned.iter().try_for_each(|one| out.object(one))?);
        }
        if planned.is_empty() {
            out.note("Nothing is planned on these days.");
        }
        let mut table = Table::new(&[
            ("", Column::Whole),
            ("", Column::Whole),
            ("", Column::Whole),
            ("", Column::Most(48)),
            ("", Column::Whole),
            ("", Column::Rest),
        ]);
        let mut shown = None;
        for one in &planned {
            // What began before stands on the first day.
            let day = one.day.max(from);
            let is_new = shown.replace(day) != Some(day);
            table.row([
                strong(if is_new { said::day(day) } else { String::new() }),
                plain(time(one)),
                faint(state(one)),
                if one.state == State::Done { faint(&one.title) } else { plain(&one.title) },
                faint(tail(&one.activity)),
                faint(said::tags(&one.tags)),
            ]);
        }
        Ok(out.table(&table)?)
    }
}

fn time(one: &Occurrence) -> String {
    match (&one.time, one.minutes) {
        (Some(time), Some(minutes @ 1..)) => format!("{time}  {minutes} min"),
        (Some(time), _) => time.clone(),
        (None, _) => "all day".to_owned(),
    }
}

fn state(one: &Occurrence) -> &'static str {
    match (one.state, one.by_due, one.kind) {
        (State::Done, ..) => "done",
        (State::Open, true, _) => "due",
        (State::Open, false, Kind::Task) => "to do",
        (State::Open, false, Kind::Event) => "",
    }
}
