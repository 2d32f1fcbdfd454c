/** axe-core in a page. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { until } from './until.mjs';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong, one line each. */
export async function violations(screen) {
  // Colours are judged as they are painted: nothing may be half-way through an animation.
  await until('the page rests', () => screen.ask(() => document.getAnimations().every((one) => one.playState !== 'running')));
  const found = await screen.ask(`async () => {
    if (!window.axe) { ${source} }
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.target.join(' ') + ' ' + node.html.slice(0, 120) + ' ' + (node.any[0]?.message ?? '')));
  }`);
  const sideways = await screen.ask(() => document.documentElement.scrollWidth > innerWidth);
  return sideways ? [...found, 'the page scrolls sideways'] : found;
}
