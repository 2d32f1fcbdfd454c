/** The timeline's state. It outlives the page, and what it needs to find its place again outlives Lorch. */
import {
  api,
  edited,
  LiveList,
  need,
  queries,
  articleKey,
  why,
  type Article,
  type Room,
  type TimelineEntry,
} from '../api';
import { Stored, storedFlag, toasts, type Kept } from '../kit';
import { inZone, t } from '../text';
import { byDay, type TimelineRow } from './days';
import { cursorAt } from '../records';
import { endOfMonth, monthOf } from './months';
import { newer } from './newer';
import { Volume } from './volume.svelte';

/** The areas that have records. */
export const areas: readonly Room[] = ['planner', 'coding', 'listening', 'reader'];

/** Where the person was when Lorch was closed. Ids and times only: titles belong to the profile. */
interface Place {
  room: Room | null;
  source: string | null;
  selected: string | null;
  /** When the first record in sight began, in milliseconds since 1970; `null` at the newest. */
  at: number | null;
}
const nowhere: Place = { room: null, source: null, selected: null, at: null };
const isPlace = (value: unknown): value is Place => {
  if (typeof value !== 'object' || value === null) return false;
  const { room, source, selected, at } = value as Record<keyof Place, unknown>;
  const word = (one: unknown) => one === null || typeof one === 'string';
  return (
    (room === null || areas.includes(room as Room)) &&
    word(source) &&
    word(selected) &&
    (at === null || Number.isFinite(at))
  );
};

/** The timeline as the person left it. */
export class Timeline {
  #place = new Stored<Place>('timeline-place', nowhere, isPlace);
  /** Whether the detail is wanted where there is room for it. */
  readonly detailShown = storedFlag('timeline-detail-shown', true);
  /** The one area shown; `null` for all. */
  room = $state<Room | null>(this.#place.value.room);
  /** The one source shown; `null` for all. */
  source = $state<string | null>(this.#place.value.source);
  /** Id of the selected record. */
  selected = $state<string | null>(this.#place.value.selected);
  /** Whether the detail covers the list, where both have no room. */
  detailOpen = $state(false);
  /** The month at the top of the list. */
  month = $state('');
  /** Where the list was left. */
  kept: Kept | null = null;
  readonly list: LiveList<TimelineEntry> = new LiveList<TimelineEntry>({
    topics: ['timeline', 'articles'],
    ask: (page, signal) => this.#ask(page, signal),
    newer: (_rows, signal) => newer(this.list.top, (page) => this.#ask(page, signal)),
  });
  readonly volume = new Volume((signal) =>
    need(api.GET('/api/timeline/volume', { params: { query: { ...this.narrowed, ...inZone() } }, signal })),
  );
  /** Headings and entries. */
  readonly rows = $derived(byDay(this.list.rows, this.list.complete, this.list.top === null));
  /** The selected record, while it is loaded. */
  readonly entry = $derived(this.list.rows.find((entry) => entry.id === this.selected) ?? null);
  /** Whether the list is narrowed. */
  readonly filtered = $derived(this.room !== null || this.source !== null);

  /** Loads on the first visit and hears changes; the returned function ends it. */
  visit(): () => void {
    const end = this.list.listen();
    const { at } = this.#place.value;
    if (this.list.rows.length > 0) void this.list.recheck();
    else void this.list.reload(at === null ? null : cursorAt(at));
    void this.volume.count();
    return () => {
      end();
      this.volume.stop();
    };
  }

  /** Narrows the list, or widens it again. */
  show(filter: { room?: Room | null; source?: string | null }): void {
    if (filter.room !== undefined) this.room = filter.room;
    if (filter.source !== undefined) this.source = filter.source;
    this.kept = null;
    this.#remember({ room: this.room, source: this.source, at: null });
    this.volume.clear();
    void this.list.reload();
    void this.volume.count();
  }

  /** Begins the list with what there was at a moment, in milliseconds since 1970; `null` for the newest. */
  async jump(at: number | null): Promise<void> {
    this.kept = null;
    await this.list.reload(at === null || at >= Date.now() ? null : cursorAt(at));
    this.#remember({ at });
  }

  /** Begins the list with the end of a month. */
  toMonth(key: string): Promise<void> {
    return this.jump(endOfMonth(key));
  }

  /** Selects a record, and brings it into the list if it is not there. */
  async find(id: string, at: number): Promise<void> {
    if (!this.list.rows.some((entry) => entry.id === id)) await this.jump(at);
    this.select(id);
    this.detailOpen = true;
  }

  /** The first row in sight, remembered for the next start. */
  see(row: TimelineRow): void {
    const first = this.rows.find((one) => one.kind === 'entry');
    const atTop = this.list.top === null && row.entry.id === first?.entry.id;
    this.month = monthOf(row.entry);
    this.#remember({ at: atTop ? null : Date.parse(row.entry.started) });
  }

  /** Selects a record; `null` for none. */
  select(id: string | null): void {
    this.selected = id;
    this.#remember({ selected: id });
  }

  /** Selects the record `by` rows further; without a selection, the first. */
  step(by: number): void {
    const now = this.list.rows.findIndex((entry) => entry.id === this.selected);
    this.#selectAt(now < 0 ? 0 : now + by);
    if (now + by > this.list.rows.length - 10) void this.list.more();
    if (now + by < 10) void this.list.rise();
  }

  /** Selects the first or the last loaded record. */
  edge(last: boolean): void {
    this.#selectAt(last ? this.list.rows.length - 1 : 0);
  }

  /** Sets a mark: shown at once, put back when the core refuses. */
  async mark(entry: TimelineEntry, mark: { read?: boolean; starred?: boolean }): Promise<void> {
    if (entry.room !== 'reader') return;
    const put = (to: typeof mark) => {
      this.list.patch(entry.id, (row) => ({ ...row, ...to }));
      queries.setQueryData<Article>(articleKey(entry.id), (known) => known && { ...known, ...to });
    };
    put(mark);
    try {
      const path = { id: entry.id };
      await edited(api.PATCH('/api/reader/articles/{id}', { params: { path }, body: mark }));
    } catch (fault) {
      put({
        ...(mark.read === undefined ? {} : { read: entry.read ?? false }),
        ...(mark.starred === undefined ? {} : { starred: entry.starred }),
      });
      toasts.fail(`${t.timeline.markFailed}: ${why(fault)}`);
    }
  }

  #selectAt(index: number): void {
    const held = Math.min(Math.max(index, 0), this.list.rows.length - 1);
    this.select(this.list.rows[held]?.id ?? null);
  }

  #remember(part: Partial<Place>): void {
    this.#place.value = { ...this.#place.value, ...part };
  }

  #ask(page: { limit: number; after?: string; before?: string }, signal: AbortSignal) {
    return need(api.GET('/api/timeline', { params: { query: { ...page, ...this.narrowed } }, signal }));
  }

  /** What the list is narrowed to. */
  get narrowed(): { room?: Room; source?: string } {
    return { ...(this.room ? { room: this.room } : {}), ...(this.source ? { source: this.source } : {}) };
  }
}

/** The one timeline. */
export const timeline = new Timeline();
