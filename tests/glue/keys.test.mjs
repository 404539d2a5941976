// SPDX-License-Identifier: MPL-2.0
// What the core's memory still holds when nobody needs it any more: in an organization from its creation to the first newcomer, in all
// that is done to a device file, and where a flow ends in the middle.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, test } from 'node:test';
import { decode, ExtData, encode } from '@msgpack/msgpack';
import sodium from 'libsodium-wrappers-sumo';
import { Core } from '../../js-glue/src/core.js';
import { compile, instantiate } from '../../js-glue/src/loader.js';
import { Authenticator } from './lib/authenticator.mjs';
import { sourceOf } from './lib/modules.mjs';
import { pretendNothing } from './lib/pretend.mjs';
import { Server } from './lib/server.mjs';
import { asked, Browser, password, until } from './lib/tab.mjs';

/** @typedef {import('../../js-glue/src/core.js').CoreExports} CoreExports */

/** Shorter ones are no keys, nonces or tokens, and could be found by chance. */
const SHORTEST = 16;

/** Every random value of at least SHORTEST bytes that anything here drew. @type {Buffer[]} */
let draws = [];
const draw = crypto.getRandomValues;
beforeEach(() => {
  draws = [];
  crypto.getRandomValues = (array) => {
    draw.call(crypto, array);
    if (array instanceof Uint8Array && array.length >= SHORTEST) draws.push(Buffer.from(array));
    return array;
  };
});
/** @type {Browser[]} */
let browsers = [];
afterEach(async () => {
  crypto.getRandomValues = draw;
  await Promise.all(browsers.map((browser) => browser.close()));
  browsers = [];
  pretendNothing();
});

test('keys: after creating, inviting, greeting and joining, locking leaves none of what was drawn', async () => {
  const server = new Server();
  const [hers, his] = [new Browser(), new Browser()];
  browsers = [hers, his];
  const [alice, bob] = [await hers.open(server), await his.open(server)];

  const creation = alice.start({
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
    authority_key_pem: null,
  });
  await asked(creation, 'protection');
  await creation.answer({ answer: 'protection' }, password());
  const { result: device } = await creation.finished;
  assert.ok(device?.result === 'device');
  server.administrator = { user_id: device.user_id, human_handle: device.human_handle };

  const { result: invited } = await alice.start({
    flow: 'invite',
    device: device.device,
    job: 'new',
    email: 'bob@example.com',
    send_email: false,
  }).finished;
  assert.ok(invited?.result === 'invited');

  const claim = bob.start({ flow: 'claim', link: invited.link, device_label: 'Laptop' });
  await asked(claim, 'invitation');
  await claim.answer({ answer: 'proceed' });
  const greet = alice.start({ flow: 'greet', device: device.device, link: invited.link });
  const hersToRead = await until(greet, () => greet.notes['own-code']?.code);
  await asked(claim, 'code');
  await claim.answer({ answer: 'code', code: hersToRead });
  const hisToRead = await until(claim, () => claim.notes['own-code']?.code);
  await asked(greet, 'code');
  await greet.answer({ answer: 'code', code: hisToRead });
  await asked(claim, 'details');
  await claim.answer({ answer: 'details', name: 'Bob Petit' });
  await asked(claim, 'protection');
  await claim.answer({ answer: 'protection' }, password('correct horse'));
  const { requested } = await asked(greet, 'approval');
  await greet.answer({
    answer: 'approve',
    name: requested[1],
    profile: 'STANDARD',
    mismatch_acknowledged: false,
  });
  const [greeted, joined] = await Promise.all([greet.finished, claim.finished]);
  assert.equal(greeted.result?.result, 'greeted');
  assert.ok(joined.result?.result === 'device');

  const token = Buffer.from(new URL(invited.link).searchParams.get('p') ?? '', 'base64url');
  const never = [
    password(),
    password('correct horse'),
    Buffer.from(invited.link),
    token.subarray(-SHORTEST),
  ];
  const left = () =>
    [alice, bob].map((tab) => {
      const memory = tab.memory();
      return draws.filter((drawn) => memory.includes(drawn)).length;
    });
  const [inUse, inHis] = left();
  assert.ok(inUse > 0 && inHis > 0, 'what is looked for can be found');
  await alice.lock(device.device);
  await bob.lock(joined.result.device);
  assert.deepEqual(left(), [0, 0]);
  for (const tab of [alice, bob])
    for (const secret of never) assert.equal(tab.memory().includes(Buffer.from(secret)), false);
});

/**
 * Whether this is the key of what another library sealed or opens.
 * @param {Uint8Array} sealed
 * @param {Uint8Array} key
 */
function opens(sealed, key) {
  try {
    return sodium.crypto_secretbox_open_easy(sealed.subarray(24), sealed.subarray(0, 24), key);
  } catch {
    return undefined;
  }
}

/**
 * A device file as it is once a code is needed as well.
 * @param {Uint8Array} file
 * @param {Uint8Array} opaqueKey
 */
function layered(file, opaqueKey) {
  const plain = /** @type {{ciphertext: Uint8Array}} */ (decode(file));
  const nonce = randomBytes(24);
  const box = sodium.crypto_secretbox_easy(plain.ciphertext, nonce, opaqueKey);
  return encode({
    ...plain,
    ciphertext: Buffer.concat([nonce, box]),
    totp_opaque_key_id: new ExtData(2, randomBytes(16)),
  });
}

test('keys: after opening and changing a device by passkeys and a code, nothing that they gave is left', async () => {
  await sodium.ready;
  const authenticator = new Authenticator().plugIn();
  const server = new Server();
  const browser = new Browser();
  browsers = [browser];
  const tab = await browser.open(server);
  const [code, opaque_key] = ['123456', randomBytes(32)];
  server.totp = { code, opaque_key };
  const done = async (/** @type {import('./lib/tab.mjs').Journey} */ journey) => {
    const { result, failure } = await journey.finished;
    assert.ok(result, failure?.status);
    return result;
  };
  /** Found while it is handed in: what is looked for later can be found. */
  const crossed = new Set();
  const { psc_wasm_flow_step } = tab.exports;
  tab.exports.psc_wasm_flow_step = (...call) => {
    for (const output of authenticator.outputs)
      if (tab.memory().includes(output)) crossed.add(output);
    return psc_wasm_flow_step(...call);
  };

  const creation = tab.start({
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
  const created = await done(creation);
  assert.ok(created.result === 'device');
  await tab.lock(created.device);
  const { place } = created;

  const change = tab.start({ flow: 'change', place, job: 'method' });
  await asked(change, 'password');
  await change.answer({ answer: 'password' }, password());
  await asked(change, 'protection');
  await change.answer({ answer: 'proceed' });
  await asked(change, 'new-passkey');
  await change.confirmPasskey(await change.createPasskey({ label: 'Laptop' }));
  await done(change);

  const stored = await done(tab.start({ flow: 'export', place }));
  assert.ok(stored.result === 'file');
  /** @param {import('./lib/tab.mjs').Journey} journey */
  const opened = async (journey) => {
    await asked(journey, 'passkey');
    await journey.usePasskey();
    const first = await asked(journey, 'one-time-code');
    assert.equal(first.rejected, 'ok');
    await journey.answer({ answer: 'code', code });
  };
  const replaced = tab.start({
    flow: 'import',
    file: layered(stored.data, opaque_key),
    replace: true,
  });
  await opened(replaced);
  await done(replaced);

  const unlock = tab.start({ flow: 'unlock', place });
  await opened(unlock);
  const device = await done(unlock);
  assert.ok(device.result === 'device');

  const adding = tab.start({ flow: 'change', place, job: 'add-passkey' });
  await opened(adding);
  await asked(adding, 'new-passkey');
  assert.ok(tab.memory().includes(opaque_key), 'kept while it is needed');
  await adding.confirmPasskey(await adding.createPasskey({ label: 'Key' }));
  await done(adding);
  const [, second] = authenticator.created;
  assert.equal(second.excludeCredentials.length, 1);

  const [first] = authenticator.passkeys.keys();
  const removing = tab.start({
    flow: 'change',
    place,
    job: 'remove-passkey',
    credential_id: Buffer.from(first, 'base64url'),
  });
  await opened(removing);
  await done(removing);

  const given = tab.start({ flow: 'change', place, job: 'method' });
  await opened(given);
  await asked(given, 'protection');
  given.cancel();
  assert.equal((await given.finished).failure?.status, 'cancelled');

  const { outputs } = authenticator;
  assert.ok(outputs.length >= 7);
  assert.equal(crossed.size, outputs.length);
  await tab.lock(device.device);
  const memory = tab.memory();
  const left = (/** @type {Buffer[]} */ secrets) =>
    secrets.filter((secret) => memory.includes(secret)).length;
  assert.deepEqual([left(outputs), left([opaque_key]), left(draws)], [0, 0, 0]);
  assert.equal(memory.includes(Buffer.from(password())), false);
});

test('keys: a recovery file leads back in from an empty browser, and its key is left nowhere', async () => {
  await sodium.ready;
  const server = new Server();
  const [hers, empty] = [new Browser(), new Browser()];
  browsers = [hers, empty];
  const [old, fresh] = [await hers.open(server), await empty.open(server)];
  const done = async (/** @type {import('./lib/tab.mjs').Journey} */ journey) => {
    const { result, failure } = await journey.finished;
    assert.ok(result, failure?.status);
    return result;
  };
  const creation = old.start({
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
  const created = await done(creation);
  assert.ok(created.result === 'device');

  const recovery = old.start({ flow: 'recovery', device: created.device });
  const kept = await asked(recovery, 'recovery-file');
  const text = recovery.secretText();
  assert.match(text, /^([A-Z2-7]{4}-){12}[A-Z2-7]{4}$/);
  assert.deepEqual(
    [kept.name, kept.key_name],
    ['Parsec_Recovery_File_Bakery.psrk', 'Parsec_Recovery_Code_Bakery.txt'],
  );
  const { type, ciphertext } = /** @type {any} */ (decode(kept.file));
  assert.equal(type, 'recovery');
  const mistyped = new TextEncoder().encode(text.slice(1));
  const id = recovery.questionId;
  await recovery.answer({ answer: 'recovery-file', file: kept.file }, mistyped);
  assert.equal(mistyped.length, 0, 'transferred');
  assert.equal((await asked(recovery, 'recovery-file', id)).rejected, 'recovery-key');
  assert.equal(recovery.secretText(), text, 'shown again');
  await recovery.answer(
    { answer: 'recovery-file', file: kept.file },
    new TextEncoder().encode(`${text}\r\n`),
  );
  assert.equal((await done(recovery)).result, 'nothing');
  assert.equal(recovery.secretText(), '');
  await old.lock(created.device);

  const back = async (/** @type {import('./lib/tab.mjs').Tab} */ tab) => {
    const recover = tab.start({ flow: 'recover', file: kept.file, device_label: 'Laptop' });
    await asked(recover, 'recovery-key');
    const typed = text.toLowerCase().replaceAll('-', ' ');
    await recover.answer({ answer: 'recovery-key' }, new TextEncoder().encode(typed));
    assert.equal((await asked(recover, 'protection')).passkey, true);
    await recover.answer({ answer: 'protection' }, password('fine shoes'));
    const recovered = await done(recover);
    assert.ok(recovered.result === 'recovered');
    const unlock = tab.start({ flow: 'unlock', place: recovered.device.place });
    await asked(unlock, 'password');
    await unlock.answer({ answer: 'password' }, password('fine shoes'));
    const device = await done(unlock);
    assert.ok(device.result === 'device');
    assert.deepEqual(
      [device.user_id, device.device_id, device.device_label, recovered.device.status],
      [created.user_id, recovered.device.device_id, 'Laptop', 'ok'],
    );
    assert.notEqual(device.device_id, created.device_id);
    await tab.lock(device.device);
  };
  await back(fresh);
  await back(old);
  const home = await done(old.start({ flow: 'home' }));
  assert.ok(home.result === 'home');
  assert.deepEqual(
    home.devices.map(({ aside, device_id }) => [aside, device_id === created.device_id]).sort(),
    [
      [false, false],
      [true, true],
    ],
  );

  const key = draws.find((drawn) => opens(ciphertext, drawn));
  assert.ok(key, 'it is one of what was drawn');
  for (const tab of [old, fresh]) {
    const memory = tab.memory();
    for (const form of [text, text.toLowerCase(), text.replaceAll('-', '')])
      for (const spelt of [form, form.replaceAll('-', ' ')])
        assert.equal(memory.includes(Buffer.from(spelt)), false);
    assert.equal(draws.filter((drawn) => memory.includes(drawn)).length, 0);
    assert.equal(memory.includes(Buffer.from('fine shoes')), false);
  }
});

/** A core by hand, up to the effect that carries a password. */
async function atStretch() {
  /** @type {CoreExports} */
  const real = await instantiate(await compile(sourceOf('core')));
  /** @type {CoreExports} */
  const exports = { ...real };
  let handle = 0;
  exports.psc_wasm_flow_new = (at, length) => {
    handle = real.psc_wasm_flow_new(at, length);
    return handle;
  };
  const now = new Date();
  const flow = new Core(exports).start({
    flow: 'bootstrap',
    link: 'http://parsec.test/redirect/Bakery?a=bootstrap_organization&p=xBABI0VniavN7wEjRWeJq83v',
    device_label: 'Browser',
  });
  const [first] = flow.step({ event: 'begin', now });
  assert.ok(first.effect.effect === 'ask');
  const [second] = flow.step({
    event: 'answer',
    now,
    effect: first.effect.id,
    answer: {
      answer: 'identity',
      name: 'Alice',
      email: 'alice@example.com',
      organization: null,
      authority_key_pem: null,
    },
  });
  assert.ok(second.effect.effect === 'ask');
  // Nothing is drawn by the glue: the test does.
  exports.psc_wasm_flow_next = () => 0;
  flow.step(
    { event: 'answer', now, effect: second.effect.id, answer: { answer: 'protection' } },
    password(),
  );
  const words = () => [...new Uint32Array(real.memory.buffer, real.psc_wasm_output(), 4)];
  assert.equal(real.psc_wasm_flow_next(handle), 1);
  while (words()[3] === 0) assert.equal(real.psc_wasm_flow_next(handle), 1);
  return { real, handle, words };
}

test('keys: the output names no secret of a flow that is gone', async () => {
  const { real, handle, words } = await atStretch();
  const [, , secretAt, secretLength] = words();
  assert.deepEqual(new Uint8Array(real.memory.buffer, secretAt, secretLength), password());
  real.psc_wasm_flow_free(handle);
  assert.deepEqual(words(), [0, 0, 0, 0]);
  assert.equal(Buffer.from(real.memory.buffer).includes(Buffer.from(password())), false);
});
