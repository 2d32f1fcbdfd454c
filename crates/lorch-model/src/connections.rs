//! Connections: accounts of services that the person signed in to, and signing in.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{id::Id, problem::Problem};

/// Codes of faults that no waiting mends: the person has to sign in again, or to change something at the service.
pub const LASTING: [&str; 5] = ["token_refused", "token_missing", "client_refused", "scope_missing", "account_differs"];

/// How a person can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A token that the service gave the person.
    Token,
    /// A code that the person types on the service's page.
    Device,
    /// The service's page in the browser, which leads back to this computer.
    Browser,
}

/// A service that can be connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Service {
    /// Its word: `github`.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Words of what is read there: `commits`, `plays`.
    pub reads: Vec<String>,
    /// How a person can sign in, the easiest first.
    pub ways: Vec<Way>,
    /// What the ways but a token need from the person: `client_id`.
    pub needs: Vec<String>,
    /// What is asked to be allowed.
    pub scopes: Vec<String>,
    /// Where its API is, unless the person names another place.
    pub base_url: String,
    /// The address that the person registers at the service for the way by the browser; the port may be left out.
    pub redirect: Option<String>,
    /// The page of the service where a person makes a token or registers an application.
    pub register_url: String,
}

/// How a connection does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Nothing stands in its way for longer.
    Ok,
    /// The person paused it.
    Paused,
    /// The person has to do something: sign in again, most likely.
    NeedsYou,
    /// Its first records are being read.
    Importing,
}

/// How far the first records have been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FirstImport {
    /// Requests answered so far.
    pub done: u32,
    /// Requests in all, once that is known.
    pub total: Option<u32>,
}

/// An account that the person signed in to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Connection {
    /// Its id, made from the account.
    #[schema(value_type = String)]
    pub id: Id,
    /// Word of the service.
    pub service: String,
    /// The account, as its records name it: `github:583231`.
    pub account: String,
    /// What the account is called there.
    pub name: String,
    /// How it does.
    pub state: ConnectionState,
    /// What went wrong last, if nothing went well since.
    pub fault: Option<Problem>,
    /// When it was asked last.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub checked: Option<Timestamp>,
    /// When it will be asked next.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub next_check: Option<Timestamp>,
    /// Records it brought that are here.
    pub records: u64,
    /// Where its API is.
    pub base_url: String,
    /// Id of the person's application at the service; `null` for a token.
    pub client_id: Option<String>,
    /// Since when it is connected.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// How far the first records have been read, while they are.
    pub first_import: Option<FirstImport>,
}

/// How signing in goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignInState {
    /// The person is on the service's page, or will be.
    Waiting,
    /// Signed in.
    Done,
    /// It came to nothing: see the problem.
    Failed,
    /// It took too long.
    Expired,
}

/// Signing in, by a code or in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SigningIn {
    /// Its id.
    #[schema(value_type = String)]
    pub id: Id,
    /// Word of the service.
    pub service: String,
    /// Way.
    pub way: Way,
    /// How it goes.
    pub state: SignInState,
    /// The code to type on the service's page.
    pub user_code: Option<String>,
    /// The service's page for the code.
    pub verification_url: Option<String>,
    /// The service's page that leads back to this computer.
    pub authorize_url: Option<String>,
    /// When it will have taken too long.
    #[schema(value_type = String, format = DateTime)]
    pub expires: Timestamp,
    /// The connection that came of it.
    #[schema(value_type = Option<String>)]
    pub connection: Option<Id>,
    /// Why it came to nothing.
    pub problem: Option<Problem>,
}

impl SigningIn {
    /// One that has just begun.
    pub fn waiting(id: Id, service: String, way: Way, expires: Timestamp) -> Self {
        Self {
            id,
            service,
            way,
            state: SignInState::Waiting,
            user_code: None,
            verification_url: None,
            authorize_url: None,
            expires,
            connection: None,
            problem: None,
        }
    }
}
