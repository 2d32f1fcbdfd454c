//! Senses that a measurement needs: this machine with as many series as are wished for, or with a clock that is moved by hand.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use lorch_engine::{Clock, ManualClock, system::Senses};
use lorch_host::system::Sensors;
use lorch_model::system::sample::{Facts, Sample};

/// Series that are sampled at least.
const SERIES: usize = 60;

/// This machine, with temperatures that come and go beside what it has.
pub(super) struct Padded {
    real: Sensors,
    with_processes: bool,
    count: usize,
}

impl Padded {
    pub(super) fn new(with_processes: bool) -> Self {
        Self { real: Sensors::default(), with_processes, count: 0 }
    }
}

impl Senses for Padded {
    fn sense(&mut self, processes: bool) -> Sample {
        let mut sample = self.real.sense(processes && self.with_processes);
        self.count += 1;
        pad(&mut sample, self.count);
        sample
    }

    fn facts(&mut self) -> Facts {
        self.real.facts()
    }
}

fn pad(sample: &mut Sample, count: usize) {
    let has = 8 + sample.cores.len() + 2 * (sample.disks.len() + sample.networks.len()) + sample.spaces.len();
    for place in has..SERIES {
        sample.temperatures.push((format!("made {place}"), 40.0 + ((count * place) % 37) as f64 / 10.0));
    }
}

/// Senses on a clock that is moved by hand. Between two of its samples lie ten seconds, whatever the clock says.
#[derive(Clone)]
pub(super) struct Script {
    clock: ManualClock,
    real: Arc<Mutex<Sensors>>,
    scripted: bool,
    sensed: Arc<AtomicI64>,
}

impl Script {
    /// What this machine says once, changed a little each time, with [`SERIES`] series.
    pub(super) fn new(clock: &ManualClock) -> Self {
        Self { clock: clock.clone(), real: Arc::default(), scripted: true, sensed: Arc::default() }
    }

    /// What this machine really says.
    pub(super) fn of_this_machine(clock: &ManualClock) -> Self {
        Self { scripted: false, ..Self::new(clock) }
    }

    /// Ends when so many samples were taken, and the engine waits for the next.
    pub(super) async fn sensed(&self, count: i64) {
        while self.sensed.load(Ordering::SeqCst) < count {
            tokio::task::yield_now().await;
        }
    }
}

impl Senses for Script {
    fn sense(&mut self, processes: bool) -> Sample {
        let count = self.sensed.load(Ordering::SeqCst);
        let mut sample = self.real.lock().unwrap_or_else(PoisonError::into_inner).sense(processes && !self.scripted);
        if self.scripted {
            sample.moment = Duration::from_secs(10 * count.unsigned_abs());
            pad(&mut sample, usize::try_from(self.clock.now().as_second()).unwrap_or(1));
        } else {
            sample.moment = Duration::from_secs(count.unsigned_abs());
        }
        self.sensed.store(count + 1, Ordering::SeqCst);
        sample
    }

    fn facts(&mut self) -> Facts {
        Facts::default()
    }
}
