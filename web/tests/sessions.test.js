// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sessions } from '../src/open-devices.js';

/** @param {number} device @param {string} device_id */
const opened = (device, device_id = 'd1') =>
  /** @type {import('../src/journeys.js').DeviceResult} */ ({
    result: 'device',
    device,
    device_id,
  });

test('the keys of a device that is opened again are not left behind', async () => {
  /** @type {number[]} */
  const locked = [];
  const sessions = new Sessions(async (device) => {
    locked.push(device);
  });
  sessions.open(opened(1));
  sessions.open(opened(1));
  sessions.open(opened(7, 'd2'));
  assert.deepEqual(locked, []);
  sessions.open(opened(2));
  assert.deepEqual(locked, [1]);
  assert.equal(sessions.get('d1')?.device, 2);
  await sessions.lock('d1');
  await sessions.lock('d1');
  assert.deepEqual(locked, [1, 2]);
  assert.equal(sessions.get('d1'), undefined);
  assert.equal(sessions.drop('d2')?.device, 7);
  assert.deepEqual(locked, [1, 2]);
});

test('a core that is gone holds no keys', async () => {
  const sessions = new Sessions(() => Promise.reject(new Error('gone')));
  sessions.open(opened(1));
  sessions.open(opened(2));
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(sessions.get('d1')?.device, 2);
});
