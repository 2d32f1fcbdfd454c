/** What a person can do with a page, be it in the window or in a browser. A face gives `ask`, `hold`, `clickOn`, `press`, `type`. */
import { control, marks, readerState, row, visibleText } from './find.mjs';
import { until } from './until.mjs';

export class Screen {
  async #pick(what, find, ...args) {
    // A page that is still being built may have the thing without a place for it yet.
    await until(`${what} can be clicked`, async () => {
      const handle = await this.hold(find, ...args);
      if (!handle) return false;
      await this.clickOn(handle);
      return true;
    });
  }

  /** Clicks the control with this name. */
  click(name) {
    return this.#pick(`“${name}”`, control, name);
  }

  /** Clicks the row that shows this text. */
  clickRow(text) {
    return this.#pick(`a row with “${text}”`, row, text);
  }

  /** Puts text into the field with this label. */
  async fill(label, text) {
    await this.click(label);
    await this.press('Control+a');
    await this.type(text);
  }

  /** Waits until the page shows these words. */
  async sees(words, options) {
    await until(`the page shows “${words}”`, async () => (await this.ask(visibleText)).includes(words), options);
  }

  /** Waits until the page no longer shows these words. */
  async missesSoon(words) {
    await until(`“${words}” leaves the page`, async () => !(await this.ask(visibleText)).includes(words));
  }

  /** Waits until no dialog is open: the core may be through before the page is. */
  asksNothing() {
    return until('no dialog is open', () => this.ask(() => !document.querySelector('[role=dialog], [role=alertdialog], dialog[open]')));
  }

  /** Waits until what was asked for is there: lists are loaded, and nothing says that it is loading. */
  async rested() {
    await until('the page has loaded', () => this.ask(() => !document.querySelector('[role=status][aria-label=Loading]')));
  }

  text() {
    return this.ask(visibleText);
  }

  reader() {
    return this.ask(readerState);
  }

  /** Waits until the Reader is in a state. */
  readerIs(what, probe) {
    return until(`the Reader shows ${what}`, async () => {
      const state = await this.reader();
      return probe(state) ? state : false;
    });
  }

  /** Goes to a screen as the sidebar does. */
  async goTo(room, heading) {
    await this.click(room);
    await until(`${heading ?? room} is open`, () => this.ask((name) => document.querySelector('h1')?.textContent === name, heading ?? room));
  }

  /** Searches in the palette, and waits until `least` words are marked, all of them beginnings of what was typed. */
  async finds(words, least = 1) {
    await this.press('Control+k');
    await until('the search field has the focus', () => this.ask(() => document.activeElement?.type === 'search'));
    await this.type(words);
    return until(`“${words}” is found`, async () => {
      const found = await this.ask(marks);
      const wanted = words.toLowerCase().split(' ');
      return found.length >= least && found.every((mark) => wanted.some((word) => mark.startsWith(word))) && found;
    });
  }
}
