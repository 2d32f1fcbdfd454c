//! The engine of a profile, or what keeps it from running; either may follow the other under the same process.

use std::{
    convert::Infallible,
    sync::{Arc, Weak},
    time::Duration,
};

use axum::{Extension, Router, extract::Request, response::Response};
use lorch_connect::http::ClientConfig;
use lorch_engine::{Desktop, Engine, EngineConfig, SystemClock};
use lorch_host::{HostError, Profile, incarnation, machine, random, system::Sensors, vault::Vaults};
use lorch_model::problem::Problem;
use lorch_store::{StoreOptions, is_encrypted};
use tokio::{
    sync::{Mutex, watch},
    time::Instant,
};
use tower::ServiceExt;

use super::{USER_AGENT, VERSION, closed::Closed};
use crate::{
    face::{Lifetime, OpenError},
    profile_key, router,
};

/// How often a profile whose trouble may have passed is tried again, at most.
const PAUSE: Duration = Duration::from_secs(2);

/// How often it is tried again when nobody asks.
const LONG_PAUSE: Duration = Duration::from_secs(30);

/// A profile that this process owns. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Inside(Arc<Shared>);

struct Shared {
    profile: Profile,
    /// Outlives the engine: what the person opened stays open when the profile is opened again.
    vaults: Arc<Vaults>,
    lifetime: Lifetime,
    state: watch::Sender<State>,
    /// Held by whoever is about to change the state.
    turn: Mutex<()>,
}

#[derive(Clone)]
enum State {
    Open {
        engine: Engine,
        router: Router,
        since: Instant,
    },
    Closed {
        router: Router,
        may_pass: bool,
        since: Instant,
    },
    /// Whoever asks waits.
    Between,
    Left,
}

/// For verbs that close the profile and open it again; see [`Again::between`].
#[derive(Clone)]
pub(crate) struct Again(Weak<Shared>);

impl Inside {
    /// Opens the profile. Trouble with its files is no failure: it is answered to whoever asks.
    pub(super) async fn enter(profile: Profile, lifetime: Lifetime) -> Result<Self, OpenError> {
        let inside = Self(Arc::new(Shared {
            vaults: Arc::new(profile.vaults()),
            profile,
            lifetime,
            state: watch::Sender::new(State::Between),
            turn: Mutex::default(),
        }));
        let state = match inside.begin().await {
            Err(OpenError::Trouble(trouble)) => inside.closed(trouble.problem(), trouble.may_pass()),
            begun => begun?,
        };
        inside.0.state.send_replace(state);
        if lifetime == Lifetime::Long {
            tokio::spawn(look_after(Arc::downgrade(&inside.0)));
        }
        Ok(inside)
    }

    /// Every verb, whatever the state of the profile is when it is asked.
    pub(super) fn router(&self) -> Router {
        let inside = self.clone();
        Router::new().fallback_service(tower::service_fn(move |request: Request| {
            let inside = inside.clone();
            async move { Ok::<_, Infallible>(inside.answer(request).await) }
        }))
    }

    /// Ends what runs and closes the store.
    pub(super) async fn leave(self) {
        let _turn = self.0.turn.lock().await;
        if let State::Open { engine, .. } = self.0.state.send_replace(State::Left) {
            engine.stop().await;
        }
    }

    async fn answer(&self, request: Request) -> Response {
        self.try_again().await;
        let mut states = self.0.state.subscribe();
        let state = states.wait_for(|state| !matches!(state, State::Between)).await.map(|state| state.clone());
        match state {
            Ok(State::Open { router, .. } | State::Closed { router, .. }) => {
                let Ok(answer) = router.oneshot(request).await;
                answer
            }
            _ => crate::problem::response(Problem::new(503, "owner_left", "Lorch is stopping.")),
        }
    }

    /// Opens a profile whose trouble may have passed meanwhile.
    async fn try_again(&self) {
        let due = |state: &State| match state {
            State::Closed { may_pass, since, .. } => *may_pass && since.elapsed() > PAUSE,
            State::Open { engine, since, .. } => engine.is_read_only() && since.elapsed() > PAUSE,
            State::Between | State::Left => false,
        };
        if !due(&self.0.state.borrow()) {
            return;
        }
        let _turn = self.0.turn.lock().await;
        let mut now = self.0.state.borrow().clone();
        if !due(&now) {
            return;
        }
        match &mut now {
            State::Open { engine, since, .. } if !engine.recover().await => {
                *since = Instant::now();
                self.0.state.send_replace(now);
            }
            State::Open { engine, .. } => {
                self.0.state.send_replace(State::Between);
                engine.stop().await;
                self.0.state.send_replace(self.reopened().await);
            }
            _ => drop(self.0.state.send_replace(self.reopened().await)),
        }
    }

    async fn begin(&self) -> Result<State, OpenError> {
        let profile = &self.0.profile;
        let config = EngineConfig {
            database: profile.database(),
            state: profile.state_dir().to_owned(),
            machine: incarnation::machine_id(),
            version: VERSION.to_owned(),
            clock: Arc::new(SystemClock),
            seed: random::token(),
            client: ClientConfig::new(USER_AGENT),
        };
        match profile.create_state_dir() {
            // The engine finds out by itself, and opens for reading.
            Err(HostError::NoRights(_) | HostError::ReadOnly(_) | HostError::DiskFull(_)) => {}
            made => made?,
        }
        let key = profile_key::of(profile, &self.0.vaults, is_encrypted(&profile.database())).await?;
        let options = StoreOptions { key, read_only: false };
        let engine = Engine::open_with(config, options).await?;
        engine.give_senses(Sensors::default());
        engine.keep_secrets_in(self.0.vaults.clone());
        engine.on_machine(&machine::name(), machine::kind());
        match self.0.lifetime {
            Lifetime::Long => {
                engine.show_notices(Arc::new(Desktop));
                engine.start();
            }
            // Nobody is there to do it later, and what is asked for may need it.
            Lifetime::Brief => {
                engine.finish_rebuild().await?;
            }
        }
        let router = router(engine.clone()).layer(Extension(self.again()));
        Ok(State::Open { engine, router, since: Instant::now() })
    }

    /// As [`Inside::begin`]; this process stays the owner whatever is wrong.
    async fn reopened(&self) -> State {
        match self.begin().await {
            Ok(state) => state,
            Err(OpenError::Trouble(trouble)) => self.closed(trouble.problem(), trouble.may_pass()),
            Err(fault) => self.closed(Problem::new(503, "profile_closed", fault.to_string()), true),
        }
    }

    fn closed(&self, problem: Problem, may_pass: bool) -> State {
        tracing::info!(code = problem.code, "{}", problem.title);
        let vaults = self.0.vaults.clone();
        let closed = Closed { profile: self.0.profile.clone(), vaults, problem, again: self.again() };
        State::Closed { router: closed.router(), may_pass, since: Instant::now() }
    }

    fn again(&self) -> Again {
        Again(Arc::downgrade(&self.0))
    }
}

/// Tries again without being asked, for as long as the profile is held here.
async fn look_after(shared: Weak<Shared>) {
    loop {
        tokio::time::sleep(LONG_PAUSE).await;
        match shared.upgrade().map(Inside) {
            Some(inside) => inside.try_again().await,
            None => return,
        }
    }
}

impl Again {
    /// Closes the profile, does `what`, and opens the profile again, whatever came of it. Requests wait meanwhile.
    ///
    /// It goes on when whoever asked for it hangs up. `None` when the profile was left meanwhile.
    pub(crate) async fn between<T: Send + 'static>(&self, what: impl Future<Output = T> + Send + 'static) -> Option<T> {
        let inside = Inside(self.0.upgrade()?);
        let done = tokio::spawn(async move {
            let _turn = inside.0.turn.lock().await;
            if matches!(*inside.0.state.borrow(), State::Left) {
                return None;
            }
            if let State::Open { engine, .. } = inside.0.state.send_replace(State::Between) {
                engine.stop().await;
            }
            let done = what.await;
            let state = inside.reopened().await;
            inside.0.state.send_replace(state);
            Some(done)
        });
        done.await.ok().flatten()
    }
}
