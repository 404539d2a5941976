// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Run } from '../../js-glue/src/driver.js';
import { ClientError, StoreFailure, TransportFailure } from '../../js-glue/src/errors.js';
import { failureOf } from '../../js-glue/src/state.js';
import { StretchFailure } from '../../js-glue/src/stretch.js';

const NOW = new Date('2026-11-20T14:00:00Z');
const turn = () => new Promise((resolve) => setImmediate(resolve));
const ask = (/** @type {number} */ id, question = 'password') => ({
  effect: 'ask',
  id,
  question: { question },
});
const done = { effect: 'done', result: { result: 'nothing' } };
const request = (/** @type {number} */ id) => ({
  effect: 'request',
  id,
  method: 'POST',
  url: 'http://x/',
  headers: [],
  body: null,
  timeout_ms: 1,
  max_response: 1,
});
const GET = { verb: 'get', store: 'devices', key: 'a', value: null };
const PARAMETERS = { memlimit_kb: 8, opslimit: 1, parallelism: 1, salt: new Uint8Array(16) };

/**
 * @typedef {import('../../js-glue/src/core.js').CoreFlow} CoreFlow
 * @typedef {import('../../js-glue/src/core.js').Drawn} Drawn
 * @typedef {import('../../js-glue/src/crossing.js').Event} CoreEvent
 * @typedef {import('../../js-glue/src/driver.js').Host} Host
 * @typedef {import('../../js-glue/src/state.js').JourneyState} JourneyState
 * @typedef {import('../../js-glue/src/state.js').Outcome} Outcome
 *
 * One piece of work that was asked of the host. What it answers is the test's affair.
 * @typedef {{resolve: (value?: any) => void, reject: (error: unknown) => void, signal: AbortSignal, args: any[]}} Asked
 *
 * One list of effects per event, each with its secret beside it if it has one; an Error is thrown instead. Effects are as short as the
 * driver allows.
 * @typedef {(any[] | Error)[]} Script
 */

/**
 * A flow that says what the script says.
 * @param {Script} script
 */
function scripted(script) {
  return {
    name: 'claim',
    state: 'begin',
    freed: 0,
    /** @type {any[]} */
    events: [],
    /** @type {(Uint8Array | undefined)[]} */
    secrets: [],
    /** @param {CoreEvent} event @param {Uint8Array} [secret] @returns {Drawn[]} */
    step(event, secret) {
      assert.equal(this.freed, 0, 'stepped after its end');
      // What is in it is overwritten afterwards.
      this.events.push('body' in event ? { ...event, body: event.body.slice() } : event);
      this.secrets.push(secret?.slice());
      secret?.fill(0);
      const effects = script.shift() ?? [];
      if (effects instanceof Error) throw effects;
      this.state = `await-${this.events.length}`;
      return effects.map((effect) => (effect.secret ? effect : { effect, secret: undefined }));
    },
    free() {
      this.freed++;
    },
  };
}

/**
 * A host whose answers the test gives; remembers what was asked.
 * @param {Partial<Host>} more
 */
function hostOf(more) {
  const asked = {
    request: /** @type {Asked[]} */ ([]),
    stream: /** @type {Asked[]} */ ([]),
    sleep: /** @type {Asked[]} */ ([]),
    store: /** @type {Asked[]} */ ([]),
    stretch: /** @type {Asked[]} */ ([]),
  };
  /** @param {keyof typeof asked} kind @returns {(...args: any[]) => Promise<any>} */
  const work =
    (kind) =>
    (...args) => {
      const { promise, resolve, reject } = Promise.withResolvers();
      const signal =
        args.findLast((each) => each instanceof AbortSignal) ?? new AbortController().signal;
      signal.addEventListener('abort', () => reject(signal.reason));
      asked[kind].push({ resolve, reject, signal, args });
      return promise;
    };
  /** @type {JourneyState[]} */
  const states = [];
  /** @type {Parameters<Host['tell']>[0][]} */
  const told = [];
  /** before: so many states had been told. @type {{question: number, secret: Uint8Array, before: number}[]} */
  const revealed = [];
  /** @type {Host} */
  const host = {
    now: () => NOW,
    request: work('request'),
    tell: (effect) => void told.push(effect),
    sleep: work('sleep'),
    store: work('store'),
    stretch: work('stretch'),
    stream: work('stream'),
    reveal: (question, secret) => void revealed.push({ question, secret, before: states.length }),
    settle: async (outcome) => outcome,
    changed: (state) => void states.push(structuredClone(state)),
    broken() {
      seen.broke++;
    },
    ...more,
  };
  const seen = {
    asked,
    states,
    told,
    revealed,
    broke: 0,
    get last() {
      const last = states.at(-1);
      assert.ok(last, 'nothing was told');
      return last;
    },
  };
  return { host, seen };
}

/** @param {Script} script @param {Partial<Host>} [more] */
function begun(script, more = {}) {
  const flow = scripted(script);
  const { host, seen } = hostOf(more);
  const run = new Run(/** @type {CoreFlow} */ (/** @type {unknown} */ (flow)), host);
  run.begin();
  return { flow, host: seen, run };
}

test('driver: begins with the local clock and says where it stands', () => {
  const { flow, host } = begun([[]]);
  assert.deepEqual(flow.events, [{ event: 'begin', now: NOW }]);
  assert.deepEqual(host.last, {
    flow: 'claim',
    step: 'await-1',
    question: null,
    questionId: 0,
    notes: {},
    result: null,
    failure: null,
    ended: false,
  });
});

test('driver: a request is answered by its response', async () => {
  const { flow, host } = begun([[request(1)], [done]]);
  assert.equal(host.asked.request[0].args[0].url, 'http://x/');
  host.asked.request[0].resolve({ http_status: 200, body: Uint8Array.of(1) });
  await turn();
  assert.deepEqual(flow.events[1], {
    event: 'response',
    effect: 1,
    now: NOW,
    http_status: 200,
    body: Uint8Array.of(1),
  });
  assert.deepEqual(host.last.result, { result: 'nothing' });
  assert.equal(host.last.ended, true);
  assert.equal(flow.freed, 1);
});

test('driver: what was sent and what came back do not stay in memory', async () => {
  const body = Uint8Array.from([1, 2]);
  const { host } = begun([[{ ...request(1), body }]]);
  const [{ args, resolve }] = host.asked.request;
  assert.deepEqual([...args[0].body], [1, 2]);
  const answer = Uint8Array.from([3, 4]);
  resolve({ http_status: 200, body: answer });
  await turn();
  assert.deepEqual([...body, ...answer], [0, 0, 0, 0]);
});

test('driver: each transport failure by its name', async () => {
  for (const reason of /** @type {const} */ (['unreachable', 'timeout', 'oversized'])) {
    const { flow, host } = begun([[request(1)]]);
    host.asked.request[0].reject(new TransportFailure(reason));
    await turn();
    assert.deepEqual(flow.events[1], {
      event: 'transport-failure',
      effect: 1,
      now: NOW,
      failure: reason,
    });
  }
});

test('driver: a stream is stepped with what comes, then with its end; what comes after it was taken back is dropped', async () => {
  const stream = { ...request(3), effect: 'stream' };
  const { flow, host } = begun([[stream]]);
  const [, received] = host.asked.stream[0].args;
  received(Uint8Array.of(1, 2));
  host.asked.stream[0].resolve(461);
  await turn();
  assert.deepEqual(flow.events.slice(1), [
    { event: 'streamed', effect: 3, now: NOW, bytes: Uint8Array.of(1, 2) },
    { event: 'stream-closed', effect: 3, now: NOW, http_status: 461 },
  ]);
  const again = begun([[stream], [{ effect: 'withdraw', id: 3 }]]);
  const [, late] = again.host.asked.stream[0].args;
  late(Uint8Array.of(1));
  assert.ok(again.host.asked.stream[0].signal.aborted);
  late(Uint8Array.of(2));
  assert.equal(again.flow.events.length, 2);
});

test('driver: a stream that breaks', async () => {
  const { flow, host } = begun([[{ ...request(3), effect: 'stream' }]]);
  host.asked.stream[0].reject(new TransportFailure('unreachable'));
  await turn();
  assert.deepEqual(flow.events[1], {
    event: 'transport-failure',
    effect: 3,
    now: NOW,
    failure: 'unreachable',
  });
});

test('driver: sleeps fire', async () => {
  const { flow, host } = begun([[{ effect: 'sleep', id: 4, ms: 250 }]]);
  assert.equal(host.asked.sleep[0].args[0], 250);
  host.asked.sleep[0].resolve();
  await turn();
  assert.deepEqual(flow.events[1], { event: 'fired', effect: 4, now: NOW });
});

test('driver: stores answer or fail', async () => {
  const stored = begun([[{ effect: 'store', id: 2, operations: [GET] }]]);
  assert.deepEqual(stored.host.asked.store[0].args[0], [GET]);
  stored.host.asked.store[0].resolve([{ records: [] }]);
  await turn();
  assert.deepEqual(stored.flow.events[1], {
    event: 'stored',
    effect: 2,
    now: NOW,
    outcomes: [{ records: [] }],
  });
  for (const reason of /** @type {const} */ (['quota', 'denied', 'conflict'])) {
    const { flow, host } = begun([[{ effect: 'store', id: 2, operations: [GET] }]]);
    host.asked.store[0].reject(new StoreFailure(reason));
    await turn();
    assert.deepEqual(flow.events[1], {
      event: 'store-failure',
      effect: 2,
      now: NOW,
      failure: reason,
    });
  }
});

test('driver: a password is stretched, the key comes back as a secret', async () => {
  const effect = { effect: 'stretch', id: 3, parameters: PARAMETERS };
  const { flow, host } = begun([[{ effect, secret: Uint8Array.of(1, 2) }]]);
  const [{ args, resolve }] = host.asked.stretch;
  assert.deepEqual(args.slice(0, 2), [PARAMETERS, Uint8Array.of(1, 2)]);
  const key = Uint8Array.of(9, 9);
  resolve(key);
  await turn();
  assert.deepEqual(flow.events[1], { event: 'stretched', effect: 3, now: NOW });
  assert.deepEqual(flow.secrets[1], Uint8Array.of(9, 9));
  assert.deepEqual(key, Uint8Array.of(0, 0));
  const failing = begun([[{ effect, secret: Uint8Array.of(1, 2) }]]);
  failing.host.asked.stretch[0].reject(new StretchFailure('no memory'));
  await turn();
  assert.deepEqual(failing.flow.events[1], { event: 'stretch-failure', effect: 3, now: NOW });
});

test('driver: a question is shown, answered once, and gone', () => {
  const { flow, host, run } = begun([
    [ask(7)],
    [{ effect: 'note', note: { note: 'waiting', people: [] } }],
  ]);
  assert.deepEqual(host.last.question, { question: 'password' });
  assert.equal(host.last.questionId, 7);
  const password = Uint8Array.of(1, 2, 3);
  run.answer(7, { answer: 'password' }, password);
  assert.deepEqual(flow.events[1], {
    event: 'answer',
    effect: 7,
    now: NOW,
    answer: { answer: 'password' },
  });
  assert.deepEqual(flow.secrets[1], Uint8Array.of(1, 2, 3));
  assert.deepEqual(password, new Uint8Array(3));
  assert.equal(host.last.question, null);
  assert.equal(host.last.questionId, 0);
  const again = Uint8Array.of(1, 2, 3);
  assert.throws(() => run.answer(7, { answer: 'password' }, again), { status: 'state' });
  assert.deepEqual(again, new Uint8Array(3), 'wiped although refused');
  assert.equal(flow.events.length, 2);
});

test('driver: a question that follows at once replaces the one answered', () => {
  const { host, run } = begun([[ask(1, 'code')], [ask(2, 'details')]]);
  run.answer(1, { answer: 'no-code' });
  assert.deepEqual([host.last.question?.question, host.last.questionId], ['details', 2]);
});

test('driver: what a question shows goes before it, and beside it only', () => {
  const secret = Uint8Array.of(1, 2, 3);
  const { host, run } = begun([[{ effect: ask(7, 'totp-secret'), secret }], [ask(8, 'code')]]);
  assert.equal(host.revealed.length, 1);
  assert.deepEqual([host.revealed[0].question, host.revealed[0].before], [7, 0]);
  assert.equal(host.revealed[0].secret, secret, 'the host’s own to give away');
  assert.deepEqual(host.last.question, { question: 'totp-secret' });
  run.answer(7, { answer: 'code', code: '123456' });
  assert.equal(host.revealed.length, 1);
});

test('driver: an answer that the core refuses leaves the question', () => {
  const { host, run } = begun([[ask(1, 'code')], new ClientError('missing-field')]);
  assert.throws(() => run.answer(1, { answer: 'code', code: '' }), { status: 'missing-field' });
  assert.equal(host.last.questionId, 1);
  assert.equal(host.last.ended, false);
});

test('driver: the latest note of each kind', async () => {
  const note = (/** @type {string} */ kind, /** @type {object} */ more) => ({
    effect: 'note',
    note: { note: kind, ...more },
  });
  const { host } = begun([
    [
      note('waiting', { n: 1 }),
      note('own-code', { code: 'AAAA' }),
      { effect: 'sleep', id: 1, ms: 1 },
    ],
    [note('waiting', { n: 2 })],
  ]);
  host.asked.sleep[0].resolve();
  await turn();
  assert.deepEqual(host.last.notes, {
    waiting: { note: 'waiting', n: 2 },
    'own-code': { note: 'own-code', code: 'AAAA' },
  });
  assert.equal(host.states.length, 2, 'one change for each batch');
});

test('driver: what is withdrawn is aborted, and its late answer dropped', async () => {
  const withdraw = (/** @type {number} */ id) => ({ effect: 'withdraw', id });
  const { flow, host, run } = begun([
    [
      request(1),
      { effect: 'sleep', id: 2, ms: 1 },
      { effect: 'store', id: 3, operations: [GET] },
      ask(4),
    ],
    [withdraw(1), withdraw(3), withdraw(4)],
  ]);
  host.asked.sleep[0].resolve();
  await turn();
  assert.equal(host.asked.request[0].signal.aborted, true);
  assert.equal(host.last.question, null);
  host.asked.store[0].resolve([{ records: [] }]);
  await turn();
  assert.equal(flow.events.length, 2);
  assert.throws(() => run.answer(4, { answer: 'password' }), { status: 'state' });
});

test('driver: a key that comes after its withdrawal is wiped', async () => {
  const key = Uint8Array.of(5, 5);
  /** @type {PromiseWithResolvers<Uint8Array>} */
  const { promise, resolve } = Promise.withResolvers();
  const { flow, host } = begun(
    [
      [
        { effect: { effect: 'stretch', id: 1, parameters: PARAMETERS }, secret: Uint8Array.of(1) },
        { effect: 'sleep', id: 2, ms: 1 },
      ],
      [{ effect: 'withdraw', id: 1 }],
    ],
    { stretch: () => promise },
  );
  host.asked.sleep[0].resolve();
  await turn();
  resolve(key);
  await turn();
  assert.equal(flow.events.length, 2);
  assert.deepEqual(key, Uint8Array.of(0, 0));
});

test('driver: an answer that crossed with the flow going on is dropped', async () => {
  const { flow, host } = begun([[request(1)], new ClientError('state')]);
  host.asked.request[0].resolve({ http_status: 200, body: new Uint8Array() });
  await turn();
  assert.equal(flow.events.length, 2);
  assert.equal(host.last.ended, false);
});

test('driver: a notice awaits nothing and outlives the flow', async () => {
  const { host } = begun([[request(0), done]]);
  await turn();
  assert.equal(host.told.length, 1);
  assert.equal(host.asked.request.length, 0);
  assert.equal(host.last.ended, true);
});

test('driver: hurry and cancel are events; after the end they are nothing', async () => {
  const failure = { ...failureOf('cancelled'), nothing_lost: false };
  const { flow, host, run } = begun([[request(1), ask(2)], [], [{ effect: 'failed', failure }]]);
  run.hurry();
  run.cancel();
  await turn();
  assert.deepEqual(flow.events.slice(1), [
    { event: 'hurry', now: NOW },
    { event: 'cancel', now: NOW },
  ]);
  assert.equal(host.asked.request[0].signal.aborted, true);
  assert.deepEqual([host.last.failure, host.last.question, host.last.ended], [failure, null, true]);
  run.hurry();
  run.cancel();
  assert.throws(() => run.answer(2, { answer: 'password' }), { status: 'state' });
  assert.equal(flow.events.length, 3);
  assert.equal(flow.freed, 1);
});

test('driver: abandoned, the other side is told, and the reason is ours', async () => {
  const { flow, host, run } = begun([
    [ask(1)],
    [request(0), { effect: 'failed', failure: failureOf('cancelled') }],
  ]);
  run.abandon(failureOf('taken-over', { device_id: 'aa' }));
  await turn();
  assert.equal(flow.events[1].event, 'cancel');
  assert.equal(host.told.length, 1);
  assert.deepEqual([host.last.failure?.status, host.last.failure?.device_id], ['taken-over', 'aa']);
  assert.equal(flow.freed, 1);
});

test('driver: abandoned, it ends even when the core does not answer', async () => {
  const { flow, host, run } = begun([[ask(1)], []]);
  run.abandon(failureOf('taken-over'));
  await turn();
  assert.equal(host.last.failure?.status, 'taken-over');
  assert.equal(flow.freed, 1);
});

test('driver: a request to a foreign server ends the journey', async () => {
  const { host } = begun([[request(1)], [{ effect: 'failed', failure: failureOf('cancelled') }]]);
  host.asked.request[0].reject(new ClientError('foreign-server'));
  await turn();
  assert.equal(host.last.failure?.status, 'foreign-server');
});

test('driver: a host that fails in a way nobody thought of does not hang the journey', async () => {
  const { host } = begun([
    [{ effect: 'store', id: 1, operations: [GET] }],
    [{ effect: 'failed', failure: failureOf('cancelled') }],
  ]);
  host.asked.store[0].reject(new TypeError('a bug'));
  await turn();
  assert.equal(host.last.failure?.status, 'crashed');
});

test('driver: a trap in the core ends the journey and is told', async () => {
  const { flow, host } = begun([[request(1)], new WebAssembly.RuntimeError('unreachable')]);
  host.asked.request[0].resolve({ http_status: 200, body: new Uint8Array() });
  await turn();
  assert.equal(host.last.failure?.status, 'crashed');
  assert.equal(host.broke, 1);
  assert.equal(flow.freed, 1);
});

test('driver: out of memory is a failure by its name', async () => {
  const { host } = begun([[request(1)], new ClientError('memory')]);
  host.asked.request[0].resolve({ http_status: 200, body: new Uint8Array() });
  await turn();
  assert.equal(host.last.failure?.status, 'memory');
});

test('driver: nobody hears of the end before it is settled', async () => {
  /** @type {PromiseWithResolvers<Outcome>} */
  const { promise, resolve } = Promise.withResolvers();
  const { host } = begun([[done]], { settle: () => promise });
  await turn();
  assert.equal(host.states.length, 0);
  resolve({ failure: failureOf('device-in-use') });
  await turn();
  assert.equal(host.last.failure?.status, 'device-in-use');
  assert.equal(host.last.result, null);
});

test('driver: what nobody can see is not told', async () => {
  const { flow, host } = begun([[request(1)], [{ effect: 'sleep', id: 2, ms: 1 }], [request(3)]]);
  flow.step = new Proxy(flow.step, {
    apply(step, self, args) {
      const drawn = Reflect.apply(step, self, args);
      flow.state = 'await-1';
      return drawn;
    },
  });
  host.asked.request[0].resolve({ http_status: 200, body: new Uint8Array() });
  await turn();
  host.asked.sleep[0].resolve();
  await turn();
  assert.equal(flow.events.length, 3);
  assert.equal(host.states.length, 1);
});

test('driver: a host that cannot settle the end does not keep it back', async () => {
  const { host } = begun([[done]], { settle: () => Promise.reject(new Error('a bug')) });
  await turn();
  assert.equal(host.last.failure?.status, 'crashed');
});
