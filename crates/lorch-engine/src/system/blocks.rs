//! Rows become blocks: samples as they are, and rolled up to minutes and hours.

use std::collections::{BTreeMap, BTreeSet};

use lorch_formats::system::{
    BlockError, Grain,
    columns::{Column, Columns, Part, decode, encode},
};
use lorch_model::system::{
    rollup::{HOUR_MS, MINUTE_MS, Stat, StatRow, roll_up},
    series::{Family, SeriesId},
    view::Resolution,
};
use lorch_store::machine::Block;

use super::ring::{Ring, Row};

const DAY_MS: i64 = 24 * HOUR_MS;

/// A series with its number in blocks, and its place in rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Numbered {
    pub id: SeriesId,
    pub number: u32,
    pub place: usize,
}

/// A row as it was kept: when, and values by the numbers of their series.
type NumberedRow = (i64, Vec<(u32, f64)>);

/// All rows in one block of all families, as it waits for the next blocks.
pub(super) fn recent<'a>(rows: impl Iterator<Item = &'a Row> + Clone, series: &[Numbered]) -> Vec<u8> {
    encode(&samples(rows, series))
}

/// The rows of such a block, by the numbers of their series.
pub(super) fn read_recent(block: &[u8]) -> Result<Vec<NumberedRow>, BlockError> {
    let columns = decode(block, |_, part| part == Part::Value)?;
    let value = |row: usize| {
        let known = columns.columns.iter().filter_map(move |column| Some((column.series, (*column.values.get(row)?)?)));
        known.collect()
    };
    Ok(columns.times.iter().enumerate().map(|(row, at)| (*at, value(row))).collect())
}

/// Rows in parts of at most an hour, in each of which times only grow.
pub(super) fn parts<T>(rows: &[T], at: impl Fn(&T) -> i64) -> Vec<&[T]> {
    let (mut parts, mut rest) = (Vec::new(), rows);
    while let Some(first) = rest.first() {
        let fits = |pair: &[T]| at(&pair[0]) < at(&pair[1]) && at(&pair[1]).saturating_sub(at(first)) < HOUR_MS;
        let end = rest.windows(2).position(|pair| !fits(pair)).map_or(rest.len(), |last| last + 1);
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after;
    }
    parts
}

/// The blocks of samples and minutes that hold these rows.
pub(super) fn seal(rows: &[Row], series: &[Numbered]) -> Vec<Block> {
    parts(rows, |row| row.at).into_iter().flat_map(|part| seal_part(part, series)).collect()
}

fn seal_part(rows: &[Row], series: &[Numbered]) -> Vec<Block> {
    let minutes = roll_up(stats(rows, series), MINUTE_MS);
    let families = Family::ALL.into_iter().flat_map(|family| {
        let places = of_family(series, family);
        let of_family: Vec<Numbered> = places.iter().filter_map(|place| series.get(*place).cloned()).collect();
        let samples = block(Resolution::Sample, family, &samples(rows.iter(), &of_family));
        let minutes = block(Resolution::Minute, family, &rolled(&minutes, series, &places));
        [samples, minutes]
    });
    families.flatten().collect()
}

/// The days that the rows are of, each from when to when.
pub(super) fn days(rows: &[Row]) -> Vec<(i64, i64)> {
    let days: BTreeSet<i64> = rows.iter().map(|row| row.at.div_euclid(DAY_MS)).collect();
    days.into_iter().map(|day| (day * DAY_MS, (day + 1) * DAY_MS)).collect()
}

/// The blocks of hours of the days that rows are of, with what was `before` in them, by place of series.
pub(super) fn hours(rows: &[Row], before: Vec<StatRow>, series: &[Numbered]) -> Vec<Block> {
    let mut by_day: BTreeMap<i64, Vec<StatRow>> = BTreeMap::new();
    for hour in roll_up(stats(rows, series).into_iter().chain(before), HOUR_MS) {
        by_day.entry(hour.at.div_euclid(DAY_MS)).or_default().push(hour);
    }
    let blocks = by_day.values().flat_map(|hours| {
        Family::ALL.map(|family| block(Resolution::Hour, family, &rolled(hours, series, &of_family(series, family))))
    });
    blocks.flatten().collect()
}

/// The rows of a block that are from `from` to `to`, with what it knows of the series of these numbers in their order;
/// rolled up to rows of `width` milliseconds, if so wished.
pub(super) fn read(
    block: &[u8],
    numbers: &[Option<u32>],
    (from, to): (i64, i64),
    width: Option<i64>,
) -> Result<Vec<StatRow>, BlockError> {
    let wanted = |number: u32| numbers.iter().position(|wanted| *wanted == Some(number));
    let columns = decode(block, |number, part| part == Part::Weight || wanted(number).is_some())?;
    let mut by_place: Vec<[Option<&Column>; 3]> = vec![[None; 3]; numbers.len()];
    let mut weights = None;
    for column in &columns.columns {
        let parts: &[usize] = match column.part {
            Part::Value => &[0, 1, 2],
            Part::Min => &[0],
            Part::Mean => &[1],
            Part::Max => &[2],
            Part::Weight => {
                weights = Some(column);
                continue;
            }
        };
        if let Some(found) = wanted(column.series).and_then(|place| by_place.get_mut(place)) {
            parts.iter().for_each(|part| found[*part] = Some(column));
        }
    }
    let at_row = |column: Option<&Column>, row: usize| column.and_then(|column| column.values.get(row).copied()?);
    let within = columns.times.iter().enumerate().filter(|(_, at)| (from..=to).contains(*at));
    let rows = within.map(|(row, at)| {
        let weight = at_row(weights, row).unwrap_or(1.0);
        let stats = by_place.iter().map(|[min, mean, max]| {
            let (min, mean, max) = (at_row(*min, row)?, at_row(*mean, row)?, at_row(*max, row)?);
            Some(Stat { min, mean, max, weight })
        });
        StatRow { at: *at, stats: stats.collect() }
    });
    Ok(match width {
        Some(width) => roll_up(rows, width),
        None => rows.collect(),
    })
}

fn of_family(series: &[Numbered], family: Family) -> Vec<usize> {
    let is = |one: &Numbered| one.id.measure.family() == family;
    series.iter().enumerate().filter(|(_, one)| is(one)).map(|(place, _)| place).collect()
}

fn stats(rows: &[Row], series: &[Numbered]) -> Vec<StatRow> {
    let places: Vec<Option<usize>> = series.iter().map(|one| Some(one.place)).collect();
    let row = |row: &Row| StatRow {
        at: row.at,
        stats: Ring::values(row, &places).map(|value| value.map(Stat::of)).collect(),
    };
    rows.iter().map(row).collect()
}

fn samples<'a>(rows: impl Iterator<Item = &'a Row> + Clone, series: &[Numbered]) -> Columns {
    let column = |one: &Numbered| {
        let place = [Some(one.place)];
        let values: Vec<Option<f64>> = rows.clone().map(|row| Ring::values(row, &place).next().flatten()).collect();
        let known = values.iter().any(Option::is_some);
        known.then(|| Column { series: one.number, part: Part::Value, grain: Grain::of(one.id.measure), values })
    };
    Columns { times: rows.clone().map(|row| row.at).collect(), columns: series.iter().filter_map(column).collect() }
}

/// Columns of the series at these places in rows of the same order.
fn rolled(rows: &[StatRow], series: &[Numbered], places: &[usize]) -> Columns {
    let mut columns = Vec::new();
    for place in places {
        let Some(one) = series.get(*place) else { continue };
        let stats: Vec<Option<Stat>> = rows.iter().map(|row| row.stats.get(*place).copied().flatten()).collect();
        if stats.iter().all(Option::is_none) {
            continue;
        }
        let of = |part: Part, stat: Stat| match part {
            Part::Min => stat.min,
            Part::Max => stat.max,
            _ => stat.mean,
        };
        columns.extend([Part::Min, Part::Mean, Part::Max].map(|part| Column {
            series: one.number,
            part,
            grain: Grain::of(one.id.measure),
            values: stats.iter().map(|stat| stat.map(|stat| of(part, stat))).collect(),
        }));
    }
    if !columns.is_empty() {
        let weight = |row: &StatRow| row.stats.iter().flatten().map(|stat| stat.weight).fold(0.0, f64::max);
        let values = rows.iter().map(|row| Some(weight(row))).collect();
        columns.push(Column { series: 0, part: Part::Weight, grain: Grain::One, values });
    }
    Columns { times: rows.iter().map(|row| row.at).collect(), columns }
}

fn block(resolution: Resolution, family: Family, columns: &Columns) -> Option<Block> {
    let amount = columns.columns.iter().flat_map(|column| &column.values).filter(|value| value.is_some()).count();
    let (began, ended) = (*columns.times.first()?, *columns.times.last()?);
    let bytes = (amount > 0).then(|| encode(columns))?;
    Some(Block { resolution, family: family.number(), began, ended, amount: amount as u64, bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_no_longer_than_an_hour_and_its_times_only_grow() {
        let times = [0, 10, 10, 5, HOUR_MS, HOUR_MS + 5, 3 * HOUR_MS, 2 * HOUR_MS];
        let parts: Vec<&[i64]> = parts(&times, |at| *at);
        let expected: [&[i64]; 5] = [&[0, 10], &[10], &[5, HOUR_MS], &[HOUR_MS + 5], &[3 * HOUR_MS]];
        assert_eq!(parts[..5], expected);
        assert_eq!(parts.concat(), times);
    }
}
