/** What a person does with feeds and addresses. Each throws {@link Refused} or {@link Unreachable} when it fails. */
import {
  api,
  edited,
  inWindow,
  need,
  Refused,
  type Feed,
  type ImportReport,
  type SubscriptionEdit,
} from '../api';
import { offerUndo } from '../edits';
import { toasts } from '../kit';
import { t } from '../text';

/** Subscribes; an address that is known already answers with its feed. */
export function addFeed(url: string, folder = ''): Promise<{ data: Feed; edit: string | null }> {
  return edited(api.POST('/api/reader/feeds', { body: { url, ...(folder ? { folder } : {}) } }));
}

/** Lets Lorch ask a private address. */
export function allow(address: string) {
  return need(api.POST('/api/sources/allowed', { body: { address } }));
}

/** Takes that back. */
export function disallow(address: string) {
  return need(api.DELETE('/api/sources/allowed/{address}', { params: { path: { address } } }));
}

/** Changes title, folder or address. */
export async function editFeed(id: string, edit: SubscriptionEdit): Promise<Feed> {
  return (await edited(api.PATCH('/api/reader/feeds/{id}', { params: { path: { id } }, body: edit }))).data;
}

/** Asks feeds now; without a list, all of them. */
export function refresh(feeds?: string[]) {
  return need(api.POST('/api/reader/refresh', { body: feeds ? { feeds } : {} }));
}

/** Unsubscribes at once; Undo brings the feed back with everything it had. */
export async function removeFeed(feed: Feed): Promise<void> {
  const { edit } = await edited(api.DELETE('/api/reader/feeds/{id}', { params: { path: { id: feed.id } } }));
  offerUndo(t.sources.removed(feed.title), [edit]);
}

/** Puts a feed back into a former state: an ordinary edit, which Undo takes back. */
export async function restoreState(feed: Feed, change: string): Promise<void> {
  const { edit } = await edited(
    api.POST('/api/history/{id}/restore', { params: { path: { id: feed.id } }, body: { change } }),
  );
  offerUndo(t.sources.changedBack(feed.title), [edit]);
}

/** Reads an OPML file; as a preview nothing is kept. */
export function importOpml(file: ArrayBuffer, preview: boolean): Promise<ImportReport> {
  const query = preview ? { preview } : {};
  // The bytes go out as they are: an OPML file says its own charset.
  return need(
    api.POST('/api/reader/opml', {
      params: { query },
      body: file as never,
      bodySerializer: (bytes: unknown) => bytes as BodyInit,
      headers: { 'Content-Type': 'text/x-opml' },
    }),
  );
}

const EXPORT = 'lorch.opml';

/** Saves all subscriptions as a file: the browser shows where itself, in the window a toast says it. */
export async function exportOpml(): Promise<void> {
  const text = await need(api.GET('/api/reader/opml', { parseAs: 'text' }));
  if (inWindow) {
    const saved = await need(api.POST('/api/desktop/save', { body: { name: EXPORT, text } }));
    toasts.say(t.sources.exported(saved.path));
    return;
  }
  const url = URL.createObjectURL(new Blob([text], { type: 'text/x-opml' }));
  Object.assign(document.createElement('a'), { href: url, download: EXPORT }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The address that was refused, `host:port`, as the problem names it. */
export function refusedAddress(fault: unknown): string | null {
  if (!(fault instanceof Refused) || fault.problem.code !== 'address_refused') return null;
  const named = /(\[[0-9a-f:.]+\]|[a-z0-9.-]+):\d+/i.exec(
    `${fault.problem.detail ?? ''} ${fault.problem.hint ?? ''}`,
  );
  return named?.[0] ?? null;
}
