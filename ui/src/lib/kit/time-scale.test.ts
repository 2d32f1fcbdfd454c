import { expect, test } from 'vitest';
import { between, lonely, nearest, neatTop, timeMarks } from './time-scale';

test.each([
  [0, 0],
  [14, 0],
  [15, 0],
  [16, 1],
  [24, 1],
  [1000, 3],
  [-5, 0],
])('the moment nearest to %i is number %i', (at, index) => {
  expect(nearest([10, 20, 30, 90], at)).toBe(index);
});

test('nothing is near where there is nothing', () => expect(nearest([], 5)).toBe(-1));

test.each([
  [0, 1],
  [NaN, 1],
  [0.4, 0.4],
  [0.41, 0.5],
  [73, 80],
  [101, 150],
  [120e6, 150e6],
  [8.01e9, 10e9],
])('the scale for %d ends at %d', (value, top) => expect(neatTop(value)).toBeCloseTo(top, 9));

const span = (from: string, to: string) => ({ from: Date.parse(from), to: Date.parse(to) });
const clock = (at: number) => new Date(at).toISOString().slice(5, 16);

test('marks stand at whole steps of the local clock, and not too many', () => {
  const { step, marks } = timeMarks(span('2026-11-21T09:12:20Z', '2026-11-21T10:12:20Z'), 6);
  expect(step).toBe(10 * 60_000);
  expect(marks.map(clock)).toEqual([
    '11-21T09:20',
    '11-21T09:30',
    '11-21T09:40',
    '11-21T09:50',
    '11-21T10:00',
    '11-21T10:10',
  ]);
});

test('days begin at midnight of this place, also where the clock changed', () => {
  // The tests run in Berlin, where the night of 25 October 2026 had an hour more.
  const { marks } = timeMarks(span('2026-10-23T12:00:00Z', '2026-10-28T12:00:00Z'), 6);
  expect(marks.map(clock)).toEqual([
    '10-23T22:00',
    '10-24T22:00',
    '10-25T23:00',
    '10-26T23:00',
    '10-27T23:00',
  ]);
});

test('marks stay on their days while time goes by', () => {
  const of = (from: string, to: string) => timeMarks(span(from, to), 4).marks.map(clock);
  const [before, after] = [
    of('2026-11-01T00:00:00Z', '2026-11-21T00:00:00Z'),
    of('2026-11-02T00:00:00Z', '2026-11-22T00:00:00Z'),
  ];
  expect(before.length).toBeGreaterThan(2);
  expect(after.filter((mark) => before.includes(mark)).length).toBeGreaterThanOrEqual(before.length - 1);
});

test('values between gaps are found, since no line leads to them', () => {
  expect(lonely([1, null, 2, null, 3, 4, null, 5])).toEqual([0, 2, 7]);
});

test('a part is the same in either direction and stays inside', () => {
  const whole = { from: 100, to: 200 };
  expect(between(whole, 0.75, 0.25)).toEqual({ from: 125, to: 175 });
  expect(between(whole, -1, 2)).toEqual(whole);
});
