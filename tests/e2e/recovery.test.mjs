// SPDX-License-Identifier: MPL-2.0
// A recovery file: created on request only, checked by loading it back, and the way back in when everything else is lost.
import assert from 'node:assert/strict';
import { decode, encode } from '@msgpack/msgpack';
import { authenticators, byName } from './lib/authenticators.mjs';
import { chromium } from './lib/browsers.mjs';
import { clockOf } from './lib/clock.mjs';
import {
  choosePassword,
  describeOrganization,
  inside,
  logIn,
  openFile,
  PASSWORD,
} from './lib/journeys.mjs';
import { kept } from './lib/kept.mjs';
import { look } from './lib/look.mjs';
import { dropAfter, dropBefore } from './lib/proxy.mjs';
import {
  anotherKey,
  createFile,
  createRecovery,
  give,
  saved,
  shownKey,
  sloppily,
  toRecovery,
} from './lib/recovery.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, Peer, QUICK, Server } from './lib/server.mjs';
import { says, stageOf } from './lib/stage.mjs';
import { stallAt } from './lib/stall.mjs';
import { stored } from './lib/stored.mjs';
import { withAll } from './lib/with-all.mjs';

const staged = stageOf(import.meta.url);

/**
 * @typedef {import('./lib/stage.mjs').Stage} Stage
 * @typedef {import('./lib/stage.mjs').Tab} Tab
 * @typedef {{ organization: string, device: string, data: string }} Office
 */

const NEW = 'another-pair-of-fine-shoes-77';
const TAGS = ['recovery', 'chromium'];

/**
 * An organization of Ada's.
 * @param {Stage} stage
 * @returns {Promise<Office>}
 */
async function office(stage) {
  const organization = freshOrganization();
  return { organization, ...(await stage.found(organization)) };
}

/**
 * Ada's devices, as the server knows them.
 * @param {Stage} stage
 * @param {Office} office
 */
async function devicesOf({ ada }, { device }) {
  const [{ purposes }] = /** @type {any[]} */ (await ada.members(device));
  return /** @type {Record<string, string>} */ (purposes);
}

/** @param {Stage} stage @param {Office} office */
async function recoveryFiles(stage, office) {
  return Object.entries(await devicesOf(stage, office))
    .filter(([, purpose]) => purpose === 'PASSPHRASE_RECOVERY')
    .map(([id]) => id);
}

/** @param {Tab} person */
const standing = ({ page }) =>
  page.evaluate(
    () => document.querySelector('main [data-standing]')?.getAttribute('data-standing') ?? '',
  );

/** @param {Tab} person @param {string} wanted */
const stands = (person, wanted) =>
  person.until(`${wanted}`, async () => (await standing(person)) === wanted);

/** @param {Tab} person @param {string} hash */
async function goTo(person, hash) {
  await person.page.evaluate((to) => {
    location.hash = to;
  }, hash);
}

/**
 * The page for coming back, with this file.
 * @param {Tab} person
 * @param {{ server: { app: string } }} stage
 * @param {Uint8Array} file
 */
async function comeBackWith(person, { server }, file) {
  await person.open(`${server.app}#/recover`);
  await person.heading(/^Back in/);
  await give(person, 'recovery-file', 'mine.psrk', file);
}

/**
 * From the page of the key to the end.
 * @param {Tab} person
 * @param {string} key
 * @param {string} [password]
 */
async function comeBack(person, key, password = NEW) {
  await person.heading(/^Enter its key/);
  await person.fill('Recovery key', key);
  await person.press('Continue');
  await person.heading(/How do you want to open it|Choose a password/);
  await choose(person, password);
}

/** @param {Tab} person @param {string} password */
async function choose(person, password) {
  await person.fill('Password for this browser', password);
  await person.fill('The same password again', password);
  await person.press('Come back');
}

/** @param {Tab} person */
const keysOf = async (person) => (await stored(person, 'devices')).map(({ key }) => key).sort();

/** @param {Tab} person */
const problem = ({ page }) => page.locator('main .problem').first().textContent();

/**
 * The key is in nothing that the browser keeps or shows in its address bar.
 * @param {Tab} person
 * @param {string} key
 */
async function nowhere({ page }, key) {
  const symbols = key.replaceAll('-', '');
  const all = `${await page.evaluate(kept)} ${page.url()} ${await page.title()}`.toLowerCase();
  for (const form of [key, symbols, bytesOf(symbols).toString('hex')])
    assert.ok(!all.includes(form.toLowerCase()), `kept: ${form.slice(0, 4)}…`);
}

/** @param {string} symbols of base32 */
function bytesOf(symbols) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...symbols].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

test(
  'nothing is created by opening the page; the file works once both were loaded back, and others can use it',
  staged(async (stage, use) => {
    const { ada, nova, server } = stage;
    const here = await office(stage);
    const person = await use(chromium());
    await openFile(person, server, here.organization, here.data);
    await person.text(/You have no recovery file yet/);
    await toRecovery(person, here.device);
    await stands(person, 'none');
    await goTo(person, `/device/${here.device}/devices`);
    await person.heading(/^My devices/);
    await toRecovery(person, here.device);
    await person.reload();
    await person.heading(/^Open /);
    await person.fill('Password', PASSWORD);
    await person.press('Open');
    await person.heading(/^Your recovery file$/);
    assert.deepEqual(Object.keys(await devicesOf(stage, here)), [here.device]);

    // An older one, of another device: it fits together and is still the wrong one.
    const phone = await ada.do({
      do: 'add_device',
      device: here.device,
      label: 'Phone',
      password: PASSWORD,
      argon2: QUICK,
    });
    const older = await ada.do({ do: 'recovery_create', device: phone.device });
    const file = await createFile(person);
    assert.equal(file.name, `Parsec_Recovery_File_${here.organization}.psrk`);
    assert.equal((await recoveryFiles(stage, here)).length, 2);
    const key = await shownKey(person);
    assert.match(key, /^([A-Z2-7]{4}-){12}[A-Z2-7]{4}$/);
    const [first] = key.split('-');
    const spoken = await person.page.locator('.key-groups li').first().ariaSnapshot();
    assert.ok(spoken.includes([...first].join(', ')), `letter by letter: ${spoken}`);
    const text = await saved(person, 'Save the key as a text file');
    assert.equal(text.name, `Parsec_Recovery_Code_${here.organization}.txt`);
    assert.equal(text.bytes.toString(), key);
    await person.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await person.press('Copy the key');
    await person.text(/Copied/);
    assert.equal(await person.page.evaluate(() => navigator.clipboard.readText()), key);

    await nowhere(person, key);
    await person.press('I have both');
    await person.heading(/^Check that both work/);
    assert.ok(!(await person.page.content()).includes(first), 'the key is gone from the page');
    await person.press('Check the file and the key');
    assert.match(String(await problem(person)), /Choose the recovery file first/);
    await give(person, 'recovery-file', 'device.keys', Buffer.from(here.data, 'base64'));
    await person.press('Check the file and the key');
    assert.match(String(await problem(person)), /Enter the key first/);
    // The live look, as it is typed.
    await person.fill('Recovery key', key.slice(0, 12));
    await person.text(/10 of 52 characters so far/);
    await person.fill('Recovery key', `${key} ${first}`);
    await person.text(/56 characters, but a key has 52/);
    await person.fill('Recovery key', `${key.slice(0, -1)}8`);
    await person.text(/51 of 52 characters so far. .*something else is in there/);
    await person.press('Check the file and the key');
    await person.until('refused', async () => /51 of 52/.test(String(await problem(person))));
    await person.fill('Recovery key', sloppily(key));
    await person.text(/All 52 characters are there/);
    await person.press('Check the file and the key');
    await person.text(/This is not a recovery file/);
    await give(person, 'recovery-file', file.name, file.bytes);
    await person.fill('Recovery key', anotherKey(key));
    await person.text(/All 52 characters are there/);
    await person.press('Check the file and the key');
    await person.text(/This key does not open this recovery file/);
    assert.equal(
      await person.page.evaluate(() => document.activeElement?.id),
      'key',
      'the focus is where the trouble is',
    );
    assert.equal(
      await person.page.locator('#key').inputValue(),
      anotherKey(key),
      'what was typed stays, to be corrected',
    );
    await give(person, 'recovery-file', 'old.psrk', Buffer.from(older.recovery_file, 'base64'));
    await person.fill('Recovery key', older.recovery_key);
    await person.press('Check the file and the key');
    await person.text(/of an older recovery file/);
    await give(person, 'key-file', 'holiday.txt', 'Dear diary, today nothing happened at all.');
    await person.text(/There is no recovery key in this file/);
    await give(person, 'key-file', text.name, `\ufeff${text.bytes}\r\n`);
    await person.text(/All 52 characters are there/);
    await give(person, 'recovery-file', file.name, file.bytes);
    await person.press('Check the file and the key');
    await person.heading(/^Your recovery file works/);
    await nowhere(person, key);

    await person.press(`Go to ${here.organization}`);
    await inside(person, here.organization);
    await person.until('no reminder', () =>
      person.page.evaluate(() => document.querySelector('[data-remind]') === null),
    );
    await goTo(person, `/device/${here.device}/security`);
    await stands(person, 'checked');
    await goTo(person, `/device/${here.device}/devices`);
    await person.text(/For emergencies/);
    assert.equal(await person.page.locator('[data-recovery-file]').count(), 2);
    // What was created elsewhere is told, here too.
    await person.text(
      /A recovery file of yours was created on .* can open everything in your name/,
    );

    const opened = await nova.do({
      do: 'open_device_file',
      device_file: file.bytes.toString('base64'),
      recovery_key: key,
    });
    assert.equal(opened.accepted, true);
    const restored = await nova.do({
      do: 'recovery_restore',
      recovery_file: file.bytes.toString('base64'),
      recovery_key: key,
      label: 'Laptop',
      password: 'peer',
      argon2: QUICK,
    });
    assert.equal(restored.email, 'ada@example.com');
    assert.equal((await nova.do({ do: 'prove' })).accepted, true);

    // Another browser would know that there is one, and not that it was checked.
    await person.page.evaluate(() => localStorage.clear());
    await goTo(person, `/device/${here.device}/security`);
    await stands(person, 'elsewhere');
    assert.deepEqual(person.complaints, []);
  }),
  { limit: 120_000, tags: TAGS },
);

test(
  'leaving before the check is asked about; after a reload the file exists, unchecked, and is no second one',
  staged(async (stage, use) => {
    const { server } = stage;
    const here = await office(stage);
    const person = await use(chromium());
    await openFile(person, server, here.organization, here.data);
    await toRecovery(person, here.device);
    const file = await createFile(person);
    const key = await shownKey(person);
    await person.page.goBack();
    await person.text(/Leave before the check\?/);
    await person.press('Stay here');
    await person.heading(/^Save the key/);
    assert.equal(await shownKey(person), key);
    await person.page.keyboard.press('Escape');
    await person.press('Leave without the check');
    await inside(person, here.organization);
    await person.text(/Your recovery file is not checked/);
    assert.equal((await recoveryFiles(stage, here)).length, 1);

    await toRecovery(person, here.device);
    await stands(person, 'unchecked');
    await createFile(person);
    await person.press('I have both');
    await person.heading(/^Check that both work/);
    person.page.once('dialog', (dialog) => dialog.accept());
    await person.reload();
    await person.fill('Password', PASSWORD);
    await person.press('Open');
    await person.heading(/^Your recovery file$/);
    await stands(person, 'unchecked');
    assert.equal((await recoveryFiles(stage, here)).length, 2);

    // What was saved before the check works all the same.
    await comeBackWith(person, stage, file.bytes);
    await comeBack(person, key);
    await person.heading(/You are back in/, 60_000);
  }),
  { limit: 120_000, tags: TAGS },
);

test(
  'back in with a device left: it is put aside, the new one opens, and the file can be used again',
  staged(async (stage, use) => {
    const { ada, nova, server } = stage;
    const here = await office(stage);
    const { recovery_file, recovery_key } = await ada.do({
      do: 'recovery_create',
      device: here.device,
    });
    const bytes = Buffer.from(recovery_file, 'base64');
    const person = await use(chromium());
    await openFile(person, server, here.organization, here.data);
    await person.press('Log out');
    await person.press(here.organization);
    await person.press('I have lost my password');
    await person.heading(/Forgotten password/);
    const ways = await person.page
      .locator('[data-way]')
      .evaluateAll((all) => all.map((each) => each.getAttribute('data-way')));
    assert.deepEqual(ways, ['device', 'recovery', 'copy', 'administrator']);
    await person.press('Get back in with a recovery file');
    await person.heading(new RegExp(`Back into ${here.organization}`));
    await give(person, 'recovery-file', 'mine.psrk', bytes);
    await person.heading(/^Enter its key/);
    assert.deepEqual(await keysOf(person), [here.device], 'nothing is changed yet');
    await comeBack(person, sloppily(recovery_key));
    await person.heading(/You are back in/, 60_000);
    await person.text(/is put aside/);
    const keys = await keysOf(person);
    assert.equal(keys.length, 2);
    assert.ok(keys.includes(`${here.device}.archived`), String(keys));
    const [fresh] = keys.filter((key) => !key.startsWith(here.device));
    assert.equal((await devicesOf(stage, here))[fresh], 'STANDARD');
    await person.press(`Open ${here.organization}`);
    await person.fill('Password', NEW);
    await person.press('Open');
    await inside(person, here.organization);
    await person.press('My devices');
    await person.text(/For emergencies/);
    const file = (await stored(person, 'devices')).find(({ key }) => key === fresh);
    const opened = await nova.do({
      do: 'open_device_file',
      device_file: file?.base64,
      password: NEW,
    });
    assert.deepEqual([opened.device, opened.accepted], [fresh, true]);
    await person.open(`${server.app}#/`);
    await person.reload();
    await person.press('Put aside (1)');
    await person.text(/You have come back with your recovery file/);

    // Once more, as after all data of the site was cleared, chosen where device files are opened.
    const elsewhere = await use(stage.person());
    await elsewhere.open(server.app);
    await elsewhere.heading(/Welcome/);
    await elsewhere.giveFile('mine.psrk', recovery_file);
    await elsewhere.heading(/^Enter its key/);
    await elsewhere.text(new RegExp(here.organization));
    await give(elsewhere, 'key-file', 'key.txt', recovery_key);
    await elsewhere.text(/All 52/);
    await elsewhere.press('Continue');
    await elsewhere.heading(/How do you want to open it|Choose a password/);
    await choose(elsewhere, NEW);
    await elsewhere.heading(/You are back in/, 60_000);
    assert.doesNotMatch((await elsewhere.state()).text, /is put aside/);
    await elsewhere.press(`Open ${here.organization}`);
    await elsewhere.fill('Password', NEW);
    await elsewhere.press('Open');
    await inside(elsewhere, here.organization);
    assert.equal(Object.keys(await devicesOf(stage, here)).length, 4);
    assert.deepEqual([...person.complaints, ...elsewhere.complaints], []);
  }),
  { limit: 150_000, tags: TAGS },
);

test(
  'terms that changed while no device was left are shown and accepted on the way back',
  staged(async (stage, use) => {
    const { ada, server } = stage;
    const here = await office(stage);
    const { recovery_file, recovery_key } = await ada.do({
      do: 'recovery_create',
      device: here.device,
    });
    const tos = { en_US: 'https://terms.example.com/en' };
    await server.administer('PATCH', here.organization, { tos });
    const person = await use(chromium());
    await comeBackWith(person, stage, Buffer.from(recovery_file, 'base64'));
    await comeBack(person, recovery_key);
    await person.heading(/asks you to accept its terms/);
    await person.press('Not now');
    await person.heading(/recovery file/);
    assert.deepEqual(await keysOf(person), []);

    await give(person, 'recovery-file', 'mine.psrk', Buffer.from(recovery_file, 'base64'));
    await comeBack(person, recovery_key);
    await person.heading(/asks you to accept its terms/);
    await person.press('Accept');
    await person.heading(/You are back in/, 60_000);
    await person.press(`Open ${here.organization}`);
    await person.fill('Password', NEW);
    await person.press('Open');
    await inside(person, here.organization);
  }),
  { limit: 120_000, tags: TAGS },
);

test(
  'what is not the file, not the key, or not of this server is told apart',
  staged(async (stage, use) => {
    const { ada, server } = stage;
    const here = await office(stage);
    const mine = await ada.do({ do: 'recovery_create', device: here.device });
    const other = await ada.do({ do: 'recovery_create', device: here.device });
    const bytes = Buffer.from(mine.recovery_file, 'base64');
    const person = await use(stage.person());
    await person.open(`${server.app}#/recover`);
    for (const [name, content, words] of /** @type {[string, Uint8Array | string, RegExp][]} */ ([
      ['nothing.psrk', '', /This is not a recovery file/],
      ['letter.psrk', 'Dear Ada, how are you?', /This is not a recovery file/],
      ['large.psrk', new Uint8Array(2 * 1024 * 1024), /This is not a recovery file/],
      ['half.psrk', bytes.subarray(0, 100), /This is not a recovery file/],
      ['device.keys', Buffer.from(here.data, 'base64'), /ends in “.keys” is a device file/],
      ['key.txt', mine.recovery_key, /This file holds a recovery key/],
    ])) {
      await give(person, 'recovery-file', name, content);
      await person.until(name, async () => words.test((await problem(person)) ?? ''));
      await person.reload();
      await person.heading(/^Back in/);
    }
    const elsewhere = {
      .../** @type {any} */ (decode(bytes)),
      server_url: 'https://parsec.example.com',
    };
    await give(person, 'recovery-file', 'elsewhere.psrk', encode(elsewhere));
    await person.heading(/belongs to another server/);
    await person.text(/parsec\.example\.com/);
    await person.press('Choose another file');
    await give(person, 'recovery-file', 'mine.psrk', bytes);
    await person.heading(/^Enter its key/);
    for (const wrong of [other.recovery_key, anotherKey(mine.recovery_key)]) {
      await person.fill('Recovery key', wrong);
      await person.press('Continue');
      await person.until('refused', async () =>
        /does not open this recovery file/.test((await problem(person)) ?? ''),
      );
      await person.fill('Recovery key', '');
      assert.equal(await person.page.locator('main .problem').count(), 0);
    }
    await person.press('Continue');
    assert.match(String(await problem(person)), /Enter the key first/);
    assert.deepEqual(await keysOf(person), []);
    await comeBack(person, mine.recovery_key);
    await person.heading(/You are back in/, 60_000);
  }),
  { limit: 90_000, tags: TAGS },
);

test(
  'somebody who was removed, a wrong clock, no connection: told apart, and the file works as before',
  staged(async (stage, use) => {
    const { ada, nova, proxy } = stage;
    const here = await office(stage);
    const { recovery_file, recovery_key } = await ada.do({
      do: 'recovery_create',
      device: here.device,
    });
    const bytes = Buffer.from(recovery_file, 'base64');

    // Offline, then online: the same page goes on by itself.
    const person = await use(stage.person());
    await comeBackWith(person, stage, bytes);
    const back = proxy.rule({ cmd: 'device_create' }, dropBefore);
    await comeBack(person, recovery_key);
    await person.text(/No connection to the server/);
    assert.match((await person.state()).heading, /Almost there/);
    assert.deepEqual(await keysOf(person), []);
    back();
    await person.heading(/You are back in/, 60_000);

    const late = await use(stage.person());
    const set = await clockOf(late, 3 * 3_600_000);
    await comeBackWith(late, stage, bytes);
    await comeBack(late, recovery_key);
    await says(late, 'http-clock');
    await late.text(/Your recovery file was not used up/);
    assert.deepEqual(await keysOf(late), []);
    await set(0);
    await late.press('Try again');
    await comeBack(late, recovery_key);
    await late.heading(/You are back in/, 60_000);

    // Bob has a recovery file, and is removed.
    const email = 'bob@example.com';
    const { token, link_http } = await ada.do({ do: 'invite', email, device: here.device });
    await Promise.all([
      nova.do({ do: 'claim', link: link_http, auto: true, name: 'Bob Durand' }),
      ada.do({ do: 'greet', token, device: here.device, auto: true, profile: 'STANDARD' }),
    ]);
    await Promise.all([nova.event('done'), ada.event('done')]);
    const bob = await nova.do({ do: 'recovery_create' });
    await ada.do({ do: 'revoke', email, device: here.device });
    const removed = await use(stage.person());
    await comeBackWith(removed, stage, Buffer.from(bob.recovery_file, 'base64'));
    await comeBack(removed, bob.recovery_key);
    await says(removed, 'http-revoked');
    assert.doesNotMatch((await removed.state()).text, /was not used up/);
    assert.deepEqual(await keysOf(removed), []);
  }),
  { limit: 150_000, tags: TAGS },
);

test(
  'joined, a recovery file saved, all data of the site cleared, back in with a passkey',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const { app } = byName(server);
      const person = await use(chromium());
      const organization = freshOrganization();
      await person.open(app);
      await (await authenticators(person)).plugIn();
      await describeOrganization(person, organization);
      await choosePassword(person, `Create ${organization}`);
      await person.heading(/is created/, 60_000);
      await person.press('Save my recovery file now');
      await person.heading(/^Your recovery file$/);
      const { file, key } = await createRecovery(person);
      await person.press(`Go to ${organization}`);
      await inside(person, organization);
      await person.page.goto('about:blank');
      const devtools = await person.context.newCDPSession(person.page);
      await devtools.send('Storage.clearDataForOrigin', {
        origin: new URL(app).origin,
        storageTypes: 'all',
      });
      await person.open(app);
      await person.heading(/Welcome/);
      await person.giveFile(file.name, file.bytes.toString('base64'));
      await person.heading(/^Enter its key/);
      await person.fill('Recovery key', key);
      await person.press('Continue');
      await person.heading(/How do you want to open it/);
      await person.choose('Passkey');
      await person.press('Continue');
      await person.press('Make the passkey');
      await person.press('Use it once');
      await person.heading(/You are back in/, 60_000);
      await person.press(`Open ${organization}`);
      await person.heading(new RegExp(`^Open ${organization}`));
      await person.press('Use my passkey');
      await inside(person, organization);
      // The passkey is not the only way in.
      assert.doesNotMatch((await person.state()).text, /only way in/);
      assert.deepEqual(person.complaints, []);
    }),
  { limit: 120_000, tags: TAGS },
);

/**
 * Where a tab dies on its way back.
 * @typedef {'file' | 'key' | 'protection' | 'before the request' | 'after the request' | 'write' | 'read back' | 'moving' | 'moved'} Death
 */

/** Before the new device is saved: nothing has changed. */
const EARLY = /** @type {[Death, 'reload' | 'kill'][]} */ ([
  ['file', 'reload'],
  ['key', 'reload'],
  ['key', 'kill'],
  ['protection', 'reload'],
  ['protection', 'kill'],
  ['before the request', 'kill'],
  ['after the request', 'kill'],
  ['write', 'kill'],
]);

/**
 * A browser with Ada's device, which is not open, and a recovery file of hers.
 * @param {Stage} stage
 * @param {(person: Promise<Tab>) => Promise<Tab>} use
 */
async function lost(stage, use) {
  const here = await office(stage);
  const made = await stage.ada.do({ do: 'recovery_create', device: here.device });
  const person = await use(stage.person());
  await person.open(stage.server.app);
  await person.giveFile('device.keys', here.data);
  await person.text(/is now in this browser/);
  return {
    ...here,
    person,
    key: /** @type {string} */ (made.recovery_key),
    file: Buffer.from(made.recovery_file, 'base64'),
  };
}

/**
 * On the way back, the tab dies.
 * @param {Stage} stage
 * @param {Awaited<ReturnType<typeof lost>>} lost
 * @param {Death} at
 * @param {'reload' | 'kill'} [how]
 */
async function die(stage, { person, file, key, ...here }, at, how = 'kill') {
  await person.open(`${stage.server.app}#/recover`);
  await person.heading(/^Back in/);
  if (at !== 'file') {
    await give(person, 'recovery-file', 'mine.psrk', file);
    await person.heading(/^Enter its key/);
    await person.fill('Recovery key', key);
  }
  if (at !== 'file' && at !== 'key') {
    const ready = await dieAt(stage, person, here, at);
    await person.press('Continue');
    await person.heading(/How do you want to open it|Choose a password/);
    if (at !== 'protection') {
      await choose(person, NEW);
      await ready();
    }
  }
  if (how === 'kill') await person.kill();
  else await person.reload();
  stage.proxy.calm();
  await person.open(stage.server.app);
}

/**
 * @param {Tab} person
 * @param {{ organization: string }} office
 * @param {string} device
 * @param {string} password
 */
async function opens(person, { organization }, device, password) {
  await goTo(person, `/device/${device}`);
  await person.heading(/^Open /);
  await person.fill('Password', password);
  await person.press('Open');
  await inside(person, organization);
  await person.press('Log out');
}

test(
  'a tab that dies before the new device is saved has changed nothing, and the file works as before',
  staged(async (stage, use) => {
    const mine = await lost(stage, use);
    const { person, device, key, file } = mine;
    const before = await stored(person, 'devices');
    for (const [at, how] of EARLY) {
      await die(stage, mine, at, how);
      assert.deepEqual(await stored(person, 'devices'), before, at);
      assert.deepEqual(await stored(person, 'journeys'), [], at);
    }
    await opens(person, mine, device, PASSWORD);
    await comeBackWith(person, stage, file);
    await comeBack(person, key);
    await person.heading(/You are back in/, 60_000);
    const fresh = (await keysOf(person)).find((each) => !each.startsWith(device)) ?? '';
    await opens(person, mine, fresh, NEW);
  }),
  { limit: 180_000, tags: TAGS },
);

for (const [at, aside] of /** @type {[Death, boolean][]} */ ([
  ['read back', false],
  ['moving', false],
  ['moved', true],
]))
  test(
    `a tab that dies once the new device is saved (${at}): it opens, and so does the old one unless it is aside`,
    staged(async (stage, use) => {
      const mine = await lost(stage, use);
      const { person, device, key, file } = mine;
      await die(stage, mine, at);
      const keys = await keysOf(person);
      const left = aside ? `${device}.archived` : device;
      assert.ok(keys.includes(left) && keys.length === 2, String(keys));
      const fresh = keys.find((each) => each !== left) ?? '';
      await opens(person, mine, fresh, NEW);
      if (!aside) await opens(person, mine, device, PASSWORD);
      // Begun again, it tidies up what was left.
      await comeBackWith(person, stage, file);
      await comeBack(person, key);
      await person.heading(/You are back in/, 60_000);
      const end = await keysOf(person);
      assert.equal(end.length, 3);
      assert.deepEqual(
        end.filter((each) => each.endsWith('.archived')),
        [`${device}.archived`, `${fresh}.archived`].sort(),
      );
    }),
    { limit: 120_000, tags: TAGS },
  );

/**
 * @param {Stage} stage
 * @param {Tab} person
 * @param {{ device: string, organization: string }} office
 * @param {Death} at
 * @returns {Promise<() => Promise<unknown>>} waits until it is there
 */
async function dieAt({ proxy }, person, { device, organization }, at) {
  switch (at) {
    case 'before the request':
    case 'after the request':
      return held(proxy, { cmd: 'device_create', organization }, at === 'after the request');
    case 'write':
    case 'read back':
    case 'moving':
    case 'moved': {
      const moving = at === 'moving' || at === 'moved';
      const stalled = await stallAt(
        person,
        at === 'write' || at === 'moving' ? 'write' : 'read back',
        {
          after: moving ? 1 : 0,
        },
      );
      return async () => {
        await person.until(at, stalled);
        // A write that was asked for is there a moment later.
        if (at === 'read back')
          await person.until('the new file', async () => (await keysOf(person)).length === 2);
        if (at === 'moved')
          await person.until(
            'the old file aside',
            async () => !(await keysOf(person)).includes(device),
          );
      };
    }
    default:
      return async () => {};
  }
}

/**
 * The request gets no answer, whether the server has acted or not.
 * @param {import('./lib/proxy.mjs').ReverseProxy} proxy
 * @param {{ cmd: string, organization: string }} match
 * @param {boolean} acted
 */
function held(proxy, match, acted) {
  const { promise, resolve } = Promise.withResolvers();
  proxy.rule(
    match,
    async (turn) => {
      if (acted) await turn.forward();
      resolve(undefined);
    },
    { times: 1 },
  );
  return () => promise;
}

test(
  'the connection breaks while a recovery file is created: it goes on by itself, and there is one',
  staged(async (stage, use) => {
    const { proxy, server } = stage;
    const here = await office(stage);
    const person = await use(stage.person());
    await openFile(person, server, here.organization, here.data);
    const lost = proxy.rule({ cmd: 'device_create' }, dropBefore);
    await toRecovery(person, here.device);
    await stands(person, 'none');
    await person.press('Create my recovery file');
    await person.text(/No connection to the server/);
    lost();
    // Once more, after the server has acted.
    proxy.rule({ cmd: 'device_create' }, dropAfter, { times: 1 });
    await person.heading(/^Save the file$/, 60_000);
    assert.equal((await recoveryFiles(stage, here)).length, 1);
  }),
  { limit: 90_000, tags: TAGS },
);

test(
  'a tab that dies while a recovery file is created leaves the device as it was, and another file can be created',
  staged(async (stage, use) => {
    const { proxy, server } = stage;
    for (const acted of [false, true]) {
      const here = await office(stage);
      const person = await use(stage.person());
      await openFile(person, server, here.organization, here.data);
      await toRecovery(person, here.device);
      await stands(person, 'none');
      const { organization } = here;
      const ready = held(proxy, { cmd: 'device_create', organization }, acted);
      await person.press('Create my recovery file');
      await ready();
      await person.kill();
      proxy.calm();
      assert.equal((await recoveryFiles(stage, here)).length, acted ? 1 : 0);
      await logIn(person, server, organization);
      await inside(person, organization);
      await toRecovery(person, here.device);
      // What was created is in nobody's hands, and is not taken for a way back.
      await stands(person, acted ? 'unchecked' : 'none');
      await createRecovery(person);
      await person.press(`Go to ${organization}`);
      await inside(person, organization);
      await person.leave();
    }
  }),
  { limit: 120_000, tags: TAGS },
);

test(
  'screens: recovery files and the way back in',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const { organization, device, device_file } = await peer.found(server, {
        password: PASSWORD,
        argon2: QUICK,
      });
      const person = await use(chromium());
      await person.open(`${server.app}#/lost`);
      await person.heading(/Forgotten password/);
      await look(person, 'lost');
      await openFile(person, server, organization, device_file);
      await person.text(/You have no recovery file yet/);
      await look(person, 'organization-no-recovery');
      await toRecovery(person, device);
      await stands(person, 'none');
      await look(person, 'recovery');
      const file = await createFile(person);
      await look(person, 'recovery-key');
      await person.press('Back to the file');
      await person.heading(/^Save the file$/);
      await look(person, 'recovery-file');
      await person.press('Continue with the key');
      const key = await shownKey(person);
      await saved(person, 'Save the key as a text file');
      await person.text(/Move one of the two away/);
      await look(person, 'recovery-key-saved');
      await person.press('I have both');
      await person.heading(/^Check that both work/);
      await look(person, 'recovery-check');
      await give(person, 'recovery-file', file.name, file.bytes);
      await person.fill('Recovery key', anotherKey(key));
      await person.press('Check the file and the key');
      await person.text(/does not open this recovery file/);
      await look(person, 'recovery-check-wrong');
      await person.press('Leave without the check');
      await look(person, 'recovery-leave');
      await person.press('Stay here');
      await person.fill('Recovery key', key);
      await person.press('Check the file and the key');
      await person.heading(/works/);
      await look(person, 'recovery-done');
      await goTo(person, `/device/${device}/security`);
      await stands(person, 'checked');
      await look(person, 'security-recovery');
      await goTo(person, `/device/${device}/devices`);
      await person.text(/For emergencies/);
      await look(person, 'devices-recovery');
      await goTo(person, `/device/${device}`);
      await person.press('Log out');

      await person.open(`${server.app}#/recover/${device}`);
      await person.heading(/Back into/);
      await look(person, 'recover');
      await give(person, 'recovery-file', 'x.psrk', 'x');
      await person.text(/not a recovery file/);
      await look(person, 'recover-wrong');
      await give(person, 'recovery-file', file.name, file.bytes);
      await person.heading(/^Enter its key/);
      await look(person, 'recover-key');
      await person.fill('Recovery key', key.slice(0, 30));
      await person.press('Continue');
      await look(person, 'recover-key-short');
      await person.fill('Recovery key', key);
      await person.press('Continue');
      await person.heading(/How do you want to open it|Choose a password/);
      await look(person, 'recover-protection');
      await choose(person, NEW);
      await person.heading(/You are back in/, 60_000);
      await person.text(/is put aside/);
      await look(person, 'recover-done');
      await person.press('Back to start');
      await person.press('Put aside (1)');
      await look(person, 'home-recovered');
      const foreign = {
        .../** @type {any} */ (decode(file.bytes)),
        server_url: 'https://p.example',
      };
      await comeBackWith(person, { server }, encode(foreign));
      await person.heading(/another server/);
      await look(person, 'recover-elsewhere');
      assert.deepEqual(person.complaints, []);
    }),
  { limit: 300_000, tags: ['screens', ...TAGS] },
);
