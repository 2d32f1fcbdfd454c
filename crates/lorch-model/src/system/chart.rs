//! What fits on a screen: points of several series at common times, no more than there are pixels, with gaps where
//! nobody knows.

use super::{
    GAP_MS,
    rollup::{HOUR_MS, MINUTE_MS, Stat, StatRow, roll_up},
    view::Resolution,
};

/// Widths of a bucket that are round on a clock, in milliseconds.
const ROUND: [i64; 20] = [
    1_000,
    2_000,
    5_000,
    10_000,
    15_000,
    30_000,
    60_000,
    120_000,
    300_000,
    600_000,
    900_000,
    1_800_000,
    3_600_000,
    7_200_000,
    10_800_000,
    21_600_000,
    43_200_000,
    86_400_000,
    172_800_000,
    604_800_000,
];
/// A span up to which samples are drawn, in milliseconds, where they are kept.
const OF_SAMPLES: i64 = 6 * HOUR_MS;
/// A span up to which minutes are drawn.
const OF_MINUTES: i64 = 14 * 24 * HOUR_MS;

/// What a chart from `from` to `to` is made of. `kept` says since when samples, minutes and hours are kept.
pub fn resolution(from: i64, to: i64, kept: [Option<i64>; 3]) -> Resolution {
    let span = to.saturating_sub(from);
    // A little later is near enough.
    let reaches = |since: Option<i64>| since.is_some_and(|since| since <= from.saturating_add(span / 10));
    let mut place = usize::from(span > OF_SAMPLES) + usize::from(span > OF_MINUTES);
    while place < 2 && !reaches(kept[place]) && older(kept[place + 1], kept[place]) {
        place += 1;
    }
    [Resolution::Sample, Resolution::Minute, Resolution::Hour][place]
}

/// Whether the one reaches further back.
fn older(one: Option<i64>, other: Option<i64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one < other - HOUR_MS,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

impl Resolution {
    /// Milliseconds that one row stands for, or from one to the next.
    pub fn width(self) -> i64 {
        match self {
            Self::Sample => GAP_MS * 2 / 5,
            Self::Minute => MINUTE_MS,
            Self::Hour => HOUR_MS,
        }
    }
}

/// Points of a chart: rows in order of time, and the width of a bucket, 0 where each row is a sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// Milliseconds of a bucket.
    pub step: i64,
    /// One row a time; a row without any value is a gap.
    pub rows: Vec<StatRow>,
}

/// At most about `most` points of `rows`, which may come in any order and in parts.
pub fn points(rows: Vec<StatRow>, from: i64, to: i64, resolution: Resolution, most: usize) -> Points {
    // What is known of one moment may come in parts.
    let rows = if resolution == Resolution::Sample { roll_up(rows, 1) } else { rows };
    let single = resolution == Resolution::Sample && rows.len() <= most;
    let step = if single { 0 } else { step(to.saturating_sub(from), resolution, most) };
    let rows = if single { rows } else { roll_up(rows, step) };
    let limit = (resolution.width() * 5 / 2).max(step * 3 / 2);
    let mut with_gaps: Vec<StatRow> = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(last) = with_gaps.last().filter(|last| row.at - last.at > limit) {
            let (at, stats) = (last.at + step.max(1), vec![None; row.stats.len()]);
            with_gaps.push(StatRow { at, stats });
        }
        with_gaps.push(row);
    }
    Points { step, rows: with_gaps }
}

/// Milliseconds of a bucket, where `span` is drawn as at most about `most` points.
pub fn step(span: i64, resolution: Resolution, most: usize) -> i64 {
    let least = if resolution == Resolution::Sample { 1 } else { resolution.width() };
    let wanted = (span / i64::try_from(most.max(1)).unwrap_or(i64::MAX)).max(least);
    ROUND.into_iter().find(|round| *round >= wanted).unwrap_or(wanted)
}

/// A row of samples.
pub fn row(at: i64, values: impl IntoIterator<Item = Option<f64>>) -> StatRow {
    StatRow { at, stats: values.into_iter().map(|value| value.map(Stat::of)).collect() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    fn every(width: i64, times: std::ops::Range<i64>) -> Vec<StatRow> {
        times.map(|at| row(at * width, [Some(at as f64)])).collect()
    }

    #[test]
    fn few_samples_stay_as_they_were_taken() {
        let drawn = points(every(10_000, 0..90), 0, 900_000, Resolution::Sample, 800);
        assert_eq!((drawn.step, drawn.rows.len()), (0, 90));
    }

    #[test]
    fn what_nobody_saw_is_a_gap_and_not_a_line() {
        let mut rows = every(10_000, 0..30);
        rows.retain(|row| !(100_000..=200_000).contains(&row.at));
        let drawn = points(rows.clone(), 0, 300_000, Resolution::Sample, 800);
        let gaps: Vec<i64> = drawn.rows.iter().filter(|row| row.stats[0].is_none()).map(|row| row.at).collect();
        assert_eq!(gaps, [90_001]);
        let buckets = points(rows, 0, 300_000, Resolution::Sample, 10);
        assert_eq!(buckets.step, 30_000);
        let gaps: Vec<i64> = buckets.rows.iter().filter(|row| row.stats[0].is_none()).map(|row| row.at).collect();
        assert_eq!(gaps, [120_000]);
        // Samples further apart than the buckets are none.
        let fine = points(every(10_000, 0..900), 0, 9_000_000, Resolution::Sample, 899);
        assert!(fine.rows.iter().all(|row| row.stats[0].is_some()));
    }

    #[test]
    fn a_chart_is_made_of_what_reaches_far_enough() {
        let day = 24 * HOUR_MS;
        let now = 1000 * day;
        let kept = [Some(now - 7 * day), Some(now - 90 * day), Some(now - 400 * day)];
        assert_eq!(resolution(now - HOUR_MS, now, kept), Resolution::Sample);
        assert_eq!(resolution(now - day, now, kept), Resolution::Minute);
        assert_eq!(resolution(now - 30 * day, now, kept), Resolution::Hour);
        assert_eq!(resolution(now - 20 * day, now - 20 * day + HOUR_MS, kept), Resolution::Minute);
        assert_eq!(resolution(now - 200 * day, now - 200 * day + HOUR_MS, kept), Resolution::Hour);
        // On the first day there is nothing older to draw instead.
        let young = [Some(now - 600_000); 3];
        assert_eq!(resolution(now - HOUR_MS, now, young), Resolution::Sample);
        assert_eq!(resolution(now - HOUR_MS, now, [None; 3]), Resolution::Sample);
    }

    proptest! {
        #[test]
        fn there_are_no_more_points_than_pixels_and_no_extreme_is_lost(
            values in prop::collection::vec(0.0..1e9f64, 1..3000), most in 50usize..1000,
        ) {
            let rows: Vec<StatRow> =
                values.iter().enumerate().map(|(second, value)| row(second as i64 * 1000, [Some(*value)])).collect();
            let to = values.len() as i64 * 1000;
            let drawn = points(rows, 0, to, Resolution::Sample, most);
            prop_assert!(drawn.rows.len() <= most + 1, "{} of {}", drawn.rows.len(), most);
            prop_assert!(drawn.rows.is_sorted_by(|a, b| a.at < b.at));
            let stats: Vec<Stat> = drawn.rows.iter().filter_map(|row| row.stats[0]).collect();
            let most = stats.iter().map(|stat| stat.max).fold(f64::MIN, f64::max);
            let least = stats.iter().map(|stat| stat.min).fold(f64::MAX, f64::min);
            prop_assert_eq!(most, values.iter().copied().fold(f64::MIN, f64::max));
            prop_assert_eq!(least, values.iter().copied().fold(f64::MAX, f64::min));
        }
    }
}
