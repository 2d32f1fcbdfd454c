/** A long list, newest first, that never moves by itself: what is new waits behind a count. */
import { changes, type ChangeFeed } from './changes.svelte';
import type { Page, Topic } from './types';

const PAGE = 100;
const BIG_PAGE = 200;
/** Rows whose state is checked again after a change: about what a person has scrolled through. */
const RECHECK = 1000;
/** Rows that left the list and are still asked about, those that left last: what undo reaches first. */
const LEFT = 8;

/** What a list asks and hears. */
export interface ListSpec<T> {
  topics: readonly Topic[];
  ask: (page: { limit: number; after?: string }, signal: AbortSignal) => Promise<Page<T>>;
  /**
   * For lists that may begin in the past: the rows just newer than the first one, newest first, and the cursor above
   * them, `null` when there is nothing newer.
   */
  newer?: (rows: readonly T[], signal: AbortSignal) => Promise<{ items: T[]; top: string | null }>;
  /** What to show for a row that the core no longer lists; `null` takes it away. */
  gone?: (row: T) => T | null;
  /** How such a row stands now, of which the answers of the list tell nothing any more. */
  stands?: (row: T, signal: AbortSignal) => Promise<T>;
}

/** The rows of one list, with what is known about the rest. */
export class LiveList<T extends { id: string }> {
  /** Rows in the core's order. */
  rows = $state.raw<readonly T[]>([]);
  /** How asking goes. */
  phase = $state<'loading' | 'ready' | 'failed'>('loading');
  /** Why the last asking failed. */
  fault = $state.raw<unknown>(null);
  /** New rows that wait. */
  fresh = $state(0);
  /** Whether the last row is loaded. */
  complete = $state(false);
  /** Whether the next page is on its way. */
  growing = $state(false);
  /** The cursor the first row stands below; `null` where the list begins with the newest. */
  top = $state<string | null>(null);
  #spec: ListSpec<T>;
  #rising = false;
  #next: string | null = null;
  #run = new AbortController();
  #checking = false;
  #again = false;
  /** Ids of rows that are shown though the core no longer lists them, in the order in which they left. */
  #left = new Set<string>();
  /** Ids of rows that were changed here while a recheck was on its way: its answer may be older. */
  #touched = new Set<string>();
  /** Ids of rows that were taken away here: whether the core has kept that. Such a row that comes again was brought back. */
  #dropped = new Map<string, boolean>();

  constructor(spec: ListSpec<T>) {
    this.#spec = spec;
  }

  /** Hears changes until the returned function is called. */
  listen(feed: ChangeFeed = changes): () => void {
    return feed.on((changed) => {
      if (this.#spec.topics.some((topic) => changed.has(topic))) void this.recheck();
    });
  }

  /** Loads from the newest, or from below a cursor, keeping the rows on screen until the answer is there. */
  reload(top: string | null = null): Promise<void> {
    if (this.rows.length === 0) this.phase = 'loading';
    return this.#load(top);
  }

  async #load(top: string | null): Promise<void> {
    const run = this.#begin();
    try {
      const page = await this.#spec.ask({ limit: PAGE, ...(top === null ? {} : { after: top }) }, run.signal);
      if (run.signal.aborted) return;
      this.top = top;
      this.#take(page.items, page.next ?? null);
    } catch (fault) {
      this.#fail(run, fault);
    }
  }

  /** Loads the next page, if there is one. */
  async more(): Promise<void> {
    if (this.growing || this.complete || this.#next === null || this.phase !== 'ready') return;
    const run = this.#run;
    this.growing = true;
    try {
      const page = await this.#spec.ask({ limit: BIG_PAGE, after: this.#next }, run.signal);
      if (run.signal.aborted) return;
      const known = new Set(this.rows.map((row) => row.id));
      this.rows = [...this.rows, ...page.items.filter((row) => !known.has(row.id))];
      this.#next = page.next ?? null;
      this.complete = this.#next === null;
      this.fault = null;
    } catch (fault) {
      if (!run.signal.aborted) this.fault = fault;
    } finally {
      this.growing = false;
    }
  }

  /** Loads rows above the first one, where the list begins in the past. Says whether there were any. */
  async rise(): Promise<boolean> {
    const { newer } = this.#spec;
    if (this.#rising || this.top === null || !newer || this.rows.length === 0 || this.phase !== 'ready')
      return false;
    const run = this.#run;
    this.#rising = true;
    try {
      const { items, top } = await newer(this.rows, run.signal);
      if (run.signal.aborted) return false;
      const known = new Set(this.rows.map((row) => row.id));
      const above = items.filter((row) => !known.has(row.id));
      this.rows = [...above, ...this.rows];
      this.top = top;
      this.fault = null;
      return above.length > 0;
    } catch (fault) {
      if (!run.signal.aborted) this.fault = fault;
      return false;
    } finally {
      this.#rising = false;
    }
  }

  /** Changes one row in place, if it is loaded. */
  patch(id: string, change: (row: T) => T): void {
    this.rows = this.rows.map((row) => (row.id === id ? change(row) : row));
    this.#touched.add(id);
  }

  /**
   * Takes rows away before the core knows; the function that is returned says whether it was kept. A refusal puts them
   * back where they stood. What was kept may be undone and then stands there again, without waiting as new rows do,
   * unless it `returns` by itself, as new.
   */
  drop(ids: readonly string[], { returns = false } = {}): (kept: boolean) => void {
    const before = this.rows;
    for (const id of ids) this.#dropped.set(id, false);
    this.rows = before.filter(({ id }) => !ids.includes(id));
    return (kept) => {
      for (const id of ids) {
        this.#touched.add(id);
        if (kept && !returns) this.#dropped.set(id, true);
        else this.#dropped.delete(id);
      }
      if (!kept) this.rows = placed(this.rows, before, ({ id }) => ids.includes(id));
    };
  }

  /** Asks for the loaded rows again: their state changes in place, new ones are only counted. */
  async recheck(): Promise<void> {
    if (this.phase !== 'ready') return this.reload(this.top);
    // An empty list says so until something comes.
    if (this.rows.length === 0) return this.#load(this.top);
    if (this.#checking) {
      this.#again = true;
      return;
    }
    this.#checking = true;
    this.#touched.clear();
    const run = this.#run;
    try {
      const now = await this.#read(Math.min(this.rows.length, RECHECK), run.signal);
      if (!run.signal.aborted) this.#merge(now.items, now.all);
      await this.#follow(run);
    } catch {
      // The rows on screen stay; the sync line says when the core is away, and its return rechecks.
    } finally {
      this.#checking = false;
      if (this.#again && !run.signal.aborted) {
        this.#again = false;
        void this.recheck();
      }
    }
  }

  async #read(wanted: number, signal: AbortSignal): Promise<{ items: T[]; all: boolean }> {
    const items: T[] = [];
    let after: string | null | undefined = this.top;
    do {
      const page: Page<T> = await this.#spec.ask({ limit: BIG_PAGE, ...(after ? { after } : {}) }, signal);
      items.push(...page.items);
      after = page.next;
    } while (after && items.length < wanted);
    return { items, all: !after };
  }

  #merge(now: T[], all: boolean): void {
    const known = new Set(this.rows.map((row) => row.id));
    const current = new Map(now.map((row) => [row.id, row]));
    const lastSeen = this.rows.findLastIndex((row) => current.has(row.id));
    const covered = all ? this.rows.length : lastSeen + 1;
    this.rows = this.rows.flatMap((row, index) => {
      const fresh = current.get(row.id);
      if (fresh !== undefined) {
        this.#left.delete(row.id);
        return [this.#touched.has(row.id) ? row : fresh];
      }
      if (index >= covered) return [row];
      const kept = this.#spec.gone?.(row) ?? null;
      if (kept === null) return [];
      this.#left.add(row.id);
      return [kept];
    });
    const end = all && this.complete ? now.length : now.findLastIndex((row) => known.has(row.id)) + 1;
    const back = (row: T) => this.#dropped.get(row.id) === true && !this.#touched.has(row.id);
    this.rows = placed(this.rows, now.slice(0, end), back);
    for (const { id } of this.rows) this.#dropped.delete(id);
    const shown = new Set(this.rows.map(({ id }) => id));
    const unknown = ({ id }: T) => !shown.has(id) && !this.#dropped.has(id) && !this.#touched.has(id);
    this.fresh = now.slice(0, end).filter(unknown).length;
    if (end === 0 && !all) this.fresh = now.length;
  }

  /** Asks how the rows stand that left the list. */
  async #follow(run: AbortController): Promise<void> {
    const { stands } = this.#spec;
    if (!stands || run.signal.aborted) return;
    const ids = [...this.#left].slice(-LEFT);
    const rows = this.rows.filter((row) => ids.includes(row.id));
    // One that can't be had any more stays as it was.
    const answers = await Promise.allSettled(rows.map((row) => stands(row, run.signal)));
    if (run.signal.aborted) return;
    const now = new Map(
      answers.flatMap((one) => (one.status === 'fulfilled' ? [[one.value.id, one.value]] : [])),
    );
    this.rows = this.rows.map((row) => (this.#touched.has(row.id) ? row : (now.get(row.id) ?? row)));
  }

  #begin(): AbortController {
    this.#run.abort();
    this.#run = new AbortController();
    this.#checking = false;
    this.#again = false;
    return this.#run;
  }

  #take(rows: T[], next: string | null): void {
    for (const [id, kept] of this.#dropped) if (kept) this.#dropped.delete(id);
    this.rows = rows.filter(({ id }) => !this.#dropped.has(id));
    this.#left.clear();
    this.#next = next;
    this.complete = next === null;
    this.fresh = 0;
    this.fault = null;
    this.phase = 'ready';
  }

  #fail(run: AbortController, fault: unknown): void {
    if (run.signal.aborted) return;
    this.fault = fault;
    if (this.rows.length === 0) this.phase = 'failed';
  }
}

/** `rows` with those of `order` that `wanted` names, each after the row it follows there. */
function placed<T extends { id: string }>(
  rows: readonly T[],
  order: readonly T[],
  wanted: (row: T) => boolean,
): readonly T[] {
  const out = [...rows];
  order.forEach((row, index) => {
    if (!wanted(row) || out.some(({ id }) => id === row.id)) return;
    const before = order.slice(0, index).findLast(({ id }) => out.some((one) => one.id === id));
    out.splice(before ? out.findIndex(({ id }) => id === before.id) + 1 : 0, 0, row);
  });
  return out;
}
