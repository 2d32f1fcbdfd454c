//! What two devices say once each knows who the other is: over any stream, so that a test can put a wire of its own in
//! between.
//!
//! Both sides do the same. Each says how far it has seen, again whenever that changes; the other asks for what it lacks,
//! part by part, and lands each part in a transaction of its own. The next part is asked for before the last one has
//! landed, so that the wire and the disk work at the same time.

use std::{collections::VecDeque, time::Duration};

use futures::future::BoxFuture;
use lorch_connect::devices::{
    frame::{FrameReader, FrameWriter, MOST_PACKED, OURS, Packed, Versions, WireFault, greet, packed},
    message::{Introduction, Message},
};
use lorch_model::{
    devices::DeviceFault,
    exchange::{Ask, Batch, Content, Landing, Vector},
    id::Id,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::{mpsc, watch},
    time::sleep,
};

use crate::{Engine, EngineError};

/// How long each part of a message may take, and an answer.
const DEADLINE: Duration = Duration::from_secs(60);
/// How long who calls may take to say who it is.
const FIRST: Duration = Duration::from_secs(10);
/// After so long without a word each side says again how far it has seen.
const QUIET: Duration = Duration::from_secs(20 * 60);
/// After so long it is tried again to say what could not be said among much else.
const BUSY: Duration = Duration::from_secs(1);
/// Things in a part, and about how many bytes they may take together.
const PART: usize = 2_000;
const PART_BYTES: usize = 4 * 1024 * 1024;
/// The most that who calls may say of itself, in bytes.
const HELLO: usize = 256 * 1024;
/// Messages that wait to be sent, and that wait to be heard.
const QUEUE: usize = 8;

/// How a talk goes.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Things in a part.
    pub part: usize,
    /// What is read of the content that comes.
    pub read: fn(Content) -> Content,
    /// Whether this side asks for what it lacks.
    pub asks: bool,
    /// Whether it ends when nothing is left to ask for.
    pub once: bool,
    /// The languages that are spoken.
    pub versions: Versions,
}

impl Default for Manner {
    fn default() -> Self {
        Self { part: PART, read: Content::read, asks: true, once: false, versions: OURS }
    }
}

/// Why a talk ended.
#[derive(Debug, thiserror::Error)]
pub enum TalkEnd {
    /// Nothing was left to ask for.
    #[error("nothing is left to ask for")]
    Done,
    /// The wire said no more.
    #[error(transparent)]
    Wire(#[from] WireFault),
    /// The other one is not let in.
    #[error(transparent)]
    Refused(#[from] DeviceFault),
    /// What came could not be written, or what was asked for could not be read.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Who hears how a talk goes.
pub trait Hears: Send {
    /// The other one said who it is, and how far it has seen; now is the time to refuse.
    fn met<'a>(&'a mut self, them: &'a Introduction, seen: &'a Vector) -> BoxFuture<'a, Result<(), TalkEnd>>;
    /// The other one has seen so far.
    fn seen<'a>(&'a mut self, theirs: &'a Vector) -> BoxFuture<'a, ()>;
    /// A part landed, and so many things come after it.
    fn landed<'a>(&'a mut self, batch: &'a Batch, left: u64, landing: &'a Landing) -> BoxFuture<'a, ()>;
}

impl Engine {
    /// Talks until there is an end. `news` changes whenever this side may have seen more.
    pub async fn converse<R, W>(
        &self,
        (reader, writer): (R, W),
        me: Introduction,
        manner: Manner,
        hears: &mut dyn Hears,
        mut news: watch::Receiver<u64>,
    ) -> TalkEnd
    where
        R: AsyncRead + Unpin + Send,
        W: AsyncWrite + Unpin + Send,
    {
        let begun = self.begin_talk(reader, writer, me, &manner, hears);
        let Begun { reader, writer, peer, said, theirs } = match begun.await {
            Ok(begun) => begun,
            Err(end) => return end,
        };
        let (out, outbox) = mpsc::channel(QUEUE);
        let (inbox_in, inbox) = mpsc::channel(QUEUE);
        let mut talk = Talk {
            engine: self,
            peer,
            manner,
            out,
            mine: said.clone(),
            said,
            theirs,
            pull: None,
            held: false,
            answering: None,
        };
        tokio::select! {
            fault = send_all(writer, outbox) => fault.into(),
            never = hear_all(reader, inbox_in) => match never {},
            end = talk.go_on(inbox, &mut news, hears) => end,
        }
    }

    async fn begin_talk<R, W>(
        &self,
        mut reader: R,
        mut writer: W,
        me: Introduction,
        manner: &Manner,
        hears: &mut dyn Hears,
    ) -> Result<Begun<R, W>, TalkEnd>
    where
        R: AsyncRead + Unpin,
        W: AsyncWrite + Unpin,
    {
        greet(&mut reader, &mut writer, manner.versions, FIRST).await?;
        let (mut reader, mut writer) = (FrameReader::new(reader, HELLO), FrameWriter::new(writer));
        let said = self.store().vector().await.map_err(EngineError::from)?;
        let hello = Message::Hello { me, seen: said.clone() };
        let ((), theirs) = tokio::try_join!(writer.say(&hello, FIRST), reader.next::<Message>(FIRST, FIRST))?;
        let Message::Hello { me: them, seen } = theirs else { return Err(WireFault::Disordered.into()) };
        hears.met(&them, &seen).await?;
        reader.trust(MOST_PACKED);
        Ok(Begun { reader, writer, peer: them.origin, said, theirs: seen })
    }
}

/// Both said who they are, and how far they have seen.
struct Begun<R, W> {
    reader: FrameReader<R>,
    writer: FrameWriter<W>,
    peer: Id,
    said: Vector,
    theirs: Vector,
}

/// A talk that has begun.
struct Talk<'a> {
    engine: &'a Engine,
    /// The origin that the other one writes under.
    peer: Id,
    manner: Manner,
    out: mpsc::Sender<Packed>,
    /// How far this side has seen, and how far it said it had.
    mine: Vector,
    said: Vector,
    theirs: Vector,
    pull: Option<Pull>,
    /// The person is asked about what came; nothing more is asked for before.
    held: bool,
    /// The exchange that the other one asks for, and how many things of it are left.
    answering: Option<(Id, u64)>,
}

/// An exchange that is under way on this side.
struct Pull {
    ask: Ask,
    /// The places of the parts that were asked for and did not come yet.
    waits_for: VecDeque<Option<(Id, i64)>>,
}

impl Talk<'_> {
    async fn go_on(
        &mut self,
        mut inbox: mpsc::Receiver<Result<Message, WireFault>>,
        news: &mut watch::Receiver<u64>,
        hears: &mut dyn Hears,
    ) -> TalkEnd {
        match self.go_on_until(&mut inbox, news, hears).await {
            Ok(never) => match never {},
            Err(end) => end,
        }
    }

    async fn go_on_until(
        &mut self,
        inbox: &mut mpsc::Receiver<Result<Message, WireFault>>,
        news: &mut watch::Receiver<u64>,
        hears: &mut dyn Hears,
    ) -> Result<std::convert::Infallible, TalkEnd> {
        // What was committed since the first word is no news any more, and was not said.
        self.look().await?;
        self.tell(false)?;
        hears.seen(&self.theirs).await;
        loop {
            self.ask().await?;
            if self.manner.once && self.pull.is_none() {
                return Err(TalkEnd::Done);
            }
            let patience = match self.pull {
                Some(_) => DEADLINE,
                None if self.mine != self.said => BUSY,
                None => QUIET,
            };
            tokio::select! {
                heard = inbox.recv() => match heard {
                    Some(message) => self.hear(message?, hears).await?,
                    None => return Err(WireFault::Closed.into()),
                },
                changed = changed(news) => {
                    changed?;
                    self.look().await?;
                    self.tell(false)?;
                }
                () = sleep(patience) => match self.pull {
                    Some(_) => return Err(WireFault::Late.into()),
                    None => self.tell(true)?,
                },
            }
        }
    }

    async fn hear(&mut self, message: Message, hears: &mut dyn Hears) -> Result<(), TalkEnd> {
        match message {
            Message::Hello { .. } => return Err(WireFault::Disordered.into()),
            Message::Seen(theirs) => {
                hears.seen(&theirs).await;
                self.theirs = theirs;
            }
            Message::Ask(ask) => self.answer(&ask).await?,
            Message::Part { batch, left } => self.land(&batch, left, hears).await?,
        }
        Ok(())
    }

    /// Asks for what is lacking, if anything is and nothing is on its way.
    async fn ask(&mut self) -> Result<(), TalkEnd> {
        if !self.manner.asks || self.pull.is_some() || self.mine.covers(&self.theirs) {
            return Ok(());
        }
        if self.held && self.engine.store().held_exchanges().await.map_err(EngineError::from)?.contains(&self.peer) {
            return Ok(());
        }
        let ask = self.engine.begin_exchange(&self.peer, &self.theirs).await?;
        self.held = ask.is_none();
        if let Some(ask) = ask {
            self.say(&Message::Ask(ask.clone()))?;
            self.pull = Some(Pull { waits_for: VecDeque::from([ask.after]), ask });
        }
        Ok(())
    }

    async fn answer(&mut self, ask: &Ask) -> Result<(), TalkEnd> {
        let store = self.engine.store();
        let batch = store.batch_within(ask, self.manner.part, PART_BYTES).await.map_err(EngineError::from)?;
        let left = match (self.answering, batch.next) {
            (_, None) => 0,
            (Some((exchange, left)), Some(_)) if exchange == ask.exchange => {
                left.saturating_sub(batch.items.len() as u64)
            }
            (_, next) => {
                let rest = Ask { after: next, ..ask.clone() };
                store.count_left(&rest).await.map_err(EngineError::from)?
            }
        };
        self.answering = batch.next.map(|_| (ask.exchange, left));
        self.say(&Message::Part { batch, left })
    }

    async fn land(&mut self, batch: &Batch, left: u64, hears: &mut dyn Hears) -> Result<(), TalkEnd> {
        let Some(pull) = &mut self.pull else { return Err(WireFault::Disordered.into()) };
        if batch.exchange != pull.ask.exchange || pull.waits_for.pop_front() != Some(batch.after) {
            return Err(WireFault::Disordered.into());
        }
        if batch.next.is_some() {
            pull.waits_for.push_back(batch.next);
            let next = Message::Ask(Ask { after: batch.next, ..pull.ask.clone() });
            self.say(&next)?;
        }
        let landing = self.engine.land_batch_as(&self.peer, batch, self.manner.read).await?;
        hears.landed(batch, left, &landing).await;
        match landing {
            Landing::More if batch.next.is_some() => return Ok(()),
            // It was the last part, and yet not of what is under way here.
            Landing::More => return Err(WireFault::Disordered.into()),
            Landing::Whole => {}
            Landing::Held(_) => self.held = true,
        }
        self.pull = None;
        self.look().await?;
        self.tell(false)?;
        if self.manner.once { Err(TalkEnd::Done) } else { Ok(()) }
    }

    /// Looks how far this side has seen by now.
    async fn look(&mut self) -> Result<(), TalkEnd> {
        self.mine = self.engine.store().vector().await.map_err(EngineError::from)?;
        Ok(())
    }

    /// Says how far this side has seen, where that is news.
    fn tell(&mut self, again: bool) -> Result<(), TalkEnd> {
        if !again && self.mine == self.said {
            return Ok(());
        }
        // Where many messages wait already it is said a little later.
        if self.out.try_send(packed(&Message::Seen(self.mine.clone()))?).is_ok() {
            self.said = self.mine.clone();
        }
        Ok(())
    }

    /// Who lets so many questions and answers wait doesn't listen.
    fn say(&self, message: &Message) -> Result<(), TalkEnd> {
        self.out.try_send(packed(message)?).map_err(|_| TalkEnd::Wire(WireFault::TooLarge))
    }
}

async fn changed(news: &mut watch::Receiver<u64>) -> Result<(), TalkEnd> {
    match news.changed().await {
        Ok(()) => Ok(()),
        // Nobody tells any news.
        Err(_) => std::future::pending().await,
    }
}

async fn send_all<W: AsyncWrite + Unpin>(mut writer: FrameWriter<W>, mut outbox: mpsc::Receiver<Packed>) -> WireFault {
    while let Some(message) = outbox.recv().await {
        if let Err(fault) = writer.send(&message, DEADLINE).await {
            return fault;
        }
    }
    WireFault::Closed
}

/// Hears what comes, in its order; the fault that ends it comes last.
async fn hear_all<R: AsyncRead + Unpin>(
    mut reader: FrameReader<R>,
    inbox: mpsc::Sender<Result<Message, WireFault>>,
) -> std::convert::Infallible {
    loop {
        let heard = reader.next(2 * QUIET, DEADLINE).await;
        let is_end = heard.is_err();
        if inbox.send(heard).await.is_err() || is_end {
            std::future::pending::<()>().await;
        }
    }
}
