import { expect, test, vi } from 'vitest';
import type { TimelineEntry } from '../api';
import { cursorAt } from '../records';
import { barsOf, endOfMonth, monthBeside } from './months';
import { newer } from './newer';
import { monthsOf, Volume } from './volume.svelte';

const entry = (at: number, id = `e${at}`): TimelineEntry => ({
  id,
  room: 'reader',
  kind: 'article',
  started: new Date(at).toISOString(),
  title: id,
  subtitle: '',
  value: 1,
  unit: 'min',
  source: 'feeds',
  provenance: 'api',
  starred: false,
  ended: null,
  offset_minutes: null,
  read: null,
});

/** A core that pages through entries by cursor, as the real one does. */
function core(all: readonly TimelineEntry[]) {
  return vi.fn(({ limit, after }: { limit: number; after?: string }) => {
    const below = all.filter(
      (one) => after === undefined || BigInt(Date.parse(one.started)) << 20n < BigInt(after),
    );
    const items = below.slice(0, limit);
    const last = items.at(-1);
    const next = below.length > limit && last ? String(BigInt(Date.parse(last.started)) << 20n) : null;
    return Promise.resolve({ items, next });
  });
}
const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-21T10:00:00Z');

test('a cursor stands above everything of its millisecond', () => {
  expect(BigInt(cursorAt(5))).toBeGreaterThan((5n << 20n) | 0xfffffn);
  expect(BigInt(cursorAt(5))).toBeLessThanOrEqual(6n << 20n);
  expect(cursorAt(-1)).toBe('0');
});

test.each([
  ['evenly', (index: number) => NOW - index * HOUR],
  ['in bursts', (index: number) => NOW - Math.floor(index / 350) * 900 * HOUR - (index % 350) * 1000],
  ['sparsely', (index: number) => NOW - index * 2000 * HOUR],
  ['in another century', (index: number) => (index < 500 ? NOW : 0) - index * 1000],
])(
  'upwards from the middle, entries that lie %s come without gap or double up to the newest',
  async (_, at) => {
    const all = Array.from({ length: 900 }, (__, index) => entry(at(index), `n${index}`));
    const ask = core(all);
    let rows: TimelineEntry[] = all.slice(600, 700);
    let top: string | null = '';
    for (let turn = 0; turn < 40 && top !== null; turn += 1) {
      const more = await newer(rows, ask, NOW);
      rows = [...more.items, ...rows];
      top = more.top;
    }
    expect(rows.map((row) => row.id)).toEqual(all.slice(0, 700).map((row) => row.id));
  },
);

test('more than a page in one second is still reached', async () => {
  const all = Array.from({ length: 500 }, (_, index) => entry(NOW - HOUR - index, `n${index}`));
  const { items } = await newer(all.slice(450, 451), core(all), NOW);
  expect(items.map((row) => row.id)).toEqual(all.slice(0, 450).map((row) => row.id));
});

test('a page covers its whole months; one that a single month fills says so', () => {
  const at = (month: string, n: number) =>
    Array.from({ length: n }, (_, index) => entry(Date.parse(`${month}-20T00:00:00Z`) - index));
  const items = [...at('2026-11', 3), ...at('2026-09', 2)];
  expect(monthsOf(items, false)).toEqual([{ key: '2026-11', records: 3, more: false }]);
  expect(monthsOf(items, true).map(({ key, records }) => [key, records])).toEqual([
    ['2026-11', 3],
    ['2026-09', 2],
  ]);
  expect(monthsOf(at('2026-11', 4), false)).toEqual([{ key: '2026-11', records: 4, more: true }]);
});

test('every month is counted once, to the oldest, and a new record counts at once', async () => {
  const all = Array.from({ length: 1000 }, (_, index) => entry(NOW - index * 20 * HOUR));
  const ask = core(all);
  const volume = new Volume(
    (page) => ask(page),
    () => Promise.resolve(),
  );
  await volume.count();
  expect(volume.whole).toBe(true);
  expect(volume.months.reduce((sum, month) => sum + month.records, 0)).toBe(1000);
  expect(new Set(volume.months.map(({ key }) => key)).size).toBe(volume.months.length);
  const records = volume.months[0]?.records ?? 0;
  all.unshift(entry(NOW + 1));
  await volume.recount();
  expect(volume.months[0]?.records).toBe(records + 1);
});

test('months without records stand between those that have some', () => {
  const bars = barsOf([
    { key: '2026-01', records: 4, more: false },
    { key: '2025-10', records: 2, more: false },
  ]);
  expect(bars.map(({ key, part }) => [key, part])).toEqual([
    ['2026-01', 1],
    ['2025-12', 0],
    ['2025-11', 0],
    ['2025-10', 0.5],
  ]);
  expect(monthBeside('2026-01', -1)).toBe('2025-12');
  expect(new Date(endOfMonth('2026-02') + 1).getMonth()).toBe(2);
});
