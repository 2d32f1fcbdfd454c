/** The Inbox's state. It outlives the page; filter and selection outlive Lorch. */
import { api, LiveList, need, type Notice } from '../api';
import { Stored, type Kept } from '../kit';
import * as core from '../notices';
import { byDay } from './days';

/** What the list can be narrowed to. */
export const filters = ['all', 'needs_you', 'reminders', 'system', 'snoozed', 'archived'] as const;
/** One of them. */
export type Which = (typeof filters)[number];

interface Place {
  which: Which;
  selected: string | null;
}
const isPlace = (value: unknown): value is Place => {
  if (typeof value !== 'object' || value === null) return false;
  const { which, selected } = value as Record<keyof Place, unknown>;
  return filters.includes(which as Which) && (selected === null || typeof selected === 'string');
};

/** What was read and needs nobody: "Clear done" takes it away. */
export const isDone = (notice: Notice): boolean => notice.read && !notice.needs_you;

/** The Inbox as the person left it. */
export class Inbox {
  #place = new Stored<Place>('inbox-place', { which: 'all', selected: null }, isPlace);
  /** Where the list was left. */
  kept: Kept | null = null;
  readonly list: LiveList<Notice> = new LiveList<Notice>({
    topics: ['inbox'],
    ask: (page, signal) => {
      const query = { ...page, which: this.which };
      return need(api.GET('/api/inbox', { params: { query }, signal }));
    },
  });
  /** Headings and notices. */
  readonly rows = $derived(byDay(this.list.rows));
  /** The selected notice, while it is loaded. */
  readonly notice = $derived(this.list.rows.find(({ id }) => id === this.selected) ?? null);

  get which(): Which {
    return this.#place.value.which;
  }
  get selected(): string | null {
    return this.#place.value.selected;
  }

  /** Loads on the first visit and hears changes; the returned function ends it. */
  visit(): () => void {
    void this.list.recheck();
    return this.list.listen();
  }

  /** Narrows the list, or widens it again. */
  show(which: Which): void {
    if (which === this.which) return;
    this.#place.value = { which, selected: null };
    this.kept = null;
    this.list.rows = [];
    void this.list.reload();
  }

  /** Selects a notice; `null` for none. */
  select(id: string | null): void {
    this.#place.value = { ...this.#place.value, selected: id };
  }

  /** Selects the notice `by` rows further; without a selection, the first. */
  step(by: number): void {
    const { rows } = this.list;
    const now = rows.findIndex(({ id }) => id === this.selected);
    const to = now < 0 ? 0 : Math.min(Math.max(now + by, 0), rows.length - 1);
    this.select(rows[to]?.id ?? null);
    if (to > rows.length - 10) void this.list.more();
  }

  /** Clears a notice, or puts a cleared one back. */
  async clear(notice: Notice): Promise<void> {
    const kept = this.#leave([notice]);
    kept(await (notice.archived ? core.putBack(notice) : core.clear(notice)));
  }

  /** Clears all that is done; `false` where nothing of it is loaded. */
  async clearDone(): Promise<void> {
    const kept = this.#leave(this.list.rows.filter(isDone));
    kept((await core.clearDone()) !== null);
  }

  /** Puts a notice off; among those that are put off it only gets another time. */
  async snooze(notice: Notice, snooze: core.Snooze): Promise<void> {
    const kept = this.which === 'snoozed' ? null : this.#leave([notice], true);
    const done = await core.snooze(notice, snooze);
    kept?.(done);
    if (!kept) void this.list.reload();
  }

  /** Ends the snooze of a notice. */
  async wake(notice: Notice): Promise<void> {
    const kept = this.#leave([notice], true);
    kept(await core.wake(notice));
  }

  /** Says that what a reminder is about is done. */
  finish(notice: Notice): Promise<void> {
    return this.#change(notice, { read: true, needs_you: false }, core.finishOf(notice));
  }

  /** Read, or not after all. */
  read(notice: Notice, read = !notice.read): Promise<void> {
    return this.#change(notice, { read }, core.markRead(notice, read));
  }

  /** Marks the selected notice and all above it as read. */
  async readAbove(): Promise<void> {
    const { which } = this;
    const at = this.list.rows.findIndex(({ id }) => id === this.selected);
    if (at < 0 || which === 'snoozed' || which === 'archived') return;
    const above = this.list.rows.slice(0, at + 1).filter(({ read }) => !read);
    for (const { id } of above) this.list.patch(id, (row) => ({ ...row, read: true }));
    const kept = await core.readAll(which, this.list.rows[at]?.id);
    if (!kept) for (const { id } of above) this.list.patch(id, (row) => ({ ...row, read: false }));
  }

  async #change(notice: Notice, to: Partial<Notice>, sent: Promise<boolean>): Promise<void> {
    this.list.patch(notice.id, (row) => ({ ...row, ...to }));
    if (!(await sent)) this.list.patch(notice.id, () => notice);
  }

  /** Notices leave the list; the selection goes to the next that stays. */
  #leave(notices: readonly Notice[], returns = false): (kept: boolean) => void {
    const ids = new Set(notices.map(({ id }) => id));
    const { rows } = this.list;
    const at = rows.findIndex(({ id }) => id === this.selected);
    if (this.selected !== null && ids.has(this.selected)) {
      const next =
        rows.slice(at).find(({ id }) => !ids.has(id)) ?? rows.slice(0, at).findLast(({ id }) => !ids.has(id));
      this.select(next?.id ?? null);
    }
    return this.list.drop([...ids], { returns });
  }
}

/** The one Inbox. */
export const inbox = new Inbox();
