import { beforeEach, expect, test, vi } from 'vitest';
import { changes } from '../api';
import { standIn } from '../api/core.test-double';
import { router } from '../router';
import { followOpened } from './opened';

const nothing = { number: 0, id: null, kind: null, thing: null, occurrence: null };

beforeEach(() => {
  vi.unstubAllGlobals();
  router.go('/today');
});

test('what is opened from a notice of the desktop leads there, once; what was opened before leads nowhere', async () => {
  let hear: (topics: ReadonlySet<never>) => void = () => undefined;
  const listening = vi.spyOn(changes, 'on').mockImplementation((to) => {
    hear = to as typeof hear;
    return () => undefined;
  });
  const touch = () => hear(new Set(['inbox']) as never);
  let opened: object = { number: 4, id: 'n0', kind: 'reminder', thing: 'old', occurrence: null };
  const asked = standIn({ 'GET /api/inbox/opened': () => ({ body: opened }) });
  const end = followOpened();
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  touch();
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  expect(location.pathname).toBe('/today');

  opened = { number: 5, id: 'n1', kind: 'reminder', thing: 'run', occurrence: '2026-12-03' };
  touch();
  await vi.waitFor(() => expect(location.search).toBe('?record=run&on=2026-12-03'));

  router.go('/reader');
  touch();
  await vi.waitFor(() => expect(asked).toHaveLength(4));
  expect(location.pathname).toBe('/reader');

  // A core that begins anew counts from nothing.
  opened = nothing;
  touch();
  await vi.waitFor(() => expect(asked).toHaveLength(5));
  opened = { number: 1, id: 'n2', kind: 'notices_unavailable', thing: null, occurrence: null };
  touch();
  await vi.waitFor(() => expect(location.pathname).toBe('/settings/notices'));
  end();
  listening.mockRestore();
});
