/** Pictures that are kept in the repository: written anew only when they look different. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './programs.mjs';

const folder = join(root, 'docs/screenshots');
/** Clock times and ages change with every run; that alone is less than this share of the pixels, and a new entry in a list is more. */
const NOTICEABLE = 0.001;

/** Keeps a picture under this name. Returns whether it was written. */
export async function keepPicture(chromium, name, bytes) {
  const path = join(folder, `${name}.png`);
  if (existsSync(path) && (await difference(chromium, readFileSync(path), bytes)) < NOTICEABLE) return false;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, bytes);
  return true;
}

/** The share of pixels that differ; 1 when the sizes do. */
export async function difference(chromium, before, after) {
  const page = await chromium.newPage();
  const share = await page.evaluate(
    async (pictures) => {
      const [a, b] = await Promise.all(
        pictures.map(async (base64) => {
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
          const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
          context.drawImage(picture, 0, 0);
          return context.getImageData(0, 0, picture.width, picture.height);
        }),
      );
      if (a.width !== b.width || a.height !== b.height) return 1;
      let differing = 0;
      for (let at = 0; at < a.data.length; at += 4) {
        if ([0, 1, 2].some((channel) => Math.abs(a.data[at + channel] - b.data[at + channel]) > 40)) differing += 1;
      }
      return differing / (a.width * a.height);
    },
    [before.toString('base64'), after.toString('base64')],
  );
  await page.close();
  return share;
}
