/** How a device stands, in words. */
import type { Device } from '../api';
import { ago, count, t } from '../text';

/** What the mark before the words says. */
export type Mood = 'well' | 'waits' | 'bad' | 'none';

/** What is said in the column. */
export interface Stands {
  mood: Mood;
  words: string;
}

/** In step, or by how much not. */
export function standing(device: Device): Stands {
  const { state, waiting, behind } = device;
  switch (state) {
    case 'in_step':
      return { mood: 'well', words: t.devices.states.in_step };
    case 'behind':
      return {
        mood: 'waits',
        words: waiting ? t.devices.behind(count(waiting)) : t.devices.behindSome,
      };
    case 'ahead':
      return { mood: 'waits', words: behind ? t.devices.ahead(count(behind)) : t.devices.aheadSome };
    case 'refused':
      return { mood: 'bad', words: t.devices.states.refused };
    default:
      return { mood: 'none', words: t.devices.states.never };
  }
}

/** How this device stands: it lacks what those know that are ahead of it. */
export function ownStanding(enabled: boolean, paired: readonly Device[]): Stands | null {
  if (!enabled) return { mood: 'none', words: t.devices.states.off };
  const ahead = paired.filter(({ state }) => state === 'ahead');
  if (ahead.length > 0) {
    const most = Math.max(...ahead.map(({ behind }) => behind ?? 0));
    return { mood: 'waits', words: most > 0 ? t.devices.behind(count(most)) : t.devices.behindSome };
  }
  const met = paired.some(({ state }) => state === 'in_step' || state === 'behind');
  return met ? { mood: 'well', words: t.devices.states.in_step } : null;
}

/** When it was last heard of. */
export function seenWords({ connected, last_seen: seen }: Device, now: number): string {
  if (connected) return t.devices.now;
  return seen ? ago(seen, now) : t.time.never;
}
