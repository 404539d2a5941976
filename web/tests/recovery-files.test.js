// SPDX-License-Identifier: MPL-2.0
// A recovery file counts as a way back once it was loaded back, and not because the server knows of one.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

/** @type {Map<string, string>} */
const kept = new Map();
Object.assign(globalThis, {
  localStorage: {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
    removeItem: (/** @type {string} */ key) => kept.delete(key),
  },
});
const { forgetMemory, rememberRecoveryBegun, rememberRecoveryChecked } = await import(
  '../src/device-memory.js'
);
const { recoveryFiles, standingOf } = await import('../src/recovery-files.js');

const ME = 'aa'.repeat(16);
const DEVICE = 'd0'.repeat(16);

/**
 * @param {number} ms from now
 * @param {Partial<import('../src/recovery-files.js').MemberDevice>} [also]
 * @returns {import('../src/recovery-files.js').MemberDevice}
 */
const file = (ms, also = {}) => ({
  device_id: 'e0'.repeat(16),
  user_id: ME,
  device_label: 'recovery',
  purpose: 'PASSPHRASE_RECOVERY',
  created_on: new Date(Date.now() + ms),
  self: false,
  news: false,
  ...also,
});

beforeEach(() => kept.clear());

test('one’s own, the newest first, and nothing before oneself is known', () => {
  const [old, fresh] = [file(-1000), file(0)];
  const others = [file(0, { user_id: 'bb'.repeat(16) }), file(0, { purpose: 'STANDARD' })];
  const devices = [old, ...others, fresh];
  assert.equal(recoveryFiles(undefined), null);
  assert.equal(recoveryFiles({ devices }), null);
  assert.deepEqual(recoveryFiles({ self: { user_id: ME }, devices }), [fresh, old]);
  assert.equal(standingOf(DEVICE, []), 'none');
});

test('one that was asked for here is unchecked until it was loaded back', () => {
  assert.equal(standingOf(DEVICE, [file(-5000)]), 'elsewhere');
  rememberRecoveryBegun(DEVICE);
  // Asked for, but it does not exist yet: the older one stands.
  assert.equal(standingOf(DEVICE, [file(-5000)]), 'elsewhere');
  assert.equal(standingOf(DEVICE, [file(1)]), 'unchecked');
  rememberRecoveryChecked(DEVICE, undefined);
  assert.equal(standingOf(DEVICE, [file(-1)]), 'checked');
  // Another one since: created here once more, or by somebody else.
  rememberRecoveryBegun(DEVICE);
  assert.equal(standingOf(DEVICE, [file(1000)]), 'unchecked');
  assert.equal(standingOf('d1'.repeat(16), [file(1)]), 'elsewhere');
  forgetMemory(DEVICE);
  assert.equal(kept.size, 0);
});

test('a server that is ahead does not make a checked file unchecked', () => {
  const ahead = file(200_000);
  rememberRecoveryBegun(DEVICE);
  assert.equal(standingOf(DEVICE, [ahead]), 'unchecked');
  rememberRecoveryChecked(DEVICE, ahead.created_on);
  assert.equal(standingOf(DEVICE, [ahead]), 'checked');
});
