/** Die Wörter der Hilfe. */
import type { Catalogue } from '../en';

export const help: Catalogue['help'] = {
  pages: 'Seiten',
  text: 'Handbuch',
  filter: 'Handbuch durchsuchen',
  noMatch: (words) => `Auf keiner Seite steht „${words}“.`,
  clearFilter: 'Alle Seiten zeigen',
  failed: 'Das Handbuch ließ sich nicht lesen',
};
