export * from './asks';
export * from './days';
export * from './entries';
export * from './reminders';
export * from './words';
export * from './writes';
export { default as Reminds } from './Reminds.svelte';
export { default as Repeats } from './Repeats.svelte';
export { default as Tick } from './Tick.svelte';
