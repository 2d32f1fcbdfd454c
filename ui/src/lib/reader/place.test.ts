import { beforeEach, expect, test, vi } from 'vitest';
import type { ArticleSummary } from '../api';
import { standIn } from '../api/core.test-double';
import { Reader } from './reader.svelte';

const PAGE = 200;
const all = Array.from({ length: 900 }, (_, index) => ({
  id: `a${index}`,
  published: new Date(Date.parse('2026-11-21T00:00:00Z') - index * 3_600_000).toISOString(),
}));

/** A core that answers these articles page by page. */
const core = (items: { id: string }[] = all) =>
  standIn({
    'GET /api/reader/articles': (request) => {
      const query = new URL(request.url).searchParams;
      const from = Number(query.get('after') ?? 0);
      const end = from + Number(query.get('limit') ?? PAGE);
      return { body: { items: items.slice(from, end), next: end < items.length ? String(end) : null } };
    },
  });
const seen = (index: number) => all[index] as unknown as ArticleSummary;

beforeEach(() => vi.unstubAllGlobals());

/** A Reader after a restart in this view. */
async function restarted(view = 'all') {
  const reader = new Reader();
  reader.follow(new URLSearchParams({ view }), '');
  await vi.waitFor(() => expect([reader.list.phase, reader.settling]).toEqual(['ready', false]));
  return reader;
}

test('after a restart the list is loaded down to where it was left, and begins there', async () => {
  core();
  const before = await restarted();
  before.see(seen(650));
  const now = await restarted();
  expect(now.begin).toBe('a650');
  expect(now.list.rows.length).toBeGreaterThan(650);
});

test('an article that is gone meanwhile leaves its place to the next', async () => {
  core();
  (await restarted()).see(seen(150));
  core(all.filter(({ id }) => id !== 'a150'));
  expect((await restarted()).begin).toBe('a151');
});

test('another view, and the top of the list, begin with the newest', async () => {
  const asked = core();
  const reader = await restarted();
  reader.see(seen(400));
  expect((await restarted('starred')).begin).toBeNull();
  reader.see(seen(0));
  asked.length = 0;
  expect((await restarted()).begin).toBeNull();
  expect(asked).toHaveLength(1);
});
