// SPDX-License-Identifier: MPL-2.0
// Passkeys on the built site, with Chromium's virtual authenticators.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { decode, encode } from '@msgpack/msgpack';
import { authenticators } from './lib/authenticators.mjs';
import { chromium, firefox, webkit } from './lib/browsers.mjs';
import { create, inside, logIn, PASSWORD, settle } from './lib/journeys.mjs';
import { PowerCut } from './lib/power-cut.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, Server } from './lib/server.mjs';
import { failureOn } from './lib/stage.mjs';
import { stored } from './lib/stored.mjs';
import { withAll } from './lib/with-all.mjs';

/**
 * @typedef {import('./lib/browsers.mjs').ChromiumPerson} Tab
 * @typedef {import('./lib/browsers.mjs').Person} Person
 * @typedef {Parameters<Parameters<typeof withAll>[0]>[0]} Use
 */

const NEW_PASSWORD = 'another-horse-battery-staple-43';

/**
 * Alice, whose browser has a device that a password opens, and no authenticator yet.
 * @param {Use} use
 * @param {Server} [where]
 */
async function alice(use, where) {
  const server = where ?? (await use(Server.start({ name: 'localhost' })));
  const person = await use(chromium());
  const keys = await authenticators(person);
  const organization = freshOrganization();
  await create(person, server, { organization });
  await settle(person, organization);
  const [, device] =
    /#\/device\/([0-9a-f]{32})/.exec(await person.page.evaluate(() => location.hash)) ?? [];
  assert.ok(device);
  return { server, person, keys, organization, device };
}
/** @typedef {Awaited<ReturnType<typeof alice>>} Alice */

/** @param {Person & { page: { evaluate: (work: (to: string) => void, to: string) => Promise<void> } }} person @param {string} route */
const go = ({ page }, route) =>
  page.evaluate((to) => {
    location.hash = `#${to}`;
  }, route);

/** From any page: the device's password is given, the next way is to be chosen. @param {Alice} who */
async function toChoice({ person, device }) {
  await go(person, `/saved/${device}/method`);
  await person.heading(/Your password until now/);
  await person.fill('Password', PASSWORD);
  await person.press('Continue');
  await person.heading(/How do you want to open it/);
}

/** @param {Alice} who */
async function toNewPasskey(who) {
  await toChoice(who);
  await who.person.choose('Passkey');
  await who.person.press('Continue');
  await who.person.heading(/Make a passkey/);
}

/** @param {Tab} person @param {string} name */
async function make(person, name) {
  await person.fill('Name of this passkey', name);
  await person.press('Make the passkey');
}

/** @param {Tab} person @param {string} name */
async function makeAndUse(person, name) {
  await make(person, name);
  await person.press('Use it once');
}

/** From any page: a passkey opens the device instead of its password. @param {Alice} who */
async function toPasskey(who, name = 'First') {
  await toNewPasskey(who);
  await makeAndUse(who.person, name);
  await who.person.heading(/opens with your passkey now/);
}

/** From any page of a device that a passkey opens: another one is to be made. @param {Alice} who */
async function toAnother({ person, device }) {
  await go(person, `/saved/${device}/passkeys/add`);
  await person.heading(/Add a passkey/);
  await person.press('Use my passkey');
  await person.heading(/Make one more passkey/);
}

/** Everything is closed; the device is to be opened. @param {Alice} who */
async function toOpening({ person, server, organization }) {
  await person.open(server.app);
  await person.reload();
  // What had it last may not be quite gone.
  await person.until('nobody who has the device', () =>
    person.page.evaluate(async () => (await navigator.locks.query()).held?.length === 0),
  );
  await person.press(organization);
  await person.heading(new RegExp(`^Open ${organization}`));
}

/** @param {Alice} who */
async function opens(who) {
  await toOpening(who);
  await who.person.press('Use my passkey');
  await inside(who.person, who.organization);
}

/**
 * The page says why the browser's window ended, and the button that opens it is back.
 * @param {Tab} person
 * @param {string} status
 * @param {string} button
 */
async function refuses(person, status, button) {
  await person.until(
    `words for ${status}`,
    async () => (await failureOn(person))?.status === status,
  );
  await person.until(`${button} once more`, () =>
    person.ask({ op: 'has', name: button, value: 'button' }),
  );
}

/** @param {Tab} person */
async function fileOf(person) {
  const [{ key, base64 }] = await stored(person, 'devices');
  return { key, file: /** @type {any} */ (decode(Buffer.from(base64, 'base64'))) };
}

/**
 * Writes another device file in the place of that which is there.
 * @param {Tab} person
 * @param {string} key
 * @param {object} file
 */
async function replaceFile({ page }, key, file) {
  const base64 = Buffer.from(encode(file)).toString('base64');
  await page.evaluate(
    async ([place, content]) => {
      const value = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
      for (const { name } of await indexedDB.databases()) {
        /** @type {IDBDatabase} */
        const db = await new Promise((resolve) => {
          const request = indexedDB.open(/** @type {string} */ (name));
          request.onsuccess = () => resolve(request.result);
        });
        if (db.objectStoreNames.contains('devices')) {
          const change = db.transaction('devices', 'readwrite');
          change.objectStore('devices').put(value, place);
          await new Promise((resolve) => {
            change.oncomplete = resolve;
          });
        }
        db.close();
      }
    },
    [key, base64],
  );
}

test(
  'a device goes from its password to a passkey, opens with it after a reload, and goes back',
  () =>
    withAll(async (use) => {
      const who = await alice(use);
      const { person, server, keys, organization, device } = who;
      const authenticator = await keys.plugIn();
      const before = await fileOf(person);
      await toPasskey(who, 'My laptop');
      const after = await fileOf(person);
      assert.deepEqual([before.file.type, after.file.type], ['password', 'web_passkey']);
      assert.equal(after.key, before.key);
      assert.deepEqual(after.file.created_on, before.file.created_on);

      const [made, ...others] = await authenticator.passkeys();
      assert.equal(others.length, 0);
      assert.equal(made.userName, `${organization} – My laptop`);
      for (const text of [made.userName, made.userDisplayName, made.userHandle])
        assert.doesNotMatch(String(text), /@/);
      const handle = Buffer.from(made.userHandle ?? '', 'base64');
      assert.equal(handle.length, 32);
      const [record] = after.file.passkeys;
      assert.equal(record.rp_id, 'localhost');
      assert.equal(Buffer.from(record.credential_id).toString('base64'), made.credentialId);

      await opens(who);
      await go(person, `/saved/${device}/method`);
      await person.heading(/Your passkey until now/);
      await person.press('Use my passkey');
      await person.heading(/How do you want to open it/);
      await person.choose('Password');
      await person.fill('Password for this browser', NEW_PASSWORD);
      await person.fill('The same password again', NEW_PASSWORD);
      await person.press('Use this password');
      await person.heading(/opens with a password now/);
      assert.equal((await fileOf(person)).file.type, 'password');
      await logIn(person, server, organization, NEW_PASSWORD);
      await inside(person, organization);
      assert.deepEqual(person.complaints, []);
    }),
  { limit: 90_000, tags: ['passkey', 'chromium'] },
);

test(
  'why a passkey was not made is told apart, and the passkey that is left behind is told of',
  () =>
    withAll(async (use) => {
      const who = await alice(use);
      const { person, keys } = who;
      await toNewPasskey(who);
      const refused = (/** @type {string} */ status) => refuses(person, status, 'Make the passkey');

      const plain = await keys.plugIn({ hasPrf: false });
      await make(person, 'First');
      await refused('passkey-no-prf');
      await person.until(
        'the authenticator told that it is worth nothing',
        async () => (await plain.passkeys()).length === 0,
      );
      await plain.unplug();

      const blind = await keys.plugIn({ hasUserVerification: false, isUserVerified: false });
      await make(person, 'First');
      await refused('passkey-unverified');
      await blind.unplug();

      const strange = await keys.plugIn();
      await strange.recognizes(false);
      await make(person, 'First');
      await refused('passkey-unverified');
      await strange.unplug();

      const authenticator = await keys.plugIn();
      await authenticator.answers(false);
      await make(person, 'First');
      await person.press('Stop asking');
      await refused('passkey-cancelled');
      assert.equal((await authenticator.passkeys()).length, 0);
      assert.equal((await fileOf(person)).file.type, 'password');

      await authenticator.answers(true);
      await make(person, 'First');
      await person.heading(/Make a passkey/);
      await person.text(/The passkey is made/);
      await authenticator.answers(false);
      await person.press('Use it once');
      await person.press('Stop asking');
      await refuses(person, 'passkey-cancelled', 'Use it once');
      await person.text(/The passkey exists, but opens nothing yet/);
      await person.text(/How to delete it/);
      assert.equal((await fileOf(person)).file.type, 'password');

      await authenticator.answers(true);
      await person.press('Use it once');
      await person.heading(/opens with your passkey now/);
      assert.equal((await authenticator.passkeys()).length, 1);
      await opens(who);
    }),
  { limit: 120_000, tags: ['passkey', 'chromium'] },
);

test(
  'why a passkey did not open a device is told apart',
  () =>
    withAll(async (use) => {
      const who = await alice(use);
      const { person, keys } = who;
      const authenticator = await keys.plugIn();
      await toPasskey(who);
      await toOpening(who);
      const refused = (/** @type {string} */ status) => refuses(person, status, 'Use my passkey');

      await authenticator.answers(false);
      await person.press('Use my passkey');
      await person.press('Stop asking');
      await refused('passkey-cancelled');
      await authenticator.answers(true);

      const { key, file } = await fileOf(person);
      const [passkey] = file.passkeys;
      await replaceFile(person, key, {
        ...file,
        passkeys: [{ ...passkey, rp_id: 'parsec.example' }],
      });
      await authenticator.answers(false);
      await toOpening(who);
      await person.text(/parsec\.example/);
      await person.press('Use my passkey');
      await refused('passkey-other-site');
      await authenticator.answers(true);
      await replaceFile(person, key, file);

      // Another salt gives another output, which opens nothing.
      await replaceFile(person, key, {
        ...file,
        passkeys: [{ ...passkey, salt: Buffer.alloc(32) }],
      });
      await toOpening(who);
      await person.press('Use my passkey');
      await refused('wrong-passkey');
      await replaceFile(person, key, file);

      // A browser does not tell this from a passkey that is not there.
      await authenticator.recognizes(false);
      await toOpening(who);
      await person.press('Use my passkey');
      await refused('passkey-missing');
      await person.press('I cannot get in');
      await person.heading(/^When you cannot get in$/);
      await person.text(/The passkey is not here/);
      await person.text(/Opened by Passkey/);
      assert.equal(
        await person.page.locator('details[open]').getAttribute('data-topic'),
        'passkey',
      );

      await person.page.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential'));
      await toOpening(who);
      await person.press('Use my passkey');
      await refused('passkey-unsupported');
    }),
  { limit: 120_000, tags: ['passkey', 'chromium'] },
);

test(
  'two authenticators: one more passkey, either opens, then the first is removed',
  () =>
    withAll(async (use) => {
      const who = await alice(use);
      const { person, keys, device } = who;
      const laptop = await keys.plugIn();
      await toPasskey(who, 'Laptop');

      await toAnother(who);
      await make(person, 'Twice');
      await refuses(person, 'passkey-exists', 'Make the passkey');
      assert.equal((await laptop.passkeys()).length, 1);

      const stick = await keys.plugIn({ transport: 'usb' });
      await laptop.answers(false);
      await makeAndUse(person, 'Stick');
      await person.heading(/One more passkey opens this device/);
      assert.deepEqual([(await laptop.passkeys()).length, (await stick.passkeys()).length], [1, 1]);
      const { file } = await fileOf(person);
      const labels = (/** @type {any} */ { passkeys }) =>
        passkeys.map((/** @type {any} */ { label }) => label);
      assert.deepEqual(labels(file), ['Laptop', 'Stick']);
      await opens(who);
      await laptop.answers(true);
      await stick.answers(false);
      await opens(who);

      await go(person, `/device/${device}/security`);
      await person.press('Remove the passkey Laptop');
      await person.heading(/Remove the passkey “Laptop”/);
      await person.press('Use my passkey');
      await person.heading(/The passkey is removed/);
      assert.deepEqual(labels((await fileOf(person)).file), ['Stick']);
      await person.until(
        'the first authenticator told that its passkey opens nothing',
        async () => (await laptop.passkeys()).length === 0,
      );
      await stick.answers(true);
      await opens(who);
      await stick.clear();
      await toOpening(who);
      await person.press('Use my passkey');
      await refuses(person, 'passkey-missing', 'Use my passkey');
    }),
  { limit: 120_000, tags: ['passkey', 'chromium'] },
);

/** What opens the device as it is now. @param {Alice} who */
async function opensSomehow(who) {
  const { person, organization } = who;
  const { file } = await fileOf(person);
  await toOpening(who);
  if (file.type === 'password') {
    await person.fill('Password', PASSWORD);
    await person.press('Open');
  } else {
    await person.press('Use my passkey');
  }
  await inside(person, organization);
}

test(
  'the power fails at every write of a change from a password to passkeys and back: the old or the new opens',
  () =>
    withAll(async (use) => {
      const cut = await use(PowerCut.start({ name: 'localhost' }));
      const who = await alice(use, cut.server);
      const { person, keys, device } = who;
      const laptop = await keys.plugIn();
      // One that has no passkey of the device refuses as fast as another opens it: this one is there only while it is needed.
      /** @type {Awaited<ReturnType<typeof keys.plugIn>> | undefined} */
      let stick;
      const ready = async () => {
        cut.set();
        await stick?.unplug();
        stick = undefined;
        await laptop.answers(true);
      };

      /** The Worker stands still and its tab is left: the authenticators, which are the tab's, stay. */
      const fail = async () => {
        await person.page.goto('about:blank');
        await ready();
        await person.open(who.server.app);
      };
      /**
       * @param {() => Promise<unknown>} prepare everything up to the press that makes the page write
       * @param {string} button
       * @param {RegExp} done
       */
      const atEveryWrite = async (prepare, button, done) => {
        const { key, file: old } = await fileOf(person);
        const isOld = async () => isDeepStrictEqual((await fileOf(person)).file, old);
        /** @type {string[]} */
        const passed = [];
        for (;;) {
          await prepare();
          const halted = cut.set(/ devices /, passed.length);
          await person.press(button);
          const point = await Promise.race([halted, person.heading(done).then(() => '')]);
          if (!point) break;
          passed.push(point);
          await fail();
          assert.equal(await isOld(), !point.startsWith('after'), point);
          await opensSomehow(who);
          await replaceFile(person, key, old);
        }
        assert.deepEqual(
          passed,
          ['before', 'during', 'after'].map((when) => `${when} put devices ${device}`),
        );
        await ready();
        assert.equal(await isOld(), false);
        await opensSomehow(who);
      };

      // Before anything is asked: only whose turn it is, is counted.
      for (const [at, when] of ['before', 'during', 'after'].entries()) {
        await toOpening(who);
        await go(person, '/');
        await person.heading(/Your organizations/);
        const halted = cut.set(/ meta .*\.keys$/, at);
        await go(person, `/saved/${device}/method`);
        assert.equal(await halted, `${when} put meta /devices/${device}.keys`);
        await fail();
        await opensSomehow(who);
      }

      await atEveryWrite(
        async () => {
          await toNewPasskey(who);
          await make(person, 'Laptop');
          await person.text(/The passkey is made/);
        },
        'Use it once',
        /opens with your passkey now/,
      );

      await atEveryWrite(
        async () => {
          await toAnother(who);
          stick = await keys.plugIn({ transport: 'usb' });
          await laptop.answers(false);
          await make(person, 'Stick');
          await person.text(/The passkey is made/);
        },
        'Use it once',
        /One more passkey opens this device/,
      );

      const [, { credential_id }] = (await fileOf(person)).file.passkeys;
      await atEveryWrite(
        async () => {
          const id = Buffer.from(credential_id).toString('base64url');
          await go(person, `/saved/${device}/passkeys/remove/${id}`);
          await person.heading(/Remove the passkey “Stick”/);
        },
        'Use my passkey',
        /The passkey is removed/,
      );

      await atEveryWrite(
        async () => {
          await go(person, `/saved/${device}/method`);
          await person.heading(/Your passkey until now/);
          await person.press('Use my passkey');
          await person.heading(/How do you want to open it/);
          await person.choose('Password');
          await person.fill('Password for this browser', PASSWORD);
          await person.fill('The same password again', PASSWORD);
        },
        'Use this password',
        /opens with a password now/,
      );
    }),
  { limit: 300_000, tags: ['passkey', 'power', 'chromium'] },
);

/** Why no passkey can be chosen, on the page where the way to open a device is. @param {Person} person */
async function saysWhyNone(person) {
  await person.heading(/Choose a new password/);
  assert.equal(
    await person.ask({ op: 'has', name: 'Passkey', value: 'input[type=radio]' }),
    false,
    'no choice',
  );
  await person.press('Other ways to open Parsec');
  await person.text(/A passkey .* this browser has none that could open a device/);
}

for (const [why, script] of /** @type {[string, () => void][]} */ ([
  [
    'says that its passkeys give no key',
    () => {
      PublicKeyCredential.getClientCapabilities = async () => ({ 'extension:prf': false });
    },
  ],
  ['has no WebAuthn', () => Reflect.deleteProperty(window, 'PublicKeyCredential')],
]))
  test(
    `a browser that ${why} is offered no passkey, and told why`,
    () =>
      withAll(async (use) => {
        const who = await alice(use);
        const { person, device } = who;
        await person.page.addInitScript(script);
        await person.open(who.server.app);
        await person.reload();
        await go(person, `/saved/${device}/method`);
        await person.fill('Password', PASSWORD);
        await person.press('Continue');
        await saysWhyNone(person);
      }),
    { limit: 60_000, tags: ['passkey', 'chromium'] },
  );

test(
  'on WebKitGTK, which has no WebAuthn, no passkey is offered, and why',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start({ name: 'localhost' }));
      const person = await use(webkit());
      const organization = freshOrganization();
      await create(person, server, { organization });
      await settle(person, organization);
      const { href } = new URL(await person.driver.getCurrentUrl());
      const [, device] = /device\/([0-9a-f]{32})/.exec(href) ?? [];
      await person.open(`${server.app}#/saved/${device}/method`);
      await person.fill('Password', PASSWORD);
      await person.press('Continue');
      await saysWhyNone(person);
    }),
  { limit: 120_000, tags: ['passkey', 'webkit'] },
);

test(
  'on Firefox, which has passkeys that give keys, its window is waited for and can be ended',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start({ name: 'localhost' }));
      const person = await use(firefox());
      const organization = freshOrganization();
      await create(person, server, { organization });
      await settle(person, organization);
      const [, device] = /device\/([0-9a-f]{32})/.exec(person.page.url()) ?? [];
      await person.open(`${server.app}#/saved/${device}/method`);
      await person.fill('Password', PASSWORD);
      await person.press('Continue');
      await person.heading(/How do you want to open it/, 60_000);
      await person.choose('Passkey');
      await person.press('Continue');
      await person.fill('Name of this passkey', 'First');
      await person.press('Make the passkey');
      await person.press('Stop asking');
      await refuses(/** @type {any} */ (person), 'passkey-cancelled', 'Make the passkey');
      await person.press('Another way');
      await person.heading(/How do you want to open it/);
    }),
  { limit: 120_000, tags: ['passkey', 'firefox'] },
);
