//! Where requests go: finding the owner, or becoming it.

use std::{path::PathBuf, sync::Arc, time::Duration};

use lorch_host::{ProfileLock, lock};
use tokio::time::{Instant, sleep, timeout_at};

use super::{Inner, OpenError, reign::Reign, remote};

/// How long another process may take to start before a person is told.
const PATIENCE: Duration = Duration::from_secs(10);
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

/// Where requests go.
#[derive(Clone)]
pub(super) enum Place {
    /// This process owns the profile.
    Here(axum::Router),
    /// The owner answers on this socket.
    There(PathBuf),
    /// Not opened yet, or stopped.
    Nowhere,
}

impl Inner {
    /// Finds a new place after the one numbered `seen` turned out to be gone. Of many callers one searches.
    ///
    /// The search goes on in a task of its own: a caller that hangs up must not leave an engine half started.
    pub(super) async fn settle(self: &Arc<Self>, seen: u64) -> Result<(), OpenError> {
        let deadline = Instant::now() + PATIENCE;
        let inner = self.clone();
        let search = tokio::spawn(async move { inner.search(seen, deadline).await });
        let first = seen == 0; // opening: a migration may take as long as it takes
        match if first { Ok(search.await) } else { timeout_at(deadline + LONGEST_PAUSE, search).await } {
            Ok(Ok(found)) => found,
            Ok(Err(fault)) => Err(OpenError::Start(Box::new(fault))),
            Err(_) => Err(self.busy()),
        }
    }

    async fn search(self: Arc<Self>, seen: u64, deadline: Instant) -> Result<(), OpenError> {
        let _turn = self.settling.lock().await;
        if self.now().0 != seen {
            return Ok(());
        }
        let place = self.find(deadline).await?;
        self.place.send_replace((seen + 1, place));
        Ok(())
    }

    async fn find(self: &Arc<Self>, deadline: Instant) -> Result<Place, OpenError> {
        let mut pause = FIRST_PAUSE;
        loop {
            if self.stopping.is_cancelled() {
                return Err(OpenError::Stopped);
            }
            if let Some(lock) = ProfileLock::try_take(&self.profile)? {
                return self.begin(lock).await;
            }
            for path in self.sockets() {
                if timeout_at(deadline, remote::awake(&path)).await.unwrap_or_default() {
                    return Ok(Place::There(path));
                }
            }
            if Instant::now() >= deadline {
                return Err(self.busy());
            }
            tokio::select! {
                () = sleep(pause) => {}
                () = self.stopping.cancelled() => {}
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn begin(self: &Arc<Self>, lock: ProfileLock) -> Result<Place, OpenError> {
        let owned = (self.start)(lock.clone()).await?;
        let router = owned.router.clone();
        let reign = Reign::begin(owned, lock, self.profile.socket(), self.stopping.clone()).await?;
        *self.reign() = Some(reign);
        tracing::info!(profile = %self.profile.dir().display(), "this process owns the profile");
        Ok(Place::Here(router))
    }

    /// Where the owner may answer: as it wrote into the lock, or, before it did, as we would.
    fn sockets(&self) -> Vec<PathBuf> {
        let mut paths = vec![self.profile.socket()];
        if let Some(holder) = lock::holder(&self.profile).filter(|holder| holder.socket != paths[0]) {
            paths.insert(0, holder.socket);
        }
        paths
    }

    fn busy(&self) -> OpenError {
        OpenError::Busy { pid: lock::holder(&self.profile).map(|holder| holder.pid) }
    }
}
