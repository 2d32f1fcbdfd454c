//! Paired devices keep in step, and who is not let in hears nothing.

use lorch_model::devices::DeviceState;

use crate::device::{Device, pair};

#[tokio::test]
async fn what_either_has_the_other_has_and_an_edit_comes_at_once() {
    let (one, two) = (Device::new(1).await, Device::new(2).await);
    one.subscribe(&["https://a.example/", "https://b.example/"]).await;
    two.subscribe(&["https://b.example/", "https://c.example/"]).await;
    pair(&one, &two).await;
    let all = ["https://a.example/", "https://b.example/", "https://c.example/"];
    one.has_feeds(&all).await;
    two.has_feeds(&all).await;
    one.subscribe(&["https://d.example/"]).await;
    two.has_feeds(&[&all[..], &["https://d.example/"]].concat()).await;
    let shown = two.other("in step", |one| one.state == DeviceState::InStep).await;
    assert_eq!((shown.connected, shown.behind, shown.waiting), (true, Some(0), Some(0)));
    one.other("in step", |two| two.state == DeviceState::InStep).await;
}

#[tokio::test]
async fn what_was_edited_apart_is_counted_and_comes_together_again() {
    let (one, two) = (Device::new(1).await, Device::new(2).await);
    pair(&one, &two).await;
    one.other("in step", |two| two.connected && two.state == DeviceState::InStep).await;
    two.engine.edit_this_device(off(false)).await.unwrap();
    one.other("apart", |two| !two.connected).await;
    one.subscribe(&["https://a.example/"]).await;
    two.subscribe(&["https://c.example/"]).await;
    let shown = one.other("it lacks something", |two| two.state == DeviceState::Behind).await;
    assert_eq!(shown.waiting, Some(1));
    assert_eq!(one.engine.devices_status().await.unwrap().waiting, 1);
    two.engine.edit_this_device(off(true)).await.unwrap();
    for device in [&one, &two] {
        device.has_feeds(&["https://a.example/", "https://c.example/"]).await;
        device.other("in step again", |other| other.state == DeviceState::InStep).await;
    }
}

#[tokio::test]
async fn who_is_switched_off_shows_that_nobody_talks_and_meets_the_other_at_once_when_it_is_on_again() {
    let (one, two) = (Device::new(1).await, Device::new(2).await);
    pair(&one, &two).await;
    for _ in 0..5 {
        two.other("in step", |one| one.connected && one.state == DeviceState::InStep).await;
        two.engine.edit_this_device(off(false)).await.unwrap();
        two.other("nobody talks here", |one| !one.connected).await;
        one.other("nor there", |two| !two.connected).await;
        two.engine.edit_this_device(off(true)).await.unwrap();
    }
}

#[tokio::test]
async fn who_is_revoked_is_cut_off_at_once_and_told_why() {
    let (one, two) = (Device::new(1).await, Device::new(2).await);
    let (guest, _) = pair(&one, &two).await;
    one.other("they talk", |two| two.connected).await;
    one.engine.revoke_device(&guest).await.unwrap();
    let refused = two.other("refused", |one| one.state == DeviceState::Refused).await;
    assert_eq!(refused.fault.unwrap().code, "device_unknown");
    assert!(one.engine.devices().await.unwrap().paired.is_empty());
    one.subscribe(&["https://secret.example/"]).await;
    two.engine.sync_devices(None).await.unwrap();
    two.other("still refused", |one| one.state == DeviceState::Refused && !one.connected).await;
    assert!(two.engine.store().feeds().await.unwrap().is_empty());

    // Paired again they talk again.
    pair(&one, &two).await;
    two.has_feeds(&["https://secret.example/"]).await;
}

#[tokio::test]
async fn of_a_profile_and_its_copy_one_is_refused() {
    let (one, mut two) = (Device::new(1).await, Device::new(2).await);
    pair(&one, &two).await;
    one.other("they talk", |two| two.connected && two.state == DeviceState::InStep).await;
    let copy = two.copied(3).await;
    let faulty = |device: &lorch_model::devices::Device| {
        device.fault.as_ref().is_some_and(|fault| fault.code == "device_is_copy")
    };
    let told = tokio::select! {
        told = two.other("refused as a copy", faulty) => told,
        told = copy.other("refused as a copy", faulty) => told,
    };
    assert_eq!(told.state, DeviceState::Refused);
}

fn off(enabled: bool) -> lorch_model::devices::ThisDeviceEdit {
    lorch_model::devices::ThisDeviceEdit { enabled: Some(enabled), ..Default::default() }
}
