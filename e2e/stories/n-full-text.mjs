/** The whole of an article whose feed brings only its beginning: fetched when it is asked for, and kept. */
import { violations } from '../harness/axe.mjs';
import { surroundings } from '../harness/beginnings.mjs';
import { holds, same, until } from '../harness/until.mjs';

export const title = 'Full text';

const [BELL, CHALK, SLACK, FOG] = ['The bell that stops a ferry', 'Reading the chalk on a lock gate', 'The length of slack water', 'A page of pictures'];
const BELL_PAGE = '/pages/ferry-bell.html';
const BEGINNING = 'On the east quay hangs a bell that nobody may ring twice.';
const WHOLE = 'which has happened to two bishops and a brass band';
const FAILED = 'The full text could not be fetched';

export async function play(test, lab) {
  const { feeds } = lab;
  const place = lab.place();
  await place.run('allow', feeds.host);
  await place.run('feeds', 'add', feeds.url('beginnings.xml'));
  const serving = await place.serve();
  const tab = await lab.tab();
  await tab.signIn(serving.link);
  const asked = (path) => feeds.hits.get(path) ?? 0;
  const idOf = async (words) => (await place.ask('articles', '--all')).find((one) => one.title === words).id;
  const open = async (words) => {
    await tab.visit(`${serving.address}/reader/${await idOf(words)}?view=all`);
    await tab.readerIs(`“${words}”`, (state) => state.title === words);
  };

  await test('reading an article asks its site for nothing', async () => {
    await open(BELL);
    await tab.sees(BEGINNING);
    same(await pressed(tab), 'false', 'the button');
    same(asked(BELL_PAGE), 0, 'requests of the page');
  });
  await test('f fetches the page and shows its text, without what stands around it', async () => {
    await tab.press('f');
    await tab.sees(WHOLE);
    await tab.sees('page fetched');
    same(await pressed(tab), 'true', 'the button');
    const text = await tab.text();
    same(surroundings.filter((words) => text.includes(words)), [], 'what is no part of the text');
    same(await violations(tab), [], 'violations');
  });
  await test('f again shows what the feed brought, and the whole once more without a request', async () => {
    await tab.press('f');
    await tab.missesSoon(WHOLE);
    await tab.sees(BEGINNING);
    await tab.press('f');
    await tab.sees(WHOLE);
    same(asked(BELL_PAGE), 1, 'requests of the page');
  });
  await test('it is kept: after a reload it is there, and the terminal has it, while the site is away', async () => {
    feeds.breakDown(BELL_PAGE.slice(1));
    await tab.page.reload();
    await tab.sees(WHOLE);
    same(await pressed(tab), 'true', 'the button');
    // Lines of the terminal end where its width does.
    const words = (await place.run('read', '--full', await idOf(BELL))).replace(/\s+/g, ' ');
    holds(words.includes(WHOLE), `the terminal says: ${words}`);
    same(asked(BELL_PAGE), 1, 'requests of the page');
  });
  await test('a site that fails is named beside the beginning, and Retry fetches it when it is well', async () => {
    feeds.breakDown('pages/chalk-marks.html');
    await open(CHALK);
    await tab.click('Full text');
    await isAlert(tab, 'The server has a fault of its own');
    await tab.sees('where the next one will see it');
    same(await violations(tab), [], 'violations');
    feeds.mend('pages/chalk-marks.html');
    await tab.click('Retry');
    await tab.sees('chalk has never asked them for a password');
    await tab.missesSoon(FAILED);
  });
  await test('a page without text is told as that, and the terminal says the same', async () => {
    await open(FOG);
    await tab.press('f');
    await isAlert(tab, 'The page has no text that Lorch can tell from the rest');
    const program = place.start('read', '--full', await idOf(FOG));
    holds((await program.leaves()) !== 0, 'the terminal is content with it');
    holds(program.err.includes('no text'), `the terminal says: ${program.err}`);
  });
  await test('with Lorch itself out of reach that is said, and Retry fetches it once it answers', async () => {
    await open(SLACK);
    await tab.context.setOffline(true);
    await tab.press('f');
    await isAlert(tab, 'Lorch is not answering');
    await tab.sees('the river forgets which way it was going');
    await tab.context.setOffline(false);
    await tab.click('Retry');
    await tab.sees('as long as it takes to boil an egg');
    await tab.missesSoon(FAILED);
  });
  await test('with the site out of reach what was fetched can still be read', async () => {
    feeds.stop();
    await open(FOG);
    await tab.press('f');
    await isAlert(tab, 'could not be reached');
    await open(BELL);
    await tab.sees(WHOLE);
  });
}

/** Whether the button says that the full text is shown. */
const pressed = (tab) => tab.ask(() => document.querySelector('[aria-label="Full text"]')?.getAttribute('aria-pressed') ?? null);

/** That it failed is announced, with the reason. */
async function isAlert(tab, why) {
  await tab.sees(FAILED);
  await until(`the alert says “${why}”`, () =>
    tab.ask((words) => [...document.querySelectorAll('[role=alert]')].some((one) => one.textContent.includes(words)), why),
  );
}
