import { expect, test } from 'vitest';
import type { ArticleSummary, Coding, Feed, Listening, TimelineEntry } from '../api';
import { dayBefore } from './asks';
import { figuresOf } from './figures';
import { Look } from './look.svelte';

const now = Date.parse('2026-11-21T10:00:00Z');
const entry = (started: string) => ({ id: started, started, offset_minutes: null }) as TimelineEntry;
const items = ['2026-11-21T09:00:00Z', '2026-11-21T06:00:00Z', '2026-11-20T20:00:00Z'].map(entry);
const known = { recent: undefined, feeds: undefined, saved: undefined, since: null, now };
const said = (more: Partial<Parameters<typeof figuresOf>[0]>) =>
  figuresOf({ ...known, ...more }).map(({ name, figure, against }) => `${name}: ${figure}, ${against}`);

test('what came in is counted since the last look and by day', () => {
  expect(said({ recent: { items, next: null }, since: now - 2 * 3_600_000 })).toEqual([
    'New: 1, since you last looked, 2 h ago',
    'Came in today: 2, 1 yesterday',
  ]);
});

test('a page that ends within what is counted says so', () => {
  expect(said({ recent: { items: items.slice(0, 2), next: 'x' } })).toEqual([
    'New: 2+, in the last 24 hours',
    'Came in today: 2+, 0 yesterday',
  ]);
});

test('a figure that is not known is left out', () => {
  const feeds = [{ unread: 1200 }, { unread: 0 }] as Feed[];
  const saved = { items: [{ minutes: 64 }, { minutes: 8 }] as ArticleSummary[], next: null };
  expect(said({ feeds })).toEqual(['Unread: 1,200, in 1 of 2 feeds']);
  expect(said({ saved })).toEqual(['Saved for later: 2, 1 h 12 min of reading']);
  expect(said({ saved: { items: [], next: null } })).toEqual(['Saved for later: 0, press w on an article']);
});

test('what was done and heard stands beside it, once there is any; five figures are enough', () => {
  const days = [
    { day: '2026-11-20', ms: 7_200_000, count: 3 },
    { day: '2026-11-21', ms: 3_900_000, count: 5 },
  ];
  const listening = { facts: { plays: 9 }, days } as unknown as Listening;
  const coding = { all: 8, calendar: days } as unknown as Coding;
  const recent = { items, next: null };
  expect(said({ recent, listening, coding })).toEqual([
    'New: 3, in the last 24 hours',
    'Heard today: 1 h 05 min, 2 h yesterday',
    'Contributions today: 5, 3 yesterday',
  ]);
  const none = { ...listening, facts: { plays: 0 } } as unknown as Listening;
  expect(said({ listening: none, coding: { ...coding, all: 0 } })).toEqual([]);
});

test.each([
  ['2026-11-21', 1, '2025-11-21'],
  ['2028-02-29', 4, '2024-02-29'],
  ['2028-02-29', 1, undefined],
])('%s, %s years before, is %s', (day, years, before) => expect(dayBefore(day, years)?.key).toBe(before));

test('a look begins after half an hour away, and stays the same while one looks', () => {
  const MINUTE = 60_000;
  const look = new Look();
  look.see(now);
  expect(look.since).toBeNull();
  look.see(now + 20 * MINUTE);
  expect(look.since).toBeNull();
  look.see(now + 80 * MINUTE);
  expect(look.since).toBe(now + 20 * MINUTE);
  look.see(now + 90 * MINUTE);
  expect(look.since).toBe(now + 20 * MINUTE);
  expect(new Look().since).toBe(now + 20 * MINUTE);
});
