export { t, chooseLanguage, startSpeaking } from './messages.svelte';
export * from './format';
export { clock } from './clock.svelte';
export { language, languageChoices } from './language.svelte';
export { degrees, inDegrees, unitChoices, units } from './units.svelte';
