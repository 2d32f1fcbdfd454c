//! Reading a body under its caps.

use std::error::Error;
use std::io;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};

use ::http::header::{CONTENT_ENCODING, HeaderMap};
use async_compression::tokio::bufread::{BrotliDecoder, DeflateDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder};
use async_compression::zstd::DParameter;
use futures::TryStreamExt;
use http_body_util::BodyDataStream;
use hyper::body::{Body, Bytes, Incoming};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt};
use tokio_util::bytes::BufMut;
use tokio_util::io::StreamReader;

use super::error::SendError;

/// What may be asked for in `Accept-Encoding`: exactly what is undone below.
pub(super) const ACCEPT_ENCODING: &str = "gzip, br, zstd, deflate";

/// How much is unpacked between two looks at the caps.
const STEP: usize = 32 * 1024;

/// Largest window of zstd, as RFC 9659 sets it for HTTP; without it a few bytes could claim 128 MiB.
const ZSTD_WINDOW_LOG: u32 = 23;

/// Bounds of one body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caps {
    /// Bytes, unpacked; also the most that is read packed.
    pub bytes: u64,
    /// Times it may grow.
    pub ratio: u64,
    /// Unpacked bytes before `ratio` matters.
    pub floor: u64,
}

/// A body that was read to its end.
#[derive(Debug, Default)]
pub(super) struct Whole {
    /// Unpacked.
    pub bytes: Bytes,
    /// Bytes as they came.
    pub packed: u64,
}

/// Reads a body to its end, unpacked. `url` is redacted already.
pub(super) async fn read(headers: &HeaderMap, body: Incoming, caps: Caps, url: &str) -> Result<Whole, SendError> {
    let coding = coding(headers).map_err(|reason| SendError::Unpack { url: url.to_owned(), reason })?;
    if body.is_end_stream() {
        return Ok(Whole::default());
    }
    if body.size_hint().lower() > caps.bytes {
        return Err(SendError::TooLarge { url: url.to_owned(), cap: caps.bytes });
    }
    let packed = AtomicU64::new(0);
    let counted = BodyDataStream::new(body)
        .inspect_ok(|chunk| {
            packed.fetch_add(chunk.len() as u64, Ordering::Relaxed);
        })
        .map_err(io::Error::other);
    let mut source = pin!(StreamReader::new(counted));
    let bytes = unpack(coding, source.as_mut(), caps, &packed).await;
    bytes.map(|bytes| Whole { bytes, packed: packed.load(Ordering::Relaxed) }).map_err(|fault| fault.at(url, caps))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Identity,
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// How the body is packed. Several layers are never asked for and are what bombs are made of.
fn coding(headers: &HeaderMap) -> Result<Coding, String> {
    let mut coding = Coding::Identity;
    for value in headers.get_all(CONTENT_ENCODING) {
        for name in value.to_str().unwrap_or("?").split(',').map(|name| name.trim().to_ascii_lowercase()) {
            let layer = match name.as_str() {
                "" | "identity" | "none" => continue,
                "gzip" | "x-gzip" => Coding::Gzip,
                "deflate" => Coding::Deflate,
                "br" => Coding::Brotli,
                "zstd" => Coding::Zstd,
                _ => return Err(format!("the packing {} is not known", name.chars().take(40).collect::<String>())),
            };
            if coding != Coding::Identity {
                return Err("it is packed more than once".to_owned());
            }
            coding = layer;
        }
    }
    Ok(coding)
}

/// What stopped a body.
#[derive(Debug)]
enum Fault {
    TooLarge,
    Ratio,
    Garbage(String),
    Read(io::Error),
}

impl Fault {
    fn at(self, url: &str, caps: Caps) -> SendError {
        let url = url.to_owned();
        match self {
            Self::TooLarge => SendError::TooLarge { url, cap: caps.bytes },
            Self::Ratio => SendError::InflateRatio { url, ratio: caps.ratio },
            Self::Garbage(reason) => SendError::Unpack { url, reason },
            Self::Read(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<hyper::Error>()) {
                Some(broken) if is_malformed(broken) => SendError::Protocol { url, reason: broken.to_string() },
                Some(_) => SendError::CutShort { url },
                None if error.kind() == io::ErrorKind::UnexpectedEof => SendError::CutShort { url },
                None => SendError::Unpack { url, reason: error.to_string() },
            },
        }
    }
}

/// Whether the server wrote nonsense, as opposed to having hung up.
fn is_malformed(error: &hyper::Error) -> bool {
    let io_kind = error.source().and_then(|source| source.downcast_ref::<io::Error>()).map(io::Error::kind);
    error.is_parse() || matches!(io_kind, Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData))
}

async fn unpack<S: AsyncBufRead + Unpin>(
    coding: Coding,
    mut source: S,
    caps: Caps,
    packed: &AtomicU64,
) -> Result<Bytes, Fault> {
    // An empty body is empty however it claims to be packed.
    let head = source.fill_buf().await.map_err(Fault::Read)?;
    let zlib = !matches!(head, [cmf, flg, ..] if cmf & 15 != 8 || (u16::from(*cmf) << 8 | u16::from(*flg)) % 31 != 0);
    if head.is_empty() {
        return Ok(Bytes::new());
    }
    let unpacked = match coding {
        Coding::Identity => drain(&mut source, caps, packed).await,
        Coding::Gzip => {
            // Several members one after the other are one file by RFC 1952; the caps hold over all of them.
            let mut decoder = GzipDecoder::new(&mut source);
            decoder.multiple_members(true);
            drain(decoder, caps, packed).await
        }
        Coding::Zstd => {
            let mut decoder = ZstdDecoder::with_params(&mut source, &[DParameter::window_log_max(ZSTD_WINDOW_LOG)]);
            decoder.multiple_members(true);
            drain(decoder, caps, packed).await
        }
        Coding::Brotli => drain(BrotliDecoder::new(&mut source), caps, packed).await,
        // RFC 9110 means zlib by `deflate`; many servers never did.
        Coding::Deflate if zlib => drain(ZlibDecoder::new(&mut source), caps, packed).await,
        Coding::Deflate => drain(DeflateDecoder::new(&mut source), caps, packed).await,
    }?;
    if !source.fill_buf().await.map_err(Fault::Read)?.is_empty() {
        return Err(Fault::Garbage("something follows the packed text".to_owned()));
    }
    Ok(unpacked.into())
}

async fn drain(mut reader: impl AsyncRead + Unpin, caps: Caps, packed: &AtomicU64) -> Result<Vec<u8>, Fault> {
    let mut unpacked = Vec::new();
    loop {
        unpacked.reserve(STEP);
        let read = reader.read_buf(&mut (&mut unpacked).limit(STEP)).await.map_err(Fault::Read)?;
        let (size, packed) = (unpacked.len() as u64, packed.load(Ordering::Relaxed));
        if size > caps.bytes || packed > caps.bytes.saturating_add(STEP as u64) {
            return Err(Fault::TooLarge);
        }
        if size > caps.floor && size / caps.ratio.max(1) > packed {
            return Err(Fault::Ratio);
        }
        if read == 0 {
            return Ok(unpacked);
        }
    }
}
