//! Tokens for requests: fresh, renewed once however many ask at a time, and in the vault before they are used.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use lorch_connect::signin::{SignInError, Tokens, endpoints, token};
use lorch_model::{Timestamp, connections::LASTING, id::Id};
use lorch_store::{
    JobOutcome,
    connections::{CONNECTION_JOB, Kept},
};
use secrecy::{ExposeSecret, SecretString};

use crate::{Engine, EngineError, lock};

/// A token that ends within this time is renewed: requests take a while, and clocks differ.
const MARGIN: Duration = Duration::from_secs(60);

/// What is known of the tokens of each connection. Whoever asks for one waits for whoever asked before.
#[derive(Default)]
pub(crate) struct Bearers(Mutex<HashMap<Id, Slot>>);

type Slot = Arc<tokio::sync::Mutex<Option<Held>>>;

/// Tokens in memory.
struct Held {
    tokens: Tokens,
    /// The service refused the access token.
    refused: bool,
    /// The vault doesn't have them yet: the next one who asks tries again to put them there.
    unsaved: bool,
}

impl Bearers {
    fn of(&self, id: &Id) -> Slot {
        lock(&self.0).entry(*id).or_default().clone()
    }

    /// Forgets the tokens of one connection.
    pub(crate) fn forget(&self, id: &Id) {
        lock(&self.0).remove(id);
    }

    /// Forgets all tokens that the vault has, and that nobody is just about to use.
    pub(crate) fn forget_all(&self) {
        let held = |slot: &Slot| slot.try_lock().map_or(true, |slot| slot.as_ref().is_some_and(|held| held.unsaved));
        lock(&self.0).retain(|_, slot| held(slot));
    }
}

/// Name of a connection's tokens in the vault.
pub(crate) fn name_of(id: &Id) -> String {
    format!("connection/{id}")
}

impl Engine {
    /// A token that opens the account of a connection for at least a minute. It is renewed if need be: once, however many
    /// ask at a time, and what comes of it is in the vault before anybody has it. Nothing is asked for a connection that
    /// needs the person.
    pub async fn bearer(&self, id: &Id) -> Result<SecretString, EngineError> {
        let (engine, id) = (self.clone(), *id);
        // It goes on when whoever asked hangs up: a renewal whose reply nobody keeps would be the last.
        let asked = self.0.tasks.spawn(async move { engine.fresh(&id).await });
        asked.await.unwrap_or(Err(EngineError::NeedsYou))
    }

    async fn fresh(&self, id: &Id) -> Result<SecretString, EngineError> {
        let kept = self.store().connection(id).await?.ok_or(EngineError::ConnectionNotFound)?;
        let slot = self.0.bearers.of(id);
        let mut slot = slot.lock().await;
        // Whoever waited for another one's renewal that came to nothing comes to the same end.
        self.refuse_lasting_fault(id).await?;
        let mut held = match slot.take() {
            Some(held) => held,
            None => Held { tokens: self.tokens_in_vault(id).await?, refused: false, unsaved: false },
        };
        if held.unsaved {
            let saved = self.save(id, &held.tokens).await;
            held.unsaved = saved.is_err();
            if let Err(fault) = saved {
                *slot = Some(held);
                return Err(fault);
            }
        }
        if !held.refused && !held.tokens.expires.is_some_and(|ends| ends_soon(ends, self.now())) {
            return Ok(slot.insert(held).tokens.access.clone());
        }
        match self.renewed(&kept, &held.tokens).await {
            Ok(tokens) => {
                // From here on the service may know none but the new ones: they stay in memory where the vault fails.
                let held = slot.insert(Held { tokens, refused: false, unsaved: true });
                self.save(id, &held.tokens).await?;
                held.unsaved = false;
                Ok(held.tokens.access.clone())
            }
            // The reply may be lost, or never have been sent: what the vault holds is tried again the next time.
            Err(EngineError::SignIn(fault)) if !LASTING.contains(&fault.code()) => {
                *slot = Some(held);
                Err(fault.into())
            }
            Err(fault) => {
                if let EngineError::SignIn(fault) = &fault {
                    self.needs_you(id, fault).await?;
                }
                Err(fault)
            }
        }
    }

    /// The service refused `token`, which [`Engine::bearer`] gave out. If it can be renewed, the next one asked for is
    /// another one; else the person has to sign in again. A token that was renewed meanwhile is left alone.
    pub async fn bearer_refused(&self, id: &Id, token: &SecretString) -> Result<(), EngineError> {
        let slot = self.0.bearers.of(id);
        let mut slot = slot.lock().await;
        let mut held = match slot.take() {
            Some(held) => held,
            None => Held { tokens: self.tokens_in_vault(id).await?, refused: false, unsaved: false },
        };
        if held.tokens.access.expose_secret() != token.expose_secret() {
            *slot = Some(held);
            return Ok(());
        }
        if held.tokens.refresh.is_some() {
            held.refused = true;
            *slot = Some(held);
            return Ok(());
        }
        self.needs_you(id, &SignInError::TokenRefused { error: "401".into() }).await
    }

    /// Keeps tokens of a connection that was signed in to just now.
    pub(crate) async fn keep_tokens(&self, id: &Id, tokens: Tokens) -> Result<(), EngineError> {
        let slot = self.0.bearers.of(id);
        let mut slot = slot.lock().await;
        self.save(id, &tokens).await?;
        *slot = Some(Held { tokens, refused: false, unsaved: false });
        Ok(())
    }

    /// Takes the tokens of a connection out of the vault and out of memory.
    pub(crate) async fn drop_tokens(&self, id: &Id) -> Result<(), EngineError> {
        let name = name_of(id);
        self.with_vault(move |vault| vault.remove(&name)).await?;
        self.0.bearers.forget(id);
        Ok(())
    }

    async fn renewed(&self, kept: &Kept, tokens: &Tokens) -> Result<Tokens, EngineError> {
        let refused = || SignInError::TokenRefused { error: "it can't be renewed".into() };
        let (refresh, client_id) = tokens.refresh.as_ref().zip(kept.client_id.as_deref()).ok_or_else(refused)?;
        let at = endpoints(&kept.service, &kept.base_url).ok_or_else(refused)?.token;
        Ok(token::refresh(&self.client(), &at, client_id, refresh, self.now()).await?)
    }

    async fn tokens_in_vault(&self, id: &Id) -> Result<Tokens, EngineError> {
        let name = name_of(id);
        let held = self.with_vault(move |vault| vault.read(&name)).await?;
        let tokens = held.and_then(|held| Tokens::from_bytes(held.expose_secret()));
        match tokens {
            Some(tokens) => Ok(tokens),
            None => {
                self.lacks_you(id, "token_missing", "the vault of this computer has no token for it").await?;
                Err(EngineError::NeedsYou)
            }
        }
    }

    async fn save(&self, id: &Id, tokens: &Tokens) -> Result<(), EngineError> {
        let (name, bytes) = (name_of(id), tokens.to_bytes());
        self.with_vault(move |vault| vault.write(&name, &bytes)).await
    }

    async fn refuse_lasting_fault(&self, id: &Id) -> Result<(), EngineError> {
        let fault = self.store().job(CONNECTION_JOB, id).await?.and_then(|job| job.fault);
        match fault.is_some_and(|(code, ..)| LASTING.contains(&code.as_str())) {
            true => Err(EngineError::NeedsYou),
            false => Ok(()),
        }
    }

    /// What the service refuses for good is never tried again: the person has to sign in.
    async fn needs_you(&self, id: &Id, fault: &SignInError) -> Result<(), EngineError> {
        self.lacks_you(id, fault.code(), &fault.to_string()).await?;
        if let Err(fault) = self.drop_tokens(id).await {
            tracing::warn!(%fault, "a token that opens nothing any more stays in the vault");
        }
        Ok(())
    }

    async fn lacks_you(&self, id: &Id, code: &str, title: &str) -> Result<(), EngineError> {
        let fault = (code.to_owned(), title.to_owned(), Some("Sign in again.".to_owned()));
        let mut write = self.store().write().await?;
        self.tell_refusal(&mut write, id, code).await?;
        write.advance_connection(id, None, &JobOutcome { ran: self.now(), due: None, fault: Some(fault) }).await?;
        write.commit().await?;
        self.0.wake.notify_one();
        Ok(())
    }
}

/// Whether a token that ends then is to be renewed now.
fn ends_soon(ends: Timestamp, now: Timestamp) -> bool {
    now.saturating_add(MARGIN).is_ok_and(|soon| ends <= soon)
}
