export { bind } from './bind';
export { catalogue, type Place } from './catalogue';
export { keymap } from './keymap.svelte';
