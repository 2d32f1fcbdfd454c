import { describe, expect, it } from 'vitest';
import { about, pages } from './guide';

const page = (id: string, title: string, text: string) => ({ id, title, text, html: '' });
const feeds = page('feeds', 'Feeds', 'Lorch reads RSS. A backup is made daily.');
const backup = page('backup', 'Backup and restore', `${'x '.repeat(100)}The café keeps a copy.`);

describe('the user guide', () => {
  it('shows all pages in their order while nothing is asked', () => {
    expect(pages([feeds, backup], ' ')).toEqual([feeds, backup]);
  });
  it('puts a page whose title holds the words before one whose text does', () => {
    expect(pages([feeds, backup], 'Backup')).toEqual([backup, feeds]);
  });
  it('wants every word and ignores case and marks', () => {
    expect(pages([feeds, backup], 'cafe COPY')).toEqual([backup]);
    expect(pages([feeds, backup], 'cafe daily')).toEqual([]);
  });
  it('shows the passage around the word', () => {
    expect(about(backup, 'café')).toBe('… x x x x x x x x x The café keeps a copy.');
    expect(about(feeds, '')).toBe('Lorch reads RSS. A backup is made daily.');
  });
});
