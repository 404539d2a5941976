// SPDX-License-Identifier: MPL-2.0
// Where the secret of an invitation is, and is not, once the page is there.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { chromium } from './lib/browsers.mjs';
import { openInvitation } from './lib/journeys.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, Peer, Server, site } from './lib/server.mjs';
import { withAll } from './lib/with-all.mjs';

/** Everything that this origin keeps, as text in which bytes are hex. */
const kept = () => {
  /** @param {any} value @returns {string} */
  const flat = (value) => {
    if (value instanceof ArrayBuffer) return flat(new Uint8Array(value));
    if (ArrayBuffer.isView(value)) {
      return Array.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), (b) =>
        b.toString(16).padStart(2, '0'),
      ).join('');
    }
    if (Array.isArray(value)) return value.map(flat).join(' ');
    if (value && typeof value === 'object')
      return Object.entries(value)
        .map(([k, v]) => `${k} ${flat(v)}`)
        .join(' ');
    return String(value);
  };
  /** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  return (async () => {
    const parts = [
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
      document.cookie,
    ];
    for (const { name } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(/** @type {string} */ (name)));
      for (const store of db.objectStoreNames) {
        const objects = db.transaction(store).objectStore(store);
        parts.push(flat(await done(objects.getAllKeys())), flat(await done(objects.getAll())));
      }
      db.close();
    }
    for (const key of await caches.keys()) {
      parts.push(...(await (await caches.open(key)).keys()).map((request) => request.url));
    }
    return parts.join('\n');
  })();
};

test(
  'the invitation’s token is in the bearer header and the history entry, nowhere else',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const organization = freshOrganization();
      await peer.do({
        do: 'bootstrap',
        server: server.url,
        organization,
        email: 'ada@example.com',
        name: 'Ada Peer',
      });
      const { token, link_http } = await peer.do({ do: 'invite', email: 'bob@example.com' });
      const payload = /** @type {string} */ (new URL(link_http).searchParams.get('p'));
      const forms = [
        token,
        payload,
        Buffer.from(token, 'hex').toString('base64').replace(/=+$/, ''),
      ];
      /** @param {string} text @param {string} where */
      const free = (text, where) => {
        for (const form of forms)
          assert.ok(!text.toLowerCase().includes(form.toLowerCase()), `the token is in ${where}`);
      };

      const newcomer = await use(chromium());
      /** @type {{ url: string, headers: Record<string, string>, body: string, navigation: boolean }[]} */
      const requests = [];
      newcomer.context.on('request', async (request) => {
        requests.push({
          url: request.url(),
          headers: await request.allHeaders().catch(() => request.headers()),
          body: request.postDataBuffer()?.toString('hex') ?? '',
          navigation: request.isNavigationRequest(),
        });
      });
      await openInvitation(newcomer, link_http);
      await newcomer.heading(/^Call /);
      await newcomer.until(
        'a poll',
        async () => requests.filter(({ url }) => url.includes('/invited/')).length > 2,
      );

      const { page } = newcomer;
      free(page.url(), 'the address bar');
      free(await page.title(), 'the title');
      free(await page.content(), 'the document');
      free(await page.evaluate(() => document.referrer), 'the referrer');
      free(await page.evaluate(kept), 'what the browser keeps');
      free(
        await page.evaluate(() =>
          performance
            .getEntriesByType('resource')
            .map((e) => e.name)
            .join(),
        ),
        'the resource timings',
      );
      assert.match(
        await page.evaluate(() => JSON.stringify(history.state)),
        new RegExp(payload),
        'it survives a reload',
      );

      const own = requests.filter(({ navigation }) => !navigation);
      assert.ok(own.length > 5);
      for (const { url, headers, body } of own) {
        assert.equal(new URL(url).origin, server.url, 'nobody else is asked');
        free(url, `the address of a request`);
        free(body, 'the body of a request');
        const { authorization, ...others } = headers;
        free(JSON.stringify(others), 'a header');
        if (authorization?.includes(token)) assert.match(url, /\/invited\//);
      }

      await page.reload();
      await newcomer.heading(/invites you/);
      free(page.url(), 'the address bar after a reload');

      // The journey ends: the entry forgets it.
      await newcomer.press('I understand');
      await newcomer.heading(/^Call /);
      await newcomer.press('Cancel');
      await newcomer.heading(/Welcome/);
      free(await page.evaluate(() => JSON.stringify(history.state)), 'the history entry');
    }),
  { limit: 90_000, tags: ['token', 'chromium'] },
);

test(
  'a foreign service worker on our scope is removed, none of ours is registered',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const person = await use(chromium());
      await person.open(server.app);
      await person.heading(/Welcome/);
      const count = () =>
        person.page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
      assert.equal(await count(), 0);
      // What an earlier application on this origin could have left: any worker of the site will do.
      const script = readdirSync(`${site}/assets`).find((name) =>
        name.startsWith('stretch-worker'),
      );
      await person.page.goto(`${server.url}/nothing-here`); // a page without our policy
      await person.page.evaluate(
        (name) => navigator.serviceWorker.register(`/client/assets/${name}`, { type: 'module' }),
        script,
      );
      assert.equal(await count(), 1);
      await person.open(server.app);
      await person.heading(/Welcome/);
      await person.until('no service worker', async () => (await count()) === 0);
    }),
  { limit: 60_000, tags: ['token', 'chromium'] },
);
