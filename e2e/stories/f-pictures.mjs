/** The screenshots of the documentation, with invented feeds. */
import { keepPicture } from '../harness/pictures.mjs';
import { until } from '../harness/until.mjs';

export const title = 'Pictures';

const OPENED = 'Reading the sky from a kitchen window';
const READ = ['What we learned from forty burnt trays', 'How the harbour learned to count birds', 'The drawer of left-over screws', 'Files, and how to choose one'];
const STARRED = ['A clock that forgives', 'Supper for eleven from one pot', 'Apples that keep until May'];
const PLANNED = [
  'Morning run every Tue and Fri 7:00 45 min',
  'Choir every Wed 19:30 2 h',
  'Stand-up every Mon and Thu 10:15 15 min',
  'Dentist tomorrow 9:30 45 min',
  'Harbour market next Saturday 10:00 2 h',
  'Order lamp oil',
  'Mend the grey coat',
  'Passport photo',
];

export async function play(test, lab) {
  const place = await lab.furnished();
  const articles = await place.ask('articles', '--all');
  const id = (title) => articles.find((article) => article.title === title).id;
  const setRead = (title, read) => place.run('api', 'PATCH', `/api/reader/articles/${id(title)}`, JSON.stringify({ read }));
  for (const title of READ) await setRead(title, true);
  for (const title of STARRED) await place.run('star', id(title));
  for (const words of PLANNED) await place.run('plan', 'add', words);
  lab.feeds.breakDown('tin-roof.xml');
  await place.start('refresh').leaves();
  const serving = await place.serve();

  for (const theme of ['light', 'dark']) {
    await test(`every page, ${theme}`, async () => {
      await setRead(OPENED, false);
      const tab = await lab.tab({ theme });
      await tab.signIn(serving.link ?? (await place.link()));
      serving.link = undefined;
      for (const [name, show] of Object.entries(pages)) {
        await show(tab, serving);
        await tab.rested();
        await still(tab);
        await keepPicture(await lab.chromium(), `${name}-${theme}`, await tab.picture());
      }
    });
  }
  await test('the Reader in the window', async () => {
    await setRead(OPENED, false);
    const window = await lab.window(place);
    await pages.reader(window);
    await window.rested();
    // What X has on the display follows the page by a frame or two.
    let last;
    const painted = await until('the window is painted and rests', async () => {
      const now = await window.picture();
      const same = last?.equals(now) && now.length > 60_000;
      last = now;
      return same && now;
    }, { every: 250 });
    await keepPicture(await lab.chromium(), 'window-reader', painted);
    await window.close();
  });
}

const pages = {
  async today(tab, serving) {
    await tab.visit(`${serving.address}/today`);
    await tab.sees('Worth reading');
  },
  async 'first-steps'(tab, serving) {
    await tab.visit(`${serving.address}/welcome`);
    await tab.sees('Is this your first device?');
  },
  async timeline(tab, serving) {
    await tab.visit(`${serving.address}/timeline`);
    await tab.clickRow('A walk around the breakwater');
    await tab.sees('Where this comes from');
  },
  async reader(tab) {
    await tab.goTo('Reader');
    await tab.clickRow(OPENED);
    await tab.sees('Begin with the smoke.');
  },
  async planner(tab) {
    await tab.click('Planner');
    await tab.sees('Mend the grey coat');
  },
  async sources(tab) {
    await tab.goTo('Sources');
    await tab.clickRow('Tin Roof Radio');
    await tab.sees('Retry now');
  },
  async settings(tab) {
    await tab.goTo('Settings');
    await tab.sees('What you did');
  },
  async search(tab) {
    await tab.press('g', '/');
    await until('the search field has the focus', () => tab.ask(() => document.activeElement?.type === 'search'));
    await tab.type('read');
    await until('words are marked', () => tab.ask(() => document.querySelectorAll('[role=option] mark').length >= 5));
    await tab.press('ArrowDown');
  },
  async palette(tab) {
    await tab.goTo('Timeline');
    await tab.finds('sky');
  },
};

/** Without a caret or a half-shown hint: they would make every picture another. */
async function still(tab) {
  await tab.page.mouse.move(700, 5);
  await until('nothing moves', () => tab.ask(() => document.getAnimations().every((one) => one.playState !== 'running')));
}
