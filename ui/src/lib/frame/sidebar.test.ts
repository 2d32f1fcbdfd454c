import { render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { standIn } from '../api/core.test-double';
import { counts } from '../notices/sample.test-double';
import Sidebar from './Sidebar.svelte';

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
});

const show = (unread: number, folded: boolean) => {
  standIn({ 'GET /api/inbox/counts': { body: counts({ unread }) }, 'GET /api/status': { body: {} } });
  render(Sidebar, { props: { room: 'today', folded, onsearch: () => undefined } });
};

test.each([
  [4, false, 'Inbox, 4 unread'],
  [4, true, 'Inbox, 4 unread'],
  [0, false, 'Inbox'],
])('%i unread, folded %s: the Inbox is named “%s”', async (unread, folded, name) => {
  show(unread, folded);
  const link = await screen.findByRole('link', { name: (words) => words.replace(/\s+,/g, ',') === name });
  expect(link).toHaveAttribute('href', '/inbox');
});
