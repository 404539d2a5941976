// SPDX-License-Identifier: MPL-2.0
// What a person does with the devices that this browser has saved: another password, out of the way, back, gone.
import assert from 'node:assert/strict';
import { decode, ExtData, encode } from '@msgpack/msgpack';
import { chromium } from './lib/browsers.mjs';
import { inside, logIn, openFile, PASSWORD } from './lib/journeys.mjs';
import { look } from './lib/look.mjs';
import { test } from './lib/runner.mjs';
import { Peer, QUICK, Server } from './lib/server.mjs';
import { failureOn } from './lib/stage.mjs';
import { stallAt } from './lib/stall.mjs';
import { leave, stored } from './lib/stored.mjs';
import { withAll } from './lib/with-all.mjs';

/**
 * @typedef {import('./lib/browsers.mjs').ChromiumPerson} Tab
 * @typedef {{ organization: string, device: string, device_file: string }} Founded
 */

const NEW = 'another-pair-of-fine-shoes-77';

/**
 * A browser with one device of a new organization, which is not open.
 * @param {(made: any) => Promise<any>} use
 * @param {{ protect?: object }} [how] options of the device file
 */
async function furnish(use, { protect = {} } = {}) {
  /** @type {Server} */
  const server = await use(Server.start());
  /** @type {Peer} */
  const peer = await use(new Peer());
  /** @type {Founded} */
  const founded = await peer.found(server, { password: PASSWORD, ...protect });
  /** @type {Tab} */
  const person = await use(chromium());
  return { server, peer, person, ...founded };
}

/**
 * The clear head of a device file.
 * @param {string} base64
 * @returns {Record<string, unknown>}
 */
function headOf(base64) {
  const { ciphertext, algorithm, protected_on, ...head } = /** @type {any} */ (
    decode(Buffer.from(base64, 'base64'))
  );
  assert.ok(ciphertext && algorithm && protected_on);
  return head;
}

/**
 * Takes the file in, without opening it.
 * @param {Tab} person
 * @param {Server} server
 * @param {string} file
 */
async function takeIn(person, server, file) {
  await person.open(server.app);
  await person.giveFile('device.keys', file);
  await person.text(/is now in this browser/);
  await person.reload();
  await person.heading(/Your organizations/);
}

/** @param {Tab} person @param {string} organization */
async function manage(person, organization) {
  await person.press(`Manage ${organization}`);
  await person.heading(new RegExp(`${organization} in this browser`));
}

/**
 * From the page on which the current password is asked.
 * @param {Tab} person
 */
async function choose(person) {
  await person.heading(/Your password until now/);
  await person.fill('Password', PASSWORD);
  await person.press('Continue');
  await person.heading(/Choose a new password/);
  await person.fill('Password for this browser', NEW);
  await person.fill('The same password again', NEW);
  await person.press('Change the password');
}

/**
 * As it lies in the official client's folder.
 * @param {Tab} person
 * @param {string} name
 * @param {string | null} [write] null: only read
 * @returns {Promise<string | null>}
 */
function official({ page }, name, write = null) {
  return page.evaluate(
    async ([path, base64]) => {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle('devices', { create: true });
      if (base64 !== null) {
        const out = await (await folder.getFileHandle(path, { create: true })).createWritable();
        await out.write(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
        await out.close();
      }
      try {
        const file = await (await folder.getFileHandle(path)).getFile();
        return btoa(String.fromCharCode(...new Uint8Array(await file.arrayBuffer())));
      } catch {
        return null;
      }
    },
    /** @type {const} */ ([name, write]),
  );
}

/** @param {Tab} person @param {string} status */
function failed(person, status) {
  return person.until(
    `words for ${status}`,
    async () => (await failureOn(person))?.status === status,
  );
}

test(
  'another password: the old one is refused, and others can open the file that took its place',
  () =>
    withAll(async (use) => {
      const { server, peer, person, organization, device, device_file } = await furnish(use);
      await openFile(person, server, organization, device_file);
      await person.press('Change how it opens');
      await person.heading(/^Security$/);
      await person.press('Change the password');
      await person.heading(/Your password until now/);
      // Wrong ones are counted as at log in, and a blank that nobody sees is mentioned.
      await person.fill('Password', 'wrong');
      await person.press('Continue');
      await person.text(/Wrong password/);
      assert.doesNotMatch((await person.state()).text, /began or ended with a blank/);
      await person.fill('Password', ` ${PASSWORD}`);
      await person.press('Continue');
      await person.text(/Wrong password.*began or ended with a blank/);
      await choose(person);
      await person.heading(/Your password is changed/, 60_000);
      await person.text(/still open in the old way/);
      await person.press('Done');
      // The device stayed open all the while.
      await inside(person, organization);

      const [{ key, base64 }, ...others] = await stored(person, 'devices');
      assert.deepEqual([key, others], [device, []]);
      assert.deepEqual(headOf(base64), headOf(device_file), 'created_on and all that names it');
      const opened = await peer.do({ do: 'open_device_file', device_file: base64, password: NEW });
      assert.deepEqual([opened.device, opened.accepted], [device, true]);
      await assert.rejects(
        peer.do({ do: 'open_device_file', device_file: base64, password: PASSWORD }),
      );

      await person.press('Log out');
      await logIn(person, server, organization);
      await person.text(/Wrong password/);
      await person.fill('Password', NEW);
      await person.press('Open');
      await inside(person, organization);
      assert.deepEqual(person.complaints, []);
    }),
  { limit: 120_000, tags: ['this-browser', 'chromium'] },
);

test(
  'a tab that dies while a password is changed leaves the old file or the new one',
  () =>
    withAll(async (use) => {
      const { server, peer, person, organization, device, device_file } = await furnish(use, {
        protect: { argon2: QUICK },
      });
      await takeIn(person, server, device_file);
      await person.press(organization);
      await person.fill('Password', PASSWORD);
      await person.press('Open');
      await inside(person, organization);
      await person.open(server.app);
      // Where the tab dies: reloaded or closed at a question, and at the write itself, before and after it is done.
      for (const [at, how] of /** @type {const} */ ([
        ['current', 'reload'],
        ['current', 'kill'],
        ['new', 'reload'],
        ['new', 'kill'],
        ['before the write', 'kill'],
        ['after the write', 'kill'],
      ])) {
        await person.open(`${server.app}#/saved/${device}/method`);
        // A browser that is told to reload before it has noted where it is reloads what was there before.
        await person.heading(/Your password until now/);
        await person.reload();
        await person.heading(/Your password until now/);
        if (at !== 'current') {
          await person.fill('Password', PASSWORD);
          await person.press('Continue');
          await person.heading(/Choose a new password/);
          if (at !== 'new') {
            const stalled = await stallAt(person, at === 'after the write' ? 'read back' : 'write');
            await person.fill('Password for this browser', NEW);
            await person.fill('The same password again', NEW);
            await person.press('Change the password');
            await person.heading(/Saving your new password/);
            await person.until('the write', stalled);
            const written = at === 'after the write' ? NEW : PASSWORD;
            await person.until('the file', async () => {
              const [{ base64 }] = await stored(person, 'devices');
              const opened = await peer
                .do({ do: 'open_device_file', device_file: base64, password: written })
                .catch(() => null);
              return opened !== null;
            });
          }
        }
        if (how === 'kill') await person.kill();
        else await person.reload();
        await person.open(server.app);
        const [{ base64 }, ...others] = await stored(person, 'devices');
        assert.deepEqual(others, [], at);
        const password = at === 'after the write' ? NEW : PASSWORD;
        const opened = await peer.do({ do: 'open_device_file', device_file: base64, password });
        assert.equal(opened.device, device, at);
        await logIn(person, server, organization, password);
        await inside(person, organization);
      }
    }),
  { limit: 240_000, tags: ['this-browser', 'chromium'] },
);

test(
  'a tab that dies while a device is put aside or removed leaves it where it was or where it goes',
  () =>
    withAll(async (use) => {
      const { server, person, organization, device, device_file } = await furnish(use, {
        protect: { argon2: QUICK },
      });
      const keys = async () => (await stored(person, 'devices')).map(({ key }) => key);
      for (const [press, confirm, after] of /** @type {const} */ ([
        ['Put aside', 'Put it aside', `${device}.archived`],
        ['Remove from this browser', 'Remove it', null],
      ])) {
        await takeIn(person, server, device_file);
        for (const [at, how] of /** @type {const} */ ([
          ['question', 'reload'],
          ['question', 'kill'],
          ['write', 'kill'],
          ['read back', 'kill'],
        ])) {
          await person.open(`${server.app}#/saved/${device}`);
          await person.reload();
          await person.heading(/in this browser/);
          await person.press(press);
          if (at !== 'question') {
            const stalled = await stallAt(person, at);
            await person.press(confirm);
            await person.until('the write', stalled);
            if (at === 'read back')
              await person.until('the new place', async () => !(await keys()).includes(device));
          }
          if (how === 'kill') await person.kill();
          else await person.reload();
          await person.open(server.app);
          const left = at === 'read back' ? after : device;
          assert.deepEqual(await keys(), left === null ? [] : [left], `${press}, ${at}`);
        }
        if (after === null) continue;
        await person.press('Put aside (1)');
        await person.press('Bring it back');
        await person.heading(/Your organizations/);
        await logIn(person, server, organization);
        await inside(person, organization);
        await person.open(`${server.app}#/saved/${device}`);
        await person.press('Remove from this browser');
        await person.press('Remove it');
        await person.heading(/Welcome/);
      }
    }),
  { limit: 180_000, tags: ['this-browser', 'chromium'] },
);

test(
  'two tabs: a password is changed, and a device removed, by the one that has it',
  () =>
    withAll(async (use) => {
      const { server, person, organization, device, device_file } = await furnish(use, {
        protect: { argon2: QUICK },
      });
      await openFile(person, server, organization, device_file);
      const second = await person.another();

      await second.open(`${server.app}#/saved/${device}`);
      await second.heading(/in this browser/);
      await second.press('Remove from this browser');
      await second.press('Remove it');
      await failed(second, 'device-in-use');
      assert.equal((await stored(second, 'devices')).length, 1);

      await second.press('Change the password');
      await second.heading(/open in another tab/);
      await second.press('Use it here');
      await second.heading(/Your password until now/);
      await person.heading(/now open in another tab/);
      // The first tab takes it back: the second one cannot write any more, and says so.
      await person.press('Use it here again');
      await person.heading(/open in another tab/);
      await person.press('Use it here');
      await second.heading(/open in another tab/);
      await person.fill('Password', PASSWORD);
      await person.press('Open');
      await inside(person, organization);

      // A tab that is closed while it asks leaves the device to the others at once.
      await second.press('Use it here');
      await second.heading(/Your password until now/);
      await second.page.close();
      await logIn(person, server, organization);
      await inside(person, organization);

      // Removed by another tab on purpose, the one that had it open closes it.
      const third = await person.another();
      await third.open(`${server.app}#/saved/${device}`);
      await third.press('Remove from this browser');
      await third.press('Remove it');
      await failed(third, 'device-in-use');
      await third.press('Close it there and go on here');
      await third.heading(/Welcome/);
      await person.heading(/now open in another tab/);
      assert.deepEqual(await stored(third, 'devices'), []);
      await person.press('Use it here again');
      await failed(person, 'store-missing');
    }),
  { limit: 120_000, tags: ['this-browser', 'chromium'] },
);

test(
  'put aside, brought back, removed: last use and what is kept of it go with it',
  () =>
    withAll(async (use) => {
      const { server, person, organization, device, device_file } = await furnish(use, {
        protect: { argon2: QUICK },
      });
      await takeIn(person, server, device_file);
      await person.text(/Password · created on/);
      await logIn(person, server, organization);
      await inside(person, organization);
      await person.press('Log out');
      await person.text(/Password · last used now/);
      // A few days later, by what this page remembers.
      await person.page.evaluate((id) => {
        const ago = new Date(Date.now() - 3 * 86_400_000 - 60_000);
        localStorage.setItem(`parsec-used-${id}`, ago.toISOString());
      }, device);
      await person.reload();
      await person.text(/Password · last used 3 days ago/);
      const [file] = await stored(person, 'devices');

      await manage(person, organization);
      await person.text(/3 days ago/);
      await person.press('Put aside');
      await person.press('Put it aside');
      await person.heading(/Welcome/);
      assert.deepEqual(await stored(person, 'devices'), [
        { key: `${device}.archived`, base64: file.base64 },
      ]);
      assert.ok(!(await person.ask({ op: 'has', name: `Manage ${organization}`, value: 'a' })));
      await person.press('Put aside (1)');
      await person.text(/It opens again once it is back/);
      // A device has one file here: its copy is not taken in beside it.
      await person.giveFile('device.keys', device_file);
      await failed(person, 'store-aside');
      await person.open(`${server.app}#/device/${device}`);
      await person.heading(/put aside in this browser/);
      await person.press('Back to start');
      await person.press('Put aside (1)');
      const download = person.page.waitForEvent('download');
      await person.press('Save a copy');
      assert.ok((await download).suggestedFilename().startsWith(organization));
      await person.press('Put aside (1)');
      await person.press('Bring it back');
      await person.heading(/Your organizations/);
      assert.deepEqual(await stored(person, 'devices'), [file]);
      await logIn(person, server, organization);
      await inside(person, organization);

      // Removed while it is open here.
      const kept = () => stored(person, 'data');
      await person.until('something kept of it', async () => (await kept()).length > 0);
      await person.open(`${server.app}#/`);
      await person.heading(/Your organizations/);
      await manage(person, organization);
      await person.press('Remove from this browser');
      await person.press('Keep it');
      assert.deepEqual(await stored(person, 'devices'), [file]);
      await person.press('Remove from this browser');
      await person.text(/only a new invitation lets you back in/);
      await person.press('Remove it');
      await person.heading(/Welcome/);
      assert.deepEqual(await stored(person, 'devices'), []);
      assert.deepEqual(await kept(), []);
      const remembered = await person.page.evaluate(
        (id) => Object.keys(localStorage).filter((key) => key.includes(id)),
        device,
      );
      assert.deepEqual(remembered, []);
      assert.deepEqual(person.complaints, []);
    }),
  { limit: 120_000, tags: ['this-browser', 'chromium'] },
);

test(
  'the official web application’s file: changed and put aside in place, once it is closed there',
  () =>
    withAll(async (use) => {
      const { server, peer, person, organization, device, device_file } = await furnish(use);
      await person.open(server.app);
      await person.heading(/Welcome/);
      const name = `${device}.keys`;
      await official(person, name, device_file);
      await person.reload();
      await manage(person, organization);
      await person.text(/The official web application/);
      await person.press('Change the password');
      await person.heading(/closed in the official web application/);
      await person.press('Cancel');
      await person.heading(/in this browser/);
      assert.equal(await official(person, name), device_file);

      await person.press('Change the password');
      await person.heading(/closed in the official web application/);
      await person.press('It is closed there');
      await choose(person);
      await person.heading(/Your password is changed/, 60_000);
      const changed = /** @type {string} */ (await official(person, name));
      assert.deepEqual(headOf(changed), headOf(device_file));
      assert.deepEqual(await stored(person, 'devices'), [], 'it was not copied');
      const opened = await peer.do({ do: 'open_device_file', device_file: changed, password: NEW });
      assert.deepEqual([opened.device, opened.accepted], [device, true]);

      await person.press('Done');
      await person.heading(/in this browser/);
      await person.press('Put aside');
      await person.press('Put it aside');
      await person.press('It is closed there');
      await person.heading(/Welcome/);
      assert.equal(await official(person, name), null);
      assert.equal(await official(person, `${name}.archived`), changed);
      await person.press('Put aside (1)');
      await person.press('Remove for good');
      await person.press('Remove it');
      await person.press('It is closed there');
      await person.until(
        'nothing left',
        async () => !/Put aside/.test((await person.state()).text),
      );
      assert.equal(await official(person, `${name}.archived`), null);
    }),
  { limit: 120_000, tags: ['this-browser', 'chromium'] },
);

test(
  'a weak file of the official web application is left as it is until it is closed there',
  () =>
    withAll(async (use) => {
      const { server, person, organization, device, device_file } = await furnish(use, {
        protect: { argon2: QUICK },
      });
      await person.open(server.app);
      await person.heading(/Welcome/);
      await official(person, `${device}.keys`, device_file);
      await person.reload();
      await person.press(organization);
      await person.fill('Password', PASSWORD);
      await person.press('Open');
      await person.heading(/closed in the official web application/);
      await person.press('Not now');
      await inside(person, organization);
      assert.equal(await official(person, `${device}.keys`), device_file);
    }),
  { limit: 60_000, tags: ['this-browser', 'chromium'] },
);

test(
  'what cannot be read is removed when it is ours, and left alone when it is the official application’s',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const person = await use(chromium());
      await person.open(server.app);
      await person.heading(/Welcome/);
      const rubbish = Buffer.from('rubbish').toString('base64');
      const [first, second] = ['ab'.repeat(16), 'cd'.repeat(16)];
      await leave(person, 'devices', { [first]: rubbish, [second]: rubbish });
      await official(person, 'strange.keys', rubbish);
      await person.reload();
      await person.heading(/Your organizations/);
      const folds = person.page.locator('details.fold', {
        hasText: /file of this device is damaged/i,
      });
      assert.equal(await folds.count(), 3);
      const removals = person.page.getByRole('button', { name: 'Remove for good' });
      assert.equal(await removals.count(), 2);
      assert.doesNotMatch((await person.state()).text, /1970|Manage/);
      // Each is removed by the button on its own line.
      for (const [name, left] of /** @type {const} */ ([
        [second, [first]],
        [first, []],
      ])) {
        await person.press(`Remove for good ${name}`);
        assert.doesNotMatch((await person.state()).text, /Save a copy first/);
        await person.press('Remove it');
        await person.until('fewer lines', async () => (await folds.count()) === left.length + 1);
        const keys = (await stored(person, 'devices')).map(({ key }) => key);
        assert.deepEqual(keys, left);
      }
      assert.equal(await removals.count(), 0);
      assert.equal(await official(person, 'strange.keys'), rubbish);
    }),
  { limit: 60_000, tags: ['this-browser', 'chromium'] },
);

/** What is left of journeys that were interrupted, as they lie in the store: sealed, whatever they hold. */
const ALGORITHM = {
  type: 'ARGON2ID',
  memlimit_kb: 131_072,
  opslimit: 3,
  parallelism: 1,
  salt: new Uint8Array(16),
};
const BY_DEVICE = new ExtData(2, new Uint8Array(16).fill(7));
/** @type {Record<string, object>} */
const KINDS = {
  claim_resume: { algorithm: ALGORITHM },
  claim_device_resume: { algorithm: ALGORITHM },
  greet_resume: { device_id: BY_DEVICE },
  greet_device_resume: { device_id: BY_DEVICE },
  bootstrap_unconfirmed: { device_file: new Uint8Array(8) },
};
/** @type {Record<string, string>} */
const UNFINISHED = Object.fromEntries(
  Object.entries(KINDS).map(([type, rest]) => {
    const record = encode({
      type,
      created_on: new ExtData(1, new Uint8Array([0, 6, 64, 0, 0, 0, 0, 0])),
      server_url: 'https://parsec.example.com/',
      organization_id: 'Bakery',
      human_handle: ['bob@example.com', 'Bob Durand'],
      ciphertext: new Uint8Array(64),
      ...rest,
    });
    return [`${type}-1`, Buffer.from(record).toString('base64')];
  }),
);

test(
  'whatever was left unfinished can be given up, once it is said what that loses',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const person = await use(chromium());
      await person.open(server.app);
      await person.heading(/Welcome/);
      for (const [key, said, lost] of /** @type {[string, RegExp, RegExp][]} */ ([
        ['claim_resume-1', /started to join Bakery/, /a member without a device/],
        ['claim_device_resume-1', /started to add this browser/, /nobody can open it/],
        ['greet_resume-1', /almost let Bob Durand into Bakery/, /remove this person/],
        ['greet_device_resume-1', /almost added a device/, /nobody can open it/],
        ['bootstrap_unconfirmed-1', /creation of Bakery .* was interrupted/, /its only keys/],
      ])) {
        await leave(person, 'journeys', { [key]: UNFINISHED[key] });
        await person.reload();
        await person.text(said);
        await person.press('Forget it');
        await person.text(lost);
        await person.press('Keep it');
        assert.equal((await stored(person, 'journeys')).length, 1, key);
        await person.press('Forget it');
        await person.until('the question', () =>
          person.ask({ op: 'has', name: 'Keep it', value: 'dialog button' }),
        );
        await person.press('Forget it');
        await person.until('it gone', async () => !said.test((await person.state()).text));
        assert.deepEqual(await stored(person, 'journeys'), [], key);
      }
    }),
  { limit: 60_000, tags: ['this-browser', 'chromium'] },
);

test(
  'screens: the devices of this browser',
  () =>
    withAll(async (use) => {
      const { server, peer, person, organization, device, device_file } = await furnish(use, {
        protect: { argon2: QUICK },
      });
      await openFile(person, server, organization, device_file);
      const second = await peer.found(server, { password: PASSWORD, argon2: QUICK });
      await person.open(`${server.app}#/`);
      await person.heading(/Your organizations/);
      await person.giveFile('device.keys', second.device_file);
      await person.text(/is now in this browser/);
      await person.reload();
      await person.heading(/Your organizations/);
      await look(person, 'home-devices');
      await manage(person, organization);
      await look(person, 'saved');
      // As if the device had been made here and no copy saved.
      await person.page.evaluate((id) => localStorage.removeItem(`parsec-copy-${id}`), device);
      await person.press('Remove from this browser');
      await person.text(/You have not saved a copy of this device here yet/);
      await look(person, 'saved-remove');
      await person.press('Save a copy first');
      await person.text(/among its downloads/);
      await person.press('Keep it');
      await person.press('Put aside');
      await look(person, 'saved-aside');
      await person.press('Put it aside');
      await person.heading(/Your organizations/);
      await person.press('Put aside (1)');
      await look(person, 'home-aside');
      await person.press('Bring it back');
      await person.until('both', () =>
        person.ask({ op: 'has', name: `Manage ${organization}`, value: 'a' }),
      );
      await manage(person, organization);
      await person.press('Change the password');
      await person.heading(/Your password until now/);
      await look(person, 'change-current');
      await person.fill('Password', `${PASSWORD} `);
      await person.press('Continue');
      await person.text(/blank/);
      await look(person, 'change-wrong');
      await person.fill('Password', PASSWORD);
      await person.press('Continue');
      await person.heading(/Choose a new password/);
      await look(person, 'change-new');
      await person.fill('Password for this browser', NEW);
      await person.fill('The same password again', NEW);
      await person.press('Change the password');
      await person.heading(/Your password is changed/, 60_000);
      await look(person, 'change-done');
      await leave(person, 'journeys', UNFINISHED);
      await person.open(`${server.app}#/`);
      await person.text(/creation of Bakery/);
      await look(person, 'home-unfinished');
      await person.press('Forget it');
      await look(person, 'home-forget');
      await person.press('Keep it');
      assert.deepEqual(person.complaints, []);
    }),
  { limit: 240_000, tags: ['screens', 'this-browser', 'chromium'] },
);
