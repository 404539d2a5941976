// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OfficialStore } from '../../js-glue/src/official.js';
import { FileSystem } from './lib/file-system.mjs';

const value = (/** @type {number[]} */ ...bytes) => Uint8Array.from(bytes);
/** @typedef {import('../../js-glue/src/crossing.js').StoreOperation} StoreOperation */

/** @param {string} key @returns {StoreOperation} */
const get = (key) => ({ verb: 'get', store: 'official', key, value: null });
/** @param {string} key @param {Uint8Array} bytes @returns {StoreOperation} */
const put = (key, bytes) => ({
  verb: 'put',
  store: 'official',
  key,
  value: bytes,
});
/** @param {string} key @returns {StoreOperation} */
const remove = (key) => ({ verb: 'delete', store: 'official', key, value: null });
const LONGEST = 8;
/** @type {StoreOperation} */
const LIST = { verb: 'list', store: 'official', key: null, value: null };
const fails = (/** @type {Promise<unknown>} */ promise, /** @type {string} */ reason) =>
  assert.rejects(promise, { name: 'StoreFailure', reason });

test('official: every device file under /devices, at any depth, by path, also those put aside', async () => {
  const system = new FileSystem();
  await system.write('/devices/b.keys', [2]);
  await system.write('/devices/a/deep/c.keys', [3]);
  await system.write('/devices/a.keys', [1]);
  await system.write('/devices/a.keys.archived', [4]);
  await system.write('/devices/a.archived', [9]);
  await system.write('/devices/a.keys.other', [9]);
  await system.write('/async_enrollments/x.keys', [9]);
  assert.deepEqual(await new OfficialStore(system, LONGEST).perform(LIST), {
    records: [
      { key: '/devices/a.keys', value: value(1) },
      { key: '/devices/a.keys.archived', value: value(4) },
      { key: '/devices/a/deep/c.keys', value: value(3) },
      { key: '/devices/b.keys', value: value(2) },
    ],
  });
});

test('official: of what is too long for a device file only so much is read that it shows', async () => {
  const system = new FileSystem();
  const whole = new Array(LONGEST).fill(7);
  await system.write('/devices/a.keys', [...whole, 7, 7, 7]);
  await system.write('/devices/b.keys', whole);
  system.readable = (size) => size <= LONGEST + 1;
  const official = new OfficialStore(system, LONGEST);
  const [long, longest] = [
    { key: '/devices/a.keys', value: value(...whole, 7) },
    { key: '/devices/b.keys', value: value(...whole) },
  ];
  assert.deepEqual(await official.perform(LIST), { records: [long, longest] });
  assert.deepEqual(await official.perform(get('/devices/a.keys')), { records: [long] });
});

test('official: an origin that the official client never used stays as it is', async () => {
  const system = new FileSystem();
  assert.deepEqual(await new OfficialStore(system, LONGEST).perform(LIST), { records: [] });
  assert.equal(system.root.children.size, 0);
  assert.deepEqual(await new OfficialStore(undefined, LONGEST).perform(LIST), { records: [] });
});

test('official: one file, or none', async () => {
  const system = new FileSystem();
  await system.write('/devices/a/b.keys', [5]);
  const official = new OfficialStore(system, LONGEST);
  assert.deepEqual(await official.perform(get('/devices/a/b.keys')), {
    records: [{ key: '/devices/a/b.keys', value: value(5) }],
  });
  assert.deepEqual(await official.perform(get('/devices/a/c.keys')), { records: [] });
  assert.deepEqual(await official.perform(get('/devices/z/b.keys')), { records: [] });
});

test('official: a change goes back to the file it came from', async () => {
  const system = new FileSystem();
  await system.write('/devices/a.keys', [1, 2, 3]);
  const official = new OfficialStore(system, LONGEST);
  await official.perform(put('/devices/a.keys', value(4, 5)));
  assert.deepEqual(await official.perform(get('/devices/a.keys')), {
    records: [{ key: '/devices/a.keys', value: value(4, 5) }],
  });
});

test('official: what reads back differently was not written', async () => {
  const system = new FileSystem();
  const official = new OfficialStore(system, LONGEST);
  system.damage = (bytes) => bytes.slice(1);
  await fails(official.perform(put('/devices/a.keys', value(4, 5))), 'denied');
  system.damage = (bytes) => bytes.map((byte) => byte ^ 1);
  await fails(official.perform(put('/devices/a.keys', value(4, 5))), 'denied');
});

test('official: no space left: the old file stays', async () => {
  const system = new FileSystem();
  await system.write('/devices/a.keys', [1]);
  system.full = true;
  const official = new OfficialStore(system, LONGEST);
  await fails(official.perform(put('/devices/a.keys', value(2))), 'quota');
  assert.equal(system.aborted, 1);
  assert.deepEqual(await official.perform(get('/devices/a.keys')), {
    records: [{ key: '/devices/a.keys', value: value(1) }],
  });
});

test('official: what cannot be written leaves no empty file behind', async () => {
  const system = new FileSystem();
  const official = new OfficialStore(system, LONGEST);
  system.full = true;
  await fails(official.perform(put('/devices/a.keys', value(2))), 'quota');
  assert.deepEqual(await official.perform(LIST), { records: [] });
  system.full = false;
  system.locked = true;
  await fails(official.perform(put('/devices/a.keys', value(2))), 'denied');
  assert.deepEqual(await official.perform(LIST), { records: [] });
  system.locked = false;
  system.damage = (bytes) => bytes.slice(1);
  await fails(official.perform(put('/devices/a.keys', value(2))), 'denied');
  assert.deepEqual(await official.perform(LIST), { records: [] });
});

test('official: a browser that blocks it says so', async () => {
  const system = new FileSystem();
  system.denied = true;
  const official = new OfficialStore(system, LONGEST);
  await fails(official.perform(LIST), 'denied');
  await fails(official.perform(get('/devices/a.keys')), 'denied');
  await fails(official.probe(), 'denied');
});

test('official: no path leads out of /devices or to another kind of file', async () => {
  const official = new OfficialStore(new FileSystem(), LONGEST);
  for (const path of [
    'a.keys',
    '/a.keys',
    '/devices/a.txt',
    '/devices/a.archived',
    '/devices/../a.keys',
    '/devices//a.keys',
    '/devices/./a.keys',
    '/other/a.keys',
    '',
  ]) {
    await fails(official.perform(put(path, value(1))), 'denied');
    await fails(official.perform(get(path)), 'denied');
    await fails(official.perform(remove(path)), 'denied');
  }
});

test('official: one file is removed, and one that is gone already', async () => {
  const system = new FileSystem();
  await system.write('/devices/a.keys', [1]);
  await system.write('/devices/a.keys.archived', [2]);
  await system.write('/devices/b.keys', [3]);
  const official = new OfficialStore(system, LONGEST);
  for (const key of ['/devices/a.keys', '/devices/a.keys', '/devices/c/a.keys'])
    assert.deepEqual(await official.perform(remove(key)), { records: [] });
  const { records } = await official.perform(LIST);
  assert.deepEqual(
    records.map(({ key }) => key),
    ['/devices/a.keys.archived', '/devices/b.keys'],
  );
  assert.deepEqual(await new OfficialStore(undefined, LONGEST).perform(remove('/devices/b.keys')), {
    records: [],
  });
});

test('official: the probe leaves nothing', async () => {
  const system = new FileSystem();
  await Promise.all([1, 2, 3].map(() => new OfficialStore(system, LONGEST).probe()));
  assert.equal(system.root.children.size, 0);
  system.full = true;
  await fails(new OfficialStore(system, LONGEST).probe(), 'quota');
  assert.equal(system.root.children.size, 0);
  await fails(new OfficialStore(undefined, LONGEST).probe(), 'denied');
});
