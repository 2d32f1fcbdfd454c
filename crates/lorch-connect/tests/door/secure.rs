//! Secure connections.

use std::net::SocketAddr;
use std::sync::Arc;

use lorch_connect::Allowed;
use lorch_connect::http::{CertificateDer, Client, ClientConfig};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use url::Url;

use crate::server::{Answer, message, request, talk};

/// A secure server and the certificate that vouches for it.
async fn secure(answer: Vec<u8>) -> (SocketAddr, CertificateDer<'static>) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![cert.der().clone()], key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(stream) = acceptor.accept(stream).await else { continue };
            let answer = answer.clone();
            tokio::spawn(talk(stream, Arc::new(move |_| Answer::Say(answer.clone())), Arc::default()));
        }
    });
    (address, cert.der().clone())
}

fn trusting(address: SocketAddr, certificate: Option<CertificateDer<'static>>, proxy: Option<&str>) -> Client {
    let allowed = Allowed::new([address.to_string()]);
    let extra_roots = certificate.into_iter().collect();
    let proxy = proxy.map(|proxy| Url::parse(proxy).unwrap());
    Client::new(ClientConfig { allowed, extra_roots, proxy, ..ClientConfig::new("Lorch") }).unwrap()
}

fn at(address: SocketAddr) -> Url {
    Url::parse(&format!("https://{address}/")).unwrap()
}

#[tokio::test]
async fn a_server_is_believed_when_its_certificate_is_trusted() {
    let (address, certificate) = secure(message(200, &[], b"here")).await;
    let client = trusting(address, Some(certificate), None);
    for _ in 0..2 {
        assert_eq!(&client.send(request(at(address))).await.unwrap().body[..], b"here");
    }
    let error = trusting(address, None, None).send(request(at(address))).await.unwrap_err();
    assert_eq!(error.code(), "tls_failed");
}

#[tokio::test]
async fn a_plain_server_is_not_a_secure_one() {
    let server = crate::server::Server::saying(message(200, &[], b"here")).await;
    let error = trusting(server.address, None, None).send(request(at(server.address))).await.unwrap_err();
    assert!(matches!(error.code(), "tls_failed" | "connection_failed"), "{error}");
}

#[tokio::test]
async fn from_a_secure_address_no_redirect_leads_to_an_insecure_one() {
    let location = [("Location", "http://127.0.0.1:1/?token=abc")];
    let (address, certificate) = secure(message(301, &location, b"")).await;
    let error = trusting(address, Some(certificate), None).send(request(at(address))).await.unwrap_err();
    assert_eq!(error.code(), "redirect_insecure");
    assert!(!format!("{error} {}", error.hint()).contains("abc"));
}

#[tokio::test]
async fn through_a_proxy_the_certificate_is_still_the_servers() {
    let (address, certificate) = secure(message(200, &[], b"here")).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                asked.push(stream.read_u8().await.unwrap());
            }
            assert!(asked.starts_with(format!("CONNECT {address} HTTP/1.1\r\n").as_bytes()));
            let mut server = TcpStream::connect(address).await.unwrap();
            stream.write_all(b"HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n").await.unwrap();
            tokio::spawn(async move { drop(copy_bidirectional(&mut stream, &mut server).await) });
        }
    });
    let client = trusting(address, Some(certificate), Some(&proxy));
    assert_eq!(&client.send(request(at(address))).await.unwrap().body[..], b"here");
    let error = trusting(address, None, Some(&proxy)).send(request(at(address))).await.unwrap_err();
    assert_eq!(error.code(), "tls_failed");
}
