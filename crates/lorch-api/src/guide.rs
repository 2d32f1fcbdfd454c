//! The user guide: Markdown files of `docs/guide`, in the order they are read; other languages in a folder of theirs.

use axum::{Json, http::header, response::IntoResponse};
use lorch_formats::markdown;
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::IntoParams;

use crate::{extract::Query, reply::Items};

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

const PAGES: [(&str, &str); 14] = [
    ("getting-started", include_str!("../../../docs/guide/getting-started.md")),
    ("feeds", include_str!("../../../docs/guide/feeds.md")),
    ("reading", include_str!("../../../docs/guide/reading.md")),
    ("planner", include_str!("../../../docs/guide/planner.md")),
    ("reminders", include_str!("../../../docs/guide/reminders.md")),
    ("connections", include_str!("../../../docs/guide/connections.md")),
    ("coding", include_str!("../../../docs/guide/coding.md")),
    ("listening", include_str!("../../../docs/guide/listening.md")),
    ("devices", include_str!("../../../docs/guide/devices.md")),
    ("system", include_str!("../../../docs/guide/system.md")),
    ("keys", include_str!("../../../docs/guide/keys.md")),
    ("backup", include_str!("../../../docs/guide/backup.md")),
    ("privacy", include_str!("../../../docs/guide/privacy.md")),
    ("troubleshooting", include_str!("../../../docs/guide/troubleshooting.md")),
];

const GERMAN: [(&str, &str); 14] = [
    ("getting-started", include_str!("../../../docs/guide/de/getting-started.md")),
    ("feeds", include_str!("../../../docs/guide/de/feeds.md")),
    ("reading", include_str!("../../../docs/guide/de/reading.md")),
    ("planner", include_str!("../../../docs/guide/de/planner.md")),
    ("reminders", include_str!("../../../docs/guide/de/reminders.md")),
    ("connections", include_str!("../../../docs/guide/de/connections.md")),
    ("coding", include_str!("../../../docs/guide/de/coding.md")),
    ("listening", include_str!("../../../docs/guide/de/listening.md")),
    ("devices", include_str!("../../../docs/guide/de/devices.md")),
    ("system", include_str!("../../../docs/guide/de/system.md")),
    ("keys", include_str!("../../../docs/guide/de/keys.md")),
    ("backup", include_str!("../../../docs/guide/de/backup.md")),
    ("privacy", include_str!("../../../docs/guide/de/privacy.md")),
    ("troubleshooting", include_str!("../../../docs/guide/de/troubleshooting.md")),
];

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// The language, `en` or `de`; a page that is not there in it comes in English.
    language: Option<String>,
}

/// The user guide, page by page.
#[utoipa::path(get, operation_id = "guide", path = "/api/guide", tag = "guide", params(Wanted),
    responses((status = 200, body = Items<GuidePage>)))]
pub(crate) async fn guide(Query(wanted): Query<Wanted>) -> impl IntoResponse {
    let items = pages_in(wanted.language.as_deref().unwrap_or("en"));
    ([(header::CACHE_CONTROL, "private, no-cache")], Json(Items { items }))
}

/// Every page in English, in the order they are read.
pub fn pages() -> Vec<GuidePage> {
    pages_in("en")
}

/// Every page in this language, in English where it is not there in it.
pub fn pages_in(language: &str) -> Vec<GuidePage> {
    let translated: &[(&str, &str)] = if language == "de" { &GERMAN } else { &[] };
    let text = |id: &str, english: &'static str| {
        translated.iter().find(|(known, _)| *known == id).map_or(english, |(_, text)| *text)
    };
    PAGES.iter().map(|&(id, english)| page(id, text(id, english))).collect()
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
        for page in pages().into_iter().chain(pages_in("de")) {
            assert!(!page.title.is_empty() && page.text.len() > 200, "{}", page.id);
            for raw in ["**", "](", "`", "\n#", "lorch.invalid"] {
                assert!(!page.text.contains(raw) && !page.html.contains("lorch.invalid"), "{raw} in {}", page.id);
            }
        }
    }

    #[test]
    fn every_file_is_a_page_and_its_links_lead_to_pages() {
        let mut ids: Vec<String> = pages().into_iter().map(|page| page.id).collect();
        ids.sort();
        assert_eq!(files_in(""), ids);
        assert_eq!(files_in("de"), ids);
        for page in pages().into_iter().chain(pages_in("de")) {
            for path in page.html.split("href=\"/help/").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(ids.iter().any(|id| id == path), "{} leads to /help/{path}", page.id);
            }
        }
    }

    #[test]
    fn the_guide_speaks_german_and_otherwise_english() {
        let texts = |language| pages_in(language).into_iter().map(|page| page.text).collect::<Vec<_>>();
        assert!(texts("en").iter().zip(&texts("de")).all(|(english, german)| english != german));
        assert_eq!(texts("fr"), texts("en"));
    }

    fn files_in(folder: &str) -> Vec<String> {
        let guide = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide");
        let paths = std::fs::read_dir(guide.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let files = paths.filter(|path| path.is_file());
        let mut names: Vec<_> = files.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}
