// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { BroadcastChannel } from 'node:worker_threads';
import { Client } from '../../js-glue/src/client.js';
import { ClientError } from '../../js-glue/src/errors.js';
import {
  checkSignOnRecord,
  handOverSignOn,
  leaveForSignOn,
  openSignOnWindow,
  readSignOnAnswer,
  refusalOf,
  signOnReturn,
  takeSignOnRecord,
} from '../../js-glue/src/sign-on.js';
import { initialState } from '../../js-glue/src/state.js';
import { pretend, pretendNothing } from './lib/pretend.mjs';

/** @typedef {import('../../js-glue/src/client.js').Journey} Journey */

const ORIGIN = 'https://here.example';
const AUTH_URL = 'https://provider.example/authorize?state=s1';
const SIGNING_ON = /** @type {const} */ ({
  question: 'signing-on',
  organization: 'Bakery',
  provider: 'PRO_CONNECT',
  auth_url: AUTH_URL,
  state: 's1',
  client_nonce: 'n1',
});
const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);
const text = (/** @type {Uint8Array} */ of) => new TextDecoder().decode(of);

/** A window that this page has opened. */
class FakeWindow {
  closed = false;
  focused = 0;
  /** @type {string[]} */
  went = [];
  /** @type {any[]} what this page has said to it */
  heard = [];
  location = { replace: (/** @type {string} */ url) => this.went.push(url) };

  /** @param {unknown} data @param {string} to */
  postMessage(data, to) {
    assert.equal(to, ORIGIN);
    this.heard.push(data);
  }

  focus() {
    this.focused++;
  }

  close() {
    this.closed = true;
  }
}

/** @type {FakeWindow[]} */
let opened = [];
/** @type {string[][]} */
let asked = [];
let blocked = false;
/** @type {EventTarget} */
let page;
/** @type {Map<string, string>} */
let kept;
/** @type {string[]} */
let left = [];
/** @type {{ close(): void }[]} */
let ending = [];

beforeEach(() => {
  opened = [];
  asked = [];
  blocked = false;
  left = [];
  ending = [];
  kept = new Map();
  page = new EventTarget();
  pretend({
    location: { origin: ORIGIN, assign: (/** @type {string} */ url) => left.push(url) },
    screenX: 100,
    screenY: 50,
    outerWidth: 1200,
    outerHeight: 900,
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
    opener: null,
    open: (/** @type {string[]} */ ...how) => {
      asked.push(how);
      if (blocked) return null;
      const window = new FakeWindow();
      opened.push(window);
      return window;
    },
    sessionStorage: {
      getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
      removeItem: (/** @type {string} */ key) => kept.delete(key),
    },
  });
});
afterEach(() => {
  for (const each of ending) each.close();
  pretendNothing();
});

/** @param {unknown} data @param {{ origin?: string, source?: unknown }} [from] */
function say(data, { origin = ORIGIN, source = opened.at(-1) } = {}) {
  page.dispatchEvent(Object.assign(new Event('message'), { data, origin, source }));
}

const message = (more = {}) => ({
  kind: 'parsec-sign-on',
  state: 's1',
  code: bytes('c1'),
  error: '',
  description: '',
  ...more,
});

/** A journey that asks this, and a core that notes what is answered. @param {any} question */
async function asking(question) {
  const { port1, port2 } = new MessageChannel();
  /** @type {any[]} */
  const answers = [];
  let id = 1;
  port2.onmessage = ({ data }) => {
    if (data.type === 'start') show(question);
    if (data.type !== 'answer') return;
    answers.push({ ...data.answer, ...(data.secret ? { secret: text(data.secret) } : {}) });
    port2.postMessage({ type: 'reply', call: data.call, value: undefined });
  };
  /** @param {any} next */
  const show = (next) => {
    const state = { ...initialState(), flow: 'unlock', step: 'await-sign-on' };
    port2.postMessage({
      type: 'change',
      journey: 1,
      state: { ...state, question: next, questionId: next ? ++id : 0 },
    });
  };
  port2.postMessage({ type: 'ready', sentences: {}, integrity: { core: '', stretch: '' } });
  const client = new Client(port1, () => port2.close());
  ending.push({ close: () => client.fail('closed') });
  await client.opened;
  const journey = client.start({ flow: 'home' });
  while (!journey.question)
    await new Promise((resolve) => journey.addEventListener('change', resolve, { once: true }));
  return { journey, answers, show };
}

/** @param {{ control?: import('../../js-glue/src/sign-on.js').SignOnControl, question?: any }} [how] */
async function waiting({ control = {}, question = SIGNING_ON } = {}) {
  const core = await asking(question);
  const window = openSignOnWindow();
  assert.ok(window);
  const done = core.journey.signOn(window, control);
  done.catch(() => undefined);
  await delay(5);
  return { ...core, window, done, popup: opened[0] };
}

const status = (/** @type {string} */ name) => ({ name: 'ClientError', status: name });

test('sign-on: a window of a name of its own, in the middle of the page', () => {
  assert.ok(openSignOnWindow());
  assert.ok(openSignOnWindow());
  const [[url, name, features], [, other]] = asked;
  assert.equal(url, 'about:blank');
  assert.match(name, /^parsec-sign-on-[0-9a-f-]{36}$/);
  assert.notEqual(name, other);
  assert.equal(features, 'popup,width=600,height=800,left=400,top=100');
});

test('sign-on: no window where the browser lets none open', () => {
  blocked = true;
  assert.equal(openSignOnWindow(), null);
});

test('sign-on: the code that the window brings is the answer, and the window is closed', async () => {
  const { done, popup, answers } = await waiting();
  assert.deepEqual(popup.went, [AUTH_URL]);
  say(message());
  await done;
  assert.deepEqual(answers, [{ answer: 'signed-on', state: 's1', secret: 'c1' }]);
  assert.deepEqual(popup.heard, [{ kind: 'parsec-sign-on', state: 's1', taken: true }]);
  assert.equal(popup.closed, true);
});

test('sign-on: it also comes by the channel that only pages find that know the state', async () => {
  const { done, answers } = await waiting();
  const other = new BroadcastChannel('parsec-sign-on s2');
  const channel = new BroadcastChannel('parsec-sign-on s1');
  const thanks = new Promise((resolve) => {
    channel.onmessage = ({ data }) => resolve(data);
  });
  other.postMessage(message({ code: bytes('wrong') }));
  channel.postMessage(message());
  await done;
  assert.deepEqual(await thanks, { kind: 'parsec-sign-on', state: 's1', taken: true });
  assert.equal(answers[0].secret, 'c1');
  channel.close();
  other.close();
});

test('sign-on: what another origin, another window or another sign-on says is not heard', async () => {
  const { done, answers } = await waiting();
  say(message({ code: bytes('x') }), { origin: 'https://evil.example' });
  say(message({ code: bytes('x') }), { origin: 'null' });
  say(message({ code: bytes('x') }), { source: new FakeWindow() });
  say(message({ code: bytes('x') }), { source: null });
  say(message({ state: 's2' }));
  say(message({ kind: 'other' }));
  say(message({ code: 'c1' }));
  say(message({ error: 1 }));
  say(null);
  say('c1');
  await delay(10);
  assert.equal(answers.length, 0);
  say(message());
  await done;
  assert.equal(answers.length, 1);
  assert.equal(answers[0].secret, 'c1');
});

test('sign-on: two at once, each hears of its own', async () => {
  const first = await waiting();
  const second = await waiting({ question: { ...SIGNING_ON, state: 's2' } });
  const [one, two] = opened;
  say(message({ state: 's2', code: bytes('c2') }), { source: two });
  await second.done;
  assert.equal(first.answers.length, 0);
  say(message(), { source: one });
  await first.done;
  assert.deepEqual([first.answers[0].secret, second.answers[0].secret], ['c1', 'c2']);
});

test('sign-on: declined, or refused for another reason, in the words of the provider', async () => {
  for (const [error, description, name, detail] of [
    ['access_denied', '', 'sign-on-declined', 'access_denied'],
    ['access_denied', 'No.', 'sign-on-declined', 'access_denied: No.'],
    ['server_error', 'Down.', 'sign-on-refused', 'server_error: Down.'],
  ]) {
    opened = [];
    const { done, popup, answers } = await waiting();
    say(message({ code: null, error, description }));
    await assert.rejects(done, { ...status(name), detail });
    assert.deepEqual(answers, [{ answer: 'refuse' }]);
    assert.equal(popup.closed, true);
    assert.equal(refusalOf({ state: 's1', code: null, error, description }).detail, detail);
  }
});

test('sign-on: a window that is closed ends nothing; it is said, and taken back', async () => {
  /** @type {boolean[]} */
  const closed = [];
  const { done, popup, window, answers } = await waiting({
    control: { onClosed: (now) => closed.push(now) },
  });
  popup.closed = true;
  await delay(700);
  assert.deepEqual(closed, [], 'not at the first look');
  await delay(1600);
  assert.deepEqual(closed, [true]);
  assert.equal(window.show(), true);
  assert.equal(opened.length, 2);
  assert.deepEqual(opened[1].went, [AUTH_URL]);
  await delay(700);
  assert.deepEqual(closed, [true, false]);
  // The first one was only cut off: what it brings counts as well.
  say(message(), { source: popup });
  await done;
  assert.equal(answers[0].secret, 'c1');
  assert.equal(opened[1].closed, true);
});

test('sign-on: to the front when it is there; not opened again where that is not allowed', async () => {
  const { window, popup, done } = await waiting();
  assert.equal(window.show(), true);
  assert.equal(popup.focused, 1);
  assert.equal(opened.length, 1);
  blocked = true;
  popup.closed = true;
  assert.equal(window.show(), false);
  say(message());
  await done;
});

test('sign-on: given up by the person', async () => {
  const stop = new AbortController();
  const { done, popup, answers } = await waiting({ control: { signal: stop.signal } });
  stop.abort();
  await assert.rejects(done, status('sign-on-cancelled'));
  assert.deepEqual(answers, [{ answer: 'refuse' }]);
  assert.equal(popup.closed, true);
  say(message());
  await delay(5);
  assert.equal(answers.length, 1);
});

test('sign-on: given up before it began', async () => {
  const { done, answers } = await waiting({ control: { signal: AbortSignal.abort() } });
  await assert.rejects(done, status('sign-on-cancelled'));
  assert.deepEqual(answers, [{ answer: 'refuse' }]);
});

test('sign-on: taken back by the core, which asks anew', async () => {
  const { done, popup, answers, show } = await waiting();
  show({ question: 'sign-on', rejected: 'sign-on-timeout' });
  await assert.rejects(done, status('state'));
  assert.deepEqual(answers, []);
  assert.equal(popup.closed, true);
});

test('sign-on: nothing but its own question is answered', async () => {
  const { journey, answers } = await asking({ question: 'sign-on' });
  const window = openSignOnWindow();
  assert.ok(window);
  await assert.rejects(journey.signOn(window), status('state'));
  assert.deepEqual(answers, []);
  assert.equal(opened[0].closed, true);
});

test('sign-on: no address but https, or http of this computer, is opened', async () => {
  for (const auth_url of [
    'http://provider.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://user@provider.example/',
    'blob:https://here.example/x',
    'nothing',
  ]) {
    opened = [];
    const { done, popup, answers } = await waiting({ question: { ...SIGNING_ON, auth_url } });
    await assert.rejects(done, status('sign-on-provider'), auth_url);
    assert.deepEqual([popup.went, answers], [[], [{ answer: 'refuse' }]]);
    assert.throws(
      () => leaveForSignOn({ ...SIGNING_ON, auth_url }, { flow: '/device/x' }),
      status('sign-on-provider'),
    );
  }
  assert.deepEqual([left, kept.size], [[], 0]);
});

// ----------------------------------------------------------------------------------------------------------- the callback page

test('sign-on: what a callback page is opened with', () => {
  const read = readSignOnAnswer('?code=c%201&state=s1&session_state=x');
  assert.deepEqual(read, { state: 's1', code: bytes('c 1'), error: '', description: '' });
  assert.deepEqual(readSignOnAnswer('?error=access_denied&error_description=No%21&state=s1'), {
    state: 's1',
    code: null,
    error: 'access_denied',
    description: 'No!',
  });
  // Who says both says no.
  assert.equal(readSignOnAnswer('?error=access_denied&code=c1&state=s1')?.code, null);
  const odd = readSignOnAnswer(`?error=%3Cb%3E&state=s1&error_description=${'x'.repeat(999)}`);
  assert.deepEqual([odd?.error, odd?.description.length], ['error', 300]);
  for (const query of [
    '',
    '?',
    '?code=c1',
    '?state=s1',
    '?error=access_denied',
    '?code=c1&state=s1&state=s2',
    '?code=c1&code=c2&state=s1',
    `?code=${'c'.repeat(5000)}&state=s1`,
  ])
    assert.equal(readSignOnAnswer(query), null, query);
});

/** A window that has opened this page, and hears what this page says to it. */
function openerOf() {
  /** @type {any[]} */
  const heard = [];
  const opener = {
    postMessage(/** @type {any} */ data, /** @type {string} */ to) {
      assert.equal(to, ORIGIN);
      heard.push(structuredClone(data));
    },
  };
  pretend({ opener });
  return { opener, heard };
}

const answer = () => ({ state: 's1', code: bytes('c1'), error: '', description: '' });

test('sign-on: handed to the page that opened this one, which says that it has it', async () => {
  const { opener, heard } = openerOf();
  const given = answer();
  const taken = handOverSignOn(given);
  assert.deepEqual(heard, [message()]);
  say(
    { kind: 'parsec-sign-on', state: 's1', taken: true },
    { origin: 'https://evil.example', source: opener },
  );
  say({ kind: 'parsec-sign-on', state: 's1', taken: true }, { source: {} });
  say({ kind: 'parsec-sign-on', state: 's2', taken: true }, { source: opener });
  assert.ok(given.code.some((byte) => byte !== 0));
  say({ kind: 'parsec-sign-on', state: 's1', taken: true }, { source: opener });
  assert.equal(await taken, true);
  assert.ok(given.code.every((byte) => byte === 0));
});

test('sign-on: from one page to the other, by the channel alone', async () => {
  const { done, answers } = await waiting();
  assert.equal(await handOverSignOn(answer()), true);
  await done;
  assert.equal(answers[0].secret, 'c1');
});

test('sign-on: whoever waits may be asleep; it is offered again', async () => {
  let unheard = 0;
  const handing = handOverSignOn(answer(), () => unheard++);
  await delay(1200);
  assert.equal(unheard, 1);
  const { done, answers } = await waiting();
  assert.equal(await handing, true);
  await done;
  assert.equal(answers[0].secret, 'c1');
});

test('sign-on: nobody waits', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const given = answer();
  const handing = handOverSignOn(given);
  context.mock.timers.tick(61_000);
  assert.equal(await handing, false);
  assert.ok(given.code.every((byte) => byte === 0));
});

// --------------------------------------------------------------------------------------- the provider's page in place of this one

const RECORD = {
  flow: '/device/d0',
  server: ORIGIN,
  organization: 'Bakery',
  provider: 'PRO_CONNECT',
  state: 's1',
  client_nonce: 'n1',
  started_on: 0,
};

test('sign-on: what is kept while the page is left, and no longer', () => {
  leaveForSignOn(SIGNING_ON, { flow: '/device/d0' });
  assert.deepEqual(left, [AUTH_URL]);
  assert.equal(kept.size, 1);
  const record = takeSignOnRecord();
  assert.ok(record && Date.now() - record.started_on < 1000);
  assert.deepEqual({ ...record, started_on: 0 }, RECORD);
  assert.equal(kept.size, 0);
  assert.equal(takeSignOnRecord(), null);
});

test('sign-on: what is kept and is no record is thrown away', () => {
  for (const odd of ['', '{', 'null', '1', '{}', JSON.stringify({ ...RECORD, state: 1 })]) {
    kept.set('parsec-sign-on', odd);
    assert.equal(takeSignOnRecord(), null, odd);
    assert.equal(kept.size, 0);
  }
});

test('sign-on: the page is not left where nothing can be kept', () => {
  Object.defineProperty(globalThis, 'sessionStorage', {
    configurable: true,
    get() {
      throw new DOMException('', 'SecurityError');
    },
  });
  assert.throws(
    () => leaveForSignOn(SIGNING_ON, { flow: '/device/d0' }),
    (error) => error instanceof ClientError && error.status === 'store-denied',
  );
  assert.equal(takeSignOnRecord(), null);
  assert.deepEqual(left, []);
});

test('sign-on: only what this page was left for, from this server and in time', () => {
  const now = Date.now();
  const record = { ...RECORD, started_on: now - 60_000 };
  assert.equal(checkSignOnRecord(record, answer()), 'ok');
  assert.equal(checkSignOnRecord(record, { ...answer(), state: 's2' }), 'sign-on-state');
  assert.equal(
    checkSignOnRecord({ ...record, server: 'https://other.example' }, answer()),
    'sign-on-state',
  );
  assert.equal(
    checkSignOnRecord({ ...record, started_on: now - 301_000 }, answer()),
    'sign-on-timeout',
  );
  assert.equal(
    checkSignOnRecord({ ...record, started_on: now + 60_000 }, answer()),
    'sign-on-timeout',
  );
});

test('sign-on: what the flow goes on with', () => {
  const given = answer();
  assert.deepEqual(signOnReturn(RECORD, given), {
    provider: 'PRO_CONNECT',
    state: 's1',
    client_nonce: 'n1',
    returned_state: 's1',
    code: 'c1',
  });
  assert.ok(given.code.every((byte) => byte === 0));
});
