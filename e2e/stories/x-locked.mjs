/** A profile whose key lies in a vault that is locked: the window and the page ask for the passphrase, and go on. */
import { chmodSync } from 'node:fs';
import { violations } from '../harness/axe.mjs';
import { same, until } from '../harness/until.mjs';

export const title = 'A profile that its vault opens';

const PASSPHRASE = 'correct horse battery staple';
const FEED = 'Tin Roof Radio';

export async function play(test, lab) {
  const place = await lab.furnished();
  const file = place.write('passphrase', PASSPHRASE);
  chmodSync(file, 0o600);
  place.env.LORCH_PASSPHRASE_FILE = file;
  await place.run('api', 'POST', '/api/vault/file', JSON.stringify({ passphrase: PASSPHRASE }));
  await place.run('profile', 'encrypt', '--vault', '--backups');
  delete place.env.LORCH_PASSPHRASE_FILE;

  const window = await lab.window(place);
  await opened(test, window, 'the window');
  await window.close();
  const serving = await place.serve();
  const tab = await lab.tab();
  await tab.visit(serving.link);
  await test('the page: axe finds nothing while it asks', async () => {
    await tab.sees('Type the passphrase of the vault');
    same(await violations(tab), [], 'violations');
  });
  await opened(test, tab, 'the page');
  await serving.stop();
}

async function opened(test, screen, where) {
  await test(`${where}: it says that the vault is locked, and a wrong passphrase opens nothing`, async () => {
    await screen.sees('Your profile can’t be opened');
    await screen.fill('Passphrase', 'correct house battery staple');
    await screen.press('Enter');
    await screen.sees('does not open');
  });
  await test(`${where}: the right one does, and everything is there`, async () => {
    await screen.fill('Passphrase', PASSPHRASE);
    await screen.press('Enter');
    await until('the frame is there', () => screen.ask(() => document.querySelector('nav[aria-label=Screens]') !== null));
    await screen.goTo('Sources');
    await screen.sees(FEED);
  });
}
