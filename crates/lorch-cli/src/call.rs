//! How a command asks the API: the same requests as every other face, without a network in between.

mod pages;

use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use lorch_api::{
    core,
    face::{Face, Lifetime},
};
use lorch_host::{Profile, random};
use lorch_model::problem::Problem;
use serde::{Serialize, de::DeserializeOwned};
use tower::ServiceExt;
use url::form_urlencoded;

pub use pages::{Paging, pages};

use crate::failure::{Failure, sentence};

/// The verbs of one profile.
pub struct Call {
    face: Face,
}

/// A good answer.
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its body.
    pub body: Vec<u8>,
}

impl Call {
    /// Opens the profile, or finds the process that has it open.
    pub async fn open(profile: Profile, lifetime: Lifetime) -> Result<Self, Failure> {
        Ok(Self { face: core::open(profile, lifetime).await? })
    }

    /// The face behind the verbs.
    pub fn face(&self) -> &Face {
        &self.face
    }

    /// Reads.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        self.raw(Method::GET, path, None).await?.read()
    }

    /// Writes.
    pub async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Failure> {
        self.raw(method, path, Some(json(body))).await?.read()
    }

    /// Sends any request; `body` is a media type and bytes. A refusal is a failure.
    pub async fn raw(&self, method: Method, path: &str, body: Option<(&str, Vec<u8>)>) -> Result<Answer, Failure> {
        let mut request = Request::builder().method(&method).uri(path);
        if !matches!(method, Method::GET | Method::HEAD) {
            // With a key the owner may change on the way and the edit still happens once.
            request = request.header("idempotency-key", hex::encode(random::id()));
        }
        let (media_type, bytes) = body.unzip();
        if let Some(media_type) = media_type {
            request = request.header(header::CONTENT_TYPE, media_type);
        }
        let request = request.body(Body::from(bytes.unwrap_or_default()));
        let request = request.map_err(|_| Problem::new(400, "path_invalid", format!("`{path}` is not a path.")))?;
        let Ok(response) = self.face.clone().oneshot(request).await;
        let (parts, body) = response.into_parts();
        let body = body.collect().await.map_err(|fault| cut_short(&fault))?.to_bytes().to_vec();
        if !parts.status.is_success() {
            return Err(refusal(parts.status, &body));
        }
        Ok(Answer { status: parts.status, body })
    }

    /// Reads what may be long, part by part.
    pub async fn stream(&self, path: &str, mut take: impl FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
        let request = Request::builder().uri(path).body(Body::empty());
        let request = request.map_err(|_| Problem::new(400, "path_invalid", format!("`{path}` is not a path.")))?;
        let Ok(response) = self.face.clone().oneshot(request).await;
        let (parts, mut body) = response.into_parts();
        if !parts.status.is_success() {
            let body = body.collect().await.map_err(|fault| cut_short(&fault))?.to_bytes();
            return Err(refusal(parts.status, &body));
        }
        while let Some(frame) = body.frame().await {
            if let Ok(part) = frame.map_err(|fault| cut_short(&fault))?.into_data() {
                take(&part)?;
            }
        }
        Ok(())
    }

    /// Ends the face: what was asked for is on disk, and the profile is free.
    pub async fn close(&self) {
        self.face.stop().await;
    }
}

impl Answer {
    /// The body as what it stands for.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_slice(&self.body).map_err(|fault| {
            let problem = Problem::new(500, "answer_unreadable", "The answer of the running Lorch can't be read.");
            problem.detail(fault.to_string()).hint("Is it of another version? End it and try again.").into()
        })
    }
}

/// A body that says `value`.
pub fn json(value: &impl Serialize) -> (&'static str, Vec<u8>) {
    // Plain data with string keys always has a JSON form.
    ("application/json", serde_json::to_vec(value).unwrap_or_default())
}

/// `path` with those parameters that have a value.
pub fn query(path: &str, pairs: &[(&str, Option<String>)]) -> String {
    let mut text = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        if let Some(value) = value {
            text.append_pair(name, value);
        }
    }
    match text.finish() {
        empty if empty.is_empty() => path.to_owned(),
        text => format!("{path}?{text}"),
    }
}

fn refusal(status: StatusCode, body: &[u8]) -> Failure {
    match serde_json::from_slice::<Problem>(body) {
        Ok(problem) => problem.into(),
        Err(_) => {
            let title = status.canonical_reason().unwrap_or("the answer has no name");
            Problem::new(status.as_u16(), "refused", sentence(title)).into()
        }
    }
}

fn cut_short(fault: &axum::Error) -> Failure {
    let problem = Problem::new(503, "owner_left", "The Lorch that ran the profile left before it answered.");
    problem.detail(fault.to_string()).hint("Try again in a moment.").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_names_only_what_is_wished() {
        assert_eq!(query("/api/x", &[("a", None)]), "/api/x");
        let pairs = [("feed", None), ("folder", Some("News & more/ü".into())), ("unread", Some("true".into()))];
        assert_eq!(query("/api/x", &pairs), "/api/x?folder=News+%26+more%2F%C3%BC&unread=true");
    }
}
