// SPDX-License-Identifier: MPL-2.0
// Where devices live: one file each, never lost, in one tab at a time.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { chromium } from './lib/browsers.mjs';
import {
  choosePassword,
  describeOrganization,
  inside,
  logIn,
  openFile,
  PASSWORD,
  settle,
} from './lib/journeys.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, Peer, QUICK, Server } from './lib/server.mjs';
import { failureOn } from './lib/stage.mjs';
import { stored } from './lib/stored.mjs';
import { withAll } from './lib/with-all.mjs';

test(
  'one tab at a time: the second takes over, the first says so',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const { organization, device_file } = await peer.found(server, {
        password: PASSWORD,
        argon2: QUICK,
      });
      const first = await use(chromium());
      await openFile(first, server, organization, device_file);
      const second = await first.another();
      await second.open(server.app);
      await second.press(organization);
      await second.heading(/open in another tab/);
      await second.press('Use it here');
      await second.fill('Password', PASSWORD);
      await second.press('Open');
      await inside(second, organization);
      await first.heading(/now open in another tab/);
    }),
  { limit: 90_000, tags: ['storage', 'chromium'] },
);

test(
  'a file of the official web client is opened in place, and a weak one protected anew there',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const { organization, device, device_file } = await peer.found(server, {
        password: PASSWORD,
        argon2: QUICK,
      });
      const person = await use(chromium());
      await person.open(server.app);
      await person.heading(/Welcome/);
      const path = `${device}.keys`;
      await person.page.evaluate(
        async ([name, base64]) => {
          const root = await navigator.storage.getDirectory();
          const folder = await root.getDirectoryHandle('devices', { create: true });
          const out = await (await folder.getFileHandle(name, { create: true })).createWritable();
          await out.write(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
          await out.close();
        },
        [path, device_file],
      );
      await person.reload();
      await person.text(/Saved by the official web application/);
      await person.press(organization);
      await person.fill('Password', PASSWORD);
      await person.press('Open');
      await person.heading(/closed in the official web application/);
      await person.press('It is closed there');
      await inside(person, organization);
      assert.deepEqual(await stored(person, 'devices'), [], 'it was not copied');
      const now = await person.until('a stronger file', async () => {
        const base64 = await person.page.evaluate(async (name) => {
          const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(
            'devices',
          );
          const bytes = new Uint8Array(
            await (await (await folder.getFileHandle(name)).getFile()).arrayBuffer(),
          );
          return btoa(String.fromCharCode(...bytes));
        }, path);
        return base64 !== device_file && base64;
      });
      // MessagePack's uint32 131072 behind the field's name.
      const memory = Buffer.concat([Buffer.from('memlimit_kb'), Buffer.from('ce00020000', 'hex')]);
      assert.ok(Buffer.from(now, 'base64').includes(memory), '128 MiB');
      const other = await use(new Peer());
      const opened = await other.do({
        do: 'open_device_file',
        device_file: now,
        password: PASSWORD,
      });
      assert.equal(opened.device, device);
      assert.ok(opened.accepted);
    }),
  { limit: 90_000, tags: ['storage', 'chromium'] },
);

test(
  'a copy of a device is opened by the independent peer, and comes back in another browser',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const person = await use(chromium());
      // Firefox does not answer while it asks the person, who may never do so.
      await person.page.addInitScript(() => {
        StorageManager.prototype.persist = () => new Promise(() => {});
      });
      const organization = freshOrganization();
      await person.open(server.app);
      await describeOrganization(person, organization);
      await choosePassword(person, `Create ${organization}`);
      await person.heading(/is created/, 60_000);
      await person.text(/may now ask whether this site may keep data/);
      await settle(person, organization);
      const download = person.page.waitForEvent('download');
      await person.press('Save a copy');
      const file = await download;
      assert.equal(file.suggestedFilename(), `${organization} – Alice Martin.keys`);
      const bytes = await readFile(await file.path());
      const peer = await use(new Peer());
      const opened = await peer.do({
        do: 'open_device_file',
        device_file: bytes.toString('base64'),
        password: PASSWORD,
      });
      assert.equal(opened.email, 'alice@example.com');
      assert.equal(opened.profile, 'ADMIN');
      assert.ok(opened.accepted);
      const elsewhere = await use(chromium());
      await elsewhere.open(server.app);
      await elsewhere.giveFile(file.suggestedFilename(), bytes.toString('base64'));
      await elsewhere.text(/is now in this browser/);
      const inSight = await elsewhere.page.evaluate(() => {
        scrollTo(0, 0);
        const confirmation = /** @type {Element} */ (document.querySelector('#imported'));
        return confirmation.getBoundingClientRect().bottom <= innerHeight;
      });
      assert.ok(inSight, 'the confirmation is seen without scrolling');
      await elsewhere.press(`Open ${organization}`);
      await elsewhere.fill('Password', PASSWORD);
      await elsewhere.press('Open');
      await inside(elsewhere, organization);
      await elsewhere.open(server.app);
      await elsewhere.reload();
      await elsewhere.giveFile('notes.txt', Buffer.from('not a device').toString('base64'));
      await elsewhere.text(/not a device file/i);
    }),
  { limit: 90_000, tags: ['storage', 'chromium'] },
);

test(
  'a device file whose device is here already replaces it for the right password only',
  () =>
    withAll(async (use) => {
      const OTHER = 'another-pair-of-fine-shoes-77';
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const { organization, device, device_file } = await peer.found(server, {
        password: PASSWORD,
        argon2: QUICK,
      });
      const { device_file: newer } = await peer.do({ do: 'save_device_file', password: OTHER });
      const person = await use(chromium());
      await openFile(person, server, organization, device_file);
      await person.open(server.app);
      // Protected anew as it was opened: neither what was given then nor what is offered now.
      const [kept, ...others] = await stored(person, 'devices');
      assert.equal(kept.key, device);
      assert.deepEqual(others, []);
      assert.notEqual(kept.base64, device_file);
      const replace = async (/** @type {string} */ file) => {
        await person.giveFile('device.keys', file);
        await person.text(/This device is in this browser already/);
        assert.deepEqual(await stored(person, 'devices'), [kept]);
        await person.press('Replace the one saved here');
        await person.text(/Open it once: that shows that it can be opened/);
      };
      const answer = async (/** @type {string} */ password) => {
        await person.fill('Password', password);
        await person.press('Replace the one saved here');
      };
      const refused = async () => {
        await person.text(/Wrong password/);
        assert.deepEqual(await stored(person, 'devices'), [kept]);
      };
      const asks = () =>
        person.ask({ op: 'has', name: 'Password', value: '#import-opening input' });

      await replace(newer);
      await answer(PASSWORD);
      await refused();
      await person.press('Cancel');
      await person.until('the question gone', async () => !(await asks()));
      assert.deepEqual(await stored(person, 'devices'), [kept]);

      // A file that was damaged, or made up around a head that fits, has no right password.
      const damaged = Buffer.from(newer, 'base64');
      damaged[damaged.indexOf('ciphertext') + 'ciphertext'.length + 40] ^= 1;
      await replace(damaged.toString('base64'));
      await answer(OTHER);
      await refused();

      // Given while the question for another one is open.
      await replace(newer);
      assert.doesNotMatch((await person.state()).text, /Wrong password/);
      await answer(PASSWORD);
      await refused();
      await answer(OTHER);
      await person.text(/is now in this browser/);
      assert.ok(!(await asks()));
      assert.deepEqual(await stored(person, 'devices'), [{ key: device, base64: newer }]);

      await logIn(person, server, organization);
      await person.text(/Wrong password/);
      await logIn(person, server, organization, OTHER);
      await inside(person, organization);
      // Strong enough as it came.
      assert.deepEqual(await stored(person, 'devices'), [{ key: device, base64: newer }]);

      // Nobody pulls it from under the tab that has it open.
      const second = await person.another();
      await second.open(server.app);
      await second.giveFile('device.keys', device_file);
      await second.press('Replace the one saved here');
      await second.text(/Open it once: that shows that it can be opened/);
      await second.fill('Password', PASSWORD);
      await second.press('Replace the one saved here');
      await second.until(
        'words for what is in the way',
        async () => (await failureOn(second))?.status === 'store-conflict',
      );
      assert.deepEqual(await stored(second, 'devices'), [{ key: device, base64: newer }]);
      await person.press('Log out');
      await person.heading(/Your organizations/);
      await second.press('Try again');
      await second.text(/is now in this browser/);
      assert.deepEqual(await stored(second, 'devices'), [{ key: device, base64: device_file }]);

      // The same file once more replaces nothing, and asks nothing.
      await second.reload();
      await second.giveFile('device.keys', device_file);
      await second.text(/is now in this browser/);
      assert.equal(await failureOn(second), null);
    }),
  { limit: 90_000, tags: ['storage', 'chromium'] },
);

test(
  'no space left while the device is saved: nothing is lost, and it goes on when there is',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const person = await use(chromium());
      const organization = freshOrganization();
      await person.open(server.app);
      await describeOrganization(person, organization);
      const core = person.page.workers().find((worker) => /\/worker-/.test(worker.url()));
      assert.ok(core, 'the core runs in a worker');
      await core.evaluate(() => {
        const { put } = IDBObjectStore.prototype;
        Object.assign(globalThis, { put });
        IDBObjectStore.prototype.put = () => {
          throw new DOMException('full', 'QuotaExceededError');
        };
      });
      await choosePassword(person, `Create ${organization}`);
      await person.heading(/no space left/, 60_000);
      await core.evaluate(() => {
        IDBObjectStore.prototype.put = /** @type {any} */ (globalThis).put;
      });
      await person.press('Try again');
      await person.heading(/is created/, 60_000);
    }),
  { limit: 90_000, tags: ['storage', 'chromium'] },
);

test(
  'a browser that keeps nothing is recognized before anything starts',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const profile = await mkdtemp(joinPath(tmpdir(), 'person-'));
      await mkdir(joinPath(profile, 'Default'));
      await writeFile(
        joinPath(profile, 'Default', 'Preferences'),
        JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 } } }),
      );
      const person = await use(chromium({ profile }));
      await person.open(server.app);
      await person.heading(/cannot keep anything/);
      await person.text(/Your device would be lost/);
    }),
  { limit: 60_000, tags: ['storage', 'chromium'] },
);
