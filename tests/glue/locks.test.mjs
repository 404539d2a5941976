// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeviceLocks, lockNameOf } from '../../js-glue/src/locks.js';
import { FakeLockManager, standInLocks } from './lib/lock-manager.mjs';

const NAME = '/devices/aa.keys';
const CHANNEL = 'parsec-web-devices';
const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

/** Two tabs of one browser, and what each has lost. */
function browser(locks = standInLocks(new FakeLockManager())) {
  let generation = 0;
  const store = { nextGeneration: async () => ++generation };
  const tab = () => {
    /** @type {string[]} */
    const lost = [];
    return { lost, locks: new DeviceLocks({ locks, store, onLost: (name) => lost.push(name) }) };
  };
  const tabs = [tab(), tab()];
  const close = () => {
    for (const each of tabs) each.locks.close();
  };
  return { tabs, close };
}

/**
 * The generation of a tab that has the device.
 * @param {{locks: DeviceLocks}} tab
 */
function numberOf({ locks }) {
  const generation = locks.generation(NAME);
  assert.ok(generation);
  return generation;
}

test('locks: the name that the official web client uses', () => {
  assert.equal(
    lockNameOf({ store: 'devices', key: 'ab'.repeat(16) }),
    `/devices/${'ab'.repeat(16)}.keys`,
  );
  assert.equal(
    lockNameOf({ store: 'official', key: '/devices/sub/x.keys' }),
    '/devices/sub/x.keys',
  );
});

test('locks: a device that is put aside is the same device', () => {
  const key = 'ab'.repeat(16);
  for (const place of [
    /** @type {const} */ ({ store: 'devices', key }),
    /** @type {const} */ ({ store: 'official', key: '/devices/sub/x.keys' }),
  ])
    assert.equal(lockNameOf({ ...place, key: `${place.key}.archived` }), lockNameOf(place));
});

/** @type {[string, () => LockManager][]} */
const managers = [['ours', () => standInLocks(new FakeLockManager())]];
if (globalThis.navigator?.locks) managers.push(["Node's own", () => navigator.locks]);

for (const [whose, manager] of managers) {
  test(`locks: one tab at a time, until the last user has left (${whose})`, async () => {
    const { tabs, close } = browser(manager());
    const [a, b] = tabs;
    assert.equal(await a.locks.acquire(NAME, 'one'), true);
    assert.equal(await a.locks.acquire(NAME, 'two'), true);
    assert.equal(await b.locks.acquire(NAME, 'one'), false);
    a.locks.leave(NAME, 'one');
    await turn();
    assert.equal(await b.locks.acquire(NAME, 'one'), false);
    a.locks.leave(NAME, 'two');
    await turn();
    assert.equal(await b.locks.acquire(NAME, 'one'), true);
    assert.deepEqual([a.lost, b.lost], [[], []]);
    close();
    await turn();
  });

  test(`locks: taken over, the other tab hears of it (${whose})`, async () => {
    const { tabs, close } = browser(manager());
    const [a, b] = tabs;
    await a.locks.acquire(NAME, 'session');
    const before = numberOf(a);
    assert.equal(await b.locks.acquire(NAME, 'session', { steal: true }), true);
    await turn();
    assert.deepEqual(a.lost, [NAME]);
    assert.equal(a.locks.generation(NAME), undefined);
    assert.ok(numberOf(b) > before);
    assert.equal(await a.locks.acquire(NAME, 'session'), false);
    // And back again: the first take-over's late word must not end this session.
    assert.equal(await a.locks.acquire(NAME, 'session', { steal: true }), true);
    await turn();
    assert.deepEqual([a.lost, b.lost], [[NAME], [NAME]]);
    close();
    await turn();
  });
}

test('locks: taken over before its generation is known, a tab does not have it and the thief’s writes stay good', async () => {
  const manager = standInLocks(new FakeLockManager());
  let last = 0;
  /** @type {() => void} */
  let goOn = () => undefined;
  /** @type {string[]} */
  const lost = [];
  const tab = (/** @type {string} */ who, /** @type {() => Promise<number>} */ nextGeneration) =>
    new DeviceLocks({
      locks: manager,
      store: { nextGeneration },
      onLost: (name) => lost.push(`${who} ${name}`),
    });
  const a = tab('a', async () => {
    await new Promise((resolve) => {
      goOn = () => resolve(undefined);
    });
    return ++last;
  });
  const b = tab('b', async () => ++last);
  const slow = a.acquire(NAME, 'session');
  await turn();
  assert.equal(await b.acquire(NAME, 'session', { steal: true }), true);
  await turn();
  goOn();
  assert.equal(await slow, false);
  assert.equal(a.generation(NAME), undefined);
  await turn();
  assert.deepEqual(lost, []);
  assert.equal(b.generation(NAME), last, 'the last to be counted is the one that has it');
  const again = a.acquire(NAME, 'session');
  assert.equal(await again, false);
  a.close();
  b.close();
});

test('locks: a tab that hears late that it was robbed gives its number up', async () => {
  // Tells a stolen lock only when asked to.
  /** @type {(() => void)[]} */
  const rejections = [];
  const late = standInLocks({
    request: (name, _options, callback) =>
      Promise.race([
        callback({ name, mode: 'exclusive' }),
        new Promise((_resolve, reject) => {
          rejections.push(() => reject(new DOMException('stolen', 'AbortError')));
        }),
      ]),
  });
  let last = 0;
  /** @type {string[]} */
  const lost = [];
  const tab = (/** @type {number} */ wait) =>
    new DeviceLocks({
      locks: late,
      store: {
        nextGeneration: async () => {
          await new Promise((resolve) => setTimeout(resolve, wait));
          return ++last;
        },
      },
      onLost: (name) => lost.push(name),
    });
  const [a, b] = [tab(10), tab(0)];
  const [first, second] = await Promise.all([
    a.acquire(NAME, 'session'),
    b.acquire(NAME, 'session', { steal: true }),
  ]);
  assert.deepEqual([first, second, a.generation(NAME), b.generation(NAME)], [true, true, 2, 1]);
  rejections[0]();
  await turn();
  await turn();
  assert.deepEqual(lost, [NAME]);
  assert.deepEqual([a.generation(NAME), b.generation(NAME)], [undefined, 3]);
  a.close();
  b.close();
});

test('locks: two journeys of one tab that ask at once both get it', async () => {
  const { tabs, close } = browser();
  const [a] = tabs;
  assert.deepEqual(
    await Promise.all([a.locks.acquire(NAME, 'one'), a.locks.acquire(NAME, 'two')]),
    [true, true],
  );
  close();
});

test('locks: a browser that does not tell a stolen lock is covered by the channel', async () => {
  const silent = standInLocks({
    request: async (name, _options, callback) => callback({ name, mode: 'exclusive' }),
  });
  const { tabs, close } = browser(silent);
  const [a, b] = tabs;
  await a.locks.acquire(NAME, 'session');
  await b.locks.acquire(NAME, 'session', { steal: true });
  await turn();
  assert.deepEqual([a.lost, b.lost], [[NAME], []]);
  close();
});

test('locks: an old word on the channel ends nothing', async () => {
  const { tabs, close } = browser();
  const [a] = tabs;
  await a.locks.acquire(NAME, 'session');
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage({ name: NAME, generation: a.locks.generation(NAME) });
  channel.postMessage({ name: '/devices/other.keys', generation: 99 });
  await turn();
  channel.close();
  assert.deepEqual(a.lost, []);
  close();
});

test('locks: every acquisition is a new session', async () => {
  const { tabs, close } = browser();
  const [a] = tabs;
  await a.locks.acquire(NAME, 'one');
  const first = numberOf(a);
  a.locks.leaveAll('one');
  await turn();
  await a.locks.acquire(NAME, 'one');
  assert.ok(numberOf(a) > first);
  close();
});

test('locks: a store that fails gives the lock back', async () => {
  const manager = new FakeLockManager();
  const store = { nextGeneration: () => Promise.reject(new Error('denied')) };
  const locks = new DeviceLocks({ locks: standInLocks(manager), store, onLost: () => undefined });
  await assert.rejects(locks.acquire(NAME, 'one'), /denied/);
  await turn();
  assert.equal(manager.held.size, 0);
  locks.close();
});

test('locks: without Web Locks the context is not secure', async () => {
  const locks = new DeviceLocks({
    locks: undefined,
    store: { nextGeneration: async () => 1 },
    onLost: () => undefined,
  });
  await assert.rejects(locks.acquire(NAME, 'one'), { status: 'insecure-context' });
  locks.close();
});
