import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import type { Hit } from '../api';
import { standIn } from '../api/core.test-double';
import { t } from '../text';
import Parts from './Parts.svelte';
import { Search } from './search.svelte';
import SearchRoom from './SearchRoom.svelte';

const hit = (id: string): Hit => ({
  id,
  room: 'reader',
  kind: 'article',
  started: '2026-11-21T08:00:00Z',
  title: id,
  subtitle: '',
  source: 'feeds',
  provenance: 'api',
  starred: false,
  ended: null,
  offset_minutes: null,
  value: null,
  unit: null,
  read: null,
  title_parts: [],
  text_parts: [],
});

test('asks once for a burst of keys, with the last words', async () => {
  vi.useFakeTimers();
  const ask = vi.fn().mockResolvedValue({ items: [hit('a')], next: null });
  const search = new Search(ask);
  for (const words of ['c', 'ca', 'can']) search.type(words);
  await vi.advanceTimersByTimeAsync(200);
  expect(ask).toHaveBeenCalledOnce();
  expect(ask.mock.calls[0]?.[0]).toMatchObject({ q: 'can', order: 'newest' });
  expect(search.selected).toBe('a');
});

test('an answer that comes late does not overwrite a later one', async () => {
  const answers: ((id: string) => void)[] = [];
  const search = new Search(
    () => new Promise((resolve) => answers.push((id) => resolve({ items: [hit(id)], next: null }))),
  );
  search.words = 'old';
  const first = search.run();
  search.words = 'new';
  const second = search.run();
  answers[1]?.('new');
  answers[0]?.('old');
  await Promise.all([first, second]);
  expect(search.hits.map((one) => one.id)).toEqual(['new']);
});

test('emptying the field empties the results at once', async () => {
  const search = new Search(() => Promise.resolve({ items: [hit('a')], next: 'more' }));
  search.words = 'a';
  await search.run();
  expect(search.more).toBe(true);
  search.type('');
  expect(search.hits).toHaveLength(0);
  expect(search.asked).toBe('');
});

test('further hits are added below', async () => {
  const search = new Search(({ after }) =>
    Promise.resolve(after ? { items: [hit('b')], next: null } : { items: [hit('a')], next: '1' }),
  );
  search.words = 'x';
  await search.run();
  await search.grow();
  expect(search.hits.map((one) => one.id)).toEqual(['a', 'b']);
  expect(search.more).toBe(false);
});

test('matched terms are marked, and text stays text', () => {
  const parts = [
    { text: 'the <b>', matched: false },
    { text: 'canal', matched: true },
    { text: ' & more', matched: false },
  ];
  const { container } = render(Parts, { props: { parts } });
  expect(container.textContent).toBe('the <b>canal & more');
  expect([...container.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(['canal']);
});

test('narrowing asks again with what was chosen, and counts beside', async () => {
  const facets = { total: 1, more: false, room: [], source: [], year: [{ word: '2024', n: 1 }] };
  const ask = vi.fn().mockResolvedValue({ items: [hit('a')], next: null });
  const counting = vi.fn().mockResolvedValue(facets);
  const search = new Search(ask, counting);
  search.words = 'x';
  await search.run();
  search.narrow({ source: 'feeds', year: '2024' });
  await vi.waitFor(() => expect(search.facets).toEqual(facets));
  const wanted = {
    q: 'x',
    source: 'feeds',
    from: '2023-12-31T23:00:00.000Z',
    to: '2024-12-31T23:00:00.000Z',
  };
  expect(ask).toHaveBeenLastCalledWith(expect.objectContaining(wanted), expect.anything());
  expect(counting).toHaveBeenLastCalledWith(expect.objectContaining(wanted), expect.anything());
  expect(search.isNarrowed).toBe(true);
  search.type('');
  expect(search.facets).toBeNull();
});

test('while the first answer is on its way something stands in its place', async () => {
  let answer: (() => void) | undefined;
  standIn({
    'GET /api/search': (request) => {
      if (new URL(request.url).searchParams.has('facets')) return { body: { items: [], facets: null } };
      return new Promise((resolve) => (answer = () => resolve({ body: { items: [], next: null } })));
    },
  });
  render(SearchRoom);
  expect(screen.getByText(t.search.startTitle)).toBeVisible();
  await fireEvent.input(screen.getByRole('combobox'), { target: { value: 'canal' } });
  expect(await screen.findByRole('status', { name: t.loading })).toBeVisible();
  await vi.waitFor(() => expect(answer).toBeDefined());
  answer?.();
  expect(await screen.findByText(t.search.noneTitle('canal'))).toBeVisible();
  expect(screen.queryByRole('status', { name: t.loading })).toBeNull();
});
