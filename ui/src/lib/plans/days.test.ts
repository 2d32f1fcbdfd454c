import { expect, test } from 'vitest';
import { addDays, addMonths, daysBetween, movedBy, weekdayOf, weeksOf } from './days';

test.each([
  ['2026-03-28', 1, '2026-03-29'],
  ['2026-03-29', 1, '2026-03-30'],
  ['2026-10-25', 7, '2026-11-01'],
  ['2024-02-28', 1, '2024-02-29'],
  ['2027-01-01', -1, '2026-12-31'],
])('%s and %i days is %s, whatever the clocks do', (day, by, to) => {
  expect(addDays(day, by)).toBe(to);
  expect(daysBetween(day, to)).toBe(by);
});

test.each([
  ['2026-11-21', 1, '2026-12-01'],
  ['2026-01-31', -1, '2025-12-01'],
  ['2026-12-31', 2, '2027-02-01'],
])('from %s, %i months on begins %s', (day, by, to) => expect(addMonths(day, by)).toBe(to));

test('a month stands in six whole weeks from Monday, wherever it begins', () => {
  for (let month = 0; month < 24; month += 1) {
    const day = addMonths('2026-01-15', month);
    const weeks = weeksOf(day);
    const days = weeks.flat();
    expect(weeks.map((week) => week.length)).toEqual([7, 7, 7, 7, 7, 7]);
    expect(weeks.every(([first = '']) => weekdayOf(first) === 0)).toBe(true);
    expect(new Set(days).size).toBe(42);
    expect(days.filter((one) => one.startsWith(day.slice(0, 7)))).toHaveLength(
      daysBetween(addMonths(day, 0), addMonths(day, 1)),
    );
  }
});

test('a move keeps the time, and a whole day whole', () => {
  expect(movedBy('2026-11-30T09:30', 1)).toBe('2026-12-01T09:30');
  expect(movedBy('2026-11-30', -30)).toBe('2026-10-31');
});
