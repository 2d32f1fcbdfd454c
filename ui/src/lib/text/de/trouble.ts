/** Was gesagt wird, wenn mit den Dateien des Profils etwas nicht stimmt. */
import type { Catalogue } from '../en';

export const trouble: Catalogue['trouble'] = {
  title: 'Dein Profil lässt sich nicht öffnen',
  found: 'Was gefunden wurde',
  ways: 'Was du tun kannst',
  restore: 'Zur neuesten guten Kopie zurück',
  restoreText: (kind, when, size) =>
    `${kind}, gemacht ${when}, ${size}. Die jetzige Datei wird beiseitegelegt, nicht überschrieben.`,
  restoreNow: 'Zurückholen',
  noBackups: 'Es gibt keine Kopie, zu der es zurückgeht.',
  unlisted: 'Von hier aus sind die Kopien nicht zu sehen. Im Terminal hilft lorch restore.',
  over: 'Mit einem leeren Profil anfangen',
  overText:
    'Die jetzige Datei wird beiseitegelegt, wie sie ist, damit man sie noch ansehen oder richten kann.',
  overNow: 'Leer anfangen',
  overTitle: 'Mit einem leeren Profil anfangen?',
  overDialog:
    'Lorch legt die jetzige Datei neben der neuen beiseite und fängt mit nichts darin an. Die Kopien bleiben, wo sie sind: Du kannst später in den Einstellungen zu einer zurück.',
  starting: 'Fängt an',
  overFailed: 'Das leere Profil wurde nicht angelegt',
  keptTitle: 'Du fängst mit einem leeren Profil an',
  keptText: 'Die Datei, die sich nicht öffnen ließ, liegt hier:',
  goOn: 'Weiter',
  toSettings: 'In den Einstellungen öffnen',
  vaultFile: 'Die Passphrase des Tresors eingeben',
  vaultFileText: 'In ihm liegt der Schlüssel dieses Profils.',
  keyring: 'Den Schlüsselbund öffnen',
  keyringText: 'In ihm liegt der Schlüssel dieses Profils. Dein Desktop fragt nach dem Passwort.',
  again: 'Noch einmal versuchen',
  againText: 'Wenn du sie selbst gerichtet hast.',
  trying: 'Versucht es',
  copy: 'Einzelheiten kopieren',
  copied: 'Die Einzelheiten sind in der Zwischenablage',
};
