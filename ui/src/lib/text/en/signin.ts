/** The words of the sign-in. */

export const signin = {
  title: 'Sign in',
  workingTitle: 'Signing you in',
  spentTitle: 'This link was already used',
  spentText: 'A sign-in link works once and for a short while. Make a new one where Lorch runs:',
  absentTitle: 'This page needs a sign-in link',
  absentText:
    'Lorch answers only pages that were opened by you. Make a link where Lorch runs, and open it in this browser:',
  command: 'lorch serve --link',
  why: 'The link gives this tab a key that ends when the tab is closed.',
  failedTitle: 'Signing in did not work',
};
