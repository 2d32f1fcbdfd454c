//! The network around: devices that are in it find each other by mDNS, and each notices when it comes into another one.

use std::time::Duration;

use futures::{Stream, StreamExt};
use iroh::{
    Endpoint, Watcher,
    address_lookup::{AddressLookup, EndpointData},
};
use iroh_mdns_address_lookup::{DiscoveryEvent, MdnsAddressLookup};
use lorch_model::devices::Key;
use tokio::sync::mpsc;

use super::{link::said, terms::Around};

/// By what name devices find each other, and those that are being paired.
const SERVICE: &str = "lorch";
const PAIRING_SERVICE: &str = "lorchpair";
/// How often it is asked around who is there. A device that comes tells it by itself; this finds what was missed, and has
/// to be quiet enough to go on all day.
const CADENCE: Duration = Duration::from_secs(30);

/// Tells what happens around `endpoint`, for as long as it is asked; with `mdns` devices find it and it finds them.
pub(super) async fn look_around(endpoint: Endpoint, mdns: bool, tell: mpsc::Sender<Around>) {
    let mut address = endpoint.watch_addr();
    loop {
        // Who asked in one network is not heard in another, and who began without any is heard in none: it begins anew.
        let found = async {
            if mdns {
                tell_appeared(&endpoint, &tell).await;
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = found => return,
            moved = address.updated() => if moved.is_err() || tell.send(Around::Moved).await.is_err() {
                return;
            },
        }
    }
}

/// This device can be found as one that is being paired.
pub struct Offer {
    _mdns: MdnsAddressLookup,
}

/// As [`super::link::Link::offer`].
pub(super) fn offer(endpoint: &Endpoint) -> Option<Offer> {
    let mdns = MdnsAddressLookup::builder().service_name(PAIRING_SERVICE).build(endpoint.id()).ok()?;
    mdns.publish(&EndpointData::new(endpoint.addr().addrs.into_iter().collect()));
    Some(Offer { _mdns: mdns })
}

/// As [`super::link::Link::offers`].
pub(super) async fn offers(
    endpoint: &Endpoint,
) -> Option<impl Stream<Item = (Key, Vec<String>)> + Send + Unpin + use<>> {
    let mdns = MdnsAddressLookup::builder().advertise(false).service_name(PAIRING_SERVICE).build(endpoint.id());
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

/// Lets `endpoint` find and be found, and tells whom it finds.
async fn tell_appeared(endpoint: &Endpoint, tell: &mpsc::Sender<Around>) {
    let Ok(lookup) = endpoint.address_lookup() else { return };
    lookup.clear();
    let mdns = match MdnsAddressLookup::builder().service_name(SERVICE).discovery_cadence(CADENCE).build(endpoint.id())
    {
        Ok(mdns) => mdns,
        // Without multicast devices still find each other where they were last.
        Err(error) => return tracing::info!(%error, "devices of this network are not found by themselves"),
    };
    let mut events = mdns.subscribe().await;
    lookup.add(mdns);
    while let Some(event) = events.next().await {
        if let DiscoveryEvent::Discovered { endpoint_info, .. } = event
            && tell.send(Around::Appeared(Key(*endpoint_info.endpoint_id.as_bytes()))).await.is_err()
        {
            return;
        }
    }
}
