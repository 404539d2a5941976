// SPDX-License-Identifier: MPL-2.0
/** The same three jobs for each implementation, in Node and natively: `stretch`, `seal` and `verify`, each giving milliseconds. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { argon2id } from 'hash-wasm';
import sodium from 'libsodium-wrappers-sumo';
import { instantiate } from '../../../js-glue/src/loader.js';
import { Stretcher } from '../../../js-glue/src/stretch.js';
import { stretch } from '../../../js-glue/src/stretch-job.js';
import { LineProcess } from '../../e2e/lib/lines.mjs';

export const build = fileURLToPath(new URL('../../../build/', import.meta.url));
const wasm = process.env.PSC_WASM_DIR ?? `${build}wasm`;

/** What Parsec asks of a new password. */
export const ARGON2ID = { memlimit_kb: 131072, opslimit: 3, parallelism: 1 };
export const MESSAGE_BYTES = 1024 * 1024;
/** As long as most certificates are. */
export const SIGNED_BYTES = 256;
const SALT = new Uint8Array(16);
export const password = () => new TextEncoder().encode('password');

/** @type {string | undefined} of the first implementation that ran */
let agreed;

/** @param {Uint8Array | string} key that an implementation made: a fast wrong one does not count */
export function agree(key) {
  const hex = typeof key === 'string' ? key : Buffer.from(key).toString('hex');
  agreed ??= hex;
  if (hex !== agreed) throw new Error(`Argon2id differs: ${hex} instead of ${agreed}`);
}

/** @param {() => unknown} work */
function timed(work) {
  const began = performance.now();
  work();
  return performance.now() - began;
}

/** @param {string} name of a module in build/wasm */
export const moduleBytes = (name) => readFile(`${wasm}/${name}.wasm`);

/** @param {Uint8Array} bytes */
export const integrityOf = (bytes) =>
  `sha256-${createHash('sha256').update(bytes).digest('base64')}`;

export class Native {
  #process = new LineProcess(`${build}native-release/bench/bench_primitives`, []);

  /** @param {string} command */
  async #time(command) {
    this.#process.child.stdin.write(`${command}\n`);
    return await this.#process.next();
  }

  async stretch() {
    const { ms, key } = await this.#time(`stretch ${ARGON2ID.memlimit_kb} ${ARGON2ID.opslimit}`);
    agree(key);
    return ms;
  }

  /**
   * A device file, opened in this way; a restore also makes the file of a new device.
   * @param {'password' | 'passkey' | 'code' | 'restore'} way
   */
  async unlock(way) {
    return (await this.#time(`${way} ${ARGON2ID.memlimit_kb} ${ARGON2ID.opslimit}`)).ms;
  }

  /** @param {number} count */
  async seal(count) {
    return (await this.#time(`seal ${MESSAGE_BYTES} ${count}`)).ms;
  }

  /** @param {number} count */
  async verify(count) {
    return (await this.#time(`verify ${SIGNED_BYTES} ${count}`)).ms;
  }

  async stop() {
    const { child } = this.#process;
    child.stdin.end();
    if (child.exitCode === null) await once(child, 'exit');
  }
}

/** Ours: stretch.wasm as it is shipped, the rest from a module made of the same objects as core.wasm. */
export async function ours() {
  const bytes = await moduleBytes('stretch');
  const module = {
    url: `data:application/wasm;base64,${bytes.toString('base64')}`,
    integrity: integrityOf(bytes),
  };
  const bench = await instantiate(
    await WebAssembly.compile(new Uint8Array(await moduleBytes('bench_primitives'))),
  );
  if (bench.bench_start() !== 0) throw new Error('the bench module does not start');
  /** @param {number} at @param {number} length */
  const view = (at, length) => new Uint8Array(bench.memory.buffer, at, length);
  const message = new Uint8Array(MESSAGE_BYTES);
  return {
    /** From a compiled module to the key, as for each password. */
    async stretch() {
      const stretcher = new Stretcher({
        module,
        host: (port) => {
          stretch(port);
          return () => port.close();
        },
      });
      const began = performance.now();
      const key = await stretcher.run(
        { ...ARGON2ID, salt: SALT },
        password(),
        new AbortController().signal,
      );
      const took = performance.now() - began;
      agree(key);
      return took;
    },
    /** @param {number} count */
    seal: async (count) =>
      timed(() => {
        for (let i = 0; i < count; i += 1) {
          view(bench.bench_message(), MESSAGE_BYTES).set(message);
          const sealed = bench.bench_seal(MESSAGE_BYTES);
          if (sealed === 0) throw new Error('not sealed');
          view(sealed, MESSAGE_BYTES + 40).slice();
        }
      }),
    /** @param {number} count */
    async verify(count) {
      if (bench.bench_sign(SIGNED_BYTES) !== 0) throw new Error('not signed');
      const blob = view(bench.bench_signed(), 64 + SIGNED_BYTES).slice();
      return timed(() => {
        for (let i = 0; i < count; i += 1) {
          view(bench.bench_signed(), blob.length).set(blob);
          if (bench.bench_verify(SIGNED_BYTES) !== 0) throw new Error('signature refused');
        }
      });
    },
  };
}

/** npm's libsodium.js. */
export async function libsodium() {
  await sodium.ready;
  const message = new Uint8Array(MESSAGE_BYTES);
  const key = new Uint8Array(32).fill(1);
  const nonce = new Uint8Array(24);
  const { publicKey, privateKey } = sodium.crypto_sign_keypair();
  const blob = sodium.crypto_sign(new Uint8Array(SIGNED_BYTES), privateKey);
  return {
    async stretch() {
      const began = performance.now();
      const made = sodium.crypto_pwhash(
        32,
        password(),
        SALT,
        ARGON2ID.opslimit,
        ARGON2ID.memlimit_kb * 1024,
        sodium.crypto_pwhash_ALG_ARGON2ID13,
      );
      const took = performance.now() - began;
      agree(made);
      return took;
    },
    /** @param {number} count */
    seal: async (count) =>
      timed(() => {
        for (let i = 0; i < count; i += 1) sodium.crypto_secretbox_easy(message, nonce, key);
      }),
    /** @param {number} count */
    verify: async (count) =>
      timed(() => {
        for (let i = 0; i < count; i += 1) sodium.crypto_sign_open(blob, publicKey);
      }),
  };
}

/** hash-wasm, which has Argon2id only. */
export const hashWasm = {
  async stretch() {
    const began = performance.now();
    const made = await argon2id({
      password: password(),
      salt: SALT,
      iterations: ARGON2ID.opslimit,
      memorySize: ARGON2ID.memlimit_kb,
      parallelism: ARGON2ID.parallelism,
      hashLength: 32,
      outputType: 'binary',
    });
    const took = performance.now() - began;
    agree(made);
    return took;
  },
};
