//! What happens to the devices, all of it from one seed.

use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::{
    compare::{holds_nothing_expired, order, rebuilt_is_the_same, shared, sound},
    device::Device,
    edit::{edit, opml},
    ledger::Ledger,
    shown::{Shown, shown},
    wire::Wire,
    world::{URLS, at},
};

const STEPS: usize = 30;
const MOST_DEVICES: usize = 5;
/// Years from the middle until which everything that expires has done so, whatever a device's clock said.
const AFTERWARDS: i64 = 30;

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
        self.begin().await?;
        for _ in 0..STEPS {
            self.step().await?;
        }
        for device in &mut self.devices {
            device.restart(true).await;
            opened(&mut self.ledger, device).await;
            device.wait_until(at(AFTERWARDS));
            let mut write = device.engine.store().write().await.unwrap();
            write.expire(device.engine.now()).await.unwrap();
            write.commit().await.unwrap();
        }
        self.heal().await?;
        let first = shared(&self.devices[0]).await;
        for device in &self.devices[1..] {
            let other = shared(device).await;
            if other != first {
                let only =
                    |a: &[String], b: &[String]| a.iter().filter(|line| !b.contains(line)).cloned().collect::<Vec<_>>();
                return Err(format!("two devices differ:\n{:#?}\n{:#?}", only(&first, &other), only(&other, &first)));
            }
        }
        for device in &self.devices {
            sound(device).await?;
        }
        self.ledger.check(&self.devices, &shown(&self.devices[0]).await)?;
        let any = self.chance.random_range(0..self.devices.len());
        rebuilt_is_the_same(&self.devices[any]).await
    }

    /// Every device hears of every other, even along a chain, and of what was answered meanwhile.
    async fn heal(&mut self) -> Result<(), String> {
        for _ in 0..=self.devices.len() {
            for to in 0..self.devices.len() {
                for from in (0..self.devices.len()).filter(|from| *from != to) {
                    let spoken = self.chance.random_bool(0.5);
                    self.pull(to, from, &Wire::good(spoken)).await?;
                }
            }
            if self.know_the_same().await {
                break;
            }
        }
        Ok(())
    }

    async fn know_the_same(&self) -> bool {
        let first = self.devices[0].engine.store().vector().await.unwrap();
        for device in &self.devices {
            let store = device.engine.store();
            if store.vector().await.unwrap() != first || !store.held_exchanges().await.unwrap().is_empty() {
                return false;
            }
        }
        true
    }

    async fn pull(&mut self, to: usize, from: usize, wire: &Wire) -> Result<(), String> {
        match self.devices.get_disjoint_mut([to, from]) {
            Ok([to, from]) => wire.pull(to, from, &mut self.ledger, &mut self.chance).await,
            Err(_) => Ok(()),
        }
    }

    /// Everybody reads the same two feeds before they ever met, and sees them in the same order.
    async fn begin(&mut self) -> Result<(), String> {
        for device in &mut self.devices {
            for url in &URLS[..2] {
                let before = device.shown().await;
                device.engine.import_opml(opml("first", url).as_bytes()).await.unwrap();
                device.fetch(url, 0, &mut self.chance).await;
                note(&mut self.ledger, device, &before).await;
            }
        }
        let first = order(&self.devices[0]).await;
        for device in &self.devices[1..] {
            if order(device).await != first {
                return Err("two devices that have the same list it in another order".to_owned());
            }
        }
        Ok(())
    }

    async fn step(&mut self) -> Result<(), String> {
        let number = self.chance.random_range(0..self.devices.len());
        match self.chance.random_range(0..30) {
            0 => {
                self.devices[number].back_up().await;
                opened(&mut self.ledger, &mut self.devices[number]).await;
            }
            1 => {
                self.devices[number].restore().await;
                opened(&mut self.ledger, &mut self.devices[number]).await;
                return holds_nothing_expired(&self.devices[number]).await;
            }
            2 => {
                let upgraded = self.chance.random_bool(0.5);
                self.devices[number].restart(upgraded).await;
                opened(&mut self.ledger, &mut self.devices[number]).await;
            }
            3 if self.devices.len() < MOST_DEVICES => {
                let (next, years) =
                    (10 + u8::try_from(self.devices.len()).unwrap(), self.chance.random_range(-10..=10));
                let mut copy = self.devices[number].copied(next, years).await;
                opened(&mut self.ledger, &mut self.devices[number]).await;
                opened(&mut self.ledger, &mut copy).await;
                self.devices.push(copy);
            }
            4..9 => {
                let (from, wire) = (self.chance.random_range(0..self.devices.len()), Wire::bad(&mut self.chance));
                return self.pull(number, from, &wire).await;
            }
            9 => {
                let device = &mut self.devices[number];
                let before = device.shown().await;
                let days = self.chance.random_range(0..1_000);
                device.wait_until(device.engine.now() + std::time::Duration::from_secs(days * 86_400));
                device.engine.tidy_up().await.unwrap();
                note(&mut self.ledger, device, &before).await;
                return holds_nothing_expired(device).await;
            }
            _ => {
                let device = &mut self.devices[number];
                let before = device.shown().await;
                edit(device, &mut self.chance).await;
                note(&mut self.ledger, device, &before).await;
            }
        }
        Ok(())
    }
}

async fn note(ledger: &mut Ledger, device: &mut Device, before: &Shown) {
    let after = shown(device).await;
    ledger.note(&mut device.knows, before, &after);
    device.seen = Some(after);
}

async fn opened(ledger: &mut Ledger, device: &mut Device) {
    let after = shown(device).await;
    ledger.note_lives(&mut device.knows, &after);
    device.seen = Some(after);
}
