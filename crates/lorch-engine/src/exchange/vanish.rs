//! What of the person's an exchange would make vanish, of whatever kind.

use lorch_documents::{
    fields::{self, REMOVED},
    purge::{Hash, settle},
};
use lorch_model::{
    exchange::{Content, Item, MOST_VANISHING, RECORD, Vanishing, is_too_much},
    id::Id,
    made::Value,
};
use lorch_store::Write;

use crate::{Engine, EngineError};

impl Engine {
    /// What of the person's would vanish if `held` landed.
    pub(crate) async fn vanishing(&self, write: &mut Write, held: &[Item]) -> Result<Vec<Vanishing>, EngineError> {
        let mut vanishing = Vec::new();
        for item in held {
            let title = match &item.content {
                Content::Document { kind, changes, purged } => {
                    would_vanish(write, &item.key, kind, changes, purged).await?
                }
                Content::Record(record) => match write.record(&item.key).await? {
                    Some(here) if !here.removed && record.wins_over(&here) => Some(title_of(&here.body)),
                    _ => None,
                },
                _ => None,
            };
            vanishing.extend(title.map(|title| Vanishing { id: item.key, kind: item.content.kind(), title }));
        }
        Ok(vanishing)
    }

    /// Whether this is more than may vanish without asking: more than a share of any kind, or more than a number of
    /// all kinds together.
    pub(crate) async fn is_too_much(&self, write: &mut Write, vanishing: &[Vanishing]) -> Result<bool, EngineError> {
        if vanishing.len() > MOST_VANISHING {
            return Ok(true);
        }
        let mut kinds: Vec<&str> = vanishing.iter().map(|thing| thing.kind.as_str()).collect();
        kinds.sort_unstable();
        for group in kinds.chunk_by(|one, other| one == other) {
            let total = match group[0].strip_prefix(RECORD) {
                Some(kind) => write.count_records(kind).await?,
                None => count_made(write, group[0]).await?,
            };
            if is_too_much(group.len(), total) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether a document of these changes is something that the person has: it is not in the bin, and something is left
/// of it. What this Lorch doesn't know it doesn't show, so it can't vanish here.
pub(crate) fn is_had<'a>(kind: &str, bodies: impl IntoIterator<Item = &'a [u8]>) -> Result<bool, EngineError> {
    let bodies: Vec<Vec<u8>> = bodies.into_iter().map(<[u8]>::to_vec).collect();
    let known = lorch_documents::schema_of(kind).is_some() && !bodies.is_empty();
    Ok(known && !fields::read(&bodies)?.contains_key(REMOVED))
}

/// What the person knows a thing by that would vanish if these changes and purges came.
async fn would_vanish(
    write: &mut Write,
    id: &Id,
    kind: &str,
    changes: &[(Hash, Vec<u8>)],
    purged: &[Hash],
) -> Result<Option<String>, EngineError> {
    let kept = write.documents_here(&[*id]).await?.remove(id).unwrap_or_default();
    let here: Vec<Vec<u8>> = kept.changes.iter().map(|(_, body)| body.clone()).collect();
    if !is_had(kind, here.iter().map(Vec::as_slice))? {
        return Ok(None);
    }
    let purged = kept.purged.iter().chain(purged).copied();
    let settled = settle(&kept.changes, changes.iter().map(|(_, body)| body.as_slice()), purged)?;
    if is_had(kind, settled.live.iter().map(|change| change.body.as_slice()))? {
        return Ok(None);
    }
    let held = fields::read(&here)?;
    let named = ["title", "name", "path", "first", "url"].into_iter().find_map(|field| match held.get(field) {
        Some(Value::Text(text)) if !text.is_empty() => Some(text.clone()),
        _ => None,
    });
    Ok(Some(named.unwrap_or_default()))
}

/// How many things of a kind the person has.
async fn count_made(write: &mut Write, kind: &str) -> Result<usize, EngineError> {
    if kind == lorch_documents::subscription::KIND {
        return Ok(write.count_subscribed().await?);
    }
    let mut count = 0;
    for id in write.documents_of(kind).await? {
        let bodies = write.document(&id).await?;
        count += usize::from(is_had(kind, bodies.iter().map(Vec::as_slice))?);
    }
    Ok(count)
}

/// What a person knows a record by, where its content says.
fn title_of(body: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    let title = value.get("title").or_else(|| value.get("reason")).and_then(serde_json::Value::as_str);
    title.unwrap_or_default().to_owned()
}
