/** Words that every screen uses. */
import { count } from '../figures';

export const common = {
  close: 'Close',
  dismiss: 'Dismiss',
  clear: 'Clear',
  asTable: 'Show as table',
  cancel: 'Cancel',
  retry: 'Retry',
  undo: 'Undo',
  redo: 'Redo',
  save: 'Save',
  loading: 'Loading',
  more: 'More actions',

  time: {
    now: 'now',
    justNow: 'just now',
    minutesAgo: (n: number) => `${count(n)} min ago`,
    hoursAgo: (n: number) => `${count(n)} h ago`,
    daysAgo: (n: number) => `${count(n)} d ago`,
    inMinutes: (n: number) => `in ${count(n)} min`,
    inHours: (n: number) => `in ${count(n)} h`,
    inDays: (n: number) => `in ${count(n)} d`,
    due: 'now',
    never: 'not yet',
  },
  unit: {
    minutes: (n: string) => `${n} min`,
    hours: (n: string) => `${n} h`,
    days: (n: number) => `${count(n)} d`,
    seconds: (n: string) => `${n} s`,
    milliseconds: (n: string) => `${n} ms`,
    bytes: (n: string) => `${n} B`,
    kilobytes: (n: string) => `${n} kB`,
    megabytes: (n: string) => `${n} MB`,
  },
};
