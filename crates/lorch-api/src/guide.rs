//! The user guide: Markdown files of `docs/guide`, in the order they are read.

use axum::{Json, http::header, response::IntoResponse};
use lorch_formats::markdown;
use serde::Serialize;
use url::Url;

use crate::reply::Items;

/// A page of the user guide.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct GuidePage {
    /// Its word in addresses: `feeds`.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What stands below the heading, clean HTML.
    pub html: String,
    /// The same as plain text, for searching.
    pub text: String,
}

const PAGES: [(&str, &str); 7] = [
    ("getting-started", include_str!("../../../docs/guide/getting-started.md")),
    ("feeds", include_str!("../../../docs/guide/feeds.md")),
    ("reading", include_str!("../../../docs/guide/reading.md")),
    ("keys", include_str!("../../../docs/guide/keys.md")),
    ("backup", include_str!("../../../docs/guide/backup.md")),
    ("privacy", include_str!("../../../docs/guide/privacy.md")),
    ("troubleshooting", include_str!("../../../docs/guide/troubleshooting.md")),
];

/// The user guide, page by page.
#[utoipa::path(get, operation_id = "guide", path = "/api/guide", tag = "guide",
    responses((status = 200, body = Items<GuidePage>)))]
pub(crate) async fn guide() -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "private, no-cache")], Json(Items { items: pages() }))
}

fn pages() -> Vec<GuidePage> {
    PAGES.iter().map(|(id, text)| page(id, text)).collect()
}

/// The first line of a page is its heading.
fn page(id: &str, text: &str) -> GuidePage {
    let (heading, body) = text.split_once('\n').unwrap_or((text, ""));
    // No page has a relative link: the base is never seen.
    let html = Url::parse("https://lorch.invalid/").map(|base| markdown::to_html(body, &base)).unwrap_or_default();
    GuidePage {
        id: id.to_owned(),
        title: heading.trim_start_matches('#').trim().to_owned(),
        text: lorch_formats::reader::html::text(&html),
        html,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_heading_and_something_to_say() {
        for page in pages() {
            assert!(!page.title.is_empty() && page.text.len() > 200, "{}", page.id);
            assert!(!page.html.contains("href=\"https://lorch.invalid"), "{}", page.id);
        }
    }
}
