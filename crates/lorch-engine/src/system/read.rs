//! What is asked about this computer.

use std::time::Duration;

use lorch_formats::system::snapshots;
use lorch_model::{
    Timestamp,
    system::{
        CALM_MS, LIVE_MS,
        chart::{points, resolution, row, step},
        fold::fold,
        processes::{Snapshot, most},
        rollup::StatRow,
        series::SeriesId,
        view::{Chart, ChartSeries, Disk, Live, LiveSeries, Machine, Process, Processes, Resolution, Series, Storage},
    },
};

use super::{
    blocks,
    keep::{damaged, time},
    ring::{Ring, Row},
};
use crate::{Engine, EngineError, lock};

/// The least time between two samples that are compared, where nobody samples by itself.
const APART: Duration = Duration::from_millis(300);
/// How far the nearest look at processes may be from the moment that is asked for.
const NEAR_MS: i64 = 30_000;

/// What a chart shall show.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartWish {
    /// The series, by name.
    pub ids: Vec<String>,
    /// Its beginning, in milliseconds since 1970.
    pub from: i64,
    /// Its end.
    pub to: i64,
    /// As many points as it may have, about.
    pub points: usize,
}

impl Engine {
    /// What this machine is.
    pub async fn machine(&self) -> Result<Machine, EngineError> {
        let facts = self.facts().await;
        let known = lock(&self.0.system.present).last.clone();
        let sample = match known {
            Some(sample) => Some(sample),
            None => self.sense(false).await,
        }
        .unwrap_or_default();
        let memory = sample.memory.unwrap_or_default();
        let disk = |space: lorch_model::system::sample::Space| Disk {
            used: space.total.saturating_sub(space.available),
            mount: space.mount,
            device: space.device,
            kind: space.kind,
            total: space.total,
        };
        Ok(Machine {
            name: facts.name,
            os: facts.os,
            kernel: facts.kernel,
            architecture: facts.architecture,
            processor: facts.processor,
            cores: u32::try_from(sample.cores.len()).unwrap_or(0),
            memory: memory.total,
            swap: memory.swap,
            booted: facts.booted.and_then(|booted| Timestamp::from_second(booted.try_into().ok()?).ok()),
            disks: sample.spaces.into_iter().map(disk).collect(),
            batteries: sample.batteries.into_iter().map(|(name, _)| name).collect(),
            sampling: self.store().settings().await?.sampling,
            every_seconds: self.every_seconds(),
            trouble: self.system_trouble(),
        })
    }

    /// Looks: for a while samples are taken every second. Answers those after `after`, in milliseconds since 1970; without
    /// it the newest.
    pub async fn look(&self, after: Option<i64>) -> Result<Live, EngineError> {
        let now = self.now();
        let (was, running) = (self.is_looked_at(now), {
            let mut present = lock(&self.0.system.present);
            present.looked = Some(now);
            present.running
        });
        if !running && self.store().settings().await?.sampling {
            self.sample_for_one().await;
        } else if !was {
            self.0.system.wake.notify_one();
        }
        let every_seconds = self.every_seconds();
        let present = lock(&self.0.system.present);
        let ring = &present.ring;
        let newest = ring.newest.as_ref();
        let rows: Vec<&Row> = match after.filter(|after| newest.is_some_and(|newest| newest.at >= *after)) {
            Some(after) => {
                let more = ring.rows.iter().filter(|row| row.at > after);
                // It is among them, unless it is in a block already, or was taken for this one look.
                let last =
                    newest.filter(|newest| newest.at > after && ring.rows.back().is_none_or(|row| row.at != newest.at));
                more.chain(last).collect()
            }
            None => newest.into_iter().collect(),
        };
        let series = ring.ids.iter().enumerate().filter_map(|(place, id)| {
            let place = [Some(place)];
            let values: Vec<Option<f64>> =
                rows.iter().map(|row| Ring::values(row, &place).next().flatten().map(short)).collect();
            values.iter().any(Option::is_some).then(|| LiveSeries { id: id.to_string(), values })
        });
        let mut series: Vec<LiveSeries> = series.collect();
        series.sort_by(|a, b| a.id.cmp(&b.id));
        let times = rows.iter().map(|row| row.at).collect();
        Ok(Live { every_seconds, times, series, processes: shown(present.newest.as_ref()) })
    }

    /// Series over some time.
    pub async fn chart(&self, wish: ChartWish) -> Result<Chart, EngineError> {
        let ids: Vec<Option<SeriesId>> = wish.ids.iter().map(|id| id.parse().ok()).collect();
        let (from, to) = (wish.from, wish.to);
        let store = self.machine_store().await;
        let mut kept = match &store {
            Some(store) => store.since().await?,
            None => [None; 3],
        };
        // What is in no block yet can be rolled up to anything.
        let ours = lock(&self.0.system.present).ring.rows.front().map(|row| row.at);
        kept.iter_mut().for_each(|kept| *kept = kept.iter().copied().chain(ours).min());
        let resolution = resolution(from, to, kept);
        let mut read = Vec::new();
        let mut numbers = Vec::new();
        if let Some(store) = &store {
            let known = store.series().await?;
            let number = |id: &SeriesId| Some(known.iter().find(|series| series.id == id.to_string())?.number);
            numbers = ids.iter().map(|id| id.as_ref().and_then(number)).collect();
            let mut families: Vec<i64> = ids.iter().flatten().map(|id| id.measure.family().number()).collect();
            families.sort_unstable();
            families.dedup();
            for family in families {
                // A row of an hour begins before what it still tells of.
                let from =
                    if resolution == Resolution::Sample { from } else { from.saturating_sub(resolution.width()) };
                read.extend(store.blocks(resolution, family, from, to).await?);
            }
        }
        // Each block by itself: most of a long time is gone again before the next one is read.
        let width = (resolution != Resolution::Sample).then(|| step(to.saturating_sub(from), resolution, wish.points));
        let decoded = move || {
            read.iter().try_fold(Vec::new(), |mut rows: Vec<StatRow>, block| {
                rows.extend(blocks::read(block, &numbers, (from, to), width)?);
                Ok(rows)
            })
        };
        let rows = tokio::task::spawn_blocking(decoded).await.unwrap_or_else(|_| Ok(Vec::new()));
        let mut rows = rows.map_err(damaged)?;
        {
            let ring = &lock(&self.0.system.present).ring;
            let places: Vec<Option<usize>> = ids.iter().map(|id| id.as_ref().and_then(|id| ring.find(id))).collect();
            let fitting = ring.rows.iter().filter(|row| (from..=to).contains(&row.at));
            rows.extend(fitting.map(|one| row(one.at, Ring::values(one, &places))));
        }
        let drawn = points(rows, from, to, resolution, wish.points);
        let part = |place: usize, of: fn(&lorch_model::system::rollup::Stat) -> f64| -> Vec<Option<f64>> {
            let stat = |row: &StatRow| row.stats.get(place).and_then(Option::as_ref).map(|stat| short(of(stat)));
            drawn.rows.iter().map(stat).collect()
        };
        let series = wish.ids.into_iter().zip(&ids).enumerate().map(|(place, (id, known))| ChartSeries {
            id,
            unit: known.as_ref().map_or(lorch_model::system::series::Unit::None, |id| id.measure.unit()),
            min: part(place, |stat| stat.min),
            mean: part(place, |stat| stat.mean),
            max: part(place, |stat| stat.max),
        });
        let series = series.collect();
        let times = drawn.rows.iter().map(|row| row.at).collect();
        Ok(Chart { from, to, resolution, step_ms: drawn.step, times, series })
    }

    /// The processes that took the most at `at`, or when they were last looked at.
    pub async fn processes(&self, at: Option<Timestamp>) -> Result<Processes, EngineError> {
        let Some(at) = at.map(|at| at.as_millisecond()) else {
            let newest = lock(&self.0.system.present).newest.clone();
            return Ok(shown(newest.as_ref()));
        };
        let mut near: Vec<Snapshot> = Vec::new();
        if let Some(store) = self.machine_store().await {
            for block in store.processes(at.saturating_sub(NEAR_MS), at.saturating_add(NEAR_MS)).await? {
                near.extend(snapshots::decode(&block).map_err(damaged)?);
            }
        }
        near.extend(lock(&self.0.system.present).ring.snapshots.iter().cloned());
        let nearest = near.iter().min_by_key(|look| look.at.abs_diff(at));
        Ok(shown(nearest.filter(|look| look.at.abs_diff(at) <= NEAR_MS.unsigned_abs())))
    }

    /// The series that values are kept of, by name.
    pub async fn system_series(&self) -> Result<Vec<Series>, EngineError> {
        let mut found: std::collections::BTreeMap<SeriesId, (Timestamp, Timestamp)> = Default::default();
        if let Some(store) = self.machine_store().await {
            for kept in store.series().await? {
                found.extend(kept.id.parse().ok().map(|id: SeriesId| (id, (kept.first, kept.last))));
            }
        }
        let ring = &lock(&self.0.system.present).ring;
        for (place, id) in ring.ids.iter().enumerate() {
            let known = |row: &&Row| row.values.get(place).is_some_and(|value| value.is_finite());
            let Some(last) = ring.rows.iter().rev().find(known).map(|row| time(row.at)) else { continue };
            let first = ring.rows.iter().find(known).map_or(last, |row| time(row.at));
            let entry = found.entry(id.clone()).or_insert((first, last));
            entry.1 = entry.1.max(last);
        }
        Ok(found
            .into_iter()
            .map(|(id, (first, last))| Series {
                measure: id.measure,
                unit: id.measure.unit(),
                id: id.to_string(),
                of: id.of,
                first,
                last,
            })
            .collect())
    }

    /// What is kept of this computer.
    pub async fn system_storage(&self) -> Result<Storage, EngineError> {
        let mut storage = match self.machine_store().await {
            Some(store) => store.storage().await?,
            None => Storage::default(),
        };
        // What is in no block yet is kept, too.
        let ring = &lock(&self.0.system.present).ring;
        let values = ring.rows.iter().flat_map(|row| &row.values).filter(|value| value.is_finite()).count();
        storage.samples.values += values as u64;
        storage.samples.since =
            storage.samples.since.into_iter().chain(ring.rows.front().map(|row| time(row.at))).min();
        storage.processes.values += ring.snapshots.iter().map(|look| look.processes.len() as u64).sum::<u64>();
        let looks = ring.snapshots.front().map(|look| time(look.at));
        storage.processes.since = storage.processes.since.into_iter().chain(looks).min();
        Ok(storage)
    }

    fn every_seconds(&self) -> u32 {
        let every = if self.is_looked_at(self.now()) { LIVE_MS } else { CALM_MS };
        u32::try_from(every / 1000).unwrap_or(1)
    }

    /// Two samples for one who asks while nobody samples by itself. Nothing of them is kept.
    async fn sample_for_one(&self) {
        let before = lock(&self.0.system.present).last_with_processes.clone();
        let before = match before {
            Some(before) => Some(before),
            None => {
                let first = self.sense(true).await;
                self.0.clock.sleep(APART).await;
                first
            }
        };
        let (Some(before), Some(sample)) = (before, self.sense(true).await) else { return };
        let at = self.now().as_millisecond();
        let mut present = lock(&self.0.system.present);
        let (values, snapshot) = (fold(Some(&before), &sample), most(&before, &sample, at));
        let mut row = Row { at, values: Vec::new() };
        for (id, value) in values {
            let place = present.ring.place(id);
            row.values.resize(row.values.len().max(place + 1), f64::NAN);
            row.values[place] = value;
        }
        present.ring.newest = Some(row);
        present.newest = snapshot.or_else(|| present.newest.take());
        (present.last, present.last_with_processes) = (Some(sample.clone()), Some(sample));
    }
}

fn shown(look: Option<&Snapshot>) -> Processes {
    let Some(look) = look else { return Processes::default() };
    let process = |share: &lorch_model::system::processes::ProcessShare| Process {
        pid: share.pid,
        name: share.name.clone(),
        cpu: (share.cpu * 10.0).round() / 10.0,
        memory: share.memory,
        read: share.read.map(whole),
        written: share.written.map(whole),
    };
    let items = look.processes.iter().map(process).collect();
    Processes { at: Some(time(look.at)), running: look.running, items }
}

fn whole(rate: f64) -> u64 {
    rate.round() as u64
}

/// As many digits as mean something: two after the point.
fn short(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
