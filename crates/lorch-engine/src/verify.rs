//! Whether a profile is whole: what it says about itself is held against a copy whose projections are made again.

use std::path::{Path, PathBuf};

use lorch_connect::Allowed;
use lorch_connect::http::ClientConfig;
use lorch_model::{
    backup::{Check, Digest, Drill, Verification},
    id::Id,
    trouble::{Trouble, TroubleKind},
};
use lorch_store::{StoreOptions, backup};
use rand::Rng;

use crate::{Engine, EngineConfig, EngineError, lock};

impl Engine {
    /// Checks this profile. Reading and writing go on meanwhile.
    pub async fn verify(&self) -> Result<Verification, EngineError> {
        let _turn = self.0.upkeep.lock().await;
        let room = self.room()?;
        match self.store().copy(&room.database()).await {
            Ok(()) => self.verify_in(&room).await,
            Err(fault) => Ok(Verification::of(vec![failed("integrity", &fault)])),
        }
    }

    /// Checks a file as if it were to be restored.
    pub async fn verify_file(&self, file: &Path) -> Result<Verification, EngineError> {
        if !file.is_file() {
            return Err(EngineError::BackupNotFound(file.display().to_string()));
        }
        let _turn = self.0.upkeep.lock().await;
        let room = self.room()?;
        match self.store().bring(file, &room.database()).await {
            Ok(()) => self.verify_in(&room).await,
            Err(fault) => Ok(Verification::of(vec![failed("integrity", &fault)])),
        }
    }

    /// Tries out the newest good backup; `None` when there is none. What was found is kept.
    pub async fn drill(&self) -> Result<Option<Drill>, EngineError> {
        let folder = self.store().backups_folder();
        let Some(newest) = backup::newest_good(&folder)? else { return Ok(None) };
        let found = self.verify_file(&folder.join(&newest.name)).await?;
        let detail = match found.checks.iter().find(|check| !check.ok) {
            None => "It was opened, read through, and everything in it could be made again.".to_owned(),
            Some(bad) => bad.detail.clone(),
        };
        let drill = Drill { at: self.now(), ok: found.ok, backup: newest.name, detail };
        self.store().keep_drill(&drill).await?;
        Ok(Some(drill))
    }

    /// Beside the backups, so that it is on a disk that may hold it; where nothing can be written there, among what is
    /// passing on this machine, for its owner alone.
    fn room(&self) -> Result<Room, EngineError> {
        let fault = match backup::workroom(&self.store().backups_folder()) {
            Ok(room) => return Ok(Room(room)),
            Err(fault) => fault,
        };
        let takes_no_writes =
            |trouble: &Trouble| matches!(trouble.kind, TroubleKind::ReadOnly | TroubleKind::Forbidden);
        if !fault.trouble().is_some_and(takes_no_writes) {
            return Err(fault.into());
        }
        let name = Id(lock(&self.0.random).random());
        Ok(Room(backup::room_at(&std::env::temp_dir().join(format!("lorch-{name}")))?))
    }

    /// Checks the copy in `room`, as a profile of its own.
    async fn verify_in(&self, room: &Room) -> Result<Verification, EngineError> {
        let mut checks = self.store().proofs(&room.database()).await?;
        if checks.iter().all(|check| check.ok) {
            checks.push(self.rebuilt_is_the_same(room).await.unwrap_or_else(|fault| failed("projections", &fault)));
        }
        Ok(Verification::of(checks))
    }

    async fn rebuilt_is_the_same(&self, room: &Room) -> Result<Check, EngineError> {
        let client = ClientConfig { allowed: Allowed::default(), ..self.0.client_config.clone() };
        let config = EngineConfig {
            database: room.database(),
            state: room.0.join("state"),
            machine: String::new(),
            version: self.0.version.clone(),
            clock: self.0.clock.clone(),
            seed: self.seed(),
            client,
        };
        let copy =
            Engine::open_with(config, StoreOptions { key: self.store().key().cloned(), ..Default::default() }).await?;
        let compared = compare(&copy).await;
        copy.stop().await;
        compared
    }
}

async fn compare(copy: &Engine) -> Result<Check, EngineError> {
    // One that broke off is not a fault of what is kept.
    copy.finish_rebuild().await?;
    let before = copy.store().digests().await?;
    copy.rebuild().await?;
    let after = copy.store().digests().await?;
    let differ = |(a, b): &(&Digest, &Digest)| a != b;
    let tables: Vec<&str> = before.iter().zip(&after).filter(differ).map(|(a, _)| a.table.as_str()).collect();
    let rows: u64 = before.iter().map(|digest| digest.rows).sum();
    Ok(Check {
        name: "projections".into(),
        ok: tables.is_empty(),
        detail: match tables.is_empty() {
            true => format!("Made again from the truth, {} tables with {rows} rows are the same.", before.len()),
            false => {
                format!("Made again from the truth, {} differ; `lorch rebuild` puts that right.", tables.join(", "))
            }
        },
    })
}

fn failed(name: &str, fault: &impl std::fmt::Display) -> Check {
    Check { name: name.into(), ok: false, detail: format!("{}.", fault.to_string().trim_end_matches('.')) }
}

/// A folder for one check, gone afterwards.
struct Room(PathBuf);

impl Room {
    fn database(&self) -> PathBuf {
        self.0.join("lorch.db")
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        // What stays is swept by the next backup.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
