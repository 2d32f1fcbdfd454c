//! Signing in by a code that the person types on the service's page (RFC 8628).

use std::time::Duration;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{SignInError, Tokens, token};
use crate::http::Client;

/// The least time between two questions, whatever the service says (RFC 8628 §3.2).
const LEAST: Duration = Duration::from_secs(5);
/// How much longer to wait when the service says that it was too soon (RFC 8628 §3.5).
const SLOWER: Duration = Duration::from_secs(5);
/// The longest that a code is waited for.
const LONGEST: Duration = Duration::from_secs(30 * 60);

/// A code, and what it is asked about with.
#[derive(Debug, Clone)]
pub struct Code {
    /// What the person types.
    pub user_code: String,
    /// Where they type it.
    pub page: Url,
    /// How long it is good.
    pub lives: Duration,
    /// Time between two questions.
    pub interval: Duration,
    device_code: SecretString,
}

/// What a question came to.
#[derive(Debug)]
pub enum Polled {
    /// The person allowed it.
    Granted(Tokens),
    /// Not yet: ask again after this time.
    Wait(Duration),
}

#[derive(Deserialize)]
struct Said {
    device_code: Option<String>,
    user_code: Option<String>,
    verification_uri: Option<String>,
    #[serde(default)]
    expires_in: u64,
    #[serde(default)]
    interval: u64,
    error: Option<String>,
}

/// Asks for a code.
pub async fn begin(client: &Client, at: &Url, client_id: &str, scopes: &[String]) -> Result<Code, SignInError> {
    let reply = token::post(client, at, &[("client_id", client_id), ("scope", &scopes.join(" "))]).await?;
    // An application that nobody knows is answered 404 by GitHub, with a page.
    if reply.status == 404 {
        return Err(SignInError::ClientRefused { error: "not_found".into() });
    }
    let said: Said = serde_json::from_slice(&reply.body).map_err(|_| token::odd(&reply))?;
    if let Some(error) = said.error {
        return Err(token::refused(&error));
    }
    read(said).ok_or_else(|| SignInError::Unusable { why: "it holds no code".into() })
}

/// Asks whether the person has typed the code.
pub async fn poll(
    client: &Client,
    at: &Url,
    client_id: &str,
    code: &Code,
    interval: Duration,
    now: Timestamp,
) -> Result<Polled, SignInError> {
    let fields = [
        ("client_id", client_id),
        ("device_code", code.device_code.expose_secret()),
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
    ];
    let answer = match token::ask(client, at, &fields).await {
        Ok(answer) => answer,
        // Nothing is lost by asking again; but not at the same pace (RFC 8628 §3.5).
        Err(SignInError::Send(_) | SignInError::Busy { .. }) => return Ok(Polled::Wait(interval * 2)),
        Err(fault) => return Err(fault),
    };
    match answer.error.as_deref() {
        Some("authorization_pending") => Ok(Polled::Wait(interval)),
        Some("slow_down") => {
            let wished = answer.interval.map(Duration::from_secs);
            Ok(Polled::Wait(wished.unwrap_or_default().max(interval + SLOWER).min(LONGEST)))
        }
        _ => token::granted(answer, now).map(Polled::Granted),
    }
}

fn read(said: Said) -> Option<Code> {
    let plain = |code: &String| (1..=40).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_graphic());
    let page = Url::parse(&said.verification_uri?).ok().filter(|page| matches!(page.scheme(), "https" | "http"))?;
    Some(Code {
        user_code: said.user_code.filter(plain)?,
        page,
        lives: Duration::from_secs(said.expires_in).clamp(Duration::from_secs(60), LONGEST),
        interval: Duration::from_secs(said.interval).clamp(LEAST, LONGEST),
        device_code: said.device_code.filter(|code| !code.is_empty())?.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_taken_only_where_it_can_be_shown_and_typed() {
        let read = |json: &str| read(serde_json::from_str(json).unwrap());
        let whole = r#"{"device_code": "d", "user_code": "WDJB-MJHT", "verification_uri": "https://a.example/device"}"#;
        let code = read(whole).unwrap();
        assert_eq!((code.interval, code.lives), (LEAST, Duration::from_secs(60)));
        for (from, to) in
            [("\"d\"", "\"\""), ("WDJB-MJHT", "two words"), ("https://a.example/device", "javascript:alert(1)")]
        {
            assert!(read(&whole.replace(from, to)).is_none(), "{to}");
        }
        assert!(!format!("{code:?}").contains("\"d\""), "what gets the token doesn't print itself");
    }
}
