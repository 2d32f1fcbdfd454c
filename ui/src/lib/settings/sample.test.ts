import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { standIn } from '../api/core.test-double';
import { t } from '../text';
import SampleData from './SampleData.svelte';

const words = t.settings.sample;

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
});

test('the sample is added and removed by one button, which says what there is', async () => {
  let present = false;
  const state = () => ({ body: { present, records: present ? 1547 : 0 } });
  const asked = standIn({
    'GET /api/sample': state,
    'POST /api/sample': () => ((present = true), state()),
    'DELETE /api/sample': () => ((present = false), state()),
  });
  render(SampleData);
  await fireEvent.click(await screen.findByRole('button', { name: words.add }));
  expect(await screen.findByText(words.added(1547))).toBeVisible();
  expect(await screen.findByText(words.there(1547))).toBeVisible();
  await fireEvent.click(screen.getByRole('button', { name: words.remove }));
  expect(await screen.findByText(words.removed)).toBeVisible();
  expect(await screen.findByRole('button', { name: words.add })).toBeVisible();
  expect(asked.map(({ route }) => route).filter((route) => !route.startsWith('GET'))).toEqual([
    'POST /api/sample',
    'DELETE /api/sample',
  ]);
});

test('what can not be removed is said beside the button, which stays', async () => {
  const full = {
    type: '',
    status: 507,
    code: 'disk_full',
    title: 'The disk is full.',
    detail: null,
    hint: null,
  };
  standIn({
    'GET /api/sample': () => ({ body: { present: true, records: 1547 } }),
    'DELETE /api/sample': () => ({ status: 507, body: full }),
  });
  render(SampleData);
  await fireEvent.click(await screen.findByRole('button', { name: words.remove }));
  expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full.');
  expect(screen.getByRole('button', { name: words.remove })).toBeEnabled();
});
