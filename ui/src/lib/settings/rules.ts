/** What a person does with rules. Each throws {@link Refused} or {@link Unreachable} when it fails. */
import { api, edited, type Rule, type RuleEdit } from '../api';
import { offerUndo } from '../edits';
import { t } from '../text';

const words = t.settings.rules;

/** Makes a rule and offers Undo. */
export async function addRule(rule: RuleEdit): Promise<void> {
  const { data, edit } = await edited(api.POST('/api/reader/rules', { body: rule }));
  offerUndo(words.added(data.name), [edit]);
}

/** Changes a rule. */
export async function editRule(id: string, edit: RuleEdit): Promise<void> {
  await edited(api.PATCH('/api/reader/rules/{id}', { params: { path: { id } }, body: edit }));
}

/** Removes a rule at once; Undo, and the bin, bring it back. */
export async function removeRule(rule: Rule): Promise<void> {
  const { edit } = await edited(api.DELETE('/api/reader/rules/{id}', { params: { path: { id: rule.id } } }));
  offerUndo(words.removed(rule.name), [edit]);
}
