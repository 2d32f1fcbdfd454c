//! Settings of this machine.

use clap::{Args, Subcommand};
use http::Method;
use lorch_model::problem::Problem;
use serde_json::{Map, Value};

use crate::{
    failure::Failure,
    out::{Column, Out, Table, faint, plain},
    run::Session,
};

/// Show or change settings.
#[derive(Debug, Args)]
pub struct Settings {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show settings
    Get {
        /// Only this one
        #[arg(value_name = "SETTING")]
        name: Option<String>,
    },
    /// Change a setting
    Set {
        /// Which
        #[arg(value_name = "SETTING")]
        name: String,
        /// To what; an empty one for none
        value: String,
    },
}

const PATH: &str = "/api/settings";

impl Settings {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let settings: Map<String, Value> = call.get(PATH).await?;
        match self.what {
            None | Some(What::Get { name: None }) => show(out, &settings, &settings.keys().collect::<Vec<_>>()),
            Some(What::Get { name: Some(name) }) => {
                present(&settings, &name)?;
                show(out, &settings, &[&name])
            }
            Some(What::Set { name, value }) => {
                let edit = Map::from_iter([(name.clone(), typed(present(&settings, &name)?, &name, value)?)]);
                let settings: Map<String, Value> = call.send(Method::PATCH, PATH, &edit).await?;
                if out.quiet { Ok(()) } else { show(out, &settings, &[&name]) }
            }
        }
    }
}

fn show(out: &Out, settings: &Map<String, Value>, names: &[&String]) -> Result<(), Failure> {
    if out.json {
        let shown: Map<String, Value> = settings
            .iter()
            .filter(|(name, _)| names.contains(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        return Ok(out.object(&shown)?);
    }
    let mut table = Table::new(&[("", Column::Whole), ("", Column::Rest)]);
    for name in names {
        let value = match &settings[*name] {
            Value::String(text) if text.is_empty() => faint("none"),
            Value::String(text) => plain(text),
            value => plain(value.to_string()),
        };
        table.row([faint(*name), value]);
    }
    Ok(out.table(&table)?)
}

fn present<'a>(settings: &'a Map<String, Value>, name: &str) -> Result<&'a Value, Failure> {
    let names = || settings.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    settings.get(name).ok_or_else(|| {
        let problem = Problem::new(404, "setting_not_found", format!("There is no setting `{name}`."));
        problem.hint(format!("There are: {}.", names())).into()
    })
}

/// What was typed, as the kind of value that the setting has.
fn typed(now: &Value, name: &str, text: String) -> Result<Value, Failure> {
    let read = match now {
        Value::String(_) => Ok(Value::String(text.clone())),
        _ => serde_json::from_str(&text),
    };
    read.ok().filter(|value: &Value| std::mem::discriminant(value) == std::mem::discriminant(now)).ok_or_else(|| {
        let kind = if now.is_number() { "a number" } else { "true or false" };
        Problem::new(400, "setting_invalid", format!("`{text}` does not fit: {name} is {kind}.")).into()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_has_the_kind_of_its_setting() {
        let read = |now: Value, text: &str| typed(&now, "x", text.to_owned()).map_err(|fault| fault.exit_code());
        assert_eq!(read(json!(60), "30"), Ok(json!(30)));
        assert_eq!(read(json!(60), "soon"), Err(2));
        assert_eq!(read(json!(60), "\"30\""), Err(2));
        assert_eq!(read(json!(""), "30"), Ok(json!("30")));
        assert_eq!(read(json!(true), "false"), Ok(json!(false)));
        assert_eq!(read(json!(true), "1"), Err(2));
    }
}
