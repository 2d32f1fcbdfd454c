import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import config from './svelte.config.js';

/** The rooms; none may import another. */
const rooms = [
  'today',
  'timeline',
  'planner',
  'coding',
  'listening',
  'reader',
  'inbox',
  'system',
  'sources',
  'search',
  'settings',
  'welcome',
];

/** Forbids imports that match the patterns in the files of one floor. */
const wall = (files, group, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
});

export default ts.config(
  { ignores: ['**/dist/', '**/schema.d.ts'] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: globals.browser } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig: config } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  wall(
    ['**/src/lib/kit/**'],
    ['**/api/**', '**/router/**', '**/frame/**', ...rooms.map((room) => `**/${room}/**`)],
    'kit knows neither api nor rooms',
  ),
  ...rooms.map((room) =>
    wall(
      [`**/src/lib/${room}/**`],
      rooms.filter((other) => other !== room).map((other) => `../${other}/**`),
      'no room imports another room',
    ),
  ),
);
