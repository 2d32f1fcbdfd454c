/** What the sync line says: one state at a time, the one that needs a person first. */
import type { Status } from '../api';
import { ago, count, t } from '../text';

/** How things stand. */
export interface Standing {
  /** Changes when there is something worth saying aloud. */
  state: 'asking' | 'away' | 'refreshing' | 'failing' | 'empty' | 'paused' | 'well';
  mood: 'ok' | 'warn' | 'busy';
  words: string;
}

/** Reads the standing from what is known. */
export function standing(status: Status | undefined, reachable: boolean, now: number): Standing {
  if (!reachable) return { state: 'away', mood: 'warn', words: t.frame.away };
  if (!status) return { state: 'asking', mood: 'busy', words: t.frame.asking };
  const { feeds, failing, checked, paused, refresh } = status;
  if (refresh)
    return {
      state: 'refreshing',
      mood: 'busy',
      words: t.frame.refreshing(count(refresh.done), count(refresh.total)),
    };
  if (failing > 0) return { state: 'failing', mood: 'warn', words: t.frame.needYou(failing) };
  if (feeds === 0) return { state: 'empty', mood: 'busy', words: t.frame.noFeeds };
  if (paused) return { state: 'paused', mood: 'warn', words: t.frame.paused };
  if (!checked) return { state: 'well', mood: 'busy', words: t.frame.unchecked(feeds) };
  return { state: 'well', mood: 'ok', words: t.frame.checked(ago(checked, now), feeds) };
}
