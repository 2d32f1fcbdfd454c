/** Renaming a folder. */
import { api, edited, need, Refused } from '../api';
import { offerUndo } from '../edits';
import { t } from '../text';

/** Gives the folder at `path` another one, and offers Undo. Answers where it is now; a refusal is thrown. */
export async function renameFolder(path: string, to: string): Promise<string> {
  const { items } = await need(api.GET('/api/reader/folders'));
  const folder = items.find((one) => one.path === path);
  if (!folder)
    throw new Refused({
      type: 'about:blank#folder_not_found',
      status: 404,
      code: 'folder_not_found',
      title: t.reader.folderGone(path),
    });
  const { data, edit } = await edited(
    api.PATCH('/api/reader/folders/{id}', { params: { path: { id: folder.id } }, body: { path: to } }),
  );
  offerUndo(t.reader.renamed(path, data.path), [edit]);
  return data.path;
}

/** Where a folder at `path` is after the one at `from` went to `to`; the same where it was not in it. */
export function after(path: string, from: string, to: string): string {
  return path === from || path.startsWith(`${from}/`) ? to + path.slice(from.length) : path;
}
