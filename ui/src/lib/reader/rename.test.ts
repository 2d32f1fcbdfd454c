import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from '../api';
import { standIn } from '../api/core.test-double';
import { toasts } from '../kit';
import { router } from '../router';
import { t } from '../text';
import { reader } from './reader.svelte';
import { after } from './rename';
import RenameFolder from './RenameFolder.svelte';

const folder = { id: 'f1', path: 'Craft', feeds: 2 };

beforeEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
  toasts.list.forEach((toast) => toasts.dismiss(toast.id));
});

test.each([
  ['Craft', 'Making'],
  ['Craft/Wood', 'Making/Wood'],
  ['Craftsmen', 'Craftsmen'],
  ['Sea/Craft', 'Sea/Craft'],
])('%s is at %s after its folder was renamed', (path, now) =>
  expect(after(path, 'Craft', 'Making')).toBe(now),
);

test('a folder is renamed, the page goes with it, and Undo is offered', async () => {
  const asked = standIn({
    'GET /api/reader/folders': { body: { items: [folder] } },
    'PATCH /api/reader/folders/f1': { body: { ...folder, path: 'Making' }, headers: { 'Lorch-Edit': '7' } },
    'GET /api/reader/articles': { body: { items: [], next: null } },
  });
  reader.follow(new URLSearchParams({ folder: 'Craft/Wood' }), '');
  reader.folded.value = ['Craft', 'Sea'];
  const closed = vi.fn();
  render(RenameFolder, { path: 'Craft', onclose: closed });
  const dialog = within(await screen.findByRole('dialog', { name: t.reader.renameTitle('Craft') }));
  await fireEvent.input(dialog.getByLabelText(t.reader.renamePath), { target: { value: ' Making ' } });
  await fireEvent.submit(document.querySelector('form')!);
  await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  expect(asked.find(({ route }) => route.startsWith('PATCH'))?.body).toEqual({ path: ' Making ' });
  expect(reader.folded.value).toEqual(['Making', 'Sea']);
  expect(router.place.query.get('folder')).toBe('Making/Wood');
  expect(toasts.list[0]).toMatchObject({
    text: t.reader.renamed('Craft', 'Making'),
    action: { text: t.undo },
  });
});

test('a refusal is said at the field, and the folder stays', async () => {
  standIn({
    'GET /api/reader/folders': { body: { items: [folder] } },
    'PATCH /api/reader/folders/f1': {
      status: 422,
      body: { code: 'folder_invalid', title: 'A folder needs a name', hint: 'Give its path.' },
    },
  });
  const closed = vi.fn();
  render(RenameFolder, { path: 'Craft', onclose: closed });
  const field = await screen.findByLabelText(t.reader.renamePath);
  await fireEvent.input(field, { target: { value: '/' } });
  await fireEvent.submit(document.querySelector('form')!);
  expect(await screen.findByText('A folder needs a name. Give its path.')).toBeVisible();
  expect(field).toHaveAttribute('aria-invalid', 'true');
  expect(closed).not.toHaveBeenCalled();
});
