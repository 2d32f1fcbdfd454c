/** Looking: while it is asked again and again, the core takes figures every second. It ends when nobody looks. */
import { changes, type Live, type Processes } from '../api';
import { fetchLive } from './asks';

/** Without news from the core it is asked again after so long; after a fault later. */
const PAUSE_MS = 2000;
const AWAY_MS = 5000;

/** The look at what happens now. */
export class Look {
  /** What runs now. */
  processes = $state.raw<Processes | null>(null);
  /** How many bytes are used where each disk is mounted, as far as that came. */
  spaces = $state.raw<ReadonlyMap<string, number>>(new Map());
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;

  /**
   * Begins; `hear` gets what came after the moment that `after` names. Nothing is asked and no timer runs while the
   * page is hidden. The returned function ends it.
   */
  start(after: () => number | null, hear: (live: Live) => void): () => void {
    const run = new AbortController();
    const ask = () => void this.#ask(run.signal, after, hear, ask);
    const shown = () => (document.hidden ? clearTimeout(this.#timer) : ask());
    const end = changes.on((topics) => topics.has('system') && ask());
    document.addEventListener('visibilitychange', shown);
    ask();
    return () => {
      run.abort();
      clearTimeout(this.#timer);
      this.#asking = false;
      document.removeEventListener('visibilitychange', shown);
      end();
    };
  }

  async #ask(signal: AbortSignal, after: () => number | null, hear: (live: Live) => void, again: () => void) {
    if (this.#asking || document.hidden || signal.aborted) return;
    clearTimeout(this.#timer);
    this.#asking = true;
    let pause = PAUSE_MS;
    try {
      const live = await fetchLive(after(), signal);
      if (signal.aborted) return;
      if (live.processes.at) this.processes = live.processes;
      this.spaces = spacesOf(live, this.spaces);
      hear(live);
    } catch {
      // The charts and the line below them say since when nothing came.
      pause = AWAY_MS;
    }
    if (signal.aborted) return;
    this.#asking = false;
    if (!document.hidden) this.#timer = setTimeout(again, pause);
  }
}

const SPACE = 'space/';

function spacesOf({ series }: Live, before: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const come = series.flatMap(({ id, values }): [string, number][] => {
    const used = id.startsWith(SPACE) ? values.findLast((value) => value !== null) : undefined;
    return used === undefined || used === null ? [] : [[id.slice(SPACE.length), used]];
  });
  return come.length === 0 ? before : new Map([...before, ...come]);
}
