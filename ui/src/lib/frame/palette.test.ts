import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { standIn } from '../api/core.test-double';
import { connection } from '../connections/sample.test-double';
import { desk } from '../pairing/sample.test-double';
import { recent } from '../recent';
import { t } from '../text';
import Palette from './Palette.svelte';

const hit = {
  id: 'ab'.repeat(16),
  room: 'reader',
  kind: 'article',
  started: '2026-11-21T08:00:00Z',
  title: 'A fox on the quay',
  subtitle: 'Harbour Review',
  title_parts: [
    { text: 'A ', matched: false },
    { text: 'fox', matched: true },
    { text: ' on the quay', matched: false },
  ],
  text_parts: [],
};
const feed = { id: 'f1', title: 'Slow Systems', folder: 'Computing' };
const core = (more: Record<string, unknown> = {}) =>
  standIn({
    'GET /api/reader/feeds': { body: { items: [feed], next: null } },
    'GET /api/search': { body: { items: [hit], next: null } },
    'GET /api/sources/connections': { body: { items: [] } },
    'GET /api/devices': { body: desk() },
    ...more,
  });

const field = () => screen.getByRole('combobox', { name: t.palette.title });
const type = (value: string) => fireEvent.input(field(), { target: { value } });
const chosen = () => screen.getByRole('option', { selected: true }).textContent ?? '';
const press = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(field(), { key, ...more });

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
  history.replaceState(null, '', '/timeline');
});

test('the first that matches is chosen, arrows go on, around, and Enter goes there', async () => {
  core();
  const onclose = vi.fn();
  render(Palette, { props: { onclose } });
  await type('se');
  expect(chosen()).toContain(t.rooms.settings);
  await press('ArrowUp');
  expect(chosen()).toContain(t.palette.all('se'));
  await press('ArrowDown');
  await press('Enter');
  expect(onclose).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(location.pathname).toBe('/settings'));
});

test('records are found with their words marked; Ctrl Enter opens one in the Timeline', async () => {
  core();
  render(Palette, { props: { onclose: () => undefined } });
  await type('fox');
  const records = await screen.findByRole('group', { name: t.palette.records });
  await vi.waitFor(() => expect(within(records).getByText('fox').tagName).toBe('MARK'));
  expect(chosen()).toContain('A fox on the quay');
  await press('Enter', { ctrlKey: true });
  await vi.waitFor(() => expect(location.search).toContain(`record=${hit.id}`));
});

test('> narrows to actions, # to sources', async () => {
  const asked = core();
  render(Palette, { props: { onclose: () => undefined } });
  await type('>refresh');
  expect(screen.getAllByRole('group').map((group) => group.getAttribute('aria-label'))).toEqual([
    t.palette.actions,
  ]);
  await type('#slow');
  await vi.waitFor(() => expect(chosen()).toContain('Slow Systems'));
  expect(asked.some(({ route }) => route === 'GET /api/search')).toBe(false);
});

test('# finds accounts by service and by name, and devices; Enter opens them where they stand', async () => {
  const one = connection({ id: 'c1', name: 'octo' });
  core({
    'GET /api/sources/connections': { body: { items: [one, connection({ id: 'c2', name: 'hexa' })] } },
    'GET /api/devices': { body: desk([{ id: 'd1', name: 'attic' }]) },
  });
  render(Palette, { props: { onclose: () => undefined } });
  await type('#');
  await vi.waitFor(() =>
    expect(screen.getAllByRole('group').map((group) => group.getAttribute('aria-label'))).toEqual([
      t.connections.tab,
      t.rooms.devices,
      t.palette.sources,
    ]),
  );
  await type('#git');
  expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual([
    expect.stringContaining('GitHub octo'),
    expect.stringContaining('GitHub hexa'),
  ]);
  await type('#hexa');
  await press('Enter');
  await vi.waitFor(() => expect(location.search).toBe('?connection=c2'));
  await type('#att');
  expect(chosen()).toContain('attic');
  await press('Enter');
  await vi.waitFor(() => expect(location.pathname + location.search).toBe('/devices?device=d1'));
});

test('an answer to older words is dropped', async () => {
  const answers: ((title: string) => void)[] = [];
  core({
    'GET /api/search': () =>
      new Promise((resolve) =>
        answers.push((title) => resolve({ body: { items: [{ ...hit, title, title_parts: [] }] } })),
      ),
  });
  render(Palette, { props: { onclose: () => undefined } });
  await type('old');
  await type('new');
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.('newer');
  answers[0]?.('older');
  expect(await screen.findByText('newer')).toBeVisible();
  expect(screen.queryByText('older')).toBeNull();
});

test('Enter right after typing opens what the last words find, not what the ones before found', async () => {
  const answers: (() => void)[] = [];
  const found = (id: string) => ({ body: { items: [{ ...hit, id, title: id, title_parts: [] }] } });
  core({
    'GET /api/search': (request: Request) => {
      const q = new URL(request.url).searchParams.get('q') ?? '';
      return q === 'f'
        ? found('first')
        : new Promise((resolve) => answers.push(() => resolve(found('last'))));
    },
  });
  render(Palette, { props: { onclose: () => undefined } });
  await type('f');
  expect(await screen.findByText('first')).toBeVisible();
  await type('fo');
  await press('Enter');
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  answers[0]?.();
  await vi.waitFor(() => expect(location.pathname).toBe('/reader/last'));
});

test('what was opened last is offered by title, which is asked of the core and kept nowhere', async () => {
  const id = 'cd'.repeat(16);
  recent.add(id);
  core({
    [`GET /api/reader/articles/${id}`]: {
      body: { ...hit, id, feed_title: 'Harbour Review', published: hit.started },
    },
  });
  render(Palette, { props: { onclose: () => undefined } });
  expect(await screen.findByText('A fox on the quay')).toBeVisible();
  expect(JSON.stringify(localStorage)).not.toContain('fox');
});
