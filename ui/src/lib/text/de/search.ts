/** Die Wörter der Suche. */
import type { Catalogue } from '../en';
import { many } from './many';

export const search: Catalogue['search'] = {
  label: 'Alles durchsuchen',
  placeholder: 'Alles durchsuchen',
  clear: 'Leeren',
  order: 'Reihenfolge',
  newest: 'Neueste',
  closest: 'Beste',
  found: (n) => many(n, 'Eintrag', 'Einträge'),
  foundMore: (n) => `${n}+ Einträge`,
  inTime: (count, time) => `${count} in ${time}`,
  results: 'Treffer',
  startTitle: 'Durchsuche alles, was du aufhebst.',
  startText:
    'Titel und Texte, während du tippst. „Wörter in Anführungszeichen“ werden nebeneinander gefunden, und das letzte Wort findet auch seine längeren Formen.',
  noneTitle: (words) => `Nichts gefunden für „${words}“.`,
  noneText:
    'Versuch es mit weniger oder kürzeren Wörtern. Finden lässt sich nur, was Lorch schon geholt hat.',
  failedTitle: 'Die Suche ging schief',
  open: 'Öffnen',
  edit: 'Zurück zu den Wörtern',
  year: 'Jahr',
  narrow: 'Treffer eingrenzen',
  widen: 'Alle Treffer zeigen',
  noneNarrowed: 'Vielleicht gibt es welche jenseits dessen, worauf du eingegrenzt hast.',
  atLeast: (n) => `${n}+`,
};
