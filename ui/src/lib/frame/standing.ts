/** What the sync line says: one state at a time, the one that needs a person first. */
import type { Connection, Device, Devices, Status } from '../api';
import { serviceName } from '../connections/names';
import { ago, count, t } from '../text';

/** How things stand. */
export interface Standing {
  /** Changes when there is something worth saying aloud. */
  state:
    | 'asking'
    | 'away'
    | 'refreshing'
    | 'failing'
    | 'asked'
    | 'empty'
    | 'paused'
    | 'well'
    | 'device'
    | 'catching'
    | 'offline';
  mood: 'ok' | 'warn' | 'busy';
  words: string;
  /** Where more of it is told. */
  href: '/sources' | '/sources/connections' | '/devices';
}

/** Reads the standing from what is known; `devices` is left out where none are known. */
export function standing(
  status: Status | undefined,
  connections: readonly Connection[],
  devices: Devices | undefined,
  reachable: boolean,
  now: number,
): Standing {
  const at =
    (href: Standing['href']) => (state: Standing['state'], mood: Standing['mood'], words: string) => ({
      state,
      mood,
      words,
      href,
    });
  const inSources = at('/sources');
  if (!reachable) return inSources('away', 'warn', t.frame.away);
  if (!status) return inSources('asking', 'busy', t.frame.asking);
  const { feeds, failing, checked, paused, refresh } = status;
  if (refresh)
    return inSources('refreshing', 'busy', t.frame.refreshing(count(refresh.done), count(refresh.total)));
  const together = devices?.enabled && devices.paired.length > 0 ? devices.paired : null;
  if (together && devices?.fault) return at('/devices')('device', 'warn', t.frame.devicesNeed);
  const needs = together?.find(({ state, fault }) => state === 'refused' || fault !== null);
  if (needs && !quiet(needs)) return at('/devices')('device', 'warn', t.frame.deviceNeeds(needs.name));
  const asking = connections.find(({ state }) => state === 'needs_you');
  if (asking)
    return at('/sources/connections')('asked', 'warn', t.frame.asksYou(serviceName(asking.service)));
  if (failing > 0) return inSources('failing', 'warn', t.frame.needYou(failing));
  if (together) return ofDevices(together, now);
  if (feeds === 0 && connections.length > 0)
    return inSources('well', 'ok', t.frame.connected(connections.length));
  if (feeds === 0) return inSources('empty', 'busy', t.frame.noFeeds);
  if (paused) return inSources('paused', 'warn', t.frame.paused);
  if (!checked) return inSources('well', 'busy', t.frame.unchecked(feeds));
  return inSources('well', 'ok', t.frame.checked(ago(checked, now), feeds));
}

/** A device that cannot be reached is away, which needs nobody. */
const quiet = ({ fault }: Device) => fault?.code === 'device_unreachable';

/** How the devices stand with one another. */
function ofDevices(paired: readonly Device[], now: number): Standing {
  const href = '/devices';
  const comes = paired.find(({ progress }) => progress !== null);
  if (comes) return { state: 'catching', mood: 'busy', words: t.frame.catchingUp(comes.name), href };
  const waiting = Math.max(0, ...paired.map((device) => device.waiting ?? 0));
  if (waiting > 0 && paired.every(({ connected }) => !connected))
    return { state: 'offline', mood: 'warn', words: t.frame.offline(waiting), href };
  const seen = paired
    .flatMap(({ state, last_seen: at }) => (state !== 'never' && at ? [at] : []))
    .sort()
    .at(-1);
  const all = paired.length + 1;
  return seen
    ? { state: 'well', mood: 'ok', words: t.frame.synced(ago(seen, now), all), href }
    : { state: 'well', mood: 'busy', words: t.frame.unsynced(all), href };
}
