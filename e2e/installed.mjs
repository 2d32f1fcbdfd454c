#!/usr/bin/env node
/**
 * The window of a system that has nothing but Debian and the package: opened there with a made-up year, and looked at.
 *
 *     node e2e/installed.mjs ROOT PICTURE.png    ROOT is the folder of that system; needs root
 */
import { writeFileSync } from 'node:fs';
import { openDisplay } from './harness/display.mjs';
import { png } from './harness/png.mjs';
import { Program } from './harness/programs.mjs';
import { holds, until } from './harness/until.mjs';
import { X11 } from './harness/x11.mjs';

/** Colours that a page has at least when it is painted; an empty window has one or two. */
const COLOURS = 50;

const [root, picture] = process.argv.slice(2);
const { server, display } = await openDisplay();
const x11 = await X11.open(display);

/** Starts a program of that system, with mounts that nobody else sees. The display is reached without a file. */
function inside(...command) {
  const env = ['HOME=/srv', 'PATH=/usr/bin:/bin', 'LANG=C.UTF-8', 'XDG_RUNTIME_DIR=/run', 'LORCH_PROFILE=/srv/profile',
    `DISPLAY=${display}`, 'DBUS_SESSION_BUS_ADDRESS=disabled:', 'NO_AT_BRIDGE=1'];
  const enter = 'mount -t proc proc "$0/proc" && exec chroot "$0" env -i "$@"';
  return new Program('unshare', ['--mount', 'sh', '-c', enter, root, ...env, ...command], { env: process.env });
}

const added = inside('lorch', 'sample', 'add');
holds((await added.leaves(60_000)) === 0, `lorch sample add: ${added.err}`);
const window = inside('lorch-desktop');
const frame = await until('the window is on the display', async () => {
  holds(window.ended === undefined, `lorch-desktop ended with ${window.ended}: ${window.err}`);
  return (await x11.windows()).find((one) => one.name.includes('Lorch') && one.width > 100);
});
const pixels = await until('a page is painted', async () => {
  const now = await x11.pixels(frame);
  const colours = new Set();
  for (let at = 0; at < now.length; at += 64) colours.add(now.readUInt32LE(at) & 0xffffff);
  return colours.size >= COLOURS && now;
});
writeFileSync(picture, png(pixels, frame.width, frame.height));
await x11.requestClose(frame.id);
const code = await window.leaves();
holds(code === 0, `lorch-desktop ended with ${code}: ${window.err}`);
x11.close();
await server.stop();
console.log(`Installed into a clean Debian, the window opens, paints and closes: ${picture}`);
