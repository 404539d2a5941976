// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, clockTime, duration } from '../src/words/locale.js';

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

test('how long, in its two largest units', () => {
  const cases = /** @type {const} */ ([
    [0, '0 seconds'],
    [1, '1 second'],
    [59, '59 seconds'],
    [60, '1 minute'],
    [125, '2 minutes and 5 seconds'],
    [3600, '1 hour'],
    [3605, '1 hour'],
    [4096, '1 hour and 8 minutes'],
    [131_072, '36 hours and 24 minutes'],
  ]);
  for (const [seconds, said] of cases) assert.equal(duration(seconds), said);
});

test('what is soon has no date, what is not has one', () => {
  const soon = new Date(now.getTime() + 8000);
  assert.match(clockTime(soon, now), /:\d\d:08\b/);
  assert.doesNotMatch(clockTime(soon, now), /2026/);
  assert.match(clockTime(before(-2 * DAY), now), /2026/);
});
