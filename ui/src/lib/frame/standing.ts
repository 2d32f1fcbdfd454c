/** What the sync line says: one state at a time, the one that needs a person first. */
import type { Connection, Status } from '../api';
import { serviceName } from '../connections/names';
import { ago, count, t } from '../text';

/** How things stand. */
export interface Standing {
  /** Changes when there is something worth saying aloud. */
  state: 'asking' | 'away' | 'refreshing' | 'failing' | 'asked' | 'empty' | 'paused' | 'well';
  mood: 'ok' | 'warn' | 'busy';
  words: string;
}

/** Reads the standing from what is known. */
export function standing(
  status: Status | undefined,
  connections: readonly Connection[],
  reachable: boolean,
  now: number,
): Standing {
  if (!reachable) return { state: 'away', mood: 'warn', words: t.frame.away };
  if (!status) return { state: 'asking', mood: 'busy', words: t.frame.asking };
  const { feeds, failing, checked, paused, refresh } = status;
  if (refresh)
    return {
      state: 'refreshing',
      mood: 'busy',
      words: t.frame.refreshing(count(refresh.done), count(refresh.total)),
    };
  const asking = connections.find(({ state }) => state === 'needs_you');
  if (asking) return { state: 'asked', mood: 'warn', words: t.frame.asksYou(serviceName(asking.service)) };
  if (failing > 0) return { state: 'failing', mood: 'warn', words: t.frame.needYou(failing) };
  if (feeds === 0 && connections.length > 0)
    return { state: 'well', mood: 'ok', words: t.frame.connected(connections.length) };
  if (feeds === 0) return { state: 'empty', mood: 'busy', words: t.frame.noFeeds };
  if (paused) return { state: 'paused', mood: 'warn', words: t.frame.paused };
  if (!checked) return { state: 'well', mood: 'busy', words: t.frame.unchecked(feeds) };
  return { state: 'well', mood: 'ok', words: t.frame.checked(ago(checked, now), feeds) };
}
