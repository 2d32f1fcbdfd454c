//! The vault over HTTP: where secrets lie, never what they are.

use axum::{Json, extract::State, http::StatusCode};
use lorch_engine::Engine;
use lorch_model::vault::Vault;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{extract::Body, problem::ApiError};

/// Where the secrets of this profile lie, and what they are for. Nobody is asked for a password. It changes with the topics
/// `vault` and `sources`, and whenever another process takes the profile over.
#[utoipa::path(get, operation_id = "vault", path = "/api/vault", tag = "vault", responses((status = 200, body = Vault)))]
pub(crate) async fn vault(State(engine): State<Engine>) -> Result<Json<Vault>, ApiError> {
    Ok(Json(engine.vault().await?))
}

/// What opens the vault's file.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Passphrase {
    /// At least ten characters for a new file.
    passphrase: String,
}

impl Passphrase {
    pub(crate) fn into_secret(self) -> SecretString {
        self.passphrase.into()
    }
}

/// Opens the vault's file, or makes it with this passphrase: what an open keyring held of this profile moves into it.
#[utoipa::path(post, operation_id = "open_vault_file", path = "/api/vault/file", tag = "vault", request_body = Passphrase,
    responses((status = 201, body = Vault, description = "It was made"), (status = 200, body = Vault, description = "It was opened"),
        (status = 403, body = lorch_model::problem::Problem, description = "`passphrase_wrong`"),
        (status = 422, body = lorch_model::problem::Problem, description = "`passphrase_weak`")))]
pub(crate) async fn open_file(
    State(engine): State<Engine>,
    Body(body): Body<Passphrase>,
) -> Result<(StatusCode, Json<Vault>), ApiError> {
    let made = engine.open_vault_file(body.into_secret()).await?;
    let status = if made { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(engine.vault().await?)))
}

/// Forgets what the vault's file holds until its passphrase is given again.
#[utoipa::path(post, operation_id = "lock_vault", path = "/api/vault/lock", tag = "vault",
    responses((status = 200, body = Vault),
        (status = 409, body = lorch_model::problem::Problem, description = "`vault_not_ours`: a keyring is the desktop's")))]
pub(crate) async fn lock(State(engine): State<Engine>) -> Result<Json<Vault>, ApiError> {
    engine.lock_vault().await?;
    Ok(Json(engine.vault().await?))
}

/// Has the desktop ask for the password of its keyring if that is locked, for a minute at most, and tries it out.
#[utoipa::path(post, operation_id = "unlock_vault", path = "/api/vault/unlock", tag = "vault",
    responses((status = 200, body = Vault), (status = 423, body = lorch_model::problem::Problem, description = "`vault_locked`")))]
pub(crate) async fn unlock(State(engine): State<Engine>) -> Result<Json<Vault>, ApiError> {
    engine.unlock_vault().await?;
    Ok(Json(engine.vault().await?))
}
