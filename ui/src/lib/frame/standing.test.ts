import { expect, test } from 'vitest';
import type { Status } from '../api';
import { connection } from '../connections/sample.test-double';
import { standing } from './standing';

const now = Date.parse('2026-11-21T10:00:00Z');
const status: Status = {
  next_check: null,
  paused: false,
  refresh: null,
  progress: null,
  import: null,
  devices: { paired: 0, connected: 0, refused: 0, waiting: 0, last_seen: null },
  system: null,
  trouble: null,
  version: '1',
  profile: '',
  feeds: 12,
  failing: 0,
  checked: '2026-11-21T09:54:00Z',
};

test.each<[string, Status | undefined, boolean, string]>([
  ['all is well', status, true, 'Checked 6 min ago · 12 feeds'],
  ['one feed', { ...status, feeds: 1 }, true, 'Checked 6 min ago · 1 feed'],
  ['a feed fails', { ...status, failing: 1 }, true, '1 feed needs you'],
  ['feeds fail', { ...status, failing: 2 }, true, '2 feeds need you'],
  [
    'a refresh runs',
    { ...status, failing: 2, refresh: { done: 12, total: 50 } },
    true,
    'Refreshing 12 of 50',
  ],
  ['no feeds', { ...status, feeds: 0, checked: null }, true, 'No feeds yet'],
  ['paused', { ...status, paused: true }, true, 'Paused: nothing is fetched by itself'],
  ['never checked', { ...status, checked: null }, true, '12 feeds, not checked yet'],
  ['the core is away', status, false, 'Lorch is not answering – trying again'],
])('%s', (_, known, reachable, words) => expect(standing(known, [], reachable, now).words).toBe(words));

test('an account that needs the person comes before feeds that do; one that is well is no reason to speak', () => {
  const failing = { ...status, failing: 2 };
  const say = (state: 'needs_you' | 'ok', of: Status) =>
    standing(of, [connection({ state, service: 'spotify' })], true, now).words;
  expect(say('needs_you', failing)).toBe('Spotify needs you');
  expect(say('ok', failing)).toBe('2 feeds need you');
  expect(say('ok', { ...status, feeds: 0, checked: null })).toBe('1 source connected');
});
