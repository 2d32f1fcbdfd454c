//! Series of values at common times, as few bytes.
//!
//! ```text
//!   block    = version, size, zstd(body)
//!   body     = rows, times (each as the change of the change), columns
//!   column   = series, part, grain, length, present, way, grains of each present value
//!   present  = lengths of runs, by turns of values and of gaps
//!   way      = as they are, as changes, or as changes of changes: whichever takes the fewest bytes
//! ```
//!
//! A column says its length, so that one is read without the others. All numbers are of variable length, signed ones
//! zigzag.

use super::{
    BlockError, Grain,
    bytes::{Reader, pack, put, put_signed, unpack, width},
};

/// The most rows of a block.
const MOST_ROWS: usize = 1 << 20;

/// Which of its values a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Samples.
    Value,
    /// The least of some time.
    Min,
    /// The mean of some time.
    Mean,
    /// The most of some time.
    Max,
    /// Of how many samples the others are.
    Weight,
}

/// Values of one series, one a row; `None` where nothing is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Number of the series.
    pub series: u32,
    /// Which of its values.
    pub part: Part,
    /// How finely they are kept.
    pub grain: Grain,
    /// The values.
    pub values: Vec<Option<f64>>,
}

/// Series at common times.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Columns {
    /// Milliseconds since 1970 of each row, in any order.
    pub times: Vec<i64>,
    /// The columns, each with a value or a gap for every row.
    pub columns: Vec<Column>,
}

/// How the grains of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    AsTheyAre,
    Changes,
    ChangesOfChanges,
}

const WAYS: [Way; 3] = [Way::AsTheyAre, Way::Changes, Way::ChangesOfChanges];
const PARTS: [Part; 5] = [Part::Value, Part::Min, Part::Mean, Part::Max, Part::Weight];

/// The block that holds these. What is no number is kept as a gap, every other value as its nearest grain.
pub fn encode(columns: &Columns) -> Vec<u8> {
    let rows = columns.times.len();
    let mut body = Vec::new();
    put(&mut body, rows as u64);
    numbers(&mut body, columns.times.iter().copied(), Way::ChangesOfChanges);
    put(&mut body, columns.columns.len() as u64);
    let mut one = Vec::new();
    for column in &columns.columns {
        put(&mut body, column.series.into());
        put(&mut body, column.part as u64);
        put(&mut body, column.grain.number());
        one.clear();
        values(&mut one, column, rows);
        put(&mut body, one.len() as u64);
        body.extend_from_slice(&one);
    }
    pack(&body)
}

/// The columns of a block that `wanted` names by series and part, with the times of its rows.
pub fn decode(block: &[u8], wanted: impl Fn(u32, Part) -> bool) -> Result<Columns, BlockError> {
    let body = unpack(block)?;
    let mut reader = Reader(&body);
    let rows = reader.take_count(MOST_ROWS.min(body.len()))?;
    let times = read(&mut reader, rows, Way::ChangesOfChanges)?;
    let count = reader.take_count(body.len())?;
    let mut columns = Vec::new();
    for _ in 0..count {
        let series = u32::try_from(reader.take()?).map_err(|_| BlockError::Damaged)?;
        let part = usize::try_from(reader.take()?).ok().and_then(|part| PARTS.get(part));
        let (part, grain) = (*part.ok_or(BlockError::Foreign)?, Grain::numbered(reader.take()?));
        let column = reader.take_part()?;
        if wanted(series, part) {
            let grain = grain.ok_or(BlockError::Foreign)?;
            columns.push(Column { series, part, grain, values: read_values(column, rows, grain)? });
        }
    }
    Ok(Columns { times, columns })
}

fn values(into: &mut Vec<u8>, column: &Column, rows: usize) {
    let grains: Vec<Option<i64>> = (0..rows)
        .map(|row| column.values.get(row).copied().flatten().and_then(|value| column.grain.count(value)))
        .collect();
    let mut runs = Vec::new();
    let mut present = true;
    let mut run = 0u64;
    for grain in &grains {
        if grain.is_some() != present {
            runs.push(run);
            (present, run) = (!present, 0);
        }
        run += 1;
    }
    runs.push(run);
    put(into, runs.len() as u64);
    runs.into_iter().for_each(|run| put(into, run));
    let known = || grains.iter().copied().flatten();
    let cost = |way: &Way| changes(known(), *way).map(width).sum::<usize>();
    let (place, way) = WAYS.into_iter().enumerate().min_by_key(|(_, way)| cost(way)).unwrap_or((0, Way::AsTheyAre));
    put(into, place as u64);
    numbers(into, known(), way);
}

fn read_values(mut reader: Reader<'_>, rows: usize, grain: Grain) -> Result<Vec<Option<f64>>, BlockError> {
    let runs = reader.take_count(rows + 2)?;
    let mut present = Vec::with_capacity(rows);
    for run in 0..runs {
        let length = reader.take_count(rows - present.len())?;
        present.resize(present.len() + length, run % 2 == 0);
    }
    if present.len() != rows {
        return Err(BlockError::Damaged);
    }
    let way = usize::try_from(reader.take()?).ok().and_then(|way| WAYS.get(way).copied()).ok_or(BlockError::Foreign)?;
    let known = present.iter().filter(|present| **present).count();
    let mut grains = read(&mut reader, known, way)?.into_iter();
    Ok(present
        .into_iter()
        .map(|present| if present { grains.next().map(|count| grain.value(count)) } else { None })
        .collect())
}

/// What is written of numbers. Wrapping, so that every number can follow every other.
fn changes(numbers: impl Iterator<Item = i64>, way: Way) -> impl Iterator<Item = i64> {
    let (mut last, mut step) = (0i64, 0i64);
    numbers.map(move |number| match way {
        Way::AsTheyAre => number,
        Way::Changes => {
            let change = number.wrapping_sub(last);
            last = number;
            change
        }
        Way::ChangesOfChanges => {
            let change = number.wrapping_sub(last);
            let second = change.wrapping_sub(step);
            (last, step) = (number, change);
            second
        }
    })
}

fn numbers(into: &mut Vec<u8>, numbers: impl Iterator<Item = i64>, way: Way) {
    changes(numbers, way).for_each(|change| put_signed(into, change));
}

fn read(reader: &mut Reader<'_>, count: usize, way: Way) -> Result<Vec<i64>, BlockError> {
    let (mut last, mut step) = (0i64, 0i64);
    (0..count)
        .map(|_| {
            let written = reader.take_signed()?;
            last = match way {
                Way::AsTheyAre => written,
                Way::Changes => last.wrapping_add(written),
                Way::ChangesOfChanges => {
                    step = step.wrapping_add(written);
                    last.wrapping_add(step)
                }
            };
            Ok(last)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    fn grain() -> impl Strategy<Value = Grain> {
        prop_oneof![Just(Grain::Tenth), Just(Grain::Hundredth), Just(Grain::One), Just(Grain::Chunk), Just(Grain::Part)]
    }

    /// Steady, wild, with gaps, with resets to nothing, with what is no number.
    fn value() -> impl Strategy<Value = Option<f64>> {
        prop_oneof![
            4 => (0.0..100.0f64).prop_map(Some),
            1 => (0.0..1e13f64).prop_map(Some),
            1 => Just(Some(0.0)),
            2 => Just(None),
            1 => prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(-1.5), Just(f64::MAX), Just(f64::MIN)].prop_map(Some),
        ]
    }

    fn columns() -> impl Strategy<Value = Columns> {
        // Mostly a second apart, now and then hours later or earlier: a machine that slept, a clock that was set.
        let step = prop_oneof![8 => 990i64..1010, 1 => -10_000_000i64..10_000_000, 1 => any::<i64>()];
        prop::collection::vec(step, 0..60).prop_flat_map(|steps| {
            let rows = steps.len();
            let part = prop::sample::select(PARTS.to_vec());
            let column = (any::<u32>(), part, grain(), prop::collection::vec(value(), rows));
            prop::collection::vec(column, 0..6).prop_map(move |columns| {
                let mut at = 1_795_310_400_000i64;
                let times = steps.iter().map(|step| {
                    at = at.wrapping_add(*step);
                    at
                });
                let times = times.collect();
                let columns = columns
                    .into_iter()
                    .map(|(series, part, grain, values)| Column { series, part, grain, values })
                    .collect();
                Columns { times, columns }
            })
        })
    }

    fn kept(columns: &Columns) -> Columns {
        let mut kept = columns.clone();
        for column in &mut kept.columns {
            for value in &mut column.values {
                *value = value.and_then(|value| column.grain.count(value)).map(|count| column.grain.value(count));
            }
        }
        kept
    }

    proptest! {
        #[test]
        fn what_was_kept_comes_back(columns in columns()) {
            let block = encode(&columns);
            let back = decode(&block, |_, _| true).unwrap();
            prop_assert_eq!(&back, &kept(&columns));
            prop_assert_eq!(encode(&back), block, "what was read is written the same");
        }

        #[test]
        fn one_column_is_read_without_the_others(columns in columns(), wanted in 0usize..6) {
            let Some(column) = columns.columns.get(wanted) else { return Ok(()) };
            let back = decode(&encode(&columns), |series, part| (series, part) == (column.series, column.part)).unwrap();
            prop_assert!(back.columns.iter().any(|back| back == &kept(&columns).columns[wanted]));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), columns in columns(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let _ = decode(&bytes, |_, _| true);
            let mut body = unpack(&encode(&columns)).unwrap();
            let place = at.index(body.len());
            body[place] = byte;
            let _ = decode(&pack(&body), |_, _| true);
            let mut block = encode(&columns);
            let place = at.index(block.len());
            block[place] = byte;
            let _ = decode(&block[..place], |_, _| true);
            let _ = decode(&block, |_, _| true);
        }
    }

    #[test]
    fn figures_of_a_quiet_machine_take_next_to_nothing() {
        let rows: i64 = 360;
        let column = |series: u32, of: &dyn Fn(i64) -> f64| Column {
            series,
            part: Part::Value,
            grain: Grain::Tenth,
            values: (0..rows).map(|row| Some(of(row))).collect(),
        };
        let columns = Columns {
            times: (0..rows).map(|row| row * 10_000 + row % 3).collect(),
            columns: vec![column(1, &|_| 0.0), column(2, &|row| (row % 7) as f64 / 10.0), column(3, &|row| row as f64)],
        };
        let bytes = encode(&columns).len() as f64 / (rows * 3) as f64;
        assert!(bytes < 0.3, "{bytes} bytes a value");
    }
}
