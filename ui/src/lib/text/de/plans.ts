/** Was geplant ist, wo immer es steht. */
import type { Catalogue } from '../en';
import { many } from './many';

export const plans: Catalogue['plans'] = {
  days: (n) => many(n, 'Tag', 'Tage'),
  every: {
    day: (n) => (n === 1 ? 'jeden Tag' : `alle ${many(n, 'Tag', 'Tage')}`),
    week: (n) => (n === 1 ? 'jede Woche' : `alle ${many(n, 'Woche', 'Wochen')}`),
    month: (n) => (n === 1 ? 'jeden Monat' : `alle ${many(n, 'Monat', 'Monate')}`),
    year: (n) => (n === 1 ? 'jedes Jahr' : `alle ${many(n, 'Jahr', 'Jahre')}`),
  },
  everyOf: (days) => `jeden ${days}`,
  onDays: (days) => `am ${days}`,
  until: (day) => `bis ${day}`,
  times: (n) => `${many(n, 'Mal', 'Mal')}`,
  and: 'und',
  dueOn: (when) => `fällig ${when}`,
  allDay: 'Ganztägig',
  today: 'heute',
  tomorrow: 'morgen',
  repeats: 'wiederholt sich',
  done: 'erledigt',
  untitled: 'Ohne Titel',
  reminder: {
    name: 'Erinnerung',
    start: 'zu Beginn',
    due: 'wenn es fällig ist',
    before: (length) => `${length} vorher`,
    beforeNine: (length, nine) => `${length} vor ${nine}`,
    onDay: (nine) => `am Tag selbst, ${nine}`,
    dayBefore: (nine) => `am Tag davor, ${nine}`,
    daysBefore: (days, nine) => `${days} davor, ${nine}`,
    at: (when) => `gesetzt auf ${when}`,
    of: (when) => `Erinnerung ${when}`,
  },
  planned: (title) => `„${title}“ ist geplant`,
  removed: (title) => `„${title}“ ist entfernt`,
  notDone: 'Das wurde nicht behalten',
  notMoved: 'Es wurde nicht verschoben',
  notRemoved: 'Es wurde nicht entfernt',
};
