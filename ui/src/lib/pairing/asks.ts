/** Pairing and joining: what stands, and what a person does. Each write throws {@link Refused} or {@link Unreachable}. */
import { api, codeOf, live, need, queries, type Joining, type Pairing, type ThisDeviceEdit } from '../api';
import type { Invitation } from './invitation';

const pairingKey = ['devices', 'pairing'] as const;
const joiningKey = ['devices', 'joining'] as const;

/** Before the first one there is none, which is no fault. */
async function orNone<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (fault) {
    if (codeOf(fault) === 'pairing_not_found') return null;
    throw fault;
  }
}

/** The pairing that is open on this device; `null` for none. */
export const askPairing = () =>
  live<Pairing | null>(() => ({
    key: pairingKey,
    topics: ['devices'],
    ask: (signal) => orNone(need(api.GET('/api/devices/pairing', { signal }))),
  }));

/** How far joining another device has come; `null` where nobody asked. */
export const askJoining = () =>
  live<Joining | null>(() => ({
    key: joiningKey,
    topics: ['devices'],
    ask: (signal) => orNone(need(api.GET('/api/devices/join', { signal }))),
  }));

/** Makes a ticket and a code. From now on this device can be reached. */
export async function startPairing(): Promise<void> {
  queries.setQueryData<Pairing | null>(pairingKey, await need(api.POST('/api/devices/pairing')));
  await queries.invalidateQueries({ queryKey: ['devices'], exact: true });
}

/** Takes the ticket back. */
export async function endPairing(): Promise<void> {
  await need(api.DELETE('/api/devices/pairing'));
  queries.setQueryData<Pairing | null>(pairingKey, null);
}

/** Lets in whoever asks, or not. */
export async function answerGuest(verb: 'confirm' | 'refuse'): Promise<void> {
  const now = await need(
    verb === 'confirm' ? api.POST('/api/devices/pairing/confirm') : api.POST('/api/devices/pairing/refuse'),
  );
  queries.setQueryData<Pairing | null>(pairingKey, now);
}

/** Calls the device that made the ticket or the code. */
export async function join(body: Invitation): Promise<void> {
  queries.setQueryData<Joining | null>(joiningKey, await need(api.POST('/api/devices/join', { body })));
}

/** Stops calling. */
export async function leaveJoin(): Promise<void> {
  await need(api.DELETE('/api/devices/join'));
  queries.setQueryData<Joining | null>(joiningKey, null);
}

/** Changes what this device is called and how it is found. */
export async function changeThis(body: ThisDeviceEdit): Promise<void> {
  await need(api.PATCH('/api/devices/this', { body }));
  await queries.invalidateQueries({ queryKey: ['devices'], exact: true });
}
