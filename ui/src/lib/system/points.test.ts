import { expect, test } from 'vitest';
import { append, beside, lastBefore, momentsIn, pointsOf } from './points';
import { chart, live } from './sample.test-double';

const sampled = () => pointsOf(chart([1000, 2000, 3000], { cpu: [10, null, 30], memory: [1, null, 3] }));

test('what comes is added once, and a series that is silent has a gap', () => {
  const once = append(sampled(), live([3000, 4000], { cpu: [30, 40] }), 0);
  expect(once.times).toEqual([1000, 2000, 3000, 4000]);
  expect(once.series.get('cpu')?.mean).toEqual([10, null, 30, 40]);
  expect(once.series.get('memory')?.mean).toEqual([1, null, 3, null]);
  expect(append(once, live([4000], { cpu: [99] }), 0)).toBe(once);
});

test('what lies before the span goes, but for the point from which the line comes', () => {
  const cut = append(sampled(), live([4000], { cpu: [40], memory: [4] }), 2500);
  expect(cut.times).toEqual([2000, 3000, 4000]);
  expect(cut.series.get('cpu')?.mean).toEqual([null, 30, 40]);
});

test('a point of many samples keeps its least and most; one of one is all three', () => {
  const made = chart([1000], { cpu: [10] });
  const bucket = pointsOf({
    ...made,
    step_ms: 60_000,
    series: [{ ...made.series[0]!, min: [1], max: [90] }],
  });
  expect(bucket.series.get('cpu')).toEqual({ mean: [10], low: [1], high: [90] });
  const grown = append(bucket, live([2000], { cpu: [20] }), 0);
  expect(grown.series.get('cpu')).toEqual({ mean: [10, 20], low: [1, 20], high: [90, 20] });
  const exact = append(sampled(), live([4000], { cpu: [40] }), 0).series.get('cpu');
  expect(exact?.low).toBe(exact?.mean);
});

test('keys go from measured moment to measured moment, inside the span', () => {
  const span = { from: 0, to: 10_000 };
  const points = sampled();
  expect(beside(points, span, null, -1)).toBe(3000);
  expect(beside(points, span, 3000, -1)).toBe(1000);
  expect(beside(points, span, 1000, -1)).toBe(1000);
  expect(beside(points, span, 1000, 10)).toBe(3000);
  expect(beside(points, { from: 1500, to: 2500 }, null, -1)).toBeNull();
});

test('figures without a moment are the last that were measured', () => {
  expect(lastBefore(sampled(), 2500)).toBe(0);
  expect(lastBefore(sampled(), 9000)).toBe(2);
  expect(lastBefore(sampled(), 0)).toBe(-1);
});

test('a table has room for few moments, evenly and the newest first', () => {
  const times = Array.from({ length: 100 }, (_, index) => index * 1000);
  const many = pointsOf(chart(times, { cpu: times.map((_, index) => (index === 99 ? null : index)) }));
  const rows = momentsIn(many, { from: 0, to: 99_000 }, 12);
  expect(rows.length).toBeLessThanOrEqual(12);
  expect(rows[0]).toEqual({ at: 98_000, index: 98 });
  expect(new Set(rows.slice(1).map(({ index }, number) => (rows[number]?.index ?? 0) - index)).size).toBe(1);
});
