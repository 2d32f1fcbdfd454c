//! The key of an encrypted profile.

use std::{fmt, sync::Arc};

use base64::{Engine, engine::general_purpose};
use secrecy::{ExposeSecret, SecretBox, zeroize::Zeroizing};

/// Bytes of a key.
pub const LENGTH: usize = 32;

/// A raw key of 256 bits. It doesn't print itself and is wiped from memory with its last clone.
#[derive(Clone)]
pub struct Key(Arc<SecretBox<[u8; LENGTH]>>);

/// What was given is no key: neither 32 raw bytes, nor 64 hex digits, nor base64 of 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is 32 raw bytes, 64 hex digits, or 32 bytes in base64; this has {0} bytes")]
pub struct NotAKey(pub usize);

impl Key {
    /// Takes 32 bytes in.
    pub fn new(bytes: [u8; LENGTH]) -> Self {
        Self(Arc::new(SecretBox::new(Box::new(bytes))))
    }

    /// Reads what a key file holds: 32 raw bytes, 64 hex digits or base64, the latter two with white space around.
    pub fn parse(held: &[u8]) -> Result<Self, NotAKey> {
        if let Ok(raw) = held.try_into() {
            return Ok(Self::new(raw));
        }
        let text = held.trim_ascii();
        let plain = text.strip_suffix(b"=").unwrap_or(text);
        let decoded = [
            hex::decode(text).ok(),
            general_purpose::STANDARD_NO_PAD.decode(plain).ok(),
            general_purpose::URL_SAFE_NO_PAD.decode(plain).ok(),
        ];
        let mut decoded = decoded.into_iter().flatten().map(Zeroizing::new);
        let found = decoded.find_map(|bytes| <[u8; LENGTH]>::try_from(bytes.as_slice()).ok());
        found.map(Self::new).ok_or(NotAKey(held.len()))
    }

    /// 64 hex digits, for the one place that needs them.
    pub fn expose_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.0.expose_secret()))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        // No secret is told by how long this takes: both keys are in the hands of whoever compares them.
        self.0.expose_secret() == other.0.expose_secret()
    }
}

impl Eq for Key {}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_key_is_read_in_each_of_its_forms() {
        let bytes: [u8; 32] = std::array::from_fn(|place| place as u8 * 7 + 1);
        let key = Key::new(bytes);
        let digits = hex::encode(bytes);
        let forms = [
            bytes.to_vec(),
            digits.clone().into_bytes(),
            format!("  {}\r\n", digits.to_uppercase()).into_bytes(),
            format!("{}\n", general_purpose::STANDARD.encode(bytes)).into_bytes(),
            general_purpose::URL_SAFE_NO_PAD.encode(bytes).into_bytes(),
        ];
        for form in forms {
            assert_eq!(Key::parse(&form), Ok(key.clone()), "{form:?}");
        }
    }

    #[test]
    fn what_has_another_length_is_no_key() {
        for wrong in [&b""[..], &[7; 31], &[7; 33], &[b'a'; 63], &[b'a'; 65], b"correct horse battery staple"] {
            assert_eq!(Key::parse(wrong), Err(NotAKey(wrong.len())));
        }
    }

    #[test]
    fn a_key_does_not_print_itself() {
        let said = format!("{:?}", Some(Key::new([0xab; 32])));
        assert!(!said.contains("ab") && !said.contains("171"), "{said}");
    }
}
