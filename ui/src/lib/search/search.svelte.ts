/** The search: words in, hits out, as they are typed. It outlives the page. */
import { api, need, type Hit, type Order } from '../api';

const PAUSE_MS = 80;

/** What is asked of the core. */
export interface Question {
  q: string;
  order: Order;
  after?: string;
}
type Ask = (question: Question, signal: AbortSignal) => Promise<{ items: Hit[]; next?: string | null }>;

const ask: Ask = (question, signal) =>
  need(api.GET('/api/search', { params: { query: { ...question, limit: 50 } }, signal }));

/** The search as the person left it. */
export class Search {
  /** What stands in the field. */
  words = $state('');
  order = $state<Order>('newest');
  /** The words the hits belong to. */
  asked = $state('');
  hits = $state.raw<readonly Hit[]>([]);
  /** Whether there are more hits than loaded. */
  more = $state(false);
  /** Milliseconds the last answer took. */
  took = $state(0);
  fault = $state.raw<unknown>(null);
  busy = $state(false);
  selected = $state<string | null>(null);
  #ask: Ask;
  #next: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #run = new AbortController();

  constructor(asking: Ask = ask) {
    this.#ask = asking;
  }

  /** The field changed: ask after a moment, unless it changes again. */
  type(words: string): void {
    this.words = words;
    clearTimeout(this.#timer);
    if (words.trim() === '') return this.#clear();
    this.#timer = setTimeout(() => void this.run(), PAUSE_MS);
  }

  /** Orders the hits the other way. */
  sort(order: Order): void {
    this.order = order;
    if (this.words.trim() !== '') void this.run();
  }

  /** Asks now. An answer that comes after a later question is dropped. */
  async run(): Promise<void> {
    clearTimeout(this.#timer);
    const q = this.words.trim();
    if (q === '') return this.#clear();
    this.#run.abort();
    const run = (this.#run = new AbortController());
    this.busy = true;
    const began = performance.now();
    try {
      const page = await this.#ask({ q, order: this.order }, run.signal);
      if (run.signal.aborted) return;
      this.took = performance.now() - began;
      this.hits = page.items;
      this.#carry(page.next);
      const kept = this.asked === q && page.items.some((hit) => hit.id === this.selected);
      this.asked = q;
      this.fault = null;
      if (!kept) this.selected = page.items[0]?.id ?? null;
    } catch (fault) {
      if (!run.signal.aborted) this.fault = fault;
    } finally {
      if (!run.signal.aborted) this.busy = false;
    }
  }

  /** Loads further hits. */
  async grow(): Promise<void> {
    if (this.#next === null || this.busy) return;
    const run = this.#run;
    this.busy = true;
    try {
      const page = await this.#ask({ q: this.asked, order: this.order, after: this.#next }, run.signal);
      if (run.signal.aborted) return;
      this.hits = [...this.hits, ...page.items];
      this.#carry(page.next);
    } catch (fault) {
      if (!run.signal.aborted) this.fault = fault;
    } finally {
      if (!run.signal.aborted) this.busy = false;
    }
  }

  /** Selects the hit `by` rows further. */
  step(by: number): void {
    const now = this.hits.findIndex((hit) => hit.id === this.selected);
    const index = Math.min(Math.max(now + by, 0), this.hits.length - 1);
    this.selected = this.hits[index]?.id ?? null;
  }

  #carry(next: string | null | undefined): void {
    this.#next = next ?? null;
    this.more = this.#next !== null;
  }

  #clear(): void {
    this.#run.abort();
    this.hits = [];
    this.asked = '';
    this.fault = null;
    this.busy = false;
    this.selected = null;
    this.#carry(null);
  }
}

/** The one search. */
export const search = new Search();
