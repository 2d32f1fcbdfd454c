/**
 * How many records each month has. The core counts none yet, so at rest one page a month is asked for, newest first:
 * exact up to a page, "or more" above. Nothing is asked while the page is hidden.
 */
import type { Page, TimelineEntry } from '../api';
import { cursorAt } from '../records';
import { endOfMonth, monthBeside, monthOf, type Month } from './months';

type Ask = (page: { limit: number; after?: string }, signal: AbortSignal) => Promise<Page<TimelineEntry>>;

const LIMIT = 200;
/** Pages at most: twenty years, one a month. */
const MOST = 240;

/** The months of one filter of the timeline. */
export class Volume {
  /** What was counted, newest first, without a gap between the first and the last. */
  months = $state.raw<readonly Month[]>([]);
  /** Whether the oldest record was reached. */
  whole = $state(false);
  #ask: Ask;
  #rest: () => Promise<void>;
  #run = new AbortController();

  constructor(ask: Ask, rest: () => Promise<void> = atRest) {
    this.#ask = ask;
    this.#rest = rest;
  }

  /** Forgets what was counted. */
  clear(): void {
    this.stop();
    this.months = [];
    this.whole = false;
  }

  /** Stops counting; what was counted stays. */
  stop(): void {
    this.#run.abort();
  }

  /** Counts on from the oldest month that is known. */
  async count(): Promise<void> {
    this.stop();
    const run = (this.#run = new AbortController());
    try {
      for (let page = 0; page < MOST && !this.whole; page += 1) {
        await this.#rest();
        if (run.signal.aborted) return;
        const oldest = this.months.at(-1)?.key;
        const after = oldest === undefined ? undefined : cursorAt(endOfMonth(monthBeside(oldest, -1)));
        const { items, next } = await this.#ask({ limit: LIMIT, ...(after ? { after } : {}) }, run.signal);
        if (run.signal.aborted) return;
        this.#take(items, !next);
      }
    } catch {
      // The list says when the core is away; the count goes on with the next visit.
    }
  }

  /** Counts the newest month again: something arrived. */
  async recount(): Promise<void> {
    const [newest] = this.months;
    if (!newest) return this.count();
    const { items, next } = await this.#ask({ limit: LIMIT }, this.#run.signal).catch(() => ({
      items: [],
      next: null,
    }));
    const [first] = monthsOf(items, !next);
    if (first && first.key >= newest.key)
      this.months = [first, ...this.months.filter(({ key }) => key < first.key)];
  }

  #take(items: readonly TimelineEntry[], end: boolean): void {
    const known = this.months.at(-1)?.key;
    const found = monthsOf(items, end).filter(({ key }) => known === undefined || key < known);
    this.months = [...this.months, ...found];
    this.whole = end || found.length === 0;
  }
}

/** The months that a page covers. The last one may go on below: it counts as far as the page goes, if it is alone. */
export function monthsOf(items: readonly TimelineEntry[], end: boolean): Month[] {
  const months: Month[] = [];
  for (const entry of items) {
    const key = monthOf(entry);
    const last = months.at(-1);
    // A record of another zone may stand a day out of turn: it counts where its neighbours do.
    if (last && key >= last.key) last.records += 1;
    else months.push({ key, records: 1, more: false });
  }
  if (!end && months.length > 1) months.pop();
  else if (!end && months[0]) months[0].more = true;
  return months;
}

/** Waits until the page has nothing better to do, and is seen. */
async function atRest(): Promise<void> {
  while (document.hidden)
    await new Promise((resume) => document.addEventListener('visibilitychange', resume, { once: true }));
  await new Promise<void>((resume) =>
    'requestIdleCallback' in window
      ? requestIdleCallback(() => resume(), { timeout: 1000 })
      : setTimeout(resume, 40),
  );
}
