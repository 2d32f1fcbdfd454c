//! Signing in by a code or in the browser: it goes on by itself until the person has answered, and is watched meanwhile.

use std::{collections::BTreeMap, sync::Mutex, time::Duration};

use lorch_connect::signin::{
    SignInError, Tokens,
    browser::{Attempt, Secrets},
    device::{self, Code, Polled},
    redirect::Redirect,
};
use lorch_host::random;
use lorch_model::{
    Timestamp,
    change::Topic,
    connections::{SignInState, SigningIn, Way},
    id::Id,
    problem::Problem,
};
use tokio_util::sync::CancellationToken;

use crate::{Brought, Engine, EngineError, connections::Place, lock};

/// How long the page of a service is waited for.
const PATIENCE: Duration = Duration::from_secs(10 * 60);
/// Sign-ins that wait at a time; each listens on a port or asks every few seconds.
const MOST_WAITING: usize = 8;
/// Sign-ins that are over and still told of.
const MOST_TOLD: usize = 32;

/// How a person wishes to sign in.
#[derive(Debug, Clone)]
pub struct SignInWish {
    /// Word of the service.
    pub service: String,
    /// [`Way::Device`] or [`Way::Browser`].
    pub way: Way,
    /// Id of the person's application at the service.
    pub client_id: String,
    /// Where the API of the service is, unless at its usual place.
    pub base_url: Option<String>,
    /// Where the browser leads back to; any that is free for 0.
    pub port: u16,
    /// The connection that is signed in to again; it has to be of the same account.
    pub again: Option<Id>,
}

/// Sign-ins that wait, and the last ones that are over, the oldest first.
#[derive(Default)]
pub(crate) struct SignIns(Mutex<BTreeMap<(Timestamp, Id), One>>);

struct One {
    shown: SigningIn,
    cancel: CancellationToken,
}

/// What a sign-in is waiting for.
enum Waits {
    Typed(Code, Timestamp),
    LedBack(Box<(Redirect, Attempt)>),
}

impl SignIns {
    fn begin(&self, began: Timestamp, one: One) -> Result<(), EngineError> {
        let mut all = lock(&self.0);
        if all.values().filter(|one| one.shown.state == SignInState::Waiting).count() >= MOST_WAITING {
            return Err(EngineError::TooManySignIns);
        }
        while all.len() >= MOST_TOLD {
            let over = all.iter().find(|(_, one)| one.shown.state != SignInState::Waiting).map(|(key, _)| *key);
            let Some(over) = over else { break };
            all.remove(&over);
        }
        all.insert((began, one.shown.id), one);
        Ok(())
    }

    fn with<T>(&self, id: &Id, what: impl FnOnce(&mut One) -> T) -> Option<T> {
        lock(&self.0).iter_mut().find(|((_, known), _)| known == id).map(|(_, one)| what(one))
    }
}

impl Engine {
    /// Begins to sign in. It goes on by itself; [`Engine::signing_in`] says how.
    pub async fn sign_in(&self, wish: SignInWish) -> Result<SigningIn, EngineError> {
        let place = self.place(&wish.service, wish.base_url.as_deref(), wish.way)?;
        let client_id = wish.client_id.trim().to_owned();
        if client_id.is_empty() || client_id.len() > 200 || !client_id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(EngineError::ClientIdInvalid);
        }
        // Where nothing can be kept, nobody is sent to a page.
        self.ready_vault().await?;
        let began = self.now();
        let mut shown = SigningIn::waiting(Id(random::id()), place.service.clone(), wish.way, began);
        let scopes = self.services().into_iter().find(|known| known.id == place.service).map(|known| known.scopes);
        let scopes = scopes.unwrap_or_default();
        let (waits, patience) = match (wish.way, &place.endpoints.device) {
            (Way::Device, Some(at)) => {
                let code = device::begin(&self.client(), at, &client_id, &scopes).await?;
                shown.user_code = Some(code.user_code.clone());
                shown.verification_url = Some(code.page.to_string());
                let lives = code.lives;
                (Waits::Typed(code, began), lives)
            }
            (Way::Browser, _) => {
                let redirect = Redirect::listen(wish.port).await?;
                let secrets = Secrets::of(random::token(), random::token());
                let attempt = Attempt::new(&place.endpoints, &client_id, &scopes, redirect.url(), secrets);
                shown.authorize_url = Some(attempt.page.to_string());
                (Waits::LedBack(Box::new((redirect, attempt))), PATIENCE)
            }
            _ => return Err(EngineError::WayNotOffered),
        };
        shown.expires = began.saturating_add(patience).unwrap_or(began);
        let cancel = CancellationToken::new();
        self.0.signins.begin(began, One { shown: shown.clone(), cancel: cancel.clone() })?;
        let (engine, id) = (self.clone(), shown.id);
        // Counted from now, not from when somebody gets to it.
        let over = self.0.clock.sleep(patience);
        self.0.tasks.spawn(async move {
            let stopping = engine.0.stopping.clone();
            let done = tokio::select! {
                done = engine.go_on(&place, client_id, waits, wish.again) => Some(done),
                () = over => Some(Err(SignInError::Expired.into())),
                () = cancel.cancelled() => None,
                () = stopping.cancelled() => None,
            };
            if let Some(done) = done {
                engine.end_sign_in(&id, done).await;
            }
        });
        Ok(shown)
    }

    /// Signs in again by a token, which is done at once.
    pub async fn brought_again(&self, brought: Brought) -> Result<SigningIn, EngineError> {
        let service = brought.service.clone();
        let connection = self.connect(brought).await?.id;
        Ok(SigningIn {
            state: SignInState::Done,
            connection: Some(connection),
            ..SigningIn::waiting(Id(random::id()), service, Way::Token, self.now())
        })
    }

    /// How a sign-in goes.
    pub fn signing_in(&self, id: &Id) -> Result<SigningIn, EngineError> {
        self.0.signins.with(id, |one| one.shown.clone()).ok_or(EngineError::SignInNotFound)
    }

    /// Ends a sign-in that waits: what comes afterwards is refused. One that is over stays as it is.
    pub async fn cancel_sign_in(&self, id: &Id) -> Result<(), EngineError> {
        let cancelled = self.0.signins.with(id, |one| {
            one.cancel.cancel();
            if one.shown.state == SignInState::Waiting {
                one.shown.state = SignInState::Failed;
                one.shown.problem = Some(Problem::new(409, "signin_cancelled", "This sign-in was cancelled."));
            }
        });
        cancelled.ok_or(EngineError::SignInNotFound)?;
        self.store().announce(&[Topic::Sources]).await;
        Ok(())
    }

    async fn go_on(
        &self,
        place: &Place,
        client_id: String,
        waits: Waits,
        again: Option<Id>,
    ) -> Result<Id, EngineError> {
        let tokens = match waits {
            Waits::Typed(code, began) => self.typed(place, &client_id, &code, began).await?,
            Waits::LedBack(waiting) => {
                let (redirect, attempt) = *waiting;
                let (attempt, grant) = redirect.answer(attempt).await;
                attempt.exchange(&self.client(), &place.endpoints.token, grant?, self.now()).await?
            }
        };
        Ok(self.signed_in(place, tokens, Some(client_id), again).await?.id)
    }

    /// Asks whether the code was typed until it was.
    async fn typed(
        &self,
        place: &Place,
        client_id: &str,
        code: &Code,
        began: Timestamp,
    ) -> Result<Tokens, SignInError> {
        let mut interval = code.interval;
        let mut last = began;
        loop {
            let next = last.saturating_add(interval).unwrap_or(last);
            let wait = Duration::try_from(next.duration_since(self.now())).unwrap_or_default();
            self.0.clock.sleep(wait).await;
            last = self.now();
            let at = &place.endpoints.token;
            match device::poll(&self.client(), at, client_id, code, interval, self.now()).await? {
                Polled::Granted(tokens) => return Ok(tokens),
                Polled::Wait(next) => interval = next,
            }
        }
    }

    async fn end_sign_in(&self, id: &Id, done: Result<Id, EngineError>) {
        let (state, connection, problem) = match done {
            Ok(connection) => (SignInState::Done, Some(connection), None),
            Err(EngineError::SignIn(SignInError::Expired)) => {
                (SignInState::Expired, None, Some(problem_of(&SignInError::Expired.into())))
            }
            Err(fault) => (SignInState::Failed, None, Some(problem_of(&fault))),
        };
        self.0.signins.with(id, |one| {
            if one.shown.state == SignInState::Waiting {
                (one.shown.state, one.shown.connection, one.shown.problem) = (state, connection, problem);
            }
        });
        self.store().announce(&[Topic::Sources]).await;
    }
}

/// Why a sign-in came to nothing, as it is told to whoever watches it.
fn problem_of(fault: &EngineError) -> Problem {
    let (code, hint) = match fault {
        EngineError::SignIn(fault) => (fault.code(), fault.hint()),
        EngineError::Vault(fault) => (fault.code(), fault.hint().to_owned()),
        EngineError::AccountDiffers(_) => ("account_differs", ACCOUNT_DIFFERS.to_owned()),
        _ => ("signin_failed", "Try again in a moment.".to_owned()),
    };
    let said = fault.to_string();
    let mut chars = said.chars();
    let said: String = chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default();
    Problem::new(422, code, format!("{said}.")).hint(hint)
}

/// What to do about the wrong account.
pub const ACCOUNT_DIFFERS: &str =
    "Sign out on the service's page and sign in to that account, or connect this one beside it.";
