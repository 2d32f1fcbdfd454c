//! How a talk with a paired device goes, and how it ended: noted where a screen sees it, and kept.

use std::time::Duration;

use futures::future::BoxFuture;
use lorch_connect::devices::{
    frame::WireFault,
    link::Call,
    message::{Closing, Introduction},
};
use lorch_model::{
    devices::DeviceFault,
    exchange::{Batch, Landing, Vector},
    id::Id,
};
use lorch_store::devices::DeviceKept;
use tokio::time::timeout;

use super::{
    peer::Peer,
    talk::{Hears, TalkEnd},
};
use crate::{Engine, EngineError};

/// How long the reason of an end may take to arrive behind it.
const REASON: Duration = Duration::from_millis(500);
/// Places of a device that are kept.
const MOST_PLACES: usize = 8;

/// Notes how a talk goes where a screen sees it.
pub(super) struct Hearing<'a> {
    pub(super) engine: &'a Engine,
    pub(super) peer: &'a Peer,
    pub(super) call: &'a Call,
    /// As it is kept, and as it said it is.
    pub(super) device: DeviceKept,
    /// Whether it said who it is.
    pub(super) met: bool,
}

impl Hears for Hearing<'_> {
    fn met<'a>(&'a mut self, them: &'a Introduction, seen: &'a Vector) -> BoxFuture<'a, Result<(), TalkEnd>> {
        Box::pin(async move {
            let own = self.engine.store().own_origins().await.map_err(EngineError::from)?;
            if is_copy(&self.device.origin, &own, them) {
                return Err(DeviceFault::DeviceIsCopy.into());
            }
            let here = self.call.place();
            let others = them.places.iter().filter(|place| Some(*place) != here.as_ref()).cloned();
            let places = here.iter().cloned().chain(others).take(MOST_PLACES).collect();
            self.device = DeviceKept {
                kind: them.kind,
                origin: them.origin,
                places,
                seen: seen.clone(),
                last_seen: Some(self.engine.now()),
                // Where the process ends before the talk does, they talked all the same.
                behind: self.device.behind.or(Some(0)),
                fault: None,
                ..self.device.clone()
            };
            self.met = true;
            let mut write = self.engine.store().write().await.map_err(EngineError::from)?;
            write.note_device(&self.device).map_err(EngineError::from)?;
            write.commit().await.map_err(EngineError::from)?;
            let place = self.call.place();
            self.peer.change(|live| {
                live.connected = true;
                live.met += 1;
                live.fault = None;
                live.theirs = Some(seen.clone());
                live.place = place;
            });
            self.engine.announce_devices().await;
            Ok(())
        })
    }

    fn seen<'a>(&'a mut self, theirs: &'a Vector) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            self.peer.change(|live| live.theirs = Some(theirs.clone()));
            self.engine.announce_devices().await;
        })
    }

    fn landed<'a>(&'a mut self, batch: &'a Batch, left: u64, landing: &'a Landing) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let mut is_due = false;
            self.peer.change(|live| is_due = live.came(batch.items.len() as u64, left));
            if is_due || !matches!(landing, Landing::More) {
                self.engine.announce_devices().await;
            }
        })
    }
}

/// Whether the one who speaks is another than the one that was paired, though it has its key: it does not write on where
/// that one wrote. Or it says it wrote what was written here.
pub(super) fn is_copy(known: &Id, own: &[Id], them: &Introduction) -> bool {
    !them.own.contains(known) || !them.own.contains(&them.origin) || own.iter().any(|here| them.own.contains(here))
}

impl Engine {
    /// What became of the wire, as the other end tells it where it does.
    pub(super) async fn fault_of_wire(&self, fault: &WireFault, call: &Call) -> Option<DeviceFault> {
        match fault {
            WireFault::TooOld(_) => Some(DeviceFault::DeviceTooOld),
            WireFault::TooNew(_) => Some(DeviceFault::DeviceTooNew),
            WireFault::Late => Some(DeviceFault::DeviceUnreachable),
            WireFault::Closed | WireFault::Cut(_) => {
                match timeout(REASON, call.closed()).await {
                    Ok(Some(Closing::Unpaired)) => Some(DeviceFault::DeviceUnknown),
                    // The other end says it of this one.
                    Ok(Some(Closing::TooOld)) => Some(DeviceFault::DeviceTooNew),
                    Ok(Some(Closing::TooNew)) => Some(DeviceFault::DeviceTooOld),
                    Ok(Some(Closing::Copy)) => Some(DeviceFault::DeviceIsCopy),
                    Ok(Some(Closing::Broken)) => Some(DeviceFault::WireBroken),
                    // Nobody ended it: the network is gone, or the other end is.
                    Ok(None) => Some(DeviceFault::DeviceUnreachable),
                    Ok(Some(Closing::Ended)) | Err(_) => None,
                }
            }
            _ => Some(DeviceFault::WireBroken),
        }
    }

    /// Notes how the two stood when they last talked.
    pub(super) async fn note_talk(
        &self,
        device: DeviceKept,
        peer: &Peer,
        met: bool,
        fault: Option<DeviceFault>,
    ) -> Result<(), EngineError> {
        let live = peer.live();
        let mut now = DeviceKept { fault, ..device };
        if met {
            now.last_seen = Some(self.now());
            now.seen = live.theirs.unwrap_or(now.seen);
            now.behind = Some(live.behind.unwrap_or(0));
        }
        let mut write = self.store().write().await?;
        write.note_device(&now)?;
        write.commit().await?;
        Ok(())
    }
}
