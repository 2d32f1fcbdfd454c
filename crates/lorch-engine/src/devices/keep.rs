//! Who is called and who is let in: the endpoint is open while somebody may be talked to, and no longer.

use std::{
    collections::HashMap,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use lorch_connect::devices::{
    frame::WireFault,
    link::{Around, Call, Link, LinkFault, LinkOptions, Purpose},
    message::Closing,
};
use lorch_model::devices::{DeviceFault, Key};
use lorch_store::devices::ThisDeviceKept;
use rand::Rng;
use tokio::{
    sync::{Semaphore, watch},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::{
    hearing::Hearing,
    key::fault_of,
    talk::{Manner, TalkEnd},
};
use crate::{Engine, EngineError, lock};

/// How long a device is called, and may take to prove who it is.
const CALLING: Duration = Duration::from_secs(10);
/// Between two calls of a device that does not answer, at least and at most.
const SHORTEST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);
/// Between two calls of one that refuses.
const REFUSED: Duration = Duration::from_secs(600);
/// Before an endpoint that could not be opened is tried again.
const AGAIN: Duration = Duration::from_secs(30);
/// Callers at a time of whom it is not yet known who they are.
const STRANGERS: usize = 16;

/// Whether there is an endpoint.
#[derive(Clone)]
pub(super) enum Opened {
    /// None is needed, or it is being opened.
    Closed,
    Open(Link),
    Failed(DeviceFault),
}

impl Engine {
    /// Sees to it that what should be open is, from now on.
    pub(crate) fn look_after_devices(&self) {
        let room = &self.0.devices;
        room.link.send_if_modified(|opened| {
            let failed = matches!(opened, Opened::Failed(_));
            if failed {
                *opened = Opened::Closed;
            }
            failed
        });
        room.wake.send_modify(|count| *count += 1);
        if !room.kept.swap(true, Ordering::AcqRel) {
            let engine = self.clone();
            self.0.tasks.spawn(async move { engine.run_devices().await });
        }
    }

    /// The endpoint, once it is open.
    pub(super) async fn opened_link(&self) -> Result<Link, EngineError> {
        let mut link = self.0.devices.link.subscribe();
        let opened = timeout(CALLING, link.wait_for(|opened| !matches!(opened, Opened::Closed))).await;
        match opened {
            Ok(Ok(opened)) => match &*opened {
                Opened::Open(link) => Ok(link.clone()),
                Opened::Failed(fault) => Err((*fault).into()),
                Opened::Closed => Err(DeviceFault::NetworkRefused.into()),
            },
            _ => Err(DeviceFault::NetworkRefused.into()),
        }
    }

    async fn run_devices(&self) {
        let mut wake = self.0.devices.wake.subscribe();
        loop {
            wake.mark_unchanged();
            let retry = match self.wanted_link().await {
                Ok(None) => {
                    self.set_link(Opened::Closed).await;
                    None
                }
                Ok(Some(wanted)) => match self.open_link(wanted).await {
                    Ok(link) => {
                        self.serve_devices(&link, wanted).await;
                        Some(Duration::ZERO)
                    }
                    Err(error) => {
                        self.set_link(Opened::Failed(fault_of(&error).unwrap_or(DeviceFault::NetworkRefused))).await;
                        tracing::info!(%error, "this device can't be reached by others for now");
                        Some(AGAIN)
                    }
                },
                Err(error) => {
                    tracing::warn!(%error, "what other devices need could not be read");
                    Some(AGAIN)
                }
            };
            tokio::select! {
                () = self.0.stopping.cancelled() => return,
                _ = wake.changed() => {}
                () = async { match retry {
                    Some(wait) => self.0.clock.sleep(wait).await,
                    None => std::future::pending().await,
                } } => {}
            }
        }
    }

    /// What should be open; nothing where nobody is to be talked to.
    async fn wanted_link(&self) -> Result<Option<Wanted>, EngineError> {
        if self.is_read_only() || self.0.stopping.is_cancelled() {
            return Ok(None);
        }
        let this = self.store().this_device().await?;
        let is_needed = self.is_meeting() || (this.enabled && !self.store().paired().await?.is_empty());
        Ok(is_needed.then_some(Wanted { relay: this.relay, mdns: this.mdns }))
    }

    async fn open_link(&self, wanted: Wanted) -> Result<Link, EngineError> {
        let secret = self.device_secret().await?;
        let this = self.store().this_device().await?;
        let loopback = self.0.devices.loopback.load(Ordering::Relaxed);
        let options = LinkOptions { secret, port: this.port, loopback, mdns: wanted.mdns, relay: wanted.relay };
        let link = Link::open(options).await.map_err(|fault| match fault {
            LinkFault::Absent => DeviceFault::DevicesAbsent,
            fault => {
                tracing::warn!(%fault, "no endpoint for other devices");
                DeviceFault::NetworkRefused
            }
        })?;
        if link.port() != this.port {
            let mut write = self.store().write().await?;
            write.keep_this_device(&ThisDeviceKept { port: link.port(), ..this });
            write.commit().await?;
        }
        Ok(link)
    }

    async fn set_link(&self, opened: Opened) {
        *lock(&self.0.devices.fault) = if let Opened::Failed(fault) = &opened { Some(*fault) } else { None };
        let before = self.0.devices.link.send_replace(opened.clone());
        if !matches!((before, opened), (Opened::Closed, Opened::Closed)) {
            self.announce_devices().await;
        }
    }

    /// Calls and lets in until something else is wanted.
    async fn serve_devices(&self, link: &Link, wanted: Wanted) {
        let scope = self.0.stopping.child_token();
        self.set_link(Opened::Open(link.clone())).await;
        tokio::select! {
            () = self.let_in(link, &scope) => {}
            () = self.call_out(link, &scope) => {}
            () = self.tell_news() => {}
            () = self.look_around(link) => {}
            () = self.until_other(wanted) => {}
        }
        scope.cancel();
        self.set_link(Opened::Closed).await;
        link.close().await;
    }

    async fn until_other(&self, wanted: Wanted) {
        let mut wake = self.0.devices.wake.subscribe();
        loop {
            if self.wanted_link().await.is_ok_and(|now| now != Some(wanted)) {
                return;
            }
            tokio::select! {
                () = self.0.stopping.cancelled() => return,
                _ = wake.changed() => {}
            }
        }
    }

    /// Whenever something was committed, this device may have seen more.
    async fn tell_news(&self) {
        let commit = |place: &str| place.split('.').next().unwrap_or_default().to_owned();
        let mut place = self.store().changes_since(None).number;
        loop {
            self.store().changed_after(&place).await;
            let now = self.store().changes_since(None).number;
            if commit(&now) != commit(&place) {
                self.tell_devices();
            }
            place = now;
        }
    }

    /// Calls who was found in the network, and everybody once this device is in another one.
    async fn look_around(&self, link: &Link) {
        loop {
            let around = link.around().await;
            for device in self.store().paired().await.unwrap_or_default() {
                if matches!(around, Around::Moved) || around == Around::Appeared(device.key) {
                    self.peer(&device.key.id()).nudge();
                }
            }
        }
    }

    async fn let_in(&self, link: &Link, scope: &CancellationToken) {
        let strangers = Arc::new(Semaphore::new(STRANGERS));
        while let Some(ringing) = link.ringing().await {
            let Ok(permit) = strangers.clone().try_acquire_owned() else {
                ringing.refuse();
                continue;
            };
            let (engine, link, scope) = (self.clone(), link.clone(), scope.clone());
            self.0.tasks.spawn(async move {
                let Some(Some(call)) = scope.run_until_cancelled(ringing.answer(CALLING)).await else { return };
                match call.purpose() {
                    Purpose::Pair => {
                        scope.run_until_cancelled(engine.host_caller(&link, &call)).await;
                        drop(permit);
                    }
                    Purpose::Sync => {
                        drop(permit);
                        engine.talk_to(&link, &call, &scope).await;
                    }
                }
            });
        }
    }

    async fn call_out(&self, link: &Link, scope: &CancellationToken) {
        let mut wake = self.0.devices.wake.subscribe();
        let mut kept: HashMap<Key, CancellationToken> = HashMap::new();
        loop {
            wake.mark_unchanged();
            let enabled = self.store().this_device().await.is_ok_and(|this| this.enabled);
            let paired = if enabled { self.store().paired().await.unwrap_or_default() } else { Vec::new() };
            kept.retain(|key, token| {
                let stays = paired.iter().any(|device| device.key == *key);
                if !stays {
                    token.cancel();
                }
                stays
            });
            for device in paired {
                kept.entry(device.key).or_insert_with(|| {
                    let (engine, link, token) = (self.clone(), link.clone(), scope.child_token());
                    let ends = token.clone();
                    self.0.tasks.spawn(async move { engine.keep_in_touch(&link, &device.key, &ends).await });
                    token
                });
            }
            if wake.changed().await.is_err() {
                return;
            }
        }
    }

    /// Calls a device whenever nobody talks to it, less often the longer it does not answer.
    async fn keep_in_touch(&self, link: &Link, key: &Key, scope: &CancellationToken) {
        let (mut nap, mut met) = (SHORTEST, 0);
        loop {
            let peer = self.peer(&key.id());
            let called = scope.run_until_cancelled(async {
                peer.silent().await;
                let device = self.store().paired_with(key).await.ok()??;
                Some(link.call(key, &device.places, Purpose::Sync, CALLING).await)
            });
            let Some(Some(called)) = called.await else { return };
            let fault = match called {
                Ok(call) => self.talk_to(link, &call, scope).await,
                Err(LinkFault::Foreign) => Some(DeviceFault::DeviceTooOld),
                Err(_) => Some(DeviceFault::DeviceUnreachable),
            };
            let met_by_now = peer.live().met;
            nap = match fault {
                Some(fault) if fault.is_refusal() => REFUSED,
                Some(_) if met_by_now == met => (nap * 2).min(LONGEST),
                _ => SHORTEST,
            };
            met = met_by_now;
            let mut is_news = false;
            peer.change(|live| {
                is_news = live.fault != fault;
                live.fault = fault;
            });
            if is_news {
                self.announce_devices().await;
            }
            let jitter = lock(&self.0.random).random_range(0.8..1.2);
            tokio::select! {
                () = self.0.clock.sleep(nap.mul_f64(jitter)) => {}
                () = peer.nudged() => nap = SHORTEST,
                () = scope.cancelled() => return,
            }
        }
    }

    /// Talks to whoever is at the other end, if it is let in, until `scope` ends. Returns what went wrong.
    ///
    /// It must come to its end: how the two stood is noted there, and that nobody talks any more.
    async fn talk_to(&self, link: &Link, call: &Call, scope: &CancellationToken) -> Option<DeviceFault> {
        let key = call.peer();
        let Ok(Some(device)) = self.store().paired_with(&key).await else {
            call.close(Closing::Unpaired);
            return Some(DeviceFault::DeviceNotFound);
        };
        let peer = self.peer(&key.id());
        let Some((ends, turn)) = peer.take(call, link.key()).await else {
            call.close(Closing::Ended);
            return None;
        };
        let mut hearing = Hearing { engine: self, peer: &peer, call, device, met: false };
        let end = tokio::select! {
            end = self.talk_on(link, call, &mut hearing) => end,
            () = ends.cancelled() => TalkEnd::Done,
            () = scope.cancelled() => TalkEnd::Done,
        };
        let fault = match &end {
            TalkEnd::Done => None,
            TalkEnd::Refused(fault) => Some(*fault),
            TalkEnd::Wire(fault) => self.fault_of_wire(fault, call).await,
            TalkEnd::Engine(error) => {
                tracing::warn!(%error, "what another device sent could not be kept");
                None
            }
        };
        call.close(match &end {
            _ if peer.is_revoked() => Closing::Unpaired,
            TalkEnd::Wire(WireFault::TooOld(_)) => Closing::TooOld,
            TalkEnd::Wire(WireFault::TooNew(_)) => Closing::TooNew,
            TalkEnd::Refused(DeviceFault::DeviceIsCopy) => Closing::Copy,
            TalkEnd::Wire(fault) if !matches!(fault, WireFault::Closed | WireFault::Cut(_)) => Closing::Broken,
            _ => Closing::Ended,
        });
        let (out, came) = call.bytes();
        {
            let mut bytes = lock(&self.0.devices.bytes);
            *bytes = (bytes.0 + out, bytes.1 + came);
        }
        let Hearing { device, met, .. } = hearing;
        if peer.leave(call) {
            peer.change(|live| {
                live.left();
                live.fault = fault;
            });
        }
        if let Err(error) = self.note_talk(device, &peer, met, fault).await {
            tracing::warn!(%error, "how another device stands could not be noted");
        }
        drop(turn);
        fault
    }

    async fn talk_on(&self, link: &Link, call: &Call, hearing: &mut Hearing<'_>) -> TalkEnd {
        let me = match self.introduction(link).await {
            Ok(me) => me,
            Err(error) => return error.into(),
        };
        let Some(stream) = call.talk(CALLING).await else { return WireFault::Closed.into() };
        let news = self.0.devices.news.subscribe();
        self.converse(stream, me, Manner::default(), hearing, news).await
    }
}

/// What of the settings an endpoint depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wanted {
    relay: bool,
    mdns: bool,
}

/// What the endpoint is watched by.
pub(super) fn closed() -> watch::Sender<Opened> {
    watch::Sender::new(Opened::Closed)
}
