/** What ran at a moment of the past. */
import type { Processes } from '../api';
import { fetchProcesses } from './asks';

/** A pointer on its way passes many moments. */
const REST_MS = 120;

/** The processes at the moment that is looked at. */
export class Past {
  /** For which moment the answer is; `null` for none. */
  at = $state<number | null>(null);
  processes = $state.raw<Processes | null>(null);
  fault = $state.raw<unknown>(null);
  #run = new AbortController();

  /** Looks at another moment once it has been looked at for a little; `null` for none. The returned function ends it. */
  look(at: number | null, wait = REST_MS): () => void {
    this.#run.abort();
    const run = (this.#run = new AbortController());
    if (at === null) {
      this.at = null;
      this.processes = null;
      this.fault = null;
      return () => undefined;
    }
    const timer = setTimeout(() => void this.#ask(at, run.signal), wait);
    return () => {
      clearTimeout(timer);
      run.abort();
    };
  }

  async #ask(at: number, signal: AbortSignal): Promise<void> {
    try {
      const found = await fetchProcesses(at, signal);
      if (signal.aborted) return;
      this.processes = found;
      this.fault = null;
    } catch (fault) {
      if (signal.aborted) return;
      this.processes = null;
      this.fault = fault;
    }
    this.at = at;
  }
}
