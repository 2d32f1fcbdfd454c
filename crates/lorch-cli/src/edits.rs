//! What was done, and taking it back.

use clap::Args;
use http::Method;
use lorch_model::{
    id::Id,
    made::{Edit, FieldChange, History as Told, Value},
};
use serde_json::json;

use crate::{
    call::{self, Paging, pages},
    failure::Failure,
    out::{Column, Out, Table, faint, plain, strong},
    run::Session,
};

/// Take an edit back, or do it again.
#[derive(Debug, Args)]
pub struct Which {
    /// Number of the edit, as `lorch edits` shows it
    #[arg(value_name = "NUMBER")]
    number: Option<String>,
}

/// List what you did, newest first.
#[derive(Debug, Args)]
pub struct Edits {
    #[command(flatten)]
    paging: Paging,
}

/// Show what a thing was like before.
#[derive(Debug, Args)]
pub struct History {
    /// Id of a feed, a folder, a rule or an activity, as --json shows it
    #[arg(value_name = "ID")]
    id: Id,
    /// Go back to the state that this change brought about
    #[arg(long, value_name = "CHANGE")]
    restore: Option<String>,
}

impl Which {
    /// Takes it back.
    pub async fn undo(self, session: &Session<'_>) -> Result<(), Failure> {
        self.send(session, "/api/edits/undo", "Undone: ").await
    }

    /// Does it again.
    pub async fn redo(self, session: &Session<'_>) -> Result<(), Failure> {
        self.send(session, "/api/edits/redo", "Done again: ").await
    }

    async fn send(self, Session { call, out }: &Session<'_>, path: &str, verb: &str) -> Result<(), Failure> {
        let edit: Edit = call.send(Method::POST, path, &json!({ "number": self.number })).await?;
        if out.json {
            return Ok(out.object(&edit)?);
        }
        Ok(out.done(&[plain(verb), strong(words(&edit)), faint(format!("  {}", edit.number))])?)
    }
}

impl Edits {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let mut none = true;
        let more = pages(call, "/api/edits", &[], self.paging, |edits: Vec<Edit>| {
            none &= edits.is_empty();
            if out.json {
                return Ok(edits.iter().try_for_each(|edit| out.object(edit))?);
            }
            let mut table =
                Table::new(&[("", Column::Number), ("", Column::Whole), ("", Column::Whole), ("", Column::Rest)]);
            for edit in &edits {
                let words = words(edit);
                table.row([
                    faint(&edit.number),
                    faint(out.when(edit.at)),
                    faint(if edit.undone { "undone" } else { "" }),
                    if edit.undone { faint(words) } else { plain(words) },
                ]);
            }
            Ok(out.table(&table)?)
        })
        .await?;
        if none {
            out.note("Nothing was done in the last 30 days.");
        } else if more && out.width.is_some() {
            out.note("There are more: --limit N or --all.");
        }
        Ok(())
    }
}

impl History {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let path = format!("/api/history/{}", self.id);
        if let Some(change) = self.restore {
            let body = call::json(&json!({ "change": change }));
            call.raw(Method::POST, &format!("{path}/restore"), Some(body)).await?;
            let done = json!({ "restored": change });
            return Ok(if out.json { out.object(&done) } else { out.done(&[plain("It is as it was.")]) }?);
        }
        show(out, &call.get(&path).await?)
    }
}

fn show(out: &Out, told: &Told) -> Result<(), Failure> {
    if out.json {
        return Ok(told.items.iter().try_for_each(|state| out.object(state))?);
    }
    let mut table = Table::new(&[("", Column::Whole), ("", Column::Whole), ("", Column::Whole), ("", Column::Rest)]);
    for state in &told.items {
        let fields: Vec<String> = state.fields.iter().map(change).collect();
        table.row([
            faint(&state.change),
            faint(out.when(state.at)),
            faint(if state.here { "here" } else { "elsewhere" }),
            plain(fields.join(", ")),
        ]);
    }
    out.table(&table)?;
    for conflict in &told.conflicts {
        let values: Vec<String> = conflict.values.iter().map(value).collect();
        out.note(&format!("{} was given different values at once: {}.", conflict.field, values.join(", ")));
    }
    Ok(())
}

/// What was done, as a sentence without its full stop.
fn words(edit: &Edit) -> String {
    let done = edit.action.word().replace('_', " ");
    let what = match (edit.title.as_str(), edit.count) {
        ("", 0 | 1) => String::new(),
        (title, 0 | 1) => format!(" {title}"),
        ("", many) => format!(" ({many})"),
        (title, many) => format!(" {title} ({many})"),
    };
    format!("{done}{what}")
}

fn change(change: &FieldChange) -> String {
    let said = |held: &Option<Value>| held.as_ref().map_or_else(|| "nothing".to_owned(), value);
    format!("{}: {} → {}", change.field, said(&change.from), said(&change.to))
}

fn value(value: &Value) -> String {
    match value {
        Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => format!("“{text}”"),
        Value::Time(time) => time.to_string(),
    }
}
