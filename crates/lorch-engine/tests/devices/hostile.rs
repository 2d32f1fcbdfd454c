//! Strangers, liars and wires that break: nothing is read, nothing is accepted, and it is said plainly.

use std::{sync::Arc, time::Duration};

use lorch_connect::devices::{
    frame::{FrameReader, FrameWriter, MOST_PACKED, Versions, greet},
    link::{Call, Link, LinkOptions, Purpose, fresh_secret, key_of},
    message::{Closing, Introduction, Message},
    ticket::Ticket,
};
use lorch_engine::{
    ManualClock,
    devices::{Invitation, talk::TalkEnd},
};
use lorch_model::{
    Timestamp,
    devices::{DeviceFault, DeviceState, JoiningState, Key, PairingState},
    exchange::{Batch, Vector},
    id::Id,
};
use secrecy::ExposeSecret;
use tokio::io::{duplex, split};

use crate::device::{Device, introduction, pair, stranger};

const SOON: Duration = Duration::from_secs(10);

#[tokio::test]
async fn who_is_not_paired_is_let_in_by_no_stream() {
    let (one, two) = (Device::new(1).await, Device::new(2).await);
    pair(&one, &two).await;
    one.subscribe(&["https://secret.example/"]).await;
    let (host, places) = address(&one).await;
    let stranger = link(fresh_secret()).await;
    let call = stranger.call(&host, &places, Purpose::Sync, SOON).await.unwrap();
    assert_eq!(hung_up(&call).await, Closing::Unpaired);
    // Nor is anybody heard who wants to be paired, where nothing is offered.
    one.engine.end_pairing().await.unwrap();
    let call = stranger.call(&host, &places, Purpose::Pair, SOON).await.unwrap();
    assert_eq!(hung_up(&call).await, Closing::Ended);
    stranger.close().await;
}

#[tokio::test]
async fn who_speaks_only_an_older_or_a_newer_language_is_told_so() {
    for (newest, oldest, closing, code) in
        [(0, 0, Closing::TooOld, "device_too_old"), (9, 9, Closing::TooNew, "device_too_new")]
    {
        let (one, two) = (Device::new(1).await, Device::new(2).await);
        pair(&one, &two).await;
        one.other("they talk", |two| two.connected && two.state == DeviceState::InStep).await;
        let (host, places) = address(&one).await;
        let secret = secret(&two).await;
        two.engine.stop().await;
        one.other("it is gone", |two| !two.connected).await;
        let other = link(secret).await;
        let call = other.call(&host, &places, Purpose::Sync, SOON).await.unwrap();
        let (mut reader, mut writer) = call.talk(SOON).await.unwrap();
        let _ = greet(&mut reader, &mut writer, Versions { newest, oldest }, SOON).await;
        assert_eq!(call.closed().await, Some(closing));
        let told = one.other("refused", |two| two.state == DeviceState::Refused).await;
        assert_eq!(told.fault.unwrap().code, code);
        other.close().await;
    }
}

#[tokio::test]
async fn what_is_no_message_ends_the_talk_and_lands_nothing() {
    let (one, two) = (Device::new(1).await, Device::new(2).await);
    pair(&one, &two).await;
    one.other("they talk", |two| two.connected && two.state == DeviceState::InStep).await;
    let (host, places) = address(&one).await;
    let (secret, origin) = (secret(&two).await, two.engine.store().origin());
    two.engine.stop().await;
    one.other("it is gone", |two| !two.connected).await;
    let other = link(secret).await;
    let call = other.call(&host, &places, Purpose::Sync, SOON).await.unwrap();
    let (mut reader, mut writer) = call.talk(SOON).await.unwrap();
    greet(&mut reader, &mut writer, Versions { newest: 1, oldest: 1 }, SOON).await.unwrap();
    let (mut reader, mut writer) = (FrameReader::new(reader, MOST_PACKED), FrameWriter::new(writer));
    let me = Introduction { origin, own: vec![origin], ..stranger() };
    writer.say(&Message::Hello { me, seen: Vector::default() }, SOON).await.unwrap();
    reader.next::<Message>(SOON, SOON).await.unwrap();
    // A part that nobody asked for.
    let batch = Batch { exchange: Id([1; 16]), after: None, items: vec![], next: None, own: vec![] };
    writer.say(&Message::Part { batch, left: 0 }, SOON).await.unwrap();
    assert_eq!(call.closed().await, Some(Closing::Broken));
    let told = one.other("told", |two| two.fault.as_ref().is_some_and(|fault| fault.code == "wire_broken")).await;
    assert_ne!(told.state, DeviceState::Refused, "it is tried again");
    other.close().await;
}

#[tokio::test]
async fn a_ticket_and_a_code_hold_for_five_minutes() {
    let began = Timestamp::from_second(1_700_000_000).unwrap();
    let clock = ManualClock::new(began);
    let host = Device::with_clock(1, Arc::new(clock.clone())).await;
    let guest = Device::new(2).await;
    let offered = host.engine.begin_pairing().await.unwrap();
    assert_eq!(offered.expires.duration_since(began).as_mins(), 5);
    clock.set(offered.expires);
    host.pairing(PairingState::Expired).await;
    guest.engine.join_pairing(&Invitation::Ticket(offered.ticket)).await.unwrap();
    assert_eq!(guest.joining(JoiningState::Failed).await.problem.unwrap().code, "ticket_expired");
    let fault = visit_with_code(&host, &guest, &offered.code.unwrap(), None).await.unwrap_err();
    assert_eq!(fault, DeviceFault::TicketExpired);
    assert!(host.engine.devices().await.unwrap().paired.is_empty());
}

#[tokio::test]
async fn the_code_does_as_well_as_the_ticket() {
    let (host, guest) = (Device::new(1).await, Device::new(2).await);
    let code = host.engine.begin_pairing().await.unwrap().code.unwrap();
    let agree = async {
        host.pairing(PairingState::Asking).await;
        host.engine.answer_pairing(true).await.unwrap();
    };
    let (visited, ()) = tokio::join!(visit_with_code(&host, &guest, &code, None), agree);
    visited.unwrap();
    assert_eq!(host.engine.devices().await.unwrap().paired.len(), 1);
    assert_eq!(guest.engine.devices().await.unwrap().paired.len(), 1);
}

#[tokio::test]
async fn a_code_is_burnt_after_three_wrong_tries() {
    let (host, guest) = (Device::new(1).await, Device::new(2).await);
    let code = host.engine.begin_pairing().await.unwrap().code.unwrap();
    let wrong = if code == "0000 0000" { "11111111" } else { "00000000" };
    for expected in [DeviceFault::CodeWrong, DeviceFault::CodeWrong, DeviceFault::CodeBurnt] {
        assert_eq!(visit_with_code(&host, &guest, wrong, None).await.unwrap_err(), expected);
    }
    assert_eq!(host.engine.pairing().unwrap().state, PairingState::Burnt);
    assert_eq!(visit_with_code(&host, &guest, &code, None).await.unwrap_err(), DeviceFault::CodeBurnt);
    let ticket = host.engine.pairing().unwrap().ticket;
    guest.engine.join_pairing(&Invitation::Ticket(ticket)).await.unwrap();
    assert_eq!(guest.joining(JoiningState::Failed).await.problem.unwrap().code, "code_burnt");
}

#[tokio::test]
async fn who_sits_between_two_devices_proves_nothing_with_the_code_that_both_know() {
    let (host, guest) = (Device::new(1).await, Device::new(2).await);
    let code = host.engine.begin_pairing().await.unwrap().code.unwrap();
    let between = key_of(&fresh_secret());
    // It passes every word on; each side sees its key in the place of the other's.
    let fault = visit_with_code(&host, &guest, &code, Some(between)).await.unwrap_err();
    assert_eq!(fault, DeviceFault::CodeWrong);
    assert_eq!(host.engine.pairing().unwrap().guest, None, "nobody is shown to the person");
    assert!(host.engine.devices().await.unwrap().paired.is_empty());
    assert!(guest.engine.devices().await.unwrap().paired.is_empty());
}

/// A guest who types the code; with `between`, over somebody who sits in between and passes every word on.
async fn visit_with_code(host: &Device, guest: &Device, code: &str, between: Option<Key>) -> Result<(), DeviceFault> {
    let (here, there) = duplex(1 << 16);
    let ticket: Ticket = host.engine.pairing().unwrap().ticket.parse().unwrap();
    let (us, them) = (key_of(&secret_or_fresh(guest).await), ticket.key);
    let (seen_by_guest, seen_by_host) = (between.unwrap_or(them), between.unwrap_or(us));
    let hosting = host.engine.host(split(there), them, seen_by_host, introduction(host));
    let visiting = guest.engine.visit_with_code(split(here), us, seen_by_guest, introduction(guest), code);
    match tokio::join!(visiting, hosting).0 {
        Ok(()) => Ok(()),
        Err(TalkEnd::Refused(fault)) => Err(fault),
        Err(end) => panic!("{end}"),
    }
}

async fn link(secret: [u8; 32]) -> Link {
    Link::open(LinkOptions { secret, port: 0, loopback: true, mdns: false, relay: false }).await.unwrap()
}

/// Waits until the other end hangs up, after trying to say something.
async fn hung_up(call: &Call) -> Closing {
    if let Some((mut reader, mut writer)) = call.talk(SOON).await {
        let _ = greet(&mut reader, &mut writer, Versions { newest: 1, oldest: 1 }, SOON).await;
    }
    call.closed().await.unwrap()
}

/// Where a device can be called, and by which key.
async fn address(device: &Device) -> (Key, Vec<String>) {
    let ticket: Ticket = device.engine.begin_pairing().await.unwrap().ticket.parse().unwrap();
    (ticket.key, ticket.places())
}

async fn secret(device: &Device) -> [u8; 32] {
    let held = device.engine.with_vault(|vault| vault.read("device-key")).await.unwrap();
    held.unwrap().expose_secret().try_into().unwrap()
}

async fn secret_or_fresh(device: &Device) -> [u8; 32] {
    let held = device.engine.with_vault(|vault| vault.read("device-key")).await.unwrap();
    held.map_or_else(fresh_secret, |secret| secret.expose_secret().try_into().unwrap())
}
