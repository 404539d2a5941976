// SPDX-License-Identifier: MPL-2.0
// A classic Worker, for libraries that are published as scripts. Says "ready", then times one password.

/** What a classic Worker has, and what the scripts leave there. */
const worker = /** @type {any} */ (globalThis);

/**
 * @typedef {import('/glue/stretch.js').StretchParameters & { password: Uint8Array }} Job
 * @type {Record<string, () => Promise<(job: Job) => Promise<Uint8Array> | Uint8Array>>}
 */
const LIBRARIES = {
  async libsodium() {
    worker.importScripts(
      '/npm/libsodium-sumo/dist/modules-sumo/libsodium-sumo.js',
      '/npm/libsodium-wrappers-sumo/dist/modules-sumo/libsodium-wrappers.js',
    );
    const { sodium } = worker;
    await sodium.ready;
    return ({ password, salt, opslimit, memlimit_kb }) =>
      sodium.crypto_pwhash(
        32,
        password,
        salt,
        opslimit,
        memlimit_kb * 1024,
        sodium.crypto_pwhash_ALG_ARGON2ID13,
      );
  },
  async 'hash-wasm'() {
    worker.importScripts('/npm/hash-wasm/dist/argon2.umd.min.js');
    const { hashwasm } = worker;
    return ({ password, salt, opslimit, memlimit_kb, parallelism }) =>
      hashwasm.argon2id({
        password,
        salt,
        iterations: opslimit,
        memorySize: memlimit_kb,
        parallelism,
        hashLength: 32,
        outputType: 'binary',
      });
  },
};

const loading = LIBRARIES[location.search.slice(1)]?.();
loading?.then(() => postMessage('ready'));
addEventListener('message', async ({ data }) => {
  const run = await loading;
  if (!run) throw new RangeError('no such library');
  const began = performance.now();
  const key = await run(data);
  postMessage({ ms: performance.now() - began, key });
});
