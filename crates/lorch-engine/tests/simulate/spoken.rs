//! The real talk of two devices over a wire in memory that cuts, repeats, swaps and truncates what is said, and slips in
//! what was said before.

use futures::future::BoxFuture;
use lorch_connect::devices::message::Introduction;
use lorch_engine::devices::talk::{Hears, Manner, TalkEnd};
use lorch_model::{
    devices::DeviceKind,
    exchange::{Batch, Landing, Vector},
    id::Id,
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::collections::BTreeSet;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, ReadHalf, WriteHalf, duplex, split},
    sync::watch,
};

use crate::{
    device::Device,
    ledger::Ledger,
    shown::Thing,
    wire::{asks_before_much_vanishes, learn, reading, settle},
};

/// Bytes that are on their way at a time.
const PIPE: usize = 256 * 1024;
/// What was said before and may be slipped in.
const TAPE: usize = 6;

/// What is wrong with a wire.
#[derive(Debug, Clone, Copy)]
pub struct Faults {
    /// Messages after which it breaks.
    pub breaks_after: Option<usize>,
    /// It repeats, swaps, truncates, and slips in what was said before.
    pub stutters: bool,
}

/// `to` takes from `from` what it lacks, as they say it to each other. Returns whether the person has to be asked.
pub async fn talk(
    to: &mut Device,
    from: &Device,
    part: usize,
    faults: Faults,
    ledger: &Ledger,
    here: &mut BTreeSet<Thing>,
    chance: &mut StdRng,
) -> Result<bool, String> {
    let (to_end, near) = duplex(PIPE);
    let (from_end, far) = duplex(PIPE);
    let (engine, read, seed) = (to.engine.clone(), reading(to), chance.random());
    let (me, them) = (introduction(to).await, introduction(from).await);
    let mut tape = std::mem::take(&mut to.tape);
    let mut listener = Listener { peer: them.origin, to, from, ledger, here, asked: false, fault: Ok(()) };
    let mut silent = Silent;
    let asks = Manner { part, read, once: true, ..Manner::default() };
    let answers = Manner { part, asks: false, ..Manner::default() };
    let (_none, news) = watch::channel(0);
    let asking = engine.converse(split(to_end), me, asks, &mut listener, news.clone());
    let others = async {
        tokio::join!(
            from.engine.converse(split(from_end), them, answers, &mut silent, news),
            carry(near, far, faults, &mut tape, StdRng::seed_from_u64(seed)),
        );
        std::future::pending::<()>().await;
    };
    let end = tokio::select! {
        end = asking => end,
        () = others => TalkEnd::Done,
    };
    let (asked, fault) = (listener.asked, listener.fault);
    to.tape = tape;
    fault?;
    match end {
        TalkEnd::Engine(error) => Err(format!("what came could not be taken: {error}")),
        TalkEnd::Refused(fault) => Err(format!("nobody should be refused: {fault}")),
        TalkEnd::Wire(fault) if faults.breaks_after.is_none() && !faults.stutters => {
            Err(format!("nothing was wrong with the wire: {fault}"))
        }
        TalkEnd::Wire(_) | TalkEnd::Done => Ok(asked),
    }
}

async fn introduction(device: &Device) -> Introduction {
    let store = device.engine.store();
    Introduction {
        name: "device".into(),
        kind: DeviceKind::Desktop,
        origin: store.origin(),
        own: store.own_origins().await.unwrap(),
        places: vec![],
    }
}

/// Carries what is said in both directions until either is at its end: then the wire is broken.
async fn carry(near: DuplexStream, far: DuplexStream, faults: Faults, tape: &mut Vec<Vec<u8>>, mut chance: StdRng) {
    let ((near_in, near_out), (far_in, far_out)) = (split(near), split(far));
    let other = StdRng::seed_from_u64(chance.random());
    tokio::select! {
        () = carry_one(far_in, near_out, faults, Some(tape), chance) => {}
        () = carry_one(near_in, far_out, faults, None, other) => {}
    }
}

async fn carry_one(
    mut from: ReadHalf<DuplexStream>,
    mut to: WriteHalf<DuplexStream>,
    faults: Faults,
    mut tape: Option<&mut Vec<Vec<u8>>>,
    mut chance: StdRng,
) {
    let mut greeting = [0; 8];
    if from.read_exact(&mut greeting).await.is_err() || to.write_all(&greeting).await.is_err() {
        return;
    }
    let mut carried = 0;
    while let Some(frame) = frame(&mut from).await {
        if faults.breaks_after == Some(carried) {
            return;
        }
        carried += 1;
        let wrong = if faults.stutters { chance.random_range(0..24) } else { 24 };
        let out;
        match wrong {
            0 => out = [frame.clone(), frame.clone()].concat(),
            // The one behind it comes first.
            1 => {
                let mut later = frame.clone();
                later[4] = later[4].wrapping_add(1);
                out = later;
            }
            2 => {
                let _ = to.write_all(&frame[..frame.len() / 2]).await;
                return;
            }
            3 => {
                let before = tape.as_ref().and_then(|tape| tape.get(chance.random_range(0..TAPE))).cloned();
                out = [before.unwrap_or_default(), frame.clone()].concat();
            }
            // In its place comes one of before, and then nothing.
            4 => {
                let before = tape.as_ref().and_then(|tape| tape.first()).unwrap_or(&frame).clone();
                let _ = to.write_all(&before).await;
                return;
            }
            _ => out = frame.clone(),
        }
        if let Some(tape) = tape.as_mut() {
            tape.push(frame);
            let old = tape.len().saturating_sub(TAPE);
            tape.drain(..old);
        }
        if to.write_all(&out).await.is_err() {
            return;
        }
    }
}

async fn frame(from: &mut ReadHalf<DuplexStream>) -> Option<Vec<u8>> {
    let length = from.read_u32_le().await.ok()?;
    let mut frame = length.to_le_bytes().to_vec();
    frame.resize(4 + length as usize, 0);
    from.read_exact(&mut frame[4..]).await.ok()?;
    Some(frame)
}

/// Keeps the ledger of the side that asks.
struct Listener<'a> {
    peer: Id,
    to: &'a mut Device,
    from: &'a Device,
    ledger: &'a Ledger,
    here: &'a mut BTreeSet<Thing>,
    asked: bool,
    fault: Result<(), String>,
}

impl Hears for Listener<'_> {
    fn met<'a>(&'a mut self, _: &'a Introduction, _: &'a Vector) -> BoxFuture<'a, Result<(), TalkEnd>> {
        Box::pin(async { Ok(()) })
    }

    fn seen<'a>(&'a mut self, _: &'a Vector) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }

    fn landed<'a>(&'a mut self, batch: &'a Batch, _: u64, landing: &'a Landing) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let seen = asks_before_much_vanishes(self.to, self.here).await;
            self.fault = std::mem::replace(&mut self.fault, Ok(())).and(seen);
            learn(self.to, self.from, &self.peer, batch, self.ledger).await;
            match landing {
                Landing::More => {}
                Landing::Whole => settle(self.to, &self.peer, self.ledger),
                Landing::Held(_) => self.asked = true,
            }
        })
    }
}

/// Nothing is to be heard on the side that answers.
struct Silent;

impl Hears for Silent {
    fn met<'a>(&'a mut self, _: &'a Introduction, _: &'a Vector) -> BoxFuture<'a, Result<(), TalkEnd>> {
        Box::pin(async { Ok(()) })
    }

    fn seen<'a>(&'a mut self, _: &'a Vector) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }

    fn landed<'a>(&'a mut self, _: &'a Batch, _: u64, _: &'a Landing) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}
