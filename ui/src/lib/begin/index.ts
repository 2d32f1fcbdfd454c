export { addSample, askSample, firstSteps, removeSample } from './begin.svelte';
export { default as SampleTag } from './SampleTag.svelte';
