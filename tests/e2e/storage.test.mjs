// SPDX-License-Identifier: MPL-2.0
// Where devices live: one file each, never lost, in one tab at a time.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { chromium } from './lib/browsers.mjs';
import { choosePassword, inside, PASSWORD } from './lib/journeys.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, Peer, Server } from './lib/server.mjs';
import { withAll } from './lib/with-all.mjs';

const QUICK = { memlimit_kb: 64, opslimit: 1 };

/** @param {Server} server @param {Peer} peer */
async function organizationOf(server, peer) {
  const organization = freshOrganization();
  const made = await peer.do({
    do: 'bootstrap',
    server: server.url,
    organization,
    email: 'ada@example.com',
    name: 'Ada Peer',
    password: PASSWORD,
    argon2: QUICK,
  });
  return { organization, ...made };
}

/** Keys in our store of devices. */
const ownDevices = () =>
  (async () => {
    /** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
    const done = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const keys = [];
    for (const { name } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(/** @type {string} */ (name)));
      if (db.objectStoreNames.contains('devices'))
        keys.push(...(await done(db.transaction('devices').objectStore('devices').getAllKeys())));
      db.close();
    }
    return keys;
  })();

test(
  'one tab at a time: the second takes over, the first says so',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const { organization, device, device_file } = await organizationOf(server, peer);
      const first = await use(chromium());
      await first.open(server.app);
      await first.giveFile(`${device}.keys`, device_file);
      await first.press(organization);
      await first.fill('Password', PASSWORD);
      await first.press('Open');
      await inside(first, organization);
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
      const { organization, device, device_file } = await organizationOf(server, peer);
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
      await inside(person, organization);
      assert.deepEqual(await person.page.evaluate(ownDevices), [], 'it was not copied');
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
      await person.press('Create an organization');
      await person.fill('Name of the organization', organization);
      await person.fill('Your name', 'Alice Martin');
      await person.fill('Your e-mail', 'alice@example.com');
      await person.press('Continue');
      await choosePassword(person, `Create ${organization}`);
      await person.heading(/is created/, 60_000);
      const download = person.page.waitForEvent('download');
      await person.press('Save a copy');
      const file = await download;
      assert.match(file.suggestedFilename(), /\.keys$/);
      await person.text(/may now ask whether this site may keep data/);
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
  'no space left while the device is saved: nothing is lost, and it goes on when there is',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const person = await use(chromium());
      const organization = freshOrganization();
      await person.open(server.app);
      await person.press('Create an organization');
      await person.fill('Name of the organization', organization);
      await person.fill('Your name', 'Alice Martin');
      await person.fill('Your e-mail', 'alice@example.com');
      await person.press('Continue');
      await person.heading(/Choose a password/);
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
