// SPDX-License-Identifier: MPL-2.0
/** What a camera sees, as a film that Chromium takes for one. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'uqr';

const WIDTH = 640;
const HEIGHT = 480;
const WHITE = 235;
const BLACK = 16;
const GREY = 128;

/**
 * One picture: a QR code as a phone shows it, or nothing but its screen.
 * @param {string} text '' for none
 */
function picture(text) {
  const luma = new Uint8Array(WIDTH * HEIGHT).fill(WHITE);
  if (text) {
    const { data, size } = encode(text, { ecc: 'M', border: 4 });
    const cell = Math.floor(HEIGHT / size);
    const left = Math.floor((WIDTH - size * cell) / 2);
    const top = Math.floor((HEIGHT - size * cell) / 2);
    for (let y = 0; y < size * cell; y += 1)
      for (let x = 0; x < size * cell; x += 1)
        if (data[Math.floor(y / cell)][Math.floor(x / cell)])
          luma[(top + y) * WIDTH + left + x] = BLACK;
  }
  return Buffer.concat([luma, new Uint8Array((WIDTH * HEIGHT) / 2).fill(GREY)]);
}

/**
 * @param {string} text what the code says; '' when there is none
 * @returns {Promise<{ path: string, leave: () => Promise<void> }>} a film that Chromium repeats
 */
export async function filmOf(text) {
  const folder = await mkdtemp(join(tmpdir(), 'film-'));
  const path = join(folder, 'camera.y4m');
  const frame = Buffer.concat([Buffer.from('FRAME\n'), picture(text)]);
  await writeFile(
    path,
    Buffer.concat([
      Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`),
      frame,
      frame,
    ]),
  );
  return { path, leave: () => rm(folder, { recursive: true }) };
}
