import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries, type Feed, type Rule } from '../api';
import { standIn } from '../api/core.test-double';
import { toasts } from '../kit';
import { t } from '../text';
import { said } from './rule-words';
import Rules from './Rules.svelte';

const words = t.settings.rules;
const rule: Rule = {
  id: 'r1',
  name: 'Tides',
  feed: null,
  folder: 'Sea',
  words: 'tide, moon',
  read: false,
  starred: true,
  enabled: true,
};
const feed = { id: 'f1', title: 'Harbour Review' } as Feed;
const around = {
  'GET /api/reader/feeds': { body: { items: [feed] } },
  'GET /api/reader/folders': { body: { items: [{ id: 'o1', path: 'Sea', feeds: 1 }] } },
};

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
  toasts.list.forEach((toast) => toasts.dismiss(toast.id));
});

test.each([
  [{}, 'stars · what says tide, moon · in Sea'],
  [{ read: true, words: '', folder: null, feed: 'f1' }, 'marks as read, stars · from Harbour Review'],
  [{ feed: 'gone', words: '', folder: null }, 'stars · from a feed that is gone'],
])('what a rule does is said in one line', (more, line) =>
  expect(said({ ...rule, ...more }, [feed])).toBe(line),
);

test('a rule is made from an empty list', async () => {
  const items: Rule[] = [];
  const asked = standIn({
    ...around,
    'GET /api/reader/rules': () => ({ body: { items } }),
    'POST /api/reader/rules': () => (
      items.push(rule),
      { status: 201, body: rule, headers: { 'Lorch-Edit': '3' } }
    ),
  });
  render(Rules);
  expect(await screen.findByText(words.empty)).toBeVisible();
  await fireEvent.click(screen.getByRole('button', { name: words.add }));
  const dialog = within(await screen.findByRole('dialog'));
  await fireEvent.input(dialog.getByLabelText(words.fields.words), { target: { value: 'tide, moon' } });
  await dialog.findByRole('option', { name: 'Sea' });
  await fireEvent.change(dialog.getByLabelText(words.fields.folder), { target: { value: 'Sea' } });
  await fireEvent.click(dialog.getByLabelText(words.doesRead));
  await fireEvent.click(dialog.getByLabelText(words.doesStar));
  await fireEvent.submit(document.querySelector('form')!);
  expect(await screen.findByText('Tides')).toBeVisible();
  expect(asked.find(({ route }) => route.startsWith('POST'))?.body).toEqual({
    name: '',
    words: 'tide, moon',
    feed: '',
    folder: 'Sea',
    read: false,
    starred: true,
  });
  expect(toasts.list[0]).toMatchObject({ text: words.added('Tides'), action: { text: t.undo } });
});

test('only what was touched is changed; a refusal stays with the form', async () => {
  const asked = standIn({
    ...around,
    'GET /api/reader/rules': { body: { items: [rule] } },
    'PATCH /api/reader/rules/r1': {
      status: 422,
      body: { code: 'rule_invalid', title: 'A rule marks as read, stars, or both' },
    },
  });
  render(Rules);
  await fireEvent.click(await screen.findByRole('button', { name: words.changeOf('Tides') }));
  const dialog = within(await screen.findByRole('dialog', { name: words.changeTitle('Tides') }));
  await fireEvent.click(dialog.getByLabelText(words.doesStar));
  await fireEvent.submit(document.querySelector('form')!);
  expect(await dialog.findByRole('alert')).toHaveTextContent('A rule marks as read, stars, or both');
  expect(asked.find(({ route }) => route.startsWith('PATCH'))?.body).toEqual({ starred: false });
});

test('a rule is switched off, and removed with a way back', async () => {
  let items = [rule];
  const asked = standIn({
    ...around,
    'GET /api/reader/rules': () => ({ body: { items } }),
    'PATCH /api/reader/rules/r1': () => {
      items = [{ ...rule, enabled: false }];
      return { body: items[0] };
    },
    'DELETE /api/reader/rules/r1': () => {
      items = [];
      return { status: 204, headers: { 'Lorch-Edit': '5' } };
    },
  });
  render(Rules);
  const box = await screen.findByRole('checkbox', { name: `${words.on}: Tides` });
  await fireEvent.click(box);
  await vi.waitFor(() =>
    expect(asked.find(({ route }) => route.startsWith('PATCH'))?.body).toEqual({ enabled: false }),
  );
  expect(box).not.toBeChecked();
  await fireEvent.click(screen.getByRole('button', { name: words.removeOf('Tides') }));
  expect(await screen.findByText(words.empty)).toBeVisible();
  expect(toasts.list[0]).toMatchObject({ text: words.removed('Tides'), action: { text: t.undo } });
});

test('a rule that could not be switched off shows as on', async () => {
  standIn({ ...around, 'GET /api/reader/rules': { body: { items: [rule] } } });
  render(Rules);
  const name = `${words.on}: Tides`;
  await fireEvent.click(await screen.findByRole('checkbox', { name }));
  await vi.waitFor(() => expect(toasts.list[0]?.text).toContain(words.saveFailed));
  expect(screen.getByRole('checkbox', { name })).toBeChecked();
});

test('what cannot be read is said, with a way to try again', async () => {
  let broken = true;
  standIn({
    ...around,
    'GET /api/reader/rules': () =>
      broken
        ? { status: 500, body: { code: 'store_failed', title: 'It could not be read' } }
        : { body: { items: [rule] } },
  });
  render(Rules);
  const again = await screen.findByRole('button', { name: t.retry });
  broken = false;
  await fireEvent.click(again);
  expect(await screen.findByText('Tides')).toBeVisible();
});
