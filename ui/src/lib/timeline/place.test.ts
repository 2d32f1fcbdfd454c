import { beforeEach, expect, test, vi } from 'vitest';
import type { TimelineEntry } from '../api';
import { standIn } from '../api/core.test-double';
import { toasts } from '../kit';
import { Timeline } from './timeline.svelte';

const at = (index: number) => Date.parse('2026-11-21T10:00:00Z') - index * 3_600_000;
const entry = (index: number): TimelineEntry => ({
  id: `e${index}`,
  room: 'reader',
  kind: 'article',
  started: new Date(at(index)).toISOString(),
  title: `Letter ${index}`,
  subtitle: '',
  value: 1,
  unit: 'min',
  source: 'feeds',
  provenance: 'api',
  starred: false,
  ended: null,
  offset_minutes: null,
  read: false,
});
const all = Array.from({ length: 1000 }, (_, index) => entry(index));

/** A core with a thousand entries, an hour apart. */
const core = (more: Parameters<typeof standIn>[0] = {}) =>
  standIn({
    'GET /api/timeline': (request) => {
      const query = new URL(request.url).searchParams;
      const [after, before] = [query.get('after'), query.get('before')];
      const limit = Number(query.get('limit'));
      const key = (one: TimelineEntry) => BigInt(Date.parse(one.started)) << 20n;
      const cut = (one: TimelineEntry | undefined) => (one ? String(key(one)) : null);
      if (before !== null) {
        const items = all.filter((one) => key(one) > BigInt(before)).slice(-limit);
        return { body: { items, next: null, prev: items.length === limit ? cut(items[0]) : null } };
      }
      const below = all.filter((one) => after === null || key(one) < BigInt(after));
      return { body: { items: below.slice(0, limit), next: cut(below[limit - 1]), prev: null } };
    },
    ...more,
  });
const loaded = async (timeline: Timeline) => {
  const end = timeline.visit();
  await vi.waitFor(() => expect(timeline.list.phase).toBe('ready'));
  return end;
};

beforeEach(() => {
  vi.unstubAllGlobals();
  vi.useFakeTimers({ toFake: ['Date'], now: at(0) + 1000 });
  toasts.list.forEach((toast) => toasts.dismiss(toast.id));
});

test('after a restart the list begins where the person was, with what was selected, and grows upwards', async () => {
  core();
  const before = new Timeline();
  (await loaded(before))();
  await before.jump(at(500));
  before.see(before.rows[5]!);
  before.select('e504');
  const title = before.entry?.title;
  expect(title).toBe('Letter 504');
  expect(JSON.stringify(localStorage)).not.toContain('Letter');

  const after = new Timeline();
  const end = await loaded(after);
  expect(after.list.rows[0]?.id).toBe(before.rows[5]?.entry.id);
  expect(after.entry?.title).toBe(title);
  while (await after.list.rise()) expect(after.list.rows.length).toBeLessThan(1001);
  expect(after.list.rows[0]?.id).toBe('e0');
  end();
});

test('at the newest the next start is at the newest', async () => {
  core();
  const before = new Timeline();
  (await loaded(before))();
  before.see(before.rows[0]!);
  const after = new Timeline();
  (await loaded(after))();
  expect(after.list.top).toBeNull();
});

test('a record that is not loaded is found by its moment', async () => {
  core();
  const timeline = new Timeline();
  (await loaded(timeline))();
  await timeline.find('e700', at(700));
  expect(timeline.entry?.id).toBe('e700');
  await timeline.find('e701', at(701));
  expect(timeline.list.rows[0]?.id).toBe('e700');
});

test('a mark shows at once and is put back, with the reason, when the core refuses', async () => {
  core({
    'PATCH /api/reader/articles/e0': { status: 500, body: { code: 'storage', title: 'The disk is full' } },
  });
  const timeline = new Timeline();
  (await loaded(timeline))();
  const marking = timeline.mark(timeline.list.rows[0]!, { starred: true });
  expect(timeline.list.rows[0]?.starred).toBe(true);
  await marking;
  expect(timeline.list.rows[0]?.starred).toBe(false);
  expect(toasts.list[0]?.text).toContain('The disk is full');
});
