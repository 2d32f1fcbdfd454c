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
use lorch_host::{Profile, key_file};
use lorch_model::{
    backup::{Backups, Restored},
    change::{Changes, Topic},
    key::Key,
    problem::Problem,
    status::Status,
};
use lorch_store::{StoreError, aside, backup, convert::is_plain, is_encrypted};
use serde_json::{Value, json};

use super::{VERSION, inside::Again, now};
use crate::{
    backups::HowRestored,
    extract::Query,
    problem::{self, ApiError},
    profile::StartedOver,
    ui,
};

/// How long a poll for changes is held: nothing changes before somebody does something.
const HELD: Duration = Duration::from_secs(20);

/// A profile that can't be opened.
pub(super) struct Closed {
    pub profile: Profile,
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
            .route("/health", get(health))
            .route("/metrics", any(refused))
            .route("/api/{*rest}", any(refused))
            .fallback(ui::serve)
            .with_state(Arc::new(self))
    }

    fn key(&self) -> Result<Option<Key>, ApiError> {
        let key = self.profile.key_file().map(key_file::read).transpose();
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
    let (from, key, into) = (closed.backup(&name)?, closed.key()?, closed.profile.database());
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
    let (key, path) = (closed.key()?, closed.profile.database());
    let begun = async move { aside::begin_anew(&path, key.as_ref(), now()).await };
    let set_aside = closed.done(closed.again.between(begun).await)?;
    Ok(Json(StartedOver { set_aside }))
}

impl Closed {
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
