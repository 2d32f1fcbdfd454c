/** The words of Settings. */

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
