//! How samples get to the disk: a row every few seconds, blocks every ten minutes to an hour. Nothing that goes wrong here
//! stops anything else.

use std::time::Duration;

use lorch_formats::system::{BlockError, snapshots};
use lorch_model::{
    Timestamp,
    problem::Problem,
    settings::Settings,
    system::{
        processes::Snapshot,
        series::{Family, SeriesId},
        view::Resolution,
    },
    trouble::TroubleKind,
};
use lorch_store::{
    StoreError,
    machine::{MachineStore, Sealed},
};

use super::{
    blocks::{self, Numbered},
    ring::Row,
};
use crate::{Engine, lock};

/// How long is waited before a file that could not be opened is tried again.
const AGAIN: Duration = Duration::from_secs(60);
const DAY_MS: i64 = 24 * 3_600_000;
/// Bytes in what Settings call a megabyte.
const MEGABYTE: u64 = 1_000_000;

impl Engine {
    /// The file of figures, opened now if it is not; `None` where it can't be, and where there is none to be read.
    pub(crate) async fn machine_store(&self) -> Option<MachineStore> {
        // Who only asks doesn't begin one.
        if !lock(&self.0.system.present).running && !self.0.system.file.exists() {
            return None;
        }
        let mut held = self.0.system.store.lock().await;
        if held.is_none() && self.may_try() {
            match self.open_machine_store().await {
                Ok(store) => *held = Some(store),
                Err(fault) => self.can_not_keep(&fault),
            }
        }
        held.clone()
    }

    /// Writes what came since the last time, and makes blocks where it is time before a row at `next` comes.
    pub(super) async fn keep_samples(&self, next: Option<i64>, settings: &Settings) {
        if self.trouble().is_some() || self.is_read_only() {
            return;
        }
        let Some(store) = self.machine_store().await else { return };
        let full = next.is_some_and(|next| lock(&self.0.system.present).ring.is_full(next));
        let kept = match full {
            true => self.seal(&store, settings).await,
            false => self.save_recent(&store).await,
        };
        match kept {
            Ok(()) => {
                if lock(&self.0.system.present).not_kept.take().is_some() {
                    self.store().announce_status();
                }
            }
            Err(fault) => {
                let damaged = fault.trouble().is_some_and(|trouble| trouble.kind == TroubleKind::Damaged);
                if damaged {
                    self.begin_anew(&store, &fault).await;
                } else {
                    self.can_not_keep(&fault);
                }
            }
        }
    }

    /// Writes what is left, and closes the file.
    pub(crate) async fn close_system(&self) {
        let open = self.0.system.store.lock().await.clone();
        if let Some(store) = open {
            if let Err(fault) = self.save_recent(&store).await {
                tracing::warn!(%fault, "the last figures of this computer could not be kept");
            }
            store.close().await;
        }
    }

    /// Forgets all figures.
    pub async fn forget_figures(&self) -> Result<(), crate::EngineError> {
        if let Some(store) = self.machine_store().await {
            let _turn = self.0.system.keeping.lock().await;
            store.forget_all().await?;
            let mut present = lock(&self.0.system.present);
            let ring = &mut present.ring;
            (ring.saved, ring.newest) = ((0, 0), None);
            ring.rows.clear();
            ring.snapshots.clear();
            // They are numbered anew when they come again.
            ring.numbers.clear();
            present.newest = None;
        }
        self.store().announce_system();
        Ok(())
    }

    fn may_try(&self) -> bool {
        let tried = lock(&self.0.system.present).tried;
        tried.is_none_or(|tried| {
            Duration::try_from(self.now().duration_since(tried)).map_or(true, |since| since > AGAIN)
        })
    }

    async fn open_machine_store(&self) -> Result<MachineStore, StoreError> {
        let opened = MachineStore::open(&self.0.system.file, self.store().key(), self.now()).await?;
        if let Some((place, why)) = opened.set_aside {
            self.was_set_aside(&place, &why);
        }
        if let Err(fault) = self.bring_back(&opened.store).await {
            tracing::warn!(%fault, "the figures of the last hour could not be read");
        }
        Ok(opened.store)
    }

    /// Takes up what the process before wrote and made no blocks of.
    async fn bring_back(&self, store: &MachineStore) -> Result<(), StoreError> {
        let (known, recent) = (store.series().await?, store.recent().await?);
        let mut present = lock(&self.0.system.present);
        // What this process sampled before the file was open comes after that.
        let (mut ours, our_snapshots) =
            (std::mem::take(&mut present.ring.rows), std::mem::take(&mut present.ring.snapshots));
        for one in recent {
            present.ring.last_place = one.number;
            if one.processes {
                for snapshot in snapshots::decode(&one.bytes).unwrap_or_default() {
                    present.ring.push_snapshot(snapshot);
                }
                continue;
            }
            for (at, values) in blocks::read_recent(&one.bytes).unwrap_or_default() {
                let named = |(number, value): (u32, f64)| {
                    let series = known.iter().find(|series| series.number == number)?;
                    Some((series.id.parse::<SeriesId>().ok()?, value))
                };
                let newest = present.ring.newest.take();
                present.ring.push(at, values.into_iter().filter_map(named));
                present.ring.newest = newest.or_else(|| present.ring.newest.take());
            }
        }
        present.ring.saved = (present.ring.rows.len(), present.ring.snapshots.len());
        present.ring.rows.append(&mut ours);
        present.ring.snapshots.extend(our_snapshots);
        Ok(())
    }

    /// Every series with its number; those that are new get one.
    async fn numbered(&self, store: &MachineStore) -> Result<Vec<Numbered>, StoreError> {
        let (known, ids) = {
            let present = lock(&self.0.system.present);
            (present.ring.numbers.len(), present.ring.ids.clone())
        };
        let texts: Vec<String> = ids.iter().skip(known).map(ToString::to_string).collect();
        if !texts.is_empty() {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let numbers = store.number(&texts, self.now().as_millisecond()).await?;
            lock(&self.0.system.present).ring.numbers.extend(numbers);
        }
        let present = lock(&self.0.system.present);
        let numbered = ids.into_iter().zip(&present.ring.numbers).enumerate();
        Ok(numbered.map(|(place, (id, number))| Numbered { id, number: *number, place }).collect())
    }

    async fn save_recent(&self, store: &MachineStore) -> Result<(), StoreError> {
        let _turn = self.0.system.keeping.lock().await;
        let (rows, looks, saved) = {
            let ring = &lock(&self.0.system.present).ring;
            let rows: Vec<Row> = ring.rows.iter().skip(ring.saved.0).cloned().collect();
            let looks: Vec<Snapshot> = ring.snapshots.iter().skip(ring.saved.1).cloned().collect();
            (rows, looks, (ring.rows.len(), ring.snapshots.len()))
        };
        if rows.is_empty() && looks.is_empty() {
            return Ok(());
        }
        let series = self.numbered(store).await?;
        let columns = (!rows.is_empty()).then(|| blocks::recent(rows.iter(), &series));
        let looks = (!looks.is_empty()).then(|| snapshots::encode(&looks));
        let place = store.add_recent(columns.as_deref(), looks.as_deref()).await?;
        let ring = &mut lock(&self.0.system.present).ring;
        (ring.saved, ring.last_place) = (saved, place);
        Ok(())
    }

    async fn seal(&self, store: &MachineStore, settings: &Settings) -> Result<(), StoreError> {
        let turn = self.0.system.keeping.lock().await;
        let (rows, looks, up_to) = {
            let ring = &lock(&self.0.system.present).ring;
            let rows: Vec<Row> = ring.rows.iter().cloned().collect();
            (rows, ring.snapshots.iter().cloned().collect::<Vec<Snapshot>>(), ring.last_place)
        };
        let series = self.numbered(store).await?;
        let days = blocks::days(&rows);
        let mut before = Vec::new();
        let numbers: Vec<Option<u32>> = series.iter().map(|one| Some(one.number)).collect();
        for (began, ended) in &days {
            for family in Family::ALL {
                for block in store.blocks(Resolution::Hour, family.number(), *began, *ended - 1).await? {
                    before.extend(blocks::read(&block, &numbers, (*began, *ended - 1), None).map_err(damaged)?);
                }
            }
        }
        let (count, last) = ((rows.len(), looks.len()), rows.last().map_or(0, |row| row.at));
        let made = tokio::task::spawn_blocking(move || {
            let mut all = blocks::seal(&rows, &series);
            all.extend(blocks::hours(&rows, before, &series));
            let processes = blocks::parts(&looks, |look| look.at).into_iter().filter_map(|looks| {
                let shares = looks.iter().map(|look| look.processes.len() as u64).sum();
                Some((looks.first()?.at, looks.last()?.at, shares, snapshots::encode(looks)))
            });
            let processes = processes.collect();
            let written = |one: &&Numbered| {
                rows.iter().any(|row| row.values.get(one.place).is_some_and(|value| value.is_finite()))
            };
            let series = series.iter().filter(written).map(|one| one.number).collect();
            (all, processes, series)
        });
        let Ok((blocks, processes, series)) = made.await else { return Ok(()) };
        store.seal(&Sealed { blocks, days, processes, up_to, last, series }).await?;
        lock(&self.0.system.present).ring.forget(count.0, count.1);
        drop(turn);
        self.forget_old_figures(store, settings).await
    }

    async fn forget_old_figures(&self, store: &MachineStore, settings: &Settings) -> Result<(), StoreError> {
        let now = self.now().as_millisecond();
        let before = [settings.sample_days, settings.minute_days, settings.hour_days]
            .map(|days| now.saturating_sub(i64::from(days).saturating_mul(DAY_MS)));
        store.forget_old(before, u64::from(settings.system_megabytes).saturating_mul(MEGABYTE)).await
    }

    /// The file turned out to be damaged while it was open.
    async fn begin_anew(&self, store: &MachineStore, fault: &StoreError) {
        store.close().await;
        *self.0.system.store.lock().await = None;
        match lorch_store::aside::set_aside(&self.0.system.file, self.now()) {
            Ok(place) => {
                self.was_set_aside(&place.unwrap_or_default(), &fault.to_string());
                let mut present = lock(&self.0.system.present);
                present.ring.numbers.clear();
                present.ring.saved = (0, 0);
            }
            Err(fault) => self.can_not_keep(&fault),
        }
    }

    fn was_set_aside(&self, place: &std::path::Path, why: &str) {
        tracing::warn!(place = %place.display(), why, "the figures of this computer could not be read and were set aside");
        let problem =
            Problem::new(503, "system_set_aside", "The figures of this computer could not be read.").detail(why).hint(
                format!("New ones are kept. The old file was set aside, nothing else is touched: {}", place.display()),
            );
        lock(&self.0.system.present).set_aside = Some(problem);
        self.store().announce_status();
    }

    fn can_not_keep(&self, fault: &StoreError) {
        let problem = Problem::new(503, "system_not_kept", "The figures of this computer can't be kept for now.")
            .detail(fault.to_string())
            .hint("They are shown while Lorch runs, and kept again as soon as that is possible.");
        let news = {
            let mut present = lock(&self.0.system.present);
            present.tried = Some(self.now());
            present.not_kept.replace(problem).is_none()
        };
        if news {
            tracing::warn!(%fault, "the figures of this computer can't be kept");
            self.store().announce_status();
        }
    }
}

pub(super) fn damaged(_: BlockError) -> StoreError {
    StoreError::Unreadable("block of figures")
}

/// Milliseconds since 1970, as a time.
pub(super) fn time(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or_default()
}
