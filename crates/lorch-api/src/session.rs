//! Who has signed in to a listening face: one-time links that are handed out, and the tokens they were traded for.
//!
//! Everything lives in the memory of the process that listens and ends with it. Only hashes are kept.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use lorch_host::random;
use secrecy::{ExposeSecret, SecretString};
use subtle::{Choice, ConstantTimeEq};

/// How long a link can be used.
const LINK_LIFE: Duration = Duration::from_mins(10);
/// How many links can be out at a time; the oldest one ends when there is one more.
const MOST_LINKS: usize = 8;
/// How many browsers can be signed in; the one that signed in first is signed out when there is one more.
const MOST_TOKENS: usize = 64;
/// How many wrong codes are taken in [`FAILURE_SPAN`] before even right ones have to wait.
const MOST_FAILURES: usize = 10;
const FAILURE_SPAN: Duration = Duration::from_mins(1);

/// A code, a link or a token. It doesn't print itself and is wiped from memory.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes a secret in.
    pub fn new(text: String) -> Self {
        Self(text.into())
    }

    /// The secret in plain, for the one place that it is meant for.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why a code was not traded for a token.
#[derive(Debug, PartialEq, Eq)]
pub enum NotSignedIn {
    /// Unknown, used or too old. Which one of these is nobody's business.
    Spent,
    /// Too many wrong codes lately.
    TooMany {
        /// How long to wait.
        wait: Duration,
    },
}

type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;
type Hash = [u8; 32];

/// The links and tokens of one listening face. Clones are the same.
#[derive(Clone)]
pub struct Sessions {
    book: Arc<Mutex<Book>>,
    now: Clock,
}

#[derive(Default)]
struct Book {
    links: VecDeque<(Hash, Instant)>,
    tokens: VecDeque<Hash>,
    failures: VecDeque<Instant>,
}

impl Default for Sessions {
    fn default() -> Self {
        Self::with_clock(Instant::now)
    }
}

impl Sessions {
    /// Nobody is signed in; `now` tells the time.
    pub fn with_clock(now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Self { book: Arc::default(), now: Arc::new(now) }
    }

    /// A new code of 128 random bits, good for one sign-in within ten minutes.
    pub fn new_link(&self) -> Secret {
        let code = Secret::new(hex::encode(random::id()));
        let mut book = self.book();
        if book.links.len() == MOST_LINKS {
            book.links.pop_front();
        }
        book.links.push_back((hash(code.expose()), (self.now)() + LINK_LIFE));
        code
    }

    /// Trades a code for a token of 256 random bits. The code is used up by this.
    pub fn redeem(&self, code: &str) -> Result<Secret, NotSignedIn> {
        let now = (self.now)();
        let mut book = self.book();
        book.forget(now);
        if let Some(first) = book.failures.front().filter(|_| book.failures.len() >= MOST_FAILURES) {
            return Err(NotSignedIn::TooMany { wait: FAILURE_SPAN.saturating_sub(now.duration_since(*first)) });
        }
        let Some(link) = position(book.links.iter().map(|(hash, _)| hash), code) else {
            book.failures.push_back(now);
            return Err(NotSignedIn::Spent);
        };
        book.links.remove(link);
        if book.tokens.len() == MOST_TOKENS {
            book.tokens.pop_front();
        }
        let token = Secret::new(hex::encode(random::token()));
        book.tokens.push_back(hash(token.expose()));
        Ok(token)
    }

    /// Is this a token that was given out?
    pub fn knows(&self, token: &str) -> bool {
        position(self.book().tokens.iter(), token).is_some()
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    fn forget(&mut self, now: Instant) {
        self.links.retain(|(_, end)| now < *end);
        self.failures.retain(|then| now.duration_since(*then) < FAILURE_SPAN);
    }
}

/// Where the hash of `secret` stands, found in a time that tells nothing about how close a guess came.
fn position<'a>(hashes: impl Iterator<Item = &'a Hash>, secret: &str) -> Option<usize> {
    let sought = hash(secret);
    let same = hashes.map(|hash| hash.ct_eq(&sought)).collect::<Vec<Choice>>();
    same.into_iter().position(bool::from)
}

fn hash(secret: &str) -> Hash {
    *blake3::hash(secret.as_bytes()).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sessions on a clock that moves when told.
    fn sessions() -> (Sessions, Arc<Mutex<Instant>>) {
        let clock = Arc::new(Mutex::new(Instant::now()));
        let hand = clock.clone();
        (Sessions::with_clock(move || *hand.lock().unwrap()), clock)
    }

    fn pass(clock: &Mutex<Instant>, time: Duration) {
        *clock.lock().unwrap() += time;
    }

    #[test]
    fn a_code_is_good_once() {
        let sessions = Sessions::default();
        let code = sessions.new_link();
        let token = sessions.redeem(code.expose()).unwrap();
        assert!(sessions.knows(token.expose()));
        assert_eq!(token.expose().len(), 64, "256 bits");
        assert_eq!(sessions.redeem(code.expose()).unwrap_err(), NotSignedIn::Spent);
        for wrong in ["", "x", code.expose(), &token.expose()[1..]] {
            assert!(!sessions.knows(wrong));
        }
    }

    #[test]
    fn a_code_ends_after_ten_minutes_and_a_token_does_not() {
        let (sessions, clock) = sessions();
        let (used, early, late) = (sessions.new_link(), sessions.new_link(), sessions.new_link());
        let token = sessions.redeem(used.expose()).unwrap();
        pass(&clock, LINK_LIFE - Duration::from_millis(1));
        assert!(sessions.redeem(early.expose()).is_ok());
        pass(&clock, Duration::from_millis(1));
        assert_eq!(sessions.redeem(late.expose()).unwrap_err(), NotSignedIn::Spent);
        assert!(sessions.knows(token.expose()));
    }

    #[test]
    fn the_ninth_link_ends_the_first() {
        let sessions = Sessions::default();
        let codes: Vec<Secret> = (0..=MOST_LINKS).map(|_| sessions.new_link()).collect();
        assert!(sessions.redeem(codes[0].expose()).is_err());
        assert!(codes[1..].iter().all(|code| sessions.redeem(code.expose()).is_ok()));
    }

    #[test]
    fn guessing_makes_everyone_wait() {
        let (sessions, clock) = sessions();
        for _ in 0..MOST_FAILURES {
            assert_eq!(sessions.redeem("guess").unwrap_err(), NotSignedIn::Spent);
            pass(&clock, Duration::from_secs(1));
        }
        let code = sessions.new_link();
        let refused = sessions.redeem(code.expose()).unwrap_err();
        assert_eq!(refused, NotSignedIn::TooMany { wait: Duration::from_secs(50) });
        pass(&clock, Duration::from_secs(50));
        assert!(sessions.redeem(code.expose()).is_ok(), "the code was not used up by waiting");
    }

    #[test]
    fn a_secret_keeps_to_itself() {
        let sessions = Sessions::default();
        let code = sessions.new_link();
        assert!(!format!("{code:?}").contains(code.expose()));
    }
}
