// SPDX-License-Identifier: MPL-2.0
// Whether this browser has passkeys that can open a device, found out once without asking anybody.
import { passkeySupport } from 'parsec-client';

/** @type {import('parsec-client').PasskeySupport | null} */
let known = null;

/** Null until it was found out. */
export const passkeysHere = () => known;

/** Never rejects. */
export async function findPasskeys() {
  known ??= await passkeySupport();
  return known;
}
