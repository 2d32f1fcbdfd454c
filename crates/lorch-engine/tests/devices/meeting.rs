//! How two devices are paired, and how they are not.

use lorch_connect::devices::ticket::Ticket;
use lorch_engine::devices::Invitation;
use lorch_model::devices::{JoiningState, PairingState};

use crate::device::{Device, pair};

#[tokio::test]
async fn nothing_is_open_before_a_pairing_and_both_show_the_same_words() {
    let (host, guest) = (Device::new(1).await, Device::new(2).await);
    let before = host.engine.devices().await.unwrap();
    assert_eq!((before.this.id, before.enabled, before.paired.len()), (None, false, 0));
    assert_eq!(host.engine.device_bytes(), (0, 0));

    let offered = host.engine.begin_pairing().await.unwrap();
    assert_eq!(offered.state, PairingState::Waiting);
    guest.engine.join_pairing(&Invitation::Ticket(offered.ticket.to_uppercase())).await.unwrap();
    let asked = host.pairing(PairingState::Asking).await.guest.unwrap();
    let waits = guest.joining(JoiningState::Waiting).await.host.unwrap();
    assert_eq!(asked.words, waits.words);
    assert_eq!((asked.name.as_str(), waits.name.as_str()), ("device 2", "device 1"));
    assert!(host.engine.devices().await.unwrap().paired.is_empty(), "nobody is let in before the person agrees");

    host.engine.answer_pairing(true).await.unwrap();
    guest.joining(JoiningState::Done).await;
    let (there, here) =
        (guest.other("it knows the host", |_| true).await, host.other("and it the guest", |_| true).await);
    assert_eq!(there.id, host.engine.devices().await.unwrap().this.id.unwrap());
    assert_eq!(here.fingerprint, guest.engine.devices().await.unwrap().this.fingerprint.unwrap());
    assert_eq!(here.fingerprint, asked.fingerprint);
}

#[tokio::test]
async fn a_ticket_is_good_for_one_device_once_and_no_refusal_is_a_yes() {
    let (host, guest, late) = (Device::new(1).await, Device::new(2).await, Device::new(3).await);
    let offered = host.engine.begin_pairing().await.unwrap();
    guest.engine.join_pairing(&Invitation::Ticket(offered.ticket.clone())).await.unwrap();
    host.pairing(PairingState::Asking).await;
    late.engine.join_pairing(&Invitation::Ticket(offered.ticket.clone())).await.unwrap();
    let refused = late.joining(JoiningState::Failed).await;
    assert_eq!(refused.problem.unwrap().code, "ticket_used");

    host.engine.answer_pairing(false).await.unwrap();
    let refused = guest.joining(JoiningState::Refused).await;
    assert_eq!(refused.problem.unwrap().code, "pairing_refused");
    assert!(host.engine.devices().await.unwrap().paired.is_empty());
    assert!(guest.engine.devices().await.unwrap().paired.is_empty());

    // A new one ends the old one.
    host.engine.begin_pairing().await.unwrap();
    late.engine.join_pairing(&Invitation::Ticket(offered.ticket.clone())).await.unwrap();
    assert_eq!(late.joining(JoiningState::Failed).await.problem.unwrap().code, "pairing_ended");
    let other: Ticket = host.engine.pairing().unwrap().ticket.parse().unwrap();
    let guessed = Ticket::new(other.key, [0; 16], &other.places()).to_string();
    late.engine.join_pairing(&Invitation::Ticket(guessed)).await.unwrap();
    assert_eq!(late.joining(JoiningState::Failed).await.problem.unwrap().code, "ticket_unknown");
    host.engine.join_pairing(&Invitation::Ticket(host.engine.pairing().unwrap().ticket)).await.unwrap();
    assert_eq!(host.joining(JoiningState::Failed).await.problem.unwrap().code, "device_is_this");
}

#[tokio::test]
async fn who_answers_in_the_place_of_another_is_not_talked_to() {
    let (host, guest, between) = (Device::new(1).await, Device::new(2).await, Device::new(3).await);
    let real: Ticket = host.engine.begin_pairing().await.unwrap().ticket.parse().unwrap();
    let false_one: Ticket = between.engine.begin_pairing().await.unwrap().ticket.parse().unwrap();
    let swapped = Ticket::new(real.key, real.token, &false_one.places()).to_string();
    guest.engine.join_pairing(&Invitation::Ticket(swapped)).await.unwrap();
    assert_eq!(guest.joining(JoiningState::Failed).await.problem.unwrap().code, "device_unreachable");
    assert_eq!(between.engine.pairing().unwrap().state, PairingState::Waiting);
}

#[tokio::test]
async fn a_pairing_outlasts_the_process() {
    let (mut host, mut guest) = (Device::new(1).await, Device::new(2).await);
    pair(&host, &guest).await;
    guest.other("they talk", |host| host.connected).await;
    host.reopened().await;
    guest.reopened().await;
    host.subscribe(&["https://a.example/"]).await;
    guest.has_feeds(&["https://a.example/"]).await;
}
