import { beforeEach, expect, test, vi } from 'vitest';
import { articleKey, feedsKey, LiveList, queries, type ArticleSummary, type Feed } from '../api';
import { standIn } from '../api/core.test-double';
import { toasts } from '../kit';
import { folders } from './folders';
import { setMark } from './marks';
import { Reader } from './reader.svelte';
import { addressOf, scopeOf } from './scope';

const article = (id: string, more: Partial<ArticleSummary> = {}): ArticleSummary => ({
  id,
  feed: 'f',
  feed_title: 'Feed',
  title: id,
  summary: '',
  link: null,
  author: null,
  published: '2026-11-21T08:00:00Z',
  minutes: 1,
  read: false,
  starred: false,
  saved: false,
  has_enclosure: false,
  ...more,
});
const feed = (more: Partial<Feed>): Feed => ({
  own_title: null,
  site: null,
  language: null,
  checked: null,
  next_check: null,
  newest: null,
  fault: null,
  sample: false,
  id: 'f',
  url: 'https://f.example/',
  title: 'Feed',
  folder: '',
  added: '2026-01-01T00:00:00Z',
  articles: 3,
  unread: 3,
  health: 'healthy',
  ...more,
});
const unreadOf = () => queries.getQueryData<Feed[]>(feedsKey)?.[0]?.unread;

async function listOf(...articles: ArticleSummary[]) {
  const list = new LiveList<ArticleSummary>({
    topics: [],
    ask: () => Promise.resolve({ items: articles, next: null }),
  });
  await list.reload();
  return list;
}

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
  queries.setQueryData(feedsKey, [feed({})]);
  toasts.list.forEach((toast) => toasts.dismiss(toast.id));
});

test('a mark shows in list, article and count before the core has answered', async () => {
  let answer: (() => void) | undefined;
  standIn({
    'PATCH /api/reader/articles/a': () => new Promise((resolve) => (answer = () => resolve({ body: {} }))),
  });
  const list = await listOf(article('a'), article('b'));
  queries.setQueryData(articleKey('a'), article('a'));
  const marking = setMark(list, article('a'), { read: true });
  expect(list.rows.map((row) => row.read)).toEqual([true, false]);
  expect(queries.getQueryData<ArticleSummary>(articleKey('a'))?.read).toBe(true);
  expect(unreadOf()).toBe(2);
  await vi.waitFor(() => expect(answer).toBeDefined());
  answer?.();
  await marking;
});

test('a refused mark is put back everywhere', async () => {
  standIn({
    'PATCH /api/reader/articles/a': { status: 500, body: { code: 'storage', title: 'The disk is full' } },
  });
  const list = await listOf(article('a'));
  await expect(setMark(list, article('a'), { read: true, starred: true })).rejects.toThrow(
    'The disk is full',
  );
  expect(list.rows[0]).toMatchObject({ read: false, starred: false });
  expect(unreadOf()).toBe(3);
});

test('opening marks read; a refusal is said', async () => {
  standIn({
    'GET /api/reader/articles': { body: { items: [article('a'), article('b')], next: null } },
    'PATCH /api/reader/articles/a': { status: 500, body: { code: 'storage', title: 'The disk is full' } },
    'GET /api/reader/articles/b': { body: article('b') },
  });
  const reader = new Reader();
  reader.follow(new URLSearchParams(), '');
  await vi.waitFor(() => expect(reader.list.phase).toBe('ready'));
  reader.step(1);
  expect(location.pathname).toBe('/reader/a');
  expect(reader.list.rows[0]?.read).toBe(true);
  await vi.waitFor(() => expect(toasts.list[0]?.text).toContain('The disk is full'));
  expect(reader.list.rows[0]?.read).toBe(false);
});

test('“all above” marks what stands above the open article, and Undo takes back exactly those edits', async () => {
  const asked = standIn({
    'GET /api/reader/articles': {
      body: { items: [article('a'), article('b', { read: true }), article('c'), article('d')], next: null },
    },
    'PATCH /api/reader/articles/a': { body: {}, headers: { 'Lorch-Edit': '9' } },
    'PATCH /api/reader/articles/c': { body: {}, headers: { 'Lorch-Edit': '10' } },
    'POST /api/edits/undo': async (request) => ({
      body: { ...((await request.json()) as object), action: 'marked_read', title: '', count: 1 },
    }),
  });
  const reader = new Reader();
  reader.follow(new URLSearchParams(), 'd');
  await vi.waitFor(() => expect(reader.list.phase).toBe('ready'));
  await reader.markAbove();
  expect(reader.list.rows.map((row) => row.read)).toEqual([true, true, true, false]);
  toasts.list[0]?.action?.run();
  await vi.waitFor(() =>
    expect(asked.filter(({ route }) => route === 'POST /api/edits/undo').map(({ body }) => body)).toEqual([
      { number: '10' },
      { number: '9' },
    ]),
  );
});

test('“all” marks up to the newest on screen in one edit, which Undo takes back', async () => {
  const asked = standIn({
    'GET /api/reader/articles': { body: { items: [article('a'), article('b')], next: null } },
    'POST /api/reader/read': { body: { marked: 812 }, headers: { 'Lorch-Edit': '11' } },
    'POST /api/edits/undo': { body: { number: '11', action: 'marked_read', title: '', count: 812 } },
  });
  const reader = new Reader();
  reader.follow(new URLSearchParams('folder=Craft'), '');
  await vi.waitFor(() => expect(reader.list.phase).toBe('ready'));
  await reader.markAll();
  expect(asked.at(-1)?.body).toEqual({ folder: 'Craft', up_to: 'a' });
  toasts.list[0]?.action?.run();
  await vi.waitFor(() => expect(asked.at(-1)).toMatchObject({ body: { number: '11' } }));
});

test('at the end of an article comes the next unread one', async () => {
  const read = { read: true };
  standIn({
    'GET /api/reader/articles': {
      body: { items: [article('a', read), article('b', read), article('c'), article('d', read)], next: null },
    },
    'PATCH /api/reader/articles/c': { body: {} },
    'GET /api/reader/articles/d': { body: article('d', read) },
  });
  const reader = new Reader();
  reader.follow(new URLSearchParams('view=all'), 'a');
  await vi.waitFor(() => expect(reader.list.phase).toBe('ready'));
  reader.nextUnread();
  expect(location.pathname).toBe('/reader/c');
  reader.follow(new URLSearchParams('view=all'), 'c');
  reader.nextUnread();
  expect(location.pathname).toBe('/reader/d');
});

test('the filter looks at titles, feeds and words of the loaded articles', async () => {
  standIn({
    'GET /api/reader/articles': {
      body: { items: [article('Tide tables'), article('Fog', { feed_title: 'Harbour' })], next: null },
    },
  });
  const reader = new Reader();
  reader.follow(new URLSearchParams('view=all'), '');
  await vi.waitFor(() => expect(reader.list.phase).toBe('ready'));
  reader.filter = 'harb FOG';
  expect(reader.rows.map((row) => row.id)).toEqual(['Fog']);
});

test('a scope and its address say the same', () => {
  for (const address of [
    '/reader',
    '/reader/a1?view=all',
    '/reader?view=starred&folder=Craft%2FWood',
    '/reader?view=saved',
    '/reader?feed=f',
  ]) {
    const url = new URL(address, 'http://x');
    expect(addressOf(scopeOf(url.searchParams), url.pathname.split('/')[2])).toBe(address);
  }
});

test('folders come by name with their unread counts; what stands in none comes last', () => {
  const groups = folders([
    feed({ id: '1', title: 'B', folder: 'Z' }),
    feed({ id: '2', title: 'A', folder: 'Z', unread: 1 }),
    feed({ id: '3' }),
    feed({ id: '4', folder: 'A' }),
  ]);
  expect(groups.map((group) => [group.name, group.unread])).toEqual([
    ['A', 3],
    ['Z', 4],
    ['', 3],
  ]);
  expect(groups[1]?.feeds.map((one) => one.title)).toEqual(['A', 'B']);
});

test('in Unread an article that was read leaves the list but stays on screen, and loses its star when that is undone', async () => {
  const core = { read: false, starred: false };
  standIn({
    'GET /api/reader/articles': () => ({
      body: { items: [...(core.read ? [] : [article('a', core)]), article('b')], next: null },
    }),
    'GET /api/reader/articles/a': () => ({ body: article('a', core) }),
    'GET /api/reader/articles/b': { body: article('b') },
    'PATCH /api/reader/articles/a': async (request) => {
      Object.assign(core, await request.json());
      return { body: article('a', core) };
    },
  });
  const reader = new Reader();
  reader.follow(new URLSearchParams(), '');
  await vi.waitFor(() => expect(reader.list.phase).toBe('ready'));
  const row = () => reader.list.rows[0] ?? article('none');
  await reader.mark(row(), { read: true });
  await reader.mark(row(), { starred: true });
  await reader.list.recheck();
  expect(row()).toMatchObject({ id: 'a', read: true, starred: true });
  core.starred = false;
  await reader.list.recheck();
  expect(row()).toMatchObject({ id: 'a', read: true, starred: false });
});
