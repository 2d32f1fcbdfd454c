export { lockVault, openFile, unlockKeyring } from './open';
export { default as Passphrase } from './Passphrase.svelte';
