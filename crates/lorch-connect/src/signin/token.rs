//! Where codes and refresh tokens become tokens.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use url::{Url, form_urlencoded};

use super::{SignInError, Tokens, tokens::is_token};
use crate::http::{Client, Post, Reply, Request, retry_after};

/// The most that an answer with tokens may hold.
const MOST: u64 = 256 * 1024;

/// The longest that a token may be said to live; more is taken for nonsense.
const LONGEST: i64 = 10 * 365 * 24 * 3600;

/// The next tokens for a refresh token (RFC 6749 §6). One that the service doesn't replace goes on being used.
pub async fn refresh(
    client: &Client,
    at: &Url,
    client_id: &str,
    refresh: &SecretString,
    now: Timestamp,
) -> Result<Tokens, SignInError> {
    let fields =
        [("grant_type", "refresh_token"), ("refresh_token", refresh.expose_secret()), ("client_id", client_id)];
    let mut tokens = granted(ask(client, at, &fields).await?, now)?;
    tokens.refresh.get_or_insert_with(|| refresh.clone());
    Ok(tokens)
}

/// What the service said, whatever its status: some answer 200 with an error (RFC 6749 says 400).
#[derive(Debug, Default, Deserialize)]
pub(super) struct Answer {
    #[serde(default, deserialize_with = "secret")]
    access_token: Option<SecretString>,
    token_type: Option<String>,
    #[serde(default, deserialize_with = "secret")]
    refresh_token: Option<SecretString>,
    expires_in: Option<serde_json::Value>,
    pub(super) error: Option<String>,
    /// Of `slow_down`: the time between questions from now on, in seconds.
    pub(super) interval: Option<u64>,
}

/// Posts a form and reads what is said of tokens or errors.
pub(super) async fn ask(client: &Client, at: &Url, fields: &[(&str, &str)]) -> Result<Answer, SignInError> {
    let reply = post(client, at, fields).await?;
    match serde_json::from_slice::<Answer>(&reply.body) {
        Ok(answer) if answer.error.is_some() || reply.status < 300 => Ok(answer),
        _ => Err(odd(&reply)),
    }
}

/// Posts a form; any status is an answer but those that ask to wait.
pub(super) async fn post(client: &Client, at: &Url, fields: &[(&str, &str)]) -> Result<Reply, SignInError> {
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let mut request = Request::new(at.clone());
    request.accept = Some("application/json".into());
    request.body_cap = MOST;
    request.post = Some(Post { media_type: "application/x-www-form-urlencoded", body: form.into_bytes().into() });
    let reply = client.send(request).await?;
    match reply.status {
        408 | 425 | 429 | 500..=599 => Err(busy(&reply)),
        _ => Ok(reply),
    }
}

/// The tokens of an answer, or what its error means.
pub(super) fn granted(answer: Answer, now: Timestamp) -> Result<Tokens, SignInError> {
    if let Some(error) = answer.error {
        return Err(refused(&error));
    }
    let unusable = |why: &str| SignInError::Unusable { why: why.to_owned() };
    let access = answer.access_token.filter(|token| is_token(token.expose_secret()));
    let access = access.ok_or_else(|| unusable("it holds no token"))?;
    let kind = answer.token_type.ok_or_else(|| unusable("it does not say how its token is used"))?;
    if !kind.eq_ignore_ascii_case("bearer") {
        return Err(unusable("its token is used in another way"));
    }
    let seconds = answer.expires_in.as_ref().and_then(seconds);
    Ok(Tokens {
        access,
        refresh: answer.refresh_token.filter(|token| is_token(token.expose_secret())),
        expires: seconds.and_then(|seconds| now.saturating_add(SignedDuration::from_secs(seconds)).ok()),
    })
}

/// What an error of OAuth means; the word comes from outside, and is shown only where it is one.
pub(super) fn refused(error: &str) -> SignInError {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let error: String = error.chars().filter(|c| plain(*c)).take(60).collect();
    match error.as_str() {
        "access_denied" => SignInError::Denied,
        "expired_token" => SignInError::Expired,
        "temporarily_unavailable" | "server_error" => SignInError::Busy { retry_after: None },
        "invalid_client"
        | "unauthorized_client"
        | "incorrect_client_credentials"
        | "unsupported_grant_type"
        | "device_flow_disabled"
        | "invalid_scope"
        | "unsupported_response_type" => SignInError::ClientRefused { error },
        _ => SignInError::TokenRefused { error },
    }
}

fn secret<'de, D: Deserializer<'de>>(value: D) -> Result<Option<SecretString>, D::Error> {
    Ok(Option::<String>::deserialize(value)?.map(SecretString::from))
}

/// Some write the number as text.
fn seconds(value: &serde_json::Value) -> Option<i64> {
    let seconds = value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())?;
    (0..=LONGEST).contains(&seconds).then_some(seconds)
}

fn busy(reply: &Reply) -> SignInError {
    // Without a clock here only seconds are understood, which is what these services send.
    let wait = reply.headers.retry_after.as_deref().and_then(|value| retry_after(value, Timestamp::UNIX_EPOCH));
    SignInError::Busy { retry_after: wait }
}

pub(super) fn odd(reply: &Reply) -> SignInError {
    SignInError::Unusable { why: format!("its status is {}", reply.status) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Tokens, SignInError> {
        granted(serde_json::from_str(json).unwrap(), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn tokens_are_read_in_every_form_that_services_give_them() {
        let tokens = read(r#"{"access_token": "a", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "r"}"#);
        let tokens = tokens.unwrap();
        assert_eq!(tokens.expires.unwrap().to_string(), "1970-01-01T01:00:00Z");
        assert_eq!(tokens.refresh.unwrap().expose_secret(), "r");
        let as_text = read(r#"{"access_token": "a", "token_type": "bearer", "expires_in": "60"}"#).unwrap();
        assert_eq!(as_text.expires.unwrap().as_second(), 60);
        assert!(as_text.refresh.is_none());
        for nonsense in ["-1", "99999999999", "\"soon\"", "{}"] {
            let json = format!(r#"{{"access_token": "a", "token_type": "bearer", "expires_in": {nonsense}}}"#);
            assert_eq!(read(&json).unwrap().expires, None, "{nonsense}");
        }
    }

    #[test]
    fn what_is_no_token_is_not_taken_for_one() {
        for json in [
            "{}",
            r#"{"access_token": "", "token_type": "bearer"}"#,
            r#"{"access_token": "a\nb", "token_type": "bearer"}"#,
            r#"{"access_token": "a"}"#,
            r#"{"access_token": "a", "token_type": "mac"}"#,
        ] {
            assert_eq!(read(json).unwrap_err().code(), "answer_unusable", "{json}");
        }
        for (error, code) in [
            ("invalid_grant", "token_refused"),
            ("access_denied", "signin_denied"),
            ("expired_token", "signin_expired"),
            ("device_flow_disabled", "client_refused"),
            ("<b>what</b>", "token_refused"),
        ] {
            let fault = read(&format!(r#"{{"error": "{error}", "access_token": "a", "token_type": "bearer"}}"#));
            let fault = fault.unwrap_err();
            assert_eq!(fault.code(), code);
            assert!(!fault.to_string().contains('<'), "{fault}");
        }
    }
}
