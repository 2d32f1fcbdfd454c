/** Two devices that share nothing but a network: found in it, revoked over it, and cut apart while they exchange. */
import { Network, NotPermitted } from '../harness/network.mjs';
import { opml } from '../harness/formats.mjs';
import { LeftOut } from '../harness/report.mjs';
import { holds, same, until } from '../harness/until.mjs';

export const title = 'Two devices in a network';

const PASSPHRASE = 'three old lanterns';
/** What goes over the network takes its time on a busy machine. */
const OVER = { within: 60_000 };
/** So many feeds are on their way when the cable is pulled. */
const FEEDS = 8000;

export async function play(test, lab) {
  const network = await Network.open('desk', 'attic').catch((error) => {
    if (!(error instanceof NotPermitted)) throw error;
    throw new LeftOut(`network namespaces are not permitted here (${error.message})`);
  });
  const [desk, attic] = [lab.place(), lab.place()];
  await desk.serve(network.on('desk'));
  await attic.serve(network.on('attic'));
  for (const [place, name] of [[desk, 'desk'], [attic, 'attic']]) {
    await ask(place, 'POST', '/api/vault/file', { passphrase: PASSPHRASE });
    await ask(place, 'PATCH', '/api/devices/this', { name });
    await place.run('settings', 'set', 'paused', 'true');
  }

  await test('eight digits are enough: who shows them is found in the network', async () => {
    await pair(desk, attic, ({ code }) => ({ code }));
    await desk.run('plan', 'add', 'Oil the lamp');
    await until('the task went over', async () => (await tasks(attic)).includes('Oil the lamp'), OVER);
    same((await peer(attic)).address.split(':')[0], '10.77.0.1', 'where it is');
  });
  await test('who is revoked is told so over the network, and hears nothing more', async () => {
    await ask(desk, 'DELETE', `/api/devices/${(await peer(desk)).id}`);
    await until('the other one knows', async () => (await peer(attic)).state === 'refused', OVER);
    same((await peer(attic)).fault.code, 'device_unknown', 'what it was told');
    await desk.run('plan', 'add', 'Wind the clock');
    await ask(attic, 'POST', '/api/devices/sync');
    same(await tasks(attic), ['Oil the lamp'], 'tasks of who is revoked');
  });
  await test('the cable is pulled in the middle of the first exchange: both say so, and what came stays', async () => {
    await desk.run('feeds', 'import', desk.write('many.opml', many()));
    await pair(desk, attic, ({ ticket }) => ({ ticket }));
    await until('it is on its way', async () => (await peer(attic)).behind > 1, { ...OVER, every: 5 });
    await network.pull('attic');
    const came = (await feeds(attic)).length;
    holds(came > 0 && came < FEEDS, `${came} feeds came before the cable was out`);
    for (const place of [desk, attic]) {
      await until('it says so', async () => !(await peer(place)).connected, OVER);
      await until('it says what is wrong', async () => (await peer(place)).fault?.code === 'device_unreachable', OVER);
    }
    holds((await feeds(attic)).length >= came, 'what came is gone');
  });
  await test('both are edited meanwhile', async () => {
    await desk.run('plan', 'add', 'Post the parcel');
    await attic.run('plan', 'add', 'Sharpen the saw');
    await desk.run('feeds', 'edit', address(7), '--title', 'The seventh');
  });
  await test('the cable is back: they find each other again', async () => {
    await network.plug('attic');
    for (const place of [desk, attic]) await until('it talks', async () => (await peer(place)).connected, OVER);
  });
  await test('both come to the same, and nothing is there twice', async () => {
    for (const place of [desk, attic]) await until('they are in step', async () => (await peer(place)).state === 'in_step', OVER);
    same(await told(attic), await told(desk), 'what both say');
    const { tasks: list, feeds: known } = await told(attic);
    same(list, ['Oil the lamp', 'Post the parcel', 'Sharpen the saw', 'Wind the clock'], 'tasks');
    same(known.length, FEEDS, 'feeds');
    same(new Set(known.map(({ url }) => url)).size, FEEDS, 'feeds that are not the same');
  });
  await test('it comes back from another network with another address, and is found there', async () => {
    await network.turnOff('attic');
    await until('it is gone', async () => !(await peer(desk)).connected, OVER);
    await network.turnOn('attic', '10.77.0.77');
    await until('they talk', async () => (await peer(desk)).connected, OVER);
    await attic.run('plan', 'add', 'Sweep the stairs');
    await until('the task went over', async () => (await tasks(desk)).includes('Sweep the stairs'), OVER);
    same((await peer(desk)).address.split(':')[0], '10.77.0.77', 'where it is');
  });
}

/** Lets `guest` join what `host` offers, by what `invitation` takes of it. */
async function pair(host, guest, invitation) {
  const offered = await ask(host, 'POST', '/api/devices/pairing');
  await ask(guest, 'POST', '/api/devices/join', invitation(offered));
  await until('it asks to be let in', async () => (await ask(host, 'GET', '/api/devices/pairing')).state === 'asking', OVER);
  await ask(host, 'POST', '/api/devices/pairing/confirm');
  await until('it is let in', async () => (await ask(guest, 'GET', '/api/devices/join')).state === 'done', OVER);
}

const address = (number) => `https://parish-${number}.example/feed.xml`;
const many = () => opml(Array.from({ length: FEEDS }, (_, index) => ({ title: `Parish ${index}`, url: address(index), folder: '' })));

const ask = async (place, method, path, body) => {
  const said = await place.run('api', method, path, ...(body ? [JSON.stringify(body)] : []));
  return said.trim() ? JSON.parse(said) : null;
};
const peer = async (place) => (await ask(place, 'GET', '/api/devices')).paired[0];
const tasks = async (place) => (await place.ask('plan', 'list')).map((one) => one.title).sort();
const feeds = async (place) => (await place.ask('feeds', 'list')).map(({ id, url, title }) => ({ id, url, title }));

/** What a device says of all that is exchanged. */
async function told(place) {
  const known = (await feeds(place)).sort((one, other) => one.id.localeCompare(other.id));
  return { tasks: await tasks(place), feeds: known };
}
