/** Reminders of what is planned: the choices there are, and each in words. */
import type { Reminder } from '../api';
import { duration, t } from '../text';
import { timeOf } from './days';
import type { Entry } from './entries';
import { localWords, timeWords } from './words';

/** A reminder of a whole day counts from here. */
const NINE = '09:00';
const DAY = 1440;

/** Minutes before what begins at a time. */
const TIMED = [0, 5, 10, 30, 60, DAY];
/** Minutes before a whole day. */
const WHOLE = [0, DAY, 2 * DAY, 7 * DAY];

/** The minutes before that can be chosen: the usual ones, and what stands. */
export function minutesBefore(whole: boolean, stands: number | null): number[] {
  const usual = whole ? WHOLE : TIMED;
  return stands === null || usual.includes(stands) ? usual : [...usual, stands].sort((a, b) => a - b);
}

/** What it counts from. */
interface From {
  /** A whole day, which has no time of its own. */
  whole: boolean;
  /** It has no start: it counts from when it is due. */
  due?: boolean;
}

/** `10 min before`, `at its start`, `the day before, 09:00`. */
export function beforeWords(minutes: number, { whole, due = false }: From): string {
  const words = t.plans.reminder;
  const nine = timeWords(NINE);
  const days = minutes % DAY === 0 ? minutes / DAY : null;
  if (whole) {
    if (days === 0) return words.onDay(nine);
    if (days === 1) return words.dayBefore(nine);
    return days === null
      ? words.beforeNine(duration(minutes), nine)
      : words.daysBefore(t.plans.days(days), nine);
  }
  if (days === 0) return due ? words.due : words.start;
  return words.before(days === null ? duration(minutes) : t.plans.days(days));
}

/** The minutes of a reminder that counts back from what it is of. */
export const beforeOf = (reminder: Reminder | null | undefined): number | null =>
  reminder && 'before' in reminder && typeof reminder.before === 'number' ? reminder.before : null;

/** The moment of a reminder that has one of its own. */
export const momentOf = (reminder: Reminder | null | undefined): string | null =>
  reminder && 'at' in reminder && typeof reminder.at === 'string' ? reminder.at : null;

/** When an entry reminds, in words; nothing of one that does not. */
export function remindsWhen({ reminder, local, due, by_due: byDue }: Entry): string {
  const from = local ?? due;
  if (!reminder) return '';
  return reminderWords(reminder, {
    whole: from !== null && timeOf(from) === '',
    due: byDue || local === null,
  });
}

/** A reminder in words. */
export function reminderWords(reminder: Reminder, from: From): string {
  const before = beforeOf(reminder);
  if (before !== null) return beforeWords(before, from);
  return t.plans.reminder.at(localWords(momentOf(reminder) ?? ''));
}
