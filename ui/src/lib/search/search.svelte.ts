/** The search: words in, hits out, as they are typed. It outlives the page. */
import { api, need, type Facets, type Hit, type Order, type Room } from '../api';
import { inZone } from '../text';
import { spanOf } from './years';

const PAUSE_MS = 80;

/** What is asked of the core. */
export interface Question {
  q: string;
  order: Order;
  after?: string;
  room?: Room;
  source?: string;
  from?: string;
  to?: string;
}
/** What the hits are narrowed to; `null` for all. */
export interface Narrowed {
  room: Room | null;
  source: string | null;
  /** `2024`, or `-2021` for that year and before. */
  year: string | null;
}
const wide: Narrowed = { room: null, source: null, year: null };
type Ask = (question: Question, signal: AbortSignal) => Promise<{ items: Hit[]; next?: string | null }>;

const ask: Ask = (question, signal) =>
  need(api.GET('/api/search', { params: { query: { ...question, limit: 50 } }, signal }));

type Count = (question: Question, signal: AbortSignal) => Promise<Facets | null>;

const divide: Count = async (question, signal) => {
  const query = { ...question, ...inZone(), limit: 1, facets: true };
  return (await need(api.GET('/api/search', { params: { query }, signal }))).facets ?? null;
};

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
  narrowed = $state.raw<Narrowed>(wide);
  /** How the hits divide, once that was counted. */
  facets = $state.raw<Facets | null>(null);
  #ask: Ask;
  #count: Count;
  #next: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #run = new AbortController();

  constructor(asking: Ask = ask, counting: Count = divide) {
    this.#ask = asking;
    this.#count = counting;
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

  /** Narrows the hits, or widens them again. */
  narrow(to: Partial<Narrowed>): void {
    this.narrowed = { ...this.narrowed, ...to };
    if (this.words.trim() !== '') void this.run();
  }

  /** Whether the hits are narrowed. */
  get isNarrowed(): boolean {
    return Object.values(this.narrowed).some((word) => word !== null);
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
      const question = this.#question(q);
      void this.#divide(question, run);
      const page = await this.#ask(question, run.signal);
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
      const page = await this.#ask({ ...this.#question(this.asked), after: this.#next }, run.signal);
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

  #question(q: string): Question {
    const { room, source, year } = this.narrowed;
    return {
      q,
      order: this.order,
      ...(room ? { room } : {}),
      ...(source ? { source } : {}),
      ...(year ? spanOf(year) : {}),
    };
  }

  /** The hits are shown before they are counted. */
  async #divide(question: Question, run: AbortController): Promise<void> {
    const facets = await this.#count(question, run.signal).catch(() => null);
    if (!run.signal.aborted) this.facets = facets;
  }

  #carry(next: string | null | undefined): void {
    this.#next = next ?? null;
    this.more = this.#next !== null;
  }

  #clear(): void {
    this.#run.abort();
    this.hits = [];
    this.asked = '';
    this.facets = null;
    this.fault = null;
    this.busy = false;
    this.selected = null;
    this.#carry(null);
  }
}

/** The one search. */
export const search = new Search();
