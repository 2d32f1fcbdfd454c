//! A feed at a glance.

use lorch_formats::reader::html;
use lorch_model::reader::{Enclosure, Entry, FeedContent};

use crate::{
    failure::Failure,
    out::{Out, count, faint, plain, strong, wrap},
};

/// Columns that the eye follows without effort.
const WIDEST: usize = 78;
/// Characters of an excerpt: about two lines.
const EXCERPT: usize = 140;

/// Prints what was read from a feed.
pub fn print(out: &Out, feed: &FeedContent) -> Result<(), Failure> {
    out.line(&[strong(feed.title.as_deref().unwrap_or("(no title)"))])?;
    let about = [feed.link.clone(), feed.language.clone(), Some(entries(feed))];
    out.line(&[faint(about.into_iter().flatten().collect::<Vec<_>>().join(" · "))])?;
    feed.entries.iter().try_for_each(|one| entry(out, one))
}

fn entry(out: &Out, entry: &Entry) -> Result<(), Failure> {
    out.line(&[])?;
    out.line(&[strong(entry.title.as_deref().unwrap_or("(no title)"))])?;
    let mut about = vec![entry.published.or(entry.updated).map_or("no date".to_owned(), |time| out.moment(time))];
    about.extend(entry.author.clone());
    if !entry.categories.is_empty() {
        about.push(entry.categories.join(", "));
    }
    out.line(&[faint(format!("  {}", about.join(" · ")))])?;
    if let Some(link) = &entry.link {
        out.line(&[faint(format!("  {link}"))])?;
    }
    let text = html::text(entry.content.as_deref().or(entry.summary.as_deref()).unwrap_or_default());
    let excerpt = html::excerpt(&text, EXCERPT);
    if !excerpt.is_empty() {
        for line in wrap(&excerpt, out.width.unwrap_or(WIDEST).min(WIDEST).saturating_sub(2)) {
            out.line(&[plain(format!("  {line}"))])?;
        }
    }
    entry.enclosures.iter().try_for_each(|one| Ok(out.line(&[faint(format!("  {}", attached(one)))])?))
}

/// A file that comes with an entry, in one line.
pub fn attached(enclosure: &Enclosure) -> String {
    let length = enclosure.length.filter(|length| *length > 0).map(size);
    let duration = enclosure.duration_seconds.map(|seconds| match seconds {
        3600.. => format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60),
        _ => format!("{}:{:02}", seconds / 60, seconds % 60),
    });
    let about: Vec<String> = [enclosure.media_type.clone(), length, duration].into_iter().flatten().collect();
    match about.join(", ") {
        about if about.is_empty() => enclosure.url.clone(),
        about => format!("{} ({about})", enclosure.url),
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}

fn entries(feed: &FeedContent) -> String {
    match feed.entries.len() {
        1 => "1 entry".to_owned(),
        number => count(number as u64, "entrie"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_attached_says_what_it_is() {
        let with = |media_type: Option<&str>, length, duration_seconds| {
            let media_type = media_type.map(str::to_owned);
            attached(&Enclosure { url: "https://a.example/x".into(), media_type, length, duration_seconds })
        };
        assert_eq!(with(None, None, None), "https://a.example/x");
        assert_eq!(with(None, Some(0), None), "https://a.example/x");
        let episode = with(Some("audio/mpeg"), Some(12_345_678), Some(3_725));
        assert_eq!(episode, "https://a.example/x (audio/mpeg, 12.3 MB, 1:02:05)");
        assert_eq!(with(None, Some(999), Some(59)), "https://a.example/x (999 B, 0:59)");
    }
}
