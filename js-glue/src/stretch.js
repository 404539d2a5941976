// SPDX-License-Identifier: MPL-2.0
// Argon2id in a Worker of its own, made for one password and ended after it: it needs 128 MiB, which a WebAssembly memory would keep.
import { LIMIT_MS } from './start.js';

/**
 * @typedef {import('./crossing.js').StretchParameters} StretchParameters
 * @typedef {import('./loader.js').ModuleSource} ModuleSource
 *
 * @typedef {{type: 'started'} | {type: 'key', key: Uint8Array<ArrayBuffer>} | {type: 'wiped'} | {type: 'failed'}} StretchReply
 * @typedef {{parameters: StretchParameters, password: Uint8Array<ArrayBuffer>}} StretchJob
 *
 * Gives the port to a new Worker, in which `stretch()` of stretch-job.js answers.
 * @typedef {(port: MessagePort, broken: () => void) => (() => void)} StretchHosting what it gives back ends the Worker
 */

/** A password that was not stretched: no memory, or the Worker broke, hung or never was. */
export class StretchFailure extends Error {}

/**
 * The Worker is the page's to make (see stretch-host.js).
 * @param {MessagePort} page
 * @returns {StretchHosting}
 */
export function hostedBy(page) {
  return (port, broken) => {
    const { port1: control, port2 } = new MessageChannel();
    control.onmessage = broken;
    page.postMessage({ type: 'stretch', port, control: port2 }, [port, port2]);
    return () => control.postMessage('end');
  };
}

export class Stretcher {
  #module;
  #host;
  #timeout;
  /** The end of the stretch before: one at a time, or two times 128 MiB would be alive. */
  #last = Promise.resolve();

  /**
   * @param {object} options
   * @param {ModuleSource} options.module
   * @param {StretchHosting} options.host
   * @param {number} [options.timeout] ms, for the whole
   */
  constructor({ module, host, timeout = LIMIT_MS }) {
    this.#module = module;
    this.#host = host;
    this.#timeout = timeout;
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
   * @returns {Promise<void>} when the Worker is on its way out
   */
  #one(parameters, password, signal, resolve, reject) {
    return new Promise((ended) => {
      const { port1: port, port2 } = new MessageChannel();
      // A copy that owns its buffer whole, so that nothing else is transferred along. It stays here until the module is there.
      const own = Uint8Array.from(password);
      password.fill(0);
      /** @param {unknown} [reason] */
      const end = (reason) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        port.close();
        endWorker();
        // One that was not handed out.
        if (own.length > 0) own.fill(0);
        reject(reason);
        ended();
      };
      const abort = () => end(signal.reason);
      const timer = setTimeout(() => end(new StretchFailure('timeout')), this.#timeout);
      signal.addEventListener('abort', abort);
      port.onmessage = (/** @type {MessageEvent<StretchReply>} */ { data }) => {
        if (data.type === 'started')
          port.postMessage(/** @type {StretchJob} */ ({ parameters, password: own }), [own.buffer]);
        else if (data.type === 'key') resolve(data.key);
        else end(data.type === 'failed' ? new StretchFailure('refused') : undefined);
      };
      port.onmessageerror = () => end(new StretchFailure('crashed'));
      // A URL object cannot be cloned; its text can.
      port.postMessage({ ...this.#module, url: String(this.#module.url) });
      const endWorker = this.#host(port2, () => end(new StretchFailure('crashed')));
    });
  }
}
