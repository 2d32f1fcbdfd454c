/** The state of Coding that outlives the page. */
import { api, LiveList, need, type CodingEntry, type Repositories } from '../api';
import { Stored } from '../kit';
import { inZone } from '../text';

/** Which repositories can be looked at. */
export const whichRepositories = ['all', 'own', 'work'] as const satisfies readonly Repositories[];

const isWhich = (value: unknown): value is Repositories =>
  (whichRepositories as readonly unknown[]).includes(value);

/** Rows of the activity that are shown first, and that are added at a time. */
const FIRST = 20;
const FURTHER = 50;

/** Coding as the person left it. */
export class CodingState {
  #which = new Stored<Repositories>('coding-repositories', 'all', isWhich);
  /** The day it is told for; `null` for today. */
  until = $state<string | null>(null);
  /** How many rows of the activity are shown. */
  shown = $state(FIRST);
  /** What was done, newest first. */
  readonly activity = new LiveList<CodingEntry>({
    topics: ['timeline'],
    ask: (page, signal) => {
      const query = { ...page, ...inZone(), repositories: this.which };
      return need(api.GET('/api/coding/activity', { params: { query }, signal }));
    },
  });

  /** Which repositories are looked at. */
  get which(): Repositories {
    return this.#which.value;
  }

  set which(to: Repositories) {
    if (to === this.which) return;
    this.#which.value = to;
    this.shown = FIRST;
    void this.activity.reload();
  }

  /** Loads the activity on the first visit and hears changes; the returned function ends it. */
  visit(): () => void {
    const end = this.activity.listen();
    if (this.activity.rows.length > 0) void this.activity.recheck();
    else void this.activity.reload();
    return end;
  }

  /** Shows more rows, older ones. */
  further(): void {
    this.shown += FURTHER;
    if (this.shown + FURTHER > this.activity.rows.length) void this.activity.more();
  }
}

/** The one. */
export const coding = new CodingState();
