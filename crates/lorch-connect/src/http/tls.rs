//! Secure connections: who is trusted, and the handshake.

use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::connect::Stream;

/// Makes connections secure. The system's certificates are read at the first use, once: that costs milliseconds
/// and many runs never need them.
pub(super) struct Tls {
    extra_roots: Vec<CertificateDer<'static>>,
    connector: OnceCell<TlsConnector>,
}

impl Tls {
    pub fn new(extra_roots: Vec<CertificateDer<'static>>) -> Self {
        Self { extra_roots, connector: OnceCell::new() }
    }

    /// Makes `stream` secure, or says why it can't be.
    pub async fn secure(&self, host: &url::Host<String>, stream: TcpStream) -> Result<TlsStream<TcpStream>, String> {
        let name = match host {
            url::Host::Domain(name) => ServerName::try_from(name.trim_end_matches('.').to_owned()),
            url::Host::Ipv4(ip) => Ok(ServerName::from(std::net::IpAddr::V4(*ip))),
            url::Host::Ipv6(ip) => Ok(ServerName::from(std::net::IpAddr::V6(*ip))),
        };
        let name = name.map_err(|_| "its name can't be in a certificate".to_owned())?;
        let connector = self.connector.get_or_try_init(|| self.connector()).await?;
        connector.connect(name, stream).await.map_err(|error| error.to_string())
    }

    async fn connector(&self) -> Result<TlsConnector, String> {
        let extra = self.extra_roots.clone();
        let loaded = tokio::task::spawn_blocking(|| roots(extra)).await;
        let roots = loaded.map_err(|_| "the system's certificates can't be read".to_owned())?;
        if roots.is_empty() {
            return Err("this system has no certificates (on Debian: package ca-certificates)".to_owned());
        }
        // Named here and not installed for the process: another library may have installed its own.
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let builder = builder.map_err(|error| error.to_string())?;
        let mut config = builder.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsConnector::from(Arc::new(config)))
    }
}

fn roots(extra: Vec<CertificateDer<'static>>) -> RootCertStore {
    let mut store = RootCertStore::empty();
    let system = rustls_native_certs::load_native_certs();
    for error in &system.errors {
        tracing::debug!(%error, "a certificate of the system can't be read");
    }
    store.add_parsable_certificates(system.certs);
    store.add_parsable_certificates(extra);
    store
}

/// Kept beside the handshake so that the rest of the house sees only streams.
impl Stream for TlsStream<TcpStream> {}
