//! Which elements and attributes may stay.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// Elements that may be shown. `img`, `audio`, `video` and `source` stay only until they are turned into links.
const ELEMENTS: [&str; 71] = [
    "a",
    "abbr",
    "acronym",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
];

/// Attributes by element. Those of `img` are read, never shown: lazy loading hides the address in `data-src`.
const ATTRIBUTES: [(&str, &[&str]); 11] = [
    ("a", &["href"]),
    ("img", &["src", "alt", "width", "height", "style", "data-src", "data-lazy-src", "data-original", "srcset"]),
    ("audio", &["src"]),
    ("video", &["src"]),
    ("source", &["src"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("ol", &["start", "reversed"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
    ("time", &["datetime"]),
];

/// Elements whose content is no text for a reader either.
const DROPPED: [&str; 16] = [
    "script",
    "noscript",
    "style",
    "iframe",
    "frame",
    "frameset",
    "noframes",
    "noembed",
    "template",
    "svg",
    "math",
    "select",
    "textarea",
    "title",
    "xmp",
    "plaintext",
];

/// Built once: it costs as much as cleaning a small article.
pub(super) static POLICY: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let elements: HashSet<&str> = ELEMENTS.into_iter().chain(["ul", "var", "video", "wbr"]).collect();
    let attributes: HashMap<&str, HashSet<&str>> =
        ATTRIBUTES.into_iter().map(|(element, names)| (element, names.iter().copied().collect())).collect();
    let mut policy = Builder::empty();
    policy
        .tags(elements)
        .clean_content_tags(DROPPED.into())
        .tag_attributes(attributes)
        .generic_attributes(["title", "lang", "dir"].into())
        .url_schemes(["http", "https", "mailto"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None);
    policy
});
