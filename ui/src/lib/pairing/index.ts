export { answerGuest, askPairing, changeThis, endPairing, startPairing } from './asks';
export { default as CatchingUp } from './CatchingUp.svelte';
export { askHeld } from './held';
export { default as Held } from './Held.svelte';
export { default as Join } from './Join.svelte';
export { default as Trouble } from './Trouble.svelte';
export { kindWords, known } from './words';
export { default as Words } from './Words.svelte';
