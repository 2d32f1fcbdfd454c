/** What can be done with an entry, by key, by menu and by dragging. */
import CalendarDays from '@lucide/svelte/icons/calendar-days';
import Check from '@lucide/svelte/icons/check';
import Pencil from '@lucide/svelte/icons/pencil';
import Trash2 from '@lucide/svelte/icons/trash-2';
import { forgetUndo, offerUndo } from '../edits';
import { toasts, type Action } from '../kit';
import {
  addDays,
  asMoment,
  begin,
  dayOf,
  daysBetween,
  finish,
  movedBy,
  remove,
  timeOf,
  type Day,
  type Entry,
} from '../plans';
import { keymap } from '../shortcuts';
import { clock, dayLong, t } from '../text';
import { planner } from './planner.svelte';

/** The move that was said last: the next one is said in its place. */
let last: string | null = null;

/** Gives an entry another start, asking which ones are meant where it repeats; says it, and offers to undo it. */
export async function start(entry: Entry, to: string): Promise<boolean> {
  if (to === entry.local) return false;
  const scope = await planner.which(entry, 'change');
  if (!scope) return false;
  const answer = await begin(entry, to, scope);
  if (!answer) return false;
  if (last) forgetUndo(last);
  last = answer.edit;
  offerUndo(t.planner.moved(entry.title, dayLong(asMoment(dayOf(to)), clock.now)), [answer.edit]);
  return true;
}

/** Moves an entry by days. */
export async function moveBy(entry: Entry, days: number): Promise<Day | null> {
  if (entry.local === null || entry.day === null) {
    toasts.say(t.planner.cantMove, undefined, 'move');
    return null;
  }
  return (await start(entry, movedBy(entry.local, days))) ? addDays(entry.day, days) : null;
}

/** Puts an entry on a day, at the time it has. */
export async function putOn(entry: Entry, day: Day): Promise<boolean> {
  if (entry.local === null || entry.day === null) return start(entry, day);
  return start(entry, movedBy(entry.local, daysBetween(entry.day, day)));
}

/** Done, or not after all. */
export function turnDone(entry: Entry): void {
  if (entry.kind !== 'task') return;
  planner.finished[entry.key] = true;
  void finish(entry);
}

/** Removes an entry, asking which ones are meant where it repeats. */
export async function removeEntry(entry: Entry): Promise<void> {
  const scope = await planner.which(entry, 'remove');
  if (!scope) return;
  if ((await remove(entry, scope)) && planner.editing?.activity === entry.activity) {
    planner.drafts.delete(entry.key);
    planner.editing = null;
  }
}

/** The day and the time an entry begins with; of one without a day, the day of the grid. */
export const beginOf = (entry: Entry): { day: Day; time: string } =>
  entry.local
    ? { day: dayOf(entry.local), time: timeOf(entry.local) }
    : { day: planner.cursor < planner.today ? planner.today : planner.cursor, time: '' };

/** The lines of its menu; each has its key too. */
export function actionsOf(entry: Entry): Action[] {
  const named = (name: string) => {
    const key = keymap.named(`planner.${name}`);
    return key === undefined ? {} : { key };
  };
  const done = entry.state === 'done';
  return [
    { text: t.planner.act.edit, icon: Pencil, ...named('edit'), run: () => planner.edit(entry) },
    ...(entry.kind === 'task'
      ? [
          {
            text: done ? t.planner.act.reopen : t.planner.act.done,
            icon: Check,
            ...named('done'),
            run: () => turnDone(entry),
          },
        ]
      : []),
    {
      text: t.planner.act.plan,
      icon: CalendarDays,
      ...named('plan'),
      run: () => (planner.planning = entry),
    },
    {
      text: t.planner.act.remove,
      icon: Trash2,
      danger: true,
      ...named('remove'),
      run: () => void removeEntry(entry),
    },
  ];
}
