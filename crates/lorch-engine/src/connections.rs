//! Connections: accounts of services, signed in to, paused, and taken away again.

use lorch_connect::{
    http::SendError,
    signin::{Endpoints, SignInError, Tokens, account, default_base, endpoints, services},
};
use lorch_host::vault::VaultFault;
use lorch_model::{
    connections::{Connection, ConnectionState, FirstImport, Service, Way},
    id::Id,
    inbox::Kind,
    status::Progress,
};
use lorch_store::{Told, connections::Kept};
use secrecy::SecretString;

use crate::{Engine, EngineError, lock};

/// What a token that a person brought is to become.
#[derive(Debug, Clone)]
pub struct Brought {
    /// Word of the service.
    pub service: String,
    /// Where its API is, unless at its usual place.
    pub base_url: Option<String>,
    /// The token.
    pub token: SecretString,
    /// The connection that is signed in to again; it has to be of the same account.
    pub again: Option<Id>,
}

/// Where a service is asked, as the person wishes it.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub service: String,
    pub base_url: String,
    pub endpoints: Endpoints,
}

impl Engine {
    /// The services that can be connected.
    pub fn services(&self) -> Vec<Service> {
        services()
    }

    /// The connections and how they do.
    pub async fn connections(&self) -> Result<Vec<Connection>, EngineError> {
        let mut connections = self.store().connections().await?;
        connections.iter_mut().for_each(|connection| self.with_progress(connection));
        Ok(connections)
    }

    /// Connects an account by a token that the person brought; the service is asked first whose it is.
    pub async fn connect(&self, brought: Brought) -> Result<Connection, EngineError> {
        let place = self.place(&brought.service, brought.base_url.as_deref(), Way::Token)?;
        let tokens = Tokens::brought(&brought.token).ok_or(SignInError::Send(SendError::BadToken))?;
        // Where nothing can be kept, nobody is asked.
        self.ready_vault().await?;
        self.signed_in(&place, tokens, None, brought.again).await
    }

    /// Pauses a connection, or lets it go on at once.
    pub async fn pause_connection(&self, id: &Id, paused: bool) -> Result<Connection, EngineError> {
        let mut write = self.store().write().await?;
        write.pause_connection(id, paused, self.now()).await?;
        let mut connection = write.connection(id).await?.ok_or(EngineError::ConnectionNotFound)?;
        self.with_progress(&mut connection);
        write.tell(Told::Changed, &connection)?;
        write.commit().await?;
        self.0.wake.notify_one();
        Ok(connection)
    }

    /// Has a connection asked for news at once. One that is paused, or waits for the person, is refused.
    pub async fn call_connection(&self, id: &Id) -> Result<(), EngineError> {
        let mut write = self.store().write().await?;
        let connection = write.connection(id).await?.ok_or(EngineError::ConnectionNotFound)?;
        if !write.call_connection(id, Some(self.now())).await? {
            return Err(match connection.state {
                ConnectionState::Paused => EngineError::ConnectionPaused,
                _ => EngineError::NeedsYou,
            });
        }
        write.commit().await?;
        self.0.wake.notify_one();
        Ok(())
    }

    /// Takes a connection away, and its token out of the vault. What it brought stays, or goes with it if `erase`.
    pub async fn disconnect(&self, id: &Id, erase: bool) -> Result<(), EngineError> {
        self.store().connection(id).await?.ok_or(EngineError::ConnectionNotFound)?;
        // First: a token that nobody knows of any more would stay for good.
        match self.drop_tokens(id).await {
            Err(EngineError::Vault(VaultFault::NoBus | VaultFault::NoService)) | Ok(()) => {}
            Err(fault) => return Err(fault),
        }
        let mut write = self.store().write().await?;
        let kept = write.forget_connection(id).await?.ok_or(EngineError::ConnectionNotFound)?;
        if erase {
            let records = write.records_of(&kept.account).await?;
            write.remove_records(&records, self.now()).await?;
        }
        write.forget_notices(id).await?;
        write.tell(Told::Done, &())?;
        write.commit().await?;
        self.connection_progress(id, None);
        Ok(())
    }

    /// Says how far the first records of a connection have been read; a `total` of 0 stands for not known yet. It is kept
    /// in memory alone.
    pub fn connection_progress(&self, id: &Id, progress: Option<Progress>) {
        let mut connecting = lock(&self.0.connecting);
        match progress {
            Some(progress) => connecting.insert(*id, progress),
            None => connecting.remove(id),
        };
    }

    /// Keeps an account whose tokens came just now: first in the vault, then in the profile.
    pub(crate) async fn signed_in(
        &self,
        place: &Place,
        tokens: Tokens,
        client_id: Option<String>,
        again: Option<Id>,
    ) -> Result<Connection, EngineError> {
        let whose = account::whose(&self.client(), &place.service, &place.endpoints, &tokens.access).await?;
        let id = Kept::id_of(&whose.key);
        if again.is_some_and(|again| again != id) {
            return Err(EngineError::AccountDiffers(whose.name));
        }
        self.keep_tokens(&id, tokens).await?;
        let kept = Kept {
            id,
            service: place.service.clone(),
            account: whose.key,
            name: whose.name,
            base_url: place.base_url.clone(),
            client_id,
            added: self.now(),
            paused: false,
            cursor: None,
        };
        let mut write = self.store().write().await?;
        write.keep_connection(&kept, self.now()).await?;
        write.settle_notices(Kind::ConnectionNeedsYou, &[id]).await?;
        let connection = write.connection(&id).await?.ok_or(EngineError::ConnectionNotFound)?;
        write.tell(Told::Made, &connection)?;
        write.commit().await?;
        self.0.wake.notify_one();
        Ok(connection)
    }

    /// Where a service is asked. An address may be any that the person allowed, or one that begins with https.
    pub(crate) fn place(&self, service: &str, base_url: Option<&str>, way: Way) -> Result<Place, EngineError> {
        let usual = default_base(service).ok_or_else(|| EngineError::ServiceUnknown(service.to_owned()))?;
        let offered = services().into_iter().any(|known| known.id == service && known.ways.contains(&way));
        if !offered {
            return Err(EngineError::WayNotOffered);
        }
        let base_url = base_url.map(|typed| typed.trim().trim_end_matches('/')).filter(|typed| !typed.is_empty());
        let base_url = base_url.unwrap_or(usual).to_owned();
        let invalid = || EngineError::AddressInvalid(base_url.chars().take(200).collect());
        let endpoints = endpoints(service, &base_url).ok_or_else(invalid)?;
        let api = &endpoints.api;
        let plain = matches!(api.scheme(), "http" | "https") && api.query().is_none() && api.fragment().is_none();
        if !plain || !api.username().is_empty() || api.password().is_some() {
            return Err(invalid());
        }
        Ok(Place { service: service.to_owned(), base_url, endpoints })
    }

    fn with_progress(&self, connection: &mut Connection) {
        let Some(progress) = lock(&self.0.connecting).get(&connection.id).copied() else { return };
        let total = (progress.total > 0).then_some(progress.total);
        connection.first_import = Some(FirstImport { done: progress.done, total });
        if connection.state == ConnectionState::Ok {
            connection.state = ConnectionState::Importing;
        }
    }
}
