// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { argon2id } from 'hash-wasm';
import { Stretcher, StretchFailure } from '../../js-glue/src/stretch.js';
import { stretch } from '../../js-glue/src/stretch-job.js';
import { sourceOf } from './lib/modules.mjs';
import { standInWorker } from './lib/stretch-worker.mjs';

/**
 * @typedef {import('../../js-glue/src/stretch.js').StretchJob} StretchJob
 * @typedef {import('../../js-glue/src/stretch.js').StretchReply} StretchReply
 */

const password = () => new TextEncoder().encode('P@ssw0rd. Åé');
const salt = Uint8Array.from({ length: 16 }, (_, i) => i);
const CHEAP = { memlimit_kb: 64, opslimit: 1, parallelism: 1, salt };
const module = sourceOf('stretch');
const none = () => new AbortController().signal;

test('stretch: Argon2id as another implementation computes it', async () => {
  for (const [memorySize, iterations] of [
    [8, 1],
    [1024, 3],
    [131072, 3],
  ]) {
    const expected = await argon2id({
      password: password(),
      salt,
      memorySize,
      iterations,
      parallelism: 1,
      hashLength: 32,
      outputType: 'binary',
    });
    const stretcher = new Stretcher({ module, spawn: standInWorker });
    const key = await stretcher.run(
      { ...CHEAP, memlimit_kb: memorySize, opslimit: iterations },
      password(),
      none(),
    );
    assert.deepEqual(Buffer.from(key), Buffer.from(expected));
  }
});

test('stretch: the whole memory is overwritten', async () => {
  /** @type {WebAssembly.Memory[]} */
  const memories = [];
  const { instantiate } = WebAssembly;
  /** @param {WebAssembly.Module} compiled @param {WebAssembly.Imports} imports */
  const watched = async (compiled, imports) => {
    const instance = await instantiate(compiled, imports);
    memories.push(/** @type {WebAssembly.Memory} */ (instance.exports.memory));
    return instance;
  };
  mock.method(WebAssembly, 'instantiate', watched);
  const own = password();
  /** @type {string[]} */
  const replies = [];
  await stretch({ module, parameters: CHEAP, password: own }, ({ type }) => replies.push(type));
  mock.restoreAll();
  assert.deepEqual(replies, ['started', 'key', 'wiped']);
  assert.equal(memories.length, 1);
  assert.ok(new Uint8Array(memories[0].buffer).every((byte) => byte === 0));
  assert.ok(own.every((byte) => byte === 0));
});

test('stretch: parameters beyond the ceiling and endless passwords are refused', async () => {
  /** @param {StretchJob['parameters']} parameters @param {StretchJob['password']} secret */
  const refuse = async (parameters, secret) => {
    /** @type {string[]} */
    const replies = [];
    await stretch({ module, parameters, password: secret }, ({ type }) => replies.push(type));
    assert.deepEqual(
      replies.filter((type) => type !== 'started'),
      ['failed', 'wiped'],
    );
    assert.ok(secret.every((byte) => byte === 0));
  };
  await refuse({ ...CHEAP, memlimit_kb: 524289 }, password());
  await refuse({ ...CHEAP, opslimit: 17 }, password());
  await refuse({ ...CHEAP, parallelism: 2 }, password());
  await refuse(CHEAP, new Uint8Array(65537).fill(65));
});

test('stretch: a module that is not the one built is not given a password', async () => {
  /** @type {string[]} */
  const replies = [];
  const other = { url: module.url, integrity: sourceOf('core').integrity };
  await stretch({ module: other, parameters: CHEAP, password: password() }, ({ type }) =>
    replies.push(type),
  );
  assert.deepEqual(replies, ['failed', 'wiped']);
});

/** A Worker that does what the test says. */
class IdleWorker {
  terminated = false;
  /** @type {PromiseWithResolvers<StretchJob>} */
  posted = Promise.withResolvers();
  /** @type {(event: {data: StretchReply}) => void} */
  onmessage = () => undefined;
  onerror = () => undefined;
  /** @param {StretchJob} message @param {Transferable[]} transfer */
  postMessage(message, transfer) {
    this.posted.resolve(structuredClone(message, { transfer }));
  }
  terminate() {
    this.terminated = true;
  }
}
/** @param {Partial<ConstructorParameters<typeof Stretcher>[0]>} [options] */
function idle(options = {}) {
  /** @type {IdleWorker[]} */
  const workers = [];
  const spawn = () => {
    const worker = new IdleWorker();
    workers.push(worker);
    return /** @type {Worker} */ (/** @type {unknown} */ (worker));
  };
  return { workers, stretcher: new Stretcher({ module, spawn, ...options }) };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('stretch: one at a time, each in a Worker of its own', async () => {
  const { workers, stretcher } = idle();
  const first = stretcher.run(CHEAP, password(), none());
  const second = stretcher.run(CHEAP, password(), none());
  await turn();
  assert.equal(workers.length, 1);
  workers[0].onmessage({ data: { type: 'key', key: Uint8Array.of(1) } });
  assert.deepEqual(await first, Uint8Array.of(1));
  await turn();
  assert.equal(workers.length, 1, 'until its memory is overwritten');
  assert.equal(workers[0].terminated, false);
  workers[0].onmessage({ data: { type: 'wiped' } });
  await turn();
  assert.equal(workers[0].terminated, true);
  assert.equal(workers.length, 2);
  workers[1].onmessage({ data: { type: 'key', key: Uint8Array.of(2) } });
  assert.deepEqual(await second, Uint8Array.of(2));
  workers[1].onmessage({ data: { type: 'wiped' } });
});

test('stretch: a Worker that does not start is replaced, with the same password, a few times', async () => {
  const { workers, stretcher } = idle({ patience: 5, timeout: 200 });
  const run = stretcher.run(CHEAP, password(), none());
  const failed = assert.rejects(run, StretchFailure);
  await failed;
  assert.equal(workers.length, 3);
  for (const worker of workers) {
    assert.deepEqual((await worker.posted.promise).password, password());
    assert.equal(worker.terminated, true);
  }

  const second = idle({ patience: 5 });
  const other = second.stretcher.run(CHEAP, password(), none());
  while (second.workers.length < 2) await turn();
  second.workers[1].onmessage({ data: { type: 'started' } });
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(second.workers.length, 2, 'one that has started is given its time');
  second.workers[1].onmessage({ data: { type: 'key', key: Uint8Array.of(3) } });
  assert.deepEqual(await other, Uint8Array.of(3));
  second.workers[1].onmessage({ data: { type: 'wiped' } });
});

test('stretch: the password is given away', async () => {
  const { workers, stretcher } = idle();
  const own = password();
  const run = stretcher.run(CHEAP, own, none());
  await turn();
  const job = await workers[0].posted.promise;
  assert.deepEqual(job.password, password());
  assert.ok(own.every((byte) => byte === 0));
  workers[0].onmessage({ data: { type: 'failed' } });
  await assert.rejects(run, StretchFailure);
});

test('stretch: taken back while it runs and while it waits', async () => {
  const { workers, stretcher } = idle();
  const running = new AbortController();
  const waiting = new AbortController();
  const own = password();
  const first = stretcher.run(CHEAP, password(), running.signal);
  const second = stretcher.run(CHEAP, own, waiting.signal);
  await turn();
  waiting.abort(new Error('second'));
  running.abort(new Error('first'));
  await assert.rejects(first, /first/);
  await assert.rejects(second, /second/);
  assert.equal(workers.length, 1);
  assert.equal(workers[0].terminated, true);
  assert.ok(own.every((byte) => byte === 0));
});

test('stretch: a Worker that breaks, hangs or cannot start', async () => {
  const broken = idle();
  const run = broken.stretcher.run(CHEAP, password(), none());
  await turn();
  broken.workers[0].onerror();
  await assert.rejects(run, StretchFailure);
  assert.equal(broken.workers[0].terminated, true);

  const hanging = idle({ timeout: 20 });
  await assert.rejects(hanging.stretcher.run(CHEAP, password(), none()), StretchFailure);
  assert.equal(hanging.workers[0].terminated, true);

  const refusing = idle({
    spawn() {
      throw new Error('blocked');
    },
  });
  const own = password();
  await assert.rejects(refusing.stretcher.run(CHEAP, own, none()), StretchFailure);
  assert.ok(own.every((byte) => byte === 0));
});
