// SPDX-License-Identifier: MPL-2.0
// Browsers and their tabs in one process: the real modules, the real glue on both sides of a real MessagePort, no Worker.
import 'fake-indexeddb/auto';
import { Client } from '../../../js-glue/src/client.js';
import { Core } from '../../../js-glue/src/core.js';
import { compile, instantiate } from '../../../js-glue/src/loader.js';
import { OfficialStore } from '../../../js-glue/src/official.js';
import { Service } from '../../../js-glue/src/service.js';
import { Store } from '../../../js-glue/src/store.js';
import { Stretcher } from '../../../js-glue/src/stretch.js';
import { Transport } from '../../../js-glue/src/transport.js';
import { FileSystem } from './file-system.mjs';
import { FakeLockManager } from './lock-manager.mjs';
import { sourceOf } from './modules.mjs';
import { StretchWorker } from './stretch-worker.mjs';

// A tab that crashed closes nothing: its channel must not keep the test alive.
globalThis.BroadcastChannel = class extends BroadcastChannel {
  constructor(/** @type {string} */ name) {
    super(name);
    this.unref();
  }
};

let browsers = 0;

export function realStretcher() {
  return new Stretcher({ module: sourceOf('stretch'), spawn: () => new StretchWorker() });
}

/** A key in no time where Argon2id is beside the point. */
const quickStretcher = {
  /** @param {any} parameters @param {Uint8Array} password */
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
  locks = new FakeLockManager();
  database = `browser ${++browsers}`;
  /** @type {Client[]} */
  #clients = [];

  /** @param {import('./server.mjs').Server} server @param {{locks?: any, store?: Store, stretcher?: any}} [instead] */
  async open(server, instead = {}) {
    const exports = { ...(await instantiate(await compile(sourceOf('core')))) };
    const { port1, port2 } = new MessageChannel();
    let stopped = false;
    const client = new Client(port1, () => {
      stopped = true;
      port2.close();
    });
    new Service(port2, {
      core: new Core(exports),
      transport: new Transport(server.origin, server.fetch),
      store: instead.store ?? new Store(this.database),
      official: new OfficialStore(this.files),
      stretcher: instead.stretcher ?? quickStretcher,
      locks: 'locks' in instead ? instead.locks : this.locks,
    });
    await client.opened;
    this.#clients.push(client);
    return Object.assign(client, {
      exports,
      memory: () => Buffer.from(exports.memory.buffer),
      stopped: () => stopped,
    });
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
 * @param {import('../../../js-glue/src/client.js').Journey} journey
 * @param {() => T} condition
 * @returns {Promise<T>}
 */
export async function until(journey, condition) {
  for (;;) {
    const found = condition();
    if (found) return found;
    if (journey.ended)
      throw new Error(`ended: ${JSON.stringify(journey.failure ?? journey.result)}`);
    await new Promise((resolve) => journey.addEventListener('change', resolve, { once: true }));
  }
}

/** @param {import('../../../js-glue/src/client.js').Journey} journey @param {string} kind @param {number} [after] a question's id */
export function asked(journey, kind, after = 0) {
  return until(
    journey,
    () => journey.question?.question === kind && journey.questionId > after && journey.question,
  );
}

export const password = (text = 'P@ssw0rd.') => new TextEncoder().encode(text);
