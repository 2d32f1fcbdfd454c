import { expect, test } from 'vitest';
import { de } from './de';
import { en } from './en';

type Words = Record<string, unknown>;

/** Every text of a catalogue by its path. */
function texts(of: Words, path = ''): [string, unknown][] {
  return Object.entries(of).flatMap(([key, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null
      ? texts(value as Words, `${path}${key}.`)
      : [[`${path}${key}`, value]],
  );
}

const MARKS = [101, 202, 303, 404];

/** Which of its placeholders a text says, for many and for one. */
function said(text: unknown): string {
  if (typeof text !== 'function') return '';
  const say = text as (...values: unknown[]) => string;
  const many = MARKS.filter((mark) => say(...MARKS).includes(String(mark)));
  const one = say(1, 202, 303, 404);
  return `${many.join()} ${MARKS.filter((mark) => one.includes(String(mark))).join()}`;
}

// What the core says in English is put into other languages by its word alone.
const { problem: ownWords, ...rest } = en;
const { problem, ...other } = de;
const english = new Map(texts(rest));
const german = new Map(texts(other));

test('German says everything that English says, and nothing else', () => {
  expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
});

test('every placeholder of a sentence stands in both languages', () => {
  const differ = [...english].filter(([path, text]) => said(text) !== said(german.get(path)));
  expect(differ.map(([path]) => path)).toEqual([]);
});

test('nothing was left in English by mistake, nothing is empty and nothing shouts', () => {
  const same = [...english]
    .filter(([path, text]) => typeof text === 'string' && /[a-z]{4}/.test(text) && text === german.get(path))
    .map(([, text]) => text);
  // Words that are the same in both, and names.
  const shared = [
    'Feed',
    'Feeds',
    'Lorch',
    'System',
    'Original',
    'Deutsch',
    'English',
    'Proxy',
    'Normal',
    'Name',
    'Version',
    'GitHub',
    'Spotify',
    'Commits',
    'Repository',
    'Server',
    'Passphrase',
    'Computer',
    'Laptop',
    'Tablet',
    'Ticket',
    'harbour-review.example',
  ];
  expect(same.filter((text) => !shared.includes(String(text)) && text !== 'lorch serve --link')).toEqual([]);
  for (const [, text] of [...english, ...german]) {
    const words =
      typeof text === 'function' ? (text as (...values: unknown[]) => string)(...MARKS) : String(text);
    expect(words).toMatch(/\S/);
    expect(words).not.toContain('!');
  }
});

test.each([
  [1, '1 Feed braucht dich', '1 feed needs you'],
  [3, '3 Feeds brauchen dich', '3 feeds need you'],
])('%s by the plural rules', (n, inGerman, inEnglish) => {
  expect(de.frame.needYou(n)).toBe(inGerman);
  expect(en.frame.needYou(n)).toBe(inEnglish);
});

test('a fault of the core has its words by its code; an unknown one keeps those it came with', () => {
  expect(ownWords('timed_out')).toBeUndefined();
  expect(problem('timed_out')?.[0]).toContain('rechtzeitig');
  expect(problem('of_tomorrow')).toBeUndefined();
});
