/** Edits in words. */
import type { Edit } from '../api';
import { t } from '../text';

type Say = (title: string, n: number) => string;

/** What an edit did: `renamed “Slow Systems”`. A word this page does not know yet is told as a change. */
export function told({ action, title, count: n }: Pick<Edit, 'action' | 'title' | 'count'>): string {
  const say = (t.edits.actions as Partial<Record<string, Say>>)[action] ?? t.edits.other;
  return say(title, n);
}
