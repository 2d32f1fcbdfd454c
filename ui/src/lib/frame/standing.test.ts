import { expect, test } from 'vitest';
import type { Device, Devices, Status } from '../api';
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
])('%s', (_, known, reachable, words) =>
  expect(standing(known, [], undefined, reachable, now).words).toBe(words),
);

test('an account that needs the person comes before feeds that do; one that is well is no reason to speak', () => {
  const failing = { ...status, failing: 2 };
  const say = (state: 'needs_you' | 'ok', of: Status) =>
    standing(of, [connection({ state, service: 'spotify' })], undefined, true, now).words;
  expect(say('needs_you', failing)).toBe('Spotify needs you');
  expect(say('ok', failing)).toBe('2 feeds need you');
  expect(say('ok', { ...status, feeds: 0, checked: null })).toBe('1 source connected');
});

const laptop: Device = {
  id: 'b',
  name: 'laptop',
  kind: 'laptop',
  fingerprint: '1a2b',
  origin: '0b',
  added: '2026-11-01T10:00:00Z',
  last_seen: '2026-11-21T09:58:00Z',
  connected: true,
  state: 'in_step',
  behind: null,
  waiting: 0,
  progress: null,
  fault: null,
  address: null,
};
const fault = (code: string) => ({ type: 'x', status: 400, code, title: 'It is a copy' });
const away: Partial<Device> = { connected: false, state: 'behind', waiting: 12 };

test.each<[string, Partial<Device>[], Partial<Devices>, Partial<Status>, string, string]>([
  ['in step', [{}], {}, {}, 'Synced 2 min ago · 2 devices', '/devices'],
  [
    'the one that was seen last counts',
    [{ last_seen: null, state: 'never' }, {}],
    {},
    {},
    'Synced 2 min ago · 3 devices',
    '/devices',
  ],
  ['never met', [{ state: 'never' }], {}, {}, '2 devices, not synced yet', '/devices'],
  ['all away', [away, { ...away, waiting: 3 }], {}, {}, 'Offline – 12 changes waiting', '/devices'],
  ['one of two is there', [away, {}], {}, {}, 'Synced 2 min ago · 3 devices', '/devices'],
  [
    'away is no fault',
    [{ ...away, fault: fault('device_unreachable') }],
    {},
    {},
    'Offline – 12 changes waiting',
    '/devices',
  ],
  [
    'catching up',
    [{ progress: { done: 1, total: 2, per_second: 1 } }],
    {},
    {},
    'Catching up with laptop',
    '/devices',
  ],
  ['a fault', [{ fault: fault('device_is_copy') }], {}, { failing: 1 }, 'laptop needs you', '/devices'],
  ['none is met', [{}], { fault: fault('vault_locked') }, {}, 'Your devices need you', '/devices'],
  ['a feed fails', [{}], {}, { failing: 1 }, '1 feed needs you', '/sources'],
  ['devices are off', [{}], { enabled: false }, {}, 'Checked 6 min ago · 12 feeds', '/sources'],
  ['none is paired', [], {}, {}, 'Checked 6 min ago · 12 feeds', '/sources'],
])('with devices: %s', (_, others, more, feeds, words, href) => {
  const devices: Devices = {
    enabled: true,
    this: { id: 'a', name: 'desk', kind: 'desktop', fingerprint: '0', origin: '0' },
    paired: others.map((other) => ({ ...laptop, ...other })),
    relay: false,
    mdns: true,
    records: 100,
    fault: null,
    ...more,
  };
  expect(standing({ ...status, ...feeds }, [], devices, true, now)).toMatchObject({ words, href });
});
