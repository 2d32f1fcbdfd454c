import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const here = import.meta.dirname;
const kit = readdirSync(`${here}/../lib/kit`);
/** Parts of a component that is shown as a whole. */
const parts = ['Float', 'MenuItems', 'OpenMenu', 'SeriesLines', 'SeriesMoment'];

test('the gallery shows every shared component', () => {
  const shown = readdirSync(here)
    .filter((file) => file.endsWith('.svelte'))
    .map((file) => readFileSync(`${here}/${file}`, 'utf8'))
    .join('\n');
  const all = kit.filter((file) => file.endsWith('.svelte')).map((file) => file.replace('.svelte', ''));
  expect(all.filter((name) => !parts.includes(name) && !shown.includes(`<${name}`))).toEqual([]);
});

test('no page that is shipped leads to the gallery', () => {
  const start = ['main.ts', 'start.ts', 'app.svelte'].map((file) =>
    readFileSync(`${here}/../${file}`, 'utf8'),
  );
  expect(start.join('\n')).not.toContain('gallery');
});
