/** The Planner's state. It outlives the page; view and selection outlive Lorch. */
import { Stored, storedFlag, type Kept } from '../kit';
import { addMonths, type Day, type Entry, type Scope } from '../plans';
import { clock, dayKey } from '../text';
import type { Draft } from './draft';

/** How the Planner shows what is planned. */
export type View = 'month' | 'list';

interface Place {
  view: View;
  /** Key of the selected entry of the list. */
  selected: string | null;
}
const isPlace = (value: unknown): value is Place =>
  typeof value === 'object' &&
  value !== null &&
  'view' in value &&
  (value.view === 'month' || value.view === 'list') &&
  'selected' in value &&
  (value.selected === null || typeof value.selected === 'string');

/** What is asked before something that repeats is changed or removed. */
export interface Asked {
  what: 'change' | 'remove';
  /** A rule is not of one day alone. */
  single: boolean;
  answer: (scope: Scope | null) => void;
}

/** The Planner as the person left it. */
export class Planner {
  #place = new Stored<Place>('planner-place', { view: 'month', selected: null }, isPlace);
  readonly doneShown = storedFlag('planner-done', false);
  /** First day of the month that is shown; `null` for the present. */
  #turned = $state<Day | null>(null);
  /** The day of the grid that has the focus, or had it last. */
  cursor = $state<Day>(dayKey({ at: new Date().toISOString() }));
  /** The entry that is edited. */
  editing = $state.raw<Entry | null>(null);
  /** What was typed and not saved, by the key of its entry. */
  readonly drafts = new Map<string, Draft>();
  /** Done while it was looked at: it stays where it stands. */
  readonly finished = $state<Record<string, true>>({});
  /** The editor that opens now takes the focus. */
  focusing = false;
  asked = $state.raw<Asked | null>(null);
  /** The task a day is chosen for. */
  planning = $state.raw<Entry | null>(null);
  /** What was typed in the line and not planned. */
  line = $state('');
  kept: Kept | null = null;

  readonly today = $derived(dayKey({ at: new Date(clock.now).toISOString() }));
  /** The first day of the list, and a day of the month of the grid. */
  readonly from = $derived(this.#turned ?? this.today);

  get view(): View {
    return this.#place.value.view;
  }
  set view(view: View) {
    this.#remember({ view });
  }
  get selected(): string | null {
    return this.#place.value.selected;
  }
  /** Whether the present is shown. */
  get present(): boolean {
    return this.#turned === null;
  }

  /** Selects an entry of the list; what is edited follows. */
  select(entry: Entry | null): void {
    this.#remember({ selected: entry?.key ?? null });
    if (this.editing && entry) this.editing = entry;
  }

  /** Opens an entry to be edited; the focus goes into it, or stays in the list. */
  edit(entry: Entry, into = true): void {
    this.#remember({ selected: entry.key });
    this.focusing = into;
    this.editing = entry;
  }

  /** Shows the month `by` months further. */
  turn(by: number): void {
    this.show(addMonths(this.from, by));
  }

  /** Shows the month of a day. */
  show(day: Day): void {
    const first = addMonths(day, 0);
    this.#turned = first === addMonths(this.today, 0) ? null : first;
    this.kept = null;
    if (addMonths(this.cursor, 0) !== first) this.cursor = this.#turned ?? this.today;
  }

  /** Shows a day at the top of the list. */
  list(day: Day): void {
    this.#turned = day === this.today ? null : day;
    this.kept = null;
    this.view = 'list';
  }

  /** Back to the present. */
  now(): void {
    this.#turned = null;
    this.cursor = this.today;
    this.kept = null;
  }

  /** Asks which ones of a repeat are meant; nothing where it does not repeat. */
  which(entry: Entry, what: Asked['what'], single = true): Promise<Scope | null> {
    if (entry.occurrence === null) return Promise.resolve('all');
    return new Promise((resolve) => {
      this.asked = {
        what,
        single,
        answer: (scope) => {
          this.asked = null;
          resolve(scope);
        },
      };
    });
  }

  #remember(part: Partial<Place>): void {
    this.#place.value = { ...this.#place.value, ...part };
  }
}

/** The one Planner. */
export const planner = new Planner();
