/** What the charts of Listening show, and say. */
import type { Listening } from '../api';
import { stepsOf } from '../kit/steps';
import { asMoment, type Day } from '../plans/days';
import { clock, count, dayLong, dayShort, monthLong, monthShort, t, weekdayName } from '../text';
import { heard } from './facts';

const HOUR = 3_600_000;
/** Words that fit below the columns. */
const MOST_TICKS = 6;

/** Hours by day, or by month where the time is long. */
export function daysOf({ days, period, facts }: Listening) {
  const months = period === 'year' || period === 'all';
  const name = (day: Day) => (months ? monthLong(day.slice(0, 7)) : dayLong(asMoment(day), clock.now));
  const columns = days.map(({ day, ms }) => ({
    name: name(day),
    value: ms / HOUR,
    text: `${name(day)}: ${ms > 0 ? heard(ms) : t.listening.none}`,
  }));
  const most = days.reduce((best, one) => (one.ms > best.ms ? one : best), { day: '', ms: 0 });
  const top = Math.max(...columns.map(({ value }) => value), 1);
  const says = months ? t.listening.monthsOf : t.listening.daysOf;
  return {
    columns,
    top,
    marks: marksTo(top).map((value) => ({ value, text: count(value, 1) })),
    ticks: ticksOf(
      days.map(({ day }) => day),
      period,
    ),
    summary: most.ms > 0 ? says(heard(facts.heard_ms), name(most.day), heard(most.ms)) : t.listening.none,
    table: {
      columns: [months ? t.listening.month : t.listening.day, t.listening.heardColumn],
      rows: days.toReversed().map(({ day, ms }) => ({
        name: months ? monthLong(day.slice(0, 7)) : dayShort(asMoment(day), clock.now),
        values: [ms > 0 ? heard(ms) : '–'],
      })),
    },
  };
}

/** Round figures up to the top, nought first: at most four above it. */
export function marksTo(top: number): number[] {
  const step = [0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500].find((one) => top / one <= 4) ?? 1000;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, index) => index * step);
}

/** Words below some of the columns, each as far from the next. */
function ticksOf(days: readonly Day[], period: Listening['period']) {
  const text = (day: Day) => {
    if (period === 'week') return weekdayName((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7, 'short');
    if (period === 'month') return String(Number(day.slice(8)));
    return period === 'year' ? monthShort(day.slice(0, 7)) : day.slice(0, 4);
  };
  if (period === 'all') {
    const years = days.flatMap((day, at) => (day.slice(5, 7) === '01' ? [{ at, text: text(day) }] : []));
    const every = Math.ceil(years.length / MOST_TICKS);
    return years.filter((_, index) => index % Math.max(1, every) === 0);
  }
  const every = period === 'week' ? 1 : period === 'month' ? 7 : 2;
  return days.flatMap((day, at) => (at % every === 0 ? [{ at, text: text(day) }] : []));
}

/** Hours of listening by weekday and hour, as rings from Monday on. */
export function roseOf({ hours }: Listening) {
  const names = Array.from({ length: 7 }, (_, index) => weekdayName(index, 'long'));
  const step = stepsOf(hours.flat());
  const at = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
  const all = hours.flatMap((row, weekday) => row.map((ms, hour) => ({ ms, weekday, hour })));
  const most = all.reduce((best, one) => (one.ms > best.ms ? one : best), { ms: 0, weekday: 0, hour: 0 });
  return {
    cells: hours.map((row, weekday) =>
      row.map((ms, hour) => ({
        step: step(ms),
        text: t.listening.hourOf(names[weekday] ?? '', at(hour), ms > 0 ? heard(ms) : t.listening.none),
      })),
    ),
    marks: [0, 6, 12, 18].map((hour) => ({ at: hour, text: String(hour) })),
    summary: most.ms > 0 ? t.listening.hoursOf(names[most.weekday] ?? '', at(most.hour)) : t.listening.none,
    table: {
      columns: [t.listening.hour, ...names.map((_, index) => weekdayName(index, 'short'))],
      rows: Array.from({ length: 24 }, (_, hour) => ({
        name: at(hour),
        values: hours.map((row) => {
          const ms = row[hour] ?? 0;
          return ms > 0 ? heard(ms) : '';
        }),
      })),
    },
  };
}
