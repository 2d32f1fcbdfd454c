export { default as TroubleBanner } from './TroubleBanner.svelte';
export { aftermath, passing, shut } from './trouble.svelte';
