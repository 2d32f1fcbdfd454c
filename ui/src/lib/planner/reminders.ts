/** The reminders beside the month: those that wait for an answer, then those to come, the next first. */
import type { Notice } from '../api';
import { beforeOf, dayOf, momentOf, nearDay, timeOf, type Entry } from '../plans';
import { clockTime, dayKey, t } from '../text';

/** One of them. */
export interface Listed {
  key: string;
  title: string;
  /** It came and needs an answer, was put off, or is to come. */
  state: 'waits' | 'snoozed' | 'comes';
  /** When it came, or will come (again). */
  at: string;
  /** The same in words: `today 18:00`, `tomorrow 20:30`, `Tue 17:00`. */
  when: string;
  activity: string;
  occurrence: string | null;
  notice: Notice | null;
}

/** What the list is made of. */
export interface Parts {
  arrived: readonly Notice[];
  snoozed: readonly Notice[];
  /** What is planned from today on, and what waits for a day. */
  planned: readonly Entry[];
}

const DAY_MINUTES = 1440;
const MINUTE_MS = 60_000;
const NINE = '09:00';

/** When an entry will remind, by the clock of this machine; `null` of one that will not. */
export function remindsAt(entry: Entry): string | null {
  const { reminder, start, day, state, all_day: allDay } = entry;
  if (state === 'done') return null;
  const own = momentOf(reminder);
  if (own !== null) return local(own);
  const before = beforeOf(reminder);
  if (before === null || day === null) return null;
  const from = start !== null && !allDay ? new Date(start) : new Date(local(`${day}T${NINE}`));
  from.setDate(from.getDate() - Math.floor(before / DAY_MINUTES));
  return new Date(from.getTime() - (before % DAY_MINUTES) * MINUTE_MS).toISOString();
}

/** The list at a moment, in milliseconds since 1970; of what repeats the next one alone. */
export function listed({ arrived, snoozed, planned }: Parts, now: number): Listed[] {
  const of = (notice: Notice, state: 'waits' | 'snoozed', at: string): Listed => ({
    key: notice.id,
    title: notice.title || t.plans.untitled,
    state,
    at,
    when: whenWords(at, now),
    activity: notice.thing ?? '',
    occurrence: notice.occurrence ?? null,
    notice,
  });
  const coming = planned.flatMap((entry): Listed[] => {
    const at = remindsAt(entry);
    if (at === null || Date.parse(at) <= now) return [];
    const { key, title, activity, occurrence = null } = entry;
    return [{ key, title, state: 'comes', at, when: whenWords(at, now), activity, occurrence, notice: null }];
  });
  const next = new Map(coming.toReversed().map((one) => [one.activity, one]));
  const later = [
    ...snoozed.map((notice) => of(notice, 'snoozed', notice.snoozed ?? notice.at)),
    ...next.values(),
  ];
  return [
    ...arrived
      .filter((notice) => notice.needs_you || !notice.read)
      .map((notice) => of(notice, 'waits', notice.at)),
    ...later.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
  ];
}

const local = (moment: string): string =>
  new Date(`${dayOf(moment)}T${timeOf(moment) || NINE}`).toISOString();

/** A moment within a week by its day, a later one by its date. */
const whenWords = (at: string, now: number): string => `${nearDay(dayKey({ at }), now)} ${clockTime({ at })}`;
