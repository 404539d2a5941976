// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { persist, probePage } from '../../js-glue/src/capabilities.js';
import { pretend, pretendNothing } from './lib/pretend.mjs';

afterEach(pretendNothing);

const page = (/** @type {string} */ origin) => ({ location: { origin } });
const here = page('https://here.example');
const storage = (/** @type {boolean} */ persisted) => ({
  storage: { persisted: async () => persisted, persist: async () => persisted },
});
const access = (/** @type {boolean} */ granted) => ({ hasStorageAccess: async () => granted });

test('page: in a window of its own', async () => {
  pretend({ ...here, self: here, top: here, isSecureContext: true, navigator: storage(true) });
  assert.deepEqual(await probePage(), {
    secureContext: true,
    framed: false,
    partitioned: false,
    persisted: true,
    passkey: 'none',
  });
  assert.deepEqual(await persist(), { persisted: true });
});

test('page: in a frame of the same origin', async () => {
  const top = page('https://here.example');
  pretend({ ...here, self: here, top, isSecureContext: true, navigator: storage(false) });
  assert.deepEqual(await probePage(), {
    secureContext: true,
    framed: false,
    partitioned: false,
    persisted: false,
    passkey: 'none',
  });
});

test('page: in a frame of another origin, whose address may not be read', async () => {
  const top = {
    get location() {
      throw new DOMException('', 'SecurityError');
    },
  };
  pretend({
    ...here,
    self: here,
    top,
    isSecureContext: true,
    navigator: storage(false),
    document: access(false),
  });
  assert.deepEqual(await probePage(), {
    secureContext: true,
    framed: true,
    partitioned: true,
    persisted: false,
    passkey: 'none',
  });
  pretend({ document: access(true) });
  assert.equal((await probePage()).partitioned, null);
  pretend({ document: {} });
  assert.equal((await probePage()).partitioned, null);
});

test('page: a browser that tells nothing', async () => {
  pretend({ ...here, self: here, top: here, isSecureContext: false, navigator: {} });
  assert.deepEqual(await probePage(), {
    secureContext: false,
    framed: false,
    partitioned: false,
    persisted: null,
    passkey: 'none',
  });
  assert.deepEqual(await persist(), { persisted: false });
  const refuse = async () => {
    throw new Error('refused');
  };
  pretend({ navigator: { storage: { persisted: refuse, persist: refuse } } });
  assert.equal((await probePage()).persisted, null);
  assert.deepEqual(await persist(), { persisted: false });
});

test('page: a Worker starts by the named policy, from this origin only', async () => {
  /** @type {unknown[][]} */
  const started = [];
  class Worker {
    /** @param {unknown} url @param {WorkerOptions} options */
    constructor(url, options) {
      started.push([url, options]);
    }
  }
  /** @type {string[]} */
  const policies = [];
  const trustedTypes = {
    /** @param {string} name @param {{createScriptURL(url: string): string}} rules */
    createPolicy(name, { createScriptURL }) {
      policies.push(name);
      return {
        createScriptURL: (/** @type {string} */ url) => ({ trusted: createScriptURL(url) }),
      };
    },
  };
  pretend({ ...here, Worker, trustedTypes });
  const { TrustedWorker } = await import('../../js-glue/src/trusted-worker.js');
  const worker = new TrustedWorker(new URL('https://here.example/w.js'), { type: 'module' });
  assert.ok(worker instanceof Worker);
  assert.deepEqual(started, [[{ trusted: 'https://here.example/w.js' }, { type: 'module' }]]);
  assert.throws(
    () => new TrustedWorker(new URL('https://elsewhere.example/w.js'), { type: 'module' }),
    TypeError,
  );
  assert.deepEqual(policies, ['parsec-client']);
  assert.equal(started.length, 1);
});
