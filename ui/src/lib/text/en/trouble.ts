/** What is said when the profile's files are in trouble. */
export const trouble = {
  title: 'Your profile can’t be opened',
  found: 'What was found',
  ways: 'What you can do',
  restore: 'Go back to the newest good copy',
  restoreText: (kind: string, when: string, size: string) =>
    `${kind}, made ${when}, ${size}. The present file is set aside, not overwritten.`,
  restoreNow: 'Restore',
  noBackups: 'There is no copy to go back to.',
  unlisted: 'The copies can’t be listed from here. In a terminal, lorch restore does it.',
  over: 'Start with an empty profile',
  overText: 'The present file is set aside as it is, so that it can still be looked at or mended.',
  overNow: 'Start empty',
  overTitle: 'Start with an empty profile?',
  overDialog:
    'Lorch sets the present file aside, beside the new one, and begins with nothing in it. The copies stay where they are: you can go back to one later, under Settings.',
  starting: 'Starting',
  overFailed: 'The empty profile was not made',
  keptTitle: 'You begin with an empty profile',
  keptText: 'The file that could not be opened is kept here:',
  goOn: 'Go on',
  toSettings: 'Open in Settings',
  again: 'Try again',
  againText: 'When you have mended it yourself.',
  trying: 'Trying',
  copy: 'Copy details',
  copied: 'The details are in the clipboard',
};
