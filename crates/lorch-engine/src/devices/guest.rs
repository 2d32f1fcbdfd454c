//! The side of a pairing that joins: it holds the ticket or knows the code, and waits for the person at the other one.

use std::{collections::HashSet, time::Duration};

use futures::StreamExt;
use lorch_connect::devices::{
    code,
    frame::{FrameReader, FrameWriter, WireFault},
    link::{Call, Link, LinkFault, Purpose},
    message::{Closing, Introduction, Pairing as Word, Proof, Refusal},
    ticket::Ticket,
};
use lorch_model::devices::{Caller, DeviceFault, Joining, JoiningState, Key};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::{Instant, timeout_at},
};
use tokio_util::sync::CancellationToken;

use super::{
    hearing::is_copy,
    meet::{PROMPT, begin, caller},
    talk::TalkEnd,
};
use crate::{Engine, EngineError, lock};

/// How long a host is called.
const CALLING: Duration = Duration::from_secs(15);
/// How long it is looked around for who shows a code.
const LOOKING: Duration = Duration::from_secs(20);
/// How long the person at the host may take: longer than a pairing holds.
const PERSON: Duration = Duration::from_secs(6 * 60);

/// A pairing that this device joins.
pub(crate) struct Joins {
    state: JoiningState,
    host: Option<Caller>,
    fault: Option<DeviceFault>,
    ends: CancellationToken,
}

impl Joins {
    /// Whether it is under way.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, JoiningState::Calling | JoiningState::Waiting)
    }

    fn shown(&self) -> Joining {
        Joining { state: self.state, host: self.host.clone(), problem: self.fault.map(DeviceFault::problem) }
    }
}

/// What a guest brings.
#[derive(Debug, Clone)]
pub enum Invitation {
    /// A ticket, as text.
    Ticket(String),
    /// The eight digits of a device in the same network.
    Code(String),
}

/// What was read of it.
enum Brings {
    Ticket(Ticket),
    Code(String),
}

impl Engine {
    /// Joins a pairing that another device offers, in the place of the one that was joined before.
    pub async fn join_pairing(&self, invitation: &Invitation) -> Result<Joining, EngineError> {
        let brings = match invitation {
            Invitation::Ticket(text) => Brings::Ticket(text.parse().map_err(|_| DeviceFault::TicketInvalid)?),
            Invitation::Code(typed) => Brings::Code(code::digits(typed).ok_or(DeviceFault::CodeInvalid)?),
        };
        self.device_secret().await?;
        let ends = self.0.stopping.child_token();
        let joins = Joins { state: JoiningState::Calling, host: None, fault: None, ends: ends.clone() };
        let shown = joins.shown();
        if let Some(before) = lock(&self.0.devices.joining).replace(joins) {
            before.ends.cancel();
        }
        self.look_after_devices();
        self.announce_devices().await;
        let engine = self.clone();
        self.0.tasks.spawn(ends.run_until_cancelled_owned(async move {
            let joined = engine.join(brings).await;
            engine.joined(joined).await;
        }));
        Ok(shown)
    }

    /// How the pairing goes that is joined, or was last.
    pub fn joining(&self) -> Result<Joining, EngineError> {
        Ok(lock(&self.0.devices.joining).as_ref().ok_or(DeviceFault::PairingNotFound)?.shown())
    }

    /// Joins it no more.
    pub async fn end_joining(&self) -> Result<(), EngineError> {
        let joins = lock(&self.0.devices.joining).take();
        joins.ok_or(DeviceFault::PairingNotFound)?.ends.cancel();
        self.look_after_devices();
        self.announce_devices().await;
        Ok(())
    }

    async fn join(&self, brings: Brings) -> Result<(), TalkEnd> {
        let link = self.opened_link().await?;
        match brings {
            Brings::Ticket(ticket) if ticket.key == link.key() => Err(DeviceFault::DeviceIsThis.into()),
            Brings::Ticket(ticket) => {
                let (host, places) = (ticket.key, ticket.places());
                self.visit(&link, &host, &places, &Brings::Ticket(ticket)).await
            }
            Brings::Code(code) => self.join_nearby(&link, code).await,
        }
    }

    /// Tries the code with each device that shows one: usually there is one.
    async fn join_nearby(&self, link: &Link, code: String) -> Result<(), TalkEnd> {
        let mut offers = link.offers().await.ok_or(DeviceFault::NobodyFound)?;
        let (until, mut tried) = (Instant::now() + LOOKING, HashSet::new());
        let brings = Brings::Code(code);
        let mut last = DeviceFault::NobodyFound;
        while let Ok(Some((key, places))) = timeout_at(until, offers.next()).await {
            if key == link.key() || !tried.insert(key) {
                continue;
            }
            match self.visit(link, &key, &places, &brings).await {
                Err(TalkEnd::Refused(fault @ (DeviceFault::CodeWrong | DeviceFault::DeviceUnreachable))) => {
                    last = fault;
                    if fault == DeviceFault::CodeWrong {
                        break;
                    }
                }
                ended => return ended,
            }
        }
        Err(last.into())
    }

    async fn visit(&self, link: &Link, host: &Key, places: &[String], brings: &Brings) -> Result<(), TalkEnd> {
        let called = link.call(host, places, Purpose::Pair, CALLING).await;
        let call = called.map_err(|fault| match fault {
            LinkFault::Foreign => DeviceFault::DeviceTooOld,
            LinkFault::NotAKey => DeviceFault::TicketInvalid,
            _ => DeviceFault::DeviceUnreachable,
        })?;
        let visited = self.visit_over(link, &call, brings).await;
        call.close(Closing::Ended);
        visited
    }

    async fn visit_over(&self, link: &Link, call: &Call, brings: &Brings) -> Result<(), TalkEnd> {
        let me = self.introduction(link).await?;
        let stream = call.talk(PROMPT).await.ok_or(WireFault::Closed)?;
        let (host, us) = (call.peer(), link.key());
        let visited = match brings {
            Brings::Ticket(ticket) => self.visit_with_token(stream, us, host, me, ticket.token).await,
            Brings::Code(code) => self.visit_with_code(stream, us, host, me, code).await,
        };
        match visited {
            // Where nothing is offered the host says so by hanging up.
            Err(TalkEnd::Wire(WireFault::Closed | WireFault::Cut(_))) if call.why_closed() == Some(Closing::Ended) => {
                Err(DeviceFault::PairingEnded.into())
            }
            visited => visited,
        }
    }

    /// Talks with a host who proved its key, as one who holds the ticket.
    pub async fn visit_with_token<R, W>(
        &self,
        stream: (R, W),
        us: Key,
        host: Key,
        me: Introduction,
        token: [u8; 16],
    ) -> Result<(), TalkEnd>
    where
        R: AsyncRead + Unpin + Send,
        W: AsyncWrite + Unpin + Send,
    {
        let (mut reader, mut writer) = begin(stream).await?;
        writer.say(&Word::Call(Proof::Token(token)), PROMPT).await?;
        let Word::Welcome { me: them, .. } = heard(reader.next(PROMPT, PROMPT).await?)? else {
            return Err(WireFault::Disordered.into());
        };
        self.wait_for_person((reader, writer), us, host, me, them).await
    }

    /// As [`Engine::visit_with_token`], as one who knows the code.
    pub async fn visit_with_code<R, W>(
        &self,
        stream: (R, W),
        us: Key,
        host: Key,
        me: Introduction,
        code: &str,
    ) -> Result<(), TalkEnd>
    where
        R: AsyncRead + Unpin + Send,
        W: AsyncWrite + Unpin + Send,
    {
        let (mut reader, mut writer) = begin(stream).await?;
        let (begun, ours) = code::begin_as_guest(code, &us, &host).ok_or(DeviceFault::CodeInvalid)?;
        writer.say(&Word::Call(Proof::Code(ours)), PROMPT).await?;
        let Word::Element(theirs) = heard(reader.next(PROMPT, PROMPT).await?)? else {
            return Err(WireFault::Disordered.into());
        };
        let proved = begun.finish(&theirs).ok_or(WireFault::Unreadable)?;
        writer.say(&Word::Knows(proved.ours()), PROMPT).await?;
        let Word::Welcome { me: them, knows } = heard(reader.next(PROMPT, PROMPT).await?)? else {
            return Err(WireFault::Disordered.into());
        };
        // Who can't prove it is not the one that shows it.
        if !knows.is_some_and(|knows| proved.is_known_by(&knows)) {
            return Err(DeviceFault::CodeWrong.into());
        }
        self.wait_for_person((reader, writer), us, host, me, them).await
    }

    async fn wait_for_person<R, W>(
        &self,
        (mut reader, mut writer): (FrameReader<R>, FrameWriter<W>),
        us: Key,
        host: Key,
        me: Introduction,
        them: Introduction,
    ) -> Result<(), TalkEnd>
    where
        R: AsyncRead + Unpin + Send,
        W: AsyncWrite + Unpin + Send,
    {
        if is_copy(&them.origin, &me.own, &them) {
            return Err(DeviceFault::DeviceIsCopy.into());
        }
        writer.say(&Word::Guest(me), PROMPT).await?;
        if let Some(joins) = &mut *lock(&self.0.devices.joining) {
            joins.state = JoiningState::Waiting;
            joins.host = Some(caller(&us, &host, &them));
        }
        self.announce_devices().await;
        let Word::Agreed = heard(reader.next(PERSON, PROMPT).await?)? else {
            return Err(WireFault::Disordered.into());
        };
        self.keep_paired(host, &them).await?;
        writer.say(&Word::Kept, PROMPT).await?;
        writer.end(PROMPT).await?;
        // The host hangs up once it heard.
        let _ = reader.next::<Word>(PROMPT, PROMPT).await;
        Ok(())
    }

    async fn joined(&self, joined: Result<(), TalkEnd>) {
        let fault = match joined {
            Ok(()) | Err(TalkEnd::Done) => None,
            Err(TalkEnd::Refused(fault)) => Some(fault),
            Err(TalkEnd::Wire(fault)) => Some(match fault {
                WireFault::TooOld(_) => DeviceFault::DeviceTooOld,
                WireFault::TooNew(_) => DeviceFault::DeviceTooNew,
                WireFault::Closed | WireFault::Cut(_) | WireFault::Late => DeviceFault::DeviceUnreachable,
                _ => DeviceFault::WireBroken,
            }),
            Err(TalkEnd::Engine(error)) => {
                tracing::warn!(%error, "a pairing could not be kept");
                Some(super::key::fault_of(&error).unwrap_or(DeviceFault::WireBroken))
            }
        };
        if let Some(joins) = &mut *lock(&self.0.devices.joining) {
            joins.state = match fault {
                None => JoiningState::Done,
                Some(DeviceFault::PairingRefused) => JoiningState::Refused,
                Some(_) => JoiningState::Failed,
            };
            joins.fault = fault;
        }
        self.look_after_devices();
        self.announce_devices().await;
    }
}

/// What the host said, unless that was no.
fn heard(word: Word) -> Result<Word, DeviceFault> {
    let Word::Refused(refusal) = word else { return Ok(word) };
    Err(match refusal {
        Refusal::Unknown => DeviceFault::TicketUnknown,
        Refusal::Used => DeviceFault::TicketUsed,
        Refusal::Expired => DeviceFault::TicketExpired,
        Refusal::Wrong => DeviceFault::CodeWrong,
        Refusal::Burnt => DeviceFault::CodeBurnt,
        Refusal::Refused => DeviceFault::PairingRefused,
        Refusal::Ended => DeviceFault::PairingEnded,
        Refusal::Copy => DeviceFault::DeviceIsCopy,
    })
}
