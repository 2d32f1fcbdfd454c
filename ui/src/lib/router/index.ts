export { router, type Place } from './router.svelte';
