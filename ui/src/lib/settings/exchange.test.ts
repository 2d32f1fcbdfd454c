import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { standIn } from '../api/core.test-double';
import { t } from '../text';
import Exchange from './Exchange.svelte';

const words = t.settings.exchange;

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
});

test('an import that runs says how far it is and can be ended', async () => {
  const asked = standIn({
    'GET /api/status': { body: { import: { done: 300, total: 1200 } } },
    'DELETE /api/import': { status: 204 },
  });
  render(Exchange);
  const far = words.importProgress('300', '1,200');
  expect(await screen.findByRole('progressbar', { name: far })).toHaveValue(300);
  await fireEvent.click(screen.getByRole('button', { name: words.importCancel }));
  await vi.waitFor(() => expect(asked.at(-1)?.route).toBe('DELETE /api/import'));
});

test('with no import under way there is nothing to end', async () => {
  const asked = standIn({ 'GET /api/status': { body: { import: null } } });
  render(Exchange);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  expect(screen.queryByRole('button', { name: words.importCancel })).toBeNull();
});
