//! The core of a profile behind a face: what runs in the process that became the owner.

mod closed;
mod inside;

use futures::FutureExt;
use lorch_engine::{Clock, SystemClock};
use lorch_host::Profile;
use lorch_model::Timestamp;

use crate::face::{Face, Lifetime, OpenError, Owned};

pub(crate) use inside::{Again, Inside};

/// Version of Lorch.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What Lorch calls itself to servers.
pub const USER_AGENT: &str = concat!("Lorch/", env!("CARGO_PKG_VERSION"), " (+https://github.com/lorch-app/lorch)");

/// Opens the profile with everything that runs behind it. Only a face that stays does what is due by itself: a
/// command that asks for one thing does that one thing.
///
/// A profile whose files are in trouble is opened too: it answers every verb with what is wrong, and offers the few
/// that may put it right.
pub async fn open(profile: Profile, lifetime: Lifetime) -> Result<Face, OpenError> {
    let place = profile.clone();
    Face::open(profile, lifetime, move |_lock| {
        let profile = place.clone();
        async move {
            let inside = Inside::enter(profile, lifetime).await?;
            let router = inside.router();
            Ok(Owned { router, stop: Box::new(move || async move { inside.leave().await }.boxed()) })
        }
        .boxed()
    })
    .await
}

/// What time it is, for faces that say how long ago something was.
pub fn now() -> Timestamp {
    SystemClock.now()
}
