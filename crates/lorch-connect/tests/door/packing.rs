//! Packed bodies: good ones, bombs and garbage.

use async_compression::Level;
use async_compression::tokio::write::{BrotliEncoder, DeflateEncoder, GzipEncoder, ZlibEncoder, ZstdEncoder};
use lorch_connect::http::{Reply, SendError};
use tokio::io::AsyncWriteExt;

use crate::server::{Answer, Server, client, endless, message, request};

macro_rules! pack {
    ($encoder:ident, $text:expr) => {{
        let mut encoder = $encoder::with_quality(Vec::new(), Level::Fastest);
        encoder.write_all($text).await.unwrap();
        encoder.shutdown().await.unwrap();
        encoder.into_inner()
    }};
}

/// Text that packs about as well as feeds do.
fn text() -> Vec<u8> {
    (0..4_000_u32).flat_map(|line| format!("line {} of it\n", line.wrapping_mul(2_654_435_761)).into_bytes()).collect()
}

async fn fetch(coding: &str, body: &[u8]) -> Result<Reply, SendError> {
    let server = Server::saying(message(200, &[("Content-Encoding", coding)], body)).await;
    client(&[&server]).send(request(server.url("/"))).await
}

async fn code(coding: &str, body: &[u8]) -> &'static str {
    fetch(coding, body).await.map_or_else(|error| error.code(), |_| "fine")
}

#[tokio::test]
async fn every_packing_that_is_asked_for_is_undone() {
    let text = text();
    let packed = [
        ("gzip", pack!(GzipEncoder, &text)),
        ("X-GZIP", pack!(GzipEncoder, &text)),
        ("br", pack!(BrotliEncoder, &text)),
        ("zstd", pack!(ZstdEncoder, &text)),
        ("deflate", pack!(ZlibEncoder, &text)),
        ("deflate", pack!(DeflateEncoder, &text)),
        ("identity", text.clone()),
    ];
    for (coding, body) in packed {
        let reply = fetch(coding, &body).await.unwrap();
        assert!(reply.body == text, "{coding} came out differently");
        assert_eq!(reply.packed_bytes, body.len() as u64, "{coding}");
    }
}

#[tokio::test]
async fn several_members_are_one_body() {
    let both = [pack!(GzipEncoder, b"one "), pack!(GzipEncoder, b"two")].concat();
    assert_eq!(&fetch("gzip", &both).await.unwrap().body[..], b"one two");
}

#[tokio::test]
async fn an_empty_body_is_empty_however_it_claims_to_be_packed() {
    assert_eq!(fetch("gzip", b"").await.unwrap().body.len(), 0);
    let chunked = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_vec();
    let server = Server::saying(chunked).await;
    assert_eq!(client(&[&server]).send(request(server.url("/"))).await.unwrap().body.len(), 0);
}

#[tokio::test]
async fn garbage_is_told_from_a_body_that_broke_off() {
    let text = text();
    let gzip = pack!(GzipEncoder, &text);
    let zstd = pack!(ZstdEncoder, &text);
    let brotli = pack!(BrotliEncoder, &text);
    let behind = |packed: &[u8]| [packed, b"garbage behind it"].concat();
    assert_eq!(code("gzip", b"this is not packed at all").await, "unpack_failed");
    assert_eq!(code("br", &[0xff; 64]).await, "unpack_failed");
    assert_eq!(code("zstd", b"this is not packed at all").await, "unpack_failed");
    assert_eq!(code("deflate", &[0xff; 64]).await, "unpack_failed");
    assert_eq!(code("gzip", &behind(&gzip)).await, "unpack_failed");
    assert_eq!(code("zstd", &behind(&zstd)).await, "unpack_failed");
    assert_eq!(code("br", &behind(&brotli)).await, "unpack_failed");
    assert_eq!(code("deflate", &behind(&pack!(ZlibEncoder, &text))).await, "unpack_failed");
    assert_eq!(code("compress", b"x").await, "unpack_failed");
    assert_eq!(code("gzip, gzip", &pack!(GzipEncoder, &gzip)).await, "unpack_failed");
    assert_eq!(code("gzip", &gzip[..gzip.len() / 2]).await, "answer_cut_short");
    assert_eq!(code("br", &brotli[..brotli.len() / 2]).await, "answer_cut_short");
    assert_eq!(code("zstd", &zstd[..zstd.len() / 2]).await, "answer_cut_short");
}

#[tokio::test]
async fn bombs_stop_at_the_ratio() {
    let zeros = vec![0; 15 * 1024 * 1024];
    assert_eq!(code("gzip", &pack!(GzipEncoder, &zeros)).await, "inflate_ratio");
    assert_eq!(code("br", &pack!(BrotliEncoder, &zeros)).await, "inflate_ratio");
    assert_eq!(code("zstd", &pack!(ZstdEncoder, &zeros)).await, "inflate_ratio");
    assert_eq!(code("deflate", &pack!(ZlibEncoder, &zeros)).await, "inflate_ratio");
    let many: Vec<u8> = pack!(GzipEncoder, &zeros[..1024 * 1024]).repeat(10);
    assert_eq!(code("gzip", &many).await, "inflate_ratio", "in several members");
    assert_eq!(code("gzip", &pack!(GzipEncoder, &zeros[..1024 * 1024])).await, "fine", "a small page of blanks");
}

#[tokio::test]
async fn a_zstd_window_of_128_mib_is_refused() {
    let header = [0x28, 0xb5, 0x2f, 0xfd, 0x00, (27 - 10) << 3, 0x01, 0x00, 0x00];
    assert_eq!(code("zstd", &header).await, "unpack_failed");
}

#[tokio::test]
async fn sixteen_mib_is_all_that_is_taken() {
    let noise: Vec<u8> = (0..5_000_000_u64).flat_map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes()).collect();
    let (most, over) = (&noise[..16 * 1024 * 1024], &noise[..16 * 1024 * 1024 + 1]);
    assert_eq!(code("identity", most).await, "fine");
    assert_eq!(code("identity", over).await, "too_large");
    assert_eq!(code("gzip", &pack!(GzipEncoder, over)).await, "too_large");
    let unannounced = [endless(&[]), over.to_vec()].concat();
    let server = Server::start(move |_| Answer::SayAndLeave(unannounced.clone())).await;
    let error = client(&[&server]).send(request(server.url("/"))).await.unwrap_err();
    assert_eq!(error.code(), "too_large");
}

#[tokio::test]
async fn what_announces_too_much_is_not_waited_for() {
    let announced = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n<rss>".to_vec();
    let server = Server::start(move |_| Answer::SayAndStall(announced.clone())).await;
    let error = client(&[&server]).send(request(server.url("/"))).await.unwrap_err();
    assert_eq!(error.code(), "too_large");
}
