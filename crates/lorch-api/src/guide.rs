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

const PAGES: [(&str, &str); 8] = [
    ("getting-started", include_str!("../../../docs/guide/getting-started.md")),
    ("feeds", include_str!("../../../docs/guide/feeds.md")),
    ("reading", include_str!("../../../docs/guide/reading.md")),
    ("planner", include_str!("../../../docs/guide/planner.md")),
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

/// Every page, in the order they are read.
pub fn pages() -> Vec<GuidePage> {
    PAGES.iter().map(|(id, text)| page(id, text)).collect()
}

/// The first line of a page is its heading. Links to other screens are paths: `/help/keys`.
fn page(id: &str, text: &str) -> GuidePage {
    let (heading, body) = text.split_once('\n').unwrap_or((text, ""));
    // Cleaning completes links; those that stay in Lorch become paths again.
    let html = Url::parse(HERE).map(|base| markdown::to_html(body, &base)).unwrap_or_default();
    let html = html.replace(&format!("href=\"{HERE}"), "href=\"/");
    GuidePage {
        id: id.to_owned(),
        title: heading.trim_start_matches('#').trim().to_owned(),
        text: lorch_formats::reader::html::text(&html),
        html,
    }
}

const HERE: &str = "https://lorch.invalid/";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_page_is_shown_whole() {
        for page in pages() {
            assert!(!page.title.is_empty() && page.text.len() > 200, "{}", page.id);
            for raw in ["**", "](", "`", "\n#", "lorch.invalid"] {
                assert!(!page.text.contains(raw) && !page.html.contains("lorch.invalid"), "{raw} in {}", page.id);
            }
        }
    }

    #[test]
    fn every_file_is_a_page_and_its_links_lead_to_pages() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        let mut ids: Vec<String> = pages().into_iter().map(|page| page.id).collect();
        ids.sort();
        files.sort();
        assert_eq!(files, ids);
        for page in pages() {
            for path in page.html.split("href=\"/help/").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(ids.iter().any(|id| id == path), "{} leads to /help/{path}", page.id);
            }
        }
    }
}
