/** Today by keys alone, in both languages. */
import { violations } from '../harness/axe.mjs';
import { same, until } from '../harness/until.mjs';

export const title = 'Today';

const FIRST = 'The quiet hour of a sourdough';

export async function play(test, lab) {
  const { feeds } = lab;
  const place = await lab.furnished();
  const serving = await place.serve();
  const tab = await lab.tab();
  const article = async () => (await place.ask('articles', '--all')).find((one) => one.title === FIRST);

  await test('Lorch opens with Today: the day, what is worth reading, the sources', async () => {
    await tab.signIn(serving.link);
    await tab.sees('Good ');
    for (const words of [FIRST, 'Worth reading', 'Came in today', 'All 7 feeds answer']) await tab.sees(words);
    same(await tab.ask(() => document.title), 'Today – Lorch', 'the title of the page');
  });
  await test('j walks the rows, s stars, m marks as read, Enter reads, and g t leads back', async () => {
    await tab.press('j');
    await until('the first row has the focus', () => rowIs(tab, FIRST));
    await tab.press('s', 'm');
    await until('star and mark are in the core', async () => {
      const { starred, read } = await article();
      return starred && read;
    });
    await tab.press('Enter');
    await tab.readerIs('the article', (state) => state.title === FIRST);
    await tab.press('g', 't');
    await tab.sees('Worth reading');
  });
  await test('a feed that fails is named with its reason, and Enter leads to it', async () => {
    feeds.breakDown('tin-roof.xml');
    await place.start('refresh').leaves();
    await tab.sees('The server has a fault of its own');
    for (let step = 0; step < 30 && !(await rowIs(tab, 'The server has a fault of its own')); step += 1) await tab.press('j');
    await tab.press('Enter');
    await tab.sees('Retry now');
  });
  await test('in German every word of the page is German, at once', async () => {
    await tab.press('g', ',');
    await tab.sees('Applies at once, on this device only');
    await tab.click('Deutsch');
    await tab.sees('Einstellungen');
    await tab.press('g', 't');
    for (const words of ['Lesenswert', 'Heute gekommen', 'Guten ']) await tab.sees(words);
    same(await tab.ask(() => document.documentElement.lang), 'de', 'the language of the page');
    same(await violations(tab), [], 'violations');
  });
}

/** Whether the row that has the focus shows these words. */
const rowIs = (tab, words) => tab.ask((text) => document.activeElement?.dataset.row !== undefined && document.activeElement.textContent.includes(text), words);
