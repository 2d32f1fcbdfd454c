export { t } from './messages';
export * from './format';
export { clock } from './clock.svelte';
