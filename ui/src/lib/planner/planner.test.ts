import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries, type Occurrence } from '../api';
import { standIn } from '../api/core.test-double';
import { toasts } from '../kit';
import { addDays } from '../plans';
import { activity, occurrence } from '../plans/sample.test-double';
import { router } from '../router';
import { dayKey, t } from '../text';
import { drag } from './drag.svelte';
import { planner } from './planner.svelte';
import PlannerRoom from './PlannerRoom.svelte';

// Every row is drawn.
vi.mock('virtua/svelte', async () => ({
  Virtualizer: (await import('../../plain-list.test.svelte')).default,
}));

const today = dayKey({ at: new Date().toISOString() });
const inside = today.slice(0, 8) + (today.endsWith('-15') ? '16' : '15');
const page = (...items: unknown[]) => ({ body: { items, next: null } });
const edit = { 'Lorch-Edit': '41' };

/** A core that keeps what it is told about days and marks. */
function core(all: Occurrence[], more: Parameters<typeof standIn>[0] = {}) {
  const find = (request: Request) => all.find(({ activity }) => request.url.includes(`/${activity}`));
  const answers = Object.fromEntries(
    all.flatMap((one) => {
      const path = `/api/planner/activities/${one.activity}`;
      const whole = activity(one.title, {
        id: one.activity,
        kind: one.kind,
        start: one.local,
        minutes: one.minutes,
        repeat: one.repeats
          ? { every: 'week', interval: 1, weekdays: ['tu'], monthly: 'day', until: null, count: null }
          : null,
      });
      return [
        [`GET ${path}`, { body: { ...whole, occurrence: null } }],
        [`DELETE ${path}`, { status: 204, headers: edit }],
        [
          `PATCH ${path}`,
          async (request: Request) => {
            const { start } = (await request.json()) as { start?: string };
            const now = find(request);
            if (now && start)
              Object.assign(now, { day: start.slice(0, 10), last: start.slice(0, 10), local: start });
            return { body: whole, headers: edit };
          },
        ],
        [
          `POST ${path}/done`,
          (request: Request) => {
            const now = find(request);
            if (now) now.state = 'done';
            return { body: whole, headers: edit };
          },
        ],
      ];
    }),
  );
  return standIn({
    'GET /api/planner/occurrences': (request) => {
      const { searchParams: asked } = new URL(request.url);
      const [from, to] = [asked.get('from') ?? '', asked.get('to') ?? ''];
      return page(
        ...all
          .filter((one) => one.last >= from && one.day <= to)
          .filter(({ kind }) => (asked.get('kind') ?? kind) === kind)
          .map((one) => ({ ...one })),
      );
    },
    'GET /api/planner/activities': page(),
    'GET /api/sample': { body: { records: 0 } },
    ...answers,
    ...more,
  });
}
const show = () => render(PlannerRoom, { target: document.body.appendChild(document.createElement('main')) });
const press = (key: string, more = {}) =>
  (document.activeElement ?? document.body).dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
  );
const cell = (day: string) => document.querySelector<HTMLElement>(`[role=gridcell][data-day="${day}"]`);
const entryOn = (day: string, title: string) =>
  cell(day)?.querySelector<HTMLElement>(`[data-entry][data-title="${title}"]`) ?? null;

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
  document.body.replaceChildren();
  toasts.list.forEach(({ id }) => toasts.dismiss(id));
  planner.now();
  planner.editing = null;
  planner.asked = null;
  planner.planning = null;
  planner.line = '';
  planner.view = 'list';
  planner.doneShown.value = false;
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(900);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1152);
  router.go('/planner');
});

test('an empty Planner says what will stand here, and leads into the line', async () => {
  core([]);
  show();
  expect(await screen.findByText(t.planner.emptyTitle)).toBeVisible();
  await fireEvent.click(screen.getByRole('button', { name: t.planner.quick }));
  expect(screen.getByRole('textbox', { name: t.planner.quick })).toHaveFocus();
});

test('what cannot be read is said with a way to try again', async () => {
  let broken = true;
  const refused = { status: 500, body: { code: 'x', title: 'It could not be read' } };
  core([], { 'GET /api/planner/occurrences': () => (broken ? refused : page()) });
  show();
  expect(await screen.findByText(t.planner.failedTitle)).toBeVisible();
  broken = false;
  await fireEvent.click(screen.getByRole('button', { name: t.retry }));
  expect(await screen.findByText(t.planner.emptyTitle)).toBeVisible();
});

test('a line shows how it is understood, Enter plans it, and it can be undone', async () => {
  const asked = core([], {
    'GET /api/planner/quick': {
      body: {
        edit: { title: 'dentist', kind: 'event', start: '2026-12-03T09:30', minutes: 45 },
        parts: [],
        text: '',
      },
    },
    'POST /api/planner/quick': { status: 201, body: activity('dentist'), headers: edit },
  });
  show();
  const field = screen.getByRole('textbox', { name: t.planner.quick });
  await fireEvent.focus(field);
  await fireEvent.input(field, { target: { value: 'dentist 3 Dec 9:30 45 min' } });
  expect(await screen.findByText(/09:30 · 45 min/)).toBeVisible();
  await fireEvent.keyDown(field, { key: 'Enter' });
  await waitFor(() => expect(field).toHaveValue(''));
  expect(asked.find(({ route }) => route.startsWith('POST'))?.body).toMatchObject({
    text: 'dentist 3 Dec 9:30 45 min',
  });
  expect(toasts.list.map(({ text, action }) => [text, action?.text])).toEqual([
    [t.plans.planned('dentist'), t.undo],
  ]);
});

test('a line that is refused stays as it was typed', async () => {
  core([], {
    'GET /api/planner/quick': {
      status: 422,
      body: { code: 'quick_empty', title: 'Nothing is left for a title' },
    },
    'POST /api/planner/quick': {
      status: 422,
      body: { code: 'quick_empty', title: 'Nothing is left for a title' },
    },
  });
  show();
  const field = screen.getByRole('textbox', { name: t.planner.quick });
  await fireEvent.focus(field);
  await fireEvent.input(field, { target: { value: 'tomorrow' } });
  expect(await screen.findByText(/Nothing is left/)).toBeVisible();
  await fireEvent.keyDown(field, { key: 'Enter' });
  expect(field).toHaveValue('tomorrow');
});

test('Enter walks into the entries of a day, Esc back, arrows walk the days and turn the month', async () => {
  planner.view = 'month';
  core([occurrence('Market', inside, '09:30'), occurrence('Boat', inside)]);
  show();
  await waitFor(() => expect(entryOn(inside, 'Boat')).not.toBeNull());
  cell(inside)?.focus();
  press('Enter');
  expect(document.activeElement).toHaveTextContent('Boat');
  press('ArrowDown');
  expect(document.activeElement).toHaveTextContent('Market');
  press('Escape');
  expect(cell(inside)).toHaveFocus();
  press('ArrowRight');
  await waitFor(() => expect(cell(addDays(inside, 1))).toHaveFocus());
  expect(document.querySelectorAll('[role=gridcell][tabindex="0"]')).toHaveLength(1);
  press('PageDown');
  await waitFor(() => expect(planner.present).toBe(false));
  press('.');
  await waitFor(() => expect(cell(today)).toHaveFocus());
  expect(cell(today)).toHaveAttribute('aria-current', 'date');
});

test('Alt and an arrow move an entry, the focus goes with it, and the move is said with an undo', async () => {
  planner.view = 'month';
  const asked = core([occurrence('Dentist', inside, '09:30')]);
  show();
  await waitFor(() => expect(entryOn(inside, 'Dentist')).not.toBeNull());
  entryOn(inside, 'Dentist')?.focus();
  press('ArrowRight', { altKey: true });
  const to = addDays(inside, 1);
  await waitFor(() => expect(entryOn(to, 'Dentist')).toHaveFocus());
  expect(asked.find(({ route }) => route.startsWith('PATCH'))?.body).toEqual({ start: `${to}T09:30` });
  expect(toasts.list.map(({ action }) => action?.text)).toEqual([t.undo]);
  press('ArrowUp', { altKey: true });
  await waitFor(() => expect(entryOn(addDays(to, -7), 'Dentist')).not.toBeNull());
  expect(toasts.list).toHaveLength(1);
});

test('an entry is dragged onto another day; Esc lets it be', async () => {
  planner.view = 'month';
  const asked = core([occurrence('Dentist', inside, '09:30')]);
  show();
  await waitFor(() => expect(entryOn(inside, 'Dentist')).not.toBeNull());
  const to = addDays(inside, 2);
  document.elementFromPoint = () => cell(to);
  const at = (type: string, x: number) =>
    Object.assign(new MouseEvent(type, { bubbles: true, clientX: x, clientY: 9, button: 0 }), {
      pointerType: 'mouse',
    });
  entryOn(inside, 'Dentist')?.dispatchEvent(at('pointerdown', 9));
  window.dispatchEvent(at('pointermove', 60));
  expect(drag.title).toBe('Dentist');
  press('Escape');
  expect(drag.title).toBeNull();
  window.dispatchEvent(at('pointerup', 60));
  expect(asked.some(({ route }) => route.startsWith('PATCH'))).toBe(false);
  entryOn(inside, 'Dentist')?.dispatchEvent(at('pointerdown', 9));
  window.dispatchEvent(at('pointermove', 60));
  window.dispatchEvent(at('pointerup', 60));
  await waitFor(() =>
    expect(asked.find(({ route }) => route.startsWith('PATCH'))?.body).toEqual({ start: `${to}T09:30` }),
  );
  await waitFor(() => expect(entryOn(to, 'Dentist')).not.toBeNull());
});

test('of what repeats it is asked which ones are meant; closing the question changes nothing', async () => {
  planner.view = 'month';
  const run = occurrence('Run', inside, '07:00', { repeats: true, occurrence: inside });
  const asked = core([run]);
  show();
  await waitFor(() => expect(entryOn(inside, 'Run')).not.toBeNull());
  entryOn(inside, 'Run')?.focus();
  press('ArrowRight', { altKey: true });
  const dialog = await screen.findByRole('dialog');
  await fireEvent.click(within(dialog).getByRole('button', { name: t.close }));
  await waitFor(() => expect(planner.asked).toBeNull());
  expect(asked.some(({ route }) => route.startsWith('PATCH'))).toBe(false);
  entryOn(inside, 'Run')?.focus();
  press('Delete');
  await fireEvent.click(await screen.findByRole('button', { name: t.planner.scope.following }));
  await waitFor(() => expect(asked.find(({ route }) => route.startsWith('DELETE'))).toBeDefined());
  const { searchParams } = new URL(
    `x:?${asked.find(({ route }) => route.startsWith('DELETE'))?.search.slice(1)}`,
  );
  expect([searchParams.get('scope'), searchParams.get('occurrence')]).toEqual(['following', inside]);
});

test('d completes the selected task: it stays where it stands, struck through', async () => {
  const asked = core([occurrence('Review', today, '', { kind: 'task' })]);
  show();
  await screen.findByRole('option', { name: /Review/ });
  press('j');
  await waitFor(() =>
    expect(screen.getByRole('option', { name: /Review/ })).toHaveAttribute('aria-selected', 'true'),
  );
  press('d');
  await screen.findByRole('option', { name: new RegExp(`Review.*${t.plans.done}`) });
  await waitFor(() =>
    expect(asked.find(({ route }) => route.endsWith('/done'))?.body).toEqual({ done: true }),
  );
});

test('the editor sends what was changed, and keeps what was typed when the core refuses', async () => {
  let refuse = true;
  const asked = core([occurrence('Dentist', today, '09:30')], {
    'PATCH /api/planner/activities/dentist': () =>
      refuse
        ? { status: 422, body: { code: 'activity_invalid', title: 'This cannot be planned like that' } }
        : { body: activity('Dentist'), headers: edit },
  });
  show();
  await fireEvent.click(await screen.findByRole('option', { name: /Dentist/ }));
  const title = await screen.findByLabelText(t.planner.editor.title);
  await fireEvent.input(title, { target: { value: 'Dr Ash' } });
  const save = screen.getByRole('button', { name: t.planner.editor.save });
  await fireEvent.click(save);
  expect(await screen.findByText(/cannot be planned like that/)).toBeVisible();
  expect(title).toHaveValue('Dr Ash');
  refuse = false;
  await fireEvent.click(save);
  await waitFor(() => expect(planner.editing).toBeNull());
  expect(asked.filter(({ route }) => route.startsWith('PATCH')).at(-1)?.body).toEqual({ title: 'Dr Ash' });
});

test('what was typed in the editor and not saved is there when it is opened again', async () => {
  core([occurrence('Dentist', today, '09:30')]);
  show();
  await fireEvent.click(await screen.findByRole('option', { name: /Dentist/ }));
  await fireEvent.input(await screen.findByLabelText(t.planner.editor.title), {
    target: { value: 'Half a' },
  });
  await fireEvent.click(screen.getByRole('button', { name: t.close }));
  await fireEvent.click(await screen.findByRole('option', { name: /Dentist/ }));
  expect(await screen.findByLabelText(t.planner.editor.title)).toHaveValue('Half a');
  planner.drafts.clear();
});
