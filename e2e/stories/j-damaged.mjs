/** A profile whose database is damaged: said in plain words, and put right from the page. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from '../harness/axe.mjs';
import { holds, same, until } from '../harness/until.mjs';

export const title = 'A damaged profile';

const JUNK = Buffer.alloc(20_000, 'not a database any more. ');

export async function play(test, lab) {
  const place = await lab.furnished();
  await place.run('backup', 'create');
  const first = await damagedIn(lab, place);
  const { tab } = first;

  await test('the page says what is wrong and what can be done; axe finds nothing', async () => {
    await tab.sees('Your profile can’t be opened');
    await tab.sees('lorch.db');
    await tab.sees('Go back to the newest good copy');
    same(await violations(tab), [], 'violations');
  });
  await test('the newest good copy is restored by keys alone, and the page goes on', async () => {
    await tabTo(tab, 'Restore');
    await tab.press('Enter');
    await tab.sees('Nothing is overwritten');
    await tabTo(tab, 'Restore this copy');
    await tab.press('Enter');
    await until('the frame is there', () => tab.ask(() => document.querySelector('nav[aria-label=Screens]') !== null));
    await tab.goTo('Sources');
    await tab.sees('Tin Roof Radio');
  });
  await first.serving.stop();

  await test('starting empty keeps the damaged file, and says where', async () => {
    const { tab: other } = await damagedIn(lab, place);
    await other.click('Start empty');
    await other.sees('sets the present file aside');
    await other.click('Start empty');
    await other.sees('You begin with an empty profile');
    const kept = await other.ask(() => document.querySelector('code').textContent);
    holds(existsSync(kept) && readFileSync(kept).equals(JUNK), `the damaged file is not at ${kept}`);
    await other.click('Go on');
    await other.sees('Is this your first device?');
  });
}

/** Damages the database of a place that nothing runs on, and opens the page on it. */
async function damagedIn(lab, place) {
  writeFileSync(join(place.profile, 'lorch.db'), JUNK);
  for (const end of ['-wal', '-shm']) rmSync(join(place.profile, `lorch.db${end}`), { force: true });
  const serving = await place.serve();
  const tab = await lab.tab();
  await tab.visit(serving.link);
  return { tab, serving };
}

async function tabTo(tab, name) {
  for (let step = 0; step < 30; step += 1) {
    await tab.press('Tab');
    if ((await tab.ask(() => document.activeElement?.textContent.trim())) === name) return;
  }
  throw new Error(`Tab never came to “${name}”`);
}
