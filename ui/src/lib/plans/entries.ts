/** What is planned as lists show it: one occurrence on a day, or a task that has none yet. */
import type { Activity, Occurrence } from '../api';
import type { Day } from './days';

/** One entry. */
export interface Entry extends Omit<Occurrence, 'day' | 'last' | 'local'> {
  /** Activity and occurrence: the same entry has it on every screen and after a move. */
  key: string;
  /** The first day; `null` of a task that is not planned. */
  day: Day | null;
  last: Day | null;
  /** Its start by the clock of its zone, which a move sends back changed. */
  local: string | null;
}

/** The key of an entry. */
export const keyOf = (activity: string, occurrence: Day | null | undefined): string =>
  occurrence ? `${activity}.${occurrence}` : activity;

/** An occurrence as an entry. */
export const entryOf = (one: Occurrence): Entry => ({ ...one, key: keyOf(one.activity, one.occurrence) });

/** A task without a day as an entry. */
export const unplanned = (one: Activity): Entry => ({
  key: one.id,
  activity: one.id,
  occurrence: null,
  kind: one.kind,
  title: one.title,
  tags: one.tags,
  all_day: one.minutes === null,
  start: null,
  end: null,
  day: null,
  last: null,
  time: null,
  minutes: one.minutes,
  local: one.start,
  by_due: false,
  due: one.due,
  state: one.state,
  done: one.done,
  repeats: one.repeat !== null,
  reminder: one.reminder,
  changed: false,
  sample: one.sample,
});
