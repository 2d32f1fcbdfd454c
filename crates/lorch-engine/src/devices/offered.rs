//! What a pairing offers and to whom, as plain state: one device, one code, three tries, five minutes.

use std::{collections::VecDeque, time::Duration};

use lorch_connect::devices::{
    code,
    link::Offer,
    message::{Introduction, Refusal},
};
use lorch_model::{
    Timestamp,
    devices::{Key, Pairing, PairingState},
    id::Id,
};
use tokio::sync::watch;

use super::meet::caller;

/// How long after its end a guest still hears why.
pub(super) const LINGERS: Duration = Duration::from_secs(60);
/// Tokens that are remembered, so that who comes late hears why.
const REMEMBERED: usize = 16;

/// What is offered now, and what was.
#[derive(Default)]
pub(crate) struct Hosting {
    /// One is about to be offered.
    pub(super) opening: bool,
    pub(super) now: Option<Offered>,
    past: VecDeque<(blake3::Hash, Refusal)>,
}

/// A pairing that is offered, or was last.
pub(super) struct Offered {
    pub(super) id: Id,
    pub(super) ticket: String,
    pub(super) token: blake3::Hash,
    pub(super) code: Option<String>,
    pub(super) tries: u8,
    pub(super) expires: Timestamp,
    pub(super) state: PairingState,
    /// When it ended.
    pub(super) ended: Option<Timestamp>,
    /// Who came first with the ticket or the code; nobody else may any more.
    pub(super) taken: Option<Key>,
    pub(super) guest: Option<(Key, Introduction)>,
    pub(super) us: Key,
    pub(super) answer: watch::Sender<Option<bool>>,
    /// Lets it be found in the network.
    pub(super) offer: Option<Offer>,
}

impl Hosting {
    /// Whether somebody may call.
    pub(super) fn is_open(&self, now: Timestamp) -> bool {
        let lingers =
            |ended: Option<Timestamp>| ended.is_none_or(|ended| now.duration_since(ended).unsigned_abs() < LINGERS);
        self.opening || self.now.as_ref().is_some_and(|offered| lingers(offered.ended))
    }

    pub(super) fn end(&mut self, state: PairingState, now: Timestamp) {
        if let Some(offered) = self.now.as_mut().filter(|offered| offered.is_alive()) {
            offered.state = state;
            offered.ended = Some(now);
            offered.offer = None;
            offered.answer.send_replace(Some(false));
        }
    }

    /// Takes note of the time.
    pub(super) fn at(&mut self, now: Timestamp) -> &mut Self {
        if self.now.as_ref().is_some_and(|offered| offered.is_alive() && offered.expires <= now) {
            self.end(PairingState::Expired, now);
        }
        self
    }

    /// Sets what is offered now aside.
    pub(super) fn set_aside(&mut self, now: Timestamp) {
        self.end(PairingState::Cancelled, now);
        if let Some(offered) = self.now.take() {
            self.past.push_back((offered.token, offered.refusal()));
            if self.past.len() > REMEMBERED {
                self.past.pop_front();
            }
        }
    }

    /// Whether `guest` may come in with this token.
    pub(super) fn claim_token(&mut self, token: &[u8; 16], guest: &Key, now: Timestamp) -> Result<(), Refusal> {
        let token = blake3::hash(token);
        match self.at(now).now.as_mut() {
            Some(offered) if offered.token == token => offered.claim(guest),
            _ => {
                let past = self.past.iter().find(|(known, _)| *known == token);
                Err(past.map_or(Refusal::Unknown, |(_, refusal)| *refusal))
            }
        }
    }

    /// The code that is offered now.
    pub(super) fn code(&mut self, now: Timestamp) -> Result<String, Refusal> {
        let offered = self.at(now).now.as_ref().ok_or(Refusal::Ended)?;
        match &offered.code {
            Some(code) if offered.is_alive() => Ok(code.clone()),
            _ => Err(offered.refusal()),
        }
    }

    /// Whether `guest` may come in, who knows this code or doesn't.
    pub(super) fn claim_code(&mut self, code: &str, knows: bool, guest: &Key, now: Timestamp) -> Result<(), Refusal> {
        let offered = self.at(now).now.as_mut().ok_or(Refusal::Ended)?;
        if offered.code.as_deref() != Some(code) || !offered.is_alive() {
            return Err(offered.refusal());
        }
        if knows {
            return offered.claim(guest);
        }
        offered.tries += 1;
        if offered.tries < code::TRIES {
            return Err(Refusal::Wrong);
        }
        self.end(PairingState::Burnt, now);
        Err(Refusal::Burnt)
    }
}

impl Offered {
    pub(super) fn is_alive(&self) -> bool {
        matches!(self.state, PairingState::Waiting | PairingState::Asking)
    }

    fn claim(&mut self, guest: &Key) -> Result<(), Refusal> {
        if !self.is_alive() {
            return Err(self.refusal());
        }
        match self.taken {
            Some(first) if first != *guest => Err(Refusal::Used),
            _ => {
                self.taken = Some(*guest);
                Ok(())
            }
        }
    }

    /// What who comes late is told.
    fn refusal(&self) -> Refusal {
        match self.state {
            PairingState::Waiting | PairingState::Asking | PairingState::Done => Refusal::Used,
            PairingState::Expired => Refusal::Expired,
            PairingState::Burnt => Refusal::Burnt,
            PairingState::Cancelled => Refusal::Ended,
        }
    }

    pub(super) fn shown(&self) -> Pairing {
        Pairing {
            id: self.id,
            ticket: self.ticket.clone(),
            code: self.code.clone(),
            expires: self.expires,
            state: self.state,
            guest: self.guest.as_ref().map(|(key, them)| caller(&self.us, key, them)),
        }
    }
}
