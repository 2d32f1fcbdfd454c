import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { changes, queries } from '../api';
import { standIn } from '../api/core.test-double';
import { t } from '../text';
import { none } from './points';
import { chart, live, machine, ran } from './sample.test-double';
import { system } from './system.svelte';
import SystemRoom from './SystemRoom.svelte';
import { momentWords } from './words';

// The canvas is looked at in a browser.
vi.mock('../kit/plot', () => ({
  Plot: class {
    show() {}
    fit() {}
    repaint() {}
    end() {}
  },
}));

const now = Date.now();
const times = [50, 40, 30, 20, 10].map((seconds) => now - seconds * 1000);
const kept = chart(times, {
  cpu: [5, 90, 20, 10, 12],
  memory: [1, 2, 3, 4, 5].map((n) => n * 2 ** 30),
  disk_read: [0, 0, 0, 0, 0],
  disk_write: [0, 0, 0, 0, 0],
  network_in: [0, 0, 0, 0, 0],
  network_out: [0, 0, 0, 0, 0],
});

function core(more: Parameters<typeof standIn>[0] = {}) {
  return standIn({
    'GET /api/system': { body: machine() },
    'GET /api/system/series': { body: { items: [] } },
    'GET /api/system/metrics': { body: kept },
    'GET /api/system/live': { body: live([], {}, { processes: ran(now, { firefox: 8.1, lorch: 3 }) }) },
    'GET /api/system/processes': (request) => ({
      body: ran(Date.parse(new URL(request.url).searchParams.get('at') ?? ''), { rustc: 88 }),
    }),
    ...more,
  });
}
const show = () => render(SystemRoom, { target: document.body.appendChild(document.createElement('main')) });
const press = (key: string, more = {}) =>
  (document.activeElement ?? document.body).dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
  );
const said = async () => {
  await tick();
  return screen.getAllByRole('slider').map((one) => one.getAttribute('aria-valuetext'));
};
/** The page looks once more, as it does every second. */
const look = async () => {
  document.dispatchEvent(new Event('visibilitychange'));
  await new Promise((done) => requestAnimationFrame(done));
};
const hide = (hidden: boolean) => {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  document.dispatchEvent(new Event('visibilitychange'));
};

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
  system.live();
  system.range = '1h';
  system.table = false;
  system.look.processes = null;
  Object.assign(system.measured, { points: none, phase: 'loading', fault: null, end: 0, heard: 0 });
  changes.reachable = true;
});

test('charts, figures now, what runs and the computer itself are there', async () => {
  core();
  show();
  expect(await screen.findByText('firefox')).toBeVisible();
  expect(screen.getAllByRole('heading', { level: 2 }).map((one) => one.textContent)).toEqual([
    'CPU',
    'Memory',
    'Disk',
    'Network',
    'Processes',
    'Disks',
    'This computer',
  ]);
  expect((await said())[0]).toBe('now: 12%');
  expect((await said())[1]).toBe('now: 5 of 32 GiB');
  expect(screen.getByText('now · 312 running')).toBeVisible();
  expect(screen.getByText(/up 6 days/)).toHaveTextContent('desk · up 6 days · 2 cores, 32 GiB');
});

test('arrows move one moment through all charts, and the processes are those of that moment', async () => {
  const asked = core();
  show();
  await screen.findByText('firefox');
  press('ArrowLeft');
  press('ArrowLeft', { shiftKey: true });
  press('ArrowRight');
  const when = momentWords(times[1] ?? 0, 0);
  expect(await said()).toEqual([
    `${when}: 90%`,
    `${when}: 2 of 32 GiB`,
    ...[0, 1].map(() => expect.stringContaining(`${when}: `)),
  ]);
  expect(await screen.findByText('rustc')).toBeVisible();
  expect(screen.getByText(`at ${when} · 312 running`)).toBeVisible();
  const { search } = asked.find(({ route }) => route.endsWith('/processes'))!;
  expect(new URLSearchParams(search).get('at')).toBe(new Date(times[1] ?? 0).toISOString());
  press('Escape');
  expect((await said())[0]).toBe('now: 12%');
  expect(await screen.findByText('firefox')).toBeVisible();
});

test('a moment that was chosen stays under the pointer, until it is left', async () => {
  core();
  show();
  await screen.findByText('firefox');
  press('ArrowLeft');
  press('Enter');
  await fireEvent.pointerLeave(screen.getAllByRole('slider')[0]!);
  expect(system.moment).toBe(times[4]);
  press('Enter');
  await fireEvent.pointerLeave(screen.getAllByRole('slider')[0]!);
  expect(system.moment).toBeNull();
});

test('zooming asks for that part alone, and nobody looks at the present meanwhile', async () => {
  const asked = core();
  show();
  await screen.findByText('firefox');
  press('ArrowLeft');
  press('+');
  await vi.waitFor(() => expect(asked.filter(({ route }) => route.endsWith('/metrics'))).toHaveLength(2));
  const query = new URLSearchParams(asked.findLast(({ route }) => route.endsWith('/metrics'))!.search);
  expect(Number(query.get('to')) - Number(query.get('from'))).toBe(1_800_000);
  expect(query.has('span')).toBe(false);
  expect(system.following).toBe(false);
  const looks = asked.filter(({ route }) => route.endsWith('/live')).length;
  document.dispatchEvent(new Event('visibilitychange'));
  await tick();
  expect(asked.filter(({ route }) => route.endsWith('/live'))).toHaveLength(looks);
  press('Escape');
  press('Escape');
  await tick();
  expect(system.zoom).toBeNull();
  expect(system.following).toBe(true);
});

test('what comes is drawn on while nobody looks at a moment, and not moved while somebody does', async () => {
  let newest = now;
  core({
    'GET /api/system/live': () => ({
      body: live([newest], { cpu: [33], memory: [2 ** 30] }, { processes: ran(now, { firefox: 1 }) }),
    }),
  });
  show();
  await screen.findByText('firefox');
  await look();
  await vi.waitFor(async () => expect((await said())[0]).toBe('now: 33%'));
  press('ArrowLeft');
  await tick();
  const { to } = system.span;
  newest = now + 5000;
  await look();
  expect(system.span.to).toBe(to);
});

test('a range is chosen by its key and by pointer, and remembered', async () => {
  const asked = core();
  show();
  await screen.findByText('firefox');
  press('4');
  await vi.waitFor(() => expect(asked.at(-1)?.search).toContain('span=24h'));
  expect(screen.getByRole('radio', { name: '24 h' })).toBeChecked();
  await fireEvent.click(screen.getByRole('radio', { name: '7 d' }));
  await vi.waitFor(() => expect(asked.filter(({ search }) => search.includes('span=7d'))).toHaveLength(1));
  expect(localStorage.getItem('lorch.system-range')).toBe('"7d"');
});

test('nothing is asked and no clock ticks while the page is hidden or was left', async () => {
  const asked = core();
  const heard = vi.spyOn(changes, 'on');
  const { unmount } = show();
  await screen.findByText('firefox');
  vi.useFakeTimers();
  hide(true);
  const before = asked.length;
  const news = () => heard.mock.calls.forEach(([hear]) => hear(new Set(['system'])));
  news();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(before);
  hide(false);
  await vi.advanceTimersByTimeAsync(10);
  const shown = asked.length;
  expect(shown).toBeGreaterThan(before);
  news();
  await vi.advanceTimersByTimeAsync(10);
  expect(asked.length).toBeGreaterThan(shown);
  unmount();
  const left = asked.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(left);
});

test('the processes are sorted by any column', async () => {
  core();
  show();
  await screen.findByText('firefox');
  const names = () => screen.getAllByRole('rowheader').map((one) => one.textContent);
  expect(names()).toEqual(['firefox', 'lorch']);
  await fireEvent.click(screen.getByRole('button', { name: 'Memory, MiB' }));
  expect(names()).toEqual(['lorch', 'firefox']);
  expect(screen.getByRole('columnheader', { name: 'Memory, MiB' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await fireEvent.click(screen.getByRole('button', { name: 'CPU %' }));
});

test('what runs does not move under the pointer', async () => {
  core();
  show();
  const table = (await screen.findByText('firefox')).closest('table')!;
  await fireEvent.pointerEnter(table);
  system.look.processes = ran(now + 5000, { gimp: 50, firefox: 1 });
  await tick();
  expect(screen.queryByText('gimp')).toBeNull();
  await fireEvent.pointerLeave(table);
  expect(await screen.findByText('gimp')).toBeVisible();
});

test('the room on a disk is that of now', async () => {
  core({ 'GET /api/system/live': { body: live([now], { 'space//': [256e9] }) } });
  show();
  expect(await screen.findByText('256 GB of 512 GB')).toBeVisible();
});

test('the same figures as a table', async () => {
  core();
  show();
  await screen.findByText('firefox');
  await fireEvent.click(screen.getByRole('button', { name: t.asTable }));
  expect(screen.queryAllByRole('slider')).toEqual([]);
  const table = screen.getByRole('table', { name: 'CPU' });
  expect(within(table).getAllByRole('row')).toHaveLength(6);
  expect(table).toHaveTextContent('90%');
});

test.each([
  [[], true],
  [['cpu'], false],
])('sampling that is off is said, with a way to turn it on (kept: %s)', async (ids, empty) => {
  const off = machine({ sampling: false });
  const asked = core({
    'GET /api/system': () => ({ body: off }),
    'GET /api/system/series': {
      body: { items: ids.map((id) => ({ id, measure: id, of: null, unit: 'percent', first: '', last: '' })) },
    },
    'PATCH /api/settings': () => ((off.sampling = true), { body: {} }),
  });
  show();
  expect(await screen.findByText(empty ? t.system.offTitle : t.system.off)).toBeVisible();
  expect(asked.some(({ route }) => route.endsWith('/live'))).toBe(false);
  await fireEvent.click(screen.getByRole('button', { name: t.system.turnOn }));
  await vi.waitFor(() =>
    expect(asked.find(({ route }) => route.startsWith('PATCH'))?.body).toEqual({ sampling: true }),
  );
  expect(await screen.findByText('firefox')).toBeVisible();
});

test('a fault is said where there is nothing to show, and trying again helps', async () => {
  let broken = true;
  core({
    'GET /api/system/metrics': () =>
      broken ? { status: 500, body: { code: 'storage', title: 'The disk is gone' } } : { body: kept },
  });
  show();
  expect(await screen.findByText(t.system.failedTitle)).toBeVisible();
  await look();
  expect(screen.queryByRole('slider')).toBeNull();
  broken = false;
  await fireEvent.click(screen.getByRole('button', { name: t.retry }));
  expect(await screen.findByText('firefox')).toBeVisible();
  // What is shown stays, and says that it is not all.
  broken = true;
  press('5');
  expect(await screen.findByRole('alert')).toHaveTextContent(t.system.failedTitle);
  expect(screen.getAllByRole('slider').length).toBeGreaterThan(3);
});

test('first seconds, trouble, a moment of which nothing was kept, and a core that is away are said', async () => {
  core({
    'GET /api/system': {
      body: machine({
        trouble: {
          type: '',
          status: 500,
          code: 'x',
          title: 'the figures are not kept',
          hint: 'Free some room.',
        },
      }),
    },
    'GET /api/system/metrics': { body: chart([], { cpu: [] }) },
    'GET /api/system/live': { body: live([], {}) },
    'GET /api/system/processes': { body: ran(null) },
  });
  show();
  expect(await screen.findByText(t.system.first)).toBeVisible();
  expect(screen.getByText('The figures are not kept. Free some room.')).toBeVisible();
  expect(screen.getByText(t.system.processes.waiting)).toBeVisible();
  system.pin(now - 1_000_000);
  expect(await screen.findByText(/What ran at .* was not kept\./)).toBeVisible();
  changes.reachable = false;
  expect(await screen.findByText(/What you see is as of/)).toBeVisible();
});
