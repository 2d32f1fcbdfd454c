import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { standIn } from '../api/core.test-double';
import { keyboard } from '../kit';
import { t } from '../text';
import TodayRoom from './TodayRoom.svelte';

const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const entry = (id: string, more = {}) => ({
  id,
  room: 'reader',
  kind: 'article',
  started: at(1),
  title: `Entry ${id}`,
  subtitle: 'Harbour Review',
  value: 3,
  unit: 'min',
  read: false,
  starred: false,
  source: 'feeds',
  provenance: 'api',
  ...more,
});
const article = (id: string, feed: string) => ({
  id,
  feed,
  feed_title: feed,
  title: `Article ${id}`,
  summary: 'What it says',
  minutes: 4,
  published: at(5),
  read: false,
  starred: false,
  saved: false,
});
const feed = { id: 'f1', title: 'Slow Systems', unread: 2, health: 'healthy', fault: null };
const page = (...items: unknown[]) => ({ body: { items, next: null } });

/** A core with something in it. */
function core(more: Parameters<typeof standIn>[0] = {}) {
  return standIn({
    'GET /api/timeline': (request) =>
      new URL(request.url).searchParams.has('after') ? page() : page(entry('a'), entry('b')),
    'GET /api/reader/articles': (request) =>
      new URL(request.url).searchParams.has('unread') ? page(article('u', 'A'), article('v', 'B')) : page(),
    'GET /api/reader/feeds': page(feed),
    'GET /api/timeline/volume': page(),
    'GET /api/status': { body: { checked: at(6), next_check: null, feeds: 1, failing: 0 } },
    ...more,
  });
}

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
});

test('the day stands in figures, rows and what is worth reading', async () => {
  core();
  render(TodayRoom);
  expect(await screen.findByRole('link', { name: /Entry a/ })).toHaveAttribute('href', '/reader/a?view=all');
  expect(await screen.findByRole('heading', { name: 'Article u' })).toBeVisible();
  expect(screen.getByText(t.today.sourcesWell(1), { exact: false })).toBeVisible();
  expect(within(screen.getByRole('region', { name: t.today.picks })).getByText('Article v')).toBeVisible();
  expect(screen.getAllByRole('heading', { level: 1 })).toHaveLength(1);
});

test('this day in other years is asked only of years that have something in this month', async () => {
  const then = new Date();
  then.setFullYear(then.getFullYear() - 2);
  const month = then.toISOString().slice(0, 7);
  const asked = core({
    'GET /api/timeline/volume': page(
      { at: month, records: 4, sums: [] },
      { at: '2001-01', records: 1, sums: [] },
    ),
    'GET /api/timeline': (request) =>
      new URL(request.url).searchParams.has('after')
        ? page(entry('old', { title: 'Two years ago', started: then.toISOString() }))
        : page(entry('a')),
  });
  render(TodayRoom);
  expect(await screen.findByRole('link', { name: /Two years ago/ })).toBeVisible();
  const pages = asked.filter(
    ({ route, search }) => route === 'GET /api/timeline' && search.includes('after'),
  );
  expect(pages).toHaveLength(1);
});

test('of feeds of the sample nothing is said that is not so: nobody asks them', async () => {
  core({ 'GET /api/reader/feeds': page({ ...feed, sample: true }) });
  render(TodayRoom);
  expect(await screen.findByText(t.today.sourcesNone)).toBeVisible();
  expect(screen.queryByText(t.today.sourcesWell(1), { exact: false })).toBeNull();
});

test('a feed that needs you is named with its reason and leads to it', async () => {
  const fault = {
    code: 'server_fault',
    title: 'the server has a fault',
    hint: null,
    since: at(90),
    count: 3,
  };
  core({ 'GET /api/reader/feeds': page({ ...feed, health: 'failing', fault }) });
  render(TodayRoom);
  const link = await screen.findByRole('link', { name: /Slow Systems/ });
  expect(link).toHaveAttribute('href', '/sources?feed=f1');
  expect(link).toHaveTextContent('The server has a fault');
});

test('rows do not move while they are looked at: what is new waits behind a count', async () => {
  let items = [entry('a')];
  core({ 'GET /api/timeline': () => page(...items) });
  render(TodayRoom);
  await screen.findByRole('link', { name: /Entry a/ });
  items = [entry('new'), entry('a', { read: true })];
  await queries.refetchQueries({ queryKey: ['today', 'recent'] });
  const pill = await screen.findByRole('button', { name: t.today.fresh('1') });
  expect(screen.queryByRole('link', { name: /Entry new/ })).toBeNull();
  await fireEvent.click(pill);
  expect(await screen.findByRole('link', { name: /Entry new/ })).toBeVisible();
});

test('a part that fails leaves the others, and can be asked again', async () => {
  let broken = true;
  core({
    'GET /api/timeline': (request) =>
      broken
        ? { status: 500, body: { code: 'x', title: 'It could not be read' } }
        : new URL(request.url).searchParams.has('after')
          ? page()
          : page(entry('a')),
  });
  render(TodayRoom);
  expect(await screen.findByText(t.today.dayFailed)).toBeVisible();
  expect(await screen.findByRole('heading', { name: 'Article u' })).toBeVisible();
  broken = false;
  await fireEvent.click(screen.getByRole('button', { name: t.retry }));
  expect(await screen.findByRole('link', { name: /Entry a/ })).toBeVisible();
});

test('when nothing can be read that is said once, with a way to try again', async () => {
  const broken = { status: 500, body: { code: 'x', title: 'It could not be read' } };
  core({ 'GET /api/timeline': broken, 'GET /api/reader/feeds': broken, 'GET /api/reader/articles': broken });
  render(TodayRoom);
  expect(await screen.findByText(t.today.failedTitle)).toBeVisible();
  expect(screen.getAllByRole('alert')).toHaveLength(1);
  expect(screen.getByRole('button', { name: t.retry })).toBeVisible();
});

test('an empty profile says what will stand here and how to begin', async () => {
  core({
    'GET /api/timeline': page(),
    'GET /api/reader/articles': page(),
    'GET /api/reader/feeds': page(),
  });
  render(TodayRoom);
  expect(await screen.findByText(t.today.emptyTitle)).toBeVisible();
  expect(screen.getByRole('button', { name: t.reader.addFeed })).toBeVisible();
});

test('keys walk the rows and star the one with the focus', async () => {
  const asked = core({ 'PATCH /api/reader/articles/b': { body: {} } });
  render(TodayRoom, { target: document.body.appendChild(document.createElement('main')) });
  await screen.findByRole('link', { name: /Entry b/ });
  const press = (key: string) =>
    window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  expect(keyboard.groups.length).toBeGreaterThan(0);
  press('j');
  press('j');
  expect(document.activeElement).toHaveTextContent('Entry b');
  press('s');
  await vi.waitFor(() =>
    expect(asked.find(({ route }) => route.startsWith('PATCH'))?.body).toEqual({ starred: true }),
  );
});
