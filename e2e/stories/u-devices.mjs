/** Two devices: paired by a ticket, in step, apart and together again, and one shut out. By keys alone where it counts. */
import { violations } from '../harness/axe.mjs';
import { holds, same, until } from '../harness/until.mjs';

export const title = 'Devices';

const PASSPHRASE = 'three old lanterns';
/** What goes over the network takes its time on a busy machine. */
const OVER = { within: 60_000 };

export async function play(test, lab) {
  const [desk, attic] = [lab.place(), lab.place()];
  const serving = await desk.serve();
  let other = await attic.serve();
  const tab = await lab.tab();
  const far = await lab.tab();
  await tab.signIn(serving.link);
  await far.signIn(other.link);
  await name(desk, 'desk');
  await name(attic, 'attic');
  await openVault(attic);

  await test('g d leads there; before anything is paired nothing is open', async () => {
    await tab.visit(`${serving.address}/settings`);
    await tab.press('g', 'd');
    await tab.sees('Your other devices will stand here');
    await tab.sees('this device only');
    same(await tab.ask(() => document.title), 'Devices – Lorch', 'the title of the page');
    same((await stands(desk)).enabled, false, 'whether it talks to others');
  });
  await test('without a place for its key it says so, and leads to where one is made', async () => {
    await tab.press('c');
    await tab.sees('Choose where secrets lie');
    await tabTo(tab, 'Choose where secrets lie');
    await tab.press('Enter');
    await tab.sees('Nowhere yet');
    await tab.fill('Passphrase', PASSPHRASE);
    await tab.fill('Once more', PASSPHRASE);
    await tab.press('Enter');
    await tab.sees('Lock now');
  });
  await test('c makes a ticket, as a picture, as text and as digits', async () => {
    await tab.press('Escape');
    await tab.ask(() => document.activeElement.blur());
    await tab.press('g', 'd');
    await tab.sees('Your other devices will stand here');
    await tab.press('c');
    await tab.sees('The code ends in');
    await tab.sees('Join an existing one');
    holds(await tab.ask(() => document.querySelector('[role=img] path') !== null), 'there is no picture');
  });
  let words;
  await test('the ticket is pasted on the other device, and both show the same six words', async () => {
    const { ticket } = JSON.parse(await desk.run('api', 'GET', '/api/devices/pairing'));
    await far.visit(`${other.address}/settings`);
    await far.press('g', 'd');
    await far.sees('Your other devices will stand here');
    await far.press('v');
    await until('the field has the focus', () => far.ask(() => document.activeElement?.tagName === 'INPUT'));
    await far.page.keyboard.insertText(ticket);
    await far.press('Enter');
    await far.sees('Compare these words with those on desk', OVER);
    await tab.sees('attic asks to join', OVER);
    words = await shown(tab);
    same(words.length, 6, 'words');
    same(await shown(far), words, 'the words of the other device');
  });
  await test('they are the same: it is let in, and what is here goes over', async () => {
    await desk.run('plan', 'add', 'Oil the lamp');
    await tabTo(tab, 'They are the same');
    await tab.press('Enter');
    await tab.sees('attic is paired', OVER);
    await far.sees('You joined desk', OVER);
    await far.sees('Everything is here', OVER);
    await tabTo(far, 'Done');
    await far.press('Enter');
    await until('the task went over', () => has(attic, 'Oil the lamp'), OVER);
    await far.sees('In step');
    await until('the sync line says so', async () => (await line(far)).includes('Synced'), OVER);
    same(await line(far), 'Synced just now · 2 devices', 'the sync line');
  });
  await test('an edit on one comes to the other by itself', async () => {
    await attic.run('plan', 'add', 'Wind the clock');
    await until('it is there', () => has(desk, 'Wind the clock'), OVER);
    await tab.press('g', 'p');
    await tab.sees('Wind the clock');
    await tab.press('g', 'd');
  });
  await test('what both did apart comes together when they meet again', async () => {
    await other.stop();
    await desk.run('plan', 'add', 'Post the parcel');
    await tab.sees('Behind by', OVER);
    await until('the sync line says it', async () => (await line(tab)).startsWith('Offline – '), OVER);
    await attic.run('plan', 'add', 'Sharpen the saw');
    other = await attic.serve();
    // Its key lies in a file whose passphrase nobody keeps: until it is typed, nothing is exchanged, and that is told.
    await until('it says what it needs', async () => (await stands(attic)).fault?.code === 'vault_locked', OVER);
    await far.signIn(await attic.link());
    await far.visit(`${other.address}/devices`);
    await far.sees('Open Vault in Settings');
    same(await line(far), 'Your devices need you', 'the sync line');
    await openVault(attic);
    for (const place of [desk, attic])
      for (const task of ['Post the parcel', 'Sharpen the saw']) await until(task, () => has(place, task), OVER);
    await until('they are in step', async () => (await stands(desk)).paired[0].state === 'in_step', OVER);
  });
  await test('it is called something else here', async () => {
    await tab.press('j', 'j', 'e');
    await until('the field has the focus', () => tab.ask(() => document.activeElement?.tagName === 'INPUT'));
    await tab.press('Control+a');
    await tab.type('the attic');
    await tab.press('Enter');
    await until('the core knows', async () => (await stands(desk)).paired[0].name === 'the attic');
    await tab.sees('the attic');
  });
  for (const theme of ['light', 'dark']) {
    for (const width of [1360, 640, 320]) {
      await test(`${theme}, ${width} px: no violations in Devices, while pairing, in Vault and Devices of Settings`, async () => {
        const page = await lab.tab({ theme, width });
        await page.signIn(await desk.link());
        await page.visit(`${serving.address}/devices`);
        await page.sees('the attic');
        const found = await violations(page);
        await page.press('c');
        await page.sees('The code ends in');
        found.push(...(await violations(page)));
        await page.press('v');
        await page.sees('Ticket or code');
        found.push(...(await violations(page)));
        await page.visit(`${serving.address}/settings/vault`);
        await page.sees('Key of this device');
        found.push(...(await violations(page)));
        await desk.run('api', 'DELETE', '/api/devices/pairing');
        await page.close();
        same(found, [], 'violations');
      });
    }
  }
  await test('it is shut out only when its name was typed, and is told so', async () => {
    await tab.visit(`${serving.address}/devices`);
    await tab.sees('the attic');
    await tab.press('j', 'j', 'Enter');
    await tab.sees('Revoke');
    await tab.press('End', 'Enter');
    await until('the field has the focus', () => tab.ask(() => document.activeElement?.tagName === 'INPUT'));
    await tab.press('Enter');
    same((await stands(desk)).paired.length, 1, 'devices while no name was typed');
    await tab.type('the attic');
    await tab.press('Enter');
    await tab.sees('Your other devices will stand here');
    await attic.run('api', 'POST', '/api/devices/sync');
    await until('the other device knows', async () => (await stands(attic)).paired[0].state === 'refused', OVER);
    await far.signIn(await attic.link());
    await far.visit(`${other.address}/devices`);
    await far.sees('Refused');
  });
  // A pairing that is not there yet is answered by 404, as is a vault by 503.
  const expected = (one) => /\b(404|503)\b/.test(one);
  same(tab.complaints.filter((one) => !expected(one)), [], 'what the page complained of');
}

const stands = async (place) => JSON.parse(await place.run('api', 'GET', '/api/devices'));
const name = (place, to) => place.run('api', 'PATCH', '/api/devices/this', JSON.stringify({ name: to }));
const openVault = (place) => place.run('api', 'POST', '/api/vault/file', JSON.stringify({ passphrase: PASSPHRASE }));
const has = async (place, task) => (await place.ask('plan', 'list')).some((one) => one.title === task);
const line = (tab) => tab.ask(() => document.querySelector('nav .line')?.getAttribute('aria-label') ?? '');
const shown = (tab) =>
  tab.ask(() => [...document.querySelectorAll('[aria-label="The words to compare"] li')].map((one) => one.lastChild.textContent));

async function tabTo(tab, words) {
  for (let step = 0; step < 60; step += 1) {
    await tab.press('Tab');
    if ((await tab.ask(() => document.activeElement?.textContent.trim())) === words) return;
  }
  throw new Error(`Tab never came to “${words}”`);
}
