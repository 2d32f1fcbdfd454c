/** When the person last looked: what came in since is new. */
import { Stored } from '../kit';

/** Away for this long, a return is a new look. */
const AWAY_MS = 30 * 60_000;

interface Kept {
  /** When Today was last on screen. */
  seen: number;
  /** When it was last on screen before that look began. */
  since: number | null;
}

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' &&
  value !== null &&
  'seen' in value &&
  typeof value.seen === 'number' &&
  'since' in value &&
  (value.since === null || typeof value.since === 'number');

/** The looks of this machine. */
export class Look {
  #kept = new Stored<Kept>('last-look', { seen: 0, since: null }, isKept);

  /** When the look before this one ended, in milliseconds since 1970; `null` when there was none. */
  get since(): number | null {
    return this.#kept.value.since;
  }

  /** Today is on screen. */
  see(now: number): void {
    const { seen, since } = this.#kept.value;
    const again = seen > 0 && now - seen > AWAY_MS;
    this.#kept.value = { seen: now, since: again ? seen : since };
  }
}

/** The one. */
export const look = new Look();
