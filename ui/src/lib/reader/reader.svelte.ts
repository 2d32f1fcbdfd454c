/** The Reader's state. It outlives the page; scope and open article follow the address. */
import {
  api,
  edited,
  fetchArticle,
  articleKey,
  LiveList,
  need,
  queries,
  why,
  type ArticleSummary,
} from '../api';
import { offerUndo } from '../edits';
import { Stored, storedNumber, storedWords, toasts, type Kept } from '../kit';
import { router } from '../router';
import { t } from '../text';
import { setMark, setMarks, type Mark } from './marks';
import { isPlace, loadedTo, type Place } from './place';
import { after } from './rename';
import { addressOf, questionOf, same, scopeOf, type Scope } from './scope';

/** Widths of the panes in pixels. */
export const widths = {
  feeds: { least: 168, usual: 210, most: 340 },
  list: { least: 280, usual: 360, most: 560 },
};

/** The Reader as the person left it. */
export class Reader {
  /** What is shown. */
  scope = $state.raw<Scope>({ view: 'unread' });
  /** Id of the open article. */
  open = $state<string | null>(null);
  /** The folder that is about to be renamed. */
  renaming = $state<string | null>(null);
  /** Words the loaded list is filtered by. */
  filter = $state('');
  /** Where the list was left. */
  kept: Kept | null = null;
  /** Id of the article at the top of the list after a restart. */
  begin: string | null = null;
  /** Whether the list is loaded as far as it was left. */
  settling = $state(false);
  #place = new Stored<Place>('reader-place', { scope: '', at: null }, isPlace);
  readonly folded = storedWords('reader-folded');
  readonly feedsWidth = storedNumber(
    'reader-feeds',
    widths.feeds.usual,
    widths.feeds.least,
    widths.feeds.most,
  );
  readonly listWidth = storedNumber('reader-list', widths.list.usual, widths.list.least, widths.list.most);
  readonly list: LiveList<ArticleSummary> = new LiveList<ArticleSummary>({
    topics: ['articles'],
    ask: (page, signal) =>
      need(
        api.GET('/api/reader/articles', {
          params: { query: { ...page, ...questionOf(this.scope) } },
          signal,
        }),
      ),
    // What was read, or is no longer starred or saved, stays where it is until the list is opened again.
    gone: (row) =>
      ({
        unread: { ...row, read: true },
        starred: { ...row, starred: false },
        saved: { ...row, saved: false },
        all: null,
      })[this.scope.view],
    stands: async (row, signal) => {
      const { read, starred, saved } = await fetchArticle(row.id, signal);
      return { ...row, read, starred, saved };
    },
  });
  /** The loaded articles that match the filter. */
  readonly rows = $derived.by(() => {
    const words = this.filter.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return this.list.rows;
    return this.list.rows.filter((row) => {
      const text = `${row.title} ${row.feed_title} ${row.summary} ${row.author ?? ''}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  });
  #asked = false;

  /** Hears changes until the returned function is called. */
  visit(): () => void {
    const end = this.list.listen();
    if (this.#asked) void this.list.recheck();
    return end;
  }

  /** Follows the address. */
  follow(query: URLSearchParams, article: string): void {
    const scope = scopeOf(query);
    if (!this.#asked || !same(scope, this.scope)) {
      this.scope = scope;
      this.filter = '';
      this.kept = null;
      this.begin = null;
      const { scope: left, at } = this.#place.value;
      const back = !this.#asked && at !== null && left === addressOf(scope);
      this.#asked = true;
      this.list.rows = [];
      void (back ? this.#settle(at) : this.list.reload());
    }
    this.open = article || null;
  }

  /** The first article in sight, remembered for the next start. */
  see(article: ArticleSummary): void {
    if (this.filter !== '') return;
    const atTop = article.id === this.list.rows[0]?.id;
    this.#place.value = { scope: addressOf(this.scope), at: atTop ? null : article.published };
  }

  /** Loads the list down to where it was left. */
  async #settle(at: string): Promise<void> {
    this.settling = true;
    this.begin = await loadedTo(this.list, at);
    this.settling = false;
  }

  /** Opens an article: it counts as read. */
  show(article: ArticleSummary | undefined): void {
    if (!article || article.id === this.open) return;
    router.go(addressOf(this.scope, article.id), { replace: this.open !== null });
    if (!article.read) void this.mark(article, { read: true });
    this.#ahead(article);
  }

  /** Opens the article `by` rows further; the first when none is open. */
  step(by: number): void {
    const now = this.rows.findIndex((row) => row.id === this.open);
    const next = now < 0 ? 0 : now + by;
    if (next >= this.rows.length - 10) void this.list.more();
    this.show(this.rows[next]);
  }

  /** Back to the list. */
  close(): void {
    if (this.open !== null) router.go(addressOf(this.scope));
  }

  /** Follows a folder that went from one path to another. */
  moved(from: string, to: string): void {
    this.folded.value = this.folded.value.map((name) => after(name, from, to));
    const { folder } = this.scope;
    if (folder === undefined) return;
    const now = after(folder, from, to);
    if (now !== folder) router.go(addressOf({ ...this.scope, folder: now }, this.open), { replace: true });
  }

  /** Sets marks; says so when the core refuses. */
  async mark(article: ArticleSummary, mark: Mark): Promise<void> {
    try {
      await setMark(this.list, article, mark);
    } catch (fault) {
      this.#refused(fault);
    }
  }

  /** Opens the next unread article; the next one when none is loaded. */
  nextUnread(): void {
    const now = this.rows.findIndex((row) => row.id === this.open);
    const next = this.rows.findIndex((row, index) => index > now && !row.read);
    this.step(next < 0 ? 1 : next - Math.max(now, 0));
  }

  /** Marks the unread articles above the open one, or above another, as read; can be undone. */
  async markAbove(id: string | null = this.open): Promise<void> {
    const end = this.rows.findIndex((row) => row.id === id);
    const above = this.rows.slice(0, Math.max(end, 0)).filter((row) => !row.read);
    if (above.length === 0) return toasts.say(t.reader.markedNone);
    try {
      const edits = await setMarks(this.list, above, { read: true });
      offerUndo(t.reader.marked(above.length), edits);
    } catch (fault) {
      this.#refused(fault);
    }
  }

  /** Marks everything in the scope up to the newest article on screen as read; can be undone. */
  async markAll(): Promise<void> {
    const newest = this.list.rows[0];
    if (!newest) return;
    const { feed, folder } = this.scope;
    const body = { ...(feed ? { feed } : {}), ...(folder ? { folder } : {}), up_to: newest.id };
    try {
      const { data, edit } = await edited(api.POST('/api/reader/read', { body }));
      offerUndo(t.reader.marked(data.marked), [edit]);
    } catch (fault) {
      this.#refused(fault);
    }
  }

  /** Fetches the text of the next article, so that it is there when it is wanted. */
  #ahead(article: ArticleSummary): void {
    const next = this.rows[this.rows.findIndex((row) => row.id === article.id) + 1];
    if (!next) return;
    void queries.prefetchQuery({
      queryKey: articleKey(next.id),
      queryFn: () => fetchArticle(next.id),
      meta: { topics: ['articles'] },
    });
  }

  #refused(fault: unknown): void {
    toasts.fail(`${t.reader.markFailed}: ${why(fault)}`);
  }
}

/** The one Reader. */
export const reader = new Reader();
