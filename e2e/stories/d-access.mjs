/** Every page, light and dark, wide and narrow, with large text: axe finds nothing, and nothing is covered, cut or out of place. */
import { violations } from '../harness/axe.mjs';
import { inTheme, misplaced, places } from '../harness/layout.mjs';
import { same } from '../harness/until.mjs';

export const title = 'Access';

/** What stands on a furnished profile: address, words that show that it is there, keys that open more. */
const pages = [
  ['/today', 'Worth reading'],
  ['/timeline', 'The quiet hour of a sourdough'],
  ['/timeline', 'Where this comes from', 'j', 'Enter?'],
  ['/planner', '1 entry'],
  ['/planner', 'Oil the lamp', '4'],
  ['/planner', 'Save changes', '4', 'j', 'e'],
  ['/reader?view=all', 'The quiet hour of a sourdough'],
  ['/reader?view=all', 'At ten past four the street belongs', 'j'],
  ['/reader?view=starred', 'Nothing starred yet'],
  ['/inbox', 'Import of feeds'],
  ['/sources', 'North Pier Almanac'],
  ['/sources', 'Save changes', 'j'],
  ['/sources', 'The address of a site is enough', 'c'],
  ['/sources?do=import', 'Choose a file'],
  ['/sources/network', 'Allowed addresses'],
  ['/devices', 'Your other devices will stand here'],
  ['/devices', 'Ticket or code', 'click Join an existing one'],
  ['/settings', 'System follows your desktop'],
  ['/settings/backup', 'By hand'],
  ['/settings/backup', 'Nothing is overwritten', 'click Restore'],
  ['/settings/rules', 'Empty to call it by its words', 'click Add a rule'],
  ['/settings/keyboard', 'Single-letter keys'],
  ['/settings/vault', 'Where secrets lie'],
  ['/settings/devices', 'Find on this network'],
  ['/settings/notices', 'On the desktop'],
  ['/settings/history', 'here you can take back any'],
  ['/welcome', 'Is this your first device?'],
  ['/welcome', 'Ticket or code', 'click Join'],
  ['/welcome', 'What do you want to start with?', 'click Skip'],
  ['/welcome', 'How should it look?', 'click Skip', 'click Skip'],
  ['/welcome', 'That is all', 'click Skip', 'click Skip', 'click Continue'],
  ['/help', 'The first minute'],
  ['/help/keys', 'These work on most screens'],
  ['/search', 'Search everything you keep'],
  ['/search?q=bench', 'The Garden Ledger'],
  ['/search?q=zeppelin', 'Nothing found'],
  ['/nowhere', 'There is no page at this address'],
  ['/timeline', 'Keyboard shortcuts', '?'],
  ['/timeline', 'Import feeds from a file', 'Control+k'],
];
const empty = [
  ['/today', 'Is this your first device?'],
  ['/timeline', 'Everything you keep will line up here'],
  ['/planner', 'What you intend and what is fixed', '4'],
  ['/reader', 'What you read will live here'],
  ['/inbox', 'Nothing is waiting for you'],
  ['/sources', 'The places Lorch reads from'],
  ['/search', 'Search everything you keep'],
];

const looks = [{ width: 1360 }, { width: 640 }, { width: 320 }, { width: 1360, text: '200' }];

export async function play(test, lab) {
  const [full, bare] = [await lab.furnished(), lab.place()];
  await full.run('plan', 'add', 'Oil the lamp today 17:00 20 min');
  await full.run('plan', 'add', 'Passport photo');
  await full.run('backup');
  const [serving, servingBare] = [await full.serve(), await bare.serve()];
  for (const { width, text = '100' } of looks) {
    await test(`${width} px, text at ${text} %, light and dark: no violations, nothing out of place`, async () => {
      const found = [];
      const signedOut = await lab.tab({ width });
      await signedOut.visit(serving.address);
      found.push(...(await judged(signedOut, 'sign-in', 'This page needs a sign-in link')));
      found.push(...(await walk(lab, { width, text }, full, serving, pages)));
      found.push(...(await walk(lab, { width, text }, bare, servingBare, empty)));
      same(found, [], 'violations');
    });
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

async function walk(lab, { width, text }, place, serving, list) {
  const tab = await lab.tab({ width });
  // No minute may pass between light and dark.
  await tab.page.clock.setFixedTime(new Date());
  await tab.signIn(await place.link());
  await tab.ask((size) => localStorage.setItem('lorch.text', JSON.stringify(size)), text);
  const found = [];
  for (const [path, words, ...steps] of list) {
    await tab.visit(serving.address + path);
    if (steps.length > 0) await tab.rested();
    for (const step of steps) {
      if (step.startsWith('click ')) await tab.click(step.slice(6));
      // Where there is no room for the detail beside the list, a second key opens it.
      else if (!step.endsWith('?') || step === '?') await tab.press(step);
      else if (!(await tab.text()).includes(words)) await tab.press(step.slice(0, -1));
    }
    found.push(...(await judged(tab, [path, ...steps].join(' '), words)));
  }
  await tab.close();
  return found;
}

/** What is wrong with a page in light and dark, and where the two differ in more than colour. */
async function judged(screen, name, words) {
  await screen.sees(words);
  const found = [...(await violations(screen)), ...(await misplaced(screen))];
  if (screen.page) {
    const light = await places(screen);
    found.push(
      ...(await inTheme(screen, 'dark', async () => {
        const dark = await places(screen);
        const moved = dark.filter((line, index) => line !== light[index]).map((line) => `in dark elsewhere than in light: ${line}`);
        return [...(await violations(screen)).map((line) => `dark: ${line}`), ...moved.slice(0, 3)];
      })),
    );
    await inTheme(screen, 'light', () => {});
  }
  return found.map((line) => `${name}: ${line}`);
}
