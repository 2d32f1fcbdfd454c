/** The full text of articles: fetched when asked for, shown or hidden for as long as the page is open. */
import { SvelteSet } from 'svelte/reactivity';
import { api, articleKey, need, queries, type Article } from '../api';

export class FullTexts {
  /** Id of the article whose page is being fetched. */
  fetching = $state<string | null>(null);
  /** Why the page of an article could not be had. */
  fault = $state.raw<{ id: string; why: unknown } | null>(null);
  readonly #hidden = new SvelteSet<string>();

  /** The full text to show; the feed's own otherwise. */
  of(article: Article): NonNullable<Article['full']> | null {
    return this.#hidden.has(article.id) ? null : (article.full ?? null);
  }

  /** From one text to the other; the full one is fetched first where it isn't here. */
  async toggle(article: Article): Promise<void> {
    if (!article.full) return this.fetch(article.id);
    if (!this.#hidden.delete(article.id)) this.#hidden.add(article.id);
  }

  /** Fetches the page that the article leads to. */
  async fetch(id: string): Promise<void> {
    if (this.fetching === id) return;
    this.fetching = id;
    this.fault = null;
    try {
      const path = { id };
      const article = await need(api.POST('/api/reader/articles/{id}/full-text', { params: { path } }));
      this.#hidden.delete(id);
      queries.setQueryData(articleKey(id), article);
    } catch (why) {
      this.fault = { id, why };
    } finally {
      if (this.fetching === id) this.fetching = null;
    }
  }
}

/** The full texts of the Reader. */
export const fullTexts = new FullTexts();
