#!/usr/bin/env node
/**
 * End to end: the built window and Chromium against a feed server of our own.
 *
 *     node e2e/run.mjs            all stories
 *     node e2e/run.mjs a g        the stories whose files begin with these letters
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openChromium } from './harness/browser.mjs';
import { openDisplay } from './harness/display.mjs';
import { Lab } from './harness/lab.mjs';
import { evidenceFolder, stopAll } from './harness/programs.mjs';
import { Report } from './harness/report.mjs';
import { X11 } from './harness/x11.mjs';

const began = performance.now();
const wanted = process.argv.slice(2).map((word) => word.toLowerCase());
const files = readdirSync(join(import.meta.dirname, 'stories')).sort();
const chosen = files.filter((file) => /^[a-z]-/.test(file) && (wanted.length === 0 || wanted.some((word) => file.startsWith(`${word}-`))));

const { server, display } = await openDisplay();
const x11 = await X11.open(display);
let chromium;
const shared = { display, x11, keep: [server], chromium: () => (chromium ??= openChromium()) };
const report = new Report();

for (const file of chosen) {
  const { title, play } = await import(`./stories/${file}`);
  const lab = new Lab(shared);
  report.evidence = (name) => keepEvidence(name, lab.screen);
  await report.story(title, async (test) => {
    await lab.begin();
    await play(test, lab);
  });
  await lab.end();
}

await (await chromium)?.close();
x11.close();
await stopAll();
const seconds = Math.round((performance.now() - began) / 1000);
const more = (count, word) => (count > 0 ? `, ${count} ${word}` : '');
console.log(`\n${report.passed} passed${more(report.failed, 'failed')}${more(report.leftOut, 'left out')}, ${seconds} s`);
process.exitCode = report.failed > 0 || report.passed === 0 ? 1 : 0;

/** A picture and the words of the page on which a test failed. */
async function keepEvidence(name, screen) {
  if (!screen) return;
  mkdirSync(evidenceFolder, { recursive: true });
  const path = join(evidenceFolder, name.replace(/[^a-z0-9]+/gi, '-').slice(0, 80));
  const words = await screen.text().catch(() => 'the page does not answer');
  console.log(`       the page says: ${words.slice(0, 1500)}`);
  writeFileSync(`${path}.png`, await screen.picture());
  console.log(`       picture: ${path}.png`);
}
