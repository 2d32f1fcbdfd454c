//! The sample: a made-up year to look around in.

use clap::Subcommand;
use http::Method;
use lorch_model::sample::Sample as State;

use crate::{
    failure::Failure,
    out::{Out, count, plain, strong},
    run::Session,
};

/// Look around in a made-up year, and remove it again.
#[derive(Debug, Subcommand)]
pub enum Sample {
    /// Add a made-up year of feeds, articles and marks
    Add,
    /// Remove everything of it; what is yours stays
    Remove,
    /// Show whether it is there
    Status,
}

const PATH: &str = "/api/sample";

impl Sample {
    /// Does it.
    pub async fn run(self, Session { call, out }: &Session<'_>) -> Result<(), Failure> {
        let before: State = call.get(PATH).await?;
        let (now, verb) = match self {
            Self::Add => (call.raw(Method::POST, PATH, None).await?.read()?, "Added "),
            Self::Remove => (call.raw(Method::DELETE, PATH, None).await?.read()?, "Removed "),
            Self::Status => (before, ""),
        };
        if out.json {
            return Ok(out.object(&now)?);
        }
        if before.present == now.present {
            return said(out, &now);
        }
        Ok(out.done(&[plain(verb), strong(records(before.records.max(now.records))), plain(" of the sample")])?)
    }
}

fn said(out: &Out, state: &State) -> Result<(), Failure> {
    match state.present {
        true => Ok(out.line(&[plain("The sample is there: "), strong(records(state.records))])?),
        false => Ok(out.line(&[plain("There is no sample.")])?),
    }
}

fn records(number: u64) -> String {
    count(u32::try_from(number).unwrap_or(u32::MAX), "record")
}
