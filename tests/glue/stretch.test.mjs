// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { argon2id } from 'hash-wasm';
import { Stretcher, StretchFailure } from '../../js-glue/src/stretch.js';
import { stretch } from '../../js-glue/src/stretch-job.js';
import { sourceOf } from './lib/modules.mjs';
import { standInHost } from './lib/stretch-worker.mjs';

/**
 * @typedef {import('../../js-glue/src/loader.js').ModuleSource} ModuleSource
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
    const stretcher = new Stretcher({ module, host: standInHost });
    const key = await stretcher.run(
      { ...CHEAP, memlimit_kb: memorySize, opslimit: iterations },
      password(),
      none(),
    );
    assert.deepEqual(Buffer.from(key), Buffer.from(expected));
  }
});

/**
 * What the Worker answers to one password, whose array it sees without a thread between.
 * @param {StretchJob} job
 * @param {ModuleSource} [source]
 */
async function repliesTo(job, source = module) {
  /** @type {string[]} */
  const replies = [];
  await new Promise((resolve) => {
    const port = {
      onmessage: (/** @type {{data: ModuleSource | StretchJob}} */ _event) => undefined,
      /** @param {StretchReply} reply */
      postMessage(reply) {
        replies.push(reply.type);
        if (reply.type === 'started') port.onmessage({ data: job });
        else if (reply.type !== 'key') resolve(undefined);
      },
    };
    stretch(/** @type {MessagePort} */ (/** @type {unknown} */ (port)));
    port.onmessage({ data: source });
  });
  await turn();
  return replies;
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

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
  const replies = await repliesTo({ parameters: CHEAP, password: own });
  mock.restoreAll();
  assert.deepEqual(replies, ['started', 'key', 'wiped']);
  assert.equal(memories.length, 1);
  assert.ok(new Uint8Array(memories[0].buffer).every((byte) => byte === 0));
  assert.ok(own.every((byte) => byte === 0));
});

test('stretch: parameters beyond the ceiling and endless passwords are refused', async () => {
  /** @param {StretchJob['parameters']} parameters @param {StretchJob['password']} secret */
  const refuse = async (parameters, secret) => {
    const replies = await repliesTo({ parameters, password: secret });
    assert.deepEqual(replies, ['started', 'failed', 'wiped']);
    assert.ok(secret.every((byte) => byte === 0));
  };
  await refuse({ ...CHEAP, memlimit_kb: 524289 }, password());
  await refuse({ ...CHEAP, opslimit: 17 }, password());
  await refuse({ ...CHEAP, parallelism: 2 }, password());
  await refuse(CHEAP, new Uint8Array(65537).fill(65));
});

test('stretch: a module that is not the one built is not given a password', async () => {
  const other = { url: module.url, integrity: sourceOf('core').integrity };
  assert.deepEqual(await repliesTo({ parameters: CHEAP, password: password() }, other), ['failed']);
  const stretcher = new Stretcher({ module: other, host: standInHost });
  const own = password();
  await assert.rejects(stretcher.run(CHEAP, own, none()), StretchFailure);
  assert.ok(own.every((byte) => byte === 0));
});

/** A Worker that does what the test says. */
class IdleWorker {
  ended = false;
  /** @type {any[]} */
  heard = [];
  /** @param {MessagePort} port @param {() => void} broken */
  constructor(port, broken) {
    this.port = port;
    this.broken = broken;
    port.onmessage = ({ data }) => this.heard.push(data);
  }
  /** @param {StretchReply} reply */
  say(reply) {
    this.port.postMessage(reply);
  }
  /** @param {number} count */
  async hears(count) {
    while (this.heard.length < count) await turn();
  }
  async ends() {
    while (!this.ended) await turn();
  }
}
/** @param {Partial<ConstructorParameters<typeof Stretcher>[0]>} [options] */
function idle(options = {}) {
  /** @type {IdleWorker[]} */
  const workers = [];
  /** @param {MessagePort} port @param {() => void} broken */
  const host = (port, broken) => {
    const worker = new IdleWorker(port, broken);
    workers.push(worker);
    return () => {
      worker.ended = true;
      port.close();
    };
  };
  return { workers, stretcher: new Stretcher({ module, host, ...options }) };
}

test('stretch: one at a time, each in a Worker of its own', async () => {
  const { workers, stretcher } = idle();
  const first = stretcher.run(CHEAP, password(), none());
  const second = stretcher.run(CHEAP, password(), none());
  await turn();
  assert.equal(workers.length, 1);
  workers[0].say({ type: 'key', key: Uint8Array.of(1) });
  assert.deepEqual(await first, Uint8Array.of(1));
  await turn();
  assert.equal(workers.length, 1, 'until its memory is overwritten');
  assert.equal(workers[0].ended, false);
  workers[0].say({ type: 'wiped' });
  await workers[0].ends();
  await turn();
  assert.equal(workers.length, 2);
  workers[1].say({ type: 'key', key: Uint8Array.of(2) });
  assert.deepEqual(await second, Uint8Array.of(2));
  workers[1].say({ type: 'wiped' });
  await workers[1].ends();
});

test('stretch: a password leaves its owner at once, and for a Worker only once the module is there', async () => {
  const { workers, stretcher } = idle();
  const whole = new Uint8Array(64).fill(1);
  const own = whole.subarray(8, 24);
  own.set(password());
  const run = stretcher.run(CHEAP, own, none());
  await turn();
  assert.ok(own.every((byte) => byte === 0));
  await workers[0].hears(1);
  assert.deepEqual(workers[0].heard.at(-1), module);
  workers[0].say({ type: 'started' });
  await workers[0].hears(2);
  const { parameters, password: given } = workers[0].heard[1];
  assert.deepEqual(parameters, CHEAP);
  assert.deepEqual(given.subarray(0, password().length), password());
  assert.equal(given.buffer.byteLength, 16, 'nothing that lay beside it');
  assert.equal(whole[0], 1);
  workers[0].say({ type: 'failed' });
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
  assert.equal(workers[0].ended, true);
  assert.ok(own.every((byte) => byte === 0));
});

test('stretch: a Worker that breaks or hangs', async () => {
  const broken = idle();
  const run = broken.stretcher.run(CHEAP, password(), none());
  await turn();
  broken.workers[0].broken();
  await assert.rejects(run, StretchFailure);
  assert.equal(broken.workers[0].ended, true);

  const hanging = idle({ timeout: 20 });
  await assert.rejects(hanging.stretcher.run(CHEAP, password(), none()), StretchFailure);
  assert.equal(hanging.workers[0].ended, true);
  assert.equal(hanging.workers[0].heard.length, 1, 'the password stayed here');
});
