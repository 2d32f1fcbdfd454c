//! Lists longer than a page.

use clap::Args;
use lorch_model::page::{MOST, Page};
use serde::de::DeserializeOwned;

use super::{Call, query};
use crate::failure::Failure;

/// How much of a list is wished.
#[derive(Debug, Clone, Copy, Args)]
pub struct Paging {
    /// The most to list
    #[arg(long, short = 'n', value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    /// List all there is
    #[arg(long, conflicts_with = "limit")]
    pub all: bool,
}

/// Hands over a list page by page, as each arrives. Returns whether there is more than was wished.
pub async fn pages<T: DeserializeOwned>(
    call: &Call,
    path: &str,
    wished: &[(&str, Option<String>)],
    paging: Paging,
    mut each: impl FnMut(Vec<T>) -> Result<(), Failure>,
) -> Result<bool, Failure> {
    let mut left = if paging.all { u32::MAX } else { paging.limit };
    let mut after = None;
    loop {
        let mut pairs = wished.to_vec();
        pairs.extend([("limit", Some(left.min(MOST).to_string())), ("after", after)]);
        let page: Page<T> = call.get(&query(path, &pairs)).await?;
        let count = u32::try_from(page.items.len()).unwrap_or(u32::MAX);
        each(page.items)?;
        left = if paging.all { left } else { left.saturating_sub(count) };
        match page.next {
            Some(next) if left > 0 && count > 0 => after = Some(next),
            next => return Ok(next.is_some()),
        }
    }
}
