// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';

/**
 * From now on what is written to the device files of this tab, or what is read after that, never comes to an end.
 * @param {{ page: import('playwright-core').Page }} person
 * @param {'write' | 'read back'} at
 * @param {{ after?: number }} [how] so many transactions that write come first
 */
export async function stallAt(person, at, { after = 0 } = {}) {
  const core = person.page.workers().find((worker) => /\/worker-/.test(worker.url()));
  assert.ok(core, 'the core runs in a worker');
  await core.evaluate(
    ({ stalls, after }) => {
      /** @type {Set<IDBTransaction>} */
      const writing = new Set();
      let written = false;
      for (const verb of /** @type {const} */ (['get', 'put', 'delete'])) {
        const perform = /** @type {(...args: any[]) => any} */ (IDBObjectStore.prototype[verb]);
        IDBObjectStore.prototype[verb] = /** @type {any} */ (
          /** @this {IDBObjectStore} */ function (/** @type {any[]} */ ...args) {
            const concerned = this.name === 'devices';
            const write = concerned && verb !== 'get';
            if (write) writing.add(this.transaction);
            const late = concerned && writing.size > after;
            const stall = late && (stalls === 'write' ? write : written && !write);
            written ||= late && write;
            return stall ? new EventTarget() : perform.apply(this, args);
          }
        );
      }
      Object.assign(globalThis, { stalled: () => written });
    },
    { stalls: at, after },
  );
  return () => core.evaluate(() => /** @type {any} */ (globalThis).stalled());
}
