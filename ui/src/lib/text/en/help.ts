/** The words of Help. */

export const help = {
  pages: 'Pages',
  text: 'Guide',
  filter: 'Search the guide',
  noMatch: (words: string) => `No page has “${words}”.`,
  clearFilter: 'Show all pages',
  failed: 'The guide could not be read',
};
