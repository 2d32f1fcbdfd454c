//! The wire between two devices: it breaks, it repeats itself, it brings old parts late.

use std::collections::{BTreeMap, BTreeSet};

use lorch_model::{
    exchange::{Batch, Content, Landing, is_too_much},
    id::Id,
};
use rand::{Rng, rngs::StdRng};

use crate::{
    device::Device,
    ledger::Ledger,
    shown::{PURGE, Thing},
    spoken::{self, Faults},
};

/// How an exchange goes.
pub struct Wire {
    /// Things in a part.
    pub part: usize,
    /// Parts after which it breaks.
    pub breaks_after: Option<usize>,
    /// Parts come twice, and some come late once more.
    pub stutters: bool,
    /// Where too much would vanish, the person answers at once.
    pub answered: bool,
    /// They say it to each other as two devices do; otherwise it is handed over part by part.
    pub spoken: bool,
}

impl Wire {
    pub fn good(spoken: bool) -> Self {
        Self { part: 200, breaks_after: None, stutters: false, answered: true, spoken }
    }

    pub fn bad(chance: &mut StdRng) -> Self {
        Self {
            part: chance.random_range(1..5),
            breaks_after: chance.random_bool(0.5).then(|| chance.random_range(0..4)),
            stutters: chance.random_bool(0.3),
            answered: chance.random_bool(0.7),
            spoken: chance.random_bool(0.5),
        }
    }

    /// `to` takes from `from` what it lacks. Where too much would vanish, the person agrees or refuses by chance.
    pub async fn pull(
        &self,
        to: &mut Device,
        from: &Device,
        ledger: &mut Ledger,
        chance: &mut StdRng,
    ) -> Result<(), String> {
        to.seen = None;
        let peer = from.engine.store().origin();
        let theirs = from.engine.store().vector().await.unwrap();
        let mut late: Vec<Batch> = Vec::new();
        let mut here = visible(to).await;
        if self.spoken {
            return self.pull_spoken(to, from, &mut here, ledger, chance).await;
        }
        for parts in 0.. {
            if self.breaks_after == Some(parts) {
                break;
            }
            let held = to.engine.store().held_exchanges().await.unwrap().contains(&peer);
            let Some(ask) = to.engine.begin_exchange(&peer, &theirs).await.unwrap() else {
                return self.answer(to, &peer, ledger, chance).await;
            };
            if held {
                // It was too much, but some of it has gone another way since.
                settle(to, &peer, ledger);
                asks_before_much_vanishes(to, &mut here).await?;
            }
            if self.stutters {
                for batch in &late {
                    to.engine.land_batch_as(&peer, batch, reading(to)).await.unwrap();
                }
            }
            let batch = from.engine.store().batch(&ask, self.part).await.unwrap();
            let landing = to.engine.land_batch_as(&peer, &batch, reading(to)).await.unwrap();
            asks_before_much_vanishes(to, &mut here).await?;
            learn(to, from, &peer, &batch, ledger).await;
            late.push(batch);
            match landing {
                Landing::More => {}
                Landing::Whole => {
                    settle(to, &peer, ledger);
                    break;
                }
                Landing::Held(_) => return self.answer(to, &peer, ledger, chance).await,
            }
        }
        Ok(())
    }

    /// As [`Wire::pull`], over the talk of two devices.
    async fn pull_spoken(
        &self,
        to: &mut Device,
        from: &Device,
        here: &mut BTreeSet<Thing>,
        ledger: &mut Ledger,
        chance: &mut StdRng,
    ) -> Result<(), String> {
        let peer = from.engine.store().origin();
        if to.engine.store().held_exchanges().await.unwrap().contains(&peer) {
            let theirs = from.engine.store().vector().await.unwrap();
            if to.engine.begin_exchange(&peer, &theirs).await.unwrap().is_none() {
                return self.answer(to, &peer, ledger, chance).await;
            }
            settle(to, &peer, ledger);
            asks_before_much_vanishes(to, here).await?;
        }
        let faults = Faults { breaks_after: self.breaks_after, stutters: self.stutters };
        match spoken::talk(to, from, self.part, faults, ledger, here, chance).await? {
            true => self.answer(to, &peer, ledger, chance).await,
            false => Ok(()),
        }
    }

    async fn answer(&self, to: &mut Device, peer: &Id, ledger: &mut Ledger, chance: &mut StdRng) -> Result<(), String> {
        let held: BTreeMap<Id, _> = to.engine.held().await.unwrap().into_iter().collect();
        let Some(vanishing) = held.get(peer) else { return Err("what is held is not listed".to_owned()) };
        if !self.answered {
            return Ok(());
        }
        let listed: BTreeSet<Thing> = vanishing.iter().map(|thing| (thing.kind.clone(), thing.id)).collect();
        if !listed.is_subset(&visible(to).await) {
            return Err(format!("it is asked whether what is not here may vanish: {vanishing:?}"));
        }
        if chance.random_bool(0.5) {
            to.engine.agree(peer).await.unwrap();
            settle(to, peer, ledger);
            return match listed.is_disjoint(&visible(to).await) {
                true => Ok(()),
                false => Err(format!("it was agreed that this vanishes, but not all of it did: {vanishing:?}")),
            };
        }
        to.engine.refuse(peer).await.unwrap();
        settle(to, peer, ledger);
        if !listed.is_subset(&visible(to).await) {
            return Err(format!("it was refused that this vanishes, but some of it did: {vanishing:?}"));
        }
        for ((thing, field), held) in to.shown().await {
            if listed.contains(&thing) && field != PURGE {
                // That it stays was written; its other values only where they would have gone with it.
                ledger.set(&mut to.knows, &thing, &field, held.value, false);
            }
        }
        Ok(())
    }
}

/// What the person would miss: every made thing that is not in the bin, every record that is not removed.
pub async fn visible(device: &Device) -> BTreeSet<Thing> {
    let store = device.engine.store();
    let made = store.feeds().await.unwrap().into_iter().map(|feed| ("subscription".to_owned(), feed.id));
    let records = store.records().await.unwrap().into_iter().filter(|(_, record)| !record.removed);
    let rules = store.rules().await.unwrap().into_iter().map(|rule| ("rule".to_owned(), rule.id));
    let planned = crate::plan::all(device).await.into_iter().map(|activity| ("activity".to_owned(), activity.id));
    made.chain(rules)
        .chain(planned)
        .chain(records.map(|(id, record)| (format!("record:{}", record.kind), id)))
        .collect()
}

/// Nothing of what was `here` may be gone unasked when it is more than a fifth or fifty.
pub async fn asks_before_much_vanishes(device: &Device, here: &mut BTreeSet<Thing>) -> Result<(), String> {
    let now = visible(device).await;
    let gone: Vec<Thing> = here.difference(&now).cloned().collect();
    for group in gone.chunk_by(|(one, _), (other, _)| one == other) {
        let left = now.iter().filter(|(kind, _)| *kind == group[0].0).count();
        if is_too_much(group.len(), left + group.len()) {
            return Err(format!("nobody was asked whether this may vanish: {group:?}"));
        }
    }
    *here = now;
    Ok(())
}

/// What `to` now knows since it got this part.
pub async fn learn(to: &mut Device, from: &Device, peer: &Id, batch: &Batch, ledger: &Ledger) {
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

/// What lay aside has landed.
pub fn settle(to: &mut Device, peer: &Id, ledger: &Ledger) {
    for (thing, news) in to.knows.aside.remove(peer).unwrap_or_default() {
        ledger.learn(&mut to.knows, &thing, &news);
    }
}

pub fn reading(device: &Device) -> fn(Content) -> Content {
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
