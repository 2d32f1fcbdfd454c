/** Writes pixels as PNG. */
import { crc32, deflateSync } from 'node:zlib';

/** A PNG of pixels that come blue first, four bytes each. */
export function png(pixels, width, height) {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0, to = 0; y < height; y += 1) {
    to += 1;
    for (let from = y * width * 4; from < (y + 1) * width * 4; from += 4, to += 3) {
      rows[to] = pixels[from + 2];
      rows[to + 1] = pixels[from + 1];
      rows[to + 2] = pixels[from];
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
