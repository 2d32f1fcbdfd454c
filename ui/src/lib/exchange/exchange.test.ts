import { expect, test } from 'vitest';
import type { ImportReport } from '../api';
import { standIn } from '../api/core.test-double';
import { t } from '../text';
import { importFile, reportWords } from './exchange';

const words = t.settings.exchange;
const report = (more: Partial<ImportReport>): ImportReport => ({
  run: '1',
  added: [],
  existing: 0,
  refused: [],
  kinds: [],
  ...more,
});

test('an import says what was new, by kind, and what was refused', () => {
  const kinds = [
    { kind: 'subscription', added: 1, existing: 3 },
    { kind: 'mark', added: 1200, existing: 0 },
    { kind: 'article', added: 0, existing: 4 },
    { kind: 'melody', added: 2, existing: 0 },
  ];
  expect(reportWords(report({ kinds }))).toBe('New: 1 feed, 1,200 marks, 2 other things');
  expect(reportWords(report({ refused: [{ text: 'x', reason: 'y' }] }))).toBe(`${words.nothing}; 1 refused`);
});

test('a file goes out as it is, and one that is no export is refused with the reason', async () => {
  const problem = {
    type: 'x',
    status: 422,
    code: 'export_damaged',
    title: 'The file is cut short.',
    hint: null,
  };
  const asked = standIn({ 'POST /api/import': { status: 422, body: problem } });
  const file = { arrayBuffer: () => Promise.resolve(new TextEncoder().encode('7').buffer) } as File;
  await expect(importFile(file)).rejects.toMatchObject({ problem: { code: 'export_damaged' } });
  expect(asked).toMatchObject([{ route: 'POST /api/import', body: 7 }]);
});
