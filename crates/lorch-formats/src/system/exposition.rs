//! Figures as the text that Prometheus reads, version 0.0.4.

use std::fmt::Write as _;

/// The media type of the text.
pub const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What the values of a family do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// They only grow, until whatever counts begins anew.
    Counter,
    /// They go up and down.
    Gauge,
}

/// Figures of one name.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    /// The name: letters, digits and `_`, with the unit at its end, and `_total` on a counter.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub help: &'static str,
    /// What its values do.
    pub kind: Kind,
    /// The values.
    pub figures: Vec<Figure>,
}

/// One value, told apart from the others of its name by labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Names and values of its labels.
    pub labels: Vec<(&'static str, String)>,
    /// The value.
    pub value: f64,
}

impl Family {
    /// A family without values yet.
    pub fn new(name: &'static str, kind: Kind, help: &'static str) -> Self {
        Self { name, help, kind, figures: Vec::new() }
    }

    /// With one value more.
    #[must_use]
    pub fn with<const N: usize>(mut self, labels: [(&'static str, &str); N], value: f64) -> Self {
        self.add(labels, value);
        self
    }

    /// Adds a value. One with the same labels may be there already: the first stands.
    pub fn add<const N: usize>(&mut self, labels: [(&'static str, &str); N], value: f64) {
        let labels: Vec<_> = labels.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        if !self.figures.iter().any(|figure| figure.labels == labels) {
            self.figures.push(Figure { labels, value });
        }
    }
}

/// The text of all families that have a value.
pub fn text(families: &[Family]) -> String {
    let mut text = String::new();
    for family in families.iter().filter(|family| !family.figures.is_empty()) {
        let (name, kind) = (family.name, if family.kind == Kind::Counter { "counter" } else { "gauge" });
        let help = family.help.replace('\\', "\\\\").replace('\n', "\\n");
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for figure in &family.figures {
            text.push_str(name);
            for (place, (label, value)) in figure.labels.iter().enumerate() {
                let _ = write!(text, "{}{label}=\"{}\"", if place == 0 { '{' } else { ',' }, escaped(value));
            }
            let _ = writeln!(text, "{} {}", if figure.labels.is_empty() { "" } else { "}" }, number(figure.value));
        }
    }
    text
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

fn number(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned()
    } else {
        value.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_one_block_of_lines_and_labels_are_escaped() {
        let space = Family::new("space_bytes", Kind::Gauge, "Room.\nHow much.")
            .with([("mount", "/a \"b\"\\\n"), ("kind", "ext4")], 1.5e12)
            .with([("mount", "/a \"b\"\\\n"), ("kind", "ext4")], 2.0)
            .with([("mount", "/"), ("kind", "")], f64::NAN);
        let empty = Family::new("none_total", Kind::Counter, "Nothing.");
        let plain = Family::new("one_total", Kind::Counter, "One.").with([], f64::INFINITY);
        assert_eq!(
            text(&[space, empty, plain]),
            "# HELP space_bytes Room.\\nHow much.\n# TYPE space_bytes gauge\n\
             space_bytes{mount=\"/a \\\"b\\\"\\\\\\n\",kind=\"ext4\"} 1500000000000\n\
             space_bytes{mount=\"/\",kind=\"\"} NaN\n\
             # HELP one_total One.\n# TYPE one_total counter\none_total +Inf\n"
        );
    }
}
