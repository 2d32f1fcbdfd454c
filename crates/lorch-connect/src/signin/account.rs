//! Whose token it is.

use secrecy::SecretString;
use serde_json::Value;

use super::{Endpoints, SignInError, default_base, token};
use crate::http::{Client, Request};

/// An account at a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What its records name it: `github:583231`, or `github@git.example:583231` at a server of one's own.
    pub key: String,
    /// What it is called there.
    pub name: String,
}

/// Asks the service whose token this is. A 401 means that it takes it for nobody's.
pub async fn whose(
    client: &Client,
    service: &str,
    endpoints: &Endpoints,
    bearer: &SecretString,
) -> Result<Account, SignInError> {
    let mut request = Request::new(endpoints.account.clone());
    request.accept = Some("application/json".into());
    request.body_cap = 1024 * 1024;
    request.bearer = Some(bearer.clone());
    let reply = client.send(request).await?;
    match reply.status {
        200 => {}
        401 => return Err(SignInError::TokenRefused { error: "401".into() }),
        403 => return Err(SignInError::TokenRefused { error: "403".into() }),
        429 | 500..=599 => return Err(SignInError::Busy { retry_after: None }),
        _ => return Err(token::odd(&reply)),
    }
    let said: Value = serde_json::from_slice(&reply.body).map_err(|_| token::odd(&reply))?;
    read(service, endpoints, &said)
        .ok_or_else(|| SignInError::Unusable { why: "it does not say whose account this is".into() })
}

fn read(service: &str, endpoints: &Endpoints, said: &Value) -> Option<Account> {
    let id = match said.get("id")? {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if id.is_empty() || id.len() > 200 || !id.chars().all(plain) {
        return None;
    }
    let names = ["login", "display_name", "name"];
    let name = names.iter().find_map(|name| said.get(name)?.as_str()).unwrap_or(&id);
    let name: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
    let usual = default_base(service) == Some(endpoints.api.as_str().trim_end_matches('/'));
    let key = match endpoints.api.host_str().filter(|_| !usual) {
        Some(host) => format!("{service}@{host}:{id}"),
        None => format!("{service}:{id}"),
    };
    Some(Account { key, name })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::signin::endpoints;

    #[test]
    fn an_account_is_known_by_what_never_changes_about_it() {
        let at = |base: &str, said: Value| read("github", &endpoints("github", base).unwrap(), &said);
        let usual = at("https://api.github.com", json!({"id": 583231, "login": "octo", "name": "Octo Cat"})).unwrap();
        assert_eq!((usual.key.as_str(), usual.name.as_str()), ("github:583231", "octo"));
        let own = at("https://git.example/api/v3", json!({"id": 1, "login": "o\u{1b}[31m"})).unwrap();
        assert_eq!((own.key.as_str(), own.name.as_str()), ("github@git.example:1", "o[31m"));
        let spotify = endpoints("spotify", "https://api.spotify.com/v1").unwrap();
        let said = json!({"id": "wizzler", "display_name": null});
        let spotify = read("spotify", &spotify, &said).unwrap();
        assert_eq!((spotify.key.as_str(), spotify.name.as_str()), ("spotify:wizzler", "wizzler"));
        for wrong in [json!({}), json!({"id": null}), json!({"id": ""}), json!({"id": "a b"}), json!([])] {
            assert_eq!(at("https://api.github.com", wrong), None);
        }
    }
}
