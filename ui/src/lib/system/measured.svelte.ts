/** What was measured: the points of a span of time as the core keeps them, and those that came since. */
import type { Live } from '../api';
import { fetchChart, type Wanted } from './asks';
import { append, none, pointsOf, type Points } from './points';
import { lengthOf } from './span';

/** Points that came one by one until the whole is asked for again. */
const MANY = 900;
/** Where so much is missing between two points, the core knows more of it. */
const LONG = 60_000;

/** The points that the charts show. */
export class Measured {
  /** How asking goes. */
  phase = $state<'loading' | 'ready' | 'failed'>('loading');
  /** Why the last asking failed. */
  fault = $state.raw<unknown>(null);
  points = $state.raw<Points>(none);
  /** Where time has come to, as the core says. */
  end = $state(0);
  /** When the last answer came, milliseconds since 1970. */
  heard = $state(0);
  #wanted: Wanted | null = null;
  #run = new AbortController();
  #asking = false;
  #came = 0;

  /** The newest point's moment; `null` where there is none. */
  get newest(): number | null {
    return this.points.times.at(-1) ?? null;
  }

  /** Asks for a span; what is shown stays until the answer is there. */
  async load(wanted: Wanted): Promise<void> {
    this.#wanted = wanted;
    this.#run.abort();
    const run = (this.#run = new AbortController());
    this.#asking = true;
    try {
      const chart = await fetchChart(wanted, run.signal);
      if (run.signal.aborted) return;
      this.points = pointsOf(chart);
      if ('span' in wanted.of || this.end === 0) this.end = chart.to;
      this.phase = 'ready';
      this.fault = null;
      this.heard = Date.now();
      this.#came = 0;
    } catch (fault) {
      if (run.signal.aborted) return;
      this.fault = fault;
      if (this.points === none) this.phase = 'failed';
    } finally {
      if (!run.signal.aborted) this.#asking = false;
    }
  }

  /** Asks for the same once more. */
  async again(): Promise<void> {
    if (this.#wanted) await this.load(this.#wanted);
  }

  /** Takes what came since; asks for all of it where the two don't meet. */
  async take(live: Live): Promise<void> {
    const { times } = live;
    this.heard = Date.now();
    if (this.#asking || !this.#wanted || !('span' in this.#wanted.of) || times.length === 0) return;
    if (this.phase !== 'ready') return this.again();
    const { newest } = this;
    const apart = newest === null ? 0 : (times.find((at) => at > newest) ?? newest) - newest;
    if (apart > Math.max(LONG, 2 * this.points.step) || this.#came > MANY) return this.again();
    this.#came += times.length;
    this.end = Math.max(this.end, times.at(-1) ?? 0);
    this.points = append(this.points, live, (times.at(-1) ?? 0) - lengthOf[this.#wanted.of.span]);
    this.fault = null;
  }

  /** An answer that is still to come counts no more. */
  stop(): void {
    this.#run.abort();
    this.#asking = false;
  }
}
