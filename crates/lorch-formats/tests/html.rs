//! What becomes of an article.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use lorch_formats::reader::html::{clean, excerpt, link, text};
use url::Url;

fn base() -> Url {
    Url::parse("https://example.org/blog/").unwrap()
}

#[test]
fn an_article() {
    let html = include_str!("fixtures/reader/article.html");
    let cleaned = clean(html, &base());
    insta::assert_snapshot!("article", cleaned);
    insta::assert_snapshot!("article_text", text(&cleaned));
}

#[test]
fn links_are_absolute_and_do_not_follow_the_reader() {
    let cases = [
        ("x", Some("https://example.org/blog/x")),
        (" //other.example/ ", Some("https://other.example/")),
        ("?utm_source=a&utm_medium=b", Some("https://example.org/blog/")),
        ("/p?a=1&fbclid=x&b=%20&UTM_Term=2#f", Some("https://example.org/p?a=1&b=%20#f")),
        ("/p?mc_cid=1&mc_eid=2&igshid=3&gclid=4", Some("https://example.org/p")),
        ("/p?notutm_source=1", Some("https://example.org/p?notutm_source=1")),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:a@b.c", None),
        ("http://", None),
    ];
    for (given, wanted) in cases {
        assert_eq!(link(given, &base()).as_deref(), wanted, "{given:?}");
    }
}

#[test]
fn text_has_a_line_for_each_block() {
    let cases = [
        ("plain  words\n here", "plain words here"),
        ("<p>One</p><p>Two<br>Three</p>", "One\nTwo\nThree"),
        ("<b>b</b>old<i>er</i>", "bolder"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("a<script>no</script><style>no</style>b", "ab"),
        ("caf&eacute; &amp; t&ouml;&nbsp;x &lt;b&gt;", "café & tö x <b>"),
        ("1 < 2 and AT&T <3", "1 < 2 and AT&T <3"),
        ("<ul><li>x<li>y</ul>z", "x\ny\nz"),
    ];
    for (given, wanted) in cases {
        assert_eq!(text(given), wanted, "{given:?}");
    }
}

#[test]
fn an_excerpt_ends_at_a_word() {
    let cases = [
        ("short", 10, "short"),
        ("one\ntwo  three", 20, "one two three"),
        ("one two three", 8, "one two…"),
        ("one two three", 9, "one two…"),
        ("one two, three", 9, "one two…"),
        ("one two three", 7, "one…"),
        ("unbreakable", 5, "unbr…"),
        ("ünbreakäble", 5, "ünbr…"),
        ("word", 0, ""),
        ("", 5, ""),
    ];
    for (given, count, wanted) in cases {
        assert_eq!(excerpt(given, count), wanted, "{given:?} {count}");
    }
}

#[test]
fn many_ampersands_stay_what_they_are() {
    let html = "a&b &amp;lt; &lt;i&gt; &eacute; ".repeat(300);
    let wanted = "a&amp;b &amp;lt; &lt;i&gt; é ".repeat(300);
    assert_eq!(clean(&html, &base()), wanted);
}
