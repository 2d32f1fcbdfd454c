//! Who asked for a write: its reply is kept in the transaction that does what it asks.
//!
//! Whoever answers a request does so inside [`asked_for`]. A write that is made there says with [`Write::tell`] what
//! the answer will be, and its commit keeps that answer under the key of the request. Killed at any point, the request
//! either never happened or is answered when it comes again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lorch_model::Timestamp;
use serde::Serialize;

use crate::{Remembered, Result, StoreError, Write};

tokio::task_local! {
    static ASKED: Arc<Mutex<Asked>>;
}

/// A request that carries an `Idempotency-Key`.
#[derive(Debug, Clone)]
pub struct Keyed {
    /// The key.
    pub key: String,
    /// Hash of the request's method, path and body.
    pub request: Vec<u8>,
    /// When it came.
    pub now: Timestamp,
    /// Replies made before this are forgotten.
    pub forget_before: Timestamp,
}

/// What was written while a request was answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Came {
    /// Number of the edit that can be undone.
    pub edit: Option<i64>,
    /// Whether the reply was kept with the write.
    pub kept: bool,
}

/// How a write ends for the one who asked, as the status of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Something is new.
    Made,
    /// Something was changed.
    Changed,
    /// It is done, and there is nothing to say.
    Done,
}

#[derive(Default)]
struct Asked {
    keyed: Option<Keyed>,
    came: Came,
}

/// Does `work`, which answers one request, and says what was written meanwhile.
pub async fn asked_for<F: Future>(keyed: Option<Keyed>, work: F) -> (F::Output, Came) {
    let asked = Arc::new(Mutex::new(Asked { keyed, came: Came::default() }));
    let output = ASKED.scope(asked.clone(), work).await;
    let came = lock(&asked).came;
    (output, came)
}

impl Write {
    /// Says what the one who asked for this write will be answered. Call it in every write that a request asks for,
    /// before it commits, with the very value of the answer; [`Told::Done`] has none.
    pub fn tell<T: Serialize>(&mut self, told: Told, value: &T) -> Result<()> {
        let body = match told {
            Told::Done => Vec::new(),
            Told::Made | Told::Changed => serde_json::to_vec(value).map_err(|_| StoreError::Unreadable("reply"))?,
        };
        self.told = Some((told, body));
        Ok(())
    }

    /// Keeps what was told under the key of the request, if it has one. Returns whether it did.
    pub(crate) fn keep_told(&mut self) -> Result<bool> {
        let keyed = ASKED.try_with(|asked| lock(asked).keyed.clone()).ok().flatten();
        let (Some(keyed), Some((told, body))) = (keyed, self.told.take()) else { return Ok(false) };
        let (status, media_type) = match told {
            Told::Made => (201, Some("application/json".to_owned())),
            Told::Changed => (200, Some("application/json".to_owned())),
            Told::Done => (204, None),
        };
        let reply = Remembered { request: keyed.request, status, media_type, etag: None, edit: None, body };
        self.keep_reply(&keyed.key, &reply, keyed.now, keyed.forget_before);
        Ok(true)
    }
}

/// Notes for the one who asked that a write is durable.
pub(crate) fn committed(edit: Option<i64>, kept: bool) {
    let _ = ASKED.try_with(|asked| {
        let mut asked = lock(asked);
        asked.came.edit = edit.or(asked.came.edit);
        asked.came.kept |= kept;
    });
}

fn lock(asked: &Mutex<Asked>) -> MutexGuard<'_, Asked> {
    asked.lock().unwrap_or_else(PoisonError::into_inner)
}
