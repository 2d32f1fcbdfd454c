//! The core of a profile behind a face: what runs in the process that became the owner.

use std::sync::Arc;

use futures::FutureExt;
use lorch_connect::http::ClientConfig;
use lorch_engine::{Clock, Engine, EngineConfig, SystemClock};
use lorch_host::{Profile, incarnation, random};
use lorch_model::Timestamp;

use crate::{
    face::{Face, Lifetime, OpenError, Owned},
    router,
};

/// Version of Lorch.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What Lorch calls itself to servers.
pub const USER_AGENT: &str = concat!("Lorch/", env!("CARGO_PKG_VERSION"), " (+https://github.com/lorch-app/lorch)");

/// Opens the profile with everything that runs behind it. Only a face that stays does what is due by itself: a
/// command that asks for one thing does that one thing.
pub async fn open(profile: Profile, lifetime: Lifetime) -> Result<Face, OpenError> {
    let place = profile.clone();
    Face::open(profile, lifetime, move |_lock| {
        let profile = place.clone();
        async move { begin(&profile, lifetime).await }.boxed()
    })
    .await
}

async fn begin(profile: &Profile, lifetime: Lifetime) -> Result<Owned, OpenError> {
    let config = EngineConfig {
        database: profile.database(),
        state: profile.state_dir().to_owned(),
        machine: incarnation::machine_id(),
        version: VERSION.to_owned(),
        clock: Arc::new(SystemClock),
        seed: random::token(),
        client: ClientConfig::new(USER_AGENT),
    };
    profile.create_state_dir()?;
    let engine = Engine::open(config).await.map_err(|fault| OpenError::Start(Box::new(fault)))?;
    if lifetime == Lifetime::Long {
        engine.start();
    }
    let router = router(engine.clone());
    let stop = move || async move { engine.stop().await }.boxed();
    Ok(Owned { router, stop: Box::new(stop) })
}

/// What time it is, for faces that say how long ago something was.
pub fn now() -> Timestamp {
    SystemClock.now()
}
