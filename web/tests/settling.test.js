// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SETTLING_MS, settle } from '../src/settling.js';

/** @param {number} detail 0 for a key, else how many clicks in a row */
function click(detail) {
  const event = new Event('click', { cancelable: true });
  Object.defineProperty(event, 'detail', { value: detail });
  return event;
}

test('what has only just appeared takes no finger yet, but takes keys; whenever it appears', (t) => {
  let now = 1000;
  t.mock.method(performance, 'now', () => now);
  const element = /** @type {Element} */ (/** @type {unknown} */ (new EventTarget()));
  let heard = 0;
  const press = (/** @type {number} */ detail) => {
    const event = click(detail);
    element.dispatchEvent(event);
    if (!event.defaultPrevented) heard += 1;
  };
  for (let turn = 1; turn <= 2; turn += 1) {
    heard = 0;
    settle(element);
    press(1);
    press(2);
    assert.equal(heard, 0);
    press(0);
    assert.equal(heard, 1);
    now += SETTLING_MS - 1;
    press(1);
    assert.equal(heard, 1);
    now += 1;
    press(1);
    assert.equal(heard, 2);
  }
  settle(undefined);
});
