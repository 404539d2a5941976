// SPDX-License-Identifier: MPL-2.0
// IndexedDB. Values are opaque bytes; what they are is the core's affair.
import { openDB } from 'idb';
import { StoreFailure } from './errors.js';

/**
 * @typedef {import('./crossing.js').StoreOperation} StoreOperation
 * @typedef {import('./crossing.js').StoreOutcome} StoreOutcome
 *
 * The number of the session that writes, by lock name (see locks.js).
 * @typedef {ReadonlyMap<string, number>} Generations
 *
 * @typedef {'devices' | 'journeys' | 'data' | 'enrollments'} StoreName
 * @typedef {import('idb').DBSchema & Record<StoreName, {key: string, value: Uint8Array}> & {meta: {key: string, value: number}}} Schema
 */

/** 2: `enrollments`. */
const VERSION = 2;
/** @type {(StoreName | 'meta')[]} */
const STORES = ['devices', 'journeys', 'data', 'enrollments', 'meta'];

/**
 * What went wrong, in the core's terms. Browsers name a full disk and a forbidden database differently, and say little else.
 * @param {unknown} error
 */
function failureOf(error) {
  if (error instanceof StoreFailure) return error;
  return new StoreFailure(
    /** @type {any} */ (error)?.name === 'QuotaExceededError' ? 'quota' : 'denied',
  );
}

export class Store {
  #name;
  /** @type {Promise<import('idb').IDBPDatabase<Schema>> | undefined} */
  #opening;

  /** @param {string} [name] of the database */
  constructor(name = 'parsec-web') {
    this.#name = name;
  }

  #open() {
    const forget = () => {
      this.#opening = undefined;
    };
    /** @type {Promise<import('idb').IDBPDatabase<Schema>>} */
    const opening =
      this.#opening ??
      openDB(this.#name, VERSION, {
        // What an older version has made stays as it is.
        upgrade(db) {
          for (const store of STORES)
            if (!db.objectStoreNames.contains(store)) db.createObjectStore(store);
        },
        // A newer version of this page, in another tab, wants to change the database: it must not wait for this one.
        blocking(_current, _blocked, event) {
          forget();
          /** @type {IDBDatabase} */ (event.target).close();
        },
        // The browser closed it (data cleared, disk trouble): the next operation opens it again, or says why not.
        terminated: forget,
      });
    this.#opening = opening;
    opening.catch(forget);
    return opening;
  }

  /**
   * @template T
   * @template {IDBTransactionMode} M
   * @param {(StoreName | 'meta')[]} names
   * @param {M} mode
   * @param {(tx: import('idb').IDBPTransaction<Schema, (StoreName | 'meta')[], M>) => Promise<T>} use issues requests only
   * @returns {Promise<T>} when the transaction is complete, on disk if it wrote
   * @throws {StoreFailure}
   */
  async #transaction(names, mode, use) {
    try {
      const db = await this.#open();
      const tx = db.transaction(names, mode, { durability: 'strict' });
      const work = use(tx).catch((error) => {
        try {
          tx.abort();
        } catch {
          // It ended by itself already.
        }
        throw error;
      });
      // What `use` refused comes before the abort that follows from it; a commit that fails shows in `done` alone.
      const [outcome, end] = await Promise.allSettled([work, tx.done]);
      if (outcome.status === 'rejected') throw outcome.reason;
      if (end.status === 'rejected') throw end.reason ?? tx.error;
      return outcome.value;
    } catch (error) {
      throw failureOf(error);
    }
  }

  /**
   * All operations in one transaction; nothing of it happened when it fails.
   * @param {readonly StoreOperation[]} operations
   * @param {Generations} [generations] 'conflict' when one of them is no longer the last
   * @returns {Promise<StoreOutcome[]>}
   */
  async perform(operations, generations = new Map()) {
    const names = new Set(operations.map(({ store }) => /** @type {StoreName} */ (store)));
    const writes = operations.some(({ verb }) => verb === 'put' || verb === 'delete');
    return this.#transaction([...names, 'meta'], writes ? 'readwrite' : 'readonly', async (tx) => {
      if (writes) await checkGenerations(tx.objectStore('meta'), generations);
      const outcomes = [];
      for (const operation of operations) {
        outcomes.push({
          records: await run(
            /** @type {any} */ (tx.objectStore(/** @type {StoreName} */ (operation.store))),
            operation,
          ),
        });
      }
      return outcomes;
    });
  }

  /**
   * A new session of a device: whatever older one still writes is refused from now on.
   * @param {string} lockName
   * @returns {Promise<number>}
   */
  async nextGeneration(lockName) {
    return this.#transaction(['meta'], 'readwrite', async (tx) => {
      const generation = ((await tx.objectStore('meta').get(lockName)) ?? 0) + 1;
      await tx.objectStore('meta').put(generation, lockName);
      return generation;
    });
  }

  /**
   * For writes that go elsewhere than here.
   * @param {Generations} generations
   */
  async check(generations) {
    await this.#transaction(['meta'], 'readonly', (tx) =>
      checkGenerations(tx.objectStore('meta'), generations),
    );
  }

  /** Writes, reads and deletes for real: browsers refuse at the first use only. */
  async probe() {
    const value = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    // Of its own: another tab may probe at the same time.
    const key = `probe ${value}`;
    await this.#transaction(['meta'], 'readwrite', (tx) => tx.objectStore('meta').put(value, key));
    const found = await this.#transaction(['meta'], 'readwrite', async (tx) => {
      const read = await tx.objectStore('meta').get(key);
      await tx.objectStore('meta').delete(key);
      return read;
    });
    if (found !== value) throw new StoreFailure('denied');
  }

  async close() {
    const opening = this.#opening;
    this.#opening = undefined;
    (await opening?.catch(() => undefined))?.close();
  }
}

/**
 * @param {{get(key: string): Promise<number | undefined>}} meta
 * @param {Generations} generations
 */
async function checkGenerations(meta, generations) {
  for (const [lockName, generation] of generations) {
    if ((await meta.get(lockName)) !== generation) throw new StoreFailure('conflict');
  }
}

/**
 * @param {import('idb').IDBPObjectStore<Schema, any, StoreName, 'readwrite'>} store
 * @param {StoreOperation} operation
 */
async function run(store, { verb, key, value }) {
  if (verb === 'list') {
    const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
    return keys.map((found, i) => ({ key: found, value: /** @type {Uint8Array} */ (values[i]) }));
  }
  if (key === null) throw new TypeError('no key');
  switch (verb) {
    case 'get': {
      const found = await store.get(key);
      return found === undefined ? [] : [{ key, value: found }];
    }
    case 'put':
      if (value === null) throw new TypeError('no value');
      await store.put(value, key);
      return [];
    case 'delete':
      // All that is below, where the key is that of a folder: no key holds a character after the last one.
      await store.delete(key.endsWith('/') ? IDBKeyRange.bound(key, `${key}\uffff`) : key);
      return [];
  }
}
