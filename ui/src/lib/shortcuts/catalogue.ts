/** Every shortcut there is: its usual keys and what it does. Screens bind them by name; Settings lists and changes them. */
import { t } from '../text';

/** One shortcut. Those without words are second ways, neither listed nor changed. */
export interface Shortcut {
  keys: readonly string[];
  does?: string;
  /** Also works while text is typed: only for keys with Mod and for F-keys. */
  always?: boolean;
}

const place = <K extends string>(title: () => string, keys: Record<K, Shortcut>) => ({
  get title() {
    return title();
  },
  keys,
});
/** A shortcut whose words are read when they are shown: the language may have changed. */
const key = (keys: readonly string[], does: () => string, always = false): Shortcut => ({
  keys,
  always,
  get does() {
    return does();
  },
});
const NEXT = ['j', 'ArrowDown'];
const PREVIOUS = ['k', 'ArrowUp'];
const next = key(NEXT, () => t.keys.next);
const previous = key(PREVIOUS, () => t.keys.previous);
const open = key(['o', 'Enter'], () => t.keys.open);
const back = key(['Escape'], () => t.keys.back);
const filter = key(['/'], () => t.keys.filter);
const goTo = (letter: string, room: keyof typeof t.rooms) =>
  key([`g ${letter}`], () => t.keys.goTo(t.rooms[room]));

/** The shortcuts by screen, in the order in which they are listed. */
export const catalogue = {
  everywhere: place(() => t.keys.everywhere, {
    palette: key(['Mod+k'], () => t.keys.palette, true),
    today: goTo('t', 'today'),
    timeline: goTo('m', 'timeline'),
    planner: goTo('p', 'planner'),
    coding: goTo('c', 'coding'),
    listening: goTo('l', 'listening'),
    reader: goTo('r', 'reader'),
    inbox: goTo('n', 'inbox'),
    system: goTo('y', 'system'),
    sources: goTo('o', 'sources'),
    devices: goTo('d', 'devices'),
    search: goTo('/', 'search'),
    settings: goTo(',', 'settings'),
    help: goTo('h', 'help'),
    pane: key(['F6'], () => t.keys.panes, true),
    paneBack: { keys: ['Shift+F6'], always: true },
    sidebar: key(['Mod+b'], () => t.keys.sidebar, true),
    theme: key(['Mod+Shift+l'], () => t.keys.theme, true),
    veil: key(['Mod+Shift+v'], () => t.keys.veil, true),
    undo: key(['Mod+z'], () => t.keys.undo),
    redo: key(['Mod+Shift+z', 'Mod+y'], () => t.keys.redo),
    sheet: key(['?'], () => t.keys.sheet),
  }),
  today: place(() => t.rooms.today, {
    next,
    previous,
    done: key(['d'], () => t.planner.keys.done),
    star: key(['s'], () => t.reader.toggleStar),
    read: key(['m'], () => t.reader.toggleRead),
    original: key(['v'], () => t.reader.openOriginal),
  }),
  timeline: place(() => t.rooms.timeline, {
    next,
    previous,
    open,
    back,
    star: key(['s'], () => t.reader.toggleStar),
    read: key(['m'], () => t.reader.toggleRead),
    original: key(['v'], () => t.reader.openOriginal),
    older: key(['['], () => t.keys.olderMonth),
    newer: key([']'], () => t.keys.newerMonth),
    detail: key(['Mod+\\'], () => t.keys.detail, true),
    first: key(['.', 'Home'], () => t.keys.first),
    last: key(['End'], () => t.keys.last),
    down: { keys: ['PageDown'] },
    up: { keys: ['PageUp'] },
  }),
  planner: place(() => t.rooms.planner, {
    next,
    previous,
    open,
    create: key(['c'], () => t.planner.keys.create),
    edit: key(['e'], () => t.planner.keys.edit),
    done: key(['d'], () => t.planner.keys.done),
    plan: key(['p'], () => t.planner.keys.plan),
    remove: key(['Delete'], () => t.planner.keys.remove),
    earlier: key(['Alt+ArrowLeft'], () => t.planner.keys.earlier),
    later: key(['Alt+ArrowRight'], () => t.planner.keys.later),
    weekBack: key(['Alt+ArrowUp'], () => t.planner.keys.weekBack),
    weekOn: key(['Alt+ArrowDown'], () => t.planner.keys.weekOn),
    back: key(['['], () => t.planner.keys.back),
    on: key([']'], () => t.planner.keys.on),
    now: key(['.'], () => t.planner.keys.now),
    month: key(['1'], () => t.planner.keys.month),
    list: key(['4'], () => t.planner.keys.list),
    close: back,
    down: { keys: ['PageDown'] },
    up: { keys: ['PageUp'] },
  }),
  coding: place(() => t.rooms.coding, {
    next: key(NEXT, () => t.coding.keys.next),
    previous: key(PREVIOUS, () => t.coding.keys.previous),
    calendar: key(['c'], () => t.coding.keys.calendar),
    back: key(['['], () => t.coding.keys.back),
    on: key([']'], () => t.coding.keys.on),
    now: key(['.'], () => t.coding.keys.now),
    all: key(['1'], () => t.coding.keys.all),
    own: key(['2'], () => t.coding.keys.own),
    work: key(['3'], () => t.coding.keys.work),
  }),
  listening: place(() => t.rooms.listening, {
    back: key(['['], () => t.listening.keys.back),
    on: key([']'], () => t.listening.keys.on),
    now: key(['.'], () => t.listening.keys.now),
    week: key(['1'], () => t.listening.periods.week),
    month: key(['2'], () => t.listening.periods.month),
    year: key(['3'], () => t.listening.periods.year),
    all: key(['4'], () => t.listening.periods.all),
  }),
  reader: place(() => t.rooms.reader, {
    next: key(NEXT, () => t.reader.next),
    previous: key(PREVIOUS, () => t.reader.previous),
    open,
    back,
    page: key([' '], () => t.reader.page),
    pageBack: { keys: ['Shift+ '] },
    star: key(['s'], () => t.reader.toggleStar),
    read: key(['m'], () => t.reader.toggleRead),
    save: key(['w'], () => t.reader.toggleSaved),
    original: key(['v'], () => t.reader.openOriginal),
    full: key(['f'], () => t.reader.fullText),
    above: key(['Shift+a'], () => t.reader.markAbove),
    rename: key(['F2'], () => t.reader.renameFolder),
    filter,
    add: key(['c'], () => t.reader.addFeed),
    larger: key(['+', '='], () => t.reader.larger),
    smaller: key(['-'], () => t.reader.smaller),
  }),
  inbox: place(() => t.rooms.inbox, {
    next,
    previous,
    open,
    clear: key(['d'], () => t.inbox.keys.clear),
    snooze: key(['h'], () => t.inbox.keys.snooze),
    done: key(['x'], () => t.inbox.keys.done),
    read: key(['m'], () => t.inbox.keys.read),
    above: key(['Shift+a'], () => t.inbox.keys.above),
    clearDone: key(['Shift+d'], () => t.inbox.keys.clearDone),
    menu: key(['.'], () => t.inbox.keys.menu),
    back,
    first: { keys: ['Home'] },
    last: { keys: ['End'] },
    down: { keys: ['PageDown'] },
    up: { keys: ['PageUp'] },
  }),
  system: place(() => t.rooms.system, {
    earlier: key(['ArrowLeft'], () => t.system.keys.earlier),
    later: key(['ArrowRight'], () => t.system.keys.later),
    farEarlier: key(['Shift+ArrowLeft'], () => t.system.keys.farEarlier),
    farLater: key(['Shift+ArrowRight'], () => t.system.keys.farLater),
    pin: key(['Enter'], () => t.system.keys.pin),
    zoomIn: key(['+', '='], () => t.system.keys.zoomIn),
    zoomOut: key(['-'], () => t.system.keys.zoomOut),
    reset: key(['Escape'], () => t.system.keys.reset),
    back: key(['['], () => t.system.keys.back),
    on: key([']'], () => t.system.keys.on),
    now: key(['.'], () => t.system.keys.now),
    pause: key(['p'], () => t.system.keys.pause),
    first: { keys: ['Home'] },
    last: { keys: ['End'] },
    '15m': key(['1'], () => t.system.keys.range(t.system.ranges['15m'])),
    '1h': key(['2'], () => t.system.keys.range(t.system.ranges['1h'])),
    '6h': key(['3'], () => t.system.keys.range(t.system.ranges['6h'])),
    '24h': key(['4'], () => t.system.keys.range(t.system.ranges['24h'])),
    '7d': key(['5'], () => t.system.keys.range(t.system.ranges['7d'])),
    '30d': key(['6'], () => t.system.keys.range(t.system.ranges['30d'])),
  }),
  sources: place(() => t.rooms.sources, {
    next: key(NEXT, () => t.sources.keys.next),
    previous: key(PREVIOUS, () => t.sources.keys.previous),
    add: key(['c'], () => t.sources.keys.add),
    filter,
    back,
  }),
  devices: place(() => t.rooms.devices, {
    next,
    previous,
    pair: key(['c'], () => t.devices.keys.pair),
    join: key(['v'], () => t.devices.keys.join),
    sync: key(['s'], () => t.devices.keys.sync),
    rename: key(['e'], () => t.devices.keys.rename),
  }),
  search: place(() => t.rooms.search, {
    edit: key(['/'], () => t.search.edit),
    next,
    previous,
    open,
    back: { keys: ['Escape'] },
  }),
  help: place(() => t.rooms.help, {
    filter: key(['/'], () => t.help.filter),
  }),
  settings: place(() => t.rooms.settings, {
    filter: key(['/'], () => t.settings.filter),
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
