/** The timeline's state. It outlives the page, so that coming back finds the same place. */
import { api, LiveList, need, type Room, type TimelineEntry } from '../api';
import type { Kept } from '../kit';
import { byDay } from './days';

/** The areas that have records. */
export const areas: readonly Room[] = ['reader'];

/** The timeline as the person left it. */
export class Timeline {
  /** The one area shown; `null` for all. */
  room = $state<Room | null>(null);
  /** Id of the selected record. */
  selected = $state<string | null>(null);
  /** Whether the detail covers the list, where both have no room. */
  detailOpen = $state(false);
  /** Where the list was left. */
  kept: Kept | null = null;
  readonly list = new LiveList<TimelineEntry>({
    topics: ['timeline', 'articles'],
    ask: (page, signal) =>
      need(
        api.GET('/api/timeline', {
          params: { query: { ...page, ...(this.room ? { room: this.room } : {}) } },
          signal,
        }),
      ),
  });
  /** Headings and entries. */
  readonly rows = $derived(byDay(this.list.rows, this.list.complete));
  /** The selected record, while it is loaded. */
  readonly entry = $derived(this.list.rows.find((entry) => entry.id === this.selected) ?? null);

  /** Loads on the first visit and hears changes; the returned function ends it. */
  visit(): () => void {
    const end = this.list.listen();
    void (this.list.rows.length === 0 ? this.list.reload() : this.list.recheck());
    return end;
  }

  /** Shows one area, or all. */
  show(room: Room | null): void {
    this.room = room;
    this.kept = null;
    void this.list.reload();
  }

  /** Selects the record `by` rows further; without a selection, the first. */
  step(by: number): void {
    const now = this.list.rows.findIndex((entry) => entry.id === this.selected);
    this.#select(now < 0 ? 0 : now + by);
    if (now + by > this.list.rows.length - 10) void this.list.more();
  }

  /** Selects the first or the last loaded record. */
  edge(last: boolean): void {
    this.#select(last ? this.list.rows.length - 1 : 0);
  }

  #select(index: number): void {
    const held = Math.min(Math.max(index, 0), this.list.rows.length - 1);
    this.selected = this.list.rows[held]?.id ?? null;
  }
}

/** The one timeline. */
export const timeline = new Timeline();
