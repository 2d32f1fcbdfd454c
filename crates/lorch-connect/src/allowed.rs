//! The addresses a person allowed although they are private or on this machine.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};

use url::{Host, Url};

/// The allowed addresses, each exactly one `host:port`. Clones share the set, and a change holds from the next
/// connection on.
#[derive(Debug, Clone, Default)]
pub struct Allowed(Arc<RwLock<HashSet<String>>>);

/// What was given is not `host:port`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an address of the form host:port")]
pub struct NotAnAddress(String);

impl NotAnAddress {
    /// Stable word for programs.
    pub fn code(&self) -> &'static str {
        "address_invalid"
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        "Give the host and the port, for example 127.0.0.1:8080 or [::1]:8080."
    }
}

impl Allowed {
    /// A set of these addresses; what is no address is left out.
    pub fn new<S: AsRef<str>>(addresses: impl IntoIterator<Item = S>) -> Self {
        let allowed = Self::default();
        allowed.replace(addresses);
        allowed
    }

    /// The one spelling under which an address is kept: lower case, plain digits, IPv6 in brackets.
    /// A whole URL is taken too, for people who paste one.
    pub fn normal(address: &str) -> Result<String, NotAnAddress> {
        let refused = || NotAnAddress(address.chars().take(200).collect());
        let text = address.trim();
        let pasted = text.contains("://");
        let url = if pasted { Url::parse(text) } else { Url::parse(&format!("http://{text}")) };
        let url = url.map_err(|_| refused())?;
        let host_only = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let web = matches!(url.scheme(), "http" | "https");
        let named = url.username().is_empty() && url.password().is_none();
        // `http` drops its own port when it parses, so a given `:80` has to be looked for in the text.
        let port_given = pasted || url.port().is_some() || text.trim_end_matches('/').ends_with(":80");
        match (url.host(), url.port_or_known_default()) {
            (Some(host), Some(port)) if web && named && port_given && (pasted || host_only) => {
                Ok(host_port(&host, port))
            }
            _ => Err(refused()),
        }
    }

    /// Puts these addresses in place of all others; what is no address is left out.
    pub fn replace<S: AsRef<str>>(&self, addresses: impl IntoIterator<Item = S>) {
        let addresses = addresses.into_iter().filter_map(|address| Self::normal(address.as_ref()).ok()).collect();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = addresses;
    }

    /// Whether exactly this `host:port`, in its normal spelling, was allowed.
    pub fn contains(&self, address: &str) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(address)
    }
}

/// `host:port` as it stands in the set.
pub(crate) fn host_port<S: AsRef<str> + std::fmt::Display>(host: &Host<S>, port: u16) -> String {
    format!("{host}:{port}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_spelling_of_an_address_becomes_one() {
        for (given, kept) in [
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            (" 127.1:8080 ", "127.0.0.1:8080"),
            ("LocalHost:80", "localhost:80"),
            ("[::1]:9000", "[::1]:9000"),
            ("[0:0:0:0:0:0:0:1]:9000", "[::1]:9000"),
            ("http://nas.local/feed.xml", "nas.local:80"),
            ("https://nas.local/feed.xml?a=b", "nas.local:443"),
        ] {
            assert_eq!(Allowed::normal(given).as_deref(), Ok(kept), "{given}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for given in [
            "",
            "127.0.0.1",
            ":80",
            "localhost",
            "a b:80",
            "ftp://a:21",
            "a:99999",
            "a:80/path",
            "u@a:81",
            "[::1",
            "a:1?x",
        ] {
            assert!(Allowed::normal(given).is_err(), "{given}");
        }
    }

    #[test]
    fn only_the_very_port_is_allowed_and_only_while_it_stands() {
        let allowed = Allowed::new(["127.0.0.1:8080"]);
        assert!(allowed.contains("127.0.0.1:8080"));
        assert!(!allowed.contains("127.0.0.1:8081"));
        assert!(!allowed.contains("localhost:8080"));
        allowed.clone().replace(["localhost:1"]);
        assert!(!allowed.contains("127.0.0.1:8080"));
    }

    proptest! {
        #[test]
        fn a_normal_address_stays_as_it_is(given in "\\PC{0,12}:[0-9]{1,5}") {
            if let Ok(normal) = Allowed::normal(&given) {
                prop_assert_eq!(Allowed::normal(&normal), Ok(normal));
            }
        }
    }
}
