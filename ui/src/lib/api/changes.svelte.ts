/** One long poll tells the page what changed; whoever shows a topic asks again. Nobody calls "refresh". */
import { api, need } from './client';
import { Unreachable } from './refusal';
import type { Topic } from './types';

/** Every topic, for when the page may have missed something. */
export const everything: Topic[] = [
  'feeds',
  'articles',
  'rules',
  'planner',
  'inbox',
  'timeline',
  'sources',
  'system',
  'settings',
  'status',
  'edits',
  'bin',
  'devices',
  'backups',
  'devices',
  'vault',
];

const BACK_OFF_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];
/** Bursts (a refresh of fifty feeds) are told together. */
const GATHER_MS = 200;

/** Hears the changes from `since` on; without it, learns the present number. */
type Poll = (
  since: string | undefined,
  signal: AbortSignal,
) => Promise<{ number: string; reset: boolean; topics: Topic[] }>;

const ask: Poll = (since, signal) =>
  need(
    api.GET('/api/changes', { params: { query: since === undefined ? {} : { since, wait: 55 } }, signal }),
  );

/** The page's ear. */
export class ChangeFeed {
  /** Whether the core answers. */
  reachable = $state(true);
  #poll: Poll;
  #hearers = new Set<(topics: ReadonlySet<Topic>) => void>();
  #stop: AbortController | null = null;
  #wake: (() => void) | null = null;

  constructor(poll: Poll = ask) {
    this.#poll = poll;
  }

  /** Calls `hear` with what changed, until the returned function is called. */
  on(hear: (topics: ReadonlySet<Topic>) => void): () => void {
    this.#hearers.add(hear);
    return () => void this.#hearers.delete(hear);
  }

  /** Begins to listen; the returned function ends it. */
  start(): () => void {
    const stop = new AbortController();
    this.#stop?.abort();
    this.#stop = stop;
    void this.#listen(stop.signal);
    return () => stop.abort();
  }

  /** Tries again at once instead of waiting for the back-off. */
  retry(): void {
    this.#wake?.();
  }

  async #listen(signal: AbortSignal): Promise<void> {
    let since: string | undefined;
    let failures = 0;
    while (!signal.aborted) {
      try {
        const first = since === undefined;
        const heard = await this.#poll(since, signal);
        if (signal.aborted) return;
        since = heard.number;
        if (!this.reachable || heard.reset) this.#tell(everything);
        else if (!first) this.#tell(heard.topics);
        this.reachable = true;
        failures = 0;
        if (!first && heard.topics.length > 0) await this.#rest(GATHER_MS);
      } catch (fault) {
        if (signal.aborted) return;
        if (fault instanceof Unreachable) this.reachable = false;
        const pause = BACK_OFF_MS[Math.min(failures++, BACK_OFF_MS.length - 1)] ?? 30_000;
        await this.#rest(pause * (0.8 + Math.random() * 0.4));
      }
    }
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #tell(topics: readonly Topic[]): void {
    if (topics.length === 0) return;
    const changed = new Set(topics);
    for (const hear of this.#hearers) hear(changed);
  }
}

/** The ear of this page. */
export const changes = new ChangeFeed();
