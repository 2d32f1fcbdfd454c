/** Undo and redo across screens. The core keeps the edits; the page only asks, one after the other. */
import { api, codeOf, need, why, written, type Edit } from '../api';
import { toasts } from '../kit';
import { t } from '../text';
import { told } from './words';

/** What the toasts about the last turn are about: what is done next takes their place. */
const TURN = 'turn';
/** Edits that one gesture made, by the number of each: they are undone together. */
const together = new Map<string, readonly string[]>();
let last: Promise<void> = Promise.resolve();

/** Says what was done and offers to undo it; without numbers it is only said. */
export function offerUndo(text: string, edits: readonly (string | null)[]): void {
  toasts.forget(TURN);
  const numbers = edits.filter((edit) => edit !== null).sort((a, b) => Number(a) - Number(b));
  const newest = numbers.at(-1);
  if (newest === undefined) return toasts.say(text);
  if (numbers.length > 1) for (const number of numbers) together.set(number, numbers);
  toasts.say(text, { text: t.undo, run: () => void undo(newest) }, about(newest));
}

/** Takes away the offer to undo this edit, which Ctrl Z and the history still can. */
export function forgetUndo(edit: string): void {
  toasts.forget(about(edit));
}

/** Undoes the edit with this number; without one, the newest that is not undone. */
export function undo(number?: string): Promise<void> {
  return inTurn(() => turn('undo', number));
}

/** Does an undone edit again. */
export function redo(number?: string): Promise<void> {
  return inTurn(() => turn('redo', number));
}

const about = (number: string) => `edit ${number}`;

function inTurn(work: () => Promise<void>): Promise<void> {
  last = last.then(work);
  return last;
}

async function turn(way: 'undo' | 'redo', number: string | undefined): Promise<void> {
  await written();
  try {
    const edit = await ask(way, number);
    const others = (together.get(edit.number) ?? []).filter((other) => other !== edit.number);
    for (const other of way === 'undo' ? others.reverse() : others) await ask(way, other);
    for (const gone of [edit.number, ...others]) toasts.forget(about(gone));
    say(way, { ...edit, count: edit.count + others.length });
  } catch (fault) {
    const code = codeOf(fault);
    if (code === 'nothing_to_undo') toasts.say(t.edits.nothingToUndo, undefined, TURN);
    else if (code === 'nothing_to_redo') toasts.say(t.edits.nothingToRedo, undefined, TURN);
    else toasts.fail(`${way === 'undo' ? t.edits.undoFailed : t.edits.redoFailed}: ${why(fault)}`);
  }
}

function ask(way: 'undo' | 'redo', number: string | undefined): Promise<Edit> {
  const body = number === undefined ? {} : { number };
  return need(way === 'undo' ? api.POST('/api/edits/undo', { body }) : api.POST('/api/edits/redo', { body }));
}

function say(way: 'undo' | 'redo', edit: Edit): void {
  if (way === 'undo')
    toasts.say(t.edits.undone(told(edit)), { text: t.redo, run: () => void redo(edit.number) }, TURN);
  else toasts.say(t.edits.redone(told(edit)), { text: t.undo, run: () => void undo(edit.number) }, TURN);
}
