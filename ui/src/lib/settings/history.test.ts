import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { standIn } from '../api/core.test-double';
import { t } from '../text';
import History from './History.svelte';

const edit = (number: number, more = {}) => ({
  number: String(number),
  at: '2026-11-21T10:00:00Z',
  action: 'starred',
  kind: 'article',
  thing: null,
  title: `Fog ${number}`,
  count: 1,
  undone: false,
  ...more,
});

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
});

test('any edit can be undone, and an undone one done again', async () => {
  const edits = [edit(2), edit(1, { undone: true })];
  const asked = standIn({
    'GET /api/edits': () => ({ body: { items: edits, next: null } }),
    'POST /api/edits/undo': () => ({ body: (edits[0] = edit(2, { undone: true })) }),
    'POST /api/edits/redo': () => ({ body: (edits[1] = edit(1)) }),
  });
  render(History);
  await fireEvent.click(await screen.findByRole('button', { name: 'Undo: starred “Fog 2”' }));
  expect(await screen.findByRole('button', { name: 'Redo: starred “Fog 2”' })).toBeVisible();
  await fireEvent.click(screen.getByRole('button', { name: 'Redo: starred “Fog 1”' }));
  expect(await screen.findByRole('button', { name: 'Undo: starred “Fog 1”' })).toBeVisible();
  const written = asked.filter(({ route }) => route.startsWith('POST'));
  expect(written.map(({ body }) => body)).toEqual([{ number: '2' }, { number: '1' }]);
});

test('older edits come when they are wanted', async () => {
  const all = Array.from({ length: 30 }, (_, index) => edit(30 - index));
  standIn({
    'GET /api/edits': (request) => {
      const query = new URL(request.url).searchParams;
      const [limit, after] = [Number(query.get('limit')), Number(query.get('after') ?? 0)];
      const end = after + limit;
      return { body: { items: all.slice(after, end), next: end < all.length ? String(end) : null } };
    },
  });
  render(History);
  expect(await screen.findAllByRole('listitem')).toHaveLength(20);
  await fireEvent.click(screen.getByRole('button', { name: t.settings.history.older }));
  await vi.waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(30));
  expect(screen.queryByRole('button', { name: t.settings.history.older })).toBeNull();
});

test('with nothing done yet that is said', async () => {
  standIn({ 'GET /api/edits': { body: { items: [], next: null } } });
  render(History);
  expect(await screen.findByText(t.settings.history.empty)).toBeVisible();
});
