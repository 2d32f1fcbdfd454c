/** Every view when it fails, waits, or the core is out of reach: said where it stands, and ended by Retry. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from '../harness/axe.mjs';
import { evidenceFolder } from '../harness/programs.mjs';
import { holds, same, until } from '../harness/until.mjs';

export const title = 'States';

const OUT_OF_REACH = 'Lorch is not answering';
const pictures = join(evidenceFolder, 'states');

export async function play(test, lab) {
  const place = lab.place();
  const file = place.write('faults', '');
  place.env.LORCH_FAULT = `@${file}`;
  const fails = (said) => writeFileSync(file, said);
  await place.run('sample', 'add');
  const [newest] = await place.ask('articles', '--limit', '1');
  const [hit] = await place.ask('search', 'lighthouse');
  const [notice] = await place.ask('inbox', 'list');
  const serving = await place.serve();
  const tab = await lab.tab();
  await tab.signIn(serving.link);
  mkdirSync(pictures, { recursive: true });

  /** Address, the part of the API's address that fails, what is said of it, what stands there when all is well. */
  const views = [
    ['The day on Today', '/today', 'timeline', 'What came in could not be read', newest.title],
    ['Picks on Today', '/today', 'articles', 'The articles could not be read', newest.title],
    ['Timeline', '/timeline', 'timeline', 'The Timeline could not be read', newest.title],
    ['Reader', '/reader?view=all', 'articles', 'The articles could not be read', newest.title],
    ['Feeds of the Reader', '/reader?view=all', 'feeds', 'The articles could not be read', 'The Harbour Post'],
    ['Article', `/reader/${newest.id}?view=all`, newest.id, 'The article could not be read', 'Arrived'],
    ['Inbox', '/inbox', 'inbox', 'The Inbox could not be read', notice.title],
    ['Sources', '/sources', 'feeds', 'The feeds could not be read', 'The Harbour Post'],
    ['Network', '/sources/network', 'allowed', 'The allowed addresses could not be read', 'Allowed addresses'],
    ['Search', '/search?q=lighthouse', 'search', 'The search did not work', hit.title],
    ['General', '/settings/general', 'settings', 'This could not be read', 'Minutes between two checks'],
    ['Notices', '/settings/notices', 'kinds', 'This could not be read', 'Feeds that fail'],
    ['Rules', '/settings/rules', 'rules', 'This could not be read', 'Papertape releases'],
    ['Backup', '/settings/backup', 'backups', 'This could not be read', 'Copies of everything'],
    ['Bin', '/settings/bin', 'bin', 'This could not be read', 'The bin is empty'],
    ['Vault', '/settings/vault', 'vault', 'This could not be read', 'Where secrets lie'],
    ['Devices', '/devices', 'devices', 'What there is of devices could not be read', 'Your other devices will stand here'],
    ['Held removals', '/settings/devices', 'held', 'This could not be read', 'No device waits'],
    ['History', '/settings/history', 'edits', 'This could not be read', 'here you can take back any'],
    ['Sample data', '/settings/profile', 'sample', 'This could not be read', 'Remove sample data'],
    ['Help', '/help', 'guide', 'The guide could not be read', 'The first minute'],
  ];

  for (const [name, path, part, failed, well] of views) {
    await test(`${name}: a fault is said with what to do, and Retry ends it`, async () => {
      fails(`${part}:500`);
      await tab.visit(serving.address + path);
      await tab.sees(failed);
      await isAlert(tab, failed, 'This fault was asked for');
      await kept(tab, name, 'error');
      same(await violations(tab), [], 'violations');
      await retried(tab, fails, failed, well);
    });
    await test(`${name}: out of reach, and back`, async () => {
      fails(`${part}:offline`);
      await tab.visit(serving.address + path);
      await tab.sees(failed);
      await isAlert(tab, failed, OUT_OF_REACH);
      await kept(tab, name, 'offline');
      await retried(tab, fails, failed, well);
    });
    await test(`${name}: slow, with something in its place meanwhile`, async () => {
      fails(`${part}:slow`);
      await tab.visit(serving.address + path);
      const after = await until('something says that it is loading', () => tab.ask(loading));
      same(after, '0.15s', 'when it appears');
      await kept(tab, name, 'loading');
      await tab.sees(well);
      await tab.rested();
      fails('');
    });
  }

  await test('what is there stays when more of it can not be read', async () => {
    await tab.visit(`${serving.address}/timeline`);
    await tab.sees(newest.title);
    fails('timeline:500');
    await until('the end is reached', async () => {
      await tab.ask(() => document.querySelector('[role=listbox]')?.scrollTo(0, 1e9));
      return (await tab.text()).includes('Older records could not be read');
    });
    holds((await tab.ask(() => document.querySelectorAll('[role=option]').length)) > 0, 'the rows are gone');
    await kept(tab, 'Timeline', 'partial');
    same(await violations(tab), [], 'violations');
    await retried(tab, fails, 'Older records could not be read');
  });
  await test('a core that can not be heard is told at the foot of the sidebar until it can', async () => {
    fails('changes:offline');
    await tab.visit(`${serving.address}/reader?view=all`);
    const line = () => tab.ask(() => document.querySelector('nav[aria-label=Screens]')?.parentElement.textContent ?? '');
    await until('the line says so', async () => (await line()).includes(OUT_OF_REACH));
    await tab.sees(newest.title);
    await kept(tab, 'Frame', 'offline');
    same(await violations(tab), [], 'violations');
    fails('');
    await until('the line is well again', async () => !(await line()).includes(OUT_OF_REACH));
  });
}

/** Ends the fault and asks again; what was said of it leaves. */
async function retried(tab, fails, failed, well) {
  fails('');
  await tab.click('Retry');
  if (well) await tab.sees(well);
  await tab.missesSoon(failed);
}

/** What failed is announced, and says why. */
async function isAlert(tab, failed, why) {
  const alerts = await tab.ask(() => [...document.querySelectorAll('[role=alert]')].map((one) => one.textContent));
  const said = alerts.find((one) => one.includes(failed));
  holds(said, `“${failed}” is no alert: ${alerts.join(' | ')}`);
  holds(said.includes(why), `the alert does not say “${why}”: ${said}`);
  holds(said.includes('Retry'), `the alert offers no Retry: ${said}`);
}

/** After how long what says that it is loading can be seen. Runs inside the page. */
function loading() {
  const skeleton = document.querySelector('[role=status][aria-label=Loading]');
  return skeleton && getComputedStyle(skeleton).animationDelay;
}

async function kept(tab, view, state) {
  writeFileSync(join(pictures, `${view}-${state}.png`.toLowerCase().replaceAll(' ', '-')), await tab.picture());
}
