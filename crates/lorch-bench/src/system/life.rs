//! A profile that is thrown away.

use std::{path::PathBuf, sync::Arc};

use lorch_connect::http::ClientConfig;
use lorch_engine::{Clock, Engine, EngineConfig, ManualClock};
use lorch_model::Timestamp;

use crate::Result;

/// An engine on a folder of its own.
pub(super) struct Life {
    folder: tempfile::TempDir,
    pub engine: Engine,
}

impl Life {
    pub(super) async fn begin(clock: impl Clock + 'static) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let engine = Engine::open(EngineConfig {
            database: folder.path().join("lorch.db"),
            state: folder.path().join("state"),
            machine: "bench".to_owned(),
            version: lorch_api::core::VERSION.to_owned(),
            clock: Arc::new(clock),
            seed: [7; 32],
            client: ClientConfig::new(lorch_api::core::USER_AGENT),
        })
        .await?;
        Ok(Self { folder, engine })
    }

    /// One whose clock is moved by hand.
    pub(super) async fn scripted() -> Result<(Self, ManualClock)> {
        let clock = ManualClock::new(at(-1));
        Ok((Self::begin(clock.clone()).await?, clock))
    }

    pub(super) fn figures(&self) -> PathBuf {
        self.folder.path().join("machine.db")
    }
}

/// So many milliseconds after all began.
pub(super) fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(1_794_000_000_000 + ms).unwrap_or_default()
}
