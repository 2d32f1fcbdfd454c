//! The endpoint that paired devices are called through: a socket, a key that proves who is called, and who calls.
//!
//! Nobody but the two ends sees what is said. Without a relay no server knows of either of them.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use futures::Stream;
use iroh::{
    Endpoint, EndpointAddr, EndpointId, RelayMode, RelayUrl, SecretKey, TransportAddr, Watcher,
    endpoint::{BindOpts, Connection, ConnectionError, Incoming, QuicTransportConfig, presets},
};
use lorch_model::devices::Key;
use tokio::{
    sync::{Mutex, mpsc},
    task::JoinSet,
    time::timeout,
};

use super::{message::Closing, nearby};
pub use super::{
    nearby::Offer,
    terms::{Around, LinkFault, LinkOptions, Purpose},
};

/// What paired devices speak.
const SYNC: &[u8] = b"lorch/sync/1";
/// What devices speak that are being paired.
const PAIR: &[u8] = b"lorch/pair/1";
/// How long it may take to find out which addresses this machine has.
const ADDRESSES: Duration = Duration::from_secs(2);
/// After so long without a word from the other end a connection is over: three words of it may be lost.
const SILENCE: Duration = Duration::from_secs(15);
/// How long the other ends are given to hear that this one leaves.
const FAREWELL: Duration = Duration::from_millis(500);

/// Where messages come from.
pub type Reading = iroh::endpoint::RecvStream;
/// Where messages go.
pub type Writing = iroh::endpoint::SendStream;

/// Makes the secret half of a new key.
pub fn fresh_secret() -> [u8; 32] {
    SecretKey::generate().to_bytes()
}

/// The public half of a key.
pub fn key_of(secret: &[u8; 32]) -> Key {
    Key(*SecretKey::from_bytes(secret).public().as_bytes())
}

/// An open endpoint. Clones are the same one.
#[derive(Clone)]
pub struct Link(Arc<Inner>);

struct Inner {
    endpoint: Endpoint,
    port: u16,
    around: Mutex<mpsc::Receiver<Around>>,
    _looks: JoinSet<()>,
}

impl Link {
    /// Opens an endpoint.
    pub async fn open(options: LinkOptions) -> Result<Self, LinkFault> {
        let endpoint = match bind(&options, options.port).await {
            // Another program has the port by now.
            Err(_) if options.port != 0 => bind(&options, 0).await,
            bound => bound,
        }?;
        let port = endpoint.bound_sockets().iter().map(SocketAddr::port).find(|port| *port != 0).unwrap_or(0);
        // Which addresses this machine has is found out beside.
        let mut address = endpoint.watch_addr();
        let _ =
            timeout(ADDRESSES, async { while address.get().addrs.is_empty() && address.updated().await.is_ok() {} })
                .await;
        let (tell, around) = mpsc::channel(16);
        let mut looks = JoinSet::new();
        looks.spawn(nearby::look_around(endpoint.clone(), options.mdns && !options.loopback, tell));
        Ok(Self(Arc::new(Inner { endpoint, port, around: Mutex::new(around), _looks: looks })))
    }

    /// The key by which this end is known.
    pub fn key(&self) -> Key {
        Key(*self.0.endpoint.id().as_bytes())
    }

    /// The port it is called at.
    pub fn port(&self) -> u16 {
        self.0.port
    }

    /// Where it can be called: sockets, and the address of a relay.
    pub fn places(&self) -> Vec<String> {
        self.0.endpoint.addr().addrs.iter().filter_map(said).collect()
    }

    /// Calls the device with `key`, at these places and wherever else it is known to be.
    pub async fn call(
        &self,
        key: &Key,
        places: &[String],
        purpose: Purpose,
        deadline: Duration,
    ) -> Result<Call, LinkFault> {
        let id = EndpointId::from_bytes(&key.0).map_err(|_| LinkFault::NotAKey)?;
        let address = EndpointAddr::from_parts(id, places.iter().filter_map(|place| heard(place)));
        match timeout(deadline, self.0.endpoint.connect(address, language(purpose))).await {
            Err(_) => Err(LinkFault::Unreachable("it did not answer in time".into())),
            Ok(Ok(connection)) => Ok(Call { connection, purpose, outgoing: true }),
            Ok(Err(error)) => {
                let said = format!("{error:#}");
                // What TLS says when no language is shared.
                Err(if said.contains("no_application_protocol") || said.contains("120") && said.contains("peer") {
                    LinkFault::Foreign
                } else {
                    LinkFault::Unreachable(said)
                })
            }
        }
    }

    /// Who calls next; `None` once this end is closed. Nothing of what it says is read yet.
    pub async fn ringing(&self) -> Option<Ringing> {
        self.0.endpoint.accept().await.map(Ringing)
    }

    /// What happens next in the network around.
    pub async fn around(&self) -> Around {
        match self.0.around.lock().await.recv().await {
            Some(around) => around,
            None => std::future::pending().await,
        }
    }

    /// Lets devices of this network find that this one is being paired, for as long as what is returned lives.
    pub fn offer(&self) -> Option<Offer> {
        nearby::offer(&self.0.endpoint)
    }

    /// The devices of this network that are being paired, as they are found.
    pub async fn offers(&self) -> Option<impl Stream<Item = (Key, Vec<String>)> + Send + Unpin + use<>> {
        nearby::offers(&self.0.endpoint).await
    }

    /// Closes it, and with it every connection.
    pub async fn close(&self) {
        let _ = timeout(FAREWELL, self.0.endpoint.close()).await;
    }
}

/// Somebody who calls, and has not yet proved who it is.
pub struct Ringing(Incoming);

impl Ringing {
    /// Lets the other one prove its key, and say what it wants.
    pub async fn answer(self, deadline: Duration) -> Option<Call> {
        let connection = timeout(deadline, async { self.0.accept().ok()?.await.ok() }).await.ok()??;
        let purpose = [Purpose::Pair, Purpose::Sync].into_iter().find(|known| language(*known) == connection.alpn())?;
        Some(Call { connection, purpose, outgoing: false })
    }

    /// Turns it away: there are too many.
    pub fn refuse(self) {
        self.0.refuse();
    }
}

/// A connection between two ends that proved their keys.
#[derive(Clone)]
pub struct Call {
    connection: Connection,
    purpose: Purpose,
    outgoing: bool,
}

impl Call {
    /// Whether both are the same connection.
    pub fn is_same(&self, other: &Self) -> bool {
        self.connection.stable_id() == other.connection.stable_id()
    }

    /// Who is at the other end.
    pub fn peer(&self) -> Key {
        Key(*self.connection.remote_id().as_bytes())
    }

    /// What it is for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Whether this end called.
    pub fn is_outgoing(&self) -> bool {
        self.outgoing
    }

    /// Where the other end is.
    pub fn place(&self) -> Option<String> {
        let paths = self.connection.paths();
        let selected = paths.iter().find(|path| path.is_selected()).or_else(|| paths.iter().next());
        selected.and_then(|path| said(path.remote_addr()))
    }

    /// Bytes that went out and came in so far, all of them counted.
    pub fn bytes(&self) -> (u64, u64) {
        let stats = self.connection.stats();
        (stats.udp_tx.bytes, stats.udp_rx.bytes)
    }

    /// The stream of the talk: opened by who called, let in by who was called. Nothing is let in before this is asked.
    pub async fn talk(&self, deadline: Duration) -> Option<(Reading, Writing)> {
        let opened = timeout(deadline, async {
            match self.outgoing {
                true => self.connection.open_bi().await.ok(),
                false => self.connection.accept_bi().await.ok(),
            }
        });
        let (writing, reading) = opened.await.ok()??;
        Some((reading, writing))
    }

    /// Ends it, saying why.
    pub fn close(&self, why: Closing) {
        self.connection.close(why.number().into(), b"");
    }

    /// Waits for the end. Returns why the other end ended it; `None` where it was not the other end.
    pub async fn closed(&self) -> Option<Closing> {
        match self.connection.closed().await {
            ConnectionError::ApplicationClosed(close) => Some(Closing::of(close.error_code.into_inner())),
            _ => None,
        }
    }

    /// As [`Call::closed`], where it has ended.
    pub fn why_closed(&self) -> Option<Closing> {
        match self.connection.close_reason() {
            Some(ConnectionError::ApplicationClosed(close)) => Some(Closing::of(close.error_code.into_inner())),
            _ => None,
        }
    }
}

async fn bind(options: &LinkOptions, port: u16) -> Result<Endpoint, LinkFault> {
    let refused = |error: &dyn std::fmt::Display| LinkFault::Refused(format!("{error:#}"));
    let mode = if options.relay { RelayMode::Default } else { RelayMode::Disabled };
    let transport = QuicTransportConfig::builder().max_idle_timeout(SILENCE.try_into().ok());
    let builder = Endpoint::builder(presets::Minimal)
        .transport_config(transport.build())
        .secret_key(SecretKey::from_bytes(&options.secret))
        .alpns(vec![SYNC.to_vec(), PAIR.to_vec()])
        .relay_mode(mode)
        .clear_ip_transports();
    let builder = match options.loopback {
        true => builder.bind_addr((std::net::Ipv4Addr::LOCALHOST, port)),
        // One of the two is enough.
        false => builder.bind_addr((std::net::Ipv4Addr::UNSPECIFIED, port)).and_then(|builder| {
            let optional = BindOpts::default().set_is_required(false);
            builder.bind_addr_with_opts((std::net::Ipv6Addr::UNSPECIFIED, port), optional)
        }),
    };
    builder.map_err(|error| refused(&error))?.bind().await.map_err(|error| refused(&error))
}

/// What is spoken for this purpose.
fn language(purpose: Purpose) -> &'static [u8] {
    match purpose {
        Purpose::Pair => PAIR,
        Purpose::Sync => SYNC,
    }
}

pub(super) fn said(address: &TransportAddr) -> Option<String> {
    match address {
        TransportAddr::Ip(socket) => Some(socket.to_string()),
        TransportAddr::Relay(url) => Some(url.to_string()),
        _ => None,
    }
}

fn heard(place: &str) -> Option<TransportAddr> {
    if let Ok(socket) = place.parse() {
        return Some(TransportAddr::Ip(socket));
    }
    place.parse::<RelayUrl>().ok().map(TransportAddr::Relay)
}
