//! The wire between two devices: it breaks, it repeats itself, it brings old parts late.

use std::collections::BTreeMap;

use lorch_model::{
    exchange::{Batch, Content, Landing},
    id::Id,
};
use rand::{Rng, rngs::StdRng};

use crate::{device::Device, ledger::Ledger};

/// How an exchange goes.
pub struct Wire {
    /// Things in a part.
    pub part: usize,
    /// Parts after which it breaks.
    pub breaks_after: Option<usize>,
    /// Parts come twice, and some come late once more.
    pub stutters: bool,
}

impl Wire {
    pub fn good() -> Self {
        Self { part: 200, breaks_after: None, stutters: false }
    }

    pub fn bad(chance: &mut StdRng) -> Self {
        Self {
            part: chance.random_range(1..5),
            breaks_after: chance.random_bool(0.5).then(|| chance.random_range(0..4)),
            stutters: chance.random_bool(0.3),
        }
    }

    /// `to` takes from `from` what it lacks. Where too much would vanish, the person agrees or refuses by chance.
    pub async fn pull(&self, to: &mut Device, from: &Device, ledger: &mut Ledger, chance: &mut StdRng) {
        let peer = from.engine.store().origin();
        let theirs = from.engine.store().vector().await.unwrap();
        let mut late: Vec<Batch> = Vec::new();
        for parts in 0.. {
            if self.breaks_after == Some(parts) {
                return;
            }
            let Some(ask) = to.engine.begin_exchange(&peer, &theirs).await.unwrap() else {
                answer(to, &peer, ledger, chance).await;
                return;
            };
            if self.stutters {
                for batch in &late {
                    to.engine.land_batch_as(&peer, batch, reading(to)).await.unwrap();
                }
            }
            let batch = from.engine.store().batch(&ask, self.part).await.unwrap();
            let landing = to.engine.land_batch_as(&peer, &batch, reading(to)).await.unwrap();
            self.learn(to, from, &peer, &batch, ledger).await;
            late.push(batch);
            match landing {
                Landing::More => {}
                Landing::Whole => {
                    settle(to, &peer, ledger);
                    return;
                }
                Landing::Held(_) => {
                    answer(to, &peer, ledger, chance).await;
                    return;
                }
            }
        }
    }

    async fn learn(&self, to: &mut Device, from: &Device, peer: &Id, batch: &Batch, ledger: &Ledger) {
        let mut write = to.engine.store().write().await.unwrap();
        let aside: Vec<Id> = write.put_aside_by(peer).await.unwrap().into_iter().map(|item| item.key).collect();
        drop(write);
        for item in &batch.items {
            let thing = (item.content.kind(), item.key);
            let Some(news) = from.knows.of.get(&thing) else { continue };
            if aside.contains(&item.key) {
                to.knows.aside.entry(*peer).or_default().insert(thing, news.clone());
            } else {
                if let Some(aside) = to.knows.aside.get_mut(peer) {
                    aside.remove(&thing);
                }
                ledger.learn(&mut to.knows, &thing, news);
            }
        }
    }
}

/// What lay aside has landed.
fn settle(to: &mut Device, peer: &Id, ledger: &Ledger) {
    for (thing, news) in to.knows.aside.remove(peer).unwrap_or_default() {
        ledger.learn(&mut to.knows, &thing, &news);
    }
}

async fn answer(to: &mut Device, peer: &Id, ledger: &mut Ledger, chance: &mut StdRng) {
    let held: BTreeMap<Id, _> = to.engine.held().await.unwrap().into_iter().collect();
    let Some(vanishing) = held.get(peer) else { return };
    if chance.random_bool(0.5) {
        to.engine.agree(peer).await.unwrap();
        settle(to, peer, ledger);
        return;
    }
    let before = to.engine.store().feeds().await.unwrap();
    to.engine.refuse(peer).await.unwrap();
    settle(to, peer, ledger);
    for feed in before.iter().filter(|feed| vanishing.iter().any(|thing| thing.id == feed.id)) {
        let thing = ("subscription".to_owned(), feed.id);
        ledger.set(&mut to.knows, &thing, "title", feed.own_title.clone().unwrap_or_default());
        ledger.set(&mut to.knows, &thing, "folder", feed.folder.clone());
        ledger.set(&mut to.knows, &thing, "removed", false.to_string());
    }
}

fn reading(device: &Device) -> fn(Content) -> Content {
    if device.older { as_the_older } else { Content::read }
}

/// A Lorch from before records, and from before articles could be saved.
fn as_the_older(content: Content) -> Content {
    match content {
        Content::Record(_) => Content::Other(content.raw()),
        Content::Mark(ref mark) if mark.mark == "saved" => Content::Other(content.raw()),
        content => content,
    }
}
