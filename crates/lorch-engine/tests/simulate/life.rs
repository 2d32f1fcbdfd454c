//! What happens to the devices, all of it from one seed.

use lorch_model::{
    id::Id,
    reader::{MarkEdit, SubscriptionEdit},
};
use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::device::{Device, article};

const URLS: [&str; 3] = ["https://a.example/", "https://b.example/", "https://c.example/"];
const STEPS: usize = 30;

pub struct Life {
    chance: StdRng,
    devices: Vec<Device>,
}

impl Life {
    pub async fn new(seed: u64) -> Self {
        let mut chance = StdRng::seed_from_u64(seed);
        let mut devices = Vec::new();
        for number in 0..chance.random_range(2..=4) {
            devices.push(Device::new(number, chance.random_range(-10..=10)).await);
        }
        Self { chance, devices }
    }

    /// Lives through its steps, then lets the wire heal and compares.
    pub async fn lived(mut self) -> Result<(), String> {
        self.begin().await;
        for _ in 0..STEPS {
            self.step().await;
        }
        // Every device hears of every other, even along a chain.
        for _ in 0..self.devices.len() {
            for to in 0..self.devices.len() {
                for from in (0..self.devices.len()).filter(|from| *from != to) {
                    self.devices[to].pull(&self.devices[from], 3, None, false).await;
                }
            }
        }
        for device in &self.devices {
            for url in URLS {
                device.fetch(url).await;
            }
        }
        let first = self.devices[0].shared().await;
        for device in &self.devices[1..] {
            let other = device.shared().await;
            if other != first {
                let only =
                    |a: &[String], b: &[String]| a.iter().filter(|line| !b.contains(line)).cloned().collect::<Vec<_>>();
                return Err(format!("two devices differ:\n{:#?}\n{:#?}", only(&first, &other), only(&other, &first)));
            }
        }
        for device in &self.devices {
            flags_follow_marks(device).await?;
        }
        Ok(())
    }

    /// Everybody reads the same two feeds before they ever met.
    async fn begin(&self) {
        for device in &self.devices {
            for url in &URLS[..2] {
                let opml =
                    format!("<opml version=\"2.0\"><body><outline text=\"first\" xmlUrl=\"{url}\"/></body></opml>");
                device.engine.import_opml(opml.as_bytes()).await.unwrap();
                device.fetch(url).await;
            }
        }
    }

    async fn step(&mut self) {
        let device = self.chance.random_range(0..self.devices.len());
        let url = URLS[self.chance.random_range(0..URLS.len())];
        let (id, thing) = (Id::of_subscription(url), article(url, self.chance.random_range(0..5)));
        let value = self.chance.random_bool(0.5);
        let word = format!("w{}", self.chance.random_range(0..9));
        let engine = &self.devices[device].engine;
        // What is asked of a feed or an article that this device doesn't have is refused, and that is as it should be.
        match self.chance.random_range(0..14) {
            0 | 1 => {
                let opml =
                    format!("<opml version=\"2.0\"><body><outline text=\"{word}\" xmlUrl=\"{url}\"/></body></opml>");
                engine.import_opml(opml.as_bytes()).await.unwrap();
            }
            2 => self.devices[device].fetch(url).await,
            3 => {
                drop(engine.edit_subscription(&id, SubscriptionEdit { title: Some(word), ..Default::default() }).await)
            }
            4 => {
                drop(engine.edit_subscription(&id, SubscriptionEdit { folder: Some(word), ..Default::default() }).await)
            }
            5 => drop(engine.unsubscribe(&id).await),
            6 => drop(engine.mark_article(&thing, MarkEdit { read: Some(value), starred: None }).await),
            7 => drop(engine.mark_article(&thing, MarkEdit { read: None, starred: Some(value) }).await),
            8 => drop(engine.mark_all_read(&Default::default(), None).await),
            9 | 10 => match self.chance.random_range(0..3) {
                0 => self.devices[device].back_up().await,
                1 => drop(self.devices[device].restore().await),
                _ => self.devices[device].restart().await,
            },
            _ => {
                let from = self.chance.random_range(0..self.devices.len());
                let breaks = self.chance.random_bool(0.5).then(|| self.chance.random_range(0..3));
                let (part, twice) = (self.chance.random_range(1..5), self.chance.random_bool(0.3));
                if from != device {
                    self.devices[device].pull(&self.devices[from], part, breaks, twice).await;
                }
            }
        }
    }
}

/// What lists show of an article is what its marks say, and the counts add up.
async fn flags_follow_marks(device: &Device) -> Result<(), String> {
    let store = device.engine.store();
    let marks = store.marks().await.unwrap();
    let marked = |id: &Id, word: &str| marks.iter().any(|(thing, mark)| thing == id && mark.mark == word && mark.value);
    let articles = store.articles(&Default::default(), None, 200).await.unwrap().items;
    for article in &articles {
        if (article.read, article.starred) != (marked(&article.id, "read"), marked(&article.id, "starred")) {
            return Err(format!("an article does not show its marks: {article:?}"));
        }
    }
    for feed in store.feeds().await.unwrap() {
        let mine = articles.iter().filter(|article| article.feed == feed.id);
        let unread = mine.filter(|article| !article.read).count();
        if feed.unread as usize != unread {
            return Err(format!("{} says {} unread, but {unread} are", feed.url, feed.unread));
        }
    }
    Ok(())
}
