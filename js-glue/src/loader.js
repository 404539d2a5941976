// SPDX-License-Identifier: MPL-2.0
import { ClientError } from './errors.js';

/**
 * A WebAssembly module and what it must be.
 * @typedef {object} ModuleSource
 * @property {string | URL} url
 * @property {string} integrity 'sha256-' and the hash in base64
 */

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function integrityOf(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `sha256-${btoa(String.fromCharCode(...hash))}`;
}

/**
 * The browser compares the hash before it hands anything out (`integrity`), and compiles while reading when the server names the type
 * rightly. Anything else is hashed here.
 * @param {ModuleSource} source
 * @param {{signal?: AbortSignal, fetch?: typeof globalThis.fetch}} [options]
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compile({ url, integrity }, { signal, fetch = globalThis.fetch } = {}) {
  if (!/^sha256-[0-9A-Za-z+/]{43}=$/.test(integrity)) throw new ClientError('module-refused');
  try {
    const response = await fetch(String(url), {
      integrity,
      signal,
      credentials: 'omit',
      redirect: 'error',
    });
    if (!response.ok) throw new ClientError('module-refused');
    if (/^application\/wasm\s*$/i.test(response.headers.get('content-type') ?? '')) {
      return await WebAssembly.compileStreaming(response);
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    if ((await integrityOf(bytes)) !== integrity) throw new ClientError('module-refused');
    return await WebAssembly.compile(bytes);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw error instanceof ClientError ? error : new ClientError('module-refused');
  }
}

/**
 * Everything that a module may ask of its surroundings (`./dev test modules` sees to it).
 * @param {() => WebAssembly.Memory} memory
 * @param {(bytes: Uint8Array<ArrayBuffer>) => void} fill with random bytes; throws when there are none
 */
function imports(memory, fill) {
  return {
    env: { emscripten_notify_memory_growth() {} },
    host: {
      /**
       * @param {number} address
       * @param {number} length
       * @returns {number} 0, or 1 when the system gives nothing: an exception must not unwind through C
       */
      random(address, length) {
        try {
          // A page asks in pieces: getRandomValues() gives at most 65536 bytes at once.
          for (let done = 0; done < length; done += 65536) {
            const size = Math.min(65536, length - done);
            fill(
              new Uint8Array(/** @type {ArrayBuffer} */ (memory().buffer), address + done, size),
            );
          }
          return 0;
        } catch {
          return 1;
        }
      },
    },
  };
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
const systemRandom = (bytes) => void crypto.getRandomValues(bytes);

/**
 * @param {WebAssembly.Module} module
 * @param {(bytes: Uint8Array<ArrayBuffer>) => void} [random]
 * @returns {Promise<any>} the exports, initialized
 */
export async function instantiate(module, random = systemRandom) {
  /** @type {any} */
  let exports;
  const instance = await WebAssembly.instantiate(
    module,
    imports(() => exports.memory, random),
  );
  exports = instance.exports;
  exports._initialize();
  return exports;
}
