/** Things planned, for tests. */
import type { Activity, Occurrence } from '../api';

/** An occurrence on a day, at a time or of the whole day. */
export function occurrence(
  title: string,
  day: string,
  time = '',
  more: Partial<Occurrence> = {},
): Occurrence {
  const timed = time !== '';
  return {
    activity: title.toLowerCase().replace(/\W/g, ''),
    occurrence: null,
    kind: 'event',
    title,
    tags: [],
    all_day: !timed,
    start: timed ? new Date(`${day}T${time}:00`).toISOString() : null,
    end: null,
    day,
    last: day,
    time: timed ? time : null,
    minutes: timed ? 60 : null,
    local: timed ? `${day}T${time}` : day,
    by_due: false,
    due: null,
    state: 'open',
    done: null,
    repeats: false,
    reminder: null,
    changed: false,
    sample: false,
    ...more,
  };
}

/** An activity; without a start it is a task that waits for one. */
export function activity(title: string, more: Partial<Activity> = {}): Activity {
  return {
    id: title.toLowerCase().replace(/\W/g, ''),
    kind: 'task',
    title,
    notes: '',
    start: null,
    minutes: 30,
    days: null,
    due: null,
    zone: 'Europe/Berlin',
    tags: [],
    repeat: null,
    reminder: null,
    state: 'open',
    done: null,
    exceptions: [],
    created: '2026-11-20T10:00:00Z',
    sample: false,
    ...more,
  };
}
