// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginning, CLAIM, follow, GREET } from '../src/phases.js';

/** @param {string} step @param {string | null} question @param {Record<string, any>} [notes] */
const at = (step, question, notes = {}) => ({
  step,
  question: question ? { question } : null,
  notes,
  result: null,
  failure: null,
});
const code = (text) => ({ 'own-code': { note: 'own-code', code: text, peer: ['a@b', ''] } });
const turn = { waiting: { note: 'waiting', people: [['a@b', '']], person_must_act: true } };

/** @param {import('../src/phases.js').Course} course @param {any[]} moments */
function walk(course, ...moments) {
  let progress = beginning();
  return moments.map((moment) => {
    progress = follow(course, progress, moment);
    return progress;
  });
}

test('the newcomer: one page after the other', () => {
  const pages = walk(
    CLAIM,
    at('await-info', null),
    at('await-consent', 'invitation'),
    at('await-peer', null, turn),
    at('await-code', 'code', turn),
    at('await-trust-sent', null, turn),
    at('await-greeter-trust', null, { ...turn, ...code('AAAA') }),
    at('await-details', 'details', code('AAAA')),
    at('await-protection', 'protection', code('AAAA')),
    at('await-confirmation', null, code('AAAA')),
    at('await-another-try', 'trouble', code('AAAA')),
    at('await-device-saved', null, code('AAAA')),
    { ...at('await-device-saved', null), result: {} },
  );
  assert.deepEqual(
    pages.map(({ phase }) => phase),
    [
      'starting',
      'invitation',
      'call',
      'their-code',
      'checking',
      'my-code',
      'details',
      'protection',
      'finishing',
      'trouble',
      'finishing',
      'done',
    ],
  );
});

test('whoever lets somebody in, or adds a device: one page after the other', () => {
  for (const approval of ['approval', 'new-device']) {
    const pages = walk(
      GREET,
      at('await-invitation', null),
      at('await-peer', null, turn),
      at('await-claimer-trust', null, { ...turn, ...code('AAAA') }),
      at('await-code', 'code', code('AAAA')),
      at('await-claimer-payload', null, { ...turn, ...code('AAAA') }),
      at('await-approval', approval, code('AAAA')),
      at('await-created', null, code('AAAA')),
      { ...at('await-completed', null), failure: {} },
    );
    assert.deepEqual(
      pages.map(({ phase }) => phase),
      [
        'starting',
        'call',
        'my-code',
        'their-code',
        'awaiting-details',
        approval,
        'finishing',
        'failed',
      ],
    );
  }
});

test('a code of an exchange that began anew is never shown again', () => {
  for (const count of [1, 0]) {
    const restarted = {
      restarted: { note: 'restarted', by_me: false, reason: 'AUTOMATICALLY_CANCELLED', count },
    };
    const pages = walk(
      CLAIM,
      at('await-consent', 'invitation'),
      at('await-peer', null, { ...turn, ...restarted }),
      at('await-code', 'code', turn),
      at('await-greeter-trust', null, { ...turn, ...code('AAAA') }),
      at('await-peer', null, { ...turn, ...restarted, ...code('AAAA') }),
      at('await-code', 'code', code('AAAA')),
      at('await-trust-sent', null, code('AAAA')),
      at('await-greeter-trust', null, { ...turn, ...code('BBBB') }),
    );
    assert.deepEqual(
      pages.map(({ phase, ownCode }) => `${phase} ${ownCode}`.trim()),
      [
        'invitation',
        'call',
        'their-code',
        'my-code AAAA',
        'call',
        'their-code',
        'checking',
        'my-code BBBB',
      ],
    );
  }
});

test('that the other side came anew is said as long as that try lasts, and not after a stop', () => {
  const anew = (/** @type {number} */ count) => ({
    restarted: { note: 'restarted', by_me: false, reason: 'AUTOMATICALLY_CANCELLED', count },
  });
  const pages = walk(
    CLAIM,
    at('await-consent', 'invitation'),
    at('await-peer', null, turn),
    at('await-code', 'code', turn),
    at('await-peer', null, { ...turn, ...anew(1) }),
    at('await-code', 'code', { ...turn, ...anew(1) }),
    at('await-greeter-trust', null, { ...turn, ...anew(1), ...code('AAAA') }),
    at('await-again', 'stopped', { ...turn, ...anew(1), ...code('AAAA') }),
    at('await-peer', null, { ...turn, ...anew(1), ...code('AAAA') }),
    at('await-peer', null, { ...turn, ...anew(2), ...code('AAAA') }),
    at('await-code', 'code', { ...turn, ...anew(2), ...code('AAAA') }),
    at('await-peer', null, { ...turn, ...anew(3), ...code('AAAA') }),
  );
  assert.deepEqual(
    pages.map(({ phase, restarted }) => `${phase}${restarted ? ' anew' : ''}`),
    [
      'invitation',
      'call',
      'their-code',
      'call anew',
      'their-code anew',
      'my-code anew',
      'stopped',
      'call',
      'call',
      'their-code',
      'call anew',
    ],
  );
});

test('after a stop both begin with the call', () => {
  const pages = walk(
    GREET,
    at('await-peer', null, turn),
    at('await-claimer-trust', null, { ...turn, ...code('AAAA') }),
    at('await-again', 'stopped', { ...turn, ...code('AAAA') }),
    at('await-peer', null, { ...turn, ...code('AAAA') }),
    at('await-claimer-trust', null, { ...turn, ...code('CCCC') }),
  );
  assert.deepEqual(
    pages.map(({ phase, ownCode }) => `${phase} ${ownCode}`.trim()),
    ['call', 'my-code AAAA', 'stopped', 'call', 'my-code CCCC'],
  );
});
