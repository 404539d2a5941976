// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago } from '../src/words/locale.js';

const now = new Date('2026-11-20T12:00:00Z');
const before = (/** @type {number} */ seconds) => new Date(now.getTime() - seconds * 1000);
const DAY = 86_400;

test('how long ago, in the largest whole unit', () => {
  const cases = /** @type {const} */ ([
    [0, 'now'],
    [59, 'now'],
    [60, '1 minute ago'],
    [3599, '59 minutes ago'],
    [3600, '1 hour ago'],
    [DAY, 'yesterday'],
    [3 * DAY, '3 days ago'],
    [7 * DAY, 'last week'],
    [60 * DAY, '2 months ago'],
    [800 * DAY, '2 years ago'],
  ]);
  for (const [seconds, said] of cases) assert.equal(ago(before(seconds), now), said);
});

test('a clock that was set back has used nothing in the future', () => {
  assert.equal(ago(before(-5 * DAY), now), 'now');
});
