//! What is known of a paired device while this process runs.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use lorch_connect::devices::link::Call;
use lorch_model::{
    devices::{DeviceFault, DeviceProgress, Key},
    exchange::Vector,
};
use tokio::sync::{Notify, OwnedMutexGuard};
use tokio_util::sync::CancellationToken;

use crate::lock;

/// Two devices that call each other at once make two connections within this time; a connection that is older and in the
/// way of a new one has died without anybody noticing.
const AT_ONCE: Duration = Duration::from_secs(5);
/// An exchange that took less than this has no progress worth a line.
const WORTH_A_LINE: Duration = Duration::from_millis(400);

/// A device of this process.
#[derive(Default)]
pub(crate) struct Peer {
    live: Mutex<Live>,
    session: Mutex<Option<Session>>,
    /// One talk at a time: two would ask for the same exchange.
    turn: Arc<tokio::sync::Mutex<()>>,
    nudged: Notify,
}

/// How a device stands, as far as it is not kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Live {
    pub(crate) connected: bool,
    /// How often the two have met since this process began.
    pub(crate) met: u64,
    /// How far it has seen; `None` where it said nothing since this process began.
    pub(crate) theirs: Option<Vector>,
    /// Things that it has and this device lacks.
    pub(crate) behind: Option<u64>,
    pub(crate) progress: Option<DeviceProgress>,
    pub(crate) fault: Option<DeviceFault>,
    pub(crate) place: Option<String>,
    /// What the exchange that is under way has brought, and since when.
    coming: Option<(u64, Instant)>,
    told: Option<Instant>,
}

/// The connection that is used now.
struct Session {
    call: Call,
    caller: Key,
    since: Instant,
    ends: CancellationToken,
    revoked: bool,
}

impl Peer {
    pub(crate) fn live(&self) -> Live {
        lock(&self.live).clone()
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Live)) {
        change(&mut lock(&self.live));
    }

    /// Calls it now.
    pub(crate) fn nudge(&self) {
        self.nudged.notify_one();
    }

    pub(crate) async fn nudged(&self) {
        self.nudged.notified().await;
    }

    /// Waits until nobody talks to it.
    pub(crate) async fn silent(&self) {
        drop(self.turn.lock().await);
    }

    /// Ends the talk, for good.
    pub(crate) fn revoke(&self) {
        if let Some(session) = &mut *lock(&self.session) {
            session.revoked = true;
            session.ends.cancel();
        }
    }

    /// Whether the talk ended since the device is let in no more.
    pub(crate) fn is_revoked(&self) -> bool {
        lock(&self.session).as_ref().is_some_and(|session| session.revoked)
    }

    pub(crate) fn bytes(&self) -> Option<(u64, u64)> {
        lock(&self.session).as_ref().map(|session| session.call.bytes())
    }

    /// Takes `call` for the one connection, where it is that: of two that both sides made at once the one that the lower
    /// key made stays. Returns what ends it, and the turn to talk.
    pub(crate) async fn take(&self, call: &Call, me: Key) -> Option<(CancellationToken, OwnedMutexGuard<()>)> {
        let caller = if call.is_outgoing() { me } else { call.peer() };
        let ends = CancellationToken::new();
        let before = {
            let mut session = lock(&self.session);
            if let Some(other) = &*session {
                let is_fresh = other.since.elapsed() < AT_ONCE && !other.ends.is_cancelled();
                if is_fresh && other.caller < caller {
                    return None;
                }
                other.ends.cancel();
            }
            let (call, since) = (call.clone(), Instant::now());
            session.replace(Session { call, caller, since, ends: ends.clone(), revoked: false })
        };
        drop(before);
        let turn = self.turn.clone().lock_owned().await;
        if ends.is_cancelled() { None } else { Some((ends, turn)) }
    }

    /// The connection that `ends` ended is not used any more. Returns whether it was still the one.
    pub(crate) fn leave(&self, call: &Call) -> bool {
        let mut session = lock(&self.session);
        let is_this = session.as_ref().is_some_and(|session| session.call.is_same(call));
        if is_this {
            *session = None;
        }
        is_this
    }
}

impl Live {
    /// So many things came, and so many are left. Returns whether that is worth telling now.
    pub(crate) fn came(&mut self, things: u64, left: u64) -> bool {
        let (before, since) = *self.coming.get_or_insert_with(|| (0, Instant::now()));
        let done = before + things;
        self.coming = Some((done, since));
        self.behind = Some(left);
        let took = since.elapsed();
        if left == 0 {
            self.coming = None;
            let was_told = self.progress.take().is_some();
            return was_told;
        }
        if took < WORTH_A_LINE {
            return false;
        }
        let per_second = (done as f64 / took.as_secs_f64()).round();
        self.progress = Some(DeviceProgress { done, total: done + left, per_second: per_second as u64 });
        let is_due = self.told.is_none_or(|told| told.elapsed() >= WORTH_A_LINE);
        if is_due {
            self.told = Some(Instant::now());
        }
        is_due
    }

    /// Nobody talks to it any more.
    pub(crate) fn left(&mut self) {
        self.connected = false;
        self.progress = None;
        self.coming = None;
    }
}
