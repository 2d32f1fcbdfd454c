export { default as Frame } from './Frame.svelte';
export { theme, themes, wearTheme } from './theme.svelte';
