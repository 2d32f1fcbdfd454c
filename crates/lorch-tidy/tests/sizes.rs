//! One thought a file: nothing above 600 lines, and most far below.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use lorch_tidy::{Breach, Verdict, files, verdict};

const MOST: usize = 600;
const MEDIAN: usize = 120;
const LANGUAGES: [&str; 7] = ["rs", "ts", "svelte", "css", "sql", "mjs", "sh"];
const GENERATED: [&str; 1] = ["ui/src/lib/api/schema.d.ts"];

#[test]
fn no_file_is_long() -> Verdict {
    verdict(lengths().iter().filter_map(|(path, lines)| too_long(path, *lines)))
}

#[test]
fn files_are_short_on_the_whole() -> Verdict {
    verdict(high_medians(&lengths()))
}

#[test]
fn a_long_file_and_a_high_median_are_refused() {
    assert!(too_long("a.rs", 601).is_some());
    assert!(too_long("a.rs", 600).is_none());
    let of = |lengths: &[usize]| {
        high_medians(&lengths.iter().map(|lines| ("a.rs".to_owned(), *lines)).collect::<Vec<_>>()).len()
    };
    assert_eq!(of(&[10, 120, 500]), 1);
    assert_eq!(of(&[10, 119, 500]), 0);
}

fn lengths() -> Vec<(String, usize)> {
    let wanted = |path: &str| language(path).is_some() && !GENERATED.contains(&path) && !path.contains("/fixtures/");
    files(wanted).unwrap().into_iter().map(|file| (file.path, file.text.lines().count())).collect()
}

fn language(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    LANGUAGES.into_iter().find(|language| *language == extension)
}

fn too_long(path: &str, lines: usize) -> Option<Breach> {
    (lines > MOST).then(|| Breach::at(path, MOST + 1, format!("{lines} lines, at most {MOST}: split it by thought")))
}

fn high_medians(lengths: &[(String, usize)]) -> Vec<Breach> {
    let mut by_language: BTreeMap<&str, Vec<(usize, &str)>> = BTreeMap::new();
    for (path, lines) in lengths {
        if let Some(language) = language(path) {
            by_language.entry(language).or_default().push((*lines, path));
        }
    }
    by_language
        .into_iter()
        .filter_map(|(language, mut files)| {
            files.sort_unstable();
            let (median, path) = files[files.len() / 2];
            let says = format!("half of all {language} files have {median} lines or more, aim below {MEDIAN}");
            (median >= MEDIAN).then(|| Breach::at(path, 1, says))
        })
        .collect()
}
