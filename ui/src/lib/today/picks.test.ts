import { expect, test } from 'vitest';
import type { ArticleSummary } from '../api';
import { picksOf } from './picks';

const article = (id: string, feed: string, more: Partial<ArticleSummary> = {}): ArticleSummary => ({
  id,
  feed,
  feed_title: feed,
  title: id,
  summary: '',
  author: null,
  link: null,
  has_enclosure: false,
  minutes: 3,
  published: '2026-11-21T08:00:00Z',
  read: false,
  saved: false,
  starred: false,
  ...more,
});
const told = (...args: Parameters<typeof picksOf>) =>
  picksOf(...args).map(({ article, why }) => `${article.id} ${why}`);

test('saved ones come first, then feeds with a star, then the others; one of each feed', () => {
  const saved = [article('s1', 'A'), article('s2', 'A', { read: true })];
  const unread = ['A', 'B', 'B', 'C', 'D', 'E', 'F'].map((feed, index) => article(`u${index}`, feed));
  const starred = [article('x', 'C', { read: true })];
  expect(told(saved, unread, starred)).toEqual(['s1 saved', 'u3 starred', 'u1 new', 'u4 new', 'u5 new']);
});

test('what was saved leaves room for what is new', () => {
  const saved = ['1', '2', '3', '4'].map((id) => article(id, `S${id}`));
  expect(told(saved, [article('n', 'N')], [])).toEqual(['1 saved', '2 saved', '3 saved', 'n new']);
});

test('nothing unread puts nothing forward', () => expect(told([], [], [article('x', 'A')])).toEqual([]));
