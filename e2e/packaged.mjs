#!/usr/bin/env node
/**
 * The window of a package: started on a display of its own with a made-up year, looked at, and closed.
 *
 *     node e2e/packaged.mjs FOLDER PICTURE.png    programs from FOLDER/usr/bin
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDisplay } from './harness/display.mjs';
import { Place } from './harness/place.mjs';
import { png } from './harness/png.mjs';
import { childrenOf, lives, Program, stopAll } from './harness/programs.mjs';
import { holds, until } from './harness/until.mjs';
import { WebDriver } from './harness/webdriver.mjs';
import { X11 } from './harness/x11.mjs';

const [folder, picture] = process.argv.slice(2);
const program = (name) => join(folder, 'usr/bin', name);
const { server, display } = await openDisplay();
const x11 = await X11.open(display);
const place = new Place(display);
try {
  const added = new Program(program('lorch'), ['sample', 'add'], { env: place.env });
  holds((await added.leaves(60_000)) === 0, `lorch sample add: ${added.err}`);
  const driver = await WebDriver.open(program('lorch-desktop'), [], place.env);
  const words = () => driver.execute('() => document.body.innerText', []);
  await until('the window shows the made-up year', async () => {
    const now = await words();
    if (!now.includes('The Harbour Post')) throw new Error(`it shows: ${now.slice(0, 300)}`);
    return true;
  });
  // What the page says is painted a moment later.
  await driver.execute('() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))', []);
  const [pid] = childrenOf(driver.program.pid);
  const frame = (await x11.windows()).find((one) => one.pid === pid && one.width > 100);
  holds(frame, 'there is no window on the display');
  writeFileSync(picture, png(await x11.pixels(frame), frame.width, frame.height));
  await x11.requestClose(frame.id);
  await until('the window is gone', () => !lives(pid));
  await driver.close();
  console.log(`The packaged window opens, shows what is there, and closes: ${picture}`);
} finally {
  x11.close();
  await stopAll([server]);
  await server.stop?.();
  place.remove();
}
