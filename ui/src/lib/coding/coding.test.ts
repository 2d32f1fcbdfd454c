import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { changes, queries } from '../api';
import { standIn } from '../api/core.test-double';
import { connection, ended } from '../connections/sample.test-double';
import { clock, t } from '../text';
import { calendarOf, hoursOf } from './charts';
import { coding } from './coding.svelte';
import CodingRoom from './CodingRoom.svelte';
import { byDay, did, iconOf, placeOf } from './did';
import { factsOf } from './facts';
import { entry, told, until } from './sample.test-double';

const words = t.coding;
const YEAR = { '2026-11-22': 3, '2026-11-17': 12, '2026-03-03': 1 };

function core(more: Parameters<typeof standIn>[0] = {}) {
  return standIn({
    'GET /api/coding': { body: told(YEAR) },
    'GET /api/coding/activity': { body: { items: [entry()], next: null } },
    'GET /api/sources/connections': { body: { items: [connection()] } },
    'GET /api/sample': { body: { present: false, records: 0 } },
    ...more,
  });
}
const show = () => render(CodingRoom, { target: document.body.appendChild(document.createElement('main')) });
const press = (key: string, more = {}) =>
  (document.activeElement ?? document.body).dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
  );

beforeEach(() => {
  document.body.replaceChildren();
  queries.clear();
  history.replaceState(null, '', '/coding');
  Object.assign(coding, { until: null, shown: 20 });
  coding.which = 'all';
  coding.activity.rows = [];
  changes.reachable = true;
  vi.spyOn(clock, 'now', 'get').mockReturnValue(Date.parse(`${until}T12:00:00Z`));
});

test('the week, the calendar, repositories, hours and what was done are on one page', async () => {
  core();
  show();
  expect(await screen.findByText('23 commits')).toBeVisible();
  expect(screen.getByText(words.more(6))).toBeVisible();
  expect(screen.getByText(words.median('1 d 3 h'))).toBeVisible();
  expect(screen.getByText(words.best('34 days', '14 May 2025'))).toBeVisible();
  expect(screen.getByRole('row', { name: /almanac\/core/ })).toHaveTextContent('72');
  expect(await screen.findByRole('link', { name: /Say which clock was asked/ })).toHaveAttribute(
    'href',
    'https://github.com/almanac/core/commit/1',
  );
  expect(screen.getByText(/GitHub 6 min ago|GitHub/)).toBeVisible();
  expect(screen.getByText('18,402 since 2013')).toBeVisible();
});

test('c leads to today in the calendar, and arrows tell each day in words', async () => {
  core();
  show();
  await screen.findByText('23 commits');
  press('c');
  await vi.waitFor(() =>
    expect(document.activeElement).toHaveAccessibleName('Sunday 22 November: 3 contributions'),
  );
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp']) press(key);
  expect(document.activeElement).toHaveAccessibleName('Tuesday 17 November: 12 contributions');
  await vi.waitFor(() => expect(screen.getByText('Tuesday 17 November: 12 contributions')).toBeVisible());
  press('ArrowRight');
  expect(document.activeElement).toHaveAccessibleName('Tuesday 17 November: 12 contributions');
});

test('which repositories are looked at is asked of the core, kept, and can be widened again', async () => {
  const asked = core({
    'GET /api/coding': ({ url }) => ({
      body: url.includes('repositories=own') ? told({}, { repositories: [] }) : told(YEAR),
    }),
  });
  show();
  await screen.findByText('23 commits');
  press('2');
  expect(await screen.findByText(words.noCommitsOf(words.repositories.own))).toBeVisible();
  expect(
    asked
      .filter(({ search }) => search.includes('own'))
      .map(({ route }) => route)
      .sort(),
  ).toEqual(['GET /api/coding', 'GET /api/coding/activity']);
  await fireEvent.click(screen.getByRole('button', { name: words.showAll }));
  expect(await screen.findByRole('row', { name: /almanac\/core/ })).toBeVisible();
});

test('a week before can be told, and today comes back', async () => {
  const asked = core();
  show();
  await screen.findByText('23 commits');
  press('[');
  await vi.waitFor(() => expect(asked.at(-1)?.search).toContain('until=2026-11-15'));
  press('.');
  await vi.waitFor(() => expect(coding.until).toBeNull());
});

test('with nothing yet it says what will live here and leads to Connect', async () => {
  core({
    'GET /api/coding': { body: told({}, { all: 0, since: null, repositories: [] }) },
    'GET /api/sources/connections': { body: { items: [] } },
  });
  show();
  expect(await screen.findByRole('heading', { name: words.emptyTitle })).toBeVisible();
  await fireEvent.click(await screen.findByRole('button', { name: t.connections.connect('GitHub') }));
  expect(location.pathname + location.search).toBe('/sources/connections?do=connect&service=github');
});

test('a fault says so with a retry; one that comes later leaves what is there', async () => {
  let broken = true;
  core({
    'GET /api/coding': () =>
      broken ? { status: 500, body: { code: 'storage', title: 'The disk is full' } } : { body: told(YEAR) },
  });
  show();
  expect(await screen.findByText(words.failedTitle)).toBeVisible();
  broken = false;
  await fireEvent.click(screen.getByRole('button', { name: t.retry }));
  expect(await screen.findByText('23 commits')).toBeVisible();
  changes.reachable = false;
  expect(await screen.findByText(/is as of/)).toBeVisible();
});

test('an account that wants a sign-in is told of above the figures, which stay', async () => {
  core({
    'GET /api/sources/connections': {
      body: { items: [connection({ state: 'needs_you', fault: ended })] },
    },
  });
  show();
  expect(await screen.findByText(t.connections.asks('GitHub'))).toBeVisible();
  expect(await screen.findByText('23 commits')).toBeVisible();
  await fireEvent.click(screen.getByRole('button', { name: t.connections.reconnect('GitHub') }));
  expect(location.search).toBe('?connection=c1&do=again');
});

test('the calendar is 53 whole weeks, with nothing after today, and says its best day', () => {
  const shown = calendarOf(told(YEAR, { until: '2026-11-20' }));
  expect(shown.columns).toHaveLength(53);
  expect(shown.cells.map((row) => row.at(-1) === null)).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
    true,
  ]);
  expect(shown.begin).toEqual({ row: 4, column: 52 });
  expect(shown.summary).toContain('Tuesday 17 November: 12');
  expect(shown.columns.filter(Boolean).length).toBeGreaterThanOrEqual(11);
  expect(shown.table.rows[0]?.values).toEqual(['0', '12', '0', '0', '0', '', '']);
  expect(calendarOf(told()).summary).toBe(words.calendarNone);
});

test('the hours say when most commits fall, and have each hour in the table', () => {
  const shown = hoursOf(told());
  expect(shown.summary).toContain('Tuesday at 16:00');
  expect(shown.cells[1]?.[16]).toEqual({ step: 4, text: 'Tuesday, 16:00: 9 commits' });
  expect(shown.table.rows).toHaveLength(24);
});

test.each([
  [{ count: 5 }, '5 commits to main', 'almanac/core'],
  [{ count: 5, branch: null }, '5 commits', 'almanac/core'],
  [{}, 'Say which clock was asked', 'almanac/core'],
  [{ kind: 'pull_request', state: 'merged', title: 'Fog', number: 412 }, 'Merged “Fog”', 'almanac/core #412'],
  [{ kind: 'pull_request', state: 'open', title: 'Fog' }, 'Opened “Fog”', 'almanac/core'],
  [{ kind: 'pull_request', state: 'closed', title: 'Fog' }, 'Closed “Fog”', 'almanac/core'],
  [{ kind: 'review', state: 'approved', title: 'Fog' }, 'Approved “Fog”', 'almanac/core'],
  [{ kind: 'review', state: 'commented', title: 'Fog' }, 'Reviewed “Fog”', 'almanac/core'],
  [{ kind: 'issue', state: 'closed', title: 'Fog' }, 'Settled “Fog”', 'almanac/core'],
  [{ kind: 'release', title: 'v1.2' }, 'Released v1.2', 'almanac/core'],
  [{ kind: 'star', title: 'tide-tables' }, 'Starred tide-tables', 'almanac/core'],
] as const)('%j is told as “%s”', (more, said, place) => {
  const one = entry(more);
  expect([did(one), placeOf(one)]).toEqual([said, place]);
  expect(iconOf(one)).toBeDefined();
});

test('what was done is cut into days, newest first', () => {
  const days = byDay([
    entry(),
    entry({ id: 'e2', at: '2026-11-22T07:00:00Z' }),
    entry({ id: 'e3', at: '2026-11-20T07:00:00Z' }),
  ]);
  expect(days.map(({ day, entries }) => [day, entries.length])).toEqual([
    ['2026-11-22', 2],
    ['2026-11-20', 1],
  ]);
});

test.each([
  [{ commits_week: 1, commits_usual: 3 }, words.fewer(2)],
  [{ commits_week: 3, commits_usual: 3 }, words.usual],
  [{ merge_median_s: null }, words.mergedNone],
  [{ best_streak_days: 0, best_streak_until: null }, words.bestNone],
  [{ best_streak_days: 11 }, words.bestNow],
])('each figure has a comparison: %j', (facts, against) => {
  const base = told();
  const shown = factsOf({ ...base, facts: { ...base.facts, ...facts } });
  expect(shown.map((one) => one.against)).toContain(against);
});

test('more is shown on request, a list of rows that j and k walk', async () => {
  core({
    'GET /api/coding/activity': {
      body: { items: Array.from({ length: 30 }, (_, index) => entry({ id: `e${index}` })), next: null },
    },
  });
  show();
  const list = await screen.findByRole('region', { name: words.activity });
  await vi.waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(20));
  press('j');
  press('j');
  expect(document.activeElement).toHaveAttribute('data-row', 'e1');
  await fireEvent.click(screen.getByRole('button', { name: words.older }));
  await vi.waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(30));
  expect(screen.getByText(words.end)).toBeVisible();
});
