/** How a feed is doing, in words and with an icon. */
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleDashed from '@lucide/svelte/icons/circle-dashed';
import CircleOff from '@lucide/svelte/icons/circle-off';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import type { Feed, Fetch } from '../api';
import { bytes, capital, count, t, took } from '../text';

/** Icon, colour and word of each health. */
export const health = {
  healthy: {
    icon: CircleCheck,
    mood: 'ok',
    get word() {
      return t.sources.health.healthy;
    },
  },
  waiting: {
    icon: CircleDashed,
    mood: 'info',
    get word() {
      return t.sources.health.waiting;
    },
  },
  retrying: {
    icon: RefreshCw,
    mood: 'info',
    get word() {
      return t.sources.health.retrying;
    },
  },
  failing: {
    icon: TriangleAlert,
    mood: 'warn',
    get word() {
      return t.sources.health.failing;
    },
  },
  gone: {
    icon: CircleOff,
    mood: 'err',
    get word() {
      return t.sources.health.gone;
    },
  },
} as const;

/** Whether the feed wants something of the person. */
export const needsYou = (feed: Feed): boolean => feed.health === 'failing' || feed.health === 'gone';

/** Whether a feed that is well was not asked for more than twice the time between two checks. */
export function stale({ health: stands, checked, next_check: next }: Feed, now: number): boolean {
  if (stands !== 'healthy' || !checked || !next) return false;
  const period = Date.parse(next) - Date.parse(checked);
  return now - Date.parse(checked) > 2 * Math.max(period, 15 * 60_000);
}

/** What came of a fetch: `3 new articles, 2 changed`. */
export function outcome(fetch: Fetch): string {
  const words = t.sources.outcome;
  if (fetch.outcome === 'failed') return capital(fetch.fault ?? words.failed);
  if (fetch.outcome === 'gone') return words.gone;
  const parts = [
    ...(fetch.new > 0 ? [words.new(fetch.new)] : []),
    ...(fetch.changed > 0 ? [words.changed(count(fetch.changed))] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : words.unchanged;
}

/** What the fetch cost: `48 kB in 240 ms`. */
export function cost(fetch: Fetch): string {
  return fetch.bytes > 0
    ? t.sources.outcome.cost(bytes(fetch.bytes), took(fetch.took_ms))
    : t.sources.outcome.time(took(fetch.took_ms));
}
