export { askBackground, chooseBackground } from './background';
export { default as BackgroundChoices } from './BackgroundChoices.svelte';
