//! What was sampled and is in no block yet.

use std::collections::{HashMap, VecDeque};

use lorch_model::system::{processes::Snapshot, rollup::HOUR_MS, series::SeriesId};

/// Rows after which they go into a block: ten minutes of seconds.
const FULL: usize = 600;
/// Rows that are held where they can't be written.
const MOST: usize = 4_096;

/// Values at one moment, by the place of their series. What is not known is no number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Milliseconds since 1970.
    pub at: i64,
    pub values: Vec<f64>,
}

/// Rows and looks at processes, in the order they came; times only grow.
#[derive(Debug, Default)]
pub(super) struct Ring {
    pub ids: Vec<SeriesId>,
    /// Numbers of the series in blocks, as far as they have one.
    pub numbers: Vec<u32>,
    places: HashMap<SeriesId, usize>,
    pub rows: VecDeque<Row>,
    pub snapshots: VecDeque<Snapshot>,
    /// How many of each are written already, though in no block.
    pub saved: (usize, usize),
    /// The last place at which that was.
    pub last_place: i64,
    /// The newest row, also when it is in a block by now.
    pub newest: Option<Row>,
}

impl Ring {
    /// The place of a series, a new one if it has none.
    pub(super) fn place(&mut self, id: SeriesId) -> usize {
        if let Some(place) = self.places.get(&id) {
            return *place;
        }
        let place = self.ids.len();
        self.ids.push(id.clone());
        self.places.insert(id, place);
        place
    }

    /// The place of a series that has one.
    pub(super) fn find(&self, id: &SeriesId) -> Option<usize> {
        self.places.get(id).copied()
    }

    pub(super) fn push(&mut self, at: i64, values: impl IntoIterator<Item = (SeriesId, f64)>) {
        let mut row = Row { at, values: vec![f64::NAN; self.ids.len()] };
        for (id, value) in values {
            let place = self.place(id);
            if row.values.len() <= place {
                row.values.resize(place + 1, f64::NAN);
            }
            row.values[place] = value;
        }
        self.newest = Some(row.clone());
        self.rows.push_back(row);
        while self.rows.len() > MOST {
            self.rows.pop_front();
            self.saved.0 = self.saved.0.saturating_sub(1);
        }
    }

    pub(super) fn push_snapshot(&mut self, snapshot: Snapshot) {
        self.snapshots.push_back(snapshot);
        while self.snapshots.len() > MOST {
            self.snapshots.pop_front();
            self.saved.1 = self.saved.1.saturating_sub(1);
        }
    }

    /// Whether it is time to make blocks, before a row at `next` comes. A clock that was set back begins anew: in a
    /// block times only grow.
    pub(super) fn is_full(&self, next: i64) -> bool {
        let (Some(first), Some(last)) = (self.rows.front(), self.rows.back()) else { return false };
        self.rows.len() >= FULL || next <= last.at || next.saturating_sub(first.at) >= HOUR_MS
    }

    /// Takes away the first `rows` and `snapshots`, which are in blocks now.
    pub(super) fn forget(&mut self, rows: usize, snapshots: usize) {
        self.rows.drain(..rows.min(self.rows.len()));
        self.snapshots.drain(..snapshots.min(self.snapshots.len()));
        self.saved = (self.saved.0.saturating_sub(rows), self.saved.1.saturating_sub(snapshots));
    }

    /// Values of one row, in the order of `places`.
    pub(super) fn values<'a>(row: &'a Row, places: &'a [Option<usize>]) -> impl Iterator<Item = Option<f64>> + 'a {
        let value = |place: &Option<usize>| place.and_then(|place| row.values.get(place).copied());
        places.iter().map(move |place| value(place).filter(|value| value.is_finite()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use lorch_model::system::series::Measure;

    use super::*;

    fn cpu(value: f64) -> [(SeriesId, f64); 1] {
        [(SeriesId::whole(Measure::Cpu), value)]
    }

    #[test]
    fn blocks_are_made_of_ten_minutes_of_seconds_or_an_hour_or_before_the_clock_goes_back() {
        let mut ring = Ring::default();
        assert!(!ring.is_full(0));
        (0..600).for_each(|second| ring.push(second * 1000, cpu(1.0)));
        assert!(ring.is_full(600_000));
        let mut ring = Ring::default();
        (0..360).for_each(|ten| ring.push(ten * 10_000, cpu(1.0)));
        assert!(!ring.is_full(3_599_999) && ring.is_full(3_600_000));
        let mut ring = Ring::default();
        ring.push(5_000, cpu(1.0));
        assert!(!ring.is_full(5_001));
        assert!(ring.is_full(5_000) && ring.is_full(-7));
    }

    #[test]
    fn what_can_not_be_written_does_not_grow_for_ever() {
        let mut ring = Ring::default();
        ring.push(0, cpu(1.0));
        ring.saved = (1, 0);
        (1..=5_000).for_each(|second| ring.push(second * 1000, cpu(1.0)));
        assert_eq!((ring.rows.len(), ring.saved), (MOST, (0, 0)));
        assert_eq!(ring.rows.back().unwrap().at, 5_000_000);
    }

    #[test]
    fn a_series_that_comes_later_is_unknown_before() {
        let mut ring = Ring::default();
        ring.push(0, cpu(1.0));
        ring.push(1000, [(SeriesId::whole(Measure::Memory), 7.0)]);
        let places = [ring.find(&SeriesId::whole(Measure::Memory)), ring.find(&SeriesId::whole(Measure::Cpu)), None];
        let values: Vec<Vec<_>> = ring.rows.iter().map(|row| Ring::values(row, &places).collect()).collect();
        assert_eq!(values, [[None, Some(1.0), None], [Some(7.0), None, None]]);
        ring.saved = (2, 0);
        ring.forget(1, 0);
        assert_eq!((ring.rows.len(), ring.saved.0, ring.newest.as_ref().unwrap().at), (1, 1, 1000));
    }
}
