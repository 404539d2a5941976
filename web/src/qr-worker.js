// SPDX-License-Identifier: MPL-2.0
import { decodeQR } from 'qr/decode.js';

/** A camera gives the next picture soon enough. */
const PATIENCE_MS = 100;

addEventListener('message', ({ data }) => {
  let text = '';
  try {
    text = decodeQR(data, { timeLimit: PATIENCE_MS });
  } catch {
    // No code in this picture, or none that can be read.
  }
  postMessage(text);
});
