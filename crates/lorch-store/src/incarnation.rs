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
            sqlx::query_as("SELECT origin, nonce, machine FROM incarnation")
                .fetch_optional(write.conn().await?)
                .await?;
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
        // A backup that is made ready doesn't say where it is from.
        let elsewhere = |machine: &str| !machine.is_empty() && machine != claim.machine;
        if before.as_ref().is_some_and(|(_, _, machine)| elsewhere(machine)) {
            // What was written so far was written on another device, which may live on.
            sqlx::query("UPDATE origins SET own = 0").execute(write.conn().await?).await?;
        }
        sqlx::query("INSERT INTO origins (id, own, began) VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET own = 1")
            .bind(origin.as_bytes())
            .bind(now.as_millisecond())
            .execute(write.conn().await?)
            .await?;
        sqlx::query(
            "INSERT INTO incarnation (one, origin, nonce, machine) VALUES (1, ?, ?, ?)
             ON CONFLICT DO UPDATE SET origin = excluded.origin, nonce = excluded.nonce, machine = excluded.machine",
        )
        .bind(origin.as_bytes())
        .bind(claim.next.as_slice())
        .bind(&claim.machine)
        .execute(write.conn().await?)
        .await?;
        write.commit().await?;
        self.origin = origin;
        Ok(before.is_some() && origin == claim.fresh)
    }

    /// Makes known that this device wrote under these origins, also those that a restored backup doesn't know of: what
    /// comes back from them by way of another device is this one's.
    pub async fn own(&self, origins: &[Id], now: Timestamp) -> Result<()> {
        let known = self.own_origins().await?;
        if origins.iter().all(|origin| known.contains(origin)) {
            return Ok(());
        }
        let mut write = self.write().await?;
        for origin in origins {
            // Began before the present one, which has to stay the newest.
            sqlx::query(
                "INSERT INTO origins (id, own, began)
                 VALUES (?1, 1, min(?2, (SELECT min(began) FROM origins WHERE own = 1)))
                 ON CONFLICT DO UPDATE SET own = 1",
            )
            .bind(origin.as_bytes())
            .bind(now.as_millisecond())
            .execute(write.conn().await?)
            .await?;
        }
        write.commit().await
    }
}
