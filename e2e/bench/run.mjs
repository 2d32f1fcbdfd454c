#!/usr/bin/env node
/**
 * What the screens cost on a profile of a million articles, in both engines. Part of `make bench`.
 *
 *     LORCH_BUILD=release node e2e/bench/run.mjs PROFILE      a folder that `lorch-bench @profile` names
 */
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { openChromium } from '../harness/browser.mjs';
import { openDisplay } from '../harness/display.mjs';
import { Lab } from '../harness/lab.mjs';
import { stopAll } from '../harness/programs.mjs';
import { until } from '../harness/until.mjs';
import { X11 } from '../harness/x11.mjs';
import { emptyList, filled, frames, painted } from './page.mjs';

const ROWS = 100_000;
const HEIGHT = 34;
const WORDS = ['tide', 'harbour', 'kelp', 'tide kelp'];
/** Seconds in which an idle program is watched. */
const IDLE = 30;
const LIST = '[role=listbox]';

const [profile] = process.argv.slice(2);
const { server, display } = await openDisplay();
const x11 = await X11.open(display);
let chromium;
const shared = { display, x11, keep: [server], chromium: () => (chromium ??= openChromium()) };
const lab = await new Lab(shared).begin();
let over = 0;

try {
  const place = lab.place();
  cpSync(profile, place.profile, { recursive: true });
  console.log('\nScreens, a million articles');
  await inChromium(place);
  await inTheWindow(place);
} finally {
  await lab.end();
  await (await chromium)?.close();
  x11.close();
  await stopAll();
}
process.exitCode = over > 0 ? 1 : 0;

async function inChromium(place) {
  const serving = await place.serve();
  const tab = await lab.tab();
  await tab.page.addInitScript(countTimers);
  await tab.signIn(serving.link);
  await keys(tab, 'Chromium');
  await long(tab, 'Chromium');
  tell('Chromium: scrolling 100,000 rows, a frame, p95', 'ms', part(await tab.ask(frames, scroller(), 300, 240), 0.95), 33);
  const timers = await tab.ask(hiddenTimers, IDLE);
  tell('Chromium: timers shorter than 30 s while hidden', '', timers.length, 0);
  if (timers.length > 0) console.log(`    ${timers.join('\n    ')}`);
  await tab.close();
  tell(`lorch serve, idle, of a processor`, '%', await idle(serving.pid), 0.2);
  await serving.stop();
}

async function inTheWindow(place) {
  const window = await lab.window(place);
  await keys(window, 'WebKitGTK');
  tell('window, idle and in sight, of a processor', '%', await idle(window.pid), 0.2);
  await long(window, 'WebKitGTK');
  const ours = await window.ask(frames, scroller(), 300, 240);
  await window.ask(emptyList, ROWS, HEIGHT);
  const bare = await window.ask(frames, '#empty-list', 300, 240);
  tell('WebKitGTK: scrolling 100,000 rows, a frame, p95', 'ms', part(ours, 0.95), 1.5 * part(bare, 0.95), `an empty list ${part(bare, 0.95).toFixed(1)} ms`);
  await window.close();
}

/** Palette and Search: from the key to the last paint that it caused. */
async function keys(screen, engine) {
  for (const [what, open, field, list] of [
    ['palette', 'Control+k', 'combobox', '#offers'],
    ['Search', '/', 'searchbox', 'main'],
  ]) {
    await screen.press(open);
    await until(`${what} takes keys`, () => screen.ask(() => document.activeElement?.type === 'search'));
    const taken = [];
    for (const words of WORDS) {
      for (const letter of words) {
        const took = await screen.ask(painted, list, 'letter', letter);
        if (took !== null) taken.push(took);
      }
      await screen.press('Control+a', 'Backspace');
    }
    tell(`${engine}: ${what}, key to paint, p95 of ${taken.length}`, 'ms', part(taken, 0.95), 50, `p50 ${part(taken, 0.5).toFixed(1)}`);
    await screen.press('Escape');
  }
}

/** A list of 100,000 rows: filled, then walked by keys. */
async function long(screen, engine) {
  await screen.goTo('Timeline');
  await screen.rested();
  const began = performance.now();
  let pixels = 0;
  while (pixels < ROWS * HEIGHT && performance.now() - began < 240_000) pixels = await screen.ask(filled, scroller(), ROWS * HEIGHT);
  console.log(`  ${engine}: ${Math.round(pixels / HEIGHT).toLocaleString('en')} rows loaded in ${Math.round((performance.now() - began) / 1000)} s`);
  const taken = [];
  await screen.ask(() => document.querySelector('[role=listbox]').focus());
  for (let turn = 0; turn < 60; turn++) taken.push(await screen.ask(painted, LIST, 'key', turn % 5 === 4 ? 'k' : 'j'));
  const seen = taken.filter((took) => took !== null);
  tell(`${engine}: 100,000 rows, key to paint, p95 of ${seen.length}`, 'ms', part(seen, 0.95), 50, `p50 ${part(seen, 0.5).toFixed(1)}`);
}

function scroller() {
  return '.scroller';
}

function part(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function tell(what, unit, value, most, beside = '') {
  const ok = value <= most;
  if (!ok) over += 1;
  console.log(`  ${what.padEnd(58)} ${value.toFixed(2)} ${unit}  (≤ ${most.toFixed(1)})  ${ok ? 'ok' : 'OVER'}  ${beside}`);
}

/** Per cent of one processor that a program and all it started used while nothing happened. */
async function idle(pid) {
  await new Promise((resume) => setTimeout(resume, 5000));
  const before = ticks(pid);
  await new Promise((resume) => setTimeout(resume, IDLE * 1000));
  // A hundred ticks are a second of processor.
  return (ticks(pid) - before) / IDLE;
}

function ticks(pid) {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(stat).filter(Boolean);
  const tree = new Set([pid]);
  for (let size = 0; size !== tree.size; ) {
    size = tree.size;
    for (const one of all) if (tree.has(one.parent)) tree.add(one.pid);
  }
  return all.filter((one) => tree.has(one.pid)).reduce((sum, one) => sum + one.ticks, 0);
}

function stat(name) {
  try {
    const fields = readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
    return { pid: Number(name), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return null;
  }
}

function countTimers() {
  window.timers = [];
  window.realTimeout = window.setTimeout;
  for (const name of ['setTimeout', 'setInterval']) {
    const real = window[name];
    window[name] = (run, ms = 0, ...more) => {
      if (document.hidden && ms < 30_000) window.timers.push(`${name} ${ms} ${new Error().stack.split('\n')[2]?.trim()}`);
      return real(run, ms, ...more);
    };
  }
}

/** Hides the page, lets what was begun end, and lists the timers begun from then on. */
async function hiddenTimers(seconds) {
  for (const [name, value] of [['hidden', true], ['visibilityState', 'hidden']]) Object.defineProperty(document, name, { value, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
  // What was under way may end first.
  await new Promise((resume) => window.realTimeout(resume, 2000));
  window.timers = [];
  await new Promise((resume) => window.realTimeout(resume, seconds * 1000));
  return window.timers;
}
