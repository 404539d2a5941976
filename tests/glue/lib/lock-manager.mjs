// SPDX-License-Identifier: MPL-2.0
// Web Locks as far as they are used: exclusive, `ifAvailable` and `steal`. One instance is one browser; each tab shares it.

/**
 * @typedef {(lock: Lock | null) => unknown} Callback
 * @typedef {(name: string, options: LockOptions, callback: Callback) => Promise<unknown>} Requesting
 */

export class FakeLockManager {
  /** @type {Map<string, {reject: (error: Error) => void}>} */
  held = new Map();

  /** @type {Requesting} */
  async request(name, { ifAvailable = false, steal = false }, callback) {
    if (steal === ifAvailable) throw new TypeError('one of the two');
    await undefined;
    const before = this.held.get(name);
    if (before && !steal) return callback(null);
    /** @type {PromiseWithResolvers<never>} */
    const { promise: stolen, reject } = Promise.withResolvers();
    const lock = { reject };
    this.held.set(name, lock);
    before?.reject(new DOMException('stolen', 'AbortError'));
    try {
      return await Promise.race([callback({ name, mode: 'exclusive' }), stolen]);
    } finally {
      if (this.held.get(name) === lock) this.held.delete(name);
    }
  }
}

/**
 * As far as a browser's own is used.
 * @param {{request: Requesting}} fake
 */
export const standInLocks = (fake) => /** @type {LockManager} */ (/** @type {unknown} */ (fake));
