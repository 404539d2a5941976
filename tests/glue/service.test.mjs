// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { decode } from '@msgpack/msgpack';
import { argon2id } from 'hash-wasm';
import sodium from 'libsodium-wrappers-sumo';
import { StoreFailure } from '../../js-glue/src/errors.js';
import { Store } from '../../js-glue/src/store.js';
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

/** The first administrator of a new organization. */
async function bootstrap(client) {
  const journey = client.start({
    flow: 'bootstrap',
    server_url: server.origin,
    device_label: 'Browser',
  });
  await asked(journey, 'identity');
  await journey.answer({
    answer: 'identity',
    name: 'Alice Martin',
    email: 'alice@example.com',
    organization: 'Bakery',
  });
  await asked(journey, 'protection');
  await journey.answer({ answer: 'protection' }, password());
  const { result, failure } = await journey.finished;
  assert.equal(failure, undefined);
  server.administrator = { user_id: result.user_id, human_handle: result.human_handle };
  return result;
}

async function outcome(journey) {
  return journey.finished;
}

/** @param {any} client @param {any} place @param {string} [text] @param {object} [control] */
async function unlock(client, place, text, control) {
  const journey = client.start({ flow: 'unlock', place }, control);
  await asked(journey, 'password');
  await journey.answer({ answer: 'password' }, password(text));
  return { journey, ...(await journey.finished) };
}

/** Two people have compared their codes; the administrator is asked whom to let in. */
async function upToApproval(alice, bob, device) {
  const { result: invited } = await outcome(
    alice.start({
      flow: 'invite',
      device,
      job: 'new',
      email: 'bob@example.com',
      send_email: false,
    }),
  );

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

/** Keys in a password device file, opened by other people's libraries. */
async function keysIn(file, text) {
  await sodium.ready;
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
  return {
    device,
    keys: [key, device.signing_key, device.private_key, device.local_symkey, device.user_realm_key],
  };
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

  const { result: home } = await outcome(client.start({ flow: 'home' }));
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
  const { result: opened } = await journey.finished;
  assert.equal(opened.device_id, created.device_id);
  assert.notEqual(opened.device, created.device, 'a handle is never given twice');
  assert.deepEqual(opened.place, created.place);
});

test('service: the file opens with other libraries, and after locking no key is left in memory', async () => {
  const client = await browser.open(server, { stretcher: realStretcher() });
  const created = await bootstrap(client);
  const { result: file } = await outcome(client.start({ flow: 'export', place: created.place }));
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

  const { result: opened } = await unlock(client, created.place);
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
  const { result: file } = await outcome(client.start({ flow: 'export', place: created.place }));
  const elsewhere = new Browser();
  others.push(elsewhere);
  const there = await elsewhere.open(server);
  const { result: imported } = await outcome(there.start({ flow: 'import', file: file.data }));
  assert.equal(imported.device.device_id, created.device_id);
  const { result: opened } = await unlock(there, imported.device.place);
  assert.equal(opened.device_id, created.device_id);
  const { failure } = await outcome(
    there.start({ flow: 'import', file: new TextEncoder().encode('nonsense') }),
  );
  assert.equal(failure.status, 'device-file');
});

test('service: a file of the official client is opened in place', async () => {
  const client = await browser.open(server);
  const created = await bootstrap(client);
  const { result: file } = await outcome(client.start({ flow: 'export', place: created.place }));
  const elsewhere = new Browser();
  others.push(elsewhere);
  await elsewhere.files.write('/devices/sub/whatever.keys', [...file.data]);
  const there = await elsewhere.open(server);
  const { result: home } = await outcome(there.start({ flow: 'home' }));
  assert.deepEqual(home.devices[0].place, { store: 'official', key: '/devices/sub/whatever.keys' });
  const { result: opened } = await unlock(there, home.devices[0].place);
  assert.deepEqual(opened.place, home.devices[0].place);
  const second = await elsewhere.open(server);
  assert.equal(
    (await outcome(second.start({ flow: 'home' }))).result.devices[0].device_id,
    created.device_id,
  );
  const { failure } = await outcome(second.start({ flow: 'unlock', place: home.devices[0].place }));
  assert.deepEqual([failure.status, failure.device_id], ['device-in-use', created.device_id]);
  const taken = await unlock(second, home.devices[0].place, undefined, { takeOver: true });
  assert.equal(taken.result.device_id, created.device_id);
  const { result: after } = await outcome(second.start({ flow: 'home' }));
  assert.equal(after.devices.length, 1, 'never copied');
});

test('service: one tab at a time; the other says so before it asks a password', async () => {
  const first = await browser.open(server);
  const second = await browser.open(server);
  const { device, device_id, place } = await bootstrap(first);
  const refused = second.start({ flow: 'unlock', place });
  let questions = 0;
  refused.addEventListener('change', () => (questions += refused.question ? 1 : 0));
  const { failure } = await refused.finished;
  assert.deepEqual([failure.status, failure.device_id, questions], ['device-in-use', device_id, 0]);
  assert.match(second.sentence(failure.status), /another tab/);
  await first.lock(device);
  assert.equal((await unlock(second, place)).result.device_id, device_id);
});

test('service: a tab that fails or gives up does not keep the device', async () => {
  const first = await browser.open(server);
  const second = await browser.open(server);
  const { device, place } = await bootstrap(first);
  await first.lock(device);
  const waiting = first.start({ flow: 'unlock', place });
  await asked(waiting, 'password');
  assert.equal(
    (await outcome(second.start({ flow: 'unlock', place }))).failure.status,
    'device-in-use',
  );
  waiting.cancel();
  assert.equal((await waiting.finished).failure.status, 'cancelled');
  assert.equal((await unlock(second, place)).failure, undefined);
});

test('service: taken over, the first tab loses its session and says so', async () => {
  const first = await browser.open(server);
  const second = await browser.open(server);
  const { device, device_id, place } = await bootstrap(first);
  const invitation = (
    await outcome(
      first.start({
        flow: 'invite',
        device,
        job: 'new',
        email: 'bob@example.com',
        send_email: false,
      }),
    )
  ).result;
  const greeting = first.start({ flow: 'greet', device, link: invitation.link });
  await until(greeting, () => greeting.step === 'await-peer');
  const lost = new Promise((resolve) =>
    first.addEventListener('taken-over', resolve, { once: true }),
  );
  const seen = server.seen.length;
  const opening = second.start({ flow: 'unlock', place }, { takeOver: true });
  const event = await lost;
  assert.deepEqual([event.device, event.deviceId], [device, device_id]);
  assert.deepEqual(
    [(await greeting.finished).failure.status, greeting.failure.device_id],
    ['taken-over', device_id],
  );
  assert.deepEqual(
    server.seen.slice(seen).filter(({ cmd }) => cmd.includes('cancel')),
    [],
    'the greeting is now the business of whoever has the device',
  );
  await asked(opening, 'password');
  await opening.answer({ answer: 'password' }, password());
  assert.equal((await opening.finished).result.device_id, device_id);
  const { failure } = await outcome(first.start({ flow: 'invite', device, job: 'list' }));
  assert.equal(failure.status, 'argument', 'the handle is gone');
  assert.equal(
    (await outcome(first.start({ flow: 'unlock', place }))).failure.status,
    'device-in-use',
  );
});

test('service: a take-over that is given up keeps nothing', async () => {
  const first = await browser.open(server);
  const second = await browser.open(server);
  const { place } = await bootstrap(first);
  const opening = second.start({ flow: 'unlock', place }, { takeOver: true });
  await asked(opening, 'password');
  opening.cancel();
  assert.equal((await opening.finished).failure.status, 'cancelled');
  assert.equal((await unlock(first, place)).failure, undefined);
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
    const { result, failure } = await journey.finished;
    if (late) {
      await first.lock(result.device);
      continue;
    }
    crossed++;
    assert.equal(failure?.status, 'cancelled', `after ${turns} turns`);
    await first.describeLink('whatever was sent before has arrived');
    const other = await unlock(second, place);
    assert.equal(other.result?.device_id, device_id, `after ${turns} turns`);
    await second.lock(other.result.device);
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
  const second = await browser.open(server);
  assert.equal((await unlock(second, place)).failure, undefined);
});

test('service: what a device’s journey keeps is refused as its file is', async () => {
  /** @type {[string[], string[]][]} */
  const written = [];
  class Watching extends Store {
    async perform(operations, generations) {
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
  const { result: file } = await outcome(
    first.start({ flow: 'export', place: (await bootstrap(first)).place }),
  );
  // Its lock is stolen, but nobody tells it.
  await new Store(browser.database).nextGeneration(`/devices/${file.name}`);
  const journey = first.start({
    flow: 'import',
    file: Uint8Array.from([...file.data]),
    replace: true,
  });
  assert.equal(
    (await journey.finished).result?.result,
    'imported',
    'the same bytes need no writing',
  );
  const other = await import('@msgpack/msgpack');
  const changed = other.decode(file.data);
  changed.device_label = 'Another label';
  const again = first.start({ flow: 'import', file: other.encode(changed), replace: true });
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
  const { result: invited } = await outcome(
    client.start({
      flow: 'invite',
      device,
      job: 'new',
      email: 'bob@example.com',
      send_email: true,
    }),
  );
  assert.equal(invited.email_sent, 'SUCCESS');
  assert.ok(invited.link.startsWith(`${server.origin}/redirect/Bakery?`));
  const { result: list } = await outcome(client.start({ flow: 'invite', device, job: 'list' }));
  const [line] = list.invitations;
  assert.deepEqual(
    [line.invitation, line.link, line.email, line.status],
    [invited.invitation, invited.link, 'bob@example.com', 'PENDING'],
  );
  const { result: nothing } = await outcome(
    client.start({ flow: 'invite', device, job: 'cancel', link: invited.link }),
  );
  assert.equal(nothing.result, 'nothing');
  assert.equal(
    (await outcome(client.start({ flow: 'invite', device, job: 'list' }))).result.invitations[0]
      .status,
    'CANCELLED',
  );
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

  const [greeted, claimed] = await Promise.all([greet.finished, claim.finished]);
  assert.equal(greeted.result.result, 'greeted');
  assert.deepEqual(
    [claimed.result.user_id, claimed.result.profile],
    [greeted.result.user_id, 'STANDARD'],
  );
  assert.equal(server.invitations.values().next().value.status, 'FINISHED');
  await bob.lock(claimed.result.device);
  assert.equal(
    (await unlock(bob, claimed.result.place, 'correct horse')).result.user_id,
    claimed.result.user_id,
  );
  assert.equal((await outcome(bob.start({ flow: 'home' }))).result.journeys.length, 0);
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
  await until(journey, () => journey.notes.network?.retry_in_ms >= 5000);
  assert.deepEqual(
    [journey.notes.network.reachable, journey.notes.network.status],
    [false, 'offline'],
  );
  online = true;
  const before = Date.now();
  journey.hurry();
  assert.equal((await journey.finished).result.result, 'invitations');
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
  const link = 'https://parsec.example.com/redirect/Bakery?a=claim_user&p=xBjXbfjrnrnrnmdS-5GVBYg';
  const described = await client.describeLink(link);
  for (const options of [
    { flow: 'claim', link: described.status === 'ok' ? link : '', device_label: 'x' },
    { flow: 'bootstrap', server_url: 'https://parsec.example.com/', device_label: 'x' },
  ]) {
    const { failure } = await outcome(client.start(options));
    assert.notEqual(failure, undefined);
    if (options.flow === 'bootstrap' || described.status === 'ok') {
      assert.deepEqual([failure.status, failure.host], ['foreign-server', 'parsec.example.com']);
    }
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
  const { result } = await unlock(there, place);
  const { failure } = await outcome(
    there.start({ flow: 'invite', device: result.device, job: 'list' }),
  );
  assert.equal(failure.status, 'foreign-server');
  assert.equal(elsewhere.seen.length, 0);
});

test('service: links are described by the core', async () => {
  const client = await browser.open(server);
  const { device } = await bootstrap(client);
  const { result: invited } = await outcome(
    client.start({
      flow: 'invite',
      device,
      job: 'new',
      email: 'bob@example.com',
      send_email: false,
    }),
  );
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
  assert.notEqual(bad.status, 'ok');
  assert.equal(bad.sentence, client.sentence(bad.status));
  assert.equal((await client.describeLink('')).status, 'address-empty');
});

test('service: options that no flow accepts are a failure, not a silence', async () => {
  const client = await browser.open(server);
  for (const [options, status] of [
    [{ flow: 'claim', link: 'nonsense', device_label: 'x' }, 'address-scheme'],
    [{ flow: 'dance' }, 'unknown-variant'],
    [{ flow: 'invite', device: 99, job: 'list' }, 'argument'],
    [{ flow: 'greet', device: 'one', link: '' }, 'type'],
    [{}, 'missing-field'],
  ]) {
    const { failure } = await outcome(client.start(options));
    assert.equal(failure.status, status, JSON.stringify(options));
    assert.ok(client.sentence(status).length > 10);
  }
});

test('service: an answer that does not fit is refused, and the question stays', async () => {
  const client = await browser.open(server);
  const journey = client.start({
    flow: 'bootstrap',
    server_url: server.origin,
    device_label: 'Browser',
  });
  await asked(journey, 'identity');
  await assert.rejects(journey.answer({ answer: 'code', code: 'ABCD' }), {
    name: 'ClientError',
    status: 'state',
  });
  await assert.rejects(journey.answer({ answer: 'identity' }), { status: 'missing-field' });
  assert.equal(journey.question.question, 'identity');
  const answer = {
    answer: 'identity',
    name: 'Alice',
    email: 'alice@example.com',
    organization: 'Bakery',
  };
  const [first, second] = await Promise.allSettled([
    journey.answer(answer),
    journey.answer(answer),
  ]);
  assert.deepEqual(
    [first.status, second.status, second.reason.status],
    ['fulfilled', 'rejected', 'state'],
  );
  await asked(journey, 'protection');
  journey.cancel();
  assert.equal((await journey.finished).failure.status, 'cancelled');
  await assert.rejects(journey.answer({ answer: 'protection' }, password()), { status: 'state' });
});

test('service: a journey is given up by its signal, also before it begins', async () => {
  const client = await browser.open(server);
  const controller = new AbortController();
  const journey = client.start(
    { flow: 'bootstrap', server_url: server.origin, device_label: 'x' },
    { signal: controller.signal },
  );
  await asked(journey, 'identity');
  controller.abort();
  assert.equal((await journey.finished).failure.status, 'cancelled');
  const never = client.start(
    { flow: 'bootstrap', server_url: server.origin, device_label: 'x' },
    { signal: AbortSignal.abort() },
  );
  assert.equal((await never.finished).failure.status, 'cancelled');
});

test('service: a full disk is asked about, and the journey goes on when there is room', async () => {
  class FullStore extends Store {
    full = true;
    async perform(operations, generations) {
      if (this.full && operations.some(({ verb }) => verb === 'put'))
        throw new StoreFailure('quota');
      return super.perform(operations, generations);
    }
  }
  const store = new FullStore(browser.database);
  const client = await browser.open(server, { store });
  const journey = client.start({
    flow: 'bootstrap',
    server_url: server.origin,
    device_label: 'Browser',
  });
  await asked(journey, 'identity');
  await journey.answer({
    answer: 'identity',
    name: 'Alice',
    email: 'alice@example.com',
    organization: 'Bakery',
  });
  await asked(journey, 'protection');
  await journey.answer({ answer: 'protection' }, password());
  const trouble = await asked(journey, 'trouble');
  assert.equal(trouble.status, 'store-quota');
  assert.ok(
    !server.seen.some(({ cmd }) => cmd === 'organization_bootstrap'),
    'nothing was created yet',
  );
  store.full = false;
  await journey.answer({ answer: 'again' });
  assert.equal((await journey.finished).result.result, 'device');
});

test('service: without Web Locks nothing starts', async () => {
  const client = await browser.open(server, { locks: undefined });
  const { failure } = await outcome(client.start({ flow: 'home' }));
  assert.equal(failure.status, 'insecure-context');
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
  const running = first.start({
    flow: 'invite',
    device,
    job: 'new',
    email: 'x@example.com',
    send_email: false,
  });
  server.between = () => new Response('', { status: 503 });
  first.close();
  const { failure } = await running.finished;
  assert.equal(failure.status, 'cancelled');
  while (!first.stopped()) await new Promise((resolve) => setTimeout(resolve, 5));
  await assert.rejects(first.describeLink('x'), { status: 'closed' });
  const late = first.start({ flow: 'home' });
  assert.equal(late.ended, false);
  assert.equal((await late.finished).failure.status, 'closed');
  server.between = () => undefined;
  const second = await browser.open(server);
  assert.equal((await unlock(second, place)).failure, undefined);
});

test('service: a core that traps takes the client down, and nothing waits for ever', async () => {
  const client = await browser.open(server);
  const journey = client.start({ flow: 'bootstrap', server_url: server.origin, device_label: 'x' });
  await asked(journey, 'identity');
  client.exports.psc_wasm_flow_step = () => {
    throw new WebAssembly.RuntimeError('unreachable');
  };
  const answer = {
    answer: 'identity',
    name: 'Alice',
    email: 'alice@example.com',
    organization: 'Bakery',
  };
  await assert.rejects(journey.answer(answer), { status: 'crashed' });
  assert.equal((await journey.finished).failure.status, 'crashed');
  assert.equal(client.stopped(), true);
});
