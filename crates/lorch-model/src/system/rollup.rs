//! Samples become minutes, minutes become hours: the least, the mean and the most of each.

use std::collections::BTreeMap;

/// Milliseconds of a minute.
pub const MINUTE_MS: i64 = 60_000;
/// Milliseconds of an hour.
pub const HOUR_MS: i64 = 3_600_000;

/// What is known of a series over some time. Two parts of the same time add up to the whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stat {
    /// The least.
    pub min: f64,
    /// The mean.
    pub mean: f64,
    /// The most.
    pub max: f64,
    /// Of how many samples.
    pub weight: f64,
}

impl Stat {
    /// One sample.
    pub fn of(value: f64) -> Self {
        Self { min: value, mean: value, max: value, weight: 1.0 }
    }

    /// Both together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let weight = self.weight + other.weight;
        let mean = match weight > 0.0 {
            // As a step from one to the other: equal means stay what they are.
            true => self.mean + (other.mean - self.mean) * (other.weight / weight),
            false => self.mean,
        };
        let (min, max) = (self.min.min(other.min), self.max.max(other.max));
        Self { min, mean: mean.clamp(min, max), max, weight }
    }
}

/// One moment of several series; a series of which nothing is known is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct StatRow {
    /// When it begins, in milliseconds since 1970.
    pub at: i64,
    /// What is known of each series.
    pub stats: Vec<Option<Stat>>,
}

/// Rows of `width` milliseconds, each at the beginning of its time, in order of time.
pub fn roll_up(rows: impl IntoIterator<Item = StatRow>, width: i64) -> Vec<StatRow> {
    let mut wide: BTreeMap<i64, Vec<Option<Stat>>> = BTreeMap::new();
    let mut rows = rows.into_iter().peekable();
    let begin = |row: &StatRow| row.at.div_euclid(width).saturating_mul(width);
    while let Some(first) = rows.next() {
        let at = begin(&first);
        // Rows mostly come in order: those of one time are found together.
        let into = wide.entry(at).or_default();
        add(into, first.stats);
        while let Some(row) = rows.next_if(|row| begin(row) == at) {
            add(into, row.stats);
        }
    }
    wide.into_iter().map(|(at, stats)| StatRow { at, stats }).collect()
}

fn add(into: &mut Vec<Option<Stat>>, stats: Vec<Option<Stat>>) {
    if into.is_empty() {
        *into = stats;
        return;
    }
    if into.len() < stats.len() {
        into.resize(stats.len(), None);
    }
    for (into, stat) in into.iter_mut().zip(stats) {
        *into = match (*into, stat) {
            (Some(known), Some(more)) => Some(known.with(more)),
            (known, more) => known.or(more),
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(at: i64, values: &[Option<f64>]) -> StatRow {
        StatRow { at, stats: values.iter().map(|value| value.map(Stat::of)).collect() }
    }

    #[test]
    fn a_minute_has_its_least_mean_and_most_and_gaps_stay() {
        let rows = [row(61_000, &[Some(1.0), None]), row(119_999, &[Some(3.0)]), row(-1, &[None, Some(2.0)])];
        let minutes = roll_up(rows, MINUTE_MS);
        assert_eq!(minutes.iter().map(|minute| minute.at).collect::<Vec<_>>(), [-60_000, 60_000]);
        assert_eq!(minutes[1].stats[0], Some(Stat { min: 1.0, mean: 2.0, max: 3.0, weight: 2.0 }));
        assert_eq!((minutes[1].stats[1], minutes[0].stats[0]), (None, None));
    }

    proptest! {
        /// However the samples are cut into parts, the hour is the same.
        #[test]
        fn parts_add_up_to_the_whole(values in prop::collection::vec(-1e6..1e6f64, 1..200), cut in 0usize..200) {
            let rows: Vec<StatRow> =
                values.iter().enumerate().map(|(second, value)| row(second as i64 * 1000, &[Some(*value)])).collect();
            let whole = roll_up(rows.clone(), HOUR_MS);
            let (first, second) = rows.split_at(cut.min(rows.len()));
            let minutes = [roll_up(first.to_vec(), MINUTE_MS), roll_up(second.to_vec(), MINUTE_MS)].concat();
            let parts = roll_up(minutes, HOUR_MS);
            prop_assert_eq!(parts.len(), whole.len());
            let (part, whole) = (parts[0].stats[0].unwrap(), whole[0].stats[0].unwrap());
            prop_assert_eq!((part.min, part.max, part.weight), (whole.min, whole.max, whole.weight));
            prop_assert!((part.mean - whole.mean).abs() < 1e-6, "{} {}", part.mean, whole.mean);
            prop_assert!(part.min <= part.mean && part.mean <= part.max);
        }
    }
}
