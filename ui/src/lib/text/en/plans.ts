/** What is planned, wherever it is shown. */
import { many } from './many';

export const plans = {
  days: (n: number) => many(n, 'day', 'days'),
  every: {
    day: (n: number) => (n === 1 ? 'every day' : `every ${many(n, 'day', 'days')}`),
    week: (n: number) => (n === 1 ? 'every week' : `every ${many(n, 'week', 'weeks')}`),
    month: (n: number) => (n === 1 ? 'every month' : `every ${many(n, 'month', 'months')}`),
    year: (n: number) => (n === 1 ? 'every year' : `every ${many(n, 'year', 'years')}`),
  },
  everyOf: (days: string) => `every ${days}`,
  onDays: (days: string) => `on ${days}`,
  until: (day: string) => `until ${day}`,
  times: (n: number) => many(n, 'time', 'times'),
  and: 'and',
  dueOn: (when: string) => `due ${when}`,
  allDay: 'All day',
  repeats: 'repeats',
  done: 'done',
  untitled: 'Untitled',
  planned: (title: string) => `“${title}” is planned`,
  removed: (title: string) => `“${title}” was removed`,
  notDone: 'That was not kept',
  notMoved: 'It was not moved',
  notRemoved: 'It was not removed',
};
