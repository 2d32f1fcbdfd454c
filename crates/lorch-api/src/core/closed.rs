//! What is answered for a profile that can't be opened: what is wrong, and the few verbs that may put it right.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use axum::{
    Json, Router,
    extract::{Path as InPath, State},
    response::Response,
    routing::{any, get, post},
};
use lorch_engine::EngineError;
use lorch_host::{
    Profile,
    vault::{Looked, VaultFault, Vaults},
};
use lorch_model::{
    backup::{Backups, Restored},
    change::{Changes, Topic},
    key::Key,
    problem::Problem,
    status::Status,
    vault::Vault,
};
use lorch_store::{StoreError, aside, backup, convert::is_plain, is_encrypted};
use serde_json::{Value, json};

use super::{VERSION, inside::Again, now};
use crate::{
    backups::HowRestored,
    extract::{Body, Query},
    problem::{self, ApiError},
    profile::StartedOver,
    profile_key, ui,
    vault::Passphrase,
};

/// How long a poll for changes is held: nothing changes before somebody does something.
const HELD: Duration = Duration::from_secs(20);

/// A profile that can't be opened.
pub(super) struct Closed {
    pub profile: Profile,
    pub vaults: Arc<Vaults>,
    pub problem: Problem,
    pub again: Again,
}

#[derive(serde::Deserialize)]
struct Since {
    since: Option<String>,
}

impl Closed {
    /// Every verb.
    pub(super) fn router(self) -> Router {
        Router::new()
            .route("/api/status", get(status))
            .route("/api/changes", get(changes))
            .route("/api/backups", get(backups).fallback(refused))
            .route("/api/backups/{name}/restore", post(restore))
            .route("/api/profile/start-over", post(start_over))
            .route("/api/vault", get(vault).fallback(refused))
            .route("/api/vault/file", post(open_vault_file))
            .route("/api/vault/unlock", post(unlock_vault))
            .route("/health", get(health))
            .route("/metrics", any(refused))
            .route("/api/{*rest}", any(refused))
            .fallback(ui::serve)
            .with_state(Arc::new(self))
    }

    async fn key(&self) -> Result<Option<Key>, ApiError> {
        let key = profile_key::of(&self.profile, &self.vaults, self.was_encrypted()).await;
        key.map_err(|trouble| ApiError(Box::new(trouble.problem())))
    }

    /// The backup of that name, which is one in the profile's folder of backups and nothing else.
    fn backup(&self, name: &str) -> Result<PathBuf, ApiError> {
        let path = self.profile.backups().join(name);
        let plain = Path::new(name).file_name().is_some_and(|file| file == name) && !name.starts_with('.');
        if plain && path.symlink_metadata().is_ok_and(|found| found.is_file()) {
            return Ok(path);
        }
        Err(ApiError::new(404, "backup_not_found", format!("There is no backup `{name}`."))
            .hint("`lorch backup list` shows the backups."))
    }

    /// Whether the profile had a key, as far as its file and its newest backup tell.
    fn was_encrypted(&self) -> bool {
        let path = self.profile.database();
        let newest = || backup::list(&self.profile.backups()).ok()?.into_iter().next();
        is_encrypted(&path) || (!is_plain(&path) && newest().is_some_and(|newest| newest.encrypted))
    }

    fn relative(&self, path: &Path) -> String {
        path.strip_prefix(self.profile.dir()).unwrap_or(path).display().to_string()
    }
}

async fn status(State(closed): State<Arc<Closed>>) -> Json<Status> {
    Json(Status {
        version: VERSION.to_owned(),
        profile: closed.profile.dir().display().to_string(),
        feeds: 0,
        failing: 0,
        checked: None,
        next_check: None,
        paused: false,
        refresh: None,
        progress: None,
        import: None,
        devices: Default::default(),
        system: None,
        trouble: Some(closed.problem.clone()),
    })
}

/// A place that no profile gives out, so that whoever polls asks for everything once the profile is open.
async fn changes(State(closed): State<Arc<Closed>>, Query(query): Query<Since>) -> Json<Changes> {
    let known = query.since.as_deref() == Some(&closed.problem.code);
    if known {
        tokio::time::sleep(HELD).await;
    }
    let topics = if known { Vec::new() } else { Topic::ALL.to_vec() };
    Json(Changes { number: closed.problem.code.clone(), reset: !known && query.since.is_some(), topics })
}

/// The backups lie beside the profile; nothing has to be open to list them.
async fn backups(State(closed): State<Arc<Closed>>) -> Result<Json<Backups>, ApiError> {
    let folder = closed.profile.backups();
    let (items, last_drill) = (backup::list(&folder)?, backup::last_drill(&folder)?);
    Ok(Json(Backups { items, folder: folder.display().to_string(), next: None, last_drill }))
}

async fn restore(
    State(closed): State<Arc<Closed>>,
    InPath(name): InPath<String>,
    Query(how): Query<HowRestored>,
) -> Result<Json<Restored>, ApiError> {
    let (from, key, into) = (closed.backup(&name)?, closed.key().await?, closed.profile.database());
    if key.is_none() && !how.plain.unwrap_or(false) && is_plain(&from) && closed.was_encrypted() {
        return Err(ApiError::new(409, "restore_unencrypted", "This backup is not encrypted, but the profile was.").hint(
            "With --key-file it gets the profile's key on the way. Without the key, `lorch restore NAME --plain` leaves the profile unencrypted.",
        ));
    }
    let restored = async move { backup::restore(&into, &from, &name, key.as_ref(), now()).await };
    let restored = closed.again.between(restored).await;
    Ok(Json(restored.ok_or_else(|| ApiError::new(503, "owner_left", "Lorch is stopping."))??))
}

async fn start_over(State(closed): State<Arc<Closed>>) -> Result<Json<StartedOver>, ApiError> {
    let (key, path) = (closed.key().await?, closed.profile.database());
    let begun = async move { aside::begin_anew(&path, key.as_ref(), now()).await };
    let set_aside = closed.done(closed.again.between(begun).await)?;
    Ok(Json(StartedOver { set_aside }))
}

/// The vault can be asked for its key although the profile is closed, and opened.
async fn vault(State(closed): State<Arc<Closed>>) -> Result<Json<Vault>, ApiError> {
    let looked = closed.ask_vaults(|vaults| Ok(vaults.look())).await?;
    Ok(Json(lorch_engine::vault::told(&looked)))
}

async fn open_vault_file(
    State(closed): State<Arc<Closed>>,
    Body(body): Body<Passphrase>,
) -> Result<Json<Vault>, ApiError> {
    let passphrase = body.into_secret();
    let opened = closed.ask_vaults(move |vaults| match vaults.look() {
        // A new one would be empty, and hide the keyring that the key may lie in.
        Looked::Keyring(_) => Err(VaultFault::NoService),
        Looked::File { .. } => vaults.open_file(&passphrase).map(drop),
    });
    opened.await?;
    closed.again.between(async {}).await;
    vault(State(closed)).await
}

async fn unlock_vault(State(closed): State<Arc<Closed>>) -> Result<Json<Vault>, ApiError> {
    closed.ask_vaults(|vaults| vaults.unlock()).await?;
    closed.again.between(async {}).await;
    vault(State(closed)).await
}

impl Closed {
    async fn ask_vaults<T: Send + 'static>(
        &self,
        what: impl FnOnce(&Vaults) -> Result<T, VaultFault> + Send + 'static,
    ) -> Result<T, ApiError> {
        let vaults = self.vaults.clone();
        let done = tokio::task::spawn_blocking(move || what(&vaults)).await;
        let done = done.unwrap_or_else(|broken| Err(VaultFault::Unusable(broken.to_string())));
        done.map_err(|fault| EngineError::from(fault).into())
    }

    fn done(&self, done: Option<Result<Option<PathBuf>, StoreError>>) -> Result<Option<String>, ApiError> {
        let left = || ApiError::new(503, "owner_left", "Lorch is stopping.");
        Ok(done.ok_or_else(left)??.map(|path| self.relative(&path)))
    }
}

async fn health(State(closed): State<Arc<Closed>>) -> Json<Value> {
    Json(json!({ "status": closed.problem.code, "version": VERSION }))
}

async fn refused(State(closed): State<Arc<Closed>>) -> Response {
    problem::response(closed.problem.clone())
}
