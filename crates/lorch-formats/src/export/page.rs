//! The articles that a person keeps, as one page for the browser.

use std::fmt::Write;

use serde::Deserialize;

/// What the page shows of an article; what it doesn't say is left out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Article {
    /// The headline.
    pub title: String,
    /// Where the original is.
    pub link: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was published.
    pub published: Option<jiff::Timestamp>,
    /// Its text as safe HTML.
    pub html: String,
}

/// How the page begins. Nothing in it runs, whatever an article says.
pub const HEAD: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src http: https: data:; media-src http: https:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>Articles kept in Lorch</title>
<style>
:root { color-scheme: light dark; font: 1.1rem/1.6 serif; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
article { margin: 4rem 0; overflow-wrap: anywhere; }
h1, h2, .about { font-family: sans-serif; line-height: 1.3; }
.about { font-size: .85rem; opacity: .75; }
img, video { max-width: 100%; height: auto; }
pre { overflow-x: auto; }
</style>
</head>
<body>
<h1>Articles kept in Lorch</h1>
"#;

/// How the page ends.
pub const FOOT: &str = "</body>\n</html>\n";

/// An article on the page, which came from `feed` and has these `marks`.
pub fn article(article: &Article, feed: &str, marks: &[String]) -> String {
    let mut out = String::with_capacity(article.html.len() + 500);
    let title = if article.title.trim().is_empty() { "Without a title" } else { article.title.trim() };
    let link = article.link.as_deref().filter(|link| link.starts_with("https://") || link.starts_with("http://"));
    let title = escape(title);
    // Writing to a string can't fail.
    let _ = match link {
        Some(link) => writeln!(out, "<article>\n<h2><a href=\"{}\">{title}</a></h2>", escape(link)),
        None => writeln!(out, "<article>\n<h2>{title}</h2>"),
    };
    let day = article.published.map(|at| at.strftime("%Y-%m-%d").to_string());
    let about = [Some(feed.to_owned()), article.author.clone(), day].into_iter().flatten();
    let about: Vec<String> = about.chain(marks.iter().cloned()).map(|part| escape(part.trim())).collect();
    let _ = writeln!(out, "<p class=\"about\">{}</p>", about.join(" · "));
    let _ = writeln!(out, "{}\n</article>", article.html);
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
