/** The way a person reads, the same in the window and in a browser. */
import { survivor } from '../harness/hostile.mjs';
import { holds, same, until } from '../harness/until.mjs';

const FIRST = 'The quiet hour of a sourdough';

/** Adds the feed server's first feed by its address, which is of this machine and so has to be allowed. */
export async function addByAddress(test, screen, feeds) {
  await test('a first run says what will live here', async () => {
    await screen.sees('Is this your first device?');
    await screen.click('Skip all');
    await screen.sees('Your day will stand here');
    await screen.goTo('Timeline');
    await screen.sees('Everything you keep will line up here, newest first.');
    await screen.goTo('Sources');
    await screen.sees('The places Lorch reads from will be listed here.');
  });
  await test('an address of this machine is refused until the person allows it, then the feed is added', async () => {
    await screen.click('Add a feed');
    await screen.fill('Address', feeds.url('lantern-street.xml'));
    await screen.click('Add feed');
    await screen.sees(`Allow ${feeds.host}`);
    same(feeds.hits.size, 0, 'requests before it was allowed');
    await screen.click(`Allow ${feeds.host}`);
    await screen.sees('Lantern Street Bakery Notes was added');
    await screen.sees('Healthy');
  });
}

/** Imports an OPML list of fifty feeds through the page. */
export async function importFifty(test, screen, place, feeds) {
  await test('an OPML file with 50 feeds is shown first, then imported, and every feed is fetched', async () => {
    const file = place.write('many.opml', feeds.many);
    await screen.goTo('Sources');
    await screen.click('Import a file');
    await screen.sees('Choose a file');
    await screen.chooseFile(file);
    await screen.sees('50 feeds will be added');
    await screen.click('Import 50 feeds');
    await screen.sees('50 feeds were added');
    await screen.click('Done');
    await screen.sees('51 feeds');
    await until('all 50 feeds were fetched', async () => {
      const list = await place.ask('feeds', 'list');
      return list.length === 51 && list.every((feed) => feed.health === 'healthy');
    });
  });
}

/** Reads by keys: j, k, o, s, m. Leaves the first article read and starred, the second unread. */
export async function readByKeys(test, screen, place) {
  await test('j and k open articles, o goes into the text', async () => {
    await screen.goTo('Reader');
    const { rows } = await screen.readerIs('a list', (state) => state.rows.length > 2);
    same(rows[0], FIRST, 'the newest article');
    await screen.press('j');
    await screen.readerIs('the first article, read', (state) => state.title === rows[0] && state.read);
    await screen.sees('At ten past four the street belongs to the baker and one fox.');
    await screen.press('j');
    await screen.readerIs('the second article', (state) => state.title === rows[1]);
    await screen.press('k');
    await screen.readerIs('the first article again', (state) => state.title === rows[0]);
    await screen.press('o');
    await until('the text has the focus', () => screen.ask(() => document.activeElement?.tagName === 'ARTICLE'));
    await screen.press('Escape');
  });
  await test('s stars, m takes the read mark back, and both are kept', async () => {
    await screen.press('s');
    await screen.readerIs('a star', (state) => state.starred);
    await screen.press('j');
    const { title } = await screen.readerIs('the second article, read', (state) => state.title !== FIRST && state.read);
    await screen.press('m');
    await screen.readerIs('the second article, unread', (state) => !state.read);
    await marksAreKept(place, title);
  });
}

/** The marks that {@link readByKeys} leaves, as the core has them. */
export function marksAreKept(place, second) {
  return until('the marks are in the core', async () => {
    const articles = await place.ask('articles', '--limit', '200');
    const first = articles.find((article) => article.title === FIRST);
    const unread = second === undefined || articles.find((article) => article.title === second)?.read === false;
    return first?.read && first.starred && unread;
  });
}

/** Finds an article by a word of its text and opens it. */
export async function searchAndOpen(test, screen) {
  await test('search finds a word of the text as it is typed, and opens the article', async () => {
    const found = await screen.finds('fox');
    same([...new Set(found)], ['fox'], 'what is marked');
    await screen.press('Enter');
    await screen.readerIs('the article', (state) => state.title === FIRST);
  });
}

/** Opens the hostile article, touches what it offers, and sees that nothing happened. */
export async function hostileIsHarmless(test, screen, place, feeds) {
  await test('an article full of scripts shows its words; nothing in it runs and nothing is called', async () => {
    await place.run('feeds', 'add', feeds.url('hostile.xml'));
    await screen.goTo('Reader');
    await screen.click('Trouble & Strife');
    await screen.clickRow('Hostile');
    await until('the article is shown', () => screen.ask((words) => document.querySelector('article')?.textContent.includes(words), survivor));
    const left = await screen.ask(() => {
      const article = document.querySelector('article');
      for (const element of article.querySelectorAll('p, a, button, img, svg')) {
        for (const event of ['mouseover', 'click', 'focus', 'error', 'load', 'toggle', 'begin'])
          if (event !== 'click' || element.tagName !== 'A') element.dispatchEvent(new Event(event));
      }
      const elements = [...article.querySelectorAll('*')];
      return {
        active: elements.filter((element) => element.matches('script, iframe, object, embed, form, input, meta, base, link, style, video, math')).length,
        handlers: elements.flatMap((element) => element.getAttributeNames()).filter((name) => name.startsWith('on')),
        links: [...article.querySelectorAll('a')].map((link) => link.protocol).filter((protocol) => !/^(https?|mailto|lorch):$/.test(protocol)),
      };
    });
    same(left, { active: 0, handlers: [], links: [] }, 'what is left of the attack');
    await nothingStruck(screen, feeds);
  });
}

/** Neither a script of an article ran nor was anything of it called. */
export async function nothingStruck(screen, feeds) {
  // Two painted frames and one answered request later every handler would have run.
  await screen.ask(async () => {
    await new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume)));
    await fetch('/health');
  });
  holds(!(await screen.ask(() => 'canary' in window)), 'a script of an article ran');
  same(feeds.struck, [], 'calls that an article provoked');
}
