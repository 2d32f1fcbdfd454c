//! Components take colours, sizes, radii and layers from the tokens.

#![allow(clippy::unwrap_used)]

use lorch_tidy::{Breach, Verdict, files, line_at, verdict};

const COLOUR_FUNCTIONS: [&str; 10] =
    ["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch(", "color("];
const COLOUR_NAMES: [&str; 12] =
    ["white", "black", "red", "green", "blue", "gray", "grey", "yellow", "orange", "purple", "pink", "silver"];

#[test]
fn styles_use_tokens() -> Verdict {
    let wanted = |path: &str| path.starts_with("ui/") && (path.ends_with(".svelte") || path.ends_with(".css"));
    let sheets =
        files(|path| wanted(path) && !path.ends_with("/tokens.css") && !path.ends_with("/colors.css")).unwrap();
    verdict(sheets.iter().flat_map(|sheet| raw_values(&sheet.path, &sheet.text)))
}

#[test]
fn only_prose_shows_html() -> Verdict {
    let components = files(|path| path.starts_with("ui/") && path.ends_with(".svelte")).unwrap();
    verdict(components.iter().flat_map(|component| raw_html(&component.path, &component.text)))
}

#[test]
fn raw_values_are_refused() {
    for bad in [
        "color: #2a2620",
        "background: rgb(1 2 3)",
        "--mine: oklch(0.5 0.1 20)",
        "border: 1px solid black",
        "font-size: 13px",
        "font: 600 0.9rem/1.2 serif",
        "border-radius: 6px",
        "border-top-left-radius: 0.5rem",
        "z-index: 40",
    ] {
        let sheet = format!("<p>#fff</p>\n<style>\n  p {{\n    {bad};\n  }}\n</style>");
        let found = raw_values("ui/src/lib/kit/P.svelte", &sheet);
        assert_eq!((found.len(), found[0].line), (1, 4), "{bad}");
    }
}

#[test]
fn tokens_and_harmless_values_pass() {
    for good in [
        "color: var(--text-2)",
        "background: color-mix(in oklch, var(--line) 35%, transparent)",
        "color: currentColor",
        "fill: url(#fade)",
        "color: var(--on-white)",
        "font-size: var(--size-13)",
        "font-size: 1em",
        "border-radius: 50%",
        "border-radius: 0",
        "z-index: var(--layer-menu)",
        "padding: 4px 8px",
        "/* #fff */ margin: 0",
    ] {
        assert_eq!(raw_values("ui/src/app.css", &format!("a:hover {{ {good}; }}")), [], "{good}");
    }
}

#[test]
fn html_outside_prose_is_refused() {
    assert_eq!(raw_html("ui/src/lib/reader/Row.svelte", "\n{@html title}")[0].line, 2);
    assert_eq!(raw_html("ui/src/lib/kit/Prose.svelte", "{@html clean}"), []);
}

fn raw_html(path: &str, text: &str) -> Vec<Breach> {
    if path.ends_with("/Prose.svelte") {
        return Vec::new();
    }
    let at = text.match_indices("{@html");
    at.map(|(at, _)| Breach::at(path, line_at(text, at), "only Prose may use {@html: show it through Prose")).collect()
}

fn raw_values(path: &str, text: &str) -> Vec<Breach> {
    let css = without_comments(&only_styles(path, text));
    let mut found = Vec::new();
    let mut start = 0;
    for (end, sign) in css.match_indices([';', '{', '}']) {
        if let Some((property, value)) = css[start..end].split_once(':').filter(|_| sign != "{") {
            let line = line_at(&css, end - value.trim_start().len());
            let what = fault(property.trim(), value);
            found
                .extend(what.map(|what| Breach::at(path, line, format!("raw {what} `{}`: use a token", value.trim()))));
        }
        start = end + 1;
    }
    found
}

fn fault(property: &str, value: &str) -> Option<&'static str> {
    let radius = property.starts_with("border-") && property.ends_with("-radius");
    match property {
        _ if has_colour(value) => Some("colour"),
        "font-size" | "font" if has_length(value, &["px", "rem", "pt"]) => Some("font size"),
        "border-radius" if has_length(value, &["px", "rem", "em"]) => Some("radius"),
        _ if radius && has_length(value, &["px", "rem", "em"]) => Some("radius"),
        "z-index" if value.trim().parse::<i64>().is_ok_and(|layer| layer != 0) => Some("layer"),
        _ => None,
    }
}

fn has_colour(value: &str) -> bool {
    let hex = value.match_indices('#').any(|(at, _)| {
        let digits = value[at + 1..].chars().take_while(char::is_ascii_hexdigit).count();
        digits >= 3 && !value[..at].ends_with("url(")
    });
    let part_of_a_word = |at: usize| value[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-');
    let function = COLOUR_FUNCTIONS.iter().any(|name| value.match_indices(name).any(|(at, _)| !part_of_a_word(at)));
    let mut words = value.split(|c: char| !c.is_alphanumeric() && c != '-');
    hex || function || words.any(|word| COLOUR_NAMES.contains(&word))
}

fn has_length(value: &str, units: &[&str]) -> bool {
    units.iter().flat_map(|unit| value.match_indices(unit)).any(|(at, unit)| {
        let number = value[..at].ends_with(|c: char| c.is_ascii_digit());
        number && !value[at + unit.len()..].starts_with(|c: char| c.is_alphanumeric())
    })
}

/// The `<style>` blocks of a component, at their own lines; a sheet as it is.
fn only_styles(path: &str, text: &str) -> String {
    if path.ends_with(".css") {
        return text.to_owned();
    }
    let mut inside = false;
    let keep = text.lines().map(|line| {
        let style = inside && !line.contains("</style>");
        inside = line.contains("<style") || (inside && style);
        if style { line } else { "" }
    });
    keep.collect::<Vec<_>>().join("\n")
}

fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (comment, rest) = part.split_once("*/").unwrap_or((part, ""));
        kept.extend(comment.chars().filter(|c| *c == '\n'));
        kept.push_str(rest);
    }
    kept
}
