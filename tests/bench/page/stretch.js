// SPDX-License-Identifier: MPL-2.0
// Argon2id in Workers: ours through the glue as the app uses it, others in a Worker that is ready when time begins.
import { Stretcher } from '/glue/stretch.js';
import { hostStretch } from '/glue/stretch-host.js';

const PARAMETERS = { memlimit_kb: 131072, opslimit: 3, parallelism: 1, salt: new Uint8Array(16) };
const password = () => new TextEncoder().encode('password');
const hex = (/** @type {Uint8Array} */ bytes) => bytes.toHex();

const stretcher = new Stretcher({
  module: {
    url: '/wasm/stretch.wasm',
    integrity: new URLSearchParams(location.search).get('integrity') ?? '',
  },
  host: (port, broken) =>
    hostStretch(() => new Worker('/glue/stretch-worker.js', { type: 'module' }), port, broken),
});

/** From the password to the key: a new Worker, its script, the module and the computation. */
async function ours() {
  const began = performance.now();
  const key = await stretcher.run(PARAMETERS, password(), new AbortController().signal);
  return { ms: performance.now() - began, key: hex(key) };
}

/** @param {string} name */
async function other(name) {
  const worker = new Worker(`/page/others-worker.js?${name}`);
  const next = () =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
    });
  try {
    await next();
    worker.postMessage({ ...PARAMETERS, password: password() });
    const { ms, key } = await next();
    return { ms, key: hex(key) };
  } finally {
    worker.terminate();
  }
}

Object.assign(globalThis, { bench: { ours, other } });
