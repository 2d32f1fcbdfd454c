import { expect, test } from 'vitest';
import type { TimelineEntry } from '../api';
import { around, byDay } from './days';

const entry = (id: string, started: string, value = 10): TimelineEntry => ({
  id,
  room: 'reader',
  kind: 'article',
  started,
  title: id,
  subtitle: '',
  value,
  unit: 'min',
  source: 'feeds',
  provenance: 'api',
  starred: false,
  ended: null,
  offset_minutes: null,
  read: null,
});
const entries = [
  entry('a', '2026-11-21T10:00:00Z'),
  entry('b', '2026-11-21T08:30:00Z', 55),
  entry('c', '2026-11-20T22:59:00Z'),
  entry('d', '2026-11-20T07:00:00Z'),
];

test('each day has a heading above its entries', () => {
  expect(
    byDay(entries, true)
      .map((row) => (row.kind === 'day' ? '-' : row.key))
      .join(''),
  ).toBe('-ab-cd');
});

test('a day has a total only when all of it is loaded', () => {
  const totals = (complete: boolean) =>
    byDay(entries, complete).flatMap((row) => (row.kind === 'day' ? [row.total] : []));
  expect(totals(false)).toEqual(['2 articles · 1 h 05 min of reading', '']);
  expect(totals(true)[1]).toBe('2 articles · 20 min of reading');
});

test('where the list begins in the past, its first day has no total', () => {
  const totals = byDay(entries, true, false).flatMap((row) => (row.kind === 'day' ? [row.total] : []));
  expect(totals).toEqual(['', '2 articles · 20 min of reading']);
});

test('around an entry is what lies within two hours, newest first', () => {
  expect(around(entries[0]!, entries).map((other) => other.id)).toEqual(['b']);
  const close = ['1', '2', '3'].map((n) => entry(n, `2026-11-21T10:0${n}:00Z`));
  expect(around(entries[0]!, [...close].reverse(), 2).map((other) => other.id)).toEqual(['2', '1']);
});
