/** What was done, in words that stand alone with a capital and after a colon without. */
import { many } from './many';

const named = (title: string, other: string) => (title ? `“${title}”` : other);
const said = (reason: string) => (reason ? `: “${reason}”` : '');
const articles = (verb: string, title: string, n: number, as = '') =>
  `${verb} ${n === 1 ? named(title, 'an article') : many(n, 'article', 'articles')}${as}`;
const feed = (verb: string, title: string, n: number, after = '') =>
  `${verb} ${n === 1 ? named(title, 'a feed') : many(n, 'feed', 'feeds')}${after}`;

const notice = (verb: string, title: string, n: number) =>
  `${verb} ${n === 1 ? named(title, 'a notice') : many(n, 'notice', 'notices')}`;

/** What an edit did, by its action. */
export const edits = {
  actions: {
    subscribed: (title: string, n: number) => feed('added', title, n),
    unsubscribed: (title: string, n: number) => feed('removed', title, n),
    renamed: (title: string, n: number) => feed('renamed', title, n),
    filed: (title: string, n: number) => feed('put', title, n, ' into another folder'),
    moved: (title: string, n: number) => feed('changed the address of', title, n),
    marked_read: (title: string, n: number) => articles('marked', title, n, ' as read'),
    marked_unread: (title: string, n: number) => articles('marked', title, n, ' as unread'),
    starred: (title: string, n: number) => articles('starred', title, n),
    unstarred: (title: string, n: number) => articles('took the star from', title, n),
    saved: (title: string, n: number) => articles('saved', title, n),
    unsaved: (title: string, n: number) => articles('no longer saved', title, n),
    settings_changed: (title: string) => (title ? `changed settings: ${title}` : 'changed settings'),
    imported: (title: string, n: number) =>
      `imported ${many(n, 'feed', 'feeds')}${title ? ` from ${title}` : ''}`,
    imported_export: () => 'imported what Lorch exported',
    import_undone: (title: string) => `undid an import${title ? ` (${title})` : ''}`,
    linked: (title: string) => `said that two things are the same${said(title)}`,
    told_apart: (title: string) => `said that two things are not the same${said(title)}`,
    unlinked: (title: string) => `took back what was said of two things${said(title)}`,
    folder_renamed: (title: string) => `renamed the folder ${named(title, '')}`.trim(),
    rule_added: (title: string) => `added the rule ${named(title, '')}`.trim(),
    rule_changed: (title: string) => `changed the rule ${named(title, '')}`.trim(),
    rule_removed: (title: string) => `removed the rule ${named(title, '')}`.trim(),
    activity_added: (title: string) => `planned ${named(title, 'something')}`,
    activity_changed: (title: string) => `changed ${named(title, 'something planned')}`,
    activity_moved: (title: string) => `moved ${named(title, 'something planned')}`,
    activity_done: (title: string) => `${named(title, 'something')} done`,
    activity_reopened: (title: string) => `${named(title, 'something')} not done after all`,
    notice_archived: (title: string, n: number) => notice('cleared', title, n),
    notice_unarchived: (title: string, n: number) => notice('brought back', title, n),
    activity_removed: (title: string) => `removed ${named(title, 'something planned')}`,
    restored: (title: string) => `put ${named(title, 'something')} back into a former state`,
  },
  /** An action of a Lorch to come. */
  other: (title: string) => `changed ${named(title, 'something')}`,
  undone: (what: string) => `Undone: ${what}`,
  redone: (what: string) => `Done again: ${what}`,
  nothingToUndo: 'There is nothing to undo',
  nothingToRedo: 'There is nothing to do again',
  undoFailed: 'That could not be undone',
  redoFailed: 'That could not be done again',
};
