/** Was um jede Ansicht herum steht. */
import type { Catalogue } from '../en';
import { many } from './many';

export const rooms: Catalogue['rooms'] = {
  today: 'Heute',
  timeline: 'Zeitachse',
  planner: 'Planer',
  coding: 'Code',
  listening: 'Hören',
  reader: 'Lesen',
  inbox: 'Eingang',
  system: 'System',
  sources: 'Quellen',
  devices: 'Geräte',
  search: 'Suche',
  settings: 'Einstellungen',
  help: 'Hilfe',
};

export const frame: Catalogue['frame'] = {
  name: 'Lorch',
  title: (screen) => `${screen} – Lorch`,
  skip: 'Zum Inhalt',
  navigation: 'Ansichten',
  areas: 'Bereiche',
  people: 'Menschen & Deutung',
  unread: (n) => `${n} ungelesen`,
  more: 'Mehr',
  notices: 'Meldungen',
  resizeDetail: 'Breite der Einzelheiten',
  checked: (when, feeds) => `Geprüft ${when} · ${many(feeds, 'Feed', 'Feeds')}`,
  unchecked: (feeds) => `${many(feeds, 'Feed', 'Feeds')}, noch nicht geprüft`,
  noFeeds: 'Noch keine Feeds',
  paused: 'Angehalten: nichts wird von selbst abgerufen',
  refreshing: (done, total) => `Prüft ${done} von ${total}`,
  needYou: (n) => many(n, 'Feed braucht dich', 'Feeds brauchen dich'),
  asksYou: (name) => `${name} braucht dich`,
  connected: (n) => `${many(n, 'Quelle', 'Quellen')} verbunden`,
  synced: (when, devices) => `Abgeglichen ${when} · ${many(devices, 'Gerät', 'Geräte')}`,
  unsynced: (devices) => `${many(devices, 'Gerät', 'Geräte')}, noch nicht abgeglichen`,
  offline: (n) => `Offline – ${many(n, 'Änderung wartet', 'Änderungen warten')}`,
  catchingUp: (device) => `Holt ${device} ein`,
  devicesNeed: 'Deine Geräte brauchen dich',
  deviceNeeds: (device) => `${device} braucht dich`,
  away: 'Lorch antwortet nicht – neuer Versuch läuft',
  back: 'Lorch antwortet wieder',
  asking: 'Fragt Lorch nach dem Stand',
  lostTitle: 'Unter dieser Adresse gibt es keine Seite',
  lostText: 'Vielleicht ist sie umgezogen, oder die Adresse wurde beim Kopieren abgeschnitten.',
  toToday: 'Zu Heute',
  brokenTitle: 'Diese Seite ließ sich nicht laden',
  brokenText:
    'Deinen Daten ist nichts passiert. Wurde Lorch aktualisiert, während diese Seite offen war, lade sie neu.',
  loadAgain: 'Neu laden',
};

export const veil: Catalogue['veil'] = {
  on: 'Namen und Titel sind verschleiert',
  off: 'Namen und Titel sind wieder zu sehen',
  lift: 'Schleier heben',
};

export const fault: Catalogue['fault'] = {
  unreachable: 'Lorch antwortet nicht',
  unreachableText:
    'Nichts von dem, was du aufhebst, ist verloren. Diese Seite versucht es von selbst wieder; wurde Lorch beendet, starte es neu.',
  unexpected: 'Etwas ist schiefgegangen',
};
