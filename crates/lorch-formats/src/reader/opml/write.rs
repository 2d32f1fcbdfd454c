//! OPML 2.0 as every reader takes it.

use std::fmt::Write;

use jiff::Timestamp;
use lorch_model::reader::Outline;

use super::rfc822;

/// Writes subscriptions as OPML 2.0, folders nested in the order of their first subscription; without a date it is the
/// same whenever it is written.
pub fn write(title: &str, date: Option<Timestamp>, outlines: &[Outline]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n");
    let _ = writeln!(out, "    <title>{}</title>", escape(title));
    if let Some(date) = date {
        let _ = writeln!(out, "    <dateCreated>{}</dateCreated>", rfc822(date));
    }
    out.push_str("  </head>\n  <body>\n");
    let mut root = Folder::default();
    for outline in outlines {
        root.at(outline.folder.split('/').filter(|name| !name.is_empty()).take(MOST_LEVELS)).outlines.push(outline);
    }
    root.write(&mut out, 2);
    out.push_str("  </body>\n</opml>\n");
    out
}

/// A folder while the tree is put together.
#[derive(Default)]
struct Folder<'a> {
    name: &'a str,
    folders: Vec<Folder<'a>>,
    outlines: Vec<&'a Outline>,
}

impl<'a> Folder<'a> {
    fn at(&mut self, path: impl Iterator<Item = &'a str>) -> &mut Self {
        let mut folder = self;
        for name in path {
            let index = folder.folders.iter().position(|inner| inner.name == name).unwrap_or_else(|| {
                folder.folders.push(Folder { name, ..Folder::default() });
                folder.folders.len() - 1
            });
            folder = &mut folder.folders[index];
        }
        folder
    }

    fn write(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        for outline in &self.outlines {
            let text = if outline.title.is_empty() { &outline.url } else { &outline.title };
            let _ = write!(out, "{indent}<outline type=\"rss\" text=\"{}\"", escape(text));
            if !outline.title.is_empty() {
                let _ = write!(out, " title=\"{}\"", escape(&outline.title));
            }
            let _ = write!(out, " xmlUrl=\"{}\"", escape(&outline.url));
            if let Some(site) = &outline.site {
                let _ = write!(out, " htmlUrl=\"{}\"", escape(site));
            }
            out.push_str("/>\n");
        }
        for folder in &self.folders {
            let name = escape(folder.name);
            let _ = writeln!(out, "{indent}<outline text=\"{name}\" title=\"{name}\">");
            folder.write(out, depth + 1);
            let _ = writeln!(out, "{indent}</outline>");
        }
    }
}

/// Deeper folders than anyone has are folded into the one at this level.
const MOST_LEVELS: usize = 32;

/// Text as it must stand in a value. What XML cannot hold is left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | '\r' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter < ' ' => {}
            letter => out.push(letter),
        }
    }
    out
}
