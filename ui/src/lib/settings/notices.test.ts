import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { standIn } from '../api/core.test-double';
import { toasts } from '../kit';
import { counts } from '../notices/sample.test-double';
import { t } from '../text';
import Notices from './Notices.svelte';

const words = t.settings.notices;

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
  toasts.list.forEach(({ id }) => toasts.dismiss(id));
});

/** A core with these settings and kinds, which are changed. */
function core(
  native: 'shown' | 'off' | 'unavailable' | 'idle' = 'shown',
  more: Parameters<typeof standIn>[0] = {},
) {
  let stands = { notices: true, notice_titles: true };
  let muted = false;
  return standIn({
    'GET /api/settings': () => ({ body: stands }),
    'PATCH /api/settings': async (request) => {
      stands = { ...stands, ...((await request.json()) as object) };
      return { body: stands };
    },
    'GET /api/inbox/counts': { body: counts({ native }) },
    'GET /api/inbox/kinds': () => ({
      body: {
        items: [
          { kind: 'reminder', group: 'reminders', muted: false },
          { kind: 'feed_failing', group: 'system', muted },
        ],
      },
    }),
    'PUT /api/inbox/kinds/feed_failing': async (request) => {
      ({ muted } = (await request.json()) as { muted: boolean });
      return { body: { kind: 'feed_failing', group: 'system', muted } };
    },
    ...more,
  });
}
const radio = (group: string, name: string) =>
  screen
    .findByRole('radiogroup', { name: group })
    .then((of) =>
      [...of.querySelectorAll<HTMLElement>('[role=radio]')].find(({ textContent }) => textContent === name),
    );

test('notices of the desktop are turned off, and show less, at once', async () => {
  const asked = core();
  render(Notices);
  await fireEvent.click((await radio(words.titles, words.discreet)) ?? document.body);
  await fireEvent.click((await radio(words.native, words.off)) ?? document.body);
  await vi.waitFor(() =>
    expect(asked.filter(({ route }) => route.startsWith('PATCH')).map(({ body }) => body)).toEqual([
      { notice_titles: false },
      { notices: false },
    ]),
  );
  expect(await screen.findByRole('button', { name: `${t.settings.reset}: ${words.native}` })).toBeVisible();
});

test.each(['shown', 'off', 'unavailable', 'idle'] as const)(
  'how this computer stands is said: %s',
  async (native) => {
    core(native);
    render(Notices);
    expect(await screen.findByText(words.stands[native])).toBeVisible();
    expect(screen.queryByText(words.unavailableText) !== null).toBe(native === 'unavailable');
  },
);

test('a kind is muted and heard again', async () => {
  const asked = core();
  render(Notices);
  const box = await screen.findByRole('checkbox', { name: /Feeds that fail/ });
  expect(box).toBeChecked();
  await fireEvent.click(box);
  expect(await screen.findByText(words.muted)).toBeVisible();
  await fireEvent.click(await screen.findByRole('checkbox', { name: /Feeds that fail/ }));
  await vi.waitFor(() =>
    expect(asked.filter(({ route }) => route.startsWith('PUT')).map(({ body }) => body)).toEqual([
      { muted: true },
      { muted: false },
    ]),
  );
});

test('a refusal is said, and the box shows what stands', async () => {
  core('shown', {
    'PUT /api/inbox/kinds/feed_failing': {
      status: 507,
      body: { code: 'disk_full', title: 'The disk is full' },
    },
  });
  render(Notices);
  await fireEvent.click(await screen.findByRole('checkbox', { name: /Feeds that fail/ }));
  await vi.waitFor(() =>
    expect(toasts.list.map(({ text }) => text)).toEqual([`${t.settings.refused}: The disk is full`]),
  );
  expect(await screen.findByRole('checkbox', { name: /Feeds that fail/ })).toBeChecked();
});
