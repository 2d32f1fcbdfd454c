import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { changes, queries, type Notice } from '../api';
import { standIn } from '../api/core.test-double';
import { undo } from '../edits';
import { toasts } from '../kit';
// The menu comes with its first use; here nobody waits for that.
import '../kit/ContextMenu.svelte';
import { counts, notice } from '../notices/sample.test-double';
import { router } from '../router';
import { duration, t } from '../text';
import { inbox } from './inbox.svelte';
import InboxRoom from './InboxRoom.svelte';

// Every row is drawn.
vi.mock('virtua/svelte', async () => ({
  Virtualizer: (await import('../../plain-list.test.svelte')).default,
}));

const DAY = 24 * 60;

/** A core that keeps what it is told about notices. */
function core(all: Notice[], more: Parameters<typeof standIn>[0] = {}) {
  const listed = (which: string | null) =>
    all.filter((one) => {
      if (which === 'archived') return one.archived !== null;
      if (which === 'snoozed') return one.archived === null && one.snoozed !== null;
      if (one.archived !== null || one.snoozed !== null) return false;
      return which === 'needs_you' ? one.needs_you : which === 'all' || one.group === which;
    });
  const change = (id: string, to: Partial<Notice>) => {
    const one = all.find((other) => other.id === id);
    if (one) Object.assign(one, to);
    return { body: one, headers: { 'Lorch-Edit': '7' } };
  };
  return standIn({
    'GET /api/inbox': (request) => {
      const { searchParams } = new URL(request.url);
      return { body: { items: listed(searchParams.get('which')).map((one) => ({ ...one })), next: null } };
    },
    'GET /api/inbox/counts': () => ({
      body: counts({
        unread: listed('all').filter(({ read }) => !read).length,
        needs_you: listed('needs_you').length,
      }),
    }),
    'GET /api/sample': { body: { records: 0 } },
    'GET /api/status': { body: {} },
    'POST /api/inbox/archive': () => {
      const done = listed('all').filter((one) => one.read && !one.needs_you);
      for (const { id } of done) change(id, { archived: 'now' });
      return { body: { count: done.length }, headers: { 'Lorch-Edit': '9' } };
    },
    'POST /api/inbox/read': (request) => ({ body: { count: 1, request } }),
    ...Object.fromEntries(
      all.flatMap(({ id }) => [
        [
          `PATCH /api/inbox/${id}`,
          async (request: Request) => {
            const { archived, read } = (await request.json()) as { archived?: boolean; read?: boolean };
            return change(id, {
              ...(archived === undefined ? {} : { archived: archived ? 'now' : null, read: true }),
              ...(read === undefined ? {} : { read }),
            });
          },
        ],
        [
          `POST /api/inbox/${id}/snooze`,
          () => change(id, { snoozed: new Date(Date.now() + 600_000).toISOString(), read: true }),
        ],
        [`DELETE /api/inbox/${id}/snooze`, () => change(id, { snoozed: null, read: false })],
        [`POST /api/inbox/${id}/done`, () => change(id, { read: true, needs_you: false })],
        [`PUT /api/inbox/kinds/reminder`, { body: { kind: 'reminder', group: 'reminders', muted: true } }],
      ]),
    ),
    ...more,
  });
}

/** What the core tells when something changed. */
const tell = () => inbox.list.recheck();
const show = () => render(InboxRoom, { target: document.body.appendChild(document.createElement('main')) });
const press = (key: string, more = {}) =>
  document.body.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
  );
const titles = () => screen.queryAllByRole('option').map((row) => row.querySelector('.title')?.textContent);
const row = (title: string) => screen.findByRole('option', { name: new RegExp(title) });
const said = () => toasts.list.map(({ text }) => text);

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
  document.body.replaceChildren();
  toasts.list.forEach(({ id }) => toasts.dismiss(id));
  inbox.show('all');
  inbox.select(null);
  inbox.list.rows = [];
  inbox.list.phase = 'loading';
  changes.reachable = true;
  router.go('/inbox');
});

test('notices stand by day, with what, why, and the one thing that is nearest', async () => {
  core([
    notice('Order lamp oil', 1),
    notice('Choir', 2, { action: 'open', activity_kind: 'event', needs_you: false }),
    notice('Tin Roof', DAY * 3, { kind: 'feed_failing', group: 'system', action: 'open', read: true }),
  ]);
  show();
  const first = await row('Order lamp oil');
  expect(first).toHaveTextContent(/Unread:.*Order lamp oil.*reminder you set, 10 min before.*Done/);
  expect(await row('Choir')).toHaveTextContent(t.inbox.act.snooze);
  expect(await row('Tin Roof')).toHaveTextContent(t.inbox.act.show);
  expect(screen.getByText(t.inbox.today)).toBeVisible();
  expect(await screen.findByText(t.inbox.needYou(2))).toBeVisible();
  expect(screen.getAllByRole('heading', { level: 1 })).toHaveLength(1);
});

test('d clears in the same frame, the next is selected, and an undo puts it back where it stood', async () => {
  const all = [notice('One', 1), notice('Two', 2), notice('Three', 3)];
  const asked = core(all, {
    'POST /api/edits/undo': () => {
      Object.assign(all[1] ?? {}, { archived: null });
      return { body: { number: '7', action: 'notice_archived', title: 'Two', count: 1 } };
    },
  });
  show();
  await row('One');
  press('j');
  press('j');
  press('d');
  await waitFor(() => expect(titles()).toEqual(['One', 'Three']));
  expect(screen.getByRole('option', { selected: true })).toHaveTextContent('Three');
  await waitFor(() => expect(said()).toEqual([t.notices.cleared('Two')]));
  expect(asked.find(({ route }) => route.startsWith('PATCH'))?.body).toEqual({ archived: true });
  await tell();
  expect(titles()).toEqual(['One', 'Three']);
  await undo();
  await tell();
  await waitFor(() => expect(titles()).toEqual(['One', 'Two', 'Three']));
  expect(inbox.list.fresh).toBe(0);
});

test('a refusal puts it back and says why', async () => {
  core([notice('One', 1), notice('Two', 2)], {
    'PATCH /api/inbox/one': { status: 507, body: { code: 'disk_full', title: 'The disk is full' } },
  });
  show();
  await row('One');
  press('j');
  press('d');
  await waitFor(() => expect(said()).toEqual([`${t.notices.notCleared}: The disk is full`]));
  expect(titles()).toEqual(['One', 'Two']);
});

test('h asks for how long; the notice leaves, and Undo brings it back', async () => {
  const asked = core([notice('One', 1), notice('Two', 2)]);
  show();
  await row('One');
  press('j');
  press('h');
  await fireEvent.click(await screen.findByRole('menuitem', { name: duration(10) }));
  await waitFor(() => expect(titles()).toEqual(['Two']));
  await waitFor(() =>
    expect(asked.find(({ route }) => route === 'POST /api/inbox/one/snooze')?.body).toEqual({ minutes: 10 }),
  );
  await waitFor(() => expect(said()[0]).toContain('“One” comes back'));
  toasts.list[0]?.action?.run();
  await waitFor(() => expect(asked.some(({ route }) => route === 'DELETE /api/inbox/one/snooze')).toBe(true));
});

test('x completes what it is about: the row stays, read, and needs nobody; “Clear done” takes it away', async () => {
  const asked = core([notice('One', 1), notice('Two', 2)]);
  show();
  await row('One');
  const clear = screen.getByRole('button', { name: t.inbox.clearDone });
  expect(clear).toBeDisabled();
  press('j');
  press('x');
  await waitFor(() => expect(clear).toBeEnabled());
  expect(await row('One')).not.toHaveTextContent(t.inbox.unread);
  await waitFor(() => expect(said()).toEqual([t.notices.isDone('One')]));
  await fireEvent.click(clear);
  await waitFor(() => expect(titles()).toEqual(['Two']));
  await waitFor(() =>
    expect(asked.find(({ route }) => route.endsWith('/archive'))?.body).toEqual({ which: 'done' }),
  );
});

test('Enter leads to what it is about, which so is read', async () => {
  const asked = core([notice('Tin Roof', 1, { kind: 'feed_failing', group: 'system', thing: 'f1' })]);
  show();
  await row('Tin Roof');
  press('j');
  press('Enter');
  expect(location.pathname + location.search).toBe('/sources?feed=f1');
  await waitFor(() =>
    expect(asked.find(({ route }) => route.startsWith('PATCH'))?.body).toEqual({ read: true }),
  );
});

test('m turns read and unread, Shift A reads all above', async () => {
  const asked = core([notice('One', 1), notice('Two', 2), notice('Three', 3)]);
  show();
  await row('One');
  press('j');
  press('j');
  press('m');
  await waitFor(async () => expect(await row('Two')).not.toHaveTextContent(t.inbox.unread));
  press('m');
  await waitFor(async () => expect(await row('Two')).toHaveTextContent(t.inbox.unread));
  press('A', { shiftKey: true });
  await waitFor(() =>
    expect(asked.find(({ route }) => route.endsWith('/read'))?.body).toEqual({ which: 'all', up_to: 'two' }),
  );
  expect(await row('One')).not.toHaveTextContent(t.inbox.unread);
  expect(await row('Three')).toHaveTextContent(t.inbox.unread);
});

test('the menu by its key has all there is, also to mute the kind', async () => {
  const asked = core([notice('One', 1)]);
  show();
  await row('One');
  press('j');
  press('.');
  const menu = await screen.findByRole('menu');
  expect(
    within(menu)
      .getAllByRole('menuitem')
      .map((item) => item.textContent?.trim()),
  ).toEqual(expect.arrayContaining([expect.stringContaining(t.inbox.act.done)]));
  await fireEvent.click(
    within(menu).getByRole('menuitem', { name: t.inbox.act.mute(t.notices.kinds['reminder'] ?? '') }),
  );
  await waitFor(() =>
    expect(asked.find(({ route }) => route.startsWith('PUT'))?.body).toEqual({ muted: true }),
  );
  await waitFor(() => expect(said()).toEqual([t.notices.muted(t.notices.kinds['reminder'] ?? '')]));
});

test('each filter says when nothing is there, and leads back to all', async () => {
  core([notice('One', 1)]);
  show();
  await row('One');
  await fireEvent.click(screen.getByRole('radio', { name: t.inbox.which.system }));
  expect(await screen.findByText(t.inbox.none.system)).toBeVisible();
  await fireEvent.click(screen.getByRole('button', { name: t.inbox.showAll }));
  expect(await row('One')).toBeVisible();
});

test('what was cleared can be put back', async () => {
  core([notice('One', 1, { archived: 'then', read: true })]);
  show();
  expect(await screen.findByText(t.inbox.none.all)).toBeVisible();
  await fireEvent.click(screen.getByRole('radio', { name: t.inbox.which.archived }));
  expect(await row('One')).toHaveTextContent(t.inbox.act.putBack);
  press('j');
  press('d');
  expect(await screen.findByText(t.inbox.none.archived)).toBeVisible();
  await waitFor(() => expect(said()).toEqual([t.notices.isBack('One')]));
});

test('what is new waits behind a count and moves nothing', async () => {
  const all = [notice('One', 5)];
  core(all);
  show();
  await row('One');
  all.unshift(notice('New', 0));
  await tell();
  expect(titles()).toEqual(['One']);
  await fireEvent.click(await screen.findByRole('button', { name: t.inbox.fresh('1') }));
  await waitFor(() => expect(titles()).toEqual(['New', 'One']));
});

test('what cannot be read is said with a way to try again', async () => {
  let broken = true;
  core([], {
    'GET /api/inbox': () =>
      broken ? { status: 500, body: { code: 'x', title: 'It broke' } } : { body: { items: [], next: null } },
  });
  show();
  expect(await screen.findByText(t.inbox.failedTitle)).toBeVisible();
  broken = false;
  await fireEvent.click(screen.getByRole('button', { name: t.retry }));
  expect(await screen.findByText(t.inbox.none.all)).toBeVisible();
});

test('while Lorch does not answer, what is there stays, and that is said', async () => {
  core([notice('One', 1)]);
  show();
  await row('One');
  changes.reachable = false;
  expect(await screen.findByText(t.inbox.asOf)).toBeVisible();
  expect(titles()).toEqual(['One']);
});
