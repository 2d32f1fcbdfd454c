/** Die Wörter der Anmeldung. */
import type { Catalogue } from '../en';

export const signin: Catalogue['signin'] = {
  title: 'Anmelden',
  workingTitle: 'Du wirst angemeldet',
  spentTitle: 'Dieser Link wurde schon benutzt',
  spentText: 'Ein Anmeldelink gilt einmal und nur kurz. Mach einen neuen, dort wo Lorch läuft:',
  absentTitle: 'Diese Seite braucht einen Anmeldelink',
  absentText:
    'Lorch antwortet nur Seiten, die du selbst geöffnet hast. Mach einen Link, dort wo Lorch läuft, und öffne ihn in diesem Browser:',
  command: 'lorch serve --link',
  why: 'Der Link gibt diesem Tab einen Schlüssel, der mit dem Tab verfällt.',
  failedTitle: 'Die Anmeldung ging schief',
};
