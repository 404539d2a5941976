// SPDX-License-Identifier: MPL-2.0
// What happens inside the Worker that stretches one password (emscripten/stretch.c).
import { compile, instantiate } from './loader.js';

/**
 * @typedef {import('./loader.js').ModuleSource} ModuleSource
 * @typedef {import('./stretch.js').StretchJob} StretchJob
 * @typedef {import('./stretch.js').StretchReply} StretchReply
 */

const KEY_BYTES = 32;

/**
 * The module comes first, and the password when the module is there.
 * @param {MessagePort} port
 */
export function stretch(port) {
  /**
   * @param {StretchReply} message
   * @param {Transferable[]} [transfer]
   */
  const reply = (message, transfer = []) => port.postMessage(message, transfer);
  port.onmessage = async (/** @type {MessageEvent<ModuleSource>} */ { data: module }) => {
    try {
      const exports = await instantiate(await compile(module));
      port.onmessage = (/** @type {MessageEvent<StretchJob>} */ { data: job }) =>
        derive(exports, job, reply);
      reply({ type: 'started' });
    } catch {
      reply({ type: 'failed' });
    }
  };
}

/**
 * The key is told before 128 MiB are overwritten, so that nobody waits for that.
 * @param {any} exports
 * @param {StretchJob} job
 * @param {(reply: StretchReply, transfer?: Transferable[]) => void} reply
 */
function derive(exports, { parameters, password }, reply) {
  try {
    const room = exports.psc_stretch_password(password.length);
    if (room === 0) throw new RangeError('too long');
    new Uint8Array(exports.memory.buffer, room, password.length).set(password);
    new Uint8Array(exports.memory.buffer, exports.psc_stretch_salt(), parameters.salt.length).set(
      parameters.salt,
    );
    const { memlimit_kb, opslimit, parallelism } = parameters;
    if (exports.psc_stretch_derive(password.length, memlimit_kb, opslimit, parallelism) !== 0)
      throw new RangeError('refused');
    const key = new Uint8Array(exports.memory.buffer, exports.psc_stretch_key(), KEY_BYTES).slice();
    reply({ type: 'key', key }, [key.buffer]);
  } catch {
    reply({ type: 'failed' });
  } finally {
    password.fill(0);
    new Uint8Array(exports.memory.buffer).fill(0);
  }
  reply({ type: 'wiped' });
}
