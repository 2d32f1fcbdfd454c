/** What was changed of a feed, in words. */
import type { State } from '../api';
import { clock, dayShortAndTime, t } from '../text';

type FieldChange = State['fields'][number];

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** `Folder: Craft → Craft/Wood`; only the new value where there was none. */
export function changed({ field, from, to }: FieldChange): string {
  if (field === 'removed') return to === null ? t.sources.changeReturned : t.sources.changeRemoved;
  const name = t.sources.changeFields[field] ?? field;
  const said = (value: FieldChange['to']) => {
    if (value === null || value === '') return t.sources.changeNone;
    return MOMENT.test(String(value)) ? dayShortAndTime({ at: String(value) }, clock.now) : String(value);
  };
  return from === null || from === ''
    ? t.sources.changeTo(name, said(to))
    : t.sources.changeOf(name, said(from), said(to));
}
