/** Planning: shown in the same frame where that can be known, put back when the core refuses, undone like any edit. */
import { api, edited, queries, why, type Activity, type ActivityEdit, type Occurrence } from '../api';
import { offerUndo } from '../edits';
import { toasts } from '../kit';
import { inZone, t } from '../text';
import { occurrencesKey, plansKey } from './asks';
import { dayOf, daysBetween, addDays, timeOf, type Day } from './days';
import { keyOf, type Entry } from './entries';

/** Which ones of what repeats. */
export type Scope = 'this' | 'following' | 'all';

type Answer = { data: Activity | undefined; edit: string | null };

/** Changes one occurrence wherever it is shown; `null` takes it away. */
function show(entry: Entry, change: (one: Occurrence) => Occurrence | null): void {
  queries.setQueriesData<Occurrence[]>({ queryKey: occurrencesKey }, (all) =>
    all?.flatMap((one) => {
      if (keyOf(one.activity, one.occurrence) !== entry.key) return [one];
      const to = change(one);
      return to ? [to] : [];
    }),
  );
}

/** Everything planned is asked again; also after a refusal, which so puts back what stood there. */
const again = () => queries.invalidateQueries({ queryKey: plansKey });

async function write(work: Promise<Answer>, failed: string): Promise<Answer | null> {
  try {
    const answer = await work;
    await again();
    return answer;
  } catch (fault) {
    toasts.fail(`${failed}: ${why(fault)}`);
    void again();
    return null;
  }
}

const chosen = (entry: Pick<Entry, 'occurrence'>, scope: Scope) =>
  entry.occurrence === null ? {} : { scope, occurrence: entry.occurrence };

/** Says that a task is done, or not after all. */
export async function finish(entry: Entry, done = entry.state !== 'done'): Promise<void> {
  show(entry, (one) => ({ ...one, state: done ? 'done' : 'open' }));
  const body = { done, ...(entry.occurrence === null ? {} : { occurrence: entry.occurrence }) };
  const path = { id: entry.activity };
  await write(
    edited(api.POST('/api/planner/activities/{id}/done', { params: { path }, body })),
    t.plans.notDone,
  );
}

/** Changes an entry. Throws what the core refuses: who asked shows it beside the fields. */
export async function change(entry: Entry, edit: ActivityEdit, scope: Scope): Promise<Answer> {
  const params = { path: { id: entry.activity }, query: chosen(entry, scope) };
  const answer = await edited(api.PATCH('/api/planner/activities/{id}', { params, body: edit }));
  await again();
  return answer;
}

/** Gives an entry another start, `2026-12-03` or `2026-12-03T09:30`. A repeat by due days keeps to those. */
export async function begin(entry: Entry, start: string, scope: Scope): Promise<Answer | null> {
  if (scope !== 'all' || entry.occurrence === null)
    show(entry, (one) => {
      // By the clock of its zone: the answer brings the day of this one, should they differ.
      const by = daysBetween(dayOf(one.local), dayOf(start));
      const time = timeOf(start);
      return {
        ...one,
        local: start,
        day: addDays(one.day, by),
        last: addDays(one.last, by),
        ...(one.time === null || time === '' ? {} : { time }),
      };
    });
  const edit: ActivityEdit = entry.by_due && entry.repeats ? { due: start } : { start };
  const params = { path: { id: entry.activity }, query: chosen(entry, scope) };
  const sent = edited(api.PATCH('/api/planner/activities/{id}', { params, body: edit }));
  return write(sent, t.plans.notMoved);
}

/** Removes an entry, and offers to bring it back. */
export async function remove(entry: Entry, scope: Scope): Promise<boolean> {
  if (scope !== 'all' || entry.occurrence === null) show(entry, () => null);
  const params = { path: { id: entry.activity }, query: chosen(entry, scope) };
  const sent = edited(api.DELETE('/api/planner/activities/{id}', { params }));
  const answer = await write(sent as Promise<Answer>, t.plans.notRemoved);
  if (answer) offerUndo(t.plans.removed(entry.title), [answer.edit]);
  return answer !== null;
}

/** Plans what a line says. Throws what the core refuses. */
export async function planLine(text: string): Promise<Activity | undefined> {
  const { data, edit } = await edited(api.POST('/api/planner/quick', { body: { text, ...inZone() } }));
  await again();
  if (data) offerUndo(t.plans.planned(data.title), [edit]);
  return data;
}

/** Whether what a day holds is over: all of it lies before `today`. */
export const isPast = (entry: Entry, today: Day): boolean => entry.last !== null && entry.last < today;
