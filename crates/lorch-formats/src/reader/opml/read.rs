//! OPML as it is found: whatever case, quotes and ampersands its writer used.

use std::collections::HashSet;

use lorch_model::reader::Outline;
use lorch_model::reader::Refusal;
use url::Url;

use crate::charset;
use crate::markup::{Token, sloppy_value as value, tokens};
use crate::reader::html;

use super::{Opml, OpmlError};

/// Stands for `/` in the name of a folder, because `/` parts the levels.
const SLASH_IN_NAME: &str = "∕";

/// Reads a list of subscriptions.
///
/// # Errors
/// [`OpmlError::NotOpml`] when there is neither an `opml` element nor a subscription.
pub fn read(bytes: &[u8]) -> Result<Opml, OpmlError> {
    let text = charset::decode(bytes, None);
    let mut list = List::default();
    let mut tokens = tokens(&text);
    while let Some(token) = tokens.next() {
        match token {
            Token::Open { name, attributes } if name.eq_ignore_ascii_case("outline") => list.outline(attributes),
            Token::Close { name } if name.eq_ignore_ascii_case("outline") => drop(list.folders.pop()),
            Token::Open { name, .. } if name.eq_ignore_ascii_case("opml") => list.is_opml = true,
            Token::Open { name, .. } if name.eq_ignore_ascii_case("title") && list.opml.title.is_none() => {
                if let Some(Token::Text(words)) = tokens.next() {
                    list.opml.title = Some(html::text(words)).filter(|title| !title.is_empty());
                }
            }
            _ => {}
        }
    }
    if list.is_opml || !list.opml.outlines.is_empty() { Ok(list.opml) } else { Err(OpmlError::NotOpml) }
}

#[derive(Default)]
struct List {
    is_opml: bool,
    opml: Opml,
    seen: HashSet<String>,
    /// Names of the open outlines; none for an outline that is a subscription itself.
    folders: Vec<Option<String>>,
}

impl List {
    fn outline(&mut self, attributes: &str) {
        let title = value(attributes, "title").map(one_line).filter(|title| !title.is_empty());
        let text = value(attributes, "text").map(one_line).filter(|text| !text.is_empty());
        let address = value(attributes, "xmlUrl").or_else(|| {
            let kind = value(attributes, "type")?.to_ascii_lowercase();
            if matches!(kind.as_str(), "rss" | "atom") { value(attributes, "url") } else { None }
        });
        let address = address.map(|address| address.trim().to_owned()).filter(|address| !address.is_empty());
        let is_folder = address.is_none();
        if let Some(address) = address {
            let title = title
                .clone()
                .or_else(|| text.clone().filter(|text| *text != one_line(address.clone())))
                .unwrap_or_default();
            self.subscription(&address, title, value(attributes, "htmlUrl"));
        }
        if !attributes.ends_with('/') {
            let name = if is_folder { text.or(title).map(|name| name.replace('/', SLASH_IN_NAME)) } else { None };
            self.folders.push(name);
        }
    }

    fn subscription(&mut self, address: &str, title: String, site: Option<String>) {
        let Some(url) = feed_address(address) else {
            let reason = "This is no http or https address.".to_owned();
            self.opml.refused.push(Refusal { text: address.to_owned(), reason });
            return;
        };
        if !self.seen.insert(url.clone()) {
            return;
        }
        let folder = self.folders.iter().flatten().map(String::as_str).collect::<Vec<_>>().join("/");
        let site = site.and_then(|site| feed_address(&site));
        self.opml.outlines.push(Outline { url, title, folder, site });
    }
}

/// An http or https address as it stands, `feed:` schemes undone and a missing scheme added.
fn feed_address(address: &str) -> Option<String> {
    let address = address.trim();
    let lower = address.get(..7).unwrap_or(address).to_ascii_lowercase();
    let address = if lower.starts_with("feed://") {
        format!("http://{}", &address[7..])
    } else if lower.starts_with("feed:") {
        address[5..].to_owned()
    } else if !address.contains("://") && address.split('/').next().is_some_and(|host| host.contains('.')) {
        format!("https://{address}")
    } else {
        address.to_owned()
    };
    let url = Url::parse(&address).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(address)
}

fn one_line(text: String) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
