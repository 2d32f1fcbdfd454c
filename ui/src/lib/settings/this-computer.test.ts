import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { standIn } from '../api/core.test-double';
import { t } from '../text';
import ThisComputer from './ThisComputer.svelte';

const words = t.settings.system;

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
});

function core() {
  let stands = { sampling: true, sample_days: 7, minute_days: 90, hour_days: 730, system_megabytes: 256 };
  const part = (since: string | null, bytes: number) => ({ since, values: bytes, bytes });
  return standIn({
    'GET /api/settings': () => ({ body: stands }),
    'PATCH /api/settings': async (request) => {
      stands = { ...stands, ...((await request.json()) as object) };
      return { body: stands };
    },
    'GET /api/system/storage': {
      body: {
        bytes: 8_400_000,
        samples: part('2024-11-03T10:00:00Z', 600_000),
        minutes: part('2024-10-01T10:00:00Z', 90_000),
        hours: part(null, 0),
        processes: part('2024-11-03T10:00:00Z', 400_000),
      },
    },
    'DELETE /api/system/metrics': { status: 204 },
  });
}
const patched = (asked: ReturnType<typeof core>) =>
  asked.filter(({ route }) => route.startsWith('PATCH')).map(({ body }) => body);

test('it says how much is kept since when', async () => {
  core();
  render(ThisComputer);
  expect(await screen.findByText(/1 MB since 3 Nov 2024\./)).toBeVisible();
  expect(screen.getByText(/90 kB since 1 Oct 2024\./)).toBeVisible();
  expect(screen.getByText(new RegExp(words.keptNone.replace('.', '\\.')))).toBeVisible();
  expect(screen.getByText(/8\.4 MB now\./)).toBeVisible();
});

test('it is turned off and on, and kept for as long as the person says, within bounds', async () => {
  const asked = core();
  render(ThisComputer);
  await fireEvent.click(await screen.findByRole('radio', { name: words.off }));
  await vi.waitFor(() => expect(screen.getByRole('radio', { name: words.off })).toBeChecked());
  const field = screen.getByRole('textbox', { name: words.samples });
  for (const days of ['91', '30']) {
    await fireEvent.input(field, { target: { value: days } });
    await fireEvent.change(field);
    if (days === '91') expect(await screen.findByRole('alert')).toHaveTextContent(words.wrong('1', '90'));
  }
  await vi.waitFor(() => expect(patched(asked)).toEqual([{ sampling: false }, { sample_days: 30 }]));
});

test('what was kept is deleted only when its name was typed', async () => {
  const asked = core();
  render(ThisComputer);
  await fireEvent.click(await screen.findByRole('button', { name: words.forgetNow }));
  const dialog = await screen.findByRole('dialog');
  const go = [...dialog.querySelectorAll('button')].at(-1)!;
  expect(go).toBeDisabled();
  await fireEvent.input(dialog.querySelector('input')!, { target: { value: 'this computer' } });
  expect(go).toBeEnabled();
  await fireEvent.click(go);
  await vi.waitFor(() =>
    expect(asked.some(({ route }) => route === 'DELETE /api/system/metrics')).toBe(true),
  );
});
