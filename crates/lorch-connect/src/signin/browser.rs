//! Signing in on the service's page in the browser, which leads back to this computer: RFC 6749 §4.1 with PKCE (RFC 7636),
//! a redirect to the loopback address (RFC 8252 §7.3), and the checks of RFC 9700.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use oauth2::{
    AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, basic::BasicClient,
};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use url::{Url, form_urlencoded};

use super::{Endpoints, SignInError, Tokens, token};
use crate::http::Client;

/// What no attempt shares with another: the state that its answer has to bring back, and the verifier that only the one
/// who asked can show. Both are secrets of 256 bits.
#[derive(Debug, Clone)]
pub struct Secrets {
    state: SecretString,
    verifier: SecretString,
}

/// One attempt to sign in: good for one answer.
#[derive(Debug)]
pub struct Attempt {
    /// The service's page, where the person allows it.
    pub page: Url,
    redirect: Url,
    client_id: String,
    issuer: String,
    secrets: Secrets,
}

/// What the service gives for a token, once.
#[derive(Debug)]
pub struct Grant(SecretString);

impl Secrets {
    /// Secrets of these random bytes, which nobody else has.
    pub fn of(state: [u8; 32], verifier: [u8; 32]) -> Self {
        let text = |bytes: [u8; 32]| URL_SAFE_NO_PAD.encode(bytes).into();
        Self { state: text(state), verifier: text(verifier) }
    }
}

impl Attempt {
    /// An attempt whose answer comes to `redirect`.
    pub fn new(endpoints: &Endpoints, client_id: &str, scopes: &[String], redirect: &Url, secrets: Secrets) -> Self {
        let verifier = PkceCodeVerifier::new(secrets.verifier.expose_secret().to_owned());
        let state = secrets.state.expose_secret().to_owned();
        let (page, _) = BasicClient::new(ClientId::new(client_id.to_owned()))
            .set_auth_uri(AuthUrl::from_url(endpoints.authorize.clone()))
            .set_redirect_uri(RedirectUrl::from_url(redirect.clone()))
            .authorize_url(|| CsrfToken::new(state))
            .add_scopes(scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Self {
            page,
            redirect: redirect.clone(),
            client_id: client_id.to_owned(),
            issuer: endpoints.issuer.clone(),
            secrets,
        }
    }

    /// What the query of an answer means; `None` for one that is no answer at all.
    ///
    /// The state goes first: what doesn't bring it back is of somebody else, whatever else it says.
    pub fn read(&self, query: &str) -> Option<Result<Grant, SignInError>> {
        const KNOWN: [&str; 4] = ["state", "code", "error", "iss"];
        let said: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .filter(|(name, _)| KNOWN.contains(&name.as_str()))
            .collect();
        if said.is_empty() {
            return None;
        }
        let one = |name: &str| {
            let mut values = said.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
            (values.next(), values.next().is_some())
        };
        Some(self.judge(KNOWN.map(one)))
    }

    fn judge(&self, said: [(Option<&str>, bool); 4]) -> Result<Grant, SignInError> {
        let [(state, two_states), (code, two_codes), (error, two_errors), (iss, two_issuers)] = said;
        let ours = self.secrets.state.expose_secret().as_bytes();
        if two_states || !state.is_some_and(|state| bool::from(state.as_bytes().ct_eq(ours))) {
            return Err(SignInError::StateWrong);
        }
        if two_issuers || iss.is_some_and(|iss| iss.trim_end_matches('/') != self.issuer.trim_end_matches('/')) {
            return Err(SignInError::IssuerWrong);
        }
        if let Some(error) = error {
            return Err(token::refused(error));
        }
        match code.filter(|code| !two_codes && !two_errors && !code.is_empty() && code.len() <= 8 * 1024) {
            Some(code) => Ok(Grant(code.into())),
            None => Err(SignInError::Unusable { why: "it holds no code".into() }),
        }
    }

    /// Gets tokens for what the answer brought. It takes the attempt along: no second answer is good for anything.
    pub async fn exchange(
        self,
        client: &Client,
        at: &Url,
        grant: Grant,
        now: Timestamp,
    ) -> Result<Tokens, SignInError> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", grant.0.expose_secret()),
            ("redirect_uri", self.redirect.as_str()),
            ("client_id", self.client_id.as_str()),
            ("code_verifier", self.secrets.verifier.expose_secret()),
        ];
        token::granted(token::ask(client, at, &fields).await?, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signin::endpoints;

    fn attempt() -> Attempt {
        let endpoints = endpoints("spotify", "https://api.spotify.com/v1").unwrap();
        let redirect = Url::parse("http://127.0.0.1:4000/callback").unwrap();
        Attempt::new(&endpoints, "me", &["a".into(), "b".into()], &redirect, Secrets::of([7; 32], [8; 32]))
    }

    fn code(query: &str) -> Option<&'static str> {
        attempt().read(query).map(|read| read.map_or_else(|fault| fault.code(), |_| "granted"))
    }

    #[test]
    fn the_page_is_asked_with_state_and_challenge_and_never_with_the_verifier() {
        let page = attempt().page;
        let said: std::collections::HashMap<String, String> = page.query_pairs().into_owned().collect();
        assert_eq!(said["response_type"], "code");
        assert_eq!(said["code_challenge_method"], "S256");
        assert_eq!(said["redirect_uri"], "http://127.0.0.1:4000/callback");
        assert_eq!((said["client_id"].as_str(), said["scope"].as_str()), ("me", "a b"));
        assert_eq!(said["state"], URL_SAFE_NO_PAD.encode([7; 32]));
        // RFC 7636: the verifier is 43 characters, the challenge the hash of its text.
        assert_eq!((said["code_challenge"].len(), said["state"].len()), (43, 43));
        assert!(!page.as_str().contains(&URL_SAFE_NO_PAD.encode([8; 32])));
    }

    #[test]
    fn only_the_answer_that_was_asked_for_is_taken() {
        let state = URL_SAFE_NO_PAD.encode([7; 32]);
        let shorter = &state[..42];
        for (query, expected) in [
            (format!("code=c&state={state}"), Some("granted")),
            (format!("code=c&state={state}&iss=https%3A%2F%2Faccounts.spotify.com"), Some("granted")),
            ("".into(), None),
            ("utm=1".into(), None),
            ("code=c".into(), Some("state_wrong")),
            (format!("code=c&state={shorter}"), Some("state_wrong")),
            (format!("code=c&state={state}&state={state}"), Some("state_wrong")),
            (format!("code=c&state={state}x"), Some("state_wrong")),
            ("error=access_denied".into(), Some("state_wrong")),
            (format!("error=access_denied&state={state}"), Some("signin_denied")),
            (format!("error=access_denied&code=c&state={state}"), Some("signin_denied")),
            (format!("error=invalid_scope&state={state}"), Some("client_refused")),
            (format!("code=c&state={state}&iss=https%3A%2F%2Fevil.example"), Some("issuer_wrong")),
            (format!("code=c&state={state}&iss=a&iss=https%3A%2F%2Faccounts.spotify.com"), Some("issuer_wrong")),
            (format!("code=c&code=d&state={state}"), Some("answer_unusable")),
            (format!("code=&state={state}"), Some("answer_unusable")),
            (format!("state={state}"), Some("answer_unusable")),
        ] {
            assert_eq!(code(&query), expected, "{query}");
        }
    }
}
