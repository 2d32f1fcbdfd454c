//! Two devices on loopback, over the wire that they use: how late an edit is, how long a first exchange takes, and what a
//! pair that has nothing to say costs.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use lorch_connect::http::ClientConfig;
use lorch_engine::{Engine, EngineConfig, SystemClock, devices::Invitation};
use lorch_host::vault::{Vaults, Work};
use lorch_model::{
    devices::{Device, DeviceKind, DeviceState, JoiningState, PairingState, ThisDeviceEdit},
    id::Id,
    reader::SubscriptionEdit,
};

use crate::{
    Result,
    figure::{Budget, Figure, Report},
    lists,
};

const EDITS: usize = 200;
const MEETINGS: usize = 20;
const RUNS: usize = 3;
const SOME: usize = 10_000;
const MANY: usize = 1_000_000;
/// Records that are written in one transaction on the device that has them.
const AT_ONCE: usize = 20_000;
const QUIET: Duration = Duration::from_secs(60);
/// What takes longer than this never comes.
const PATIENCE: Duration = Duration::from_secs(300);

pub(crate) async fn measure(report: &mut Report) -> Result<()> {
    report.part("Devices");
    let (one, two) = (Side::new(1).await?, Side::new(2).await?);
    pair(&one.engine, &two.engine).await?;
    let mut edits = edits(&one.engine, &two.engine).await?;
    edits.sort_by(f64::total_cmp);
    let at = |share: f64| edits.get((edits.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN);
    tell(report, "an edit on the other device, half of them", "ms", &[at(0.5)], 25.0);
    tell(report, "an edit on the other device, 99 of 100", "ms", &[at(0.99)], 100.0);
    tell(report, "meeting again when in step", "ms", &meetings(&one.engine, &two.engine).await?, 50.0);
    tell(report, "a pair that has nothing to say, a minute", "kB", &[quiet(&one.engine, &two.engine).await?], 1.0);
    one.engine.stop().await;
    two.engine.stop().await;
    let mut some = Vec::new();
    for _ in 0..RUNS {
        some.push(first_exchange(SOME, false).await?);
    }
    tell(report, "10,000 records with timeline and full text", "s", &some, 0.5);
    tell(report, "1,000,000 of them, broken off once", "s", &[first_exchange(MANY, true).await?], 45.0);
    Ok(())
}

fn tell(report: &mut Report, what: &str, unit: &'static str, runs: &[f64], most: f64) {
    report.tell(&Figure { what, unit, runs, beside: None, budget: Budget::Most(most) });
}

/// Milliseconds from the beginning of an edit until the other device shows it.
async fn edits(one: &Engine, two: &Engine) -> Result<Vec<f64>> {
    let opml = "<opml version=\"2.0\"><body><outline text=\"A\" xmlUrl=\"https://a.example/\"/></body></opml>";
    one.import_opml(opml.as_bytes()).await?;
    let id = Id::of_subscription("https://a.example/");
    let shows = async |title: &str| {
        until(two, async || {
            let feeds = two.store().feeds().await?;
            Ok(feeds.iter().any(|feed| feed.id == id && feed.own_title.as_deref() == Some(title)))
        })
        .await
    };
    let mut took = Vec::new();
    for edit in 0..EDITS {
        let title = format!("Title {edit}");
        let began = Instant::now();
        let wish = SubscriptionEdit { title: Some(title.clone()), ..SubscriptionEdit::default() };
        one.edit_subscription(&id, wish).await?;
        shows(&title).await?;
        took.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(took)
}

/// Milliseconds from switching a device on until both know that they are in step.
async fn meetings(one: &Engine, two: &Engine) -> Result<Vec<f64>> {
    let mut took = Vec::new();
    for _ in 0..MEETINGS {
        switch(two, false).await?;
        other(one, |two| !two.connected).await?;
        other(two, |one| !one.connected).await?;
        let began = Instant::now();
        switch(two, true).await?;
        other(two, |one| one.connected && one.state == DeviceState::InStep).await?;
        took.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(took)
}

/// Kilobytes that both sides send in a minute of silence.
async fn quiet(one: &Engine, two: &Engine) -> Result<f64> {
    other(one, |two| two.connected && two.state == DeviceState::InStep).await?;
    let sent = || one.device_bytes().0 + two.device_bytes().0;
    // What is said right after meeting is not silence.
    tokio::time::sleep(Duration::from_secs(10)).await;
    let before = sent();
    tokio::time::sleep(QUIET).await;
    Ok((sent() - before) as f64 / 1_000.0)
}

/// Seconds until a device has everything that the other has, from when they may talk; broken off in the middle, if so
/// wished, and begun again.
async fn first_exchange(records: usize, breaks: bool) -> Result<f64> {
    let (there, here) = (Side::new(3).await?, Side::new(4).await?);
    pair(&there.engine, &here.engine).await?;
    switch(&here.engine, false).await?;
    other(&there.engine, |here| !here.connected).await?;
    for begin in (0..records).step_by(AT_ONCE) {
        let drafts = (begin..records.min(begin + AT_ONCE)).map(|article| {
            let feed = i64::try_from(article % 50).unwrap_or(0);
            lists::draft(feed, article).into_record(format!("feed:https://feed{feed}.example/rss"), None)
        });
        let mut write = there.engine.store().write().await?;
        write.land_records(None, drafts.collect::<Result<Vec<_>, _>>()?, there.engine.now()).await?;
        write.commit().await?;
    }
    let (has, all) = (here.engine.store(), records as u64);
    let began = Instant::now();
    switch(&here.engine, true).await?;
    if breaks {
        until(&here.engine, async || Ok(has.count_entries().await? > all / 2)).await?;
        switch(&here.engine, false).await?;
        other(&there.engine, |here| !here.connected).await?;
        switch(&here.engine, true).await?;
    }
    until(&here.engine, async || Ok(has.count_entries().await? == all)).await?;
    other(&here.engine, |there| there.behind == Some(0)).await?;
    let took = began.elapsed().as_secs_f64();
    there.engine.stop().await;
    here.engine.stop().await;
    Ok(took)
}

/// A device in a folder of its own.
struct Side {
    _folder: tempfile::TempDir,
    engine: Engine,
}

impl Side {
    async fn new(number: u8) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let engine = engine(folder.path(), number).await?;
        Ok(Self { _folder: folder, engine })
    }
}

async fn engine(folder: &Path, number: u8) -> Result<Engine> {
    let engine = Engine::open(EngineConfig {
        database: folder.join("lorch.db"),
        state: folder.join("state"),
        machine: format!("bench {number}"),
        version: lorch_api::core::VERSION.to_owned(),
        clock: Arc::new(SystemClock),
        seed: [number; 32],
        client: ClientConfig::new(lorch_api::core::USER_AGENT),
    })
    .await?;
    let vaults = Vaults::of(folder).without_keyring().with_work(Work::LITTLE);
    vaults.open_file(&"a passphrase of the bench".to_owned().into())?;
    engine.keep_secrets_in(Arc::new(vaults));
    engine.on_machine(&format!("bench {number}"), DeviceKind::Desktop);
    engine.keep_devices_on_loopback();
    engine.start();
    Ok(engine)
}

async fn pair(host: &Engine, guest: &Engine) -> Result<()> {
    let ticket = host.begin_pairing().await?.ticket;
    guest.join_pairing(&Invitation::Ticket(ticket)).await?;
    until(host, async || Ok(host.pairing()?.state == PairingState::Asking)).await?;
    host.answer_pairing(true).await?;
    until(guest, async || Ok(guest.joining()?.state == JoiningState::Done)).await?;
    other(guest, |host| host.connected && host.state == DeviceState::InStep).await?;
    other(host, |guest| guest.connected && guest.state == DeviceState::InStep).await
}

async fn switch(engine: &Engine, enabled: bool) -> Result<()> {
    engine.edit_this_device(ThisDeviceEdit { enabled: Some(enabled), ..ThisDeviceEdit::default() }).await?;
    Ok(())
}

/// Waits until the only other device is like that.
async fn other(engine: &Engine, is_so: impl Fn(&Device) -> bool) -> Result<()> {
    until(engine, async || Ok(engine.devices().await?.paired.first().is_some_and(&is_so))).await
}

async fn until(engine: &Engine, mut is_so: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    let wait = async {
        loop {
            let place = engine.store().changes_since(None).number;
            if is_so().await? {
                return Ok(());
            }
            engine.store().changed_after(&place).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.map_err(|_| "it never comes")?
}
