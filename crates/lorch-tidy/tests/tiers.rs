//! The pages: routes use rooms, rooms use kit and api, and nothing looks up or sideways.

#![allow(clippy::unwrap_used)]

use lorch_tidy::{Breach, Verdict, files, is_room, line_at, verdict};

/// Where a file of the UI stands.
#[derive(PartialEq)]
enum Tier<'a> {
    Routes,
    Room(&'a str),
    Kit,
    Api,
    Other,
}

#[test]
fn no_import_goes_up_or_sideways() -> Verdict {
    let scripts = files(|path| path.starts_with("ui/src/") && (path.ends_with(".svelte") || path.ends_with(".ts")));
    verdict(scripts.unwrap().iter().flat_map(|script| breaches(&script.path, &script.text)))
}

#[test]
fn bad_imports_are_refused() {
    let count = |path: &str, import: &str| breaches(path, &format!("<script>\n  {import};\n</script>")).len();
    assert_eq!(count("ui/src/lib/kit/Button.svelte", "import { live } from '../api/live'"), 1);
    assert_eq!(count("ui/src/lib/kit/Button.svelte", "import Row from \"../reader/Row.svelte\""), 1);
    assert_eq!(count("ui/src/lib/reader/List.svelte", "import { hits } from '$lib/search/hits'"), 1);
    assert_eq!(count("ui/src/lib/api/live.ts", "await import('../reader/list')"), 1);
    assert_eq!(count("ui/src/lib/reader/List.svelte", "import Page from '../../routes/reader/Page.svelte'"), 1);
}

#[test]
fn imports_that_go_down_are_fine() {
    let found = |path: &str, import: &str| breaches(path, import);
    assert_eq!(found("ui/src/routes/reader/Page.svelte", "import a from '../../lib/search/a'"), []);
    assert_eq!(found("ui/src/lib/reader/List.svelte", "import a from '../kit/a'; import b from './b'"), []);
    assert_eq!(found("ui/src/lib/kit/Menu.svelte", "import { Menu } from 'bits-ui'"), []);
}

fn breaches(path: &str, text: &str) -> Vec<Breach> {
    let here = tier(path);
    imports(text)
        .filter_map(|(at, import)| {
            let target = resolve(path, import)?;
            let says = forbidden(&here, &tier(&target))?;
            Some(Breach::at(path, line_at(text, at), format!("{says} (`{import}`)")))
        })
        .collect()
}

fn forbidden(here: &Tier, target: &Tier) -> Option<&'static str> {
    match (here, target) {
        (Tier::Kit, Tier::Api | Tier::Room(_) | Tier::Routes) => {
            Some("kit knows neither api nor rooms: pass it as a prop")
        }
        (Tier::Api, Tier::Kit | Tier::Room(_) | Tier::Routes) => Some("api knows nothing of what is shown"),
        (Tier::Room(own), Tier::Room(other)) if own != other => Some("a room imports no room: join them in the route"),
        (Tier::Room(_), Tier::Routes) => Some("a room knows no route: the route imports it"),
        _ => None,
    }
}

fn tier(path: &str) -> Tier<'_> {
    let mut parts = path.trim_start_matches("ui/src/").split('/');
    match (parts.next(), parts.next()) {
        (Some("routes"), _) => Tier::Routes,
        (Some("lib"), Some("kit")) => Tier::Kit,
        (Some("lib"), Some("api")) => Tier::Api,
        (Some("lib"), Some(room)) if is_room(room) => Tier::Room(room),
        _ => Tier::Other,
    }
}

/// The module names in `from '…'`, `import '…'` and `import('…')`.
fn imports(text: &str) -> impl Iterator<Item = (usize, &str)> {
    ["from ", "import ", "import("].into_iter().flat_map(move |word| {
        text.match_indices(word).filter_map(move |(at, word)| {
            let rest = &text[at + word.len()..];
            let quote = rest.chars().next().filter(|c| ['\'', '"'].contains(c))?;
            Some((at, rest[1..].split(quote).next()?))
        })
    })
}

/// Where an import leads inside `ui/src`; `None` for packages.
fn resolve(path: &str, import: &str) -> Option<String> {
    if let Some(below) = import.strip_prefix("$lib/") {
        return Some(format!("ui/src/lib/{below}"));
    }
    if !import.starts_with('.') {
        return None;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in import.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}
