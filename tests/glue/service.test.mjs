// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';
import { decode, encode } from '@msgpack/msgpack';
import { argon2id } from 'hash-wasm';
import sodium from 'libsodium-wrappers-sumo';
import { StoreFailure } from '../../js-glue/src/errors.js';
import { Store } from '../../js-glue/src/store.js';
import { bytesOf } from './lib/modules.mjs';
import { Server } from './lib/server.mjs';
import { asked, Browser, password, realStretcher, until } from './lib/tab.mjs';

/** @type {Server} */
let server;
/** @type {Browser} */
let browser;
/** @type {Browser[]} */
let others = [];
beforeEach(() => {
  server = new Server();
  browser = new Browser();
});
afterEach(async () => {
  await Promise.all([browser, ...others].map((each) => each.close()));
  others = [];
});

/**
 * @typedef {import('../../js-glue/src/client.js').Journey} Journey
 * @typedef {import('../../js-glue/src/crossing.js').Answer} Answer
 * @typedef {import('../../js-glue/src/crossing.js').DevicePlace} DevicePlace
 * @typedef {import('../../js-glue/src/crossing.js').Result} Result
 * @typedef {import('./lib/tab.mjs').Tab} Tab
 */

/**
 * What a journey ended well with.
 * @template {Result['result']} K
 * @param {Journey} journey
 * @param {K} kind
 * @returns {Promise<Extract<Result, {result: K}>>}
 */
async function resultOf(journey, kind) {
  const { result, failure } = await journey.finished;
  assert.equal(result?.result, kind, failure?.status);
  return /** @type {Extract<Result, {result: K}>} */ (result);
}

/**
 * Why a journey ended.
 * @param {Journey} journey
 */
async function failureOf(journey) {
  const { result, failure } = await journey.finished;
  assert.ok(failure, `it ended well: ${result?.result}`);
  return failure;
}

/** @type {Answer} */
const ALICE = {
  answer: 'identity',
  name: 'Alice Martin',
  email: 'alice@example.com',
  organization: 'Bakery',
};

/**
 * A new organization is asked for.
 * @param {Tab} client
 * @param {AbortSignal} [signal]
 */
function founding(client, signal) {
  return client.start(
    { flow: 'bootstrap', server_url: server.origin, device_label: 'Browser' },
    { signal },
  );
}

/**
 * Alice says who she is and protects her device.
 * @param {Journey} journey
 */
async function introduce(journey) {
  await asked(journey, 'identity');
  await journey.answer(ALICE);
  await asked(journey, 'protection');
  await journey.answer({ answer: 'protection' }, password());
}

/**
 * The first administrator of a new organization.
 * @param {Tab} client
 */
async function bootstrap(client) {
  const journey = founding(client);
  await introduce(journey);
  const result = await resultOf(journey, 'device');
  server.administrator = { user_id: result.user_id, human_handle: result.human_handle };
  return result;
}

/** @param {Tab} client @param {DevicePlace} place @param {string} [text] @param {{takeOver?: boolean}} [control] */
async function unlock(client, place, text, control) {
  const journey = client.start({ flow: 'unlock', place }, control);
  await asked(journey, 'password');
  await journey.answer({ answer: 'password' }, password(text));
  return resultOf(journey, 'device');
}

/** @param {Tab} client @param {number} device @param {boolean} [send_email] */
function invite(client, device, send_email = false) {
  const email = 'bob@example.com';
  return client.start({ flow: 'invite', device, job: 'new', email, send_email });
}

/**
 * Two people have compared their codes; the administrator is asked whom to let in.
 * @param {Tab} alice
 * @param {Tab} bob
 * @param {number} device
 */
async function upToApproval(alice, bob, device) {
  const invited = await resultOf(invite(alice, device), 'invited');

  const claim = bob.start({ flow: 'claim', link: invited.link, device_label: 'Laptop' });
  const invitation = await asked(claim, 'invitation');
  assert.deepEqual(
    [invitation.organization, invitation.email, invitation.inviter],
    ['Bakery', 'bob@example.com', ['alice@example.com', 'Alice Martin']],
  );
  await claim.answer({ answer: 'proceed' });
  const greet = alice.start({ flow: 'greet', device, link: invited.link });

  const fromAlice = await until(greet, () => greet.notes['own-code']?.code);
  const choice = await asked(claim, 'code');
  assert.ok(choice.choices.includes(fromAlice));
  await claim.answer({ answer: 'code', code: fromAlice });
  const fromBob = await until(claim, () => claim.notes['own-code']?.code);
  await asked(greet, 'code');
  await greet.answer({ answer: 'code', code: fromBob });

  await asked(claim, 'details');
  await claim.answer({ answer: 'details', name: 'Bob Petit' });
  await asked(claim, 'protection');
  await claim.answer({ answer: 'protection' }, password('correct horse'));
  const approval = await asked(greet, 'approval');
  return { claim, greet, approval };
}

/**
 * Keys in a password device file, opened by other people's libraries.
 * @param {Uint8Array} file
 * @param {string} text
 */
async function keysIn(file, text) {
  await sodium.ready;
  /** @param {Uint8Array} bytes @returns {any} */
  const plain = (bytes) =>
    decode(bytes, { extensionCodec: { tryToEncode: () => null, decode: () => null } });
  const { algorithm, ciphertext } = plain(file);
  const key = await argon2id({
    password: text,
    salt: algorithm.salt,
    memorySize: algorithm.memlimit_kb,
    iterations: algorithm.opslimit,
    parallelism: algorithm.parallelism,
    hashLength: 32,
    outputType: 'binary',
  });
  const device = plain(
    sodium.crypto_secretbox_open_easy(ciphertext.subarray(24), ciphertext.subarray(0, 24), key),
  );
  /** @type {Uint8Array[]} */
  const keys = [
    key,
    device.signing_key,
    device.private_key,
    device.local_symkey,
    device.user_realm_key,
  ];
  return { device, keys };
}

test('service: an organization is created, locked, found again and opened', async () => {
  const client = await browser.open(server);
  const created = await bootstrap(client);
  assert.equal(created.result, 'device');
  assert.deepEqual(
    [created.organization, created.human_handle, created.profile],
    ['Bakery', ['alice@example.com', 'Alice Martin'], 'ADMIN'],
  );
  assert.deepEqual(created.place, { store: 'devices', key: created.device_id });
  await client.lock(created.device);

  const home = await resultOf(client.start({ flow: 'home' }), 'home');
  assert.equal(home.devices.length, 1);
  assert.equal(home.journeys.length, 0);
  assert.deepEqual(
    [home.devices[0].status, home.devices[0].device_id, home.devices[0].kind],
    ['ok', created.device_id, 'password'],
  );
  assert.ok(home.devices[0].created_on instanceof Date);

  const journey = client.start({ flow: 'unlock', place: home.devices[0].place });
  const first = await asked(journey, 'password');
  assert.deepEqual(
    [first.organization, first.device_label, first.refused],
    ['Bakery', 'Browser', 0],
  );
  const id = journey.questionId;
  const wrong = password('wrong');
  await journey.answer({ answer: 'password' }, wrong);
  assert.equal(wrong.length, 0, 'transferred');
  assert.equal((await asked(journey, 'password', id)).refused, 1);
  await journey.answer({ answer: 'password' }, password());
  const opened = await resultOf(journey, 'device');
  assert.equal(opened.device_id, created.device_id);
  assert.notEqual(opened.device, created.device, 'a handle is never given twice');
  assert.deepEqual(opened.place, created.place);
});

test('service: the file opens with other libraries, and after locking no key is left in memory', async () => {
  const client = await browser.open(server, { stretcher: realStretcher() });
  const created = await bootstrap(client);
  const file = await resultOf(client.start({ flow: 'export', place: created.place }), 'file');
  assert.equal(file.name, `${created.device_id}.keys`);
  const { device, keys } = await keysIn(file.data, 'P@ssw0rd.');
  assert.deepEqual(device.human_handle, ['alice@example.com', 'Alice Martin']);
  for (const key of keys) assert.equal(key.length, 32);

  const found = () => keys.map((key) => client.memory().includes(Buffer.from(key)));
  assert.ok(found().some(Boolean), 'an open device has its keys');
  assert.equal(client.memory().includes('P@ssw0rd.'), false, 'but not the password');
  await client.lock(created.device);
  assert.deepEqual(
    found(),
    keys.map(() => false),
  );

  const opened = await unlock(client, created.place);
  assert.ok(found().some(Boolean));
  assert.equal(client.memory().includes('P@ssw0rd.'), false);
  await client.lock(opened.device);
  assert.deepEqual(
    found(),
    keys.map(() => false),
  );
  await client.lock(opened.device);
});

test('service: a file is carried to another browser', async () => {
  const client = await browser.open(server);
  const created = await bootstrap(client);
  const file = await resultOf(client.start({ flow: 'export', place: created.place }), 'file');
  const elsewhere = new Browser();
  others.push(elsewhere);
  const there = await elsewhere.open(server);
  const imported = await resultOf(there.start({ flow: 'import', file: file.data }), 'imported');
  assert.equal(imported.device.device_id, created.device_id);
  const opened = await unlock(there, imported.device.place);
  assert.equal(opened.device_id, created.device_id);
  const failure = await failureOf(
    there.start({ flow: 'import', file: new TextEncoder().encode('nonsense') }),
  );
  assert.equal(failure.status, 'device-file');
});

test('service: a file of the official client is opened in place', async () => {
  const client = await browser.open(server);
  const created = await bootstrap(client);
  const file = await resultOf(client.start({ flow: 'export', place: created.place }), 'file');
  const elsewhere = new Browser();
  others.push(elsewhere);
  await elsewhere.files.write('/devices/sub/whatever.keys', [...file.data]);
  const there = await elsewhere.open(server);
  const home = await resultOf(there.start({ flow: 'home' }), 'home');
  assert.deepEqual(home.devices[0].place, { store: 'official', key: '/devices/sub/whatever.keys' });
  const opened = await unlock(there, home.devices[0].place);
  assert.deepEqual(opened.place, home.devices[0].place);
  const second = await elsewhere.open(server);
  const listed = await resultOf(second.start({ flow: 'home' }), 'home');
  assert.equal(listed.devices[0].device_id, created.device_id);
  const failure = await failureOf(second.start({ flow: 'unlock', place: home.devices[0].place }));
  assert.deepEqual([failure.status, failure.device_id], ['device-in-use', created.device_id]);
  const taken = await unlock(second, home.devices[0].place, undefined, { takeOver: true });
  assert.equal(taken.device_id, created.device_id);
  const after = await resultOf(second.start({ flow: 'home' }), 'home');
  assert.equal(after.devices.length, 1, 'never copied');
});

test('service: one tab at a time; the other says so before it asks a password', async () => {
  const first = await browser.open(server);
  const second = await browser.open(server);
  const { device, device_id, place } = await bootstrap(first);
  const refused = second.start({ flow: 'unlock', place });
  let questions = 0;
  refused.addEventListener('change', () => (questions += refused.question ? 1 : 0));
  const failure = await failureOf(refused);
  assert.deepEqual([failure.status, failure.device_id, questions], ['device-in-use', device_id, 0]);
  assert.match(second.sentence(failure.status), /another tab/);
  await first.lock(device);
  assert.equal((await unlock(second, place)).device_id, device_id);
});

test('service: a tab that fails or gives up does not keep the device', async () => {
  const first = await browser.open(server);
  const second = await browser.open(server);
  const { device, place } = await bootstrap(first);
  await first.lock(device);
  const waiting = first.start({ flow: 'unlock', place });
  await asked(waiting, 'password');
  const { status } = await failureOf(second.start({ flow: 'unlock', place }));
  assert.equal(status, 'device-in-use');
  waiting.cancel();
  assert.equal((await failureOf(waiting)).status, 'cancelled');
  await unlock(second, place);
});

test('service: taken over, the first tab loses its session and says so', async () => {
  const first = await browser.open(server);
  const second = await browser.open(server);
  const { device, device_id, place } = await bootstrap(first);
  const invitation = await resultOf(invite(first, device), 'invited');
  const greeting = first.start({ flow: 'greet', device, link: invitation.link });
  await until(greeting, () => greeting.step === 'await-peer');
  const lost = new Promise((resolve) =>
    first.addEventListener('taken-over', resolve, { once: true }),
  );
  const seen = server.seen.length;
  const opening = second.start({ flow: 'unlock', place }, { takeOver: true });
  const event = await lost;
  assert.deepEqual([event.device, event.deviceId], [device, device_id]);
  const ended = await failureOf(greeting);
  assert.deepEqual([ended.status, ended.device_id], ['taken-over', device_id]);
  assert.deepEqual(
    server.seen.slice(seen).filter(({ cmd }) => cmd.includes('cancel')),
    [],
    'the greeting is now the business of whoever has the device',
  );
  await asked(opening, 'password');
  await opening.answer({ answer: 'password' }, password());
  assert.equal((await resultOf(opening, 'device')).device_id, device_id);
  const listing = await failureOf(first.start({ flow: 'invite', device, job: 'list' }));
  assert.equal(listing.status, 'argument', 'the handle is gone');
  const unlocking = await failureOf(first.start({ flow: 'unlock', place }));
  assert.equal(unlocking.status, 'device-in-use');
});

test('service: a take-over that is given up keeps nothing', async () => {
  const first = await browser.open(server);
  const second = await browser.open(server);
  const { place } = await bootstrap(first);
  const opening = second.start({ flow: 'unlock', place }, { takeOver: true });
  await asked(opening, 'password');
  opening.cancel();
  assert.equal((await failureOf(opening)).status, 'cancelled');
  await unlock(first, place);
});

test('service: a cancel that crosses the end leaves no open device', async () => {
  const first = await browser.open(server);
  const { device, device_id, place } = await bootstrap(first);
  await first.lock(device);
  const second = await browser.open(server);
  let crossed = 0;
  for (let turns = 0; turns < 20; turns++) {
    const journey = first.start({ flow: 'unlock', place });
    await asked(journey, 'password');
    await journey.answer({ answer: 'password' }, password());
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    const late = journey.ended;
    journey.cancel();
    if (late) {
      await first.lock((await resultOf(journey, 'device')).device);
      continue;
    }
    crossed++;
    assert.equal((await failureOf(journey)).status, 'cancelled', `after ${turns} turns`);
    await first.describeLink('whatever was sent before has arrived');
    const other = await unlock(second, place);
    assert.equal(other.device_id, device_id, `after ${turns} turns`);
    await second.lock(other.device);
  }
  assert.ok(crossed > 0);
});

test('service: a cancel that finds the end on its way locks the device again', async () => {
  const first = await browser.open(server);
  const { device, place } = await bootstrap(first);
  await first.lock(device);
  const journey = first.start({ flow: 'unlock', place });
  await asked(journey, 'password');
  const released = new Promise((resolve) => {
    const { psc_wasm_device_release } = first.exports;
    first.exports.psc_wasm_device_release = (handle) => {
      psc_wasm_device_release(handle);
      resolve(handle);
    };
  });
  // What the Worker says is heard late: the page presses cancel meanwhile.
  const { update } = journey;
  journey.update = (state) => {
    if (state.ended) journey.cancel();
    update.call(journey, state);
  };
  await journey.answer({ answer: 'password' }, password());
  const { result, failure } = await journey.finished;
  assert.deepEqual([result, failure?.status], [undefined, 'cancelled']);
  assert.ok((await released) > 0);
  await unlock(await browser.open(server), place);
});

/** @param {Tab} client @param {DevicePlace} place @param {{takeOver?: boolean}} [control] */
async function change(client, place, control) {
  const journey = client.start({ flow: 'change', place, job: 'method' }, control);
  await asked(journey, 'password');
  await journey.answer({ answer: 'password' }, password());
  await asked(journey, 'protection');
  await journey.answer({ answer: 'protection' }, password('another one'));
  await resultOf(journey, 'nothing');
}

test('service: the password of a device is changed while it is open, by the tab that has it', async () => {
  const first = await browser.open(server);
  const second = await browser.open(server);
  const { device, device_id, place } = await bootstrap(first);
  const before = await resultOf(first.start({ flow: 'export', place }), 'file');
  for (const options of /** @type {const} */ ([
    { flow: 'change', place, job: 'method' },
    { flow: 'totp', place, job: 'add' },
  ])) {
    const refused = await failureOf(second.start(options));
    assert.deepEqual([refused.status, refused.device_id], ['device-in-use', device_id]);
  }
  await change(first, place);
  await resultOf(first.start({ flow: 'invite', device, job: 'list' }), 'invitations');
  assert.equal(
    (await failureOf(second.start({ flow: 'unlock', place }))).status,
    'device-in-use',
    'it is still open here',
  );
  await first.lock(device);
  const journey = second.start({ flow: 'unlock', place });
  await asked(journey, 'password');
  const id = journey.questionId;
  await journey.answer({ answer: 'password' }, password());
  await asked(journey, 'password', id);
  await journey.answer({ answer: 'password' }, password('another one'));
  assert.equal((await resultOf(journey, 'device')).device_id, device_id);
  const after = await resultOf(second.start({ flow: 'export', place }), 'file');
  assert.notDeepEqual(after.data, before.data);
});

test('service: a tab that takes the device over while its password is changed finds the old one', async () => {
  const second = await browser.open(server);
  for (const reached of ['password', 'protection']) {
    const first = await browser.open(server);
    const { device, place } = await bootstrap(first);
    await first.lock(device);
    const journey = first.start({ flow: 'change', place, job: 'method' });
    await asked(journey, 'password');
    if (reached === 'protection') {
      await journey.answer({ answer: 'password' }, password());
      await asked(journey, 'protection');
    }
    const opened = await unlock(second, place, undefined, { takeOver: true });
    assert.equal((await failureOf(journey)).status, 'taken-over');
    await assert.rejects(journey.answer({ answer: 'protection' }, password('another one')), {
      status: 'state',
    });
    await second.lock(opened.device);
    await second.lock((await unlock(second, place)).device);
  }
});

test('service: a tab that slept while another had the device does not write its new password', async () => {
  /** @type {(() => void) | undefined} */
  let wake;
  class Sleepy extends Store {
    /** @type {Store['perform']} */
    async perform(operations, generations) {
      if (asleep && operations.some(({ verb }) => verb === 'put'))
        await new Promise((resolve) => {
          wake = () => resolve(undefined);
        });
      return super.perform(operations, generations);
    }
  }
  let asleep = false;
  const first = await browser.open(server, { store: new Sleepy(browser.database) });
  const second = await browser.open(server);
  const { device, place } = await bootstrap(first);
  await first.lock(device);
  asleep = true;
  const journey = first.start({ flow: 'change', place, job: 'method' });
  await asked(journey, 'password');
  await journey.answer({ answer: 'password' }, password());
  await asked(journey, 'protection');
  await journey.answer({ answer: 'protection' }, password('another one'));
  while (!wake) await new Promise((resolve) => setTimeout(resolve, 5));
  const opened = await unlock(second, place, undefined, { takeOver: true });
  wake();
  assert.equal((await failureOf(journey)).status, 'taken-over');
  await second.lock(opened.device);
  await second.lock((await unlock(second, place)).device);
});

test('service: a device is put aside, brought back and removed with what is kept of it', async () => {
  const client = await browser.open(server);
  const { device, device_id, place } = await bootstrap(client);
  const listed = async () =>
    (await resultOf(client.start({ flow: 'home' }), 'home')).devices.map((line) => [
      line.place.key,
      line.aside,
    ]);
  await client.lock(device);
  await resultOf(client.start({ flow: 'file', job: 'aside', place }), 'nothing');
  const aside = { ...place, key: `${place.key}.archived` };
  assert.deepEqual(await listed(), [[aside.key, true]]);
  const opening = await failureOf(client.start({ flow: 'unlock', place: aside }));
  assert.equal(opening.status, 'argument');
  const copy = await resultOf(client.start({ flow: 'export', place: aside }), 'file');
  const importing = await failureOf(client.start({ flow: 'import', file: copy.data }));
  assert.equal(importing.status, 'store-aside');
  await resultOf(client.start({ flow: 'file', job: 'back', place: aside }), 'nothing');
  assert.deepEqual(await listed(), [[place.key, false]]);
  await client.lock((await unlock(client, place)).device);

  const store = new Store(browser.database);
  /** @param {import('../../js-glue/src/crossing.js').StoreVerb} verb @param {string | null} key */
  const data = async (verb, key) =>
    (
      await store.perform([{ verb, store: 'data', key, value: verb === 'put' ? password() : null }])
    )[0].records;
  await data('put', `${device_id}/head`);
  await data('put', `${'ab'.repeat(16)}/head`);
  await resultOf(client.start({ flow: 'file', job: 'remove', place }), 'nothing');
  assert.deepEqual(await listed(), []);
  assert.deepEqual(
    (await data('list', null)).map(({ key }) => key),
    [`${'ab'.repeat(16)}/head`],
  );
  await store.close();
  const gone = await failureOf(client.start({ flow: 'file', job: 'remove', place }));
  assert.equal(gone.status, 'store-missing');
});

test('service: a device that another tab has is neither put aside nor removed', async () => {
  const first = await browser.open(server);
  const second = await browser.open(server);
  const { device, device_id, place } = await bootstrap(first);
  for (const job of /** @type {const} */ (['aside', 'remove'])) {
    const failure = await failureOf(second.start({ flow: 'file', job, place }));
    assert.deepEqual([failure.status, failure.device_id], ['device-in-use', device_id]);
  }
  await first.lock(device);
  await unlock(first, place);
});

test('service: a file of the official client is changed, put aside and removed in place, once it is closed there', async () => {
  const client = await browser.open(server);
  const created = await bootstrap(client);
  const file = await resultOf(client.start({ flow: 'export', place: created.place }), 'file');
  const elsewhere = new Browser();
  others.push(elsewhere);
  const path = '/devices/sub/whatever.keys';
  await elsewhere.files.write(path, [...file.data]);
  const there = await elsewhere.open(server);
  const place = /** @type {const} */ ({ store: 'official', key: path });
  const archived = { ...place, key: `${path}.archived` };
  const listed = async () =>
    (await resultOf(there.start({ flow: 'home' }), 'home')).devices.map((line) => line.place.key);

  const refused = there.start({ flow: 'change', place, job: 'method' });
  const question = await asked(refused, 'elsewhere');
  assert.deepEqual([question.organization, question.device_label], ['Bakery', 'Browser']);
  await refused.answer({ answer: 'refuse' });
  assert.equal((await failureOf(refused)).status, 'cancelled');

  const journey = there.start({ flow: 'change', place, job: 'method' });
  await asked(journey, 'elsewhere');
  await journey.answer({ answer: 'proceed' });
  await asked(journey, 'password');
  await journey.answer({ answer: 'password' }, password());
  await asked(journey, 'protection');
  await journey.answer({ answer: 'protection' }, password('another one'));
  await resultOf(journey, 'nothing');
  await there.lock((await unlock(there, place, 'another one')).device);

  /** @type {[('aside' | 'back' | 'remove'), DevicePlace, string[]][]} */
  const jobs = [
    ['aside', place, [archived.key]],
    ['back', archived, [path]],
    ['remove', place, []],
  ];
  for (const [job, at, left] of jobs) {
    const run = there.start({ flow: 'file', job, place: at });
    await asked(run, 'elsewhere');
    await run.answer({ answer: 'proceed' });
    await resultOf(run, 'nothing');
    assert.deepEqual(await listed(), left, job);
  }
});

test('service: what a device’s journey keeps is refused as its file is', async () => {
  /** @type {[string[], string[]][]} */
  const written = [];
  class Watching extends Store {
    /** @type {Store['perform']} */
    async perform(operations, generations = new Map()) {
      if (operations.some(({ verb }) => verb === 'put' || verb === 'delete'))
        written.push([operations.map(({ store }) => store), [...generations.keys()]]);
      return super.perform(operations, generations);
    }
  }
  const alice = await browser.open(server, { store: new Watching(browser.database) });
  const { device, device_id } = await bootstrap(alice);
  const elsewhere = new Browser();
  others.push(elsewhere);
  const bob = await elsewhere.open(server);
  const { greet } = await upToApproval(alice, bob, device);
  written.length = 0;
  // Its lock is stolen, but nobody tells it.
  await new Store(browser.database).nextGeneration(`/devices/${device_id}.keys`);
  await greet.answer({ answer: 'approve', name: 'Bob Petit', profile: 'STANDARD' });
  assert.equal((await asked(greet, 'trouble')).status, 'store-conflict');
  assert.deepEqual(written, [[['journeys'], [`/devices/${device_id}.keys`]]]);
  assert.ok(!server.seen.some(({ cmd }) => cmd === 'user_create'), 'nobody was created');
  greet.cancel();
  await greet.finished;
});

test('service: a tab that slept through the take-over cannot write', async () => {
  const first = await browser.open(server);
  const { place } = await bootstrap(first);
  const file = await resultOf(first.start({ flow: 'export', place }), 'file');
  // Its lock is stolen, but nobody tells it.
  await new Store(browser.database).nextGeneration(`/devices/${file.name}`);
  const journey = first.start({
    flow: 'import',
    file: Uint8Array.from([...file.data]),
    replace: true,
  });
  await resultOf(journey, 'imported'); // the same bytes need no writing
  const changed = { .../** @type {object} */ (decode(file.data)), device_label: 'Another label' };
  const again = first.start({ flow: 'import', file: encode(changed), replace: true });
  await asked(again, 'password');
  await again.answer({ answer: 'password' }, password());
  const trouble = await asked(again, 'trouble');
  assert.equal(trouble.status, 'store-conflict');
  again.cancel();
  await again.finished;
});

test('service: an invitation is made, listed and cancelled', async () => {
  const client = await browser.open(server);
  const { device } = await bootstrap(client);
  const invited = await resultOf(invite(client, device, true), 'invited');
  assert.equal(invited.email_sent, 'SUCCESS');
  assert.ok(invited.link.startsWith(`${server.origin}/redirect/Bakery?`));
  const list = async () => {
    const journey = client.start({ flow: 'invite', device, job: 'list' });
    return (await resultOf(journey, 'invitations')).invitations;
  };
  const [line] = await list();
  assert.deepEqual(
    [line.invitation, line.link, line.email, line.status],
    [invited.invitation, invited.link, 'bob@example.com', 'PENDING'],
  );
  await resultOf(
    client.start({ flow: 'invite', device, job: 'cancel', link: invited.link }),
    'nothing',
  );
  assert.equal((await list())[0].status, 'CANCELLED');
});

test('service: two people meet, compare codes, and the newcomer has a device', async () => {
  const alice = await browser.open(server);
  const { device } = await bootstrap(alice);
  const elsewhere = new Browser();
  others.push(elsewhere);
  const bob = await elsewhere.open(server);
  const { claim, greet, approval } = await upToApproval(alice, bob, device);
  assert.deepEqual(
    [approval.requested, approval.device_label, approval.email_matches],
    [['bob@example.com', 'Bob Petit'], 'Laptop', true],
  );
  await greet.answer({ answer: 'approve', name: 'Bob Petit', profile: 'STANDARD' });

  const [greeted, claimed] = await Promise.all([
    resultOf(greet, 'greeted'),
    resultOf(claim, 'device'),
  ]);
  assert.deepEqual([claimed.user_id, claimed.profile], [greeted.user_id, 'STANDARD']);
  assert.equal(server.invitations.values().next().value?.status, 'FINISHED');
  await bob.lock(claimed.device);
  const opened = await unlock(bob, claimed.place, 'correct horse');
  assert.equal(opened.user_id, claimed.user_id);
  assert.equal((await resultOf(bob.start({ flow: 'home' }), 'home')).journeys.length, 0);
});

test('service: a lost network is noted, and hurrying ends the pause', async () => {
  const client = await browser.open(server);
  const { device } = await bootstrap(client);
  let online = false;
  server.between = () => {
    if (!online) throw new TypeError('network');
    return undefined;
  };
  const journey = client.start({ flow: 'invite', device, job: 'list' });
  const { reachable, status } = await until(journey, () => {
    const { network } = journey.notes;
    return network && network.retry_in_ms >= 5000 && network;
  });
  assert.deepEqual([reachable, status], [false, 'offline']);
  online = true;
  const before = Date.now();
  journey.hurry();
  await resultOf(journey, 'invitations');
  assert.ok(Date.now() - before < 2000);
});

test('service: every request goes to the one server, with what the protocol needs and nothing of the browser', async () => {
  const client = await browser.open(server);
  await bootstrap(client);
  for (const { url, init } of server.seen) {
    assert.equal(new URL(url).origin, server.origin);
    assert.equal(init.credentials, 'omit');
  }
  assert.deepEqual(
    server.seen.map(({ url, cmd }) => `${url} ${cmd}`),
    [
      `${server.origin}/anonymous_server server_config`,
      `${server.origin}/anonymous/Bakery organization_bootstrap`,
    ],
  );
});

test('service: nothing is asked of another server', async () => {
  const client = await browser.open(server);
  const link = 'https://parsec.example.com/redirect/Bakery?a=claim_user&p=xBABI0VniavN7wEjRWeJq83v';
  const described = await client.describeLink(link);
  assert.equal(described.status, 'ok');
  for (const journey of [
    client.start({ flow: 'claim', link, device_label: 'x' }),
    client.start({
      flow: 'bootstrap',
      server_url: 'https://parsec.example.com/',
      device_label: 'x',
    }),
  ]) {
    const failure = await failureOf(journey);
    assert.deepEqual([failure.status, failure.host], ['foreign-server', 'parsec.example.com']);
  }
  assert.equal(server.seen.length, 0);
});

test('service: a device of another server opens, and its first request is refused here', async () => {
  const client = await browser.open(server);
  const { place, device } = await bootstrap(client);
  await client.lock(device);
  const elsewhere = new Server();
  elsewhere.origin = 'http://other.test';
  const there = await browser.open(elsewhere);
  const opened = await unlock(there, place);
  const journey = there.start({ flow: 'invite', device: opened.device, job: 'list' });
  assert.equal((await failureOf(journey)).status, 'foreign-server');
  assert.equal(elsewhere.seen.length, 0);
});

const { vectors } = JSON.parse(
  readFileSync(new URL('../vectors/vectors.json', import.meta.url), 'utf8'),
);
/** A join request as other clients keep it. @param {string} id */
const pendingRequest = (id) =>
  Uint8Array.from(
    Buffer.from(vectors.find((/** @type {{id: string}} */ each) => each.id === id).v0, 'hex'),
  );

test('service: a join request to another server is listed, not followed, and can be forgotten', async () => {
  const key = '0b'.repeat(16);
  const value = pendingRequest('async_enrollment/local_pending');
  const store = new Store(browser.database);
  await store.perform([{ verb: 'put', store: 'enrollments', key, value }]);
  await store.close();
  const client = await browser.open(server);
  const listed = async () =>
    (await resultOf(client.start({ flow: 'home' }), 'home')).requests.map((line) => [
      line.key,
      line.status,
      line.organization,
      line.host,
    ]);
  assert.deepEqual(await listed(), [[key, 'ok', 'CoolOrg', 'parsec.example.com']]);
  for (const journey of [
    client.start({ flow: 'follow', job: 'watch', key }),
    client.start({ flow: 'follow', job: 'withdraw', key }),
    client.start({ flow: 'join', key }),
  ]) {
    const failure = await failureOf(journey);
    assert.deepEqual([failure.status, failure.host], ['foreign-server', 'parsec.example.com']);
  }
  assert.equal(server.seen.length, 0);
  await resultOf(client.start({ flow: 'follow', job: 'forget', key }), 'nothing');
  assert.deepEqual(await listed(), []);
});

test('service: links are described by the core', async () => {
  const client = await browser.open(server);
  const { device } = await bootstrap(client);
  const invited = await resultOf(invite(client, device), 'invited');
  const described = await client.describeLink(`  ${invited.link}\n`);
  assert.deepEqual(described, {
    status: 'ok',
    kind: 'claim-user',
    host: 'parsec.test',
    server_url: `${server.origin}/`,
    organization: 'Bakery',
    continue_url: invited.link,
    desktop_url: `parsec3://parsec.test/Bakery?no_ssl=true&${new URL(invited.link).searchParams}`,
  });
  const bad = await client.describeLink('what is this');
  assert.ok('sentence' in bad);
  assert.equal(bad.sentence, client.sentence(bad.status));
  assert.equal((await client.describeLink('')).status, 'address-empty');
});

test('service: a typed recovery key is described by the core, and left nowhere', async () => {
  const client = await browser.open(server);
  const text = 'L6MB-VZCO-VHNX-U6W4-6VIC-FJTY-AHYN-KYEC-LGZG-3ZUU-L2DW-VDEU-WM2A';
  const key = Buffer.from('5f981ae44ea9db7a7adcf55022a678', 'hex');
  /** @type {[string, string, number, boolean][]} */
  const cases = [
    ['', 'recovery-key', 0, false],
    ['l6mb vzc0', 'recovery-key', 8, false],
    [`${text.slice(0, -1)}é`, 'recovery-key', 51, true],
    [text, 'ok', 52, false],
    [text.toLowerCase().replaceAll('-', ''), 'ok', 52, false],
  ];
  for (const [typed, status, symbols, foreign] of cases) {
    const bytes = new TextEncoder().encode(typed);
    const described = client.describeRecoveryKey(bytes);
    assert.equal(bytes.byteLength, 0, 'transferred');
    assert.deepEqual(await described, { status, symbols, total: 52, foreign });
    const memory = client.memory();
    for (const trace of [text, text.replaceAll('-', ''), text.toLowerCase(), key])
      assert.equal(memory.includes(trace), false);
  }
});

test('service: options that no flow accepts are a failure, not a silence', async () => {
  const client = await browser.open(server);
  /** @type {[any, string][]} any: the types forbid most of them */
  const refused = [
    [{ flow: 'claim', link: 'nonsense', device_label: 'x' }, 'address-scheme'],
    [{ flow: 'dance' }, 'unknown-variant'],
    [{ flow: 'invite', device: 99, job: 'list' }, 'argument'],
    [{ flow: 'greet', device: 'one', link: '' }, 'type'],
    [{}, 'missing-field'],
  ];
  for (const [options, status] of refused) {
    const failure = await failureOf(client.start(options));
    assert.equal(failure.status, status, JSON.stringify(options));
    assert.ok(client.sentence(status).length > 10);
  }
});

test('service: an answer that does not fit is refused, and the question stays', async () => {
  const client = await browser.open(server);
  const journey = founding(client);
  await asked(journey, 'identity');
  await assert.rejects(journey.answer({ answer: 'code', code: 'ABCD' }), {
    name: 'ClientError',
    status: 'state',
  });
  // @ts-expect-error a name and an e-mail are missing
  await assert.rejects(journey.answer({ answer: 'identity' }), { status: 'missing-field' });
  assert.equal(journey.question?.question, 'identity');
  const first = journey.answer(ALICE);
  const second = journey.answer(ALICE);
  await assert.rejects(second, { status: 'state' });
  await first;
  await asked(journey, 'protection');
  journey.cancel();
  assert.equal((await failureOf(journey)).status, 'cancelled');
  await assert.rejects(journey.answer({ answer: 'protection' }, password()), { status: 'state' });
});

test('service: a journey is given up by its signal, also before it begins', async () => {
  const client = await browser.open(server);
  const controller = new AbortController();
  const journey = founding(client, controller.signal);
  await asked(journey, 'identity');
  controller.abort();
  assert.equal((await failureOf(journey)).status, 'cancelled');
  const never = founding(client, AbortSignal.abort());
  assert.equal((await failureOf(never)).status, 'cancelled');
});

test('service: a full disk is asked about, and the journey goes on when there is room', async () => {
  class FullStore extends Store {
    full = true;
    /** @type {Store['perform']} */
    async perform(operations, generations) {
      if (this.full && operations.some(({ verb }) => verb === 'put'))
        throw new StoreFailure('quota');
      return super.perform(operations, generations);
    }
  }
  const store = new FullStore(browser.database);
  const client = await browser.open(server, { store });
  const journey = founding(client);
  await introduce(journey);
  const trouble = await asked(journey, 'trouble');
  assert.equal(trouble.status, 'store-quota');
  assert.ok(
    !server.seen.some(({ cmd }) => cmd === 'organization_bootstrap'),
    'nothing was created yet',
  );
  store.full = false;
  await journey.answer({ answer: 'again' });
  await resultOf(journey, 'device');
});

test('service: without Web Locks nothing starts', async () => {
  const client = await browser.open(server, { locks: undefined });
  const { status } = await failureOf(client.start({ flow: 'home' }));
  assert.equal(status, 'insecure-context');
  const { webLocks, indexedDB, opfs } = await client.probe();
  assert.deepEqual([webLocks, indexedDB, opfs], [false, 'ok', 'ok']);
});

test('service: the probe tells blocked from full', async () => {
  class Refusing extends Store {
    async probe() {
      throw new StoreFailure('denied');
    }
  }
  const client = await browser.open(server, { store: new Refusing(browser.database) });
  browser.files.full = true;
  const { indexedDB, opfs, persisted, framed } = await client.probe();
  assert.deepEqual([indexedDB, opfs, persisted, framed], ['denied', 'quota', null, false]);
});

test('service: the page learns what the modules were checked against', async () => {
  const { integrity } = await browser.open(server);
  for (const name of /** @type {const} */ (['core', 'stretch'])) {
    const hash = createHash('sha256').update(bytesOf(name)).digest('base64');
    assert.equal(integrity[name], `sha256-${hash}`);
  }
});

test('service: every status has a sentence', async () => {
  const client = await browser.open(server);
  for (const status of [
    'cancelled',
    'decrypt',
    'store-quota',
    'device-in-use',
    'taken-over',
    'crashed',
  ]) {
    assert.match(client.sentence(status), /^[A-Z].{8,}\.$/);
  }
});

test('service: closing cancels what runs and gives the device back', async () => {
  const first = await browser.open(server);
  const { place, device } = await bootstrap(first);
  const running = invite(first, device);
  server.between = () => new Response('', { status: 503 });
  first.close();
  assert.equal((await failureOf(running)).status, 'cancelled');
  while (!first.stopped()) await new Promise((resolve) => setTimeout(resolve, 5));
  await assert.rejects(first.describeLink('x'), { status: 'closed' });
  const late = first.start({ flow: 'home' });
  assert.equal(late.ended, false);
  assert.equal((await failureOf(late)).status, 'closed');
  server.between = () => undefined;
  await unlock(await browser.open(server), place);
});

test('service: a core that traps takes the client down, and nothing waits for ever', async () => {
  const client = await browser.open(server);
  const journey = founding(client);
  await asked(journey, 'identity');
  client.exports.psc_wasm_flow_step = () => {
    throw new WebAssembly.RuntimeError('unreachable');
  };
  await assert.rejects(journey.answer(ALICE), { status: 'crashed' });
  assert.equal((await failureOf(journey)).status, 'crashed');
  assert.equal(client.stopped(), true);
});
