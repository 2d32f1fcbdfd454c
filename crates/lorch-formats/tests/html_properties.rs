//! What holds for the HTML of anyone, however hostile.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use lorch_formats::reader::html::{clean, excerpt, link, text};
use proptest::prelude::*;
use url::Url;

fn base() -> Url {
    Url::parse("https://example.org/blog/").unwrap()
}

/// Pieces that hostile and sloppy HTML is made of.
fn piece() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "a",
        "b",
        "i",
        "p",
        "div",
        "span",
        "table",
        "tr",
        "td",
        "ul",
        "li",
        "img",
        "script",
        "style",
        "svg",
        "math",
        "iframe",
        "form",
        "button",
        "object",
        "template",
        "select",
        "option",
        "textarea",
        "noscript",
        "h1",
        "h2",
        "font",
        "video",
        "audio",
        "source",
        "br",
        "blockquote",
        "title",
        "plaintext",
        "caption",
        "foo",
        "mtext",
        "mglyph",
        "annotation-xml",
        "desc",
        "foreignObject",
        "marquee",
        "nobr",
        "pre",
        "dl",
        "dd",
        "ruby",
        "rt",
        "frameset",
        "body",
    ]);
    let attribute = prop::sample::select(vec![
        " href=\"javascript:alert(1)\"",
        " href=' java\tscript:alert(1)'",
        " href=/x?utm_source=y",
        " src=x",
        " src=\"data:image/png;base64,AA\"",
        " onerror=alert(1)",
        " onclick=\"x()\"",
        " style=\"color:red\"",
        " class=c",
        " id=i",
        " srcset='x 2x'",
        " alt='\" onload=\"x'",
        " title='<script>'",
        " href=\"vbscript:x\"",
        " xlink:href=x",
        " encoding=text/html",
        "",
        "",
        "/",
    ]);
    prop_oneof![
        4 => (name.clone(), attribute.clone(), attribute).prop_map(|(n, a, b)| format!("<{n}{a}{b}>")),
        3 => name.prop_map(|n| format!("</{n}>")),
        2 => "[a-z <>&;\"'=/]{0,8}",
        1 => prop::sample::select(vec!["<!--", "-->", "<![CDATA[", "]]>", "&lt;script&gt;", "&amp;", "&nbsp;", "\0", "\r\n", "é"])
            .prop_map(str::to_owned),
    ]
}

fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..14).prop_map(|pieces| pieces.concat())
}

/// The tags of HTML that was written by a serializer.
fn tags(html: &str) -> Vec<String> {
    html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap().to_ascii_lowercase()).collect()
}

#[test]
fn a_heading_in_a_heading_is_cleaned_once_and_for_all() {
    let once = clean("<h1><font><h1>", &base());
    assert_eq!(clean(&once, &base()), once);
}

#[test]
fn what_moves_out_of_a_table_is_cleaned_once_and_for_all() {
    let once = clean("<li><table><li>", &base());
    assert_eq!(clean(&once, &base()), once);
}

#[test]
fn the_first_line_end_of_a_pre_stays_when_what_stood_before_it_is_taken_out() {
    let once = clean("<pre><source src=x>\r\n", &base());
    assert_eq!(clean(&once, &base()), once);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn nothing_hostile_is_left(html in hostile()) {
        let cleaned = clean(&html, &base());
        for tag in tags(&cleaned) {
            let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
            for forbidden in ["script", "style", "iframe", "svg", "math", "img", "form", "input", "object", "video", "audio"] {
                prop_assert_ne!(&name, forbidden, "{} -> {}", html, cleaned);
            }
            for attribute in tag.split('"').step_by(2) {
                for forbidden in [" on", " style=", " class=", " id=", " src=", " srcset="] {
                    prop_assert!(!attribute.contains(forbidden), "{} -> {}", html, cleaned);
                }
            }
            if let Some((_, href)) = tag.split_once("href=\"") {
                prop_assert!(["http://", "https://", "mailto:"].iter().any(|scheme| href.starts_with(scheme)), "{} -> {}", html, cleaned);
                prop_assert!(!href.contains("utm_"));
                prop_assert!(tag.contains("rel=\"noopener noreferrer nofollow\""));
            }
        }
    }

    #[test]
    fn cleaning_twice_is_cleaning_once(html in hostile()) {
        let once = clean(&html, &base());
        prop_assert_eq!(clean(&once, &base()), once.clone(), "{}", html);
    }

    #[test]
    fn any_text_is_taken(html in any::<String>(), count in 0usize..50) {
        let cleaned = clean(&html, &base());
        let words = text(&cleaned);
        let line = excerpt(&words, count);
        prop_assert!(line.chars().count() <= count);
        prop_assert!(!line.contains('\n'));
        let _ = link(&html, &base());
        let _ = text(&html);
    }
}
