/** How many records each month has, as the core counts them. */
import type { Volume as Counted } from '../api';
import type { Month } from './months';

type Ask = (signal: AbortSignal) => Promise<{ items: readonly Counted[] }>;

/** The months of one filter of the timeline. */
export class Volume {
  /** Those that have records, newest first. */
  months = $state.raw<readonly Month[]>([]);
  #ask: Ask;
  #run = new AbortController();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Forgets what was counted. */
  clear(): void {
    this.stop();
    this.months = [];
  }

  /** An answer that is still to come counts no more. */
  stop(): void {
    this.#run.abort();
  }

  /** Asks for the counts. */
  async count(): Promise<void> {
    this.stop();
    const run = (this.#run = new AbortController());
    try {
      const { items } = await this.#ask(run.signal);
      if (!run.signal.aborted) this.months = items.map(({ at, records }) => ({ key: at, records })).reverse();
    } catch {
      // The list says when the core is away; it is counted with the next visit.
    }
  }
}
