export { default as Frame } from './Frame.svelte';
export { wearTheme } from './theme.svelte';
