import { beforeEach, expect, test, vi } from 'vitest';
import { articleKey, queries, type Article } from '../api';
import { standIn } from '../api/core.test-double';
import { FullTexts } from './full.svelte';

const article = (full: Article['full'] = null): Article => ({
  id: 'a',
  feed: 'f',
  feed_title: 'Feed',
  title: 'Tides',
  summary: '',
  link: 'https://f.example/tides',
  author: null,
  published: '2026-11-21T08:00:00Z',
  minutes: 1,
  read: false,
  starred: false,
  saved: false,
  has_enclosure: false,
  updated: null,
  seen: '2026-11-21T08:00:00Z',
  categories: [],
  html: '<p>The beginning</p>',
  enclosures: [],
  full,
});
const full = { html: '<p>All of it</p>', minutes: 7, fetched: '2026-11-21T09:00:00Z' };
const kept = () => queries.getQueryData<Article>(articleKey('a'));

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
});

test('the full text is fetched once, and then shown or hidden', async () => {
  let asked = 0;
  standIn({ 'POST /api/reader/articles/a/full-text': () => ((asked += 1), { body: article(full) }) });
  const texts = new FullTexts();
  await texts.toggle(article());
  expect(kept()?.full).toEqual(full);
  expect(texts.of(article(full))).toEqual(full);
  await texts.toggle(article(full));
  expect(texts.of(article(full))).toBeNull();
  await texts.toggle(article(full));
  expect(texts.of(article(full))).toEqual(full);
  expect(asked).toBe(1);
});

test('a page that could not be had is told, and can be asked for again', async () => {
  standIn({
    'POST /api/reader/articles/a/full-text': {
      status: 422,
      body: { code: 'full_text_not_found', title: 'No' },
    },
  });
  const texts = new FullTexts();
  await texts.fetch('a');
  expect(texts.fault?.id).toBe('a');
  expect(texts.fetching).toBeNull();
  standIn({ 'POST /api/reader/articles/a/full-text': { body: article(full) } });
  await texts.fetch('a');
  expect(texts.fault).toBeNull();
});
