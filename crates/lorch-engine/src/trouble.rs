//! When the disk is full, takes no writes or fails: it is said once, nothing runs by itself meanwhile, and it goes on
//! as soon as it can.

use lorch_host::reserve;
use lorch_model::{
    problem::Problem,
    trouble::{Trouble, TroubleKind},
};

use crate::{
    Engine, EngineError, lock,
    upkeep::{BACKUP, DRILL, ONLY},
};

impl EngineError {
    /// What is wrong with the profile's files, if that is why.
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Store(fault) => fault.trouble().cloned(),
            Self::State(fault) => Some(Trouble::new(Trouble::kind_of(fault), fault.to_string())),
            _ => None,
        }
    }
}

impl Engine {
    /// What is wrong with the profile's files now.
    pub fn trouble(&self) -> Option<Trouble> {
        lock(&self.0.trouble).clone()
    }

    /// What the person has to be told of before anything else: the profile's files first, then what keeps them safe,
    /// then what waits for an answer.
    pub(crate) async fn problem(&self) -> Result<Option<Problem>, EngineError> {
        if let Some(trouble) = self.trouble() {
            return Ok(Some(trouble.problem()));
        }
        for job in [BACKUP, DRILL] {
            if let Some((code, title, hint)) = self.store().job(job, &ONLY).await?.and_then(|job| job.fault) {
                let problem = Problem::new(503, &code, title);
                return Ok(Some(match hint {
                    Some(hint) => problem.hint(hint),
                    None => problem,
                }));
            }
        }
        let things: u32 = self.held_exchanges().await?.iter().map(|held| held.things).sum();
        let title = match things {
            0 => return Ok(None),
            1 => "Another device would remove 1 thing here.".to_owned(),
            things => format!("Another device would remove {things} things here."),
        };
        let hint =
            "Nothing of it has happened. Allow or refuse it under Settings, Other devices, or with `lorch devices`.";
        Ok(Some(Problem::new(409, "exchange_held", title).hint(hint)))
    }

    /// Whether the profile was opened for reading alone. It has to be opened again before anything can be written.
    pub fn is_read_only(&self) -> bool {
        self.store().is_read_only()
    }

    /// Takes note of a fault. Returns what is wrong, as exactly as can be told.
    pub fn note(&self, trouble: Trouble) -> Trouble {
        let trouble = match trouble.kind {
            TroubleKind::Failing => self.told_by_the_disk(trouble),
            _ => trouble,
        };
        let news = {
            let mut known = lock(&self.0.trouble);
            let news = known.as_ref().is_none_or(|known| known.kind != trouble.kind);
            // What was opened for reading alone says why, whatever else is tried.
            if !self.is_read_only() {
                *known = Some(trouble.clone());
            }
            news
        };
        if trouble.kind == TroubleKind::DiskFull && self.0.reserve.release() {
            tracing::info!("the disk is full: the room that was kept for this is given back");
        }
        if news {
            tracing::warn!(code = trouble.code(), detail = trouble.detail, "{trouble}");
            self.store().announce_status();
        }
        trouble
    }

    /// Whether files can be written again; takes back what was noted if so. A database that is damaged stays it.
    pub async fn recover(&self) -> bool {
        match self.trouble() {
            None => return true,
            Some(trouble) if !trouble.may_pass() => return false,
            Some(_) => {}
        }
        let (reserve, folder) = (self.0.reserve.clone(), self.folder());
        let tried = tokio::task::spawn_blocking(move || {
            // Where there is no room, this asks the file system and no more.
            reserve.keep()?;
            reserve::takes_files(&folder)
        });
        let well = matches!(tried.await, Ok(Ok(())));
        if well && !self.is_read_only() {
            *lock(&self.0.trouble) = None;
            tracing::info!("the profile can be written again");
            self.store().announce_status();
        }
        well
    }

    /// Keeps room for a bad day. Where there is none left, that is said before the disk is full.
    pub(crate) fn keep_reserve(&self) {
        if let Err(fault) = self.0.reserve.keep() {
            let kind = Trouble::kind_of(&fault);
            if kind == TroubleKind::DiskFull {
                self.note(Trouble::new(kind, "Not even the room for emergencies is left."));
            } else {
                tracing::debug!(%fault, "no room is kept");
            }
        }
    }

    fn folder(&self) -> std::path::PathBuf {
        self.store().path().parent().unwrap_or(std::path::Path::new(".")).to_owned()
    }

    /// SQLite doesn't tell a quota that is used up from a disk that breaks. The disk does.
    fn told_by_the_disk(&self, trouble: Trouble) -> Trouble {
        match reserve::takes_files(&self.folder()) {
            Err(fault) => Trouble { kind: Trouble::kind_of(&fault), ..trouble },
            Ok(()) => trouble,
        }
    }
}
