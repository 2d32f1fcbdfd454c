/** The words of Settings. */
import { many } from './many';

/** What Settings says. */
export const settings = {
  sections: 'Sections',
  filter: 'Filter settings',
  noMatch: (words: string) => `Nothing here matches “${words}”.`,
  clearFilter: 'Clear the filter',
  failed: 'This could not be read',
  reset: 'Reset',
  refused: 'That was not kept',

  general: {
    name: 'General',
    theme: 'Theme',
    themeText: 'System follows your desktop, day and night. On this device only.',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    interval: 'Refresh',
    intervalText: 'Minutes between two checks of a feed that names no interval of its own, 15 to 1,440.',
    intervalWrong: 'A whole number from 15 to 1,440.',
    proxy: 'Proxy',
    proxyText:
      'Used for every outward request: http://host:port or socks5://host:port; empty for none. The proxy variables of the environment are ignored.',
    network: 'Allowed addresses',
    networkText: 'Which addresses on this machine and in your network Lorch may ask.',
    toNetwork: 'Open in Sources',
  },
  bin: {
    name: 'Bin',
    text: 'What you remove lies here for 30 days, with everything that belonged to it.',
    things: (n: string) => many(n, 'thing', 'things'),
    empty: 'The bin is empty. What you remove lies here for 30 days.',
    kinds: { subscription: 'Feed', rule: 'Rule', folder: 'Folder', article: 'Article' } as Record<
      string,
      string
    >,
    removed: (when: string) => `removed ${when}`,
    until: (when: string) => `gone for good ${when}`,
    restore: 'Restore',
    restoreOf: (title: string) => `Restore “${title}”`,
    restored: (title: string) => `“${title}” is back`,
    restoreFailed: 'That was not restored',
    purge: 'Delete for good',
    purgeOf: (title: string) => `Delete for good: “${title}”`,
    purgeTitle: (title: string) => `Delete “${title}” for good?`,
    emptyNow: 'Empty the bin',
    emptyTitle: 'Empty the bin?',
    reaches: 'What it reaches',
    reachesText:
      'The thing itself, its former states, what came with it and what Search knows of it are rewritten away in this profile. There is no undo.',
    not: 'What it does not reach',
    notText:
      'Copies made before still hold it until they age out. Your other devices delete it when they next meet this one. A file you exported stays as it is.',
    typeLabel: (word: string) => `Type ${word} to go on`,
    deleting: 'Deleting',
    purged: (n: string) => `${many(n, 'thing is', 'things are')} deleted for good`,
    heldBy: (parts: string) => `${parts} may still hold it`,
    backups: (n: string) => many(n, 'copy', 'copies'),
    devices: (n: string) => many(n, 'device', 'devices'),
    purgeFailed: 'That was not deleted',
    andMore: (n: string) => `Show ${n} more`,
  },
  history: {
    name: 'History',
    text: 'What you did, newest first. Ctrl Z takes back the last; here you can take back any.',
    empty: 'Nothing done yet. What you change will be listed here, each with a way back.',
    undo: 'Undo',
    redo: 'Redo',
    undoOf: (what: string) => `Undo: ${what}`,
    redoOf: (what: string) => `Redo: ${what}`,
    undone: 'undone',
    older: 'Show older',
    list: 'What you did',
  },
  profile: {
    name: 'This profile',
    folder: 'Folder',
    folderText: 'Everything Lorch keeps lies here, readable by you alone.',
    version: 'Version',
    versionText: 'The Lorch that runs now.',
  },
};
