/** The words of the search. */
import { many } from './many';

export const search = {
  label: 'Search everything',
  placeholder: 'Search everything',
  clear: 'Clear',
  order: 'Order',
  newest: 'Newest',
  closest: 'Closest',
  found: (n: number) => many(n, 'record', 'records'),
  foundMore: (n: string) => `${n}+ records`,
  inTime: (count: string, time: string) => `${count} in ${time}`,
  results: 'Results',
  startTitle: 'Search everything you keep.',
  startText:
    'Titles and texts, as you type. "Words in quotes" are found side by side, and the last word also finds its longer forms.',
  noneTitle: (words: string) => `Nothing found for “${words}”.`,
  noneText: 'Try fewer or shorter words. Only what Lorch has already fetched can be found.',
  failedTitle: 'The search did not work',
  open: 'Open',
  edit: 'Back to the words',
  year: 'Year',
  narrow: 'Narrow the results',
  widen: 'Show all results',
  noneNarrowed: 'There may be some beyond what you narrowed the results to.',
  atLeast: (n: string) => `${n}+`,
};
