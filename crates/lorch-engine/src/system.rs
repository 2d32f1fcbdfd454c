//! Room `system`: this computer is sampled, shown and kept.
//!
//! Read in this order: `ring` (what is in memory), `sampler` (when), `keep` (how it gets to the disk), `blocks` (as what),
//! `read` (what is asked of it).

mod blocks;
mod keep;
mod read;
mod ring;
mod sampler;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

use lorch_model::{
    Timestamp,
    problem::Problem,
    system::{
        processes::Snapshot,
        sample::{Facts, Sample},
    },
};
use lorch_store::machine::MachineStore;
use tokio::sync::Notify;

use self::ring::Ring;
use crate::{Engine, lock};

pub use read::ChartWish;

/// What senses this machine. It may take a few milliseconds, and is asked away from what else runs.
pub trait Senses: Send {
    /// What the machine is like now, with its processes if `processes`.
    fn sense(&mut self, processes: bool) -> Sample;
    /// What the machine is.
    fn facts(&mut self) -> Facts;
}

impl Senses for lorch_host::system::Sensors {
    fn sense(&mut self, processes: bool) -> Sample {
        Self::sense(self, processes)
    }

    fn facts(&mut self) -> Facts {
        Self::facts(self)
    }
}

/// What the engine knows of this computer.
pub(crate) struct System {
    file: PathBuf,
    senses: Mutex<Option<Arc<Mutex<dyn Senses>>>>,
    present: Mutex<Present>,
    /// Held while the file is opened.
    store: tokio::sync::Mutex<Option<MachineStore>>,
    /// Held while rows go from memory to the disk.
    keeping: tokio::sync::Mutex<()>,
    /// Somebody looks, and the next sample should not wait.
    wake: Notify,
}

/// What is in memory.
#[derive(Default)]
struct Present {
    facts: Option<Facts>,
    ring: Ring,
    /// The sample before, and the one before that looked at processes.
    last: Option<Sample>,
    last_with_processes: Option<Sample>,
    newest: Option<Snapshot>,
    /// When somebody last looked.
    looked: Option<Timestamp>,
    /// Whether samples are taken by themselves.
    running: bool,
    set_aside: Option<Problem>,
    not_kept: Option<Problem>,
    /// When opening the file was last tried in vain.
    tried: Option<Timestamp>,
}

impl System {
    pub(crate) fn of(database: &std::path::Path) -> Self {
        Self {
            file: database.with_file_name("machine.db"),
            senses: Mutex::default(),
            present: Mutex::default(),
            store: tokio::sync::Mutex::default(),
            keeping: tokio::sync::Mutex::default(),
            wake: Notify::new(),
        }
    }
}

impl Engine {
    /// Gives the engine the senses of this machine. From [`Engine::start`] on it samples by itself; before, and
    /// without that, only when it is asked what is now.
    pub fn give_senses(&self, senses: impl Senses + 'static) {
        *lock(&self.0.system.senses) = Some(Arc::new(Mutex::new(senses)));
    }

    pub(crate) fn has_senses(&self) -> bool {
        lock(&self.0.system.senses).is_some()
    }

    /// What has become of the figures of this computer, if that is worth a word.
    pub fn system_trouble(&self) -> Option<Problem> {
        let present = lock(&self.0.system.present);
        present.not_kept.clone().or_else(|| present.set_aside.clone())
    }

    /// What the sensors say now; `None` when there are none.
    pub async fn sense(&self, processes: bool) -> Option<Sample> {
        let senses = lock(&self.0.system.senses).clone()?;
        tokio::task::spawn_blocking(move || lock_senses(&senses).sense(processes)).await.ok()
    }

    /// The settings of sampling may have changed.
    pub(crate) fn sampling_changed(&self) {
        self.0.system.wake.notify_one();
    }

    async fn facts(&self) -> Facts {
        if let Some(facts) = lock(&self.0.system.present).facts.clone() {
            return facts;
        }
        let Some(senses) = lock(&self.0.system.senses).clone() else { return Facts::default() };
        let facts = tokio::task::spawn_blocking(move || lock_senses(&senses).facts()).await.unwrap_or_default();
        lock(&self.0.system.present).facts = Some(facts.clone());
        facts
    }
}

fn lock_senses<'a>(senses: &'a Mutex<dyn Senses + 'static>) -> std::sync::MutexGuard<'a, dyn Senses + 'static> {
    senses.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
