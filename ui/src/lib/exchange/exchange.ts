/** Everything out as files, and in again. */
import { api, inWindow, need, type ImportReport } from '../api';
import { count, t } from '../text';

const words = t.settings.exchange;

/** Brings in a zip that Lorch exported, or an OPML file; answers what came of it, in words. */
export async function importFile(file: File): Promise<string> {
  const report = await need(
    api.POST('/api/import', {
      body: (await file.arrayBuffer()) as never,
      bodySerializer: (body: unknown) => body as BodyInit,
      headers: { 'Content-Type': 'application/octet-stream' },
    }),
  );
  return reportWords(report);
}

/** Ends the import that runs now: nothing of it is kept. */
export async function cancelImport(): Promise<void> {
  await need(api.DELETE('/api/import'));
}

/** What an import came to. */
export function reportWords({ kinds, refused }: ImportReport): string {
  const added = kinds.filter((one) => one.added > 0);
  const parts = added.map((one) => (words.kinds[one.kind] ?? words.others)(one.added));
  const what = parts.length > 0 ? words.imported(parts.join(', ')) : words.nothing;
  return refused.length > 0 ? `${what}; ${words.refused(count(refused.length))}` : what;
}

const EXPORT = 'lorch-export.zip';

/** Saves everything as one zip: the browser shows where itself, the window says it. */
export async function exportAll(): Promise<string | undefined> {
  if (inWindow) return words.exported((await need(api.POST('/api/desktop/export'))).path);
  const zip = await need(api.GET('/api/export', { parseAs: 'blob' }));
  const url = URL.createObjectURL(zip as unknown as Blob);
  Object.assign(document.createElement('a'), { href: url, download: EXPORT }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return undefined;
}
