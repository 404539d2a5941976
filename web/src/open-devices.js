// SPDX-License-Identifier: MPL-2.0

/**
 * @typedef {import('./journeys.js').DeviceResult} DeviceResult
 */

/**
 * Devices that are open in this tab, by device id. Keys stay in the core: this holds a handle and what to show.
 */
export class Sessions extends EventTarget {
  #lock;
  /** @type {Map<string, DeviceResult>} */
  #open = new Map();

  /** @param {(device: number) => Promise<void>} lock makes the core forget the keys behind a handle */
  constructor(lock) {
    super();
    this.#lock = lock;
  }

  /** @param {string} deviceId */
  get(deviceId) {
    return this.#open.get(deviceId);
  }

  get devices() {
    return [...this.#open.values()];
  }

  /** @param {DeviceResult} result */
  open(result) {
    const before = this.#open.get(result.device_id);
    this.#open.set(result.device_id, result);
    this.dispatchEvent(new Event('change'));
    // Opened again, a device has another handle: the keys behind the one before would outlive logging out. A core that cannot be told
    // is gone, and they with it.
    if (before && before.device !== result.device) this.#lock(before.device).catch(() => undefined);
  }

  /** @param {string} deviceId */
  async lock(deviceId) {
    const result = this.#open.get(deviceId);
    if (!result) return;
    this.#open.delete(deviceId);
    this.dispatchEvent(new Event('change'));
    await this.#lock(result.device);
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
