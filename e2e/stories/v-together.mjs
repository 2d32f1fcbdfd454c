/** All of it together, in two real windows: a plan, its notice, a second device, edits apart, and both killed. */
import { Bus } from '../harness/bus.mjs';
import { Notices } from '../harness/notices.mjs';
import { same, until } from '../harness/until.mjs';

export const title = 'Everything together';

const PASSPHRASE = 'three old lanterns';
/** What goes over the network takes its time on a busy machine. */
const OVER = { within: 60_000 };
const TASK = 'Water the ferns';
/** What the person plans; the sample year has plans of its own. */
const OWN = [TASK, 'Water all ferns', 'Post the parcel', 'Sharpen the saw'];

export async function play(test, lab) {
  const bus = await Bus.open();
  const notices = await Notices.open(bus);
  const [desk, attic] = [lab.place({ DBUS_SESSION_BUS_ADDRESS: bus.address }), lab.place()];
  let a = await lab.window(desk);
  let b;
  const feed = lab.feeds.url('lantern-street.xml');

  await test('the first window is filled with a sample year, and with a feed of the person', async () => {
    await a.click('Skip all');
    await desk.run('sample', 'add');
    await desk.run('allow', lab.feeds.host);
    await desk.run('feeds', 'add', feed);
    await desk.run('refresh');
    await a.goTo('Coding');
    await a.sees('Remove sample data');
    const [newest] = await desk.ask('articles', '--limit', '1', '--feed', feed);
    await desk.run('star', newest.id);
    same(await starred(desk, feed), [newest.title], 'what is starred');
  });
  await test('a line plans a task with a reminder, and its notice comes', async () => {
    await a.click('Planner');
    await until('the month is open', () => a.ask(() => document.querySelector('[role=grid]') !== null));
    const start = new Date(Date.now() + 60_000).toLocaleTimeString('sv', { timeZone: 'Europe/Berlin' }).slice(0, 5);
    await a.press('c');
    await until('the line has the focus', () => a.ask(() => document.activeElement?.tagName === 'INPUT'));
    await a.type(`${TASK} today ${start} remind at start`);
    await a.press('Enter');
    await until('it is planned', async () => (await tasks(desk)).includes(TASK));
    const { buttons } = await notices.titled(TASK);
    same(Object.values(buttons).sort(), ['Done', 'Open', 'Open', 'Snooze'], 'what can be clicked');
  });
  await test('Snooze puts it off, as the Inbox says', async () => {
    await notices.click(TASK, 'snooze');
    await until('it is snoozed', async () => (await inbox(desk, 'snoozed')).some((one) => one.title === TASK));
    await a.press('Escape');
    await a.goTo('Inbox');
    await until('it is not in the Inbox', async () => !(await a.text()).includes(TASK));
  });
  await test('a second window is paired by a ticket, and shows feed, star and task, and nothing of the sample', async () => {
    await attic.run('allow', lab.feeds.host);
    b = await lab.window(attic);
    await b.click('Skip all');
    for (const place of [desk, attic]) await secrets(place);
    await a.goTo('Devices');
    await a.press('c');
    await a.sees('The code ends in', OVER);
    const { ticket } = JSON.parse(await desk.run('api', 'GET', '/api/devices/pairing'));
    await b.goTo('Devices');
    await b.press('v');
    await until('the field has the focus', () => b.ask(() => document.activeElement?.tagName === 'INPUT'));
    await b.type(ticket);
    await b.press('Enter');
    await a.sees('asks to join', OVER);
    await a.click('They are the same');
    await b.sees('You joined', OVER);
    await b.sees('Everything is here', OVER);
    await b.click('Done');
    await until('the task went over', async () => (await tasks(attic)).includes(TASK), OVER);
    await until('the star went over', async () => (await starred(attic, feed)).length === 1, OVER);
    same(await feeds(attic), [feed], 'feeds of the second');
    same(await starred(attic, feed), await starred(desk, feed), 'what is starred');
  });
  await test('both edit the same task apart, and it is the same on both when they meet again', async () => {
    await attic.run('api', 'PATCH', '/api/devices/this', JSON.stringify({ enabled: false }));
    const one = (await activities(desk)).find(({ title }) => title === TASK);
    await desk.run('api', 'PATCH', `/api/planner/activities/${one.id}`, JSON.stringify({ title: 'Water all ferns' }));
    await attic.run('api', 'PATCH', `/api/planner/activities/${one.id}`, JSON.stringify({ notes: 'From the barrel' }));
    await desk.run('plan', 'add', 'Post the parcel');
    await attic.run('plan', 'add', 'Sharpen the saw');
    await attic.run('api', 'PATCH', '/api/devices/this', JSON.stringify({ enabled: true }));
    await until('both say the same', async () => together(await told(desk), await told(attic)), OVER);
    await b.click('Planner');
    for (const words of ['Water all ferns', 'Post the parcel', 'Sharpen the saw']) await b.sees(words, OVER);
  });
  await test('both are killed, and everything is still there and the same', async () => {
    const before = await told(desk);
    await a.kill();
    await b.kill();
    [a, b] = [await lab.window(desk), await lab.window(attic)];
    for (const place of [desk, attic]) await secrets(place);
    same(await told(desk), before, 'the first');
    same(await told(attic), before, 'the second');
    same((await inbox(desk, 'snoozed')).length, 1, 'what is snoozed');
    await desk.run('plan', 'add', 'Wind the clock');
    await until('they go on', async () => (await tasks(attic)).includes('Wind the clock'), OVER);
  });
  await a.close();
  await b.close();
  await bus.close();
}

const read = async (place, path) => JSON.parse(await place.run('api', 'GET', path));
const inbox = async (place, which) => (await read(place, `/api/inbox?which=${which}`)).items;
const activities = async (place) => (await read(place, '/api/planner/activities?which=all&limit=200')).items;
const tasks = async (place) => (await activities(place)).map((one) => one.title);
const starred = async (place, feed) => (await place.ask('articles', '--starred', '--feed', feed)).map((one) => one.title);
const feeds = async (place) => (await place.ask('feeds', 'list')).map((one) => one.url);
const secrets = (place) => place.run('api', 'POST', '/api/vault/file', JSON.stringify({ passphrase: PASSPHRASE }));
const together = (one, other) => JSON.stringify(one) === JSON.stringify(other) && one.some(({ notes }) => notes === 'From the barrel');

/** What a device says of every task of the person. */
async function told(place) {
  const told = (await activities(place)).filter(({ title }) => OWN.includes(title));
  return told.map(({ id, title, notes, start }) => ({ id, title, notes, start })).sort((one, other) => one.id.localeCompare(other.id));
}
