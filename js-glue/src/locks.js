// SPDX-License-Identifier: MPL-2.0
// One device runs in one tab. The Web Lock says so to tabs that ask, under the name that the official web client uses too; the
// generation number in the database stops a tab that was frozen while another took its device over.
import { ClientError } from './errors.js';

/**
 * @typedef {import('./crossing.js').DevicePlace} DevicePlace
 *
 * A Web Lock that was granted.
 * @typedef {object} Grant
 * @property {() => void} release
 * @property {boolean} stolen another tab has it now
 *
 * @typedef {object} Held
 * @property {number} generation
 * @property {Set<unknown>} users who needs it; given back when the last one has left
 * @property {Grant} grant
 *
 * What tabs tell each other of a lock: that one has it from this generation on, or that it had taken this generation when the lock was
 * another's already.
 * @typedef {{name: string, generation: number, yielded: boolean}} Word
 */

const CHANNEL = 'parsec-web-devices';

/**
 * The path of the device's file, or what it would be in the official client's file system. Put aside, it is the same device's.
 * @param {DevicePlace} place
 */
export function lockNameOf({ store, key }) {
  const inPlace = key.replace(/\.archived$/, '');
  return store === 'official' ? inPlace : `/devices/${inPlace}.keys`;
}

export class DeviceLocks {
  #locks;
  #store;
  #channel;
  #closed = false;
  #onLost;
  /** @type {Map<string, Held>} */
  #held = new Map();
  /**
   * Acquisitions under way, so that two journeys of this tab do not refuse each other.
   * @type {Map<string, Promise<boolean>>}
   */
  #acquiring = new Map();
  /**
   * The last generation that another tab took in vain.
   * @type {Map<string, number>}
   */
  #yielded = new Map();

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
    this.#channel.onmessage = ({ data }) => this.#heard(data);
  }

  /** @param {Word} word */
  #heard({ name, generation, yielded }) {
    const held = this.#held.get(name);
    if (yielded) {
      this.#yielded.set(name, Math.max(generation, this.#yielded.get(name) ?? 0));
      if (held && held.generation < generation) this.#renew(name, held);
    } else if (held && held.generation < generation) {
      // A browser that tells a stolen lock late, or not at all, is covered by this word from the other tab. One that comes late must
      // not end the session that took the device back meanwhile.
      this.#lose(name);
    }
  }

  /**
   * Another tab counted after us although the lock was ours: our number has to be the last again, or our writes are refused.
   * @param {string} name
   * @param {Held} held
   */
  async #renew(name, held) {
    try {
      const generation = await this.#count(name);
      if (this.#held.get(name) !== held) return;
      held.generation = generation;
      this.#tell({ name, generation, yielded: false });
    } catch {
      // Writes go on being refused, which is said where it happens.
    }
  }

  /**
   * A new generation, above all that were taken in vain as far as we heard.
   * @param {string} name
   * @returns {Promise<number>}
   */
  async #count(name) {
    let generation;
    do generation = await this.#store.nextGeneration(name);
    while (generation < (this.#yielded.get(name) ?? 0));
    return generation;
  }

  /** @param {Word} word */
  #tell(word) {
    if (!this.#closed) this.#channel.postMessage(word);
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
    const grant = await this.#request(name, steal);
    if (grant === null) return false;
    let generation;
    try {
      generation = await this.#count(name);
    } catch (error) {
      grant.release();
      throw error;
    }
    if (grant.stolen) {
      this.#tell({ name, generation, yielded: true });
      return false;
    }
    this.#held.set(name, { generation, users: new Set(), grant });
    if (steal) this.#tell({ name, generation, yielded: false });
    return true;
  }

  /**
   * @param {string} name
   * @param {boolean} steal
   * @returns {Promise<Grant | null>}
   */
  #request(name, steal) {
    const locks = this.#locks;
    if (locks === undefined) return Promise.reject(new ClientError('insecure-context'));
    return new Promise((resolve, reject) => {
      /** @type {Grant | undefined} */
      let grant;
      locks
        .request(name, steal ? { steal: true } : { ifAvailable: true }, (lock) => {
          if (lock === null) {
            resolve(null);
            return;
          }
          return new Promise((done) => {
            grant = { release: () => done(undefined), stolen: false };
            resolve(grant);
          });
        })
        // A stolen lock rejects the request that holds it, perhaps before its generation is known.
        .catch((error) => {
          reject(error);
          if (grant === undefined) return;
          grant.stolen = true;
          const held = this.#held.get(name);
          if (held?.grant !== grant) return;
          this.#lose(name);
          this.#tell({ name, generation: held.generation, yielded: true });
        });
    });
  }

  /** @param {string} name */
  #lose(name) {
    const held = this.#held.get(name);
    if (held === undefined) return;
    this.#held.delete(name);
    held.grant.release();
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
    held.grant.release();
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
    this.#closed = true;
    this.#channel.close();
    for (const held of this.#held.values()) held.grant.release();
    this.#held.clear();
  }
}
