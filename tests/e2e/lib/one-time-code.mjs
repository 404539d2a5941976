// SPDX-License-Identifier: MPL-2.0
/** The application on somebody's phone: RFC 6238 with HMAC-SHA-1, 30 seconds, six digits. */
import { createHmac } from 'node:crypto';

const STEP_MS = 30_000;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** @param {string} text base32, blanks in it */
function bytesOf(text) {
  const bits = [...text.replaceAll(/\s/g, '')]
    .map((c) => ALPHABET.indexOf(c).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/**
 * @param {string} secret in base32, as it is shown
 * @param {number} [steps] so many times 30 seconds from now
 */
export function codeOf(secret, steps = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP_MS) + steps));
  const mac = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** One that the server takes at no moment near this one. @param {string} secret */
export function wrongCode(secret) {
  const right = new Set([-3, -2, -1, 0, 1, 2, 3].map((steps) => codeOf(secret, steps)));
  const wrong = Array.from({ length: 8 }, (_, i) => String(i).repeat(6)).find(
    (code) => !right.has(code),
  );
  return /** @type {string} */ (wrong);
}
