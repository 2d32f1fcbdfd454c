import { expect, test, vi } from 'vitest';
import type { TimelineEntry } from '../api';
import { cursorAt } from '../records';
import { barsOf, endOfMonth, monthBeside, yearsOf } from './months';
import { newer } from './newer';
import { Volume } from './volume.svelte';

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

/** The key of the entry at `index` of `all`: each has its own. */
const keyOf = (all: readonly TimelineEntry[], index: number) =>
  (BigInt(Date.parse(all[index]?.started ?? '')) << 20n) + BigInt(all.length - index);

/** A core that pages upwards through entries, as the real one does. */
const core = (all: readonly TimelineEntry[]) =>
  vi.fn(({ limit, before }: { limit: number; before: string }) => {
    const above = all.filter((_, index) => keyOf(all, index) > BigInt(before)).slice(-limit);
    const prev = above.length === limit && above[0] ? String(keyOf(all, all.indexOf(above[0]))) : null;
    return Promise.resolve({ items: above, prev });
  });
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
  ['in one millisecond', () => NOW],
])(
  'upwards from the middle, entries that lie %s come without gap or double up to the newest',
  async (_, at) => {
    const all = Array.from({ length: 900 }, (__, index) => entry(at(index), `n${index}`));
    let rows: TimelineEntry[] = all.slice(600, 700);
    let top: string | null = String(keyOf(all, 600) + 1n);
    for (let turn = 0; turn < 40 && top !== null; turn += 1) {
      const more = await newer(top, core(all));
      rows = [...more.items, ...rows];
      top = more.top;
    }
    expect(top).toBeNull();
    expect(rows.map((row) => row.id)).toEqual(all.slice(0, 700).map((row) => row.id));
  },
);

test('what was counted stands newest first; an answer that comes late counts no more', async () => {
  const counted = (...at: string[]) => ({
    items: at.map((one, n) => ({ at: one, records: n + 1, sums: [] })),
  });
  const answers: ((found: ReturnType<typeof counted>) => void)[] = [];
  const volume = new Volume(() => new Promise((resolve) => answers.push(resolve)));
  const [first, second] = [volume.count(), volume.count()];
  answers[1]?.(counted('2026-10', '2026-11'));
  answers[0]?.(counted('2020-01'));
  await Promise.all([first, second]);
  expect(volume.months).toEqual([
    { key: '2026-11', records: 2 },
    { key: '2026-10', records: 1 },
  ]);
});

test('this day of former years is looked for where its month has records', () => {
  const months = ['2026-02', '2025-02', '2024-02', '2024-01'].map((key) => ({ key, records: 1 }));
  expect(yearsOf('2026-02-28', months)).toEqual(['2025-02-28', '2024-02-28']);
  expect(yearsOf('2028-02-29', months)).toEqual(['2024-02-29']);
});

test('months without records stand between those that have some', () => {
  const bars = barsOf([
    { key: '2026-01', records: 4 },
    { key: '2025-10', records: 2 },
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
