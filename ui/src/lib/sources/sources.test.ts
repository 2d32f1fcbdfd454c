import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { Refused, type Feed } from '../api';
import { standIn } from '../api/core.test-double';
import { toasts } from '../kit';
import { t } from '../text';
import { refusedAddress, removeFeed } from './actions';
import AddFeed from './AddFeed.svelte';
import { cost, outcome, stale } from './health';

const feed: Feed = {
  site: null,
  language: null,
  checked: null,
  next_check: null,
  newest: null,
  fault: null,
  sample: false,
  id: 'f1',
  url: 'http://127.0.0.1:8080/feed',
  title: 'Mine',
  own_title: 'Mine',
  folder: 'Craft',
  added: '2026-01-01T00:00:00Z',
  articles: 0,
  unread: 0,
  health: 'healthy',
};
const refusal = {
  type: '',
  status: 403,
  code: 'address_refused',
  title: 'Private addresses are not asked',
  detail: '127.0.0.1:8080 is on this machine',
  hint: 'Allow it',
};

beforeEach(() => {
  vi.unstubAllGlobals();
  toasts.list.forEach((toast) => toasts.dismiss(toast.id));
});

const fill = async (text: string) => {
  await fireEvent.input(screen.getByLabelText(t.sources.fields.address), { target: { value: text } });
  await fireEvent.submit(document.querySelector('form')!);
};

test('a private address is explained, and allowing it adds the feed', async () => {
  let allowed = false;
  const asked = standIn({
    'POST /api/reader/feeds': () => (allowed ? { status: 201, body: feed } : { status: 403, body: refusal }),
    'POST /api/sources/allowed': () => ((allowed = true), { status: 201, body: {} }),
  });
  const onadded = vi.fn();
  render(AddFeed, { props: { feeds: [], folders: [], onclose: () => undefined, onadded } });
  await fill('127.0.0.1:8080/feed');
  await fireEvent.click(await screen.findByRole('button', { name: t.sources.allow('127.0.0.1:8080') }));
  await vi.waitFor(() => expect(onadded).toHaveBeenCalledWith(feed));
  expect(asked.map(({ route }) => route)).toEqual([
    'POST /api/reader/feeds',
    'POST /api/sources/allowed',
    'POST /api/reader/feeds',
  ]);
  expect(asked[1]?.body).toEqual({ address: '127.0.0.1:8080' });
});

test('a refusal stands next to the field with what to do, and the input stays', async () => {
  standIn({
    'POST /api/reader/feeds': {
      status: 422,
      body: { code: 'not_a_feed', title: 'There is no feed here', hint: 'Look for “RSS”.' },
    },
  });
  render(AddFeed, { props: { feeds: [], folders: [], onclose: () => undefined, onadded: () => undefined } });
  await fill('plain.example');
  const field = await screen.findByLabelText(t.sources.fields.address);
  await vi.waitFor(() => expect(field).toHaveAccessibleDescription('There is no feed here. Look for “RSS”.'));
  expect(field).toHaveValue('plain.example');
});

test('removing acts at once, and Undo takes exactly that edit back', async () => {
  const asked = standIn({
    'DELETE /api/reader/feeds/f1': { status: 204, headers: { 'Lorch-Edit': '7' } },
    'POST /api/edits/undo': { body: { number: '7', action: 'unsubscribed', title: 'Mine', count: 1 } },
  });
  await removeFeed(feed);
  expect(toasts.list[0]?.text).toBe('“Mine” was removed');
  toasts.list[0]?.action?.run();
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  expect(asked[1]?.body).toEqual({ number: '7' });
});

test.each([
  ['127.0.0.1:8080', '127.0.0.1:8080'],
  ['The address [::1]:80 is on this machine', '[::1]:80'],
  ['nas.local:5000 is in your network', 'nas.local:5000'],
  ['nothing is named', null],
])('the refused address in “%s” is %s', (detail, address) => {
  expect(refusedAddress(new Refused({ ...refusal, detail, hint: null }))).toBe(address);
});

test('fetches are told in words', () => {
  const fetch = {
    at: '',
    outcome: 'fetched',
    new: 3,
    changed: 1,
    bytes: 48_000,
    took_ms: 240,
    fault: null,
  } as const;
  expect(outcome(fetch)).toBe('3 new articles, 1 changed');
  expect(outcome({ ...fetch, new: 0, changed: 0, outcome: 'unchanged' })).toBe('Nothing new');
  expect(outcome({ ...fetch, outcome: 'failed', fault: 'The name was not found' })).toBe(
    'The name was not found',
  );
  expect(cost(fetch)).toBe('48 kB in 240 ms');
});

test.each([
  ['asked in time', '09:30', '10:30', false],
  ['late, but less than twice', '08:30', '09:30', false],
  ['not asked for more than twice the time', '07:00', '08:00', true],
])('a feed that was %s is stale: see the last column', (_, checked, next, wanted) => {
  const at = (time: string) => `2026-11-21T${time}:00Z`;
  const now = Date.parse(at('10:00'));
  expect(stale({ ...feed, checked: at(checked), next_check: at(next) }, now)).toBe(wanted);
});
