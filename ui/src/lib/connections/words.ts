/** How an account does, in words and with an icon. */
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CirclePause from '@lucide/svelte/icons/circle-pause';
import Download from '@lucide/svelte/icons/download';
import KeyRound from '@lucide/svelte/icons/key-round';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import type { Connection } from '../api';
import { ago, t } from '../text';
import { accountName } from './names';

/** Icon, colour and word of how it does. */
export function stands({ state, fault }: Connection) {
  const words = t.connections.states;
  if (state === 'needs_you') return { icon: KeyRound, mood: 'err', word: words.needs_you } as const;
  if (state === 'paused') return { icon: CirclePause, mood: 'quiet', word: words.paused } as const;
  if (state === 'importing') return { icon: Download, mood: 'info', word: words.importing } as const;
  if (fault) return { icon: RefreshCw, mood: 'info', word: words.retrying } as const;
  return { icon: CircleCheck, mood: 'ok', word: words.ok } as const;
}

const LEAST_MS = 15 * 60_000;

/** Whether an account that is well was not asked for more than twice the time between two askings. */
export function late({ state, checked, next_check: next }: Connection, now: number): boolean {
  if (state === 'needs_you') return true;
  if (state !== 'ok' || !checked || !next) return false;
  const period = Math.max(Date.parse(next) - Date.parse(checked), LEAST_MS);
  return now - Date.parse(checked) > 2 * period;
}

/** Where it comes from and how old that is: `GitHub 6 min ago`. */
export function freshness(connection: Connection, now: number, all: readonly Connection[] = []): string {
  const name = accountName(connection, all);
  return connection.checked ? t.connections.asOf(name, ago(connection.checked, now)) : name;
}

/** The page of an account in Sources. */
export const pageOf = ({ id }: Connection): string => `/sources/connections?connection=${id}`;
