//! An origin is one incarnation of one device: a restored backup, a copied folder, a cloned machine gets a new one
//! before its first write.

use lorch_model::{Timestamp, id::Id};

use crate::{Result, Store, StoreError};

/// What a device says of itself when it opens a profile.
#[derive(Debug, Clone)]
pub struct Claim {
    /// What this machine calls itself.
    pub machine: String,
    /// The origin to write under, if a new incarnation has to begin.
    pub fresh: Id,
    /// The nonce that the database holds from now on.
    pub next: [u8; 16],
}

impl Store {
    /// Goes on as the incarnation that wrote here last, if `is_known` knows the nonce it left and the machine is the
    /// same; otherwise begins a new one. Returns whether a new one began. Call it before the first write.
    pub async fn incarnate(
        &mut self,
        claim: &Claim,
        now: Timestamp,
        is_known: impl FnOnce(Option<[u8; 16]>) -> bool,
    ) -> Result<bool> {
        let mut write = self.write().await?;
        let before: Option<(Vec<u8>, Vec<u8>, String)> =
            sqlx::query_as("SELECT origin, nonce, machine FROM incarnation").fetch_optional(write.conn()).await?;
        let nonce = before.as_ref().and_then(|(_, nonce, _)| nonce.as_slice().try_into().ok());
        let known = is_known(nonce);
        let origin = match &before {
            Some((origin, _, machine)) if known && *machine == claim.machine => {
                Id::from_slice(origin).ok_or(StoreError::Unreadable("origin"))?
            }
            // The first opening: what the database was made with has written nothing elsewhere.
            None => self.origin,
            Some(_) => claim.fresh,
        };
        sqlx::query("INSERT INTO origins (id, own, began) VALUES (?, 1, ?) ON CONFLICT DO NOTHING")
            .bind(origin.as_bytes())
            .bind(now.as_millisecond())
            .execute(write.conn())
            .await?;
        sqlx::query(
            "INSERT INTO incarnation (one, origin, nonce, machine) VALUES (1, ?, ?, ?)
             ON CONFLICT DO UPDATE SET origin = excluded.origin, nonce = excluded.nonce, machine = excluded.machine",
        )
        .bind(origin.as_bytes())
        .bind(claim.next.as_slice())
        .bind(&claim.machine)
        .execute(write.conn())
        .await?;
        write.commit().await?;
        self.origin = origin;
        Ok(before.is_some() && origin == claim.fresh)
    }
}
