// SPDX-License-Identifier: MPL-2.0
// Browsers and their tabs in one process: the real modules, the real glue on both sides of a real MessagePort, no Worker.
import 'fake-indexeddb/auto';
import { BroadcastChannel } from 'node:worker_threads';
import { Client } from '../../../js-glue/src/client.js';
import { Core } from '../../../js-glue/src/core.js';
import { compile, instantiate } from '../../../js-glue/src/loader.js';
import { OfficialStore } from '../../../js-glue/src/official.js';
import { Service } from '../../../js-glue/src/service.js';
import { Store } from '../../../js-glue/src/store.js';
import { Stretcher } from '../../../js-glue/src/stretch.js';
import { Transport } from '../../../js-glue/src/transport.js';
import { FileSystem } from './file-system.mjs';
import { FakeLockManager, standInLocks } from './lock-manager.mjs';
import { sourceOf } from './modules.mjs';
import { standInHost } from './stretch-worker.mjs';

/**
 * @typedef {import('../../../js-glue/src/client.js').Journey} Journey
 * @typedef {import('../../../js-glue/src/crossing.js').Question} Question
 * @typedef {import('../../../js-glue/src/crossing.js').StretchParameters} StretchParameters
 * @typedef {import('../../../js-glue/src/service.js').Parts} Parts
 * @typedef {import('../../../js-glue/src/core.js').CoreExports} CoreExports
 *
 * A client, and what only a test may see of it.
 * @typedef {Client & {exports: CoreExports, memory(): Buffer, stopped(): boolean}} Tab
 */

// A tab that crashed closes nothing: its channel must not keep the test alive.
Object.assign(globalThis, {
  BroadcastChannel: class extends BroadcastChannel {
    constructor(/** @type {string} */ name) {
      super(name);
      this.unref();
    }
  },
});

let browsers = 0;

export function realStretcher() {
  return new Stretcher({ module: sourceOf('stretch'), host: standInHost });
}

/** A key in no time where Argon2id is beside the point. */
const quickStretcher = {
  /** @param {StretchParameters} parameters @param {Uint8Array} password */
  async run({ salt }, password) {
    const key = new Uint8Array(
      await crypto.subtle.digest('SHA-256', Buffer.concat([salt, password])),
    );
    password.fill(0);
    return key;
  },
};

/** What the tabs of one person share. */
export class Browser {
  files = new FileSystem();
  locks = standInLocks(new FakeLockManager());
  database = `browser ${++browsers}`;
  /** @type {Tab[]} */
  #clients = [];

  /**
   * @param {import('./server.mjs').Server} server
   * @param {Partial<Pick<Parts, 'locks' | 'store' | 'stretcher'>>} [instead]
   * @returns {Promise<Tab>}
   */
  async open(server, instead = {}) {
    /** @type {CoreExports} */
    const exports = { ...(await instantiate(await compile(sourceOf('core')))) };
    const { port1, port2 } = new MessageChannel();
    let stopped = false;
    const client = new Client(port1, () => {
      stopped = true;
      port2.close();
    });
    const core = new Core(exports);
    new Service(port2, {
      core,
      transport: new Transport(server.origin, server.fetch),
      store: instead.store ?? new Store(this.database),
      official: new OfficialStore(this.files, core.deviceFileMax),
      stretcher: instead.stretcher ?? quickStretcher,
      locks: 'locks' in instead ? instead.locks : this.locks,
      integrity: { core: sourceOf('core').integrity, stretch: sourceOf('stretch').integrity },
    });
    await client.opened;
    const tab = Object.assign(client, {
      exports,
      memory: () => Buffer.from(exports.memory.buffer),
      stopped: () => stopped,
    });
    this.#clients.push(tab);
    return tab;
  }

  async close() {
    for (const client of this.#clients) client.close();
    while (this.#clients.some((client) => !client.stopped()))
      await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/**
 * The next moment in which this holds.
 * @template T
 * @param {Journey} journey
 * @param {() => T} condition
 * @returns {Promise<Exclude<T, false | 0 | '' | null | undefined>>}
 */
export async function until(journey, condition) {
  for (;;) {
    const found = condition();
    if (found) return /** @type {Exclude<T, false | 0 | '' | null | undefined>} */ (found);
    if (journey.ended)
      throw new Error(`ended: ${JSON.stringify(journey.failure ?? journey.result)}`);
    await new Promise((resolve) => journey.addEventListener('change', resolve, { once: true }));
  }
}

/**
 * @template {Question['question']} K
 * @param {Journey} journey
 * @param {K} kind
 * @param {number} [after] a question's id
 * @returns {Promise<Extract<Question, {question: K}>>}
 */
export async function asked(journey, kind, after = 0) {
  const question = await until(
    journey,
    () => journey.question?.question === kind && journey.questionId > after && journey.question,
  );
  return /** @type {Extract<Question, {question: K}>} */ (question);
}

export const password = (text = 'P@ssw0rd.') => new TextEncoder().encode(text);
