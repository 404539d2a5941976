// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';

test('a script of another origin is never trusted', async () => {
  /** @type {string[]} */
  const names = [];
  const origin = 'https://parsec.example.com';
  Object.assign(globalThis, {
    location: { href: `${origin}/client/`, origin },
    trustedTypes: {
      /** @param {string} name @param {object} rules */
      createPolicy(name, rules) {
        names.push(name);
        return rules;
      },
    },
  });
  const { trustedScriptUrl } = await import('../src/trusted.js');
  assert.deepEqual(names, ['parsec-web']);
  for (const url of [
    'https://elsewhere.example/worker.js',
    '//elsewhere.example/worker.js',
    'http://parsec.example.com/worker.js',
    'https://parsec.example.com:444/worker.js',
    'data:text/javascript,1',
    'blob:https://elsewhere.example/1',
    'javascript:1',
  ])
    assert.throws(() => trustedScriptUrl(url), TypeError, url);
  for (const url of ['assets/strength-worker.js', `${origin}/client/assets/worker.js`])
    assert.equal(trustedScriptUrl(url), url);
});
