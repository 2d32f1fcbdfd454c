//! Backups made and listed, a restore made ready.

use std::path::Path;

use lorch_model::{
    Timestamp,
    backup::{Backup, BackupKind, Backups},
};
use lorch_store::backup::{self, Name, Staged};

use crate::{Engine, EngineError, upkeep};

/// Days between two backups of the week.
const WEEK: i64 = 7;
/// Part of a day that an automatic backup may come early: it is due a day after the one before *began*.
const EARLY_HOURS: i64 = 2;

impl Engine {
    /// Makes a backup because the person asks for it.
    pub async fn back_up(&self) -> Result<Backup, EngineError> {
        let _turn = self.0.upkeep.lock().await;
        let made = self.store().back_up(BackupKind::Manual, self.now()).await?;
        self.forgive(upkeep::BACKUP).await?;
        Ok(made)
    }

    /// The backup of the day, or of the week when there is none of this week.
    pub(crate) async fn back_up_daily(&self) -> Result<Backup, EngineError> {
        let _turn = self.0.upkeep.lock().await;
        let kind = due_kind(&backup::list(&self.store().backups_folder())?, self.now());
        Ok(self.store().back_up(kind, self.now()).await?)
    }

    /// The backups there are, and what is done about them.
    pub async fn backups(&self) -> Result<Backups, EngineError> {
        let folder = self.store().backups_folder();
        Ok(Backups {
            items: backup::list(&folder)?,
            next: self.store().job(upkeep::BACKUP, &upkeep::ONLY).await?.and_then(|job| job.due),
            last_drill: backup::last_drill(&folder)?,
            folder: folder.display().to_string(),
        })
    }

    /// Makes a backup ready to become the profile; what it is called decides, so nothing outside the folder is reached.
    pub async fn stage_backup(&self, name: &str) -> Result<Staged, EngineError> {
        let known = name.parse::<Name>().map_err(|_| EngineError::BackupNotFound(name.to_owned()))?;
        let file = self.store().backups_folder().join(known.to_string());
        if !file.is_file() {
            return Err(EngineError::BackupNotFound(name.to_owned()));
        }
        self.stage(&file, name).await
    }

    /// Makes a file from anywhere ready to become the profile.
    pub async fn stage_file(&self, file: &Path) -> Result<Staged, EngineError> {
        let name = file.display().to_string();
        if !file.is_file() {
            return Err(EngineError::BackupNotFound(name));
        }
        self.stage(file, &name).await
    }

    async fn stage(&self, file: &Path, name: &str) -> Result<Staged, EngineError> {
        let _turn = self.0.upkeep.lock().await;
        Ok(self.store().stage(file, name, self.now()).await?)
    }
}

/// The kind of an automatic backup at `now`, given those there are.
fn due_kind(backups: &[Backup], now: Timestamp) -> BackupKind {
    let hours = |backup: &Backup| now.duration_since(backup.at).as_hours();
    let this_week = |backup: &Backup| (0..WEEK * 24 - EARLY_HOURS).contains(&hours(backup));
    match backups.iter().any(|backup| backup.kind == BackupKind::Weekly && this_week(backup)) {
        true => BackupKind::Daily,
        false => BackupKind::Weekly,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn one_backup_a_week_is_of_the_week() {
        let mut made: Vec<Backup> = Vec::new();
        let mut kinds = String::new();
        for day in 0..15 {
            // Each a little later than the day before.
            let now = Timestamp::from_second(1_700_000_000 + day * (86_400 + 60)).unwrap();
            let kind = due_kind(&made, now);
            kinds.push(if kind == BackupKind::Weekly { 'w' } else { 'd' });
            let name = String::new();
            made.push(Backup { name, at: now, kind, bytes: 1, schema: 1, encrypted: false, verified: true });
        }
        assert_eq!(kinds, "wddddddwddddddw");
    }
}
