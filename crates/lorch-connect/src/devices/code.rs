//! The code of a pairing: eight digits that a person types, proved by SPAKE2 without being said.
//!
//! Both keys are part of it. Who sits between two devices has a key of its own, so it proves nothing to either; each
//! guess costs a try, and there are three.

use lorch_model::devices::Key;

/// Digits of a code.
pub const DIGITS: usize = 8;
/// Wrong tries after which a code holds no more.
pub const TRIES: u8 = 3;

/// A code as it is shown, made from chance: `1234 5678`.
pub fn shown(random: [u8; 8]) -> String {
    // Of 2^64 values the first 10^8 remainders are as good as equally likely.
    let number = u64::from_le_bytes(random) % 100_000_000;
    format!("{:04} {:04}", number / 10_000, number % 10_000)
}

/// The digits of what a person typed; `None` unless there are eight, and nothing but blanks and dashes beside them.
pub fn digits(typed: &str) -> Option<String> {
    let said: String = typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    (said.len() == DIGITS && said.bytes().all(|digit| digit.is_ascii_digit())).then_some(said)
}

/// One side of a proof, which has begun.
pub struct Begun {
    #[cfg(feature = "devices")]
    state: spake2::Spake2<spake2::Ed25519Group>,
    side: Side,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Guest,
    Host,
}

/// What both sides know if they know the same code: each proves it to the other.
pub struct Proved {
    ours: [u8; 32],
    theirs: blake3::Hash,
}

/// Begins on the side of the guest. Returns what the host is sent.
pub fn begin_as_guest(code: &str, guest: &Key, host: &Key) -> Option<(Begun, Vec<u8>)> {
    begin(Side::Guest, code, guest, host)
}

/// Begins on the side of the host. Returns what the guest is sent.
pub fn begin_as_host(code: &str, guest: &Key, host: &Key) -> Option<(Begun, Vec<u8>)> {
    begin(Side::Host, code, guest, host)
}

#[cfg(feature = "devices")]
fn begin(side: Side, code: &str, guest: &Key, host: &Key) -> Option<(Begun, Vec<u8>)> {
    use spake2::{Ed25519Group, Identity, Password, Spake2};
    let password = Password::new(digits(code)?);
    let (guest, host) = (Identity::new(&guest.0), Identity::new(&host.0));
    let (state, element) = match side {
        Side::Guest => Spake2::<Ed25519Group>::start_a(&password, &guest, &host),
        Side::Host => Spake2::<Ed25519Group>::start_b(&password, &guest, &host),
    };
    Some((Begun { state, side }, element))
}

#[cfg(not(feature = "devices"))]
fn begin(_: Side, _: &str, _: &Key, _: &Key) -> Option<(Begun, Vec<u8>)> {
    None
}

impl Begun {
    /// Goes on with what the other side sent; `None` when that is nothing of the kind.
    #[cfg(feature = "devices")]
    pub fn finish(self, element: &[u8]) -> Option<Proved> {
        let key = self.state.finish(element).ok()?;
        let proof = |who: Side| {
            let context = match who {
                Side::Guest => "lorch 2026 pairing code, the guest knows",
                Side::Host => "lorch 2026 pairing code, the host knows",
            };
            blake3::Hash::from_bytes(blake3::derive_key(context, &key))
        };
        let (ours, theirs) = match self.side {
            Side::Guest => (Side::Guest, Side::Host),
            Side::Host => (Side::Host, Side::Guest),
        };
        Some(Proved { ours: *proof(ours).as_bytes(), theirs: proof(theirs) })
    }

    /// There is nothing to go on with.
    #[cfg(not(feature = "devices"))]
    pub fn finish(self, _: &[u8]) -> Option<Proved> {
        let _ = self.side;
        None
    }
}

impl Proved {
    /// What proves to the other side that the code is known here.
    pub fn ours(&self) -> [u8; 32] {
        self.ours
    }

    /// Whether the other side knows the code. Takes the same time whatever it sent.
    pub fn is_known_by(&self, theirs: &[u8; 32]) -> bool {
        self.theirs == blake3::Hash::from_bytes(*theirs)
    }
}

#[cfg(all(test, feature = "devices"))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const GUEST: Key = Key([1; 32]);
    const HOST: Key = Key([2; 32]);

    fn meet(typed: &str, seen_by_guest: &Key, seen_by_host: &Key) -> (bool, bool) {
        let (guest, to_host) = begin_as_guest(typed, &GUEST, seen_by_guest).unwrap();
        let (host, to_guest) = begin_as_host("1234 5678", seen_by_host, &HOST).unwrap();
        let (guest, host) = (guest.finish(&to_guest).unwrap(), host.finish(&to_host).unwrap());
        (host.is_known_by(&guest.ours()), guest.is_known_by(&host.ours()))
    }

    #[test]
    fn only_the_same_code_between_the_same_two_keys_proves_anything() {
        assert_eq!(meet("12345678", &HOST, &GUEST), (true, true));
        assert_eq!(meet("1234-5678", &HOST, &GUEST), (true, true));
        assert_eq!(meet("12345679", &HOST, &GUEST), (false, false));
        let between = Key([3; 32]);
        assert_eq!(meet("12345678", &between, &between), (false, false), "who sits in between and passes it on");
    }

    #[test]
    fn what_one_side_proved_does_not_prove_the_other_side() {
        let (guest, to_host) = begin_as_guest("12345678", &GUEST, &HOST).unwrap();
        let (host, to_guest) = begin_as_host("12345678", &GUEST, &HOST).unwrap();
        let (guest, host) = (guest.finish(&to_guest).unwrap(), host.finish(&to_host).unwrap());
        assert!(!guest.is_known_by(&guest.ours()) && !host.is_known_by(&host.ours()));
    }

    #[test]
    fn digits_are_read_as_people_write_them() {
        for (typed, read) in [
            ("1234 5678", Some("12345678")),
            (" 1234-5678\n", Some("12345678")),
            ("1234567", None),
            ("123456789", None),
            ("1234567a", None),
            ("١٢٣٤٥٦٧٨", None),
        ] {
            assert_eq!(digits(typed).as_deref(), read, "{typed}");
        }
        assert_eq!(shown([0; 8]), "0000 0000");
        assert_eq!(digits(&shown([255; 8])).map(|digits| digits.len()), Some(DIGITS));
    }
}
