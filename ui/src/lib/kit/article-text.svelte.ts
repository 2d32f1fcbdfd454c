/** How articles are set on this machine: the Reader and Settings turn the same two screws. */
import { storedNumber } from './stored.svelte';

/** Body size in pixels. */
export const textSizes = { least: 16, usual: 19, most: 24 };
/** Width of a line in characters. */
export const textWidths = { least: 52, usual: 68, most: 88 };

/** Size and width of the text of articles. */
export const articleText = {
  size: storedNumber('reader-text', textSizes.usual, textSizes.least, textSizes.most),
  width: storedNumber('reader-width', textWidths.usual, textWidths.least, textWidths.most),
};

/** Makes the text larger or smaller by so many pixels. */
export function resizeText(by: number): void {
  const { least, most } = textSizes;
  articleText.size.value = Math.min(most, Math.max(least, articleText.size.value + by));
}
