//! What signing in yields, and its form in the vault.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};

/// What opens an account: kept in the vault and nowhere else.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// Sent with every request.
    pub access: SecretString,
    /// Gets the next ones.
    pub refresh: Option<SecretString>,
    /// When `access` opens nothing any more; `None` when the service didn't say.
    pub expires: Option<Timestamp>,
}

impl Tokens {
    /// A token that a person brought. `None` when it holds what no token can (RFC 6750: visible characters of ASCII).
    pub fn brought(text: &SecretString) -> Option<Self> {
        let text = text.expose_secret().trim();
        is_token(text).then(|| Self { access: text.into(), refresh: None, expires: None })
    }

    /// As they lie in the vault: lines of a word and its value.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let refresh = self.refresh.as_ref().map_or("", |refresh| refresh.expose_secret());
        let expires = self.expires.map(|expires| expires.to_string()).unwrap_or_default();
        let parts = ["access ", self.access.expose_secret(), "\nrefresh ", refresh, "\nexpires ", &expires, "\n"];
        // Sized beforehand, so that no copy is left where it grew.
        let mut bytes = Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.len()).sum()));
        for part in parts {
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes
    }

    /// Reads what [`Tokens::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let value = |word: &str| {
            let value = text.lines().find_map(|line| line.strip_prefix(word)?.strip_prefix(' '))?;
            (!value.is_empty()).then_some(value)
        };
        Some(Self {
            access: value("access")?.into(),
            refresh: value("refresh").map(SecretString::from),
            expires: value("expires").map(str::parse).transpose().ok()?,
        })
    }
}

/// Whether a request can carry it.
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.len() <= 16 * 1024 && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_the_vault_is_read_back() {
        for (refresh, expires) in [(None, None), (Some("r-1"), Some("2026-11-22T05:00:00Z"))] {
            let tokens = Tokens {
                access: "a-1".into(),
                refresh: refresh.map(SecretString::from),
                expires: expires.map(|expires| expires.parse().unwrap()),
            };
            let read = Tokens::from_bytes(&tokens.to_bytes()).unwrap();
            assert_eq!(read.access.expose_secret(), "a-1");
            assert_eq!(read.refresh.as_ref().map(|refresh| refresh.expose_secret()), refresh);
            assert_eq!(read.expires, tokens.expires);
            assert!(!format!("{tokens:?}").contains("a-1"), "tokens don't print themselves");
        }
        for wrong in [&b""[..], b"access \n", b"refresh r\n", b"access a\nexpires soon\n", b"\xff"] {
            assert!(Tokens::from_bytes(wrong).is_none());
        }
    }

    #[test]
    fn a_token_that_a_person_brings_is_taken_without_what_is_around_it() {
        let brought = |text: &str| Tokens::brought(&text.into()).map(|tokens| tokens.access.expose_secret().to_owned());
        assert_eq!(brought(" ghp_abc\n").as_deref(), Some("ghp_abc"));
        for wrong in ["", "two words", "line\nline", "ü"] {
            assert_eq!(brought(wrong), None);
        }
    }
}
