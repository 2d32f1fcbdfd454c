import { beforeEach, expect, test, vi } from 'vitest';
import { api, edited } from '../api';
import { standIn } from '../api/core.test-double';
import { toasts } from '../kit';
import { t } from '../text';
import { offerUndo, redo, told, undo } from '.';

const edit = { number: '17', action: 'starred', title: 'Fog', count: 1 };
const said = () => toasts.list.map((toast) => toast.text);

beforeEach(() => {
  vi.unstubAllGlobals();
  toasts.list.forEach((toast) => toasts.dismiss(toast.id));
});

test.each([
  ['unsubscribed', 'Slow Systems', 1, 'removed “Slow Systems”'],
  ['marked_read', '', 1240, 'marked 1,240 articles as read'],
  ['starred', '', 1, 'starred an article'],
  ['filed', 'Fog', 1, 'put “Fog” into another folder'],
  ['imported', 'subs.opml', 12, 'imported 12 feeds from subs.opml'],
  ['painted', 'Fog', 1, 'changed “Fog”'],
])('%s %s is told in words', (action, title, count, words) => {
  expect(told({ action: action as 'starred', title, count })).toBe(words);
});

test('undo says what it undid and offers to do it again; each turn replaces what the last one said', async () => {
  const asked = standIn({
    'POST /api/edits/undo': { body: edit },
    'POST /api/edits/redo': { body: edit },
  });
  await undo();
  expect(asked[0]?.body).toEqual({});
  expect(said()).toEqual(['Undone: starred “Fog”']);
  toasts.list[0]?.action?.run();
  await vi.waitFor(() => expect(said()).toEqual(['Done again: starred “Fog”']));
  expect(asked[1]?.body).toEqual({ number: '17' });
});

test('an undo waits for the write that it undoes', async () => {
  let answer = () => undefined as unknown;
  const asked = standIn({
    'PATCH /api/reader/articles/a': () => new Promise((resolve) => (answer = () => resolve({ body: {} }))),
    'POST /api/edits/undo': { body: edit },
  });
  void edited(
    api.PATCH('/api/reader/articles/{id}', { params: { path: { id: 'a' } }, body: { read: true } }),
  );
  const undoing = undo();
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  answer();
  await undoing;
  expect(asked.map(({ route }) => route)).toEqual(['PATCH /api/reader/articles/a', 'POST /api/edits/undo']);
});

test('two undos never cross', async () => {
  let open = 0;
  let most = 0;
  standIn({
    'POST /api/edits/undo': async () => {
      most = Math.max(most, ++open);
      await Promise.resolve();
      open -= 1;
      return { body: edit };
    },
  });
  await Promise.all([undo(), undo(), undo()]);
  expect(most).toBe(1);
});

test('what one gesture did in several edits is undone together, and its offer goes with it', async () => {
  const asked = standIn({
    'POST /api/edits/undo': async (request) => {
      const { number = '22' } = (await request.json()) as { number?: string };
      return { body: { ...edit, action: 'marked_read', number } };
    },
  });
  offerUndo('2 articles marked', ['22', '21']);
  await undo();
  expect(asked.map(({ body }) => body)).toEqual([{}, { number: '21' }]);
  expect(said()).toEqual(['Undone: marked 2 articles as read']);
});

test('with nothing to undo that is said, and other refusals tell why', async () => {
  standIn({
    'POST /api/edits/undo': { status: 409, body: { code: 'nothing_to_undo', title: 'Nothing' } },
    'POST /api/edits/redo': { status: 507, body: { code: 'disk_full', title: 'The disk is full' } },
  });
  await undo();
  await redo('3');
  expect(said()).toEqual([t.edits.nothingToUndo, `${t.edits.redoFailed}: The disk is full`]);
});
