//! Parameters and bodies whose faults are told as problems.

use axum::{
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::request::Parts,
};
use lorch_model::{id::Id, page};
use serde::{Deserialize, de::DeserializeOwned};

use crate::problem::{ApiError, sentence};

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(ApiError::new(
                rejection.status().as_u16(),
                "body_invalid",
                "The body of this request can't be read.",
            )
            .detail(rejection.body_text())
            .hint("Send JSON as /api/docs describes it, with Content-Type: application/json.")),
        }
    }
}

/// The query string.
pub(crate) struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(query)) => Ok(Self(query)),
            Err(rejection) => Err(ApiError::new(400, "query_invalid", "A parameter of this request can't be read.")
                .detail(rejection.body_text())),
        }
    }
}

/// The id in the path.
pub(crate) struct IdPath(pub Id);

impl<S: Send + Sync> FromRequestParts<S> for IdPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let invalid = |why: &str| ApiError::new(400, "id_invalid", sentence(why));
        let Ok(Path(text)) = Path::<String>::from_request_parts(parts, state).await else {
            return Err(invalid("there is no id in this address"));
        };
        text.parse().map(Self).map_err(|_| invalid("an id is 32 hex digits"))
    }
}

/// Where a page begins and how long it is.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Paging {
    pub after: Option<String>,
    pub limit: Option<u32>,
}

impl Paging {
    /// The limit asked for, 50 when none was, held between 1 and [`page::MOST`].
    pub(crate) fn limit(&self) -> u32 {
        self.limit.unwrap_or(50).clamp(1, page::MOST)
    }
}
