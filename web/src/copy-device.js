// SPDX-License-Identifier: MPL-2.0
import { perform } from './client.js';
import { recall, remember } from './remembered.js';

/**
 * Hands the person a copy of a device file, as the browser hands out any download.
 * @param {import('./journeys.js').DevicePlace} place
 * @returns {Promise<string>} the name under which it was saved
 */
export async function saveCopy(place) {
  const file = await perform({ flow: 'export', place });
  if (file.result !== 'file') throw { status: 'state' };
  const url = URL.createObjectURL(
    new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (file.data)], {
      type: 'application/octet-stream',
    }),
  );
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = file.name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return file.name;
}

/** @param {string} deviceId */
export function copyRemembered(deviceId) {
  return recall(`parsec-copy-${deviceId}`) === 'saved';
}

/** @param {string} deviceId */
export function rememberCopy(deviceId) {
  remember(`parsec-copy-${deviceId}`, 'saved');
}
