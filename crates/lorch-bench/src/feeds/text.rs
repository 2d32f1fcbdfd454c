//! The text of a feed, word for word the same in every run.

use std::fmt::Write;

use jiff::{SignedDuration, Timestamp};

/// Syllables that words are made of; two or three a word make some thousand words.
const SYLLABLES: [&str; 24] = [
    "ba", "den", "fi", "gor", "hal", "in", "ka", "lo", "mer", "nis", "or", "pa", "qui", "ra", "sel", "tu", "un", "ver",
    "wo", "xa", "yl", "zen", "é", "ü",
];

/// A feed of `items` entries: RSS and Atom by turns.
pub(super) fn feed(number: usize, items: usize) -> String {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15 ^ (number as u64 + 1));
    let entries = (0..items).map(|item| entry(number, item, &mut chance)).collect::<String>();
    let site = format!("https://blog{number}.example");
    if number.is_multiple_of(2) {
        return format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
             xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Feed {number}</title>\
             <link>{site}/</link><description>Notes</description><language>en</language>\n{entries}</channel></rss>"
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\
         <title>Feed {number}</title><id>{site}/</id><link href=\"{site}/\"/><updated>2026-01-01T00:00:00Z</updated>\n\
         {entries}</feed>"
    )
}

fn entry(feed: usize, item: usize, chance: &mut Chance) -> String {
    let (title, author, tag) = (chance.words(7), chance.words(2), chance.words(1));
    let (summary, body) = (chance.words(24), body(feed, item, chance));
    let link = format!("https://blog{feed}.example/posts/{item}?utm_source=rss&amp;utm_medium=feed&amp;p={item}");
    let at = date(feed, item);
    if feed.is_multiple_of(2) {
        let date = at.strftime("%a, %d %b %Y %H:%M:%S +0000");
        return format!(
            "<item><title>{title}</title><link>{link}</link><guid isPermaLink=\"false\">blog{feed}-{item}</guid>\
             <pubDate>{date}</pubDate><dc:creator>{author}</dc:creator><category>{tag}</category>\
             <description>{summary}</description><content:encoded><![CDATA[{body}]]></content:encoded></item>\n"
        );
    }
    let body = body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<entry><title>{title}</title><link href=\"{link}\"/><id>tag:blog{feed}.example,2026:{item}</id>\
         <published>{at}</published><updated>{at}</updated><author><name>{author}</name></author>\
         <category term=\"{tag}\"/><summary>{summary}</summary><content type=\"html\">{body}</content></entry>\n"
    )
}

/// About 1.5 kB of HTML as blogs write it.
fn body(feed: usize, item: usize, chance: &mut Chance) -> String {
    let mut html = String::with_capacity(1600);
    let _ = write!(
        html,
        "<p>{} <a href=\"/posts/{}?utm_campaign=weekly&amp;utm_source=rss\">{}</a> {} <strong>{}</strong>.</p>\
         <figure class=\"wp-block-image\"><img src=\"/images/{item}.jpg\" alt=\"{}\" width=\"800\" height=\"450\" \
         loading=\"lazy\" srcset=\"/images/{item}-2x.jpg 2x\"></figure>",
        chance.words(22),
        item + 1,
        chance.words(3),
        chance.words(18),
        chance.words(2),
        chance.words(4),
    );
    let _ = write!(
        html,
        "<h2 id=\"h{item}\">{}</h2><p style=\"margin: 0\">{} <em>{}</em> {}</p><ul><li>{}</li><li>{}</li></ul>",
        chance.words(4),
        chance.words(20),
        chance.words(2),
        chance.words(14),
        chance.words(6),
        chance.words(7),
    );
    let _ = write!(
        html,
        "<blockquote><p>{}</p></blockquote><p>{} <a href=\"https://elsewhere.example/a?id={item}&amp;fbclid=IwAR{feed}\" \
         target=\"_blank\" rel=\"noopener\" onclick=\"track()\">{}</a>.</p><img src=\"https://pixel.wp.com/b.gif?post={item}\" \
         width=\"1\" height=\"1\" alt=\"\">",
        chance.words(16),
        chance.words(26),
        chance.words(3),
    );
    html
}

/// Every entry has its own second, none lies ahead.
fn date(feed: usize, item: usize) -> Timestamp {
    let newest = Timestamp::from_second(1_767_225_600).unwrap_or_default();
    let back = i64::try_from(item * 17_863 + feed * 37).unwrap_or(0);
    newest.saturating_sub(SignedDuration::from_secs(back)).unwrap_or(newest)
}

/// Pseudo-random words (xorshift), the same for the same seed.
struct Chance(u64);

impl Chance {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % below
    }

    fn words(&mut self, count: usize) -> String {
        let mut words = String::new();
        for word in 0..count {
            if word > 0 {
                words.push(' ');
            }
            for _ in 0..2 + self.next(2) {
                words.push_str(SYLLABLES[self.next(SYLLABLES.len())]);
            }
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_as_large_as_they_claim_and_never_change() {
        for number in [0, 1] {
            let text = feed(number, 50);
            assert_eq!(text, feed(number, 50));
            let read = feed_rs::parser::parse(text.as_bytes()).unwrap();
            assert_eq!(read.entries.len(), 50);
            let html = read.entries[7].content.as_ref().and_then(|content| content.body.as_ref()).unwrap();
            assert!((1_300..1_800).contains(&html.len()), "{} bytes", html.len());
            assert!(html.contains("utm_campaign=weekly") && html.contains("pixel.wp.com"));
        }
    }
}
