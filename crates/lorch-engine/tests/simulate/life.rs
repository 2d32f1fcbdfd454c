//! What happens to the devices, all of it from one seed.

use lorch_model::{
    id::Id,
    links::LinkEdit,
    reader::{MarkEdit, SubscriptionEdit},
};
use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::{
    compare::{shared, sound},
    device::{Device, article, draft},
    ledger::{Ledger, fields},
    wire::Wire,
};

const URLS: [&str; 3] = ["https://a.example/", "https://b.example/", "https://c.example/"];
const STEPS: usize = 30;
const MOST_DEVICES: usize = 5;

pub struct Life {
    chance: StdRng,
    devices: Vec<Device>,
    ledger: Ledger,
}

impl Life {
    pub async fn new(seed: u64) -> Self {
        let mut chance = StdRng::seed_from_u64(seed);
        let mut devices = Vec::new();
        for number in 0..chance.random_range(2..=4) {
            devices.push(Device::new(number, chance.random_range(-10..=10), chance.random_bool(0.2)).await);
        }
        Self { chance, devices, ledger: Ledger::default() }
    }

    /// Lives through its steps, then lets the wire heal and compares.
    pub async fn lived(mut self) -> Result<(), String> {
        self.begin().await;
        for _ in 0..STEPS {
            self.step().await;
        }
        for device in &mut self.devices {
            device.restart(true).await;
        }
        self.heal().await;
        let first = shared(&self.devices[0], &URLS).await;
        for device in &self.devices[1..] {
            let other = shared(device, &URLS).await;
            if other != first {
                let only =
                    |a: &[String], b: &[String]| a.iter().filter(|line| !b.contains(line)).cloned().collect::<Vec<_>>();
                return Err(format!("two devices differ:\n{:#?}\n{:#?}", only(&first, &other), only(&other, &first)));
            }
        }
        for device in &self.devices {
            sound(device).await?;
        }
        self.ledger.check(&self.devices, &fields(&self.devices[0], &URLS).await)
    }

    /// Every device hears of every other, even along a chain, and of what was answered meanwhile.
    async fn heal(&mut self) {
        for _ in 0..=self.devices.len() {
            for to in 0..self.devices.len() {
                for from in (0..self.devices.len()).filter(|from| *from != to) {
                    self.pull(to, from, &Wire::good()).await;
                }
            }
        }
    }

    async fn pull(&mut self, to: usize, from: usize, wire: &Wire) {
        if let Ok([to, from]) = self.devices.get_disjoint_mut([to, from]) {
            wire.pull(to, from, &mut self.ledger, &mut self.chance).await;
        }
    }

    /// Everybody reads the same two feeds before they ever met.
    async fn begin(&mut self) {
        for number in 0..self.devices.len() {
            for url in &URLS[..2] {
                let before = fields(&self.devices[number], &URLS).await;
                let device = &self.devices[number];
                device.engine.import_opml(opml("first", url).as_bytes()).await.unwrap();
                device.fetch(url, 0).await;
                self.note(number, &before).await;
            }
        }
    }

    async fn note(&mut self, number: usize, before: &crate::ledger::Fields) {
        let after = fields(&self.devices[number], &URLS).await;
        self.ledger.note(&mut self.devices[number].knows, before, &after);
    }

    async fn step(&mut self) {
        let device = self.chance.random_range(0..self.devices.len());
        match self.chance.random_range(0..20) {
            0 => self.devices[device].back_up().await,
            1 => self.devices[device].restore().await,
            2 => {
                let upgraded = self.chance.random_bool(0.5);
                self.devices[device].restart(upgraded).await;
            }
            3 if self.devices.len() < MOST_DEVICES => {
                let (number, years) =
                    (10 + u8::try_from(self.devices.len()).unwrap(), self.chance.random_range(-10..=10));
                let copy = self.devices[device].copied(number, years).await;
                self.devices.push(copy);
            }
            4..9 => {
                let (from, wire) = (self.chance.random_range(0..self.devices.len()), Wire::bad(&mut self.chance));
                self.pull(device, from, &wire).await;
            }
            _ => {
                let before = fields(&self.devices[device], &URLS).await;
                self.edit(device).await;
                self.note(device, &before).await;
            }
        }
    }

    /// What is asked of a feed or an article that a device doesn't have is refused, and that is as it should be.
    async fn edit(&mut self, device: usize) {
        let chance = &mut self.chance;
        let url = URLS[chance.random_range(0..URLS.len())];
        let number = chance.random_range(0..5);
        let (id, thing) = (Id::of_subscription(url), article(url, number));
        let value = chance.random_bool(0.6);
        let word = format!("w{}", chance.random_range(0..9));
        let edition = chance.random_range(0..4);
        let other = article(URLS[chance.random_range(0..URLS.len())], chance.random_range(0..3));
        let device = &self.devices[device];
        let engine = &device.engine;
        let marks = |edit: MarkEdit| engine.mark_article(&thing, edit);
        match chance.random_range(0..17) {
            0 | 1 => drop(engine.import_opml(opml(&word, url).as_bytes()).await.unwrap()),
            2 => device.fetch(url, edition).await,
            3 => {
                drop(engine.edit_subscription(&id, SubscriptionEdit { title: Some(word), ..Default::default() }).await)
            }
            4 => {
                drop(engine.edit_subscription(&id, SubscriptionEdit { folder: Some(word), ..Default::default() }).await)
            }
            5 => drop(engine.unsubscribe(&id).await),
            6 => drop(marks(MarkEdit { read: Some(value), ..Default::default() }).await),
            7 | 8 => drop(marks(MarkEdit { starred: Some(value), ..Default::default() }).await),
            9 | 10 => drop(marks(MarkEdit { saved: Some(value), ..Default::default() }).await),
            11 => drop(engine.mark_all_read(&Default::default(), None).await),
            12 => drop(engine.restore_from_bin(&id).await),
            13 => drop(engine.empty_bin().await.unwrap()),
            14 => {
                let records = (0..=number).map(|n| draft(url, n, edition).into_record(format!("feed:{url}"), None));
                let records = records.collect::<Result<Vec<_>, _>>().unwrap();
                let _ = engine.import_records("file", records).await.unwrap();
            }
            15 => drop(engine.undo_import(chance.random_range(1..5)).await),
            _ => {
                let edit = LinkEdit { a: thing, b: other, same: value, reason: word };
                if let Ok(link) = engine.link(edit).await
                    && number == 0
                {
                    engine.unlink(&link.id).await.unwrap();
                }
            }
        }
    }
}

fn opml(title: &str, url: &str) -> String {
    format!("<opml version=\"2.0\"><body><outline text=\"{title}\" xmlUrl=\"{url}\"/></body></opml>")
}
