/** Every shortcut there is: its usual keys and what it does. Screens bind them by name; Settings lists and changes them. */
import { t } from '../text';

/** One shortcut. Those without words are second ways, neither listed nor changed. */
export interface Shortcut {
  keys: readonly string[];
  does?: string;
  /** Also works while text is typed: only for keys with Mod and for F-keys. */
  always?: boolean;
}

const place = <K extends string>(title: string, keys: Record<K, Shortcut>) => ({ title, keys });
const next = { keys: ['j', 'ArrowDown'], does: t.keys.next };
const previous = { keys: ['k', 'ArrowUp'], does: t.keys.previous };
const open = { keys: ['o', 'Enter'], does: t.keys.open };
const back = { keys: ['Escape'], does: t.keys.back };
const filter = { keys: ['/'], does: t.keys.filter };
const goTo = (key: string, room: string) => ({ keys: [`g ${key}`], does: t.keys.goTo(room) });

/** The shortcuts by screen, in the order in which they are listed. */
export const catalogue = {
  everywhere: place(t.keys.everywhere, {
    palette: { keys: ['Mod+k'], does: t.keys.palette, always: true },
    timeline: goTo('t', t.rooms.timeline),
    reader: goTo('r', t.rooms.reader),
    sources: goTo('o', t.rooms.sources),
    search: goTo('/', t.rooms.search),
    settings: goTo(',', t.rooms.settings),
    help: goTo('h', t.rooms.help),
    pane: { keys: ['F6'], does: t.keys.panes, always: true },
    paneBack: { keys: ['Shift+F6'], always: true },
    sidebar: { keys: ['Mod+b'], does: t.keys.sidebar, always: true },
    theme: { keys: ['Mod+Shift+l'], does: t.keys.theme, always: true },
    veil: { keys: ['Mod+Shift+v'], does: t.keys.veil, always: true },
    undo: { keys: ['Mod+z'], does: t.keys.undo },
    redo: { keys: ['Mod+Shift+z', 'Mod+y'], does: t.keys.redo },
    sheet: { keys: ['?'], does: t.keys.sheet },
  }),
  timeline: place(t.rooms.timeline, {
    next,
    previous,
    open,
    back,
    star: { keys: ['s'], does: t.reader.toggleStar },
    read: { keys: ['m'], does: t.reader.toggleRead },
    original: { keys: ['v'], does: t.reader.openOriginal },
    older: { keys: ['['], does: t.keys.olderMonth },
    newer: { keys: [']'], does: t.keys.newerMonth },
    detail: { keys: ['Mod+\\'], does: t.keys.detail, always: true },
    first: { keys: ['.', 'Home'], does: t.keys.first },
    last: { keys: ['End'], does: t.keys.last },
    down: { keys: ['PageDown'] },
    up: { keys: ['PageUp'] },
  }),
  reader: place(t.rooms.reader, {
    next: { ...next, does: t.reader.next },
    previous: { ...previous, does: t.reader.previous },
    open,
    back,
    page: { keys: [' '], does: t.reader.page },
    pageBack: { keys: ['Shift+ '] },
    star: { keys: ['s'], does: t.reader.toggleStar },
    read: { keys: ['m'], does: t.reader.toggleRead },
    save: { keys: ['w'], does: t.reader.toggleSaved },
    original: { keys: ['v'], does: t.reader.openOriginal },
    above: { keys: ['Shift+a'], does: t.reader.markAbove },
    rename: { keys: ['F2'], does: t.reader.renameFolder },
    filter,
    add: { keys: ['c'], does: t.reader.addFeed },
    larger: { keys: ['+', '='], does: t.reader.larger },
    smaller: { keys: ['-'], does: t.reader.smaller },
  }),
  sources: place(t.rooms.sources, {
    next: { ...next, does: t.sources.keys.next },
    previous: { ...previous, does: t.sources.keys.previous },
    add: { keys: ['c'], does: t.sources.keys.add },
    filter,
    back,
  }),
  search: place(t.rooms.search, {
    edit: { keys: ['/'], does: t.search.edit },
    next,
    previous,
    open,
    back: { keys: ['Escape'] },
  }),
  settings: place(t.rooms.settings, {
    filter: { keys: ['/'], does: t.settings.filter },
  }),
  help: place(t.rooms.help, {
    filter: { keys: ['/'], does: t.help.filter },
  }),
};

/** A screen that has shortcuts. */
export type Place = keyof typeof catalogue;
/** The names of a screen's shortcuts. */
export type NameIn<P extends Place> = keyof (typeof catalogue)[P]['keys'] & string;

/** A shortcut by the screen's word and its own: `reader.star`. */
export function shortcutOf(id: string): Shortcut | undefined {
  const [screen = '', name = ''] = id.split('.');
  const found = catalogue[screen as Place] as { keys: Record<string, Shortcut> } | undefined;
  return found?.keys[name];
}
