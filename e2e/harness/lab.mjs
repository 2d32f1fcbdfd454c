/** What one story works with; everything in it is taken down when the story ends. */
import { Tab } from './browser.mjs';
import { FeedServer } from './feeds.mjs';
import { Place } from './place.mjs';
import { stopAll } from './programs.mjs';
import { Window } from './window.mjs';

export class Lab {
  #shared;
  #places = [];
  #tabs = [];
  /** The page that was used last: what a failed test shows. */
  screen = null;

  /** `shared` is what all stories use: display, X11 client, Chromium. */
  constructor(shared) {
    this.#shared = shared;
  }

  async begin() {
    this.feeds = await FeedServer.start();
    return this;
  }

  get x11() {
    return this.#shared.x11;
  }

  /** Chromium itself. */
  chromium() {
    return this.#shared.chromium();
  }

  /** A fresh place to live. */
  place(env) {
    const place = new Place(this.#shared.display, env);
    this.#places.push(place);
    return place;
  }

  /** A fresh place that may fetch from the feed server and has the invented feeds already. */
  async furnished() {
    const place = this.place();
    await place.run('allow', this.feeds.host);
    await place.run('feeds', 'import', place.write('invented.opml', this.feeds.invented));
    await place.run('refresh');
    return place;
  }

  /** The real window on a place. */
  async window(place) {
    this.screen = await Window.open(place, this.x11);
    return this.screen;
  }

  /** A tab of Chromium. */
  async tab(options) {
    this.screen = await Tab.open(await this.chromium(), options);
    this.#tabs.push(this.screen);
    return this.screen;
  }

  async end() {
    await Promise.all(this.#tabs.map((tab) => tab.close().catch(() => {})));
    await stopAll(this.#shared.keep);
    this.feeds?.stop();
    this.#places.forEach((place) => place.remove());
  }
}
