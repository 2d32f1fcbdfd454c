import { expect, test } from 'vitest';
import { changed } from './changes';

test.each([
  [{ field: 'folder', from: 'Craft', to: 'Craft/Wood' }, 'Folder: Craft → Craft/Wood'],
  [{ field: 'folder', from: 'Craft', to: '' }, 'Folder: Craft → none'],
  [{ field: 'title', from: null, to: 'Mine' }, 'Title: Mine'],
  [{ field: 'title', from: 'Mine', to: null }, 'Title: Mine → none'],
  [{ field: 'removed', from: null, to: '2026-11-21T14:04:48.356Z' }, 'Removed'],
  [{ field: 'removed', from: '2026-11-21T14:04:48.356Z', to: null }, 'Brought back'],
  [{ field: 'added', from: null, to: '2024-11-21T14:04:48.356Z' }, 'Added: 21 Nov 2024, 15:04'],
  [{ field: 'volume', from: 3, to: 4 }, 'volume: 3 → 4'],
])('%o is told in words', (change, words) => expect(changed(change)).toBe(words));
