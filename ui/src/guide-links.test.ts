import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { entries, search } from './lib/frame/entries';
import { sections } from './lib/settings/settings.svelte';

const folder = `${import.meta.dirname}/../../docs/guide`;
const files = ['', 'de/'].flatMap((language) =>
  readdirSync(`${folder}/${language}`)
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${language}${file}`),
);

test('every link of the guide leads to a page, a screen or a section of Settings', () => {
  const rooms = new Set([...entries, search].map(({ room }) => room));
  const texts = files.map((file) => readFileSync(`${folder}/${file}`, 'utf8'));
  const links = texts.flatMap((text) => [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, to = '']) => to));
  expect(links.length).toBeGreaterThan(10);
  for (const to of links.filter((to) => !to.startsWith('https://'))) {
    const [, room = '', rest = ''] = to.split('/');
    expect(rooms, to).toContain(room);
    const known: Record<string, string[]> = {
      help: files.map((file) => file.replace(/^de\/|\.md$/g, '')),
      settings: ['', ...sections.map(({ id }) => id)],
    };
    expect(known[room] ?? [''], to).toContain(rest);
  }
});
