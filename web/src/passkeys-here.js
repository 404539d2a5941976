// SPDX-License-Identifier: MPL-2.0
// Whether this browser has passkeys that can open a device, found out once without asking anybody.
import { client } from './client.js';

/** @typedef {'ok' | 'unknown' | 'none'} Passkeys */

/** @type {Passkeys | null} */
let known = null;

/** Null until it was found out. */
export const passkeysHere = () => known;

/** @returns {Promise<Passkeys>} never rejects */
export async function findPasskeys() {
  try {
    known ??= (await (await client()).probe()).passkey;
  } catch {
    // Whoever needs the core hears of it; a try tells about passkeys.
  }
  return known ?? 'unknown';
}
