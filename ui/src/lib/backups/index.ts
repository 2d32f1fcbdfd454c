export { askBackups, newestGood, restoreBackup } from './backups';
export { default as RestoreBackup } from './RestoreBackup.svelte';
