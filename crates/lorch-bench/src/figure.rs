//! How a result is told: medians, their ratio, and whether they keep to their budget.

use std::process::ExitCode;

use crate::process;

/// What something may cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Budget {
    /// At most this.
    Most(f64),
    /// At most so many times what it is measured beside.
    Times(f64),
    /// Only told.
    Told,
}

/// A measured cost and what it is measured beside.
#[derive(Debug)]
pub(crate) struct Figure<'a> {
    pub what: &'a str,
    pub unit: &'static str,
    pub runs: &'a [f64],
    /// The name and the runs of what it is measured beside.
    pub beside: Option<(&'a str, &'a [f64])>,
    pub budget: Budget,
}

/// All that was told so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    told: usize,
    over: Vec<String>,
}

impl Report {
    /// Begins a part. Wall-clock figures need a quiet machine: the load says how quiet it is.
    pub fn part(&mut self, name: &str) {
        println!("\n{name} (load {})", process::load());
    }

    /// Tells a figure.
    pub fn tell(&mut self, figure: &Figure<'_>) {
        let (line, over) = figure.line();
        println!("{line}");
        self.told += 1;
        if over {
            self.over.push(figure.what.to_owned());
        }
    }

    /// The closing line.
    pub fn close(self) -> ExitCode {
        if self.over.is_empty() {
            println!("\n{} figures, none over its budget.", self.told);
            return ExitCode::SUCCESS;
        }
        println!("\n{} figures, {} over budget: {}.", self.told, self.over.len(), self.over.join("; "));
        ExitCode::FAILURE
    }
}

impl Figure<'_> {
    /// The line and whether the budget is passed.
    fn line(&self) -> (String, bool) {
        let ours = median(self.runs);
        let mut line = format!("  {:<44} {:>9.3} {:<4}", self.what, ours, self.unit);
        let mut ratio = None;
        if let Some((name, runs)) = self.beside {
            let beside = median(runs);
            ratio = Some(ours / beside);
            line += &format!(" {name} {beside:.3} {}  × {:.2}", self.unit, ours / beside);
        }
        let verdict = match self.budget {
            Budget::Told => None,
            Budget::Most(most) => Some((format!("≤ {most} {}", self.unit), passes(ours, most))),
            Budget::Times(times) => Some((format!("≤ × {times}"), ratio.is_none_or(|ratio| passes(ratio, times)))),
        };
        if let Some((budget, over)) = &verdict {
            line += &format!("  ({budget})  {}", if *over { "OVER" } else { "ok" });
        }
        line += &spread(self.runs);
        if let Some((name, runs)) = self.beside {
            line += &spread(runs).replace('[', &format!("[{name}: "));
        }
        (line, verdict.is_some_and(|(_, over)| over))
    }
}

/// What could not be measured keeps no budget.
fn passes(value: f64, most: f64) -> bool {
    value.is_nan() || value > most
}

/// The middle one; of an even number the higher of the two.
pub(crate) fn median(runs: &[f64]) -> f64 {
    let mut runs = runs.to_vec();
    runs.sort_by(f64::total_cmp);
    runs.get(runs.len() / 2).copied().unwrap_or(f64::NAN)
}

fn spread(runs: &[f64]) -> String {
    let least = runs.iter().copied().fold(f64::INFINITY, f64::min);
    let most = runs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if runs.len() > 1 { format!("  [{} runs, {least:.3} to {most:.3}]", runs.len()) } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_held_to_its_budget_by_its_median() {
        let line = |runs: &[f64], beside: &[f64], budget| {
            Figure { what: "x", unit: "s", runs, beside: Some(("bare", beside)), budget }.line().1
        };
        assert!(!line(&[9.0, 2.0, 1.0], &[1.0], Budget::Times(2.0)));
        assert!(line(&[2.1], &[1.0], Budget::Times(2.0)));
        assert!(line(&[1.0], &[], Budget::Times(2.0)), "beside nothing there is no ratio to keep");
        assert!(line(&[3.0], &[1.0], Budget::Most(2.9)));
        assert!(!line(&[3.0], &[1.0], Budget::Told));
    }
}
