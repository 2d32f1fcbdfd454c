/** What is done with notices: kept by the core, said with a way back. Each answers whether it was kept. */
import { api, edited, need, queries, why, type Notice, type NoticeCounts } from '../api';
import { offerUndo } from '../edits';
import { toasts } from '../kit';
import { nearDay, plansKey } from '../plans';
import { clock, clockTime, dayKey, t } from '../text';
import { countsKey, noticesKey } from './asks';
import type { Snooze } from './snoozes';
import { kindName, titleOf } from './words';

/** Everything about notices is asked again; also after a refusal, which so puts back what stood there. */
const again = () => queries.invalidateQueries({ queryKey: noticesKey });

/** Shows in the counts what becomes of a notice. */
export function recount(was: Notice, now: { unread: boolean; needsYou: boolean }): void {
  const unread = Number(now.unread) - Number(!was.read);
  const needsYou = Number(now.needsYou) - Number(was.needs_you);
  queries.setQueryData<NoticeCounts>(
    countsKey,
    (counts) =>
      counts && {
        ...counts,
        unread: Math.max(0, counts.unread + unread),
        needs_you: Math.max(0, counts.needs_you + needsYou),
        [was.group]: Math.max(0, counts[was.group] + unread),
      },
  );
}

async function kept<T>(work: Promise<T>, failed: string): Promise<T | null> {
  try {
    return await work;
  } catch (fault) {
    toasts.fail(`${failed}: ${why(fault)}`);
    return null;
  } finally {
    void again();
  }
}

const at = ({ id }: Pick<Notice, 'id'>) => ({ params: { path: { id } } });

/** Says that a notice was read, or not after all. */
export async function markRead(notice: Notice, read: boolean): Promise<boolean> {
  recount(notice, { unread: !read, needsYou: notice.needs_you });
  const sent = need(api.PATCH('/api/inbox/{id}', { ...at(notice), body: { read } }));
  return (await kept(sent, t.notices.notKept)) !== null;
}

/** Clears a notice. */
export async function clear(notice: Notice): Promise<boolean> {
  recount(notice, { unread: false, needsYou: false });
  const sent = edited(api.PATCH('/api/inbox/{id}', { ...at(notice), body: { archived: true } }));
  const answer = await kept(sent, t.notices.notCleared);
  if (answer) offerUndo(t.notices.cleared(titleOf(notice)), [answer.edit]);
  return answer !== null;
}

/** Takes a notice back out of what was cleared. */
export async function putBack(notice: Notice): Promise<boolean> {
  const sent = edited(api.PATCH('/api/inbox/{id}', { ...at(notice), body: { archived: false } }));
  const answer = await kept(sent, t.notices.notKept);
  if (answer) offerUndo(t.notices.isBack(titleOf(notice)), [answer.edit]);
  return answer !== null;
}

/** Clears all that was read and needs nobody; answers how many that were. */
export async function clearDone(): Promise<number | null> {
  const sent = edited(api.POST('/api/inbox/archive', { body: { which: 'done' } }));
  const answer = await kept(sent, t.notices.notCleared);
  if (answer) offerUndo(t.notices.clearedMany(answer.data.count), [answer.edit]);
  return answer?.data.count ?? null;
}

/** Puts a notice off. */
export async function snooze(notice: Notice, { body }: Snooze): Promise<boolean> {
  recount(notice, { unread: false, needsYou: false });
  const sent = need(api.POST('/api/inbox/{id}/snooze', { ...at(notice), body }));
  const answer = await kept(sent, t.notices.notSnoozed);
  if (answer?.snoozed) {
    const until = answer.snoozed;
    const when = `${nearDay(dayKey({ at: until }), clock.now)} ${clockTime({ at: until })}`;
    const back = { text: t.undo, run: () => void wake(notice) };
    toasts.say(t.notices.snoozedUntil(titleOf(notice), when), back, `snooze ${notice.id}`);
  }
  return answer !== null;
}

/** Ends the snooze of a notice: it is back now. */
export async function wake(notice: Notice): Promise<boolean> {
  const sent = need(api.DELETE('/api/inbox/{id}/snooze', at(notice)));
  return (await kept(sent, t.notices.notKept)) !== null;
}

/** Says that what a reminder is about is done. */
export async function finishOf(notice: Notice): Promise<boolean> {
  recount(notice, { unread: false, needsYou: false });
  const sent = edited(api.POST('/api/inbox/{id}/done', at(notice)));
  const answer = await kept(sent, t.notices.notKept);
  void queries.invalidateQueries({ queryKey: plansKey });
  if (answer) offerUndo(t.notices.isDone(titleOf(notice)), [answer.edit]);
  return answer !== null;
}

/** Marks as read what stands there, from a notice upwards where one is given. */
export async function readAll(
  which: 'all' | 'needs_you' | 'reminders' | 'system',
  upTo?: string,
): Promise<boolean> {
  const body = { which, ...(upTo === undefined ? {} : { up_to: upTo }) };
  const answer = await kept(edited(api.POST('/api/inbox/read', { body })), t.notices.notKept);
  if (answer) offerUndo(t.notices.readMany(answer.data.count), [answer.edit]);
  return answer !== null;
}

/** Mutes a kind of notice, or lets it be heard again. Throws what the core refuses. */
export async function mute(kind: Notice['kind'], muted: boolean): Promise<void> {
  try {
    await need(api.PUT('/api/inbox/kinds/{kind}', { params: { path: { kind } }, body: { muted } }));
  } finally {
    void again();
  }
}

/** The same from a menu: said with a way back. */
export async function muteKind(kind: Notice['kind']): Promise<void> {
  try {
    await mute(kind, true);
    const back = { text: t.undo, run: () => void mute(kind, false).catch(() => undefined) };
    toasts.say(t.notices.muted(kindName(kind)), back, `mute ${kind}`);
  } catch (fault) {
    toasts.fail(`${t.notices.notKept}: ${why(fault)}`);
  }
}
