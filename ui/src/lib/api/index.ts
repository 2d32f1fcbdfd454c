export * from './ask';
export { changes } from './changes.svelte';
export { api, edited, inWindow, need, openOutside, written } from './client';
export { LiveList } from './list.svelte';
export { live, queries, reask } from './live';
export { codeOf, Refused, Unreachable } from './refusal';
export { session, takeCode } from './session.svelte';
export type * from './types';
export { explain, inWords, why } from './why';
