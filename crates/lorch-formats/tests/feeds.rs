//! What is read from documents of every kind.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use lorch_formats::reader::feed::{FeedError, read};
use lorch_model::reader::FeedContent;
use proptest::prelude::*;

const FROM: &str = "https://from.example/dir/feed";

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/reader/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn entries(inside: &str) -> FeedContent {
    read(format!("<rss version='2.0'><channel>{inside}</channel></rss>").as_bytes(), None, FROM).unwrap()
}

#[test]
fn every_kind_of_feed() {
    for name in ["rss2", "podcast", "atom", "atom03", "rdf", "rss090", "broken", "windows-1252"] {
        insta::assert_json_snapshot!(name, read(&fixture(&format!("{name}.xml")), None, FROM).unwrap());
    }
    insta::assert_json_snapshot!("json", read(&fixture("feed.json"), None, FROM).unwrap());
}

#[test]
fn control_characters_and_a_wrong_encoding_do_no_harm() {
    let title = |bytes: &[u8], content_type| read(bytes, content_type, FROM).unwrap().title.unwrap();
    let controls = b"<rss version='2.0'><channel><title>a\0b\x1b[31mc\x08</title></channel></rss>";
    assert_eq!(title(controls, None), "ab[31mc");
    let cyrillic =
        b"<?xml version='1.0' encoding='utf-8'?><rss><channel><title>\xd2\xe5\xf1\xf2</title></channel></rss>";
    assert_eq!(title(cyrillic, Some("application/rss+xml; charset=windows-1251")), "Тест");
}

#[test]
fn what_is_no_feed_says_what_it_is() {
    let page = read(&fixture("page.html"), Some("text/html"), FROM).unwrap_err();
    let alternates =
        ["https://page.example/sub/feed.xml", "https://page.example/atom.xml", "https://cdn.page.example/feed.json"];
    assert_eq!(page, FeedError::Html { alternates: alternates.map(str::to_owned).to_vec() });

    for empty in ["", " \n\t", "\u{feff}", "\0\0"] {
        assert_eq!(read(empty.as_bytes(), None, FROM), Err(FeedError::Empty), "{empty:?}");
    }
    let others =
        ["plain words", "[1, 2]", "{\"a\": 1}", "<opml><body/></opml>", "<svg/>", "%PDF-1.4", "<", "a < b > c"];
    for other in others {
        assert_eq!(read(other.as_bytes(), None, FROM), Err(FeedError::NotAFeed), "{other:?}");
    }
    let broken = [
        "<rss version='2.0'><channel><title>Cut",
        "<rss><channel><item><title>Cut",
        "{\"version\": \"https://jsonfeed",
    ];
    for broken in broken {
        assert!(matches!(read(broken.as_bytes(), None, FROM), Err(FeedError::Broken { .. })), "{broken:?}");
    }
}

#[test]
fn an_entry_is_known_by_its_id_else_its_link_else_what_it_says() {
    let by_id = entries("<item><guid> g </guid><link>/l</link><title>t</title></item>");
    assert_eq!(by_id.entries[0].id, "g");
    let by_link = entries("<item><guid/><link>/l?utm_source=rss</link><title>t</title></item>");
    assert_eq!(by_link.entries[0].id, "https://from.example/l");
    let said = ["<title>t</title>", "<title>u</title>", "<title>t</title><pubDate>2024</pubDate>"];
    let mut ids: Vec<String> = said.map(|said| entries(&format!("<item>{said}</item>")).entries[0].id.clone()).to_vec();
    assert_eq!(ids[0], entries("<item><title>t</title><description>d</description></item>").entries[0].id);
    ids.push(entries("<item><title>t</title><enclosure url='/e'/></item>").entries[0].id.clone());
    assert!(ids.iter().all(|id| id.len() == 32));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4);
}

#[test]
fn the_items_before_the_break_are_kept() {
    let json = String::from_utf8(fixture("feed.json")).unwrap();
    let cut = &json[..json.find("\"external_url\"").unwrap()];
    let read_cut = read(cut.as_bytes(), None, FROM).unwrap();
    assert_eq!(read_cut.entries.len(), 1);
    assert_eq!(read_cut.title.as_deref(), Some("JSON <3"));

    let xml = String::from_utf8(fixture("rss2.xml")).unwrap();
    let cut = &xml[..xml.find("No title, no id").unwrap()];
    assert_eq!(read(cut.as_bytes(), None, FROM).unwrap().entries.len(), 2);
}

#[test]
fn a_links_base_is_xml_base_else_the_feeds_link_else_the_document() {
    let item = "<item><link>x</link><description>&lt;a href='y'&gt;y&lt;/a&gt;</description></item>";
    let document = entries(item);
    assert_eq!(document.entries[0].link.as_deref(), Some("https://from.example/dir/x"));
    let site = entries(&format!("{item}<link>https://site.example/blog/</link>"));
    assert_eq!(site.entries[0].link.as_deref(), Some("https://site.example/blog/x"));
    assert!(site.entries[0].summary.as_deref().unwrap().contains("https://site.example/blog/y"));
    let based = entries(&item.replace("<item>", "<item xml:base='https://base.example/b/'>"));
    assert_eq!(based.entries[0].link.as_deref(), Some("https://base.example/b/x"));
    assert!(based.entries[0].summary.as_deref().unwrap().contains("https://base.example/b/y"));
}

/// Pieces that feeds are made of, in any order.
fn shuffled() -> impl Strategy<Value = String> {
    let pieces = vec![
        "<rss version='2.0'>",
        "<channel>",
        "<item>",
        "</item>",
        "</channel>",
        "</rss>",
        "<feed>",
        "<entry>",
        "</entry>",
        "<title>",
        "</title>",
        "<link href='x'/>",
        "<link>",
        "</link>",
        "<![CDATA[",
        "]]>",
        "<guid>",
        "&amp;",
        "&",
        "<",
        "<content type='xhtml'>",
        "<content mode='base64' type='text/html'>",
        "</content>",
        "words",
        "é",
        "<!--",
        "-->",
        "<pubDate>2024",
        "<itunes:duration>9:99999999999",
        "<author><name>",
        "</author>",
        "<media:content url='u' duration='1'>",
        " xml:base='http://[' ",
        "<a xml:base='http://['>",
        "<!DOCTYPE x [",
        "]>",
        "<rdf:RDF>",
        "<?xml version='1.0'?>",
        "{\"version\":\"https://jsonfeed.org/version/1\",",
        "\"items\":[",
        "{\"id\":1,",
        "}",
        "]",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_bytes_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..300), from in ".{0,20}") {
        let _ = read(&bytes, Some("text/xml; charset=shift_jis"), &from);
        let _ = read(&bytes, None, FROM);
    }

    #[test]
    fn any_order_of_elements_is_taken_and_reads_the_same_twice(text in shuffled()) {
        prop_assert_eq!(read(text.as_bytes(), None, FROM), read(text.as_bytes(), None, FROM));
    }

    #[test]
    fn a_feed_cut_anywhere_keeps_a_start_of_its_entries(at in 0usize..3000) {
        let whole = fixture("rss2.xml");
        let all = read(&whole, None, FROM).unwrap().entries;
        if let Ok(part) = read(&whole[..at.min(whole.len())], None, FROM) {
            let ids = |entries: &[lorch_model::reader::Entry]| entries.iter().map(|e| e.id.clone()).collect::<Vec<_>>();
            prop_assert!(ids(&all).starts_with(&ids(&part.entries)));
        }
    }
}
