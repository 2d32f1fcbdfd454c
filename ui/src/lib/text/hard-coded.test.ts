import { readdirSync, readFileSync } from 'node:fs';
import { parse, type AST } from 'svelte/compiler';
import { expect, test } from 'vitest';

/** Attributes whose text a person reads or hears. */
const SPOKEN = [
  'aria-label',
  'aria-description',
  'title',
  'placeholder',
  'alt',
  'label',
  'text',
  'name',
  'hint',
];
/** What is no language: the first letter of the name, keys, and the beginning of an address. */
const ALLOWED = ['https://', 'Esc'];

const root = `${import.meta.dirname}/../..`;
const components = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.svelte') && !file.startsWith('gallery') && !file.includes('.test.'),
);

/** Words in the markup that stand there as they are. */
function hardCoded(file: string): string[] {
  const found: string[] = [];
  const word = (text: string) => /\p{Letter}{2}/u.test(text) && !ALLOWED.includes(text.trim());
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) return node.forEach(walk);
    const { type } = node as { type?: string };
    if (type === 'Text' && word((node as AST.Text).data)) found.push((node as AST.Text).data.trim());
    if (type === 'StyleDirective') return;
    if (type === 'Attribute') {
      const { name, value } = node as AST.Attribute;
      if (SPOKEN.includes(name) && Array.isArray(value))
        for (const part of value)
          if (part.type === 'Text' && word(part.data)) found.push(`${name}: ${part.data}`);
      return;
    }
    Object.entries(node).forEach(([key, inner]) => key !== 'metadata' && key !== 'css' && walk(inner));
  };
  walk(parse(readFileSync(`${root}/${file}`, 'utf8'), { modern: true }).fragment);
  return found.map((text) => `${file}: ${text}`);
}

test('no component has words of its own: all come from the messages', () => {
  expect(components.length).toBeGreaterThan(50);
  expect(components.flatMap(hardCoded)).toEqual([]);
});
