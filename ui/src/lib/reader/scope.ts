/** Which articles the Reader shows, as its address says: `/reader/<article>?view=unread&folder=Craft`. */

/** The views of a scope. */
export type View = 'all' | 'unread' | 'starred' | 'saved';

/** A view of everything, of one folder or of one feed. */
export interface Scope {
  view: View;
  feed?: string;
  folder?: string;
}

/** Reads the scope from the query of an address; `unread` unless it says otherwise. */
export function scopeOf(query: URLSearchParams): Scope {
  const word = query.get('view');
  const view = word === 'all' || word === 'starred' || word === 'saved' ? word : 'unread';
  const feed = query.get('feed');
  const folder = query.get('folder');
  if (feed) return { view, feed };
  return folder ? { view, folder } : { view };
}

/** The address of a scope, with an article open or none. */
export function addressOf(scope: Scope, article: string | null = null): string {
  const query = new URLSearchParams();
  if (scope.view !== 'unread') query.set('view', scope.view);
  if (scope.feed) query.set('feed', scope.feed);
  else if (scope.folder) query.set('folder', scope.folder);
  const text = query.toString();
  return `/reader${article ? `/${encodeURIComponent(article)}` : ''}${text ? `?${text}` : ''}`;
}

/** Whether two scopes show the same articles. */
export function same(a: Scope, b: Scope): boolean {
  return addressOf(a) === addressOf(b);
}

/** What the API takes for a scope. */
export function questionOf({ view, feed, folder }: Scope) {
  return {
    ...(feed ? { feed } : {}),
    ...(folder ? { folder } : {}),
    ...(view === 'unread' ? { unread: true } : {}),
    ...(view === 'starred' ? { starred: true } : {}),
    ...(view === 'saved' ? { saved: true } : {}),
  };
}
