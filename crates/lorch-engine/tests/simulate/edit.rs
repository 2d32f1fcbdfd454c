//! What a person does on one of the devices.

use lorch_model::{
    id::Id,
    links::LinkEdit,
    reader::{MarkEdit, RuleEdit, SubscriptionEdit},
    settings::SettingsEdit,
};
use rand::{Rng, rngs::StdRng};

use crate::{
    device::Device,
    plan::plan,
    world::{ARTICLES, EXPIRING, URLS, article, record},
};

/// Does something. What is asked of a feed or an article that the device doesn't have is refused, and that is as it
/// should be.
pub async fn edit(device: &Device, chance: &mut StdRng) {
    let url = URLS[chance.random_range(0..URLS.len())];
    let number = chance.random_range(0..ARTICLES);
    let (id, thing) = (Id::of_subscription(url), article(url, number));
    let value = chance.random_bool(0.6);
    let word = format!("w{}", chance.random_range(0..9));
    let edition = chance.random_range(0..4);
    let other = article(URLS[chance.random_range(0..URLS.len())], chance.random_range(0..3));
    let engine = &device.engine;
    let marks = |edit: MarkEdit| engine.mark_article(&thing, edit);
    match chance.random_range(0..30) {
        0 | 1 => drop(engine.import_opml(opml(&word, url).as_bytes()).await.unwrap()),
        2 => device.fetch(url, edition, chance).await,
        3 => drop(engine.edit_subscription(&id, SubscriptionEdit { title: Some(word), ..Default::default() }).await),
        4 => drop(engine.edit_subscription(&id, SubscriptionEdit { folder: Some(word), ..Default::default() }).await),
        5 => drop(engine.unsubscribe(&id).await),
        6 => drop(marks(MarkEdit { read: Some(value), ..Default::default() }).await),
        7 | 8 => drop(marks(MarkEdit { starred: Some(value), ..Default::default() }).await),
        9 | 10 => drop(marks(MarkEdit { saved: Some(value), ..Default::default() }).await),
        11 => drop(engine.mark_all_read(&Default::default(), None).await),
        12 => drop(engine.restore_from_bin(&id).await),
        13 => drop(engine.empty_bin().await.unwrap()),
        14 => import(device, url, 0..=number, edition).await,
        15 => import(device, url, EXPIRING.start..=EXPIRING.start + number % 3, edition).await,
        16 => drop(engine.undo_import(chance.random_range(1..5)).await),
        17 => {
            let minutes = Some(chance.random_range(15..60));
            engine.edit_settings(SettingsEdit { refresh_minutes: minutes, ..Default::default() }).await.unwrap();
        }
        18 | 19 => drop(engine.undo(None).await),
        20 => drop(engine.redo(None).await),
        21 => rename(device, &word, chance).await,
        22..25 => rule(device, word, value, chance).await,
        25..29 => plan(device, &word, value, chance).await,
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

/// Gives a folder another name, or puts it into another one.
async fn rename(device: &Device, word: &str, chance: &mut StdRng) {
    let folders = device.engine.store().list_folders().await.unwrap();
    if folders.is_empty() {
        return;
    }
    let [one, other] = [(); 2].map(|()| &folders[chance.random_range(0..folders.len())]);
    let to = if chance.random_bool(0.5) { format!("{}/{word}", other.path) } else { word.to_owned() };
    drop(device.engine.rename_folder(&one.id, &to).await);
}

/// Makes, changes or removes a rule. What it marks is seen with the other marks.
async fn rule(device: &Device, word: String, value: bool, chance: &mut StdRng) {
    let engine = &device.engine;
    let rules = engine.store().rules().await.unwrap();
    let folder = chance.random_bool(0.3).then(|| format!("w{}", chance.random_range(0..9)));
    let edit = RuleEdit { words: Some("edition".into()), folder, starred: Some(value), ..Default::default() };
    match chance.random_range(0..4) {
        0 | 1 if !rules.is_empty() => {
            let edit = RuleEdit { name: Some(word), read: Some(!value), ..edit };
            drop(engine.edit_rule(&rules[chance.random_range(0..rules.len())].id, edit).await);
        }
        2 if !rules.is_empty() => engine.remove_rule(&rules[chance.random_range(0..rules.len())].id).await.unwrap(),
        _ => drop(engine.add_rule(RuleEdit { read: Some(true), ..edit }).await.unwrap()),
    }
}

/// The OPML of one feed.
pub fn opml(title: &str, url: &str) -> String {
    format!("<opml version=\"2.0\"><body><outline text=\"{title}\" xmlUrl=\"{url}\"/></body></opml>")
}

async fn import(device: &Device, url: &str, numbers: std::ops::RangeInclusive<u8>, edition: u8) {
    let records = numbers.map(|number| record(url, number, edition)).collect();
    device.engine.import_records("file", records).await.unwrap();
}
