// SPDX-License-Identifier: MPL-2.0
import { perform } from './client.js';
import { copyName } from './copy-name.js';
import { download } from './download.js';

/**
 * Hands the person a copy of a device file.
 * @param {import('./journeys.js').DeviceResult | import('./journeys.js').DeviceLine} device
 * @returns {Promise<string>} the name under which it was saved
 */
export async function saveCopy(device) {
  const file = await perform({ flow: 'export', place: device.place });
  if (file.result !== 'file') throw { status: 'state' };
  const { organization, human_handle } = device;
  return download(
    copyName({ organization: organization ?? '', human_handle: human_handle ?? ['', null] }),
    /** @type {Uint8Array<ArrayBuffer>} */ (file.data),
  );
}
