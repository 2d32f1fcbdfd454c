/** Wörter, die jede Ansicht braucht. */
import type { Catalogue } from '../en';
import type { common as en } from '../en/common';
import { many } from './many';

export const common: Pick<Catalogue, keyof typeof en> = {
  close: 'Schließen',
  dismiss: 'Ausblenden',
  clear: 'Zurücksetzen',
  asTable: 'Als Tabelle zeigen',
  asTableOf: (name) => `Als Tabelle zeigen: ${name}`,
  cancel: 'Abbrechen',
  retry: 'Noch einmal',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  save: 'Sichern',
  loading: 'Lädt',
  typeLabel: (word) => `Schreib „${word}“, um fortzufahren`,
  more: 'Weitere Aktionen',

  time: {
    now: 'jetzt',
    justNow: 'gerade eben',
    minutesAgo: (n) => `vor ${many(n, 'Min.', 'Min.')}`,
    hoursAgo: (n) => `vor ${many(n, 'Std.', 'Std.')}`,
    daysAgo: (n) => `vor ${many(n, 'Tag', 'Tagen')}`,
    inMinutes: (n) => `in ${many(n, 'Min.', 'Min.')}`,
    inHours: (n) => `in ${many(n, 'Std.', 'Std.')}`,
    inDays: (n) => `in ${many(n, 'Tag', 'Tagen')}`,
    due: 'jetzt',
    never: 'noch nicht',
  },
  unit: {
    minutes: (n) => `${n} Min.`,
    hours: (n) => `${n} Std.`,
    days: (n) => many(n, 'Tag', 'Tage'),
    seconds: (n) => `${n} s`,
    milliseconds: (n) => `${n} ms`,
    bytes: (n) => `${n} B`,
    kilobytes: (n) => `${n} kB`,
    megabytes: (n) => `${n} MB`,
    gigabytes: (n) => `${n} GB`,
    terabytes: (n) => `${n} TB`,
    mebibytes: (n) => `${n} MiB`,
    gibibytes: (n) => `${n} GiB`,
    of: (part, whole) => `${part} von ${whole}`,
    perSecond: (n) => `${n}/s`,
  },
};
