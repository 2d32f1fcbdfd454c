//! This computer, sensed by a script on a clock that the test moves.
#![allow(clippy::unwrap_used, missing_docs)]

use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use lorch_connect::http::ClientConfig;
use lorch_engine::{
    Engine, EngineConfig, ManualClock,
    system::{ChartWish, Senses},
};
use lorch_model::{
    Timestamp,
    change::Topic,
    settings::SettingsEdit,
    system::{
        sample::{CoreTimes, Facts, Memory, ProcessCounter, Sample},
        view::Resolution,
    },
};

/// 12 November 2026, 15:00, in milliseconds.
const BEGAN: i64 = 1_794_495_600_000;

/// A machine with one core that is as busy as its clock says, in percent: the minute of the hour.
#[derive(Clone)]
struct Script {
    clock: ManualClock,
    counted: Arc<Mutex<(i64, u64, u64)>>,
}

impl Senses for Script {
    fn sense(&mut self, processes: bool) -> Sample {
        use lorch_engine::Clock;
        let now = self.clock.now().as_millisecond();
        let mut counted = self.counted.lock().unwrap();
        let passed = now.saturating_sub(counted.0).max(0).unsigned_abs();
        let busy = passed * (now / 60_000 % 60).unsigned_abs() / 100;
        *counted = (now, counted.1 + busy, counted.2 + passed - busy);
        let process = |pid, cpu| ProcessCounter {
            pid,
            name: format!("p{pid}"),
            cpu,
            memory: 65_536 * u64::from(pid),
            ..Default::default()
        };
        Sample {
            moment: Duration::from_millis(counted.1 + counted.2),
            cores: vec![CoreTimes { user: counted.1, idle: counted.2, ..Default::default() }],
            memory: Some(Memory { total: 1 << 30, available: 1 << 29, swap: 0, swap_free: 0 }),
            running: Some(2),
            processes: processes.then(|| vec![process(7, counted.1), process(8, 0)]),
            ..Default::default()
        }
    }

    fn facts(&mut self) -> Facts {
        Facts { name: "desk".into(), ..Default::default() }
    }
}

struct Bench {
    folder: tempfile::TempDir,
    clock: ManualClock,
    script: Script,
    engine: Engine,
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(BEGAN + ms).unwrap()
}

async fn open(folder: &Path, clock: &ManualClock, script: &Script) -> Engine {
    let config = EngineConfig {
        database: folder.join("lorch.db"),
        state: folder.join("state"),
        machine: "here".into(),
        version: "0".into(),
        clock: Arc::new(clock.clone()),
        seed: [3; 32],
        client: ClientConfig::new("test"),
    };
    let engine = Engine::open(config).await.unwrap();
    engine.give_senses(script.clone());
    engine
}

impl Bench {
    async fn new() -> Self {
        let (folder, clock) = (tempfile::tempdir().unwrap(), ManualClock::new(at(0)));
        let script = Script { clock: clock.clone(), counted: Arc::new(Mutex::new((BEGAN, 0, 1))) };
        let engine = open(folder.path(), &clock, &script).await;
        Self { folder, clock, script, engine }
    }

    /// Ends when the newest sample is of this time.
    async fn sampled(&self, ms: i64) {
        while self.newest().await != Some(BEGAN + ms) {
            tokio::task::yield_now().await;
        }
    }

    async fn newest(&self) -> Option<i64> {
        let cpu = self.engine.system_series().await.unwrap().into_iter().find(|series| series.id == "memory");
        cpu.map(|cpu| cpu.last.as_millisecond())
    }

    /// Moves the clock on by steps of ten seconds, each of which is sampled.
    async fn pass(&self, from: i64, to: i64) {
        for ms in (from..=to).step_by(10_000) {
            self.clock.set(at(ms));
            self.sampled(ms).await;
        }
    }

    async fn chart(&self, from: i64, to: i64) -> (Resolution, Vec<(i64, Option<f64>)>) {
        let wish = ChartWish { ids: vec!["cpu".into()], from: BEGAN + from, to: BEGAN + to, points: 4_000 };
        let chart = self.engine.chart(wish).await.unwrap();
        (chart.resolution, chart.times.into_iter().map(|at| at - BEGAN).zip(chart.series[0].mean.clone()).collect())
    }

    async fn reopened(&mut self, properly: bool) {
        if properly {
            self.engine.stop().await;
        } else {
            self.engine.begin_stop();
        }
        self.engine = open(self.folder.path(), &self.clock, &self.script).await;
    }
}

#[tokio::test]
async fn every_ten_seconds_and_every_second_while_somebody_looks() {
    let bench = Bench::new().await;
    bench.engine.start();
    bench.sampled(0).await;
    bench.clock.set(at(9_000));
    bench.pass(10_000, 20_000).await;
    let calm = bench.engine.store().version(&[Topic::System]);
    bench.clock.set(at(21_000));
    assert_eq!(bench.newest().await, Some(BEGAN + 20_000), "nobody looks yet");
    let live = bench.engine.look(None).await.unwrap();
    assert_eq!((live.every_seconds, live.times), (1, vec![BEGAN + 20_000]));
    bench.sampled(21_000).await;
    bench.clock.set(at(22_000));
    bench.sampled(22_000).await;
    while bench.engine.store().version(&[Topic::System]) == calm {
        tokio::task::yield_now().await;
    }
    let live = bench.engine.look(Some(BEGAN + 20_000)).await.unwrap();
    assert_eq!(live.times, [BEGAN + 21_000, BEGAN + 22_000]);
    let cpu = live.series.iter().find(|series| series.id == "cpu").unwrap();
    assert_eq!(cpu.values.len(), 2);
    assert_eq!(bench.engine.look(Some(BEGAN + 22_000)).await.unwrap().times, [0i64; 0]);
    // Ten seconds after the last look it is calm again.
    bench.clock.set(at(32_000));
    bench.sampled(32_000).await;
    assert_eq!(bench.engine.machine().await.unwrap().every_seconds, 10);
    bench.engine.stop().await;
}

#[tokio::test]
async fn what_ate_the_processor_is_known_later() {
    let mut bench = Bench::new().await;
    bench.engine.start();
    bench.pass(0, 3_600_000 * 2).await;
    bench.reopened(true).await;
    let then = bench.engine.processes(Some(at(1_800_004))).await.unwrap();
    assert_eq!(then.at, Some(at(1_800_000)));
    let shares: Vec<(u32, f64)> = then.items.iter().map(|process| (process.pid, process.cpu)).collect();
    assert_eq!(shares, [(7, 30.0), (8, 0.0)]);
    assert_eq!(bench.engine.processes(Some(at(3_600_000 * 5))).await.unwrap(), Default::default());
}

#[tokio::test]
async fn samples_become_minutes_and_hours_and_a_kill_loses_nothing_that_was_written() {
    let mut bench = Bench::new().await;
    bench.engine.start();
    bench.pass(0, 3 * 3_600_000 + 600_000).await;
    let before = bench.chart(3_600_000, 2 * 3_600_000).await;
    assert_eq!(before.0, Resolution::Sample);
    assert_eq!(before.1.len(), 361);
    bench.reopened(false).await;
    assert_eq!(bench.chart(3_600_000, 2 * 3_600_000).await, before);
    let (_, last) = bench.chart(3 * 3_600_000, 4 * 3_600_000).await;
    assert_eq!(last.last().unwrap().0, 3 * 3_600_000 + 600_000, "what was in no block yet");
    let (resolution, minutes) = bench.chart(-20 * 3_600_000, 4 * 3_600_000).await;
    assert_eq!(resolution, Resolution::Minute);
    assert_eq!(minutes.len(), 191);
    for (at, mean) in &minutes[1..190] {
        let minute = (at / 60_000 % 60) as f64;
        assert!((mean.unwrap() - minute).abs() < 0.06, "{at}: {mean:?}");
    }
    let (resolution, hours) = bench.chart(-20 * 24 * 3_600_000, 4 * 3_600_000).await;
    assert_eq!(resolution, Resolution::Hour);
    let hours: Vec<(i64, f64)> = hours.into_iter().map(|(at, mean)| (at / 3_600_000, mean.unwrap())).collect();
    assert_eq!(hours.len(), 4);
    assert!((hours[1].1 - 29.5).abs() < 0.1, "{hours:?}");
    let storage = bench.engine.system_storage().await.unwrap();
    assert!(storage.samples.values > 3_000 && storage.hours.values > 0, "{storage:?}");
}

#[tokio::test]
async fn sleep_is_a_gap_and_a_clock_that_is_set_back_harms_nothing() {
    let bench = Bench::new().await;
    bench.engine.start();
    bench.pass(0, 60_000).await;
    bench.pass(600_000, 620_000).await;
    let (_, drawn) = bench.chart(0, 700_000).await;
    let gaps: Vec<i64> = drawn.iter().filter(|(_, mean)| mean.is_none()).map(|(at, _)| *at).collect();
    assert_eq!(gaps, [0, 60_001, 600_000], "at first, and after the sleep, there is nothing to compare with");
    for ms in (-1_000_000..=-900_000).step_by(10_000) {
        bench.clock.set(at(ms));
        // Whoever looks wakes the one who waits for a moment that is far again.
        while bench.engine.look(None).await.unwrap().times != [BEGAN + ms] {
            tokio::task::yield_now().await;
        }
    }
    let (_, drawn) = bench.chart(-1_100_000, 700_000).await;
    assert!(drawn.is_sorted_by(|a, b| a.0 < b.0));
    assert!(drawn.iter().any(|(at, mean)| *at == -900_000 && mean.is_some()));
    assert!(drawn.iter().any(|(at, mean)| *at == 60_000 && mean.is_some()));
    bench.engine.stop().await;
}

#[tokio::test]
async fn figures_that_can_not_be_read_are_set_aside_and_nothing_else_stops() {
    let mut bench = Bench::new().await;
    bench.engine.start();
    bench.pass(0, 20_000).await;
    bench.engine.stop().await;
    let file = bench.folder.path().join("machine.db");
    for rubbish in [&b"rubbish"[..], &[7; 8_192]] {
        std::fs::write(&file, rubbish).unwrap();
        bench.reopened(true).await;
        assert_eq!(bench.engine.system_series().await.unwrap(), []);
        let trouble = bench.engine.status().await.unwrap().system.unwrap();
        assert_eq!(trouble.code, "system_set_aside");
        assert_eq!(bench.engine.status().await.unwrap().trouble, None);
        bench.engine.start();
        let now = lorch_engine::Clock::now(&bench.clock).as_millisecond() - BEGAN;
        bench.pass(now + 10_000, now + 20_000).await;
        bench.engine.stop().await;
        assert!(std::fs::metadata(&file).unwrap().len() > 4_096, "new figures are kept");
    }
    assert_eq!(std::fs::read_dir(bench.folder.path().join("set-aside")).unwrap().count(), 2);
}

#[tokio::test]
async fn nothing_is_taken_where_the_person_does_not_want_it() {
    let bench = Bench::new().await;
    let off = SettingsEdit { sampling: Some(false), ..Default::default() };
    bench.engine.edit_settings(off).await.unwrap();
    bench.engine.start();
    bench.clock.set(at(60_000));
    let live = bench.engine.look(None).await.unwrap();
    assert!(live.times.is_empty() && live.series.is_empty());
    assert!(!bench.engine.machine().await.unwrap().sampling);
    bench.engine.undo(None).await.unwrap();
    bench.clock.set(at(80_000));
    bench.sampled(80_000).await;
    bench.engine.forget_figures().await.unwrap();
    assert_eq!(bench.newest().await, None);
    bench.engine.stop().await;
}

#[tokio::test]
async fn what_is_too_old_or_too_much_goes() {
    let bench = Bench::new().await;
    bench.engine.start();
    let short = SettingsEdit { sample_days: Some(1), ..Default::default() };
    bench.engine.edit_settings(short).await.unwrap();
    bench.pass(0, 3_700_000).await;
    let day = 86_400_000;
    bench.pass(day + 3_700_000, day + 3_700_000 + 3_700_000).await;
    let storage = bench.engine.system_storage().await.unwrap();
    assert!(storage.samples.since.unwrap() >= at(day), "{storage:?}");
    assert!(storage.processes.since.unwrap() >= at(day), "{storage:?}");
    assert!(storage.minutes.since.unwrap() < at(day), "{storage:?}");
    bench.engine.stop().await;
}
