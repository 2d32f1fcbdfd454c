//! The ticket of a pairing: who to call, where, and the token that is good for one device, once.
//!
//! ```text
//!   lorch-pair: base32 of   version u8 │ key 32 │ token 16 │ places │ first 4 bytes of BLAKE3 over all before
//! ```
//!
//! Base32 in any case of letters: a QR code of capital letters takes two thirds of the room of one of mixed ones.

use std::{fmt, net::SocketAddr, str::FromStr};

use lorch_model::devices::Key;
use serde::{Deserialize, Serialize};

/// What every ticket begins with.
pub const PREFIX: &str = "lorch-pair:";

/// Addresses that a ticket holds at most: it has to stay small enough for a QR code.
const MOST_PLACES: usize = 4;
const MOST_LETTERS: usize = 1_000;
const VERSION: u8 = 1;
const SUM: usize = 4;
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// An invitation to one pairing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    version: u8,
    /// Who offers it.
    pub key: Key,
    /// What is good for one device, once.
    pub token: [u8; 16],
    /// Sockets where the host may be called.
    pub sockets: Vec<SocketAddr>,
    /// The relay through which it may be called.
    pub relay: Option<String>,
}

/// The text is no ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no ticket of Lorch")]
pub struct NotATicket;

impl Ticket {
    /// A ticket of the device with `key`, which may be called at `places`.
    pub fn new(key: Key, token: [u8; 16], places: &[String]) -> Self {
        let sockets = places.iter().filter_map(|place| place.parse().ok()).take(MOST_PLACES).collect();
        let relay = places.iter().find(|place| place.starts_with("https:")).cloned();
        Self { version: VERSION, key, token, sockets, relay }
    }

    /// Where the host may be called.
    pub fn places(&self) -> Vec<String> {
        self.sockets.iter().map(SocketAddr::to_string).chain(self.relay.clone()).collect()
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the token: it is a secret for as long as it holds.
        f.debug_struct("Ticket").field("key", &self.key.fingerprint()).field("sockets", &self.sockets).finish()
    }
}

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = postcard::to_stdvec(self).map_err(|_| fmt::Error)?;
        let sum = blake3::hash(&bytes);
        bytes.extend(&sum.as_bytes()[..SUM]);
        write!(f, "{PREFIX}{}", to_base32(&bytes))
    }
}

impl FromStr for Ticket {
    type Err = NotATicket;

    fn from_str(text: &str) -> Result<Self, NotATicket> {
        let text: String = text.split_whitespace().collect::<String>().to_ascii_lowercase();
        let letters = text.strip_prefix(PREFIX).filter(|letters| letters.len() <= MOST_LETTERS).ok_or(NotATicket)?;
        let bytes = from_base32(letters).ok_or(NotATicket)?;
        let (body, sum) = bytes.split_at_checked(bytes.len().saturating_sub(SUM)).ok_or(NotATicket)?;
        if blake3::hash(body).as_bytes()[..SUM] != *sum {
            return Err(NotATicket);
        }
        let ticket: Self = postcard::from_bytes(body).map_err(|_| NotATicket)?;
        if ticket.version == VERSION { Ok(ticket) } else { Err(NotATicket) }
    }
}

fn to_base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(LETTERS[(held >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(LETTERS[(held << (5 - bits) & 31) as usize]));
    }
    text
}

fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut held, mut bits) = (0_u32, 0);
    for letter in text.bytes() {
        held = held << 5 | u32::try_from(LETTERS.iter().position(|known| *known == letter)?).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 255) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_ticket_is_read_back_in_any_case_of_letters_and_broken_into_lines() {
        let places: Vec<String> =
            ["192.168.178.23:51820", "[fe80::1]:51820", "https://relay.example/"].map(Into::into).into();
        let ticket = Ticket::new(Key([7; 32]), [9; 16], &places);
        let text = ticket.to_string();
        assert!(text.len() < 220, "{} letters", text.len());
        assert_eq!(text.parse(), Ok(ticket.clone()));
        assert_eq!(text.to_uppercase().parse(), Ok(ticket.clone()));
        assert_eq!(format!(" {}\n{} ", &text[..40], &text[40..]).parse(), Ok(ticket.clone()));
        assert_eq!(ticket.places(), places);
        assert!(!format!("{ticket:?}").contains("9, 9"), "the token is not told");
    }

    #[test]
    fn a_letter_that_was_mistyped_is_found() {
        let text = Ticket::new(Key([7; 32]), [9; 16], &[]).to_string();
        for place in PREFIX.len()..text.len() - 1 {
            let mut letters = text.clone().into_bytes();
            letters[place] = if letters[place] == b'a' { b'b' } else { b'a' };
            assert_eq!(String::from_utf8(letters).unwrap().parse::<Ticket>(), Err(NotATicket), "at {place}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,300}") {
            let _ = text.parse::<Ticket>();
            let _ = format!("{PREFIX}{text}").parse::<Ticket>();
        }

        #[test]
        fn base32_gives_back_what_was_put_in(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(from_base32(&to_base32(&bytes)), Some(bytes));
        }
    }
}
