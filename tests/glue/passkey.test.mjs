// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Client } from '../../js-glue/src/client.js';
import { forgetPasskey, passkeySupport } from '../../js-glue/src/passkey.js';
import { Authenticator } from './lib/authenticator.mjs';
import { pretend, pretendNothing } from './lib/pretend.mjs';
import { Server } from './lib/server.mjs';
import { asked, Browser, password } from './lib/tab.mjs';

/**
 * @typedef {import('../../js-glue/src/client.js').Journey} Journey
 * @typedef {import('../../js-glue/src/crossing.js').DevicePlace} DevicePlace
 * @typedef {import('./lib/tab.mjs').Tab} Tab
 */

/** @type {Authenticator} */
let authenticator;
/** @type {Server} */
let server;
/** @type {Browser} */
let browser;
beforeEach(() => {
  authenticator = new Authenticator().plugIn();
  server = new Server();
  browser = new Browser();
});
afterEach(async () => {
  await browser.close();
  pretendNothing();
});

const EMAIL = /alice@example\.com/;
const refused = (/** @type {string} */ name) => new DOMException('', name);
const NONE_OF_OURS = { credential_id: new Uint8Array(16).fill(7), rp_id: 'bakery.example' };

/** A device that a password opens. @param {Tab} client */
async function device(client) {
  const creation = client.start({
    flow: 'bootstrap',
    server_url: server.origin,
    device_label: 'Browser',
  });
  await asked(creation, 'identity');
  await creation.answer({
    answer: 'identity',
    name: 'Alice Martin',
    email: 'alice@example.com',
    organization: 'Bakery',
  });
  await asked(creation, 'protection');
  await creation.answer({ answer: 'protection' }, password());
  const { result } = await creation.finished;
  assert.ok(result?.result === 'device');
  await client.lock(result.device);
  return result.place;
}

/**
 * The way in is to be changed, to a passkey.
 * @param {Tab} client
 * @param {DevicePlace} place
 */
async function upToPasskey(client, place) {
  const journey = client.start({ flow: 'change', place, job: 'method' });
  await asked(journey, 'password');
  await journey.answer({ answer: 'password' }, password());
  const { passkey } = await asked(journey, 'protection');
  assert.equal(passkey, true);
  await journey.answer({ answer: 'proceed' });
  await asked(journey, 'new-passkey');
  return journey;
}

/** @param {Journey} journey */
async function confirmed(journey, label = 'Laptop') {
  await journey.confirmPasskey(await journey.createPasskey({ label }));
  const { result, failure } = await journey.finished;
  assert.equal(result?.result, 'nothing', failure?.status);
}

/** A device that a passkey opens. @param {Tab} client */
async function keyed(client) {
  const place = await device(client);
  await confirmed(await upToPasskey(client, place));
  return place;
}

/** @param {Tab} client @param {DevicePlace} place */
async function atPasskey(client, place) {
  const journey = client.start({ flow: 'unlock', place });
  await asked(journey, 'passkey');
  return journey;
}

test('passkey: a device is given one, and opened by it', async () => {
  const client = await browser.open(server);
  const place = await keyed(client);
  const { result: home } = await client.start({ flow: 'home' }).finished;
  assert.ok(home?.result === 'home');
  assert.deepEqual(
    home.devices.map(({ kind, status, passkeys }) => [kind, status, passkeys.length]),
    [['web_passkey', 'ok', 1]],
  );
  const [{ rp_id, label }] = home.devices[0].passkeys;
  assert.deepEqual([rp_id, label], ['bakery.example', 'Laptop']);

  const journey = await atPasskey(client, place);
  await journey.usePasskey();
  const { result } = await journey.finished;
  assert.equal(result?.result, 'device');
  assert.deepEqual([authenticator.created.length, authenticator.used.length], [1, 2]);
});

test('passkey: what a browser is asked', async () => {
  const client = await browser.open(server);
  const place = await device(client);
  const journey = await upToPasskey(client, place);
  const { question } = journey;
  assert.ok(question?.question === 'new-passkey');
  await confirmed(journey);
  const [made] = authenticator.created;
  const [used] = authenticator.used;
  assert.deepEqual(made.rp, { id: 'bakery.example', name: 'bakery.example' });
  assert.deepEqual(made.user.id, question.user_handle);
  assert.deepEqual([made.user.name, made.user.displayName], ['Bakery – Laptop', 'Alice Martin']);
  assert.doesNotMatch(JSON.stringify(made), EMAIL);
  assert.equal(Buffer.from(made.user.id).includes('alice'), false);
  assert.deepEqual(made.authenticatorSelection, {
    residentKey: 'preferred',
    userVerification: 'required',
  });
  assert.deepEqual(
    made.pubKeyCredParams.map((/** @type {any} */ { alg }) => alg),
    [-7, -8, -257],
  );
  assert.deepEqual(made.extensions, { prf: {} });
  assert.equal(used.userVerification, 'required');
  assert.equal(used.rpId, 'bakery.example');
  assert.equal(used.allowCredentials.length, 1);
  const [id] = authenticator.passkeys.keys();
  assert.deepEqual(used.extensions.prf, {
    evalByCredential: { [id]: { first: question.salt } },
  });
  for (const { challenge } of [made, used]) assert.equal(challenge.length, 32);
  assert.notDeepEqual(made.challenge, used.challenge);
});

test('passkey: the output leaves the page in the task that brought it', async () => {
  const client = await browser.open(server);
  const place = await keyed(client);
  const journey = await atPasskey(client, place);
  await journey.usePasskey();
  await journey.finished;
  assert.deepEqual(
    authenticator.handed.map(({ buffer, later }) => [buffer.byteLength, later]),
    [
      [0, 0],
      [0, 0],
    ],
  );
});

test('passkey: an output in a view, as some managers give it', async () => {
  const client = await browser.open(server);
  const place = await keyed(client);
  authenticator.given = (output) => {
    const roomy = new Uint8Array(48);
    roomy.set(new Uint8Array(output), 8);
    return roomy.subarray(8, 40);
  };
  const journey = await atPasskey(client, place);
  await journey.usePasskey();
  assert.equal((await journey.finished).result?.result, 'device');
});

test('passkey: an output that opens nothing is counted, and asked for again', async () => {
  const client = await browser.open(server);
  const place = await keyed(client);
  const journey = await atPasskey(client, place);
  const [id] = authenticator.passkeys.keys();
  const right = /** @type {Buffer} */ (authenticator.passkeys.get(id));
  authenticator.passkeys.set(id, Buffer.alloc(32, 1));
  const before = journey.questionId;
  await journey.usePasskey();
  assert.equal((await asked(journey, 'passkey', before)).refused, 1);
  authenticator.passkeys.set(id, right);
  await journey.usePasskey();
  assert.equal((await journey.finished).result?.result, 'device');
});

test('passkey: another one is made elsewhere, and either opens', async () => {
  const client = await browser.open(server);
  const place = await keyed(client);
  const first = authenticator;
  const journey = client.start({ flow: 'change', place, job: 'add-passkey' });
  await asked(journey, 'passkey');
  await journey.usePasskey();
  await asked(journey, 'new-passkey');
  const second = new Authenticator().plugIn();
  await confirmed(journey, 'Key');
  const [id] = first.passkeys.keys();
  assert.deepEqual(
    second.created[0].excludeCredentials.map((/** @type {any} */ each) =>
      Buffer.from(each.id).toString('base64url'),
    ),
    [id],
  );
  for (const one of [second, first]) {
    one.plugIn();
    const open = await atPasskey(client, place);
    assert.ok(open.question?.question === 'passkey');
    assert.deepEqual(
      open.question.passkeys.map(({ label }) => label),
      ['Laptop', 'Key'],
    );
    await open.usePasskey();
    const { result } = await open.finished;
    assert.ok(result?.result === 'device');
    assert.equal(one.used.at(-1).allowCredentials.length, 2);
    assert.equal(Object.keys(one.used.at(-1).extensions.prf.evalByCredential).length, 2);
    await client.lock(result.device);
  }
});

test('passkey: one that opens the device already is none that was made in vain, and is never given up', async () => {
  const client = await browser.open(server);
  const place = await keyed(client);
  const journey = client.start({ flow: 'change', place, job: 'add-passkey' });
  await asked(journey, 'passkey');
  await journey.usePasskey();
  await asked(journey, 'new-passkey');
  authenticator.repeats = true;
  for (const [flags, atCreation] of /** @type {[number, { enabled: boolean }][]} */ ([
    [0x05, { enabled: true }],
    [0x01, { enabled: true }],
    [0x05, { enabled: false }],
  ])) {
    Object.assign(authenticator, { flags, atCreation });
    await assert.rejects(journey.createPasskey({ label: 'Key' }), {
      status: 'passkey-exists',
      orphan: false,
    });
  }
  assert.deepEqual(authenticator.forgotten, []);
  journey.cancel();
});

test('passkey: two changes of one file do not undo one another', async () => {
  const client = await browser.open(server);
  const place = await device(client);
  const first = await upToPasskey(client, place);
  for (const options of /** @type {const} */ ([
    { flow: 'change', place, job: 'method' },
    { flow: 'totp', place, job: 'add' },
    { flow: 'file', place, job: 'aside' },
  ])) {
    const { failure } = await client.start(options).finished;
    assert.equal(failure?.status, 'device-in-use');
  }
  first.cancel();
  await confirmed(await upToPasskey(client, place));
});

test('passkey: why one was not made', async () => {
  const client = await browser.open(server);
  const journey = await upToPasskey(client, await device(client));
  for (const [error, status] of /** @type {const} */ ([
    ['NotAllowedError', 'passkey-unverified'],
    ['AbortError', 'passkey-cancelled'],
    ['InvalidStateError', 'passkey-exists'],
    ['ConstraintError', 'passkey-unverified'],
    ['SecurityError', 'passkey-unsupported'],
    ['NotSupportedError', 'passkey-unsupported'],
    ['UnknownError', 'passkey-failed'],
  ])) {
    authenticator.error = refused(error);
    await assert.rejects(journey.createPasskey({ label: 'Laptop' }), {
      name: 'ClientError',
      status,
      detail: error,
      orphan: false,
    });
  }
  authenticator.error = undefined;
  assert.ok(journey.question, 'it can be tried again');
  await confirmed(journey);
});

test('passkey: why one was not used', async () => {
  const client = await browser.open(server);
  const journey = await atPasskey(client, await keyed(client));
  for (const [error, status] of /** @type {const} */ ([
    ['NotAllowedError', 'passkey-missing'],
    ['AbortError', 'passkey-cancelled'],
    ['InvalidStateError', 'passkey-failed'],
    ['ConstraintError', 'passkey-unverified'],
    ['SecurityError', 'passkey-unsupported'],
    ['UnknownError', 'passkey-failed'],
  ])) {
    authenticator.error = refused(error);
    await assert.rejects(journey.usePasskey(), { status, detail: error, orphan: false });
  }
  authenticator.error = undefined;
  await journey.usePasskey();
  assert.equal((await journey.finished).result?.result, 'device');
});

test('passkey: a refusal that took a person’s time, or came to a page that nobody looked at, is a cancellation', async () => {
  const client = await browser.open(server);
  const journey = await atPasskey(client, await keyed(client));
  authenticator.error = refused('NotAllowedError');
  const { performance } = globalThis;
  let now = 0;
  pretend({ performance: { now: () => (now += 2000) } });
  await assert.rejects(journey.usePasskey(), { status: 'passkey-cancelled' });
  pretend({ performance, document: { hasFocus: () => false } });
  await assert.rejects(journey.usePasskey(), { status: 'passkey-cancelled' });
});

test('passkey: in a frame of another site nobody may be asked', async () => {
  const client = await browser.open(server);
  const journey = await atPasskey(client, await keyed(client));
  authenticator.error = refused('NotAllowedError');
  pretend({
    top: {
      get location() {
        throw refused('SecurityError');
      },
    },
  });
  await assert.rejects(journey.usePasskey(), { status: 'passkey-unsupported' });
});

test('passkey: given up by the person, by the clock, by the end of its question', async (t) => {
  const client = await browser.open(server);
  const journey = await atPasskey(client, await keyed(client));
  authenticator.silent = true;
  const mine = new AbortController();
  const given = assert.rejects(journey.usePasskey({ signal: mine.signal }), {
    status: 'passkey-cancelled',
  });
  mine.abort();
  await given;
  await assert.rejects(journey.usePasskey({ signal: mine.signal }), {
    status: 'passkey-cancelled',
  });

  const asked = authenticator.used.length;
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const late = assert.rejects(journey.usePasskey(), { status: 'passkey-timeout' });
  while (authenticator.used.length === asked) await new Promise((resolve) => setImmediate(resolve));
  const { timeout } = authenticator.used.at(-1);
  t.mock.timers.tick(timeout - 1);
  await late;
  t.mock.timers.reset();

  const gone = assert.rejects(journey.usePasskey(), { status: 'passkey-cancelled' });
  journey.cancel();
  await gone;
  await journey.finished;
  await assert.rejects(journey.usePasskey(), { status: 'state' });
});

test('passkey: only for its own question', async () => {
  const client = await browser.open(server);
  const place = await device(client);
  const journey = client.start({ flow: 'unlock', place });
  await asked(journey, 'password');
  await assert.rejects(journey.usePasskey(), { status: 'state' });
  await assert.rejects(journey.createPasskey({ label: 'x' }), { status: 'state' });
  await assert.rejects(journey.confirmPasskey({ ...NONE_OF_OURS, label: 'x', name: 'x' }), {
    status: 'state',
  });
  assert.equal(authenticator.created.length + authenticator.used.length, 0);
});

test('passkey: one of another address, before any prompt', async () => {
  const client = await browser.open(server);
  const place = await keyed(client);
  const prompts = authenticator.used.length;
  authenticator.host = 'cafe.example';
  authenticator.plugIn();
  const journey = await atPasskey(client, place);
  await assert.rejects(journey.usePasskey(), { status: 'passkey-other-site', orphan: false });
  assert.equal(authenticator.used.length, prompts);
});

test('passkey: without WebAuthn', async () => {
  const client = await browser.open(server);
  const place = await keyed(client);
  const prompts = authenticator.used.length;
  pretend({ PublicKeyCredential: undefined });
  const opening = await atPasskey(client, place);
  await assert.rejects(opening.usePasskey(), { status: 'passkey-unsupported' });
  assert.equal(authenticator.used.length, prompts);
});

test('passkey: one that says it gives no output is an orphan at once', async () => {
  const client = await browser.open(server);
  const journey = await upToPasskey(client, await device(client));
  authenticator.atCreation = { enabled: false };
  await assert.rejects(journey.createPasskey({ label: 'Laptop' }), (error) => {
    const { status, orphan, made } = /** @type {any} */ (error);
    assert.deepEqual([status, orphan, made.name], ['passkey-no-prf', true, 'Bakery – Laptop']);
    return true;
  });
  const [id] = authenticator.passkeys.keys();
  assert.deepEqual(authenticator.forgotten, [{ rpId: 'bakery.example', credentialId: id }]);
  authenticator.atCreation = undefined;
  await confirmed(journey);
});

test('passkey: one made without a look at the person is an orphan, one used so is refused and its output wiped', async () => {
  const client = await browser.open(server);
  const place = await device(client);
  const journey = await upToPasskey(client, place);
  authenticator.flags = 0x01;
  await assert.rejects(journey.createPasskey({ label: 'Laptop' }), {
    status: 'passkey-unverified',
    orphan: true,
  });
  authenticator.flags = 0x05;
  const made = await journey.createPasskey({ label: 'Laptop' });
  authenticator.flags = 0x01;
  await assert.rejects(journey.confirmPasskey(made), {
    status: 'passkey-unverified',
    orphan: true,
    made,
  });
  const [{ buffer }] = authenticator.handed;
  assert.deepEqual(new Uint8Array(buffer), new Uint8Array(32));
  authenticator.flags = 0x05;
  await journey.confirmPasskey(made);
  assert.equal((await journey.finished).result?.result, 'nothing');
});

test('passkey: no output, or one of another size, is none', async () => {
  const client = await browser.open(server);
  const journey = await upToPasskey(client, await device(client));
  const given = [() => null, () => new Uint8Array(48).buffer];
  for (const each of given) {
    const made = await journey.createPasskey({ label: 'Laptop' });
    authenticator.given = each;
    await assert.rejects(journey.confirmPasskey(made), { status: 'passkey-no-prf', orphan: true });
    assert.deepEqual(
      authenticator.forgotten.at(-1).credentialId,
      Buffer.from(made.credential_id).toString('base64url'),
    );
  }
  assert.equal(authenticator.forgotten.length, 2);
});

test('passkey: an answer of another site or of another passkey is not used', async () => {
  const client = await browser.open(server);
  const journey = await upToPasskey(client, await device(client));
  const made = await journey.createPasskey({ label: 'Laptop' });
  const { get } = navigator.credentials;
  for (const wrong of [
    { rawId: new Uint8Array(32).buffer },
    { response: { authenticatorData: new Uint8Array(37).fill(0x05).buffer } },
    { type: 'password' },
  ]) {
    navigator.credentials.get = async (options) =>
      /** @type {any} */ ({ ...(await get(options)), ...wrong });
    await assert.rejects(journey.confirmPasskey(made), { status: 'passkey-failed', orphan: true });
  }
  const wiped = authenticator.handed.slice(0, 2);
  for (const { buffer } of wiped) assert.deepEqual(new Uint8Array(buffer), new Uint8Array(32));
});

test('passkey: a confirmation that failed leaves an orphan, which can be told of', async () => {
  const client = await browser.open(server);
  const journey = await upToPasskey(client, await device(client));
  const made = await journey.createPasskey({ label: 'Laptop' });
  authenticator.error = refused('AbortError');
  await assert.rejects(journey.confirmPasskey(made), {
    status: 'passkey-cancelled',
    orphan: true,
    made,
  });
  assert.equal(authenticator.forgotten.length, 0, 'it may be tried again');
  assert.equal(await forgetPasskey(made), true);
  assert.equal(authenticator.forgotten.length, 1);
  assert.equal(await forgetPasskey({ ...made, rp_id: 'cafe.example' }), false);
  pretend({
    PublicKeyCredential: {
      signalUnknownCredential: async () => Promise.reject(refused('SecurityError')),
    },
  });
  assert.equal(await forgetPasskey(made), false);
  pretend({ PublicKeyCredential: class {} });
  assert.equal(await forgetPasskey(made), false);
});

test('passkey: an answer that comes to nothing is wiped on the page', async () => {
  const client = await browser.open(server);
  const journey = await atPasskey(client, await keyed(client));
  authenticator.given = (output) => {
    client.fail('closed');
    return output;
  };
  await assert.rejects(journey.usePasskey());
  const buffer = authenticator.handed.at(-1)?.buffer;
  assert.deepEqual(new Uint8Array(/** @type {ArrayBuffer} */ (buffer)), new Uint8Array(32));
});

test('passkey: what a browser says of its abilities', async () => {
  /** @param {Record<string, boolean> | Error | undefined} capabilities */
  const browserOf = (capabilities) => ({
    PublicKeyCredential: Object.assign(
      class {},
      capabilities && {
        getClientCapabilities: async () => {
          if (capabilities instanceof Error) throw capabilities;
          return capabilities;
        },
      },
    ),
  });
  /** @param {string[]} allowed @param {string[]} known */
  const policy = (allowed, known) => ({
    document: {
      featurePolicy: {
        features: () => known,
        allowsFeature: (/** @type {string} */ name) => allowed.includes(name),
      },
    },
  });
  const able = browserOf({ 'extension:prf': true });
  const [get, create] = ['publickey-credentials-get', 'publickey-credentials-create'];
  for (const [globals, expected] of /** @type {const} */ ([
    [able, 'ok'],
    [browserOf({ 'extension:prf': false }), 'none'],
    [browserOf({ conditionalGet: true }), 'unknown'],
    [browserOf(new Error('no')), 'unknown'],
    [browserOf(undefined), 'unknown'],
    [{ PublicKeyCredential: undefined }, 'none'],
    [{ ...able, isSecureContext: false }, 'none'],
    [{ ...able, location: { hostname: '127.0.0.1' } }, 'none'],
    [{ ...able, location: { hostname: '[::1]' } }, 'none'],
    [{ ...able, ...policy([get, create], [get, create]) }, 'ok'],
    [{ ...able, ...policy([get], [get, create]) }, 'none'],
    [{ ...able, ...policy([create], [get, create]) }, 'none'],
    [{ ...able, ...policy([get], [get]) }, 'ok'],
  ])) {
    authenticator.plugIn();
    pretend(globals);
    assert.equal(await passkeySupport(), expected);
  }
});

/* ---- what a question shows */

/** A client whose Worker is the test. */
function alone() {
  const { port1, port2 } = new MessageChannel();
  const client = new Client(port1, () => port2.close());
  const journey = client.start({ flow: 'home' });
  const heard = () =>
    new Promise((resolve) => journey.addEventListener('change', resolve, { once: true }));
  /** @param {number} question @param {Uint8Array} secret */
  const reveal = (question, secret) =>
    port2.postMessage({ type: 'reveal', journey: 1, question, secret }, [secret.buffer]);
  /** @param {number} questionId @param {object} [more] */
  const change = (questionId, more) => {
    const next = heard();
    const question = questionId ? { question: 'totp-secret' } : null;
    const { flow, step, notes } = journey;
    const state = {
      flow,
      step,
      notes,
      question,
      questionId,
      result: null,
      failure: null,
      ended: false,
    };
    port2.postMessage({ type: 'change', journey: 1, state: { ...state, ...more } });
    return next;
  };
  return { client, journey, reveal, change };
}

test('secret: shown while its question is asked, then wiped', async () => {
  const { client, journey, reveal, change } = alone();
  /** @type {Uint8Array[]} */
  const kept = [];
  const { reveal: keep } = journey;
  journey.reveal = (question, secret) => {
    kept.push(secret);
    keep.call(journey, question, secret);
  };
  assert.equal(journey.secretText(), '');
  reveal(4, new TextEncoder().encode('otpauth://é'));
  await change(4);
  assert.equal(journey.secretText(), 'otpauth://é');
  await change(4, { step: 'later' });
  assert.equal(journey.secretText(), 'otpauth://é');
  await change(0);
  assert.equal(journey.secretText(), '');
  assert.ok(kept[0].every((byte) => byte === 0));

  reveal(5, password());
  reveal(6, password('next'));
  await change(6);
  assert.equal(journey.secretText(), 'next');
  assert.ok(
    kept[1].every((byte) => byte === 0),
    'one that was never shown',
  );
  await change(7);
  assert.equal(journey.secretText(), '');
  assert.ok(kept[2].every((byte) => byte === 0));

  reveal(8, password());
  await change(8);
  assert.equal(journey.secretText(), 'P@ssw0rd.');
  client.fail('closed');
  assert.equal(journey.secretText(), '');
  assert.ok(kept[3].every((byte) => byte === 0));
  const late = password();
  journey.reveal(9, late);
  assert.ok(late.every((byte) => byte === 0));
});

test('secret: from the core to the page', async () => {
  const client = await browser.open(server);
  const place = await device(client);
  const { exports } = client;
  const { psc_wasm_flow_next } = exports;
  // No question here has one: the boundary is made to say so of every effect.
  const shown = new TextEncoder().encode('shown');
  const at = exports.psc_wasm_alloc(shown.length);
  exports.psc_wasm_flow_next = (handle) => {
    const more = psc_wasm_flow_next(handle);
    const { buffer } = exports.memory;
    new Uint8Array(buffer).set(shown, at);
    if (more === 1)
      new Uint32Array(buffer, exports.psc_wasm_output(), 4).set([at, shown.length], 2);
    return more;
  };
  const journey = client.start({ flow: 'unlock', place });
  await asked(journey, 'password');
  assert.equal(journey.secretText(), 'shown');
  journey.cancel();
  await journey.finished;
  assert.equal(journey.secretText(), '');
});
