// SPDX-License-Identifier: MPL-2.0
import { perform } from './client.js';
import { copyName } from './copy-name.js';

/**
 * Hands the person a copy of a device file, as the browser hands out any download.
 * @param {import('./journeys.js').DeviceResult | import('./journeys.js').DeviceLine} device
 * @returns {Promise<string>} the name under which it was saved
 */
export async function saveCopy(device) {
  const file = await perform({ flow: 'export', place: device.place });
  if (file.result !== 'file') throw { status: 'state' };
  const url = URL.createObjectURL(
    new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (file.data)], {
      type: 'application/octet-stream',
    }),
  );
  const anchor = document.createElement('a');
  anchor.href = url;
  const { organization, human_handle } = device;
  anchor.download = copyName({
    organization: organization ?? '',
    human_handle: human_handle ?? ['', null],
  });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return anchor.download;
}
