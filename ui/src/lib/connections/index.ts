export { askConnections, askServices, askVault, reaskConnections, vaultKey } from './asks';
export { default as AreaPage } from './AreaPage.svelte';
export { freshness, late, pageOf, stands } from './words';
export { accountName, serviceName } from './names';
