//! Messages on a stream.
//!
//! ```text
//!   greeting   "LRCH" │ version u16 │ oldest version that is still spoken u16
//!   frame      length of what follows u32 │ number u32 │ form u8 (0 plain, 1 zstd) │ postcard
//! ```
//!
//! Numbers are little-endian and count the frames of a direction from 0. The stream below is authenticated and keeps its
//! order; a frame out of its order says that it is no such stream, and ends the talk. Nothing is read without a bound on
//! its size and a deadline.

use std::{io, io::Read, time::Duration};

use serde::{Serialize, de::DeserializeOwned};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::timeout,
};

/// The language that is spoken here.
pub const VERSION: u16 = 1;
/// The oldest language that is still understood here.
pub const OLDEST: u16 = 1;

/// The most that a frame may weigh on the wire, in bytes.
pub const MOST_PACKED: usize = 64 * 1024 * 1024;
/// The most that its content may weigh, in bytes.
pub const MOST_PLAIN: usize = 128 * 1024 * 1024;
/// The most that a frame may weigh before it is known who speaks, in bytes.
pub const MOST_FROM_STRANGERS: usize = 4 * 1024;

const MAGIC: [u8; 4] = *b"LRCH";
/// Shorter content is not worth packing.
const WORTH_PACKING: usize = 512;
/// The fastest that zstd packs: most of the gain, and the wire is a local network.
const LEVEL: i32 = 1;
const PLAIN: u8 = 0;
const ZSTD: u8 = 1;
/// Number and form.
const HEAD: usize = 5;
/// What is made room for at once: a length that is a lie costs no more than this.
const ROOM: usize = 1024 * 1024;

/// Why nothing more comes over a stream, or goes.
#[derive(Debug, thiserror::Error)]
pub enum WireFault {
    /// It ended between two messages.
    #[error("the other device ended the talk")]
    Closed,
    /// It broke off.
    #[error("the wire broke off: {0}")]
    Cut(#[source] io::Error),
    /// Nothing came or went in time.
    #[error("the other device did not answer in time")]
    Late,
    /// A message beyond the bounds.
    #[error("the other device sent more at once than is taken")]
    TooLarge,
    /// A message out of its order.
    #[error("a message came out of its order")]
    Disordered,
    /// A message that can't be read.
    #[error("the other device sent what can't be read")]
    Unreadable,
    /// It is not Lorch that speaks.
    #[error("what speaks there is not Lorch")]
    NotLorch,
    /// The other one speaks only older languages: its newest.
    #[error("the other device speaks only version {0}")]
    TooOld(u16),
    /// The other one speaks only newer languages: its oldest.
    #[error("the other device speaks version {0} and newer")]
    TooNew(u16),
}

/// The languages that one side speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Versions {
    /// The newest.
    pub newest: u16,
    /// The oldest.
    pub oldest: u16,
}

/// Those of this Lorch.
pub const OURS: Versions = Versions { newest: VERSION, oldest: OLDEST };

/// Tells the other side what is spoken here and hears what is spoken there: before anything else, in a form that never
/// changes. Returns the newest that both speak.
pub async fn greet<R, W>(reader: &mut R, writer: &mut W, ours: Versions, deadline: Duration) -> Result<u16, WireFault>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut said = [0; 8];
    said[..4].copy_from_slice(&MAGIC);
    said[4..6].copy_from_slice(&ours.newest.to_le_bytes());
    said[6..].copy_from_slice(&ours.oldest.to_le_bytes());
    in_time(deadline, async {
        writer.write_all(&said).await?;
        writer.flush().await
    })
    .await?;
    let mut heard = [0; 8];
    in_time(deadline, reader.read_exact(&mut heard)).await?;
    if heard[..4] != MAGIC {
        return Err(WireFault::NotLorch);
    }
    let theirs =
        Versions { newest: u16::from_le_bytes([heard[4], heard[5]]), oldest: u16::from_le_bytes([heard[6], heard[7]]) };
    if theirs.newest < ours.oldest {
        return Err(WireFault::TooOld(theirs.newest));
    }
    if theirs.oldest > ours.newest {
        return Err(WireFault::TooNew(theirs.oldest));
    }
    Ok(theirs.newest.min(ours.newest))
}

/// The receiving side of a stream.
#[derive(Debug)]
pub struct FrameReader<R> {
    inner: R,
    next: u32,
    most: usize,
}

/// The sending side of a stream.
#[derive(Debug)]
pub struct FrameWriter<W> {
    inner: W,
    next: u32,
}

impl<R: AsyncRead + Unpin> FrameReader<R> {
    /// Reads from `inner`, at most `most` bytes a frame.
    pub fn new(inner: R, most: usize) -> Self {
        Self { inner, next: 0, most }
    }

    /// From now on takes frames of up to `most` bytes: it is known who speaks.
    pub fn trust(&mut self, most: usize) {
        self.most = most;
    }

    /// The next message. It may begin within `wait`; once it began, each part of it comes within `deadline`.
    pub async fn next<T: DeserializeOwned>(&mut self, wait: Duration, deadline: Duration) -> Result<T, WireFault> {
        let body = self.next_body(wait, deadline).await?;
        postcard::from_bytes(&body).map_err(|_| WireFault::Unreadable)
    }

    async fn next_body(&mut self, wait: Duration, deadline: Duration) -> Result<Vec<u8>, WireFault> {
        let mut length = [0; 4];
        // An end before the first byte is an end between two messages.
        match timeout(wait, self.inner.read(&mut length)).await {
            Err(_) => return Err(WireFault::Late),
            Ok(Ok(0)) => return Err(WireFault::Closed),
            Ok(Ok(read)) => drop(in_time(deadline, self.inner.read_exact(&mut length[read..])).await?),
            Ok(Err(error)) => return Err(WireFault::Cut(error)),
        }
        let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
        if length > self.most.min(MOST_PACKED) || length < HEAD {
            return Err(if length < HEAD { WireFault::Unreadable } else { WireFault::TooLarge });
        }
        let mut frame = Vec::with_capacity(length.min(ROOM));
        let mut part = (&mut self.inner).take(length as u64);
        while frame.len() < length {
            if in_time(deadline, part.read_buf(&mut frame)).await? == 0 {
                return Err(WireFault::Cut(io::ErrorKind::UnexpectedEof.into()));
            }
        }
        if frame[..4] != self.next.to_le_bytes() {
            return Err(WireFault::Disordered);
        }
        self.next = self.next.wrapping_add(1);
        match frame[4] {
            PLAIN => Ok(frame.split_off(HEAD)),
            ZSTD => unpacked(&frame[HEAD..]),
            _ => Err(WireFault::Unreadable),
        }
    }
}

impl<W: AsyncWrite + Unpin> FrameWriter<W> {
    /// Writes to `inner`.
    pub fn new(inner: W) -> Self {
        Self { inner, next: 0 }
    }

    /// Sends what was made by [`packed`]. Each part of it has to be taken within `deadline`.
    pub async fn send(&mut self, packed: &Packed, deadline: Duration) -> Result<(), WireFault> {
        let length = u32::try_from(packed.body.len() + HEAD).map_err(|_| WireFault::TooLarge)?;
        let mut head = [0; 4 + HEAD];
        head[..4].copy_from_slice(&length.to_le_bytes());
        head[4..8].copy_from_slice(&self.next.to_le_bytes());
        head[8] = packed.form;
        self.next = self.next.wrapping_add(1);
        in_time(deadline, self.inner.write_all(&head)).await?;
        for part in packed.body.chunks(ROOM) {
            in_time(deadline, self.inner.write_all(part)).await?;
        }
        in_time(deadline, self.inner.flush()).await
    }

    /// Packs and sends.
    pub async fn say<T: Serialize>(&mut self, message: &T, deadline: Duration) -> Result<(), WireFault> {
        self.send(&packed(message)?, deadline).await
    }

    /// Says that nothing more comes.
    pub async fn end(&mut self, deadline: Duration) -> Result<(), WireFault> {
        in_time(deadline, self.inner.shutdown()).await
    }
}

/// A message in the form that it travels in.
#[derive(Debug)]
pub struct Packed {
    form: u8,
    body: Vec<u8>,
}

/// Brings a message into the form that it travels in.
pub fn packed<T: Serialize>(message: &T) -> Result<Packed, WireFault> {
    let plain = postcard::to_stdvec(message).map_err(|_| WireFault::Unreadable)?;
    if plain.len() > MOST_PLAIN {
        return Err(WireFault::TooLarge);
    }
    if plain.len() < WORTH_PACKING {
        return Ok(Packed { form: PLAIN, body: plain });
    }
    let body = zstd::bulk::compress(&plain, LEVEL).map_err(WireFault::Cut)?;
    if body.len() > MOST_PACKED - HEAD {
        return Err(WireFault::TooLarge);
    }
    Ok(Packed { form: ZSTD, body })
}

/// Unpacks no more than may be in a frame, whatever it says of itself.
fn unpacked(body: &[u8]) -> Result<Vec<u8>, WireFault> {
    let decoder = zstd::Decoder::with_buffer(body).map_err(|_| WireFault::Unreadable)?;
    let mut plain = Vec::new();
    decoder.take(MOST_PLAIN as u64 + 1).read_to_end(&mut plain).map_err(|_| WireFault::Unreadable)?;
    if plain.len() > MOST_PLAIN { Err(WireFault::TooLarge) } else { Ok(plain) }
}

async fn in_time<T>(deadline: Duration, work: impl Future<Output = io::Result<T>>) -> Result<T, WireFault> {
    timeout(deadline, work).await.map_err(|_| WireFault::Late)?.map_err(WireFault::Cut)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;
    use tokio::io::duplex;

    use super::*;

    const SOON: Duration = Duration::from_secs(5);

    fn frames(messages: &[String]) -> Vec<u8> {
        run(async {
            let mut out = Vec::new();
            let mut writer = FrameWriter::new(&mut out);
            for message in messages {
                writer.say(message, SOON).await.unwrap();
            }
            out
        })
    }

    fn read(bytes: &[u8], most: usize) -> (Vec<String>, WireFault) {
        run(async {
            let mut reader = FrameReader::new(bytes, most);
            let mut heard = Vec::new();
            loop {
                match reader.next(SOON, SOON).await {
                    Ok(message) => heard.push(message),
                    Err(fault) => return (heard, fault),
                }
            }
        })
    }

    fn run<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(work)
    }

    #[test]
    fn messages_come_whole_and_in_their_order_and_nothing_after_a_frame_that_is_not() {
        let said = ["one".to_owned(), "x".repeat(100_000), "three".to_owned()];
        let whole = frames(&said);
        assert!(whole.len() < 5_000, "long ones are packed");
        let (heard, end) = read(&whole, MOST_PACKED);
        assert_eq!(heard, said);
        assert!(matches!(end, WireFault::Closed), "{end}");

        let first = frames(&said[..1]);
        let twice = [first.as_slice(), &first].concat();
        assert!(matches!(read(&twice, MOST_PACKED), (heard, WireFault::Disordered) if heard.len() == 1));
        let late = [&whole[first.len()..], &first].concat();
        assert!(matches!(read(&late, MOST_PACKED), (heard, WireFault::Disordered) if heard.is_empty()));
        let cut = &whole[..whole.len() - 1];
        assert!(matches!(read(cut, MOST_PACKED), (heard, WireFault::Cut(_)) if heard == said[..2]));
        assert!(matches!(read(&whole, 20), (heard, WireFault::TooLarge) if heard.len() == 1));
    }

    #[test]
    fn a_length_that_is_a_lie_and_content_that_grows_beyond_bounds_are_refused() {
        let huge = [&u32::MAX.to_le_bytes()[..], &[0; 64]].concat();
        assert!(matches!(read(&huge, MOST_PACKED).1, WireFault::TooLarge));
        let bomb = zstd::bulk::compress(&vec![0; MOST_PLAIN + 1], 1).unwrap();
        let length = u32::try_from(bomb.len() + HEAD).unwrap();
        let bomb = [&length.to_le_bytes()[..], &0_u32.to_le_bytes(), &[ZSTD], &bomb].concat();
        assert!(matches!(read(&bomb, MOST_PACKED).1, WireFault::TooLarge));
    }

    #[test]
    fn who_speaks_no_common_language_is_told_apart_from_who_is_not_lorch() {
        let v = |newest, oldest| Versions { newest, oldest };
        let meet = |one: Versions, other: Versions| {
            run(async {
                let (here, there) = duplex(64);
                let (mut here_reads, mut here_writes) = tokio::io::split(here);
                let (mut there_reads, mut there_writes) = tokio::io::split(there);
                tokio::join!(
                    greet(&mut here_reads, &mut here_writes, one, SOON),
                    greet(&mut there_reads, &mut there_writes, other, SOON)
                )
            })
        };
        assert!(matches!(meet(v(3, 1), v(2, 2)), (Ok(2), Ok(2))));
        assert!(matches!(meet(v(3, 2), v(1, 1)), (Err(WireFault::TooOld(1)), Err(WireFault::TooNew(2)))));
        let fault = run(async { greet(&mut &b"GET / HTTP"[..], &mut Vec::new(), OURS, SOON).await.unwrap_err() });
        assert!(matches!(fault, WireFault::NotLorch));
    }

    #[test]
    fn who_says_nothing_is_not_waited_for_longer_than_the_deadline() {
        let (here, _there) = duplex(64);
        let short = Duration::from_millis(1);
        let fault = run(async { FrameReader::new(here, 100).next::<String>(short, short).await.unwrap_err() });
        assert!(matches!(fault, WireFault::Late));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            read(&bytes, MOST_PACKED);
        }
    }
}
