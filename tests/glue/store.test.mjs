// SPDX-License-Identifier: MPL-2.0
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import { Store } from '../../js-glue/src/store.js';

const A = 'aa'.repeat(16);
const LOCK = `/devices/${A}.keys`;
const value = (/** @type {number[]} */ ...bytes) => Uint8Array.from(bytes);
/**
 * @typedef {import('../../js-glue/src/crossing.js').StoreOperation} StoreOperation
 * @typedef {StoreOperation['store']} StoreName
 */
/** @param {string} key @param {Uint8Array} bytes @param {StoreName} [store] @returns {StoreOperation} */
const put = (key, bytes, store = 'devices') => ({ verb: 'put', store, key, value: bytes });
/** @param {string} key @returns {StoreOperation} */
const get = (key) => ({ verb: 'get', store: 'devices', key, value: null });
/** @param {string} key @param {StoreName} [store] @returns {StoreOperation} */
const remove = (key, store = 'devices') => ({ verb: 'delete', store, key, value: null });
/** @param {StoreName} [store] @returns {StoreOperation} */
const list = (store = 'devices') => ({ verb: 'list', store, key: null, value: null });

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @type {Store} */
let store;
beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  store = new Store();
});
afterEach(async () => {
  mock.restoreAll();
  await store.close();
});

const fails = (/** @type {Promise<unknown>} */ promise, /** @type {string} */ reason) =>
  assert.rejects(promise, { name: 'StoreFailure', reason });

test('store: a key that ends with a slash takes all below it, and nothing beside it', async () => {
  await store.perform(
    ['a/x', 'a/y/z', 'a', 'a0', 'b/x'].map((key) => put(key, Uint8Array.of(1), 'data')),
  );
  await store.perform([remove('a/', 'data')]);
  const [{ records }] = await store.perform([list('data')]);
  assert.deepEqual(
    records.map(({ key }) => key),
    ['a', 'a0', 'b/x'],
  );
});

test('store: put, get, list and delete, one outcome each', async () => {
  assert.deepEqual(
    await store.perform([put('b', value(2)), put('a', value(1)), get('a'), get('c')]),
    [
      { records: [] },
      { records: [] },
      { records: [{ key: 'a', value: value(1) }] },
      { records: [] },
    ],
  );
  const all = [
    { key: 'a', value: value(1) },
    { key: 'b', value: value(2) },
  ];
  assert.deepEqual(await store.perform([list(), list('journeys')]), [
    { records: all },
    { records: [] },
  ]);
  await store.perform([remove('a')]);
  assert.deepEqual(await store.perform([list()]), [{ records: all.slice(1) }]);
});

test('store: what is written is there in another session', async () => {
  await store.perform([put(A, value(7)), put('j', value(8), 'journeys')]);
  await store.close();
  assert.deepEqual(await new Store().perform([get(A)]), [
    { records: [{ key: A, value: value(7) }] },
  ]);
});

test('store: every transaction that writes is strict and answered when complete', async () => {
  const original = IDBDatabase.prototype.transaction;
  let complete = false;
  /** @this {IDBDatabase} @param {Parameters<typeof original>} args */
  const watched = function (...args) {
    const transaction = original.apply(this, args);
    transaction.addEventListener('complete', () => {
      complete = true;
    });
    return transaction;
  };
  const spy = mock.method(IDBDatabase.prototype, 'transaction', watched);
  await store.perform([put(A, value(1)), remove('x', 'journeys')]);
  assert.equal(complete, true);
  await store.nextGeneration(LOCK);
  const asked = spy.mock.calls
    .map((call) => call.arguments.slice(1))
    .filter(([mode]) => mode !== 'versionchange');
  assert.deepEqual(asked, Array(2).fill(['readwrite', { durability: 'strict' }]));
});

test('store: a batch happens whole or not at all', async () => {
  const original = IDBObjectStore.prototype.put;
  /** @type {typeof original} @this {IDBObjectStore} */
  const failing = function (bytes, key) {
    if (key === 'second') throw new DOMException('', 'DataCloneError');
    return original.call(this, bytes, key);
  };
  mock.method(IDBObjectStore.prototype, 'put', failing);
  await fails(
    store.perform([put('first', value(1)), put('second', value(2), 'journeys')]),
    'denied',
  );
  assert.deepEqual(await store.perform([list(), list('journeys')]), [
    { records: [] },
    { records: [] },
  ]);
});

test('store: no space left, at the write', async () => {
  mock.method(IDBObjectStore.prototype, 'put', () => {
    throw new DOMException('', 'QuotaExceededError');
  });
  await fails(store.perform([put(A, value(1))]), 'quota');
});

test('store: no space left, at the commit', async () => {
  const original = IDBObjectStore.prototype.put;
  /** @type {typeof original} @this {IDBObjectStore} */
  const late = function (bytes, key) {
    const request = original.call(this, bytes, key);
    const transaction = /** @type {any} */ (this.transaction); // fake-indexeddb's way to fail a commit
    request.addEventListener('success', () => transaction._abort('QuotaExceededError'));
    return request;
  };
  mock.method(IDBObjectStore.prototype, 'put', late);
  await fails(store.perform([put(A, value(1))]), 'quota');
});

test('store: a database that may not be opened, and may be later', async () => {
  const opening = mock.method(indexedDB, 'open', () => {
    throw new DOMException('', 'SecurityError');
  });
  await fails(store.perform([list()]), 'denied');
  await fails(store.probe(), 'denied');
  opening.mock.restore();
  assert.deepEqual(await store.perform([list()]), [{ records: [] }]);
});

test('store: only the last session of a device writes', async () => {
  const first = await store.nextGeneration(LOCK);
  await store.perform([put(A, value(1))], new Map([[LOCK, first]]));
  const second = await store.nextGeneration(LOCK);
  assert.equal(second, first + 1);
  await fails(
    store.perform([put(A, value(2)), remove('x', 'journeys')], new Map([[LOCK, first]])),
    'conflict',
  );
  await fails(store.check(new Map([[LOCK, first]])), 'conflict');
  await store.check(new Map([[LOCK, second]]));
  assert.deepEqual(await store.perform([get(A)]), [{ records: [{ key: A, value: value(1) }] }]);
  await store.perform([put(A, value(3))], new Map([[LOCK, second]]));
  assert.deepEqual(await store.perform([get(A)]), [{ records: [{ key: A, value: value(3) }] }]);
});

test('store: the session is checked in the transaction of the write, not before', async () => {
  const first = await store.nextGeneration(LOCK);
  const other = new Store();
  // Asked for at the same moment: the other tab's transaction is first in the queue.
  const [, late] = await Promise.allSettled([
    other.nextGeneration(LOCK),
    store.perform([put(A, value(2))], new Map([[LOCK, first]])),
  ]);
  const written = (await store.perform([get(A)]))[0].records.length;
  assert.equal(written, late.status === 'fulfilled' ? 1 : 0);
  await fails(store.perform([put(A, value(3))], new Map([[LOCK, first]])), 'conflict');
  await other.close();
});

test('store: a newer version of the page in another tab is not held up', async () => {
  await store.perform([put(A, value(1))]);
  (await done(indexedDB.open('parsec-web', 3))).close();
  // This version cannot read what a newer one made.
  await fails(store.perform([get(A)]), 'denied');
});

test('store: what the first version kept is there in the second', async () => {
  const opening = indexedDB.open('parsec-web', 1);
  opening.onupgradeneeded = () => {
    for (const name of ['devices', 'journeys', 'data', 'meta'])
      opening.result.createObjectStore(name);
  };
  const old = await done(opening);
  // A tab of that version is still open, and makes way as it always did.
  old.onversionchange = () => old.close();
  const writing = old.transaction(['devices', 'journeys', 'data', 'meta'], 'readwrite');
  for (const name of ['devices', 'journeys', 'data'])
    await done(writing.objectStore(name).put(value(7), A));
  await done(writing.objectStore('meta').put(4, LOCK));
  for (const name of /** @type {const} */ (['devices', 'journeys', 'data'])) {
    const [{ records }] = await store.perform([list(name)]);
    assert.deepEqual(records, [{ key: A, value: value(7) }], name);
  }
  assert.equal(await store.nextGeneration(LOCK), 5);
  await store.perform([put('e', value(9), 'enrollments'), remove(A)]);
  assert.deepEqual(await store.perform([list('enrollments'), list()]), [
    { records: [{ key: 'e', value: value(9) }] },
    { records: [] },
  ]);
});

test('store: the probe writes, reads, deletes, and leaves nothing', async () => {
  const writes = mock.method(IDBObjectStore.prototype, 'put');
  await store.probe();
  assert.equal(writes.mock.callCount(), 1);
  const db = await done(indexedDB.open('parsec-web'));
  for (const name of db.objectStoreNames)
    assert.equal(await done(db.transaction(name).objectStore(name).count()), 0, name);
  db.close();
});

test('store: tabs that probe at the same time do not disturb each other', async () => {
  await Promise.all([store.probe(), store.probe(), store.probe()]);
});

test('store: the probe notices values that do not stay', async () => {
  /** @this {IDBObjectStore} */
  const counting = function () {
    return this.count();
  };
  mock.method(IDBObjectStore.prototype, 'get', counting);
  await fails(store.probe(), 'denied');
});
