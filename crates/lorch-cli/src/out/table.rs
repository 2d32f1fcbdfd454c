//! Aligned columns, cut to the terminal.

use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Row, Table as Grid, Width, presets,
};

use super::span::{Span, Tone};

/// Columns between two columns.
const GAP: u16 = 2;

/// How a column behaves where the terminal is narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Never cut: ids, times.
    Whole,
    /// As [`Column::Whole`], aligned to the right: counts.
    Number,
    /// Cut at so many columns.
    Most(u16),
    /// Takes what is left.
    Rest,
}

/// Rows of columns.
pub struct Table {
    columns: Vec<(String, Column)>,
    rows: Vec<Vec<Span>>,
}

impl Table {
    /// A table with these columns; when all of them are without a name there is no header.
    pub fn new(columns: &[(&str, Column)]) -> Self {
        Self { columns: columns.iter().map(|(name, column)| ((*name).to_owned(), *column)).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl Into<Vec<Span>>) {
        self.rows.push(cells.into());
    }

    /// The lines of the table; with no `width` nothing is cut.
    pub(super) fn render(&self, width: Option<usize>, colour: bool) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let mut grid = Grid::new();
        grid.load_preset(presets::NOTHING).set_truncation_indicator("…");
        match width {
            Some(width) => {
                let width = u16::try_from(width).unwrap_or(u16::MAX);
                grid.set_content_arrangement(ContentArrangement::Dynamic).set_width(width)
            }
            None => grid.set_content_arrangement(ContentArrangement::Disabled),
        };
        if colour {
            grid.enforce_styling()
        } else {
            grid.force_no_tty()
        };
        if self.columns.iter().any(|(name, _)| !name.is_empty()) {
            grid.set_header(one_line(self.columns.iter().map(|(name, _)| tinted(name.clone(), Tone::Faint))));
        }
        for row in &self.rows {
            grid.add_row(one_line(row.iter().map(|span| tinted(span.clean(), span.tone()))));
        }
        let last = self.columns.len().saturating_sub(1);
        for (index, (_, kind)) in self.columns.iter().enumerate() {
            let Some(column) = grid.column_mut(index) else { continue };
            column.set_padding((0, if index == last { 0 } else { GAP }));
            if *kind == Column::Number {
                column.set_cell_alignment(CellAlignment::Right);
            }
            match (kind, width) {
                (Column::Whole | Column::Number, Some(_)) => {
                    column.set_constraint(ColumnConstraint::ContentWidth);
                }
                (Column::Most(most), Some(_)) => {
                    column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(*most + GAP)));
                }
                _ => {}
            }
        }
        grid.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
    }
}

fn one_line(cells: impl Iterator<Item = Cell>) -> Row {
    let mut row = Row::from(cells.collect::<Vec<_>>());
    row.max_height(1);
    row
}

fn tinted(text: String, tone: Tone) -> Cell {
    let cell = Cell::new(text);
    match tone {
        Tone::Plain => cell,
        Tone::Strong => cell.add_attribute(Attribute::Bold),
        Tone::Faint => cell.add_attribute(Attribute::Dim),
        Tone::Accent => cell.fg(Color::Yellow),
        Tone::Good => cell.fg(Color::Green),
        Tone::Bad => cell.fg(Color::Red),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::out::{faint, plain, strong};

    fn table() -> Table {
        let mut table = Table::new(&[("id", Column::Whole), ("n", Column::Number), ("a long header", Column::Rest)]);
        table.row([faint("1b02d5a7"), plain("7"), strong("A title that goes on and on and on")]);
        table.row([faint("0c9f1d11"), plain("1234"), strong("evil\u{1b}[2J\nsecond line")]);
        table
    }

    #[test]
    fn nothing_is_cut_when_no_person_looks() {
        let lines = "id           n  a long header\n\
                     1b02d5a7     7  A title that goes on and on and on\n\
                     0c9f1d11  1234  evil second line\n";
        assert_eq!(table().render(None, false), lines);
    }

    #[test]
    fn a_narrow_terminal_cuts_what_may_be_cut() {
        for width in [24, 30, 40, 80] {
            let text = table().render(Some(width), false);
            assert_eq!(text.lines().count(), 3, "{text}");
            assert!(text.lines().all(|line| line.chars().count() <= width), "{width}: {text}");
            assert!(text.contains("1b02d5a7     7  A"), "{text}");
        }
        assert!(table().render(Some(30), false).lines().nth(1).is_some_and(|line| line.ends_with('…')));
    }

    #[test]
    fn colours_are_ours_alone() {
        let text = table().render(Some(80), true);
        assert!(text.contains("\u{1b}[1m"), "{text:?}");
        assert!(!text.contains("[2J"), "{text:?}");
    }
}
