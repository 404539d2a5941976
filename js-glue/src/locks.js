// SPDX-License-Identifier: MPL-2.0
// One device runs in one tab. The Web Lock says so to tabs that ask, under the name that the official web client uses too; the
// generation number in the database stops a tab that was frozen while another took its device over.
import { ClientError } from './errors.js';

/**
 * @typedef {import('./crossing.js').DevicePlace} DevicePlace
 *
 * @typedef {object} Held
 * @property {number} generation
 * @property {Set<unknown>} users who needs it; given back when the last one has left
 * @property {() => void} release
 */

const CHANNEL = 'parsec-web-devices';

/**
 * The path of the device's file, or what it would be in the official client's file system.
 * @param {DevicePlace} place
 */
export function lockNameOf({ store, key }) {
  return store === 'official' ? key : `/devices/${key}.keys`;
}

export class DeviceLocks {
  #locks;
  #store;
  #channel;
  #onLost;
  /** @type {Map<string, Held>} */
  #held = new Map();
  /**
   * Acquisitions under way, so that two journeys of this tab do not refuse each other.
   * @type {Map<string, Promise<boolean>>}
   */
  #acquiring = new Map();

  /**
   * @param {object} options
   * @param {LockManager | undefined} options.locks undefined where the context is not secure
   * @param {{nextGeneration(lockName: string): Promise<number>}} options.store
   * @param {(lockName: string) => void} options.onLost another tab has taken it over
   */
  constructor({ locks, store, onLost }) {
    this.#locks = locks;
    this.#store = store;
    this.#onLost = onLost;
    this.#channel = new BroadcastChannel(CHANNEL);
    // A browser that tells a stolen lock late, or not at all, is covered by this word from the other tab.
    this.#channel.onmessage = ({ data: { name, generation } }) => {
      // A word that comes late must not end the session that took the device back meanwhile.
      if ((this.#held.get(name)?.generation ?? generation) < generation) this.#lose(name);
    };
  }

  /**
   * @param {string} name
   * @param {unknown} user
   * @param {{steal?: boolean}} [options]
   * @returns {Promise<boolean>} false when another tab has it
   */
  async acquire(name, user, { steal = false } = {}) {
    while (this.#acquiring.has(name)) await this.#acquiring.get(name)?.catch(() => false);
    if (!this.#held.has(name)) {
      const acquiring = this.#take(name, steal);
      this.#acquiring.set(name, acquiring);
      try {
        if (!(await acquiring)) return false;
      } finally {
        this.#acquiring.delete(name);
      }
    }
    const held = this.#held.get(name);
    held?.users.add(user);
    return held !== undefined;
  }

  /**
   * @param {string} name
   * @param {boolean} steal
   */
  async #take(name, steal) {
    const release = await this.#request(name, steal);
    if (release === null) return false;
    try {
      const generation = await this.#store.nextGeneration(name);
      this.#held.set(name, { generation, users: new Set(), release });
      if (steal) this.#channel.postMessage({ name, generation });
    } catch (error) {
      release();
      throw error;
    }
    return true;
  }

  /**
   * @param {string} name
   * @param {boolean} steal
   * @returns {Promise<(() => void) | null>} what gives the lock back
   */
  #request(name, steal) {
    const locks = this.#locks;
    if (locks === undefined) return Promise.reject(new ClientError('insecure-context'));
    return new Promise((resolve, reject) => {
      /** @type {() => void} */
      let release;
      locks
        .request(name, steal ? { steal: true } : { ifAvailable: true }, (lock) => {
          if (lock === null) {
            resolve(null);
            return;
          }
          return new Promise((done) => {
            release = () => done(undefined);
            resolve(release);
          });
        })
        // A stolen lock rejects the request that holds it.
        .catch((error) => {
          reject(error);
          if (this.#held.get(name)?.release === release) this.#lose(name);
        });
    });
  }

  /** @param {string} name */
  #lose(name) {
    const held = this.#held.get(name);
    if (held === undefined) return;
    this.#held.delete(name);
    held.release();
    this.#onLost(name);
  }

  /**
   * @param {string} name
   * @param {unknown} user
   */
  leave(name, user) {
    const held = this.#held.get(name);
    if (held === undefined) return;
    held.users.delete(user);
    if (held.users.size > 0) return;
    this.#held.delete(name);
    held.release();
  }

  /**
   * Leaves every lock that this user holds.
   * @param {unknown} user
   */
  leaveAll(user) {
    for (const name of [...this.#held.keys()]) {
      if (this.#held.get(name)?.users.has(user)) this.leave(name, user);
    }
  }

  /**
   * The number of the session that holds it.
   * @param {string} name
   * @returns {number | undefined}
   */
  generation(name) {
    return this.#held.get(name)?.generation;
  }

  close() {
    this.#channel.close();
    for (const held of this.#held.values()) held.release();
    this.#held.clear();
  }
}
