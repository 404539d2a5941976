// SPDX-License-Identifier: MPL-2.0
// Argon2id in a Worker of its own, made for one password and ended after it: it needs 128 MiB, which a WebAssembly memory would keep.

/**
 * @typedef {import('./crossing.js').StretchParameters} StretchParameters
 * @typedef {import('./loader.js').ModuleSource} ModuleSource
 *
 * @typedef {{type: 'started'} | {type: 'key', key: Uint8Array<ArrayBuffer>} | {type: 'wiped'} | {type: 'failed'}} StretchReply
 * @typedef {{module: ModuleSource, parameters: StretchParameters, password: Uint8Array<ArrayBuffer>}} StretchJob
 */

/** Far more than the slowest phone needs at the highest parameters that are accepted. */
const TIMEOUT_MS = 180_000;
/** How often a Worker that does not even start is replaced, and when: Firefox now and then loses one. */
const STARTS = 3;
const START_MS = 8000;

/** A password that was not stretched: no memory, or the Worker broke or hung. */
export class StretchFailure extends Error {}

export class Stretcher {
  #module;
  #spawn;
  #timeout;
  #patience;
  /** The end of the stretch before: one at a time, or two times 128 MiB would be alive. */
  #last = Promise.resolve();

  /**
   * @param {object} options
   * @param {ModuleSource} options.module
   * @param {() => Worker} options.spawn
   * @param {number} [options.timeout] ms, for the whole
   * @param {number} [options.patience] ms, until it starts
   */
  constructor({ module, spawn, timeout = TIMEOUT_MS, patience = START_MS }) {
    this.#module = module;
    this.#spawn = spawn;
    this.#timeout = timeout;
    this.#patience = patience;
  }

  /**
   * @param {StretchParameters} parameters
   * @param {Uint8Array} password given away: overwritten or transferred
   * @param {AbortSignal} signal
   * @returns {Promise<Uint8Array>} the key
   * @throws {StretchFailure} or the signal's reason
   */
  run(parameters, password, signal) {
    const { promise: key, resolve, reject } = Promise.withResolvers();
    this.#last = this.#last.then(() => {
      if (signal.aborted) {
        password.fill(0);
        reject(signal.reason);
        return undefined;
      }
      return this.#one(parameters, password, signal, resolve, reject);
    });
    return key;
  }

  /**
   * @param {StretchParameters} parameters
   * @param {Uint8Array} password
   * @param {AbortSignal} signal
   * @param {(key: Uint8Array) => void} resolve
   * @param {(reason: unknown) => void} reject
   * @returns {Promise<void>} when the Worker is gone
   */
  #one(parameters, password, signal, resolve, reject) {
    return new Promise((ended) => {
      /** @type {Worker | undefined} */
      let worker;
      let starts = 0;
      /** @type {ReturnType<typeof setTimeout> | undefined} */
      let late;
      // Ours alone, and only until a Worker has taken it up.
      const own = Uint8Array.from(password);
      password.fill(0);
      /** @param {unknown} [reason] */
      const end = (reason) => {
        clearTimeout(timer);
        clearTimeout(late);
        signal.removeEventListener('abort', abort);
        worker?.terminate();
        own.fill(0);
        reject(reason);
        ended();
      };
      const abort = () => end(signal.reason);
      const timer = setTimeout(() => end(new StretchFailure('timeout')), this.#timeout);
      signal.addEventListener('abort', abort);
      const start = () => {
        worker?.terminate();
        starts += 1;
        if (starts < STARTS) late = setTimeout(start, this.#patience);
        try {
          worker = this.#spawn();
          worker.onerror = () => end(new StretchFailure('crashed'));
          worker.onmessageerror = () => end(new StretchFailure('crashed'));
          worker.onmessage = (/** @type {MessageEvent<StretchReply>} */ { data }) => {
            if (data.type === 'started') {
              clearTimeout(late);
              own.fill(0);
            } else if (data.type === 'key') resolve(data.key);
            else end(data.type === 'failed' ? new StretchFailure('refused') : undefined);
          };
          // A copy that owns its buffer whole, so that nothing else is transferred along.
          const copy = Uint8Array.from(own);
          // A URL object cannot be cloned; its text can.
          const module = { ...this.#module, url: String(this.#module.url) };
          worker.postMessage(/** @type {StretchJob} */ ({ module, parameters, password: copy }), [
            copy.buffer,
          ]);
        } catch {
          end(new StretchFailure('no worker'));
        }
      };
      start();
    });
  }
}
