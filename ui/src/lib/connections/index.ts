export { askConnections, askServices, askVault, vaultKey } from './asks';
export { default as Beginning } from './Beginning.svelte';
export { default as ConnectionNote } from './ConnectionNote.svelte';
export { default as Freshness } from './Freshness.svelte';
export { freshness, late, pageOf, stands } from './words';
export { serviceName } from './names';
