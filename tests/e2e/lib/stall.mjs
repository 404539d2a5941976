// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';

/**
 * From now on what is written to the device files of this tab, or what is read after that, never comes to an end.
 * @param {{ page: import('playwright-core').Page }} person
 * @param {'write' | 'read back'} at
 */
export async function stallAt(person, at) {
  const core = person.page.workers().find((worker) => /\/worker-/.test(worker.url()));
  assert.ok(core, 'the core runs in a worker');
  await core.evaluate((stalls) => {
    let written = false;
    for (const verb of /** @type {const} */ (['get', 'put', 'delete'])) {
      const perform = /** @type {(...args: any[]) => any} */ (IDBObjectStore.prototype[verb]);
      IDBObjectStore.prototype[verb] = /** @type {any} */ (
        /** @this {IDBObjectStore} */ function (/** @type {any[]} */ ...args) {
          const write = verb !== 'get';
          const stall = this.name === 'devices' && (stalls === 'write' ? write : written && !write);
          written ||= this.name === 'devices' && write;
          return stall ? new EventTarget() : perform.apply(this, args);
        }
      );
    }
    Object.assign(globalThis, { stalled: () => written });
  }, at);
  return () => core.evaluate(() => /** @type {any} */ (globalThis).stalled());
}
