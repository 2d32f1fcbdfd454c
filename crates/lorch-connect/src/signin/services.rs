//! The services that can be connected, and where they are asked.

use lorch_model::connections::{Service, Way};
use url::Url;

/// Word of GitHub.
pub const GITHUB: &str = "github";
/// Word of Spotify.
pub const SPOTIFY: &str = "spotify";

/// What Lorch needs to know of a service to sign in.
struct Known {
    id: &'static str,
    title: &'static str,
    reads: &'static [&'static str],
    ways: &'static [Way],
    scopes: &'static [&'static str],
    /// Where its API is, with a slash at the end.
    api: &'static str,
    /// Where its pages for signing in are, with a slash at the end.
    pages: &'static str,
    authorize: &'static str,
    token: &'static str,
    device: Option<&'static str>,
    /// Whose pages they are (RFC 9207), where answers come from the service itself.
    issuer: &'static str,
    register: &'static str,
    /// What is asked to know whose token it is.
    account: &'static str,
}

const KNOWN: [Known; 2] = [
    Known {
        id: GITHUB,
        title: "GitHub",
        reads: &["commits", "pull_requests", "reviews", "issues", "releases", "stars"],
        ways: &[Way::Token, Way::Device],
        scopes: &["repo", "read:user"],
        api: "https://api.github.com/",
        pages: "https://github.com/login/",
        authorize: "oauth/authorize",
        token: "oauth/access_token",
        device: Some("device/code"),
        issuer: "https://github.com/login/oauth",
        register: "https://github.com/settings/tokens",
        account: "user",
    },
    Known {
        id: SPOTIFY,
        title: "Spotify",
        reads: &["plays"],
        ways: &[Way::Browser],
        scopes: &["user-read-recently-played"],
        api: "https://api.spotify.com/v1/",
        pages: "https://accounts.spotify.com/",
        authorize: "authorize",
        token: "api/token",
        device: None,
        issuer: "https://accounts.spotify.com",
        register: "https://developer.spotify.com/dashboard",
        account: "me",
    },
];

/// Path of the address that a sign-in in the browser leads back to.
pub(crate) const CALLBACK: &str = "/callback";

/// Where a service is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// Its API, with a slash at the end.
    pub api: Url,
    /// The page that leads back with a code.
    pub authorize: Url,
    /// Where codes become tokens.
    pub token: Url,
    /// Where a code for the person to type comes from.
    pub device: Option<Url>,
    /// Who may answer.
    pub issuer: String,
    /// What is asked to know whose token it is.
    pub account: Url,
}

/// The services that can be connected.
pub fn services() -> Vec<Service> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    KNOWN
        .iter()
        .map(|known| Service {
            id: known.id.to_owned(),
            title: known.title.to_owned(),
            reads: words(known.reads),
            ways: known.ways.to_vec(),
            needs: words(&["client_id"]),
            scopes: words(known.scopes),
            base_url: known.api.trim_end_matches('/').to_owned(),
            redirect: known.ways.contains(&Way::Browser).then(|| format!("http://127.0.0.1{CALLBACK}")),
            register_url: known.register.to_owned(),
        })
        .collect()
}

/// Where the API of a service is, unless the person names another place; `None` for a service that nobody knows.
pub fn default_base(service: &str) -> Option<&'static str> {
    known(service).map(|known| known.api.trim_end_matches('/'))
}

/// Where a service is asked whose API is at `base`. A server of one's own has its pages for signing in at the paths that
/// the service has them at, below the root.
pub fn endpoints(service: &str, base: &str) -> Option<Endpoints> {
    let known = known(service)?;
    let own = base.trim_end_matches('/') != known.api.trim_end_matches('/');
    let api = Url::parse(&format!("{}/", base.trim_end_matches('/'))).ok()?;
    let pages = match own {
        true => api.join(Url::parse(known.pages).ok()?.path()).ok()?,
        false => Url::parse(known.pages).ok()?,
    };
    Some(Endpoints {
        authorize: pages.join(known.authorize).ok()?,
        token: pages.join(known.token).ok()?,
        device: known.device.and_then(|device| pages.join(device).ok()),
        issuer: if own { api.origin().ascii_serialization() } else { known.issuer.to_owned() },
        account: api.join(known.account).ok()?,
        api,
    })
}

fn known(service: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.id == service)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_asked_at_its_own_addresses_or_below_those_of_a_server_of_ones_own() {
        let github = endpoints(GITHUB, "https://api.github.com").unwrap();
        assert_eq!(github.token.as_str(), "https://github.com/login/oauth/access_token");
        assert_eq!(github.account.as_str(), "https://api.github.com/user");
        let own = endpoints(GITHUB, "https://git.example/api/v3/").unwrap();
        assert_eq!(own.account.as_str(), "https://git.example/api/v3/user");
        assert_eq!(own.device.unwrap().as_str(), "https://git.example/login/device/code");
        assert_eq!(own.issuer, "https://git.example");
        let spotify = endpoints(SPOTIFY, "http://127.0.0.1:9/v1").unwrap();
        assert_eq!(spotify.authorize.as_str(), "http://127.0.0.1:9/authorize");
        assert_eq!(spotify.account.as_str(), "http://127.0.0.1:9/v1/me");
        assert_eq!(endpoints("myspace", "https://a.example"), None);
        assert_eq!(endpoints(GITHUB, "no address"), None);
    }
}
