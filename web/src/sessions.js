// SPDX-License-Identifier: MPL-2.0
// Devices that are open in this tab, by device id. Keys stay in the core: this holds a handle and what to show.
import { client } from './client.js';

/**
 * @typedef {import('./journeys.js').DeviceResult} DeviceResult
 */

class Sessions extends EventTarget {
  /** @type {Map<string, DeviceResult>} */
  #open = new Map();

  /** @param {string} deviceId */
  get(deviceId) {
    return this.#open.get(deviceId);
  }

  /** @param {DeviceResult} result */
  open(result) {
    this.#open.set(result.device_id, result);
    this.dispatchEvent(new Event('change'));
  }

  /** @param {string} deviceId */
  async lock(deviceId) {
    const result = this.#open.get(deviceId);
    if (!result) return;
    this.#open.delete(deviceId);
    this.dispatchEvent(new Event('change'));
    await (await client()).lock(result.device);
  }

  /**
   * Another tab has this device now; the core has dropped it already.
   * @param {string} deviceId
   */
  drop(deviceId) {
    const result = this.#open.get(deviceId);
    this.#open.delete(deviceId);
    this.dispatchEvent(new Event('change'));
    return result;
  }
}

export const sessions = new Sessions();
