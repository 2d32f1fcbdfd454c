//! What both sides of a pairing have in common.

use std::time::Duration;

use lorch_connect::devices::{
    frame::{FrameReader, FrameWriter, MOST_FROM_STRANGERS, OURS, greet},
    message::Introduction,
};
use lorch_model::{
    devices::{Caller, Key, words_of},
    exchange::Vector,
};
use lorch_store::devices::{DeviceKept, ThisDeviceKept};
use tokio::io::{AsyncRead, AsyncWrite};

use super::{name_of, talk::TalkEnd};
use crate::{Engine, EngineError, lock};

/// How long each word of a pairing may take that no person has to say.
pub(super) const PROMPT: Duration = Duration::from_secs(10);

impl Engine {
    /// Whether a pairing is under way here, on either side.
    pub(super) fn is_meeting(&self) -> bool {
        let now = self.now();
        lock(&self.0.devices.hosting).is_open(now)
            || lock(&self.0.devices.joining).as_ref().is_some_and(super::guest::Joins::is_open)
    }

    /// Lets a device in from now on, and talks to it.
    pub(super) async fn keep_paired(&self, key: Key, them: &Introduction) -> Result<(), EngineError> {
        let this = self.store().this_device().await?;
        let mut write = self.store().write().await?;
        write.keep_device(&DeviceKept {
            key,
            name: name_of(them, &key),
            kind: them.kind,
            origin: them.origin,
            added: self.now(),
            last_seen: None,
            places: them.places.clone(),
            seen: Vector::default(),
            behind: None,
            fault: None,
        })?;
        write.keep_this_device(&ThisDeviceKept { enabled: true, ..this });
        write.commit().await?;
        let peer = self.peer(&key.id());
        peer.change(|live| live.fault = None);
        peer.nudge();
        self.look_after_devices();
        Ok(())
    }
}

/// Begins to speak with somebody who is not yet known.
pub(super) async fn begin<R, W>((mut reader, mut writer): (R, W)) -> Result<(FrameReader<R>, FrameWriter<W>), TalkEnd>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    greet(&mut reader, &mut writer, OURS, PROMPT).await?;
    Ok((FrameReader::new(reader, MOST_FROM_STRANGERS), FrameWriter::new(writer)))
}

/// The other side, as a screen shows it.
pub(super) fn caller(us: &Key, key: &Key, them: &Introduction) -> Caller {
    Caller { name: name_of(them, key), kind: them.kind, fingerprint: key.fingerprint(), words: words_of(us, key) }
}
