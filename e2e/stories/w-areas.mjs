/** The screenshots of the areas and of what keeps them, from the sample year, two devices and a made-up computer. */
import { inventComputer } from '../harness/computer.mjs';
import { keepPicture } from '../harness/pictures.mjs';
import { until } from '../harness/until.mjs';

export const title = 'Pictures of the areas';

const PASSPHRASE = 'three old lanterns';
/** What goes over the network takes its time on a busy machine. */
const OVER = { within: 60_000 };

export async function play(test, lab) {
  const [desk, attic] = [lab.place(), lab.place()];
  await desk.run('sample', 'add');
  const serving = await desk.serve();
  await attic.serve();

  await test('two devices are paired', () => pair(desk, attic));
  for (const theme of ['light', 'dark']) {
    await test(`Coding, Listening, Inbox, Devices and System, ${theme}`, async () => {
      const tab = await lab.tab({ theme });
      await tab.signIn(await desk.link());
      await inventComputer(tab);
      for (const [name, shows] of Object.entries(pages)) {
        await tab.visit(`${serving.address}/${name}`);
        for (const words of shows) await tab.sees(words);
        if (name === 'devices') await code(tab);
        await tab.rested();
        await tab.page.mouse.move(700, 5);
        await until('nothing moves', () => tab.ask(() => document.getAnimations().every((one) => one.playState !== 'running')));
        await keepPicture(await lab.chromium(), `${name}-${theme}`, await tab.picture());
      }
      await tab.close();
    });
  }
}

/** The screens, and words that are there once all of it is. */
const pages = {
  coding: ['Contributions', 'When you commit'],
  listening: ['When you listen', 'First heard'],
  inbox: ['Choir'],
  system: ['darktable', 'Temperature'],
  devices: ['In step', 'Pair a device'],
};

async function pair(desk, attic) {
  const ask = async (place, ...what) => JSON.parse(await place.run('api', ...what));
  for (const [place, name] of [[desk, 'desk'], [attic, 'attic']]) {
    await place.run('api', 'POST', '/api/vault/file', JSON.stringify({ passphrase: PASSPHRASE }));
    await place.run('api', 'PATCH', '/api/devices/this', JSON.stringify({ name }));
  }
  const { ticket } = await ask(desk, 'POST', '/api/devices/pairing', '{}');
  await attic.run('api', 'POST', '/api/devices/join', JSON.stringify({ ticket }));
  await until('it asks', async () => (await ask(desk, 'GET', '/api/devices/pairing')).state === 'asking', OVER);
  await desk.run('api', 'POST', '/api/devices/pairing/confirm');
  await until('they are in step', async () => (await ask(desk, 'GET', '/api/devices')).paired[0]?.state === 'in_step', OVER);
}

/** Shows a code to pair the next one by. It is a made-up one: a real one makes another picture each time. */
async function code(tab) {
  const pairing = {
    id: '1',
    ticket: `lorch-pair:${'the lantern hangs over the harbour until the tide turns '.repeat(2).replaceAll(' ', '')}`,
    code: '4821 0937',
    expires: new Date(Date.now() + 278_500).toISOString(),
    state: 'waiting',
    guest: null,
  };
  await tab.page.route('**/api/devices/pairing', (route) => route.fulfill({ json: pairing }));
  await tab.press('c');
  await tab.sees('The code ends in');
}
