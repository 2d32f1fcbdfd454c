import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { changes, queries } from '../api';
import { standIn } from '../api/core.test-double';
import { connection, ended } from '../connections/sample.test-double';
import { clock, t } from '../text';
import { daysOf, marksTo, roseOf } from './charts';
import { factsOf } from './facts';
import { listening } from './listening.svelte';
import ListeningRoom from './ListeningRoom.svelte';
import { quiet, told } from './sample.test-double';
import { around, beforeOf, scopeOf, turned } from './times';

const words = t.listening;
const today = '2026-11-22';

function core(more: Parameters<typeof standIn>[0] = {}) {
  return standIn({
    'GET /api/listening': { body: told() },
    'GET /api/sources/connections': { body: { items: [connection({ service: 'spotify' })] } },
    'GET /api/sample': { body: { present: false, records: 0 } },
    ...more,
  });
}
const show = () =>
  render(ListeningRoom, { target: document.body.appendChild(document.createElement('main')) });
const press = (key: string) =>
  (document.activeElement ?? document.body).dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
  );

beforeEach(() => {
  document.body.replaceChildren();
  queries.clear();
  history.replaceState(null, '', '/listening');
  listening.show('month', null);
  changes.reachable = true;
  vi.spyOn(clock, 'now', 'get').mockReturnValue(Date.parse(`${today}T12:00:00Z`));
});

test('figures, tops with their change of place, charts and firsts are on one page', async () => {
  core();
  show();
  expect(await screen.findByText('45 h 24 min')).toBeVisible();
  expect(screen.getByText('5 h more than October so far')).toBeVisible();
  expect(screen.getByText('5 h 02 min')).toBeVisible();
  const artists = screen.getByRole('region', { name: words.artists });
  const said = within(artists)
    .getAllByRole('listitem')
    .map((item) => item.textContent.replace(/\s+/g, ' '));
  expect(said[0]).toContain(words.rank.up('2'));
  expect(said[1]).toContain(words.rank.same);
  expect(said[2]).toContain(words.rank.down('2'));
  expect(said[3]).toContain(words.rank.new);
  expect(screen.getByRole('img', { name: /Friday at 20:00/ })).toBeVisible();
  expect(screen.getByText('Leaving the Key')).toBeVisible();
});

test('[ and ] walk from one time to the next, never past now, and . comes back', async () => {
  const asked = core();
  show();
  await screen.findByText('45 h 24 min');
  const on = () => screen.getByRole('button', { name: words.on.month });
  expect(on()).toBeDisabled();
  press('[');
  await vi.waitFor(() => expect(asked.at(-1)?.search).toContain('at=2026-10-31'));
  expect(on()).toBeEnabled();
  press('[');
  await vi.waitFor(() => expect(asked.at(-1)?.search).toContain('at=2026-09-30'));
  press(']');
  press(']');
  await vi.waitFor(() => expect(listening.at).toBeNull());
  press(']');
  expect(listening.at).toBeNull();
});

test('keys choose how long a time is looked at, and it is kept', async () => {
  const asked = core({
    'GET /api/listening': ({ url }) => ({
      body: told(url.includes('period=all') ? { period: 'all', from: '2014-03-04', to: today } : {}),
    }),
  });
  show();
  await screen.findByText('45 h 24 min');
  press('1');
  await vi.waitFor(() => expect(asked.at(-1)?.search).toContain('period=week'));
  expect(localStorage.getItem('lorch.listening-period')).toBe('"week"');
  press('4');
  expect(await screen.findByText('since 4 Mar 2014')).toBeVisible();
  expect(screen.getByRole('button', { name: words.back.all })).toBeDisabled();
});

test('a record elsewhere leads to the week it is in', async () => {
  history.replaceState(null, '', '/listening?period=week&at=2026-03-04');
  const { router } = await import('../router');
  router.go('/listening?period=week&at=2026-03-05');
  const asked = core();
  show();
  await vi.waitFor(() => expect(asked.some(({ search }) => search.includes('at=2026-03-05'))).toBe(true));
  expect(location.search).toBe('');
});

test('a time without a play says so and leads back; nothing ever leads to Connect', async () => {
  core({
    'GET /api/listening': ({ url }) => ({ body: url.includes('period=all') ? told() : quiet() }),
  });
  listening.show('month', '2026-10-31');
  const { unmount } = show();
  await fireEvent.click(await screen.findByRole('button', { name: words.toNow }));
  expect(listening.at).toBeNull();
  unmount();
  queries.clear();
  core({
    'GET /api/listening': { body: quiet() },
    'GET /api/sources/connections': { body: { items: [] } },
  });
  show();
  expect(await screen.findByRole('heading', { name: words.emptyTitle })).toBeVisible();
  await fireEvent.click(await screen.findByRole('button', { name: t.connections.connect('Spotify') }));
  expect(location.search).toBe('?do=connect&service=spotify');
});

test('a fault says so with a retry, an ended permission leaves the figures', async () => {
  let broken = true;
  core({
    'GET /api/listening': () =>
      broken ? { status: 500, body: { code: 'storage', title: 'The disk is full' } } : { body: told() },
    'GET /api/sources/connections': {
      body: { items: [connection({ service: 'spotify', state: 'needs_you', fault: ended })] },
    },
  });
  show();
  expect(await screen.findByText(words.failedTitle)).toBeVisible();
  broken = false;
  await fireEvent.click(screen.getByRole('button', { name: t.retry }));
  expect(await screen.findByText('45 h 24 min')).toBeVisible();
  expect(screen.getByText(t.connections.asks('Spotify'))).toBeVisible();
});

test.each([
  ['week', '2026-11-22', '2026-11-16', '2026-11-23'],
  ['month', '2026-01-31', '2026-01-01', '2026-02-01'],
  ['year', '2024-02-29', '2024-01-01', '2025-01-01'],
] as const)('the %s around a day, and those beside it', (period, day, first, next) => {
  expect(around(period, day)).toEqual({ first, next });
  expect(around(period, turned(period, day, 1)).first).toBe(next);
  expect(around(period, turned(period, day, -1)).next).toBe(first);
});

test.each([
  ['this month', told(), '1–22 November', 'October so far'],
  ['a month', told({ from: '2026-10-01', to: '2026-10-31' }), 'October 2026', 'September'],
  [
    'this week',
    told({ period: 'week', from: '2026-11-16', to: '2026-11-22' }),
    '16–22 November',
    'the week before so far',
  ],
  ['a year', told({ period: 'year', from: '2025-01-01', to: '2025-12-31' }), '2025', '2024'],
  ['everything', told({ period: 'all', from: '2014-03-04', to: today }), 'since 4 Mar 2014', ''],
  ['nothing', told({ period: 'all', from: null, to: null }), words.everything, ''],
] as const)('%s in words', (_, of, scope, before) => {
  const plain = (text: string) => text.replace(/[\u2009\s]*–[\u2009\s]*/g, '–');
  expect([plain(scopeOf(of, today)), beforeOf(of, today)]).toEqual([scope, before]);
});

test.each([
  [5.4, [0, 2, 4]],
  [1, [0, 0.25, 0.5, 0.75, 1]],
  [88, [0, 50]],
  [4, [0, 1, 2, 3, 4]],
])('marks up to %s hours are round and few', (top, marks) => expect(marksTo(top)).toEqual(marks));

test('days without a play are gaps in the chart and dashes in the table', () => {
  const shown = daysOf(told());
  expect(shown.columns).toHaveLength(22);
  expect(shown.columns[0]).toMatchObject({ value: 0, text: `Sunday 1 November: ${words.none}` });
  expect(shown.summary).toContain('Sunday 8 November: 5 h');
  expect(shown.table.rows.at(-1)).toEqual({ name: '1 Nov', values: ['–'] });
  expect(shown.ticks.map(({ text }) => text)).toEqual(['1', '8', '15', '22']);
  expect(roseOf(quiet({ hours: told().hours.map((row) => row.map(() => 0)) })).summary).toBe(words.none);
});

test('everything has no time before to be compared with', () => {
  const all = told({ period: 'all' });
  all.facts.heard_before_ms = null;
  expect(factsOf(all, today)[0]?.against).toBe(words.tracksAll(741));
  expect(factsOf(quiet(), today)[3]?.figure).toBe('–');
});
