//! What has to be the same on all devices, and what has to hold on each.

use lorch_documents::subscription;
use lorch_model::{
    id::Id,
    links::clusters,
    record::ARTICLE,
    search::{Order, Question},
};

use crate::{
    device::Device,
    plan,
    world::{self, URLS},
};

/// Everything shared, as lines.
pub async fn shared(device: &Device) -> Vec<String> {
    let store = device.engine.store();
    let mut lines = Vec::new();
    let mut write = store.write().await.unwrap();
    for url in &URLS {
        let id = Id::of_subscription(url);
        let subscription = subscription::project(&write.document(&id).await.unwrap()).ok();
        lines.push(format!("{url} {subscription:?} {:?}", write.purged_hashes(&id).await.unwrap().len()));
    }
    drop(write);
    lines.extend(
        store
            .feeds()
            .await
            .unwrap()
            .iter()
            .map(|feed| format!("feed {} {:?} {} {}", feed.url, feed.own_title, feed.folder, feed.added)),
    );
    lines.extend(store.bin().await.unwrap().iter().map(|item| format!("in the bin: {}", item.id)));
    lines.extend(store.marks().await.unwrap().into_iter().map(|mark| format!("{mark:?}")));
    let found = store.search(&Question::of("edition"), Order::Newest, None, 200).await.unwrap().items;
    lines.extend(store.list_folders().await.unwrap().iter().map(|folder| format!("{folder:?}")));
    lines.extend(store.rules().await.unwrap().iter().map(|rule| format!("{rule:?}")));
    lines.extend(plan::all(device).await.iter().map(|activity| format!("{activity:?}")));
    lines.push(format!("every {} minutes", store.settings().await.unwrap().refresh_minutes));
    for (id, record) in store.records().await.unwrap() {
        // Of what expires nothing is left in the end; whether its removal is remembered is each device's own matter.
        if world::expires(&id) && record.removed {
            continue;
        }
        if record.kind == ARTICLE && !record.removed {
            let article = store.article(&id).await.unwrap();
            let article = article.map(|article| (article.summary.title, article.summary.published, article.updated));
            lines.push(format!("article {id} {article:?}"));
            let hit = found.iter().find(|hit| hit.entry.id == id).map(|hit| &hit.entry.title);
            lines.push(format!("search {id} {hit:?}"));
        }
        lines.push(format!("{id} {record:?}"));
    }
    let links = store.links().await.unwrap();
    lines.push(format!("clusters {:?}", clusters(&links)));
    lines.extend(links.iter().map(|link| format!("{link:?}")));
    lines.sort();
    lines
}

/// What lists show of an article is what its marks say, the counts add up, and the log stands for what is there.
pub async fn sound(device: &Device) -> Result<(), String> {
    let store = device.engine.store();
    let marks = store.marks().await.unwrap();
    let marked = |id: &Id, word: &str| marks.iter().any(|(thing, mark)| thing == id && mark.mark == word && mark.value);
    let articles = store.articles(&Default::default(), None, 200).await.unwrap().items;
    for article in &articles {
        let shown = [article.read, article.starred, article.saved];
        if shown != ["read", "starred", "saved"].map(|word| marked(&article.id, word)) {
            return Err(format!("an article does not show its marks: {article:?}"));
        }
        if (article.starred || article.saved) && store.record(&article.id).await.unwrap().is_none() {
            return Err(format!("a marked article is no record: {article:?}"));
        }
    }
    for feed in store.feeds().await.unwrap() {
        let mine = articles.iter().filter(|article| article.feed == feed.id);
        let unread = mine.filter(|article| !article.read).count();
        if feed.unread as usize != unread {
            return Err(format!("{} says {} unread, but {unread} are", feed.url, feed.unread));
        }
    }
    holds_nothing_expired(device).await?;
    match store.log_faults().await.unwrap() {
        faults if faults.is_empty() => Ok(()),
        faults => Err(format!("the log does not stand for what is there: {faults:#?}")),
    }
}

/// The list of articles, as it is shown.
pub async fn order(device: &Device) -> Vec<Id> {
    let articles = device.engine.store().articles(&Default::default(), None, 200).await.unwrap().items;
    articles.into_iter().map(|article| article.id).collect()
}

/// What is due to go is gone.
pub async fn holds_nothing_expired(device: &Device) -> Result<(), String> {
    let next = device.engine.store().next_expiry().await.unwrap();
    match next.filter(|next| *next <= device.engine.now()) {
        None => Ok(()),
        Some(late) => Err(format!("what expired at {late} is still here")),
    }
}

/// Projections made again from the truth are the same, whoever the truth came from.
pub async fn rebuilt_is_the_same(device: &Device) -> Result<(), String> {
    let before = device.engine.store().digests().await.unwrap();
    device.engine.rebuild().await.unwrap();
    let after = device.engine.store().digests().await.unwrap();
    let differ: Vec<_> = before.iter().zip(&after).filter(|(before, after)| before != after).collect();
    if differ.is_empty() { Ok(()) } else { Err(format!("made again it is something else: {differ:#?}")) }
}
