/** Was Lorch tut, während sein Fenster zu ist. */
import type { Catalogue } from '../en';

export const background: Catalogue['background'] = {
  name: 'Wenn das Fenster zu ist',
  tray: 'Im Infobereich bleiben',
  trayText:
    'Schließen lässt Lorch dort weiterlaufen: Feeds werden abgerufen, Erinnerungen kommen. Beenden beendet es.',
  noTray: 'Diese Arbeitsfläche zeigt gerade keinen Infobereich, darum beendet Schließen Lorch.',
  autostart: 'Mit der Sitzung starten',
  autostartText: 'Lorch beginnt im Infobereich, wenn du dich an diesem Rechner anmeldest.',
};
