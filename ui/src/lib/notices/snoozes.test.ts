import { expect, test } from 'vitest';
import { snoozes } from './snoozes';

const at = (day: number, hours: number, minutes = 0) => new Date(2026, 10, day, hours, minutes).getTime();
const until = (day: number, hours: number) => ({ until: new Date(at(day, hours)).toISOString() });

test.each([
  ['in the morning', at(21, 8, 30), [{ minutes: 10 }, { minutes: 60 }, until(21, 18), until(22, 9)]],
  ['shortly before six', at(21, 17), [{ minutes: 10 }, { minutes: 60 }, until(22, 9)]],
  [
    'at night',
    at(30, 23, 59),
    [{ minutes: 10 }, { minutes: 60 }, { until: new Date(2026, 11, 1, 9).toISOString() }],
  ],
])('%s', (_, now, bodies) => expect(snoozes(now).map(({ body }) => body)).toEqual(bodies));
