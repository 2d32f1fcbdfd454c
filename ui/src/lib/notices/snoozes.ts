/** For how long a notice is put off. */
import { clockTime, duration, t } from '../text';

/** One choice, and what is asked of the core for it. */
export interface Snooze {
  text: string;
  body: { minutes: number } | { until: string };
}

const EVENING = 18;
const MORNING = 9;
/** An evening that is nearer than this is no choice beside an hour. */
const APART_MS = 75 * 60_000;

/** The choices at a moment, in milliseconds since 1970. */
export function snoozes(now: number): Snooze[] {
  const evening = new Date(now).setHours(EVENING, 0, 0, 0);
  const day = new Date(now);
  day.setDate(day.getDate() + 1);
  const tomorrow = day.setHours(MORNING, 0, 0, 0);
  const until = (at: number, words: (time: string) => string): Snooze => {
    const moment = new Date(at).toISOString();
    return { text: words(clockTime({ at: moment })), body: { until: moment } };
  };
  return [
    { text: duration(10), body: { minutes: 10 } },
    { text: duration(60), body: { minutes: 60 } },
    ...(evening - now >= APART_MS ? [until(evening, t.notices.snooze.evening)] : []),
    until(tomorrow, t.notices.snooze.tomorrow),
  ];
}
