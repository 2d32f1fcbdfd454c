/** The list: what is overdue, then day by day; tasks without a day stand below today. */
import type { Occurrence } from '../api';
import { entryOf, type Day, type Entry } from '../plans';

/** One row. */
export type ListRow =
  | {
      kind: 'heading';
      key: string;
      of: 'overdue' | 'toPlan' | 'done' | 'day';
      day: Day | null;
      entries: number;
    }
  | { kind: 'entry'; key: string; entry: Entry; late?: boolean };

/**
 * Open tasks of days before today, and those done just now. Of one that repeats only the last counts: whoever watered
 * the plants yesterday need not know of the week before.
 */
export function overdueOf(
  tasks: readonly Occurrence[],
  today: Day,
  finished: Readonly<Record<string, true>> = {},
): Entry[] {
  const past = tasks.filter(({ kind, last }) => kind === 'task' && last < today);
  const latest = new Map(past.map((one) => [one.activity, one]));
  return past
    .filter((one) => !one.repeats || latest.get(one.activity) === one)
    .map(entryOf)
    .filter(({ state, key }) => state === 'open' || finished[key]);
}

/** What the list is made of. */
export interface Parts {
  occurrences: readonly Occurrence[];
  overdue: readonly Entry[];
  unplanned: readonly Entry[];
  /** Done ones without a day. */
  done: readonly Entry[];
  /** The first day of the list. */
  from: Day;
  today: Day;
  /** Whether what is done is shown; these are, in any case. */
  shows: (entry: Entry) => boolean;
}

/** The rows, each entry on its first day inside the list. */
export function rowsOf({ occurrences, overdue, unplanned, done, from, today, shows }: Parts): ListRow[] {
  const rows: ListRow[] = [];
  const add = (
    of: Extract<ListRow, { kind: 'heading' }>['of'],
    day: Day | null,
    entries: readonly Entry[],
    late = false,
  ) => {
    if (entries.length === 0) return;
    rows.push({ kind: 'heading', key: `h-${day ?? of}`, of, day, entries: entries.length });
    rows.push(
      ...entries.map((entry) => ({
        kind: 'entry' as const,
        key: entry.key,
        entry,
        ...(late ? { late } : {}),
      })),
    );
  };
  const days = new Map<Day, Entry[]>();
  const listed = new Set(overdue.map(({ key }) => key));
  for (const one of occurrences) {
    const entry = entryOf(one);
    if (listed.has(entry.key) || !shows(entry)) continue;
    const day = one.day < from ? from : one.day;
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  add('overdue', null, overdue.filter(shows), true);
  const order = [...days.keys()].sort();
  // A task that stands on the day it is due waits for no other.
  const there = new Set([...listed, ...[...days.values()].flat().map(({ key }) => key)]);
  const missing = ({ key }: Entry) => !there.has(key);
  const waiting = unplanned.filter((entry) => shows(entry) && missing(entry));
  let placed = false;
  for (const day of order) {
    if (!placed && day > today) {
      add('toPlan', null, waiting);
      placed = true;
    }
    add('day', day, days.get(day) ?? []);
  }
  if (!placed) add('toPlan', null, waiting);
  add('done', null, done.filter(missing));
  return rows;
}

/** Entries of each day they touch, as the months draw them. */
export function byDay(occurrences: readonly Occurrence[], days: readonly Day[]): Map<Day, Entry[]> {
  const found = new Map<Day, Entry[]>(days.map((day) => [day, []]));
  for (const one of occurrences) {
    const entry = entryOf(one);
    for (const [day, entries] of found) if (day >= one.day && day <= one.last) entries.push(entry);
  }
  // What goes on from the day before has no time here, and so stands with the whole days.
  for (const [day, entries] of found)
    entries.sort((a, b) =>
      (a.day === day && a.time ? a.time : '').localeCompare(b.day === day && b.time ? b.time : ''),
    );
  return found;
}

/** The lines of a day where `lines` have room; one of them says how many more there are. The wanted one is among them. */
export function fitting(
  entries: readonly Entry[],
  lines: number,
  wanted: string | null,
): { shown: readonly Entry[]; more: number } {
  if (entries.length <= lines) return { shown: entries, more: 0 };
  const room = Math.max(0, lines - 1);
  const shown = entries.slice(0, room);
  const asked = entries.find(({ key }) => key === wanted);
  if (asked && room > 0 && !shown.includes(asked)) shown.splice(-1, 1, asked);
  return { shown, more: entries.length - shown.length };
}
