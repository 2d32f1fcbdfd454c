//! The endpoint that paired devices are called through: a socket, a key that proves who is called, and who calls.
//!
//! Nobody but the two ends sees what is said. Without a relay no server knows of either of them.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use futures::{Stream, StreamExt};
use iroh::{
    Endpoint, EndpointAddr, EndpointId, RelayMode, RelayUrl, SecretKey, TransportAddr, Watcher,
    address_lookup::{AddressLookup, EndpointData},
    endpoint::{BindOpts, Connection, ConnectionError, Incoming, presets},
};
use iroh_mdns_address_lookup::{DiscoveryEvent, MdnsAddressLookup};
use lorch_model::devices::Key;
use tokio::{
    sync::{Mutex, mpsc},
    time::timeout,
};

use super::message::Closing;

/// What paired devices speak.
const SYNC: &[u8] = b"lorch/sync/1";
/// What devices speak that are being paired.
const PAIR: &[u8] = b"lorch/pair/1";
/// By what name devices find each other in a network, and those that are being paired.
const SERVICE: &str = "lorch";
const PAIRING_SERVICE: &str = "lorchpair";
/// How often it is asked around who is there. A device that comes tells it by itself; this finds what was missed, and has
/// to be quiet enough to go on all day.
const CADENCE: Duration = Duration::from_secs(30);
/// How long it may take to find out which addresses this machine has.
const ADDRESSES: Duration = Duration::from_secs(2);
/// How long the other ends are given to hear that this one leaves.
const FAREWELL: Duration = Duration::from_millis(500);

/// Where messages come from.
pub type Reading = iroh::endpoint::RecvStream;
/// Where messages go.
pub type Writing = iroh::endpoint::SendStream;

/// How an endpoint is opened.
#[derive(Clone, Copy)]
pub struct LinkOptions {
    /// The secret half of the device's key.
    pub secret: [u8; 32],
    /// The port to be called at, if it is free; 0 for any.
    pub port: u16,
    /// Only this machine may call: for tests.
    pub loopback: bool,
    /// Whether devices of one network find each other.
    pub mdns: bool,
    /// Whether a relay may carry what can't go directly.
    pub relay: bool,
}

/// Why there is no endpoint, or no connection.
#[derive(Debug, thiserror::Error)]
pub enum LinkFault {
    /// This Lorch was built without it.
    #[error("this Lorch was built without devices")]
    Absent,
    /// No socket could be had.
    #[error("no network address could be opened: {0}")]
    Refused(String),
    /// Nobody answers.
    #[error("the other device can't be reached: {0}")]
    Unreachable(String),
    /// It speaks none of the languages that are spoken here.
    #[error("the other device speaks another language")]
    Foreign,
    /// The key is none.
    #[error("this is no key of a device")]
    NotAKey,
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Two devices are being paired.
    Pair,
    /// Paired devices exchange what they have.
    Sync,
}

impl Purpose {
    fn alpn(self) -> &'static [u8] {
        match self {
            Self::Pair => PAIR,
            Self::Sync => SYNC,
        }
    }
}

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
    appeared: Mutex<mpsc::Receiver<Key>>,
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
        let (tell, appeared) = mpsc::channel(16);
        if options.mdns && !options.loopback {
            match MdnsAddressLookup::builder().service_name(SERVICE).discovery_cadence(CADENCE).build(endpoint.id()) {
                Ok(mdns) => {
                    let events = mdns.subscribe().await;
                    tokio::spawn(tell_appeared(events, tell));
                    if let Ok(lookup) = endpoint.address_lookup() {
                        lookup.add(mdns);
                    }
                }
                // Without multicast devices still find each other where they were last.
                Err(error) => tracing::info!(%error, "devices of this network are not found by themselves"),
            }
        }
        Ok(Self(Arc::new(Inner { endpoint, port, appeared: Mutex::new(appeared) })))
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
        match timeout(deadline, self.0.endpoint.connect(address, purpose.alpn())).await {
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

    /// The next device that is found in this network; never, where devices don't find each other.
    pub async fn appeared(&self) -> Key {
        match self.0.appeared.lock().await.recv().await {
            Some(key) => key,
            None => std::future::pending().await,
        }
    }

    /// Lets devices of this network find that this one is being paired, for as long as what is returned lives.
    pub fn offer(&self) -> Option<Offer> {
        let mdns = MdnsAddressLookup::builder().service_name(PAIRING_SERVICE).build(self.0.endpoint.id()).ok()?;
        mdns.publish(&EndpointData::new(self.0.endpoint.addr().addrs.into_iter().collect()));
        Some(Offer { _mdns: mdns })
    }

    /// The devices of this network that are being paired, as they are found.
    pub async fn offers(&self) -> Option<impl Stream<Item = (Key, Vec<String>)> + Send + Unpin + use<>> {
        let mdns =
            MdnsAddressLookup::builder().advertise(false).service_name(PAIRING_SERVICE).build(self.0.endpoint.id());
        let mdns = mdns.ok()?;
        let events = mdns.subscribe().await;
        Some(Box::pin(events.filter_map(move |event| {
            // It looks around for as long as somebody holds it.
            let _looking = &mdns;
            std::future::ready(match event {
                DiscoveryEvent::Discovered { endpoint_info, .. } => {
                    let places = endpoint_info.addrs().filter_map(said).collect();
                    Some((Key(*endpoint_info.endpoint_id.as_bytes()), places))
                }
                _ => None,
            })
        })))
    }

    /// Closes it, and with it every connection.
    pub async fn close(&self) {
        let _ = timeout(FAREWELL, self.0.endpoint.close()).await;
    }
}

/// This device can be found as one that is being paired.
pub struct Offer {
    _mdns: MdnsAddressLookup,
}

/// Somebody who calls, and has not yet proved who it is.
pub struct Ringing(Incoming);

impl Ringing {
    /// Lets the other one prove its key, and say what it wants.
    pub async fn answer(self, deadline: Duration) -> Option<Call> {
        let connection = timeout(deadline, async { self.0.accept().ok()?.await.ok() }).await.ok()??;
        let purpose = [Purpose::Pair, Purpose::Sync].into_iter().find(|known| known.alpn() == connection.alpn())?;
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
    let builder = Endpoint::builder(presets::Minimal)
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

async fn tell_appeared(events: impl Stream<Item = DiscoveryEvent> + Unpin, tell: mpsc::Sender<Key>) {
    let mut events = events;
    while let Some(event) = events.next().await {
        if let DiscoveryEvent::Discovered { endpoint_info, .. } = event
            && tell.send(Key(*endpoint_info.endpoint_id.as_bytes())).await.is_err()
        {
            return;
        }
    }
}

fn said(address: &TransportAddr) -> Option<String> {
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
