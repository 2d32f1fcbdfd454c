//! Each rule of `docs/data-rules.md` has its test where it says.

#![allow(clippy::unwrap_used)]

use lorch_tidy::{Breach, Verdict, files, verdict};

const LIST: &str = "docs/data-rules.md";

#[test]
fn each_rule_of_data_has_its_test() -> Verdict {
    let texts = files(|path| path == LIST || path.ends_with(".rs")).unwrap();
    let read = |path: &str| texts.iter().find(|text| text.path == path).map(|text| text.text.as_str());
    verdict(breaches(read(LIST).unwrap(), &read))
}

#[test]
fn a_test_that_is_gone_is_found() {
    let read = |path: &str| (path == "a.rs").then_some("async fn holds() {");
    assert_eq!(breaches("| rule | file | test |\n|---|---|---|\n| R | `a.rs` | `holds` |", &read).len(), 0);
    assert_eq!(breaches("| R | `a.rs` | `hold` |\n| R | `b.rs` | `holds` |\n| R | a.rs |", &read).len(), 3);
    assert_eq!(breaches("No rule at all.", &read).len(), 1);
}

fn breaches<'a>(list: &str, read: &impl Fn(&str) -> Option<&'a str>) -> Vec<Breach> {
    let rows = list.lines().enumerate().filter(|(_, line)| line.starts_with("| ") && !line.starts_with("| rule |"));
    let mut found: Vec<Breach> = Vec::new();
    let mut rules = 0;
    for (index, row) in rows {
        rules += 1;
        let fault = match row.split('`').collect::<Vec<_>>()[..] {
            [_, file, _, test, _] => match read(file) {
                Some(text) if text.contains(&format!("fn {test}(")) => continue,
                Some(_) => format!("`{file}` has no test `{test}`"),
                None => format!("there is no `{file}`"),
            },
            _ => "a rule names its file and its test".to_owned(),
        };
        found.push(Breach::at(LIST, index + 1, fault));
    }
    if rules == 0 {
        found.push(Breach::at(LIST, 1, "there are no rules".to_owned()));
    }
    found
}
