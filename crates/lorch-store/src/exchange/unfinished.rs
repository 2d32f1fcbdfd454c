//! Exchanges that are under way: how far they came, apart from the vector, and what of them waits for an answer.

use lorch_model::{
    exchange::{Ask, Item, Vector},
    id::Id,
};

use crate::{Result, Store, StoreError, Write, json};

impl Store {
    /// Peers whose exchange waits for an answer of the person.
    pub async fn held_exchanges(&self) -> Result<Vec<Id>> {
        let peers: Vec<Vec<u8>> = sqlx::query_scalar("SELECT peer FROM exchanges WHERE held = 1 ORDER BY peer")
            .fetch_all(&self.readers)
            .await?;
        Ok(peers.iter().filter_map(|peer| Id::from_slice(peer)).collect())
    }
}

/// Where an exchange stands: its number, then origin and place of the last thing that came.
type Standing = (Vec<u8>, Option<Vec<u8>>, Option<i64>);

impl Write {
    /// What to ask `peer` for: where the exchange with it broke off, or the beginning of one, known as `fresh`, that
    /// goes up to `theirs`, what the peer has seen now. What it sees later is left to the next one.
    pub async fn begin_exchange(&mut self, peer: &Id, theirs: &Vector, fresh: Id) -> Result<Ask> {
        sqlx::query("INSERT INTO exchanges (peer, number, whole) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(peer.as_bytes())
            .bind(fresh.as_bytes())
            .bind(json(theirs)?)
            .execute(self.conn().await?)
            .await?;
        let (exchange, after) = self.unfinished(peer).await?.ok_or(StoreError::Unreadable("exchange"))?;
        let seen: Vec<(Vec<u8>, i64)> =
            sqlx::query_as("SELECT origin, seq FROM vector WHERE seq > 0").fetch_all(self.conn().await?).await?;
        let seen = seen.into_iter().filter_map(|(origin, seq)| Some((Id::from_slice(&origin)?, seq))).collect();
        Ok(Ask { exchange, seen: Vector(seen), after })
    }

    /// Number and place of the exchange with `peer` that is under way.
    pub async fn unfinished(&mut self, peer: &Id) -> Result<Option<(Id, Option<(Id, i64)>)>> {
        let row: Option<Standing> =
            sqlx::query_as("SELECT number, after_origin, after_seq FROM exchanges WHERE peer = ?")
                .bind(peer.as_bytes())
                .fetch_optional(self.conn().await?)
                .await?;
        row.map(|(number, origin, seq)| {
            let number = Id::from_slice(&number).ok_or(StoreError::Unreadable("exchange"))?;
            Ok((number, origin.and_then(|origin| Id::from_slice(&origin)).zip(seq)))
        })
        .transpose()
    }

    /// Notes that the exchange with `peer` came to this place.
    pub async fn came_to(&mut self, peer: &Id, place: (Id, i64)) -> Result<()> {
        sqlx::query("UPDATE exchanges SET after_origin = ?2, after_seq = ?3 WHERE peer = ?1")
            .bind(peer.as_bytes())
            .bind(place.0.as_bytes())
            .bind(place.1)
            .execute(self.conn().await?)
            .await?;
        Ok(())
    }

    /// Puts aside what would make something vanish.
    pub async fn put_aside(&mut self, peer: &Id, item: &Item) -> Result<()> {
        sqlx::query("INSERT OR REPLACE INTO held (peer, kind, key, item) VALUES (?, ?, ?, ?)")
            .bind(peer.as_bytes())
            .bind(item.content.kind())
            .bind(item.key.as_bytes())
            .bind(json(item)?)
            .execute(self.conn().await?)
            .await?;
        Ok(())
    }

    /// Forgets what was put aside of things: they came again, and go on living.
    pub async fn take_back(&mut self, peer: &Id, items: &[Item]) -> Result<()> {
        let things: Vec<(String, Id)> = items.iter().map(|item| (item.content.kind(), item.key)).collect();
        sqlx::query(
            "DELETE FROM held WHERE peer = ?1 AND (kind, key) IN
                 (SELECT value ->> 0, unhex(value ->> 1) FROM json_each(?2))",
        )
        .bind(peer.as_bytes())
        .bind(json(&things)?)
        .execute(self.conn().await?)
        .await?;
        Ok(())
    }

    /// What was put aside of the exchange with `peer`.
    pub async fn put_aside_by(&mut self, peer: &Id) -> Result<Vec<Item>> {
        let items: Vec<String> = sqlx::query_scalar("SELECT item FROM held WHERE peer = ? ORDER BY kind, key")
            .bind(peer.as_bytes())
            .fetch_all(self.conn().await?)
            .await?;
        items.iter().map(|item| serde_json::from_str(item).map_err(|_| StoreError::Unreadable("exchange"))).collect()
    }

    /// Notes that everything came and the person is asked.
    pub async fn hold(&mut self, peer: &Id) -> Result<()> {
        sqlx::query("UPDATE exchanges SET held = 1 WHERE peer = ?")
            .bind(peer.as_bytes())
            .execute(self.conn().await?)
            .await?;
        Ok(())
    }

    /// Whether the exchange with `peer` waits for an answer.
    pub async fn is_held(&mut self, peer: &Id) -> Result<bool> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM exchanges WHERE peer = ? AND held = 1)")
            .bind(peer.as_bytes())
            .fetch_one(self.conn().await?)
            .await?)
    }

    /// Ends the exchange with `peer`. Returns up to where everything is here now.
    pub async fn end_exchange(&mut self, peer: &Id) -> Result<Vector> {
        let whole: String = sqlx::query_scalar("DELETE FROM exchanges WHERE peer = ? RETURNING whole")
            .bind(peer.as_bytes())
            .fetch_one(self.conn().await?)
            .await?;
        serde_json::from_str(&whole).map_err(|_| StoreError::Unreadable("exchange"))
    }
}
