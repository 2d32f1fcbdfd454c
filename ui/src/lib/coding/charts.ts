/** What the charts of Coding show, and say. */
import type { Coding } from '../api';
import { stepsOf, type HeatCell } from '../kit/steps';
import { asMoment, weekdayOf, type Day } from '../plans/days';
import { clock, count, dayLong, dayShort, monthShort, t, weekdayName } from '../text';

/** Days of a week, and hours of a day. */
const WEEK = 7;
const HOURS = 24;
/** Columns that a mark above them needs. */
const MARK = 3;
/** Hours that have a mark. */
const MARKED = [0, 6, 12, 18, 23];

const weekdays = (length: 'long' | 'short') =>
  Array.from({ length: WEEK }, (_, index) => weekdayName(index, length));

/** The names of the weekdays beside a heat map: every second one is enough. */
const besideRows = () => weekdays('short').map((name, index) => (index % 2 === 0 ? name : ''));

const day = (key: Day) => dayLong(asMoment(key), clock.now);

/** The contributions of 53 weeks as a heat map: a column a week. */
export function calendarOf({ calendar, until, total }: Coding) {
  const weeks = Array.from({ length: Math.ceil(calendar.length / WEEK) }, (_, index) =>
    calendar.slice(index * WEEK, (index + 1) * WEEK),
  );
  const step = stepsOf(calendar.map((one) => one.count));
  const cells: (HeatCell | null)[][] = Array.from({ length: WEEK }, (_, row) =>
    weeks.map((week) => {
      const one = week[row];
      if (!one || one.day > until) return null;
      return { step: step(one.count), text: t.coding.dayOf(day(one.day), one.count) };
    }),
  );
  const most = calendar.reduce((best, one) => (one.count > best.count ? one : best), {
    day: until,
    count: 0,
  });
  return {
    cells,
    columns: marked(weeks.map((week) => week[0]?.day ?? until)),
    rows: besideRows(),
    begin: { row: weekdayOf(until), column: weeks.length - 1 },
    summary: most.count > 0 ? t.coding.calendarOf(total, day(most.day), most.count) : t.coding.calendarNone,
    table: {
      columns: [t.coding.weekColumn, ...weekdays('short')],
      rows: weeks.toReversed().map((week) => ({
        name: dayShort(asMoment(week[0]?.day ?? until), clock.now),
        values: Array.from({ length: WEEK }, (_, row) => {
          const one = week[row];
          return one && one.day <= until ? count(one.count) : '';
        }),
      })),
    },
  };
}

/** The month above the first week that begins in it, where there is room for the word. */
function marked(mondays: readonly Day[]): string[] {
  const begins = mondays.map((monday, index) => monday.slice(0, 7) !== mondays[index - 1]?.slice(0, 7));
  return mondays.map((monday, index) => {
    const room = index + MARK <= mondays.length && !begins.slice(index + 1, index + MARK).some(Boolean);
    return begins[index] && room ? monthShort(monday.slice(0, 7)) : '';
  });
}

const clockHour = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

/** Commits by weekday and hour as a heat map. */
export function hoursOf({ hours }: Coding) {
  const names = weekdays('long');
  const step = stepsOf(hours.flat());
  const cells = hours.map((row, weekday) =>
    row.map((n, hour) => ({
      step: step(n),
      text: t.coding.hourOf(names[weekday] ?? '', clockHour(hour), n),
    })),
  );
  const all = hours.flatMap((row, weekday) => row.map((n, hour) => ({ n, weekday, hour })));
  const most = all.reduce((best, one) => (one.n > best.n ? one : best), { n: 0, weekday: 0, hour: 0 });
  const sum = all.reduce((total, { n }) => total + n, 0);
  return {
    cells,
    columns: Array.from({ length: HOURS }, (_, hour) => (MARKED.includes(hour) ? String(hour) : '')),
    rows: besideRows(),
    summary:
      sum > 0 ? t.coding.hoursOf(sum, names[most.weekday] ?? '', clockHour(most.hour)) : t.coding.hoursNone,
    table: {
      columns: [t.coding.hour, ...weekdays('short')],
      rows: Array.from({ length: HOURS }, (_, hour) => ({
        name: clockHour(hour),
        values: hours.map((row) => count(row[hour] ?? 0)),
      })),
    },
  };
}
