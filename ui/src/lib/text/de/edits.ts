/** Was getan wurde, in Worten, die am Anfang groß und nach einem Doppelpunkt richtig stehen. */
import type { Catalogue } from '../en';
import { many } from './many';

const named = (title: string, other: string) => (title ? `„${title}“` : other);
const said = (reason: string) => (reason ? `: „${reason}“` : '');
const articles = (title: string, n: number, verb: string) =>
  `${n === 1 ? named(title, 'ein Artikel') : many(n, 'Artikel', 'Artikel')} ${verb}`;
const feed = (title: string, n: number, verb: string) =>
  `${n === 1 ? named(title, 'ein Feed') : many(n, 'Feed', 'Feeds')} ${verb}`;

const notice = (title: string, n: number, verb: string) =>
  `${n === 1 ? named(title, 'ein Hinweis') : many(n, 'Hinweis', 'Hinweise')} ${verb}`;

export const edits: Catalogue['edits'] = {
  actions: {
    subscribed: (title, n) => feed(title, n, 'hinzugefügt'),
    unsubscribed: (title, n) => feed(title, n, 'entfernt'),
    renamed: (title, n) => feed(title, n, 'umbenannt'),
    filed: (title, n) => feed(title, n, 'in einen anderen Ordner gelegt'),
    moved: (title, n) => feed(title, n, 'mit neuer Adresse'),
    marked_read: (title, n) => articles(title, n, 'als gelesen markiert'),
    marked_unread: (title, n) => articles(title, n, 'als ungelesen markiert'),
    starred: (title, n) => articles(title, n, 'mit Stern versehen'),
    unstarred: (title, n) => articles(title, n, 'ohne Stern'),
    saved: (title, n) => articles(title, n, 'gemerkt'),
    unsaved: (title, n) => articles(title, n, 'nicht mehr gemerkt'),
    settings_changed: (title) => (title ? `Einstellungen geändert: ${title}` : 'Einstellungen geändert'),
    imported: (title, n) => `${many(n, 'Feed', 'Feeds')}${title ? ` aus ${title}` : ''} importiert`,
    imported_export: () => 'einen Export von Lorch importiert',
    import_undone: (title) => `einen Import${title ? ` (${title})` : ''} rückgängig gemacht`,
    linked: (title) => `von zwei Dingen gesagt, dass sie dasselbe sind${said(title)}`,
    told_apart: (title) => `von zwei Dingen gesagt, dass sie nicht dasselbe sind${said(title)}`,
    unlinked: (title) => `zurückgenommen, was von zwei Dingen gesagt war${said(title)}`,
    folder_renamed: (title) => `Ordner ${named(title, '')} umbenannt`.replace('  ', ' '),
    rule_added: (title) => `Regel ${named(title, '')} hinzugefügt`.replace('  ', ' '),
    rule_changed: (title) => `Regel ${named(title, '')} geändert`.replace('  ', ' '),
    rule_removed: (title) => `Regel ${named(title, '')} entfernt`.replace('  ', ' '),
    activity_added: (title) => `${named(title, 'etwas')} geplant`,
    activity_changed: (title) => `${named(title, 'etwas Geplantes')} geändert`,
    activity_moved: (title) => `${named(title, 'etwas Geplantes')} verschoben`,
    activity_done: (title) => `${named(title, 'etwas')} erledigt`,
    activity_reopened: (title) => `${named(title, 'etwas')} doch nicht erledigt`,
    notice_archived: (title, n) => notice(title, n, 'abgeräumt'),
    notice_unarchived: (title, n) => notice(title, n, 'zurückgelegt'),
    activity_removed: (title) => `${named(title, 'etwas Geplantes')} entfernt`,
    restored: (title) => `${named(title, 'etwas')} auf einen früheren Stand gebracht`,
  },
  other: (title) => `${named(title, 'etwas')} geändert`,
  undone: (what) => `Rückgängig: ${what}`,
  redone: (what) => `Wiederholt: ${what}`,
  nothingToUndo: 'Es gibt nichts rückgängig zu machen',
  nothingToRedo: 'Es gibt nichts zu wiederholen',
  undoFailed: 'Das ließ sich nicht rückgängig machen',
  redoFailed: 'Das ließ sich nicht wiederholen',
};
