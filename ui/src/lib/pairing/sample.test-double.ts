/** Devices, for tests. */
import type { Caller, Device, Devices, Joining, Pairing } from '../api';
import { standIn } from '../api/core.test-double';

export const laptop: Device = {
  id: 'b'.repeat(32),
  name: 'laptop',
  kind: 'laptop',
  fingerprint: '7f3a 91c2',
  origin: '0b'.repeat(16),
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

/** Desk, with those it is paired with. */
export const desk = (paired: readonly Partial<Device>[] = [], more: Partial<Devices> = {}): Devices => ({
  enabled: paired.length > 0,
  this: { id: 'a'.repeat(32), name: 'desk', kind: 'desktop', fingerprint: 'c04f 2b17', origin: '0a' },
  paired: paired.map((device) => ({ ...laptop, ...device })),
  relay: false,
  mdns: true,
  records: 1200,
  fault: null,
  ...more,
});

export const guest: Caller = {
  name: 'laptop',
  kind: 'laptop',
  fingerprint: '7f3a 91c2',
  words: ['harbour', 'copper', 'lantern', 'sparrow', 'meadow', 'eleven'],
};

export const pairing = (state: Pairing['state'], more: Partial<Pairing> = {}): Pairing => ({
  id: '1',
  ticket: 'lorch-pair:abc',
  code: '1234 5678',
  expires: new Date(Date.now() + 278_500).toISOString(),
  state,
  guest: state === 'asking' || state === 'done' ? guest : null,
  ...more,
});

/** What stands in a core of one device; tests change it as another device would. */
export interface Stands {
  devices: Devices;
  pairing: Pairing | null;
  joining: Joining | null;
}

const orNone = (body: unknown) =>
  body ? { body } : { status: 404, body: { code: 'pairing_not_found', title: 'There is none' } };

/** A core with devices: reads tell what stands, and what else is asked is answered by `more`. */
export function core(stands: Stands, more: Parameters<typeof standIn>[0] = {}) {
  return standIn({
    'GET /api/devices': () => ({ body: stands.devices }),
    'GET /api/devices/held': { body: { items: [] } },
    'GET /api/devices/pairing': () => orNone(stands.pairing),
    'GET /api/devices/join': () => orNone(stands.joining),
    'POST /api/devices/pairing': () => {
      stands.pairing = pairing('waiting');
      return { status: 201, body: stands.pairing };
    },
    'DELETE /api/devices/pairing': () => ((stands.pairing = null), { status: 204 }),
    'PATCH /api/devices/this': async (request) => {
      const { name, ...edit } = (await request.json()) as { name?: string };
      const called = name === undefined ? {} : { this: { ...stands.devices.this, name } };
      stands.devices = { ...stands.devices, ...edit, ...called };
      return { status: 204 };
    },
    ...more,
  });
}
