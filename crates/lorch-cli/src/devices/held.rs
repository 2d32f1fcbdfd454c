//! What another device would remove here.

use http::Method;
use lorch_model::{devices::HeldExchange, problem::Problem};
use serde::Deserialize;

use crate::{
    call::Call,
    failure::Failure,
    out::{Column, Out, Table, count, faint, plain, short, strong},
};

#[derive(Deserialize)]
struct Items {
    items: Vec<HeldExchange>,
}

const PATH: &str = "/api/devices/held";

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Accept,
    Refuse,
}

/// Allows what a device would remove here, or keeps everything.
pub(super) async fn answer(call: &Call, out: &Out, id: &str, answer: Answer) -> Result<(), Failure> {
    let (verb, done) = match answer {
        Answer::Accept => ("accept", "Removed "),
        Answer::Refuse => ("refuse", "Kept "),
    };
    let held = find(call, id).await?;
    call.raw(Method::POST, &format!("{PATH}/{}/{verb}", held.peer), None).await?;
    if out.json {
        return Ok(out.object(&held)?);
    }
    Ok(out.done(&[plain(done), strong(count(held.things, "thing"))])?)
}

/// Lists what waits.
pub(super) async fn list(call: &Call, out: &Out) -> Result<(), Failure> {
    let items = call.get::<Items>(PATH).await?.items;
    if out.json {
        return Ok(items.iter().try_for_each(|item| out.object(item))?);
    }
    if items.is_empty() {
        out.note("No device waits for your answer.");
    }
    let mut table =
        Table::new(&[("device", Column::Whole), ("would remove", Column::Whole), ("for example", Column::Rest)]);
    for held in &items {
        let kinds: Vec<String> = held.kinds.iter().map(|kind| count(kind.things, &kind.kind)).collect();
        table.row([faint(short(&held.peer)), strong(kinds.join(", ")), plain(held.titles.join(", "))]);
    }
    Ok(out.table(&table)?)
}

async fn find(call: &Call, meant: &str) -> Result<HeldExchange, Failure> {
    let prefix = meant.to_ascii_lowercase();
    let items = call.get::<Items>(PATH).await?.items;
    let mut found = items.into_iter().filter(|held| !prefix.is_empty() && held.peer.to_string().starts_with(&prefix));
    match (found.next(), found.next()) {
        (Some(held), None) => Ok(held),
        (None, _) => Err(Problem::new(409, "nothing_held", format!("No device `{meant}` waits for your answer."))
            .hint("`lorch devices held` shows what waits.")
            .into()),
        (Some(_), Some(_)) => {
            let problem =
                Problem::new(409, "id_ambiguous", format!("Several devices have ids that begin with {meant}."));
            Err(problem.hint("Give more digits of the id.").into())
        }
    }
}
