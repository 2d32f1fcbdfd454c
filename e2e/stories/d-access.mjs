/** axe finds nothing on any page: light and dark, wide and narrow. */
import { violations } from '../harness/axe.mjs';
import { same } from '../harness/until.mjs';

export const title = 'Access';

/** What stands on a furnished profile: address, words that show that it is there, keys that open more. */
const pages = [
  ['/today', 'Worth reading'],
  ['/timeline', 'The quiet hour of a sourdough'],
  ['/timeline', 'Where this comes from', 'j', 'Enter?'],
  ['/reader?view=all', 'The quiet hour of a sourdough'],
  ['/reader?view=all', 'At ten past four the street belongs', 'j'],
  ['/reader?view=starred', 'Nothing starred yet'],
  ['/sources', 'North Pier Almanac'],
  ['/sources', 'Save changes', 'j'],
  ['/sources', 'The address of a site is enough', 'c'],
  ['/sources?do=import', 'Choose a file'],
  ['/sources/network', 'Allowed addresses'],
  ['/settings', 'System follows your desktop'],
  ['/settings/backup', 'By hand'],
  ['/search', 'Search everything you keep'],
  ['/search?q=bench', 'The Garden Ledger'],
  ['/search?q=zeppelin', 'Nothing found'],
  ['/nowhere', 'There is no page at this address'],
  ['/timeline', 'Keyboard shortcuts', '?'],
  ['/timeline', 'Import feeds from a file', 'Control+k'],
];
const empty = [
  ['/today', 'What do you want to start with?'],
  ['/timeline', 'Everything you keep will line up here'],
  ['/reader', 'What you read will live here'],
  ['/sources', 'The places Lorch reads from'],
  ['/search', 'Search everything you keep'],
];

export async function play(test, lab) {
  const [full, bare] = [await lab.furnished(), lab.place()];
  await full.run('backup');
  const [serving, servingBare] = [await full.serve(), await bare.serve()];
  for (const theme of ['light', 'dark']) {
    for (const width of [1360, 640, 320]) {
      await test(`${theme}, ${width} px: no violations`, async () => {
        const found = [];
        const look = { theme, width };
        const signedOut = await lab.tab(look);
        await signedOut.visit(serving.address);
        found.push(...(await judged(signedOut, 'sign-in', 'This page needs a sign-in link')));
        found.push(...(await walk(lab, look, full, serving, pages)));
        found.push(...(await walk(lab, look, bare, servingBare, empty)));
        same(found, [], 'violations');
      });
    }
  }
  await test('the Reader in the window: no violations', async () => {
    const window = await lab.window(full);
    await window.goTo('Reader');
    await window.click('All');
    await window.rested();
    await window.press('j');
    same(await judged(window, 'Reader', 'At ten past four the street belongs'), [], 'violations');
    await window.close();
  });
}

async function walk(lab, look, place, serving, list) {
  const tab = await lab.tab(look);
  await tab.signIn(await place.link());
  const found = [];
  for (const [path, words, ...keys] of list) {
    await tab.visit(serving.address + path);
    if (keys.length > 0) await tab.rested();
    for (const key of keys) {
      // Where there is no room for the detail beside the list, a second key opens it.
      if (!key.endsWith('?') || key === '?') await tab.press(key);
      else if (!(await tab.text()).includes(words)) await tab.press(key.slice(0, -1));
    }
    found.push(...(await judged(tab, [path, ...keys].join(' '), words)));
  }
  await tab.close();
  return found;
}

async function judged(screen, name, words) {
  await screen.sees(words);
  return (await violations(screen)).map((line) => `${name}: ${line}`);
}
