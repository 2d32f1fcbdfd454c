import { expect, test } from 'vitest';
import { daysOf } from './days';

const now = Date.parse('2026-11-21T10:00:00Z');
const on = (day: string) => ({ published: `${day}T09:00:00Z` });
const articles = [on('2026-11-21'), on('2026-11-20'), on('2026-11-20'), on('2026-11-18')];

test('each of the last days has its number, today last', () => {
  const days = daysOf(articles, true, now);
  expect(days).toHaveLength(14);
  expect(days.slice(-4).map(({ value }) => value)).toEqual([1, 0, 2, 1]);
  expect(days.at(-2)).toMatchObject({ name: '20 Nov', text: '2 articles' });
});

test('days that were not read so far are gaps, not noughts', () => {
  expect(daysOf(articles, false, now).map(({ value }) => value)).toEqual([
    ...Array<null>(11).fill(null),
    0,
    2,
    1,
  ]);
  expect(daysOf([], true, now).every(({ value }) => value === 0)).toBe(true);
});
