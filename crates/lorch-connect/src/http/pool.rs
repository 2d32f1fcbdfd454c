//! Connections at rest, for the next request to the same origin.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::connect::Sender;
use super::origin::Origin;
use crate::allowed::Allowed;

/// How long a connection may rest; servers commonly hang up after 5 to 75 seconds.
const REST: Duration = Duration::from_secs(30);

/// Connections at rest. Hosts are many and file descriptors are not.
const MOST: usize = 32;

/// Connections at rest.
#[derive(Default)]
pub(super) struct Pool(Mutex<Resting>);

#[derive(Default)]
struct Resting {
    connections: Vec<Connection>,
    swept: bool,
}

/// An open connection and what it stands on.
pub(super) struct Connection {
    pub origin: Origin,
    pub sender: Sender,
    /// Whether its address is not public: then it may be used only while the person allows it.
    pub by_allowance: bool,
    rests_since: Instant,
}

impl Connection {
    pub fn new(origin: Origin, sender: Sender, by_allowance: bool) -> Self {
        Self { origin, sender, by_allowance, rests_since: Instant::now() }
    }
}

impl Pool {
    /// The connection to `origin` that rested last.
    pub fn take(&self, origin: &Origin, allowed: &Allowed) -> Option<Connection> {
        let mut resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let at = resting.connections.iter().rposition(|connection| connection.origin == *origin)?;
            let found = resting.connections.remove(at);
            let permitted = !found.by_allowance || allowed.contains(&origin.address());
            if permitted && !found.sender.is_closed() && found.rests_since.elapsed() < REST {
                return Some(found);
            }
        }
    }

    /// Lays a connection to rest.
    pub fn put(self: &Arc<Self>, mut connection: Connection) {
        if connection.sender.is_closed() {
            return;
        }
        connection.rests_since = Instant::now();
        let mut resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if resting.connections.len() == MOST {
            resting.connections.remove(0);
        }
        resting.connections.push(connection);
        if !resting.swept {
            resting.swept = true;
            tokio::spawn(sweep(Arc::downgrade(self)));
        }
    }
}

/// Closes what rested too long, until nothing rests.
async fn sweep(pool: Weak<Pool>) {
    loop {
        sleep(REST).await;
        let Some(pool) = pool.upgrade() else { return };
        let mut resting = pool.0.lock().unwrap_or_else(PoisonError::into_inner);
        resting.connections.retain(|connection| connection.rests_since.elapsed() < REST);
        if resting.connections.is_empty() {
            resting.swept = false;
            return;
        }
    }
}
