// SPDX-License-Identifier: MPL-2.0
// Where the secret of an invitation is, and is not, once the page is there.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { chromium } from './lib/browsers.mjs';
import { choosePassword, describeOrganization, openInvitation, PASSWORD } from './lib/journeys.mjs';
import { kept } from './lib/kept.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, Peer, Server, site } from './lib/server.mjs';
import { withAll } from './lib/with-all.mjs';

/** An invitation of a peer's, and how to see that its token is not somewhere. */
async function invited() {
  const server = await Server.start();
  const peer = new Peer();
  await peer.found(server);
  const { token, link_parsec3, link_http } = await peer.do({
    do: 'invite',
    email: 'bob@example.com',
  });
  const payload = /** @type {string} */ (new URL(link_http).searchParams.get('p'));
  const forms = [token, payload, Buffer.from(token, 'hex').toString('base64').replace(/=+$/, '')];
  /** @param {string} text @param {string} where */
  const free = (text, where) => {
    for (const form of forms)
      assert.ok(!text.toLowerCase().includes(form.toLowerCase()), `the token is in ${where}`);
  };
  const stop = async () => {
    await peer.stop();
    await server.stop();
  };
  return { server, peer, token, payload, link_parsec3, link_http, free, stop };
}

/** @typedef {import('./lib/browsers.mjs').ChromiumPerson} ChromiumPerson */

/**
 * What the history keeps with the page that is shown.
 * @param {ChromiumPerson} person
 */
const entryOf = ({ page }) => page.evaluate(() => JSON.stringify(history.state));

/**
 * From the start page, one entry back.
 * @param {ChromiumPerson} person
 * @param {(text: string, where: string) => void} free
 */
async function backIsFree(person, free) {
  const { page } = person;
  free(await entryOf(person), 'the entry of the start page');
  await page.evaluate(() => history.back());
  await person.heading(/no link/);
  free(await entryOf(person), 'the entry that was left');
  free(page.url(), 'its address');
}

test(
  'the invitation’s token is in the bearer header and the history entry, nowhere else',
  () =>
    withAll(async (use) => {
      const { server, token, payload, link_http, free } = await use(invited());
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
      assert.match(await entryOf(newcomer), new RegExp(payload), 'it survives a reload');

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
      await backIsFree(newcomer, free);
    }),
  { limit: 90_000, tags: ['token', 'chromium'] },
);

test(
  'a link that leads nowhere, or whose journey has failed, is forgotten at once, and Back finds nothing',
  () =>
    withAll(async (use) => {
      const { server, peer, link_http, free, token } = await use(invited());
      await peer.do({ do: 'cancel_invitation', token });
      const person = await use(chromium());
      await person.open(server.app);
      await person.heading(/Welcome/);

      await person.fill('Your link', link_http);
      await person.press('Continue');
      await person.heading(/This invitation is over/);
      free(await entryOf(person), 'the entry of a journey that has failed');
      await person.press('Back to start');
      await person.heading(/Welcome/);
      await backIsFree(person, free);

      await person.open(link_http.replace('a=claim_user', 'a=claim_shamir_recovery'));
      await person.heading(/get back into/);
      free(await entryOf(person), 'the entry of a link of another kind');
      await person.press('Back to start');
      await person.heading(/Welcome/);
      await backIsFree(person, free);

      await person.open(server.app);
      await person.fill('Your link', link_http.replace(server.url, 'https://elsewhere.example'));
      await person.press('Continue');
      await person.heading(/another server/);
      free(await entryOf(person), 'the entry of a link to another server');
    }),
  { limit: 90_000, tags: ['token', 'chromium'] },
);

test(
  'Back out of a running journey ends it, and Forward does not find its link',
  () =>
    withAll(async (use) => {
      const { server, link_http, free } = await use(invited());
      const person = await use(chromium());
      const { page } = person;
      await person.open(server.app);
      await person.fill('Your link', link_http);
      await person.press('Continue');
      await person.press('I understand');
      await person.heading(/^Call /);
      await page.reload();
      await person.heading(/invites you/);
      await page.evaluate(() => history.back());
      await person.heading(/Welcome/);
      await page.evaluate(() => history.forward());
      await person.heading(/no link/);
      free(await entryOf(person), 'the entry that was left');
    }),
  { limit: 90_000, tags: ['token', 'chromium'] },
);

test(
  'a link given to a tab that is open already is read and taken out of its address, once the page may be left',
  () =>
    withAll(async (use) => {
      const { server, link_http, link_parsec3, free } = await use(invited());
      const person = await use(chromium());
      const { page } = person;
      /** @param {string} hash */
      const give = (hash) =>
        page.evaluate((given) => {
          location.hash = given;
        }, hash);
      await person.open(server.app);
      await person.heading(/Welcome/);
      for (const hash of [`link=${encodeURIComponent(link_http)}`, link_parsec3, link_http]) {
        await give(hash);
        await person.heading(/invites you/);
        free(page.url(), `the address bar after #${hash.slice(0, 8)}`);
        await person.press('Cancel');
        await person.heading(/Welcome/);
      }

      await describeOrganization(person, freshOrganization());
      await give(`link=${encodeURIComponent(link_http)}`);
      await person.press('Stay here');
      await person.heading(/Choose a password/);
      free(page.url(), 'the address bar of the page that was not left');
      free(await entryOf(person), 'its entry');
      await page.evaluate(() => history.forward());
      await person.press('Stop creating');
      await person.heading(/no link/);
      free(await entryOf(person), 'the entry that was refused');
      await give(`link=${encodeURIComponent(link_http)}`);
      await person.heading(/invites you/);
      await person.reload();
      await person.heading(/invites you/);
    }),
  { limit: 90_000, tags: ['token', 'chromium'] },
);

test(
  'the Parsec application is sent to the server that is shown, whatever else the text holds',
  () =>
    withAll(async (use) => {
      const { server, link_http, payload } = await use(invited());
      const person = await use(chromium());
      const devtools = await person.context.newCDPSession(person.page);
      await devtools.send('Page.enable');
      /** @type {string[]} */
      const sent = [];
      devtools.on('Page.frameRequestedNavigation', ({ url }) => sent.push(url));
      const { host, pathname } = new URL(link_http);
      const organization = pathname.split('/').at(-1);
      const hostile = encodeURIComponent(`parsec3://evil.example/Evil?a=claim_user&p=${payload}`);

      await person.open(server.app);
      await person.fill(
        'Your link',
        `parsec3:evil see ${link_http.replace('claim_user', 'claim_shamir_recovery')}`,
      );
      await person.press('Continue');
      await person.press('Open in the Parsec application');
      await person.until('the application to be asked', async () => sent.length === 1);

      await person.open(server.app);
      await person.fill('Your link', `${link_http}&webRedirectUrl=${hostile}`);
      await person.press('Continue');
      await person.press('Open it there instead');
      await person.until('the application to be asked', async () => sent.length === 2);
      assert.deepEqual(
        sent,
        ['claim_shamir_recovery', 'claim_user'].map(
          (action) => `parsec3://${host}/${organization}?no_ssl=true&a=${action}&p=${payload}`,
        ),
      );
    }),
  { limit: 60_000, tags: ['token', 'chromium'] },
);

test(
  'the password that is used is the one that was judged and repeated',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const person = await use(chromium());
      const organization = freshOrganization();
      await person.open(server.app);
      await describeOrganization(person, organization);
      await person.fill('Password for this browser', PASSWORD);
      await person.fill('The same password again', PASSWORD);
      await person.page.evaluate(() => {
        /** @type {HTMLElement} */ (document.querySelector('form button[type=submit]')).click();
        /** @type {HTMLInputElement} */ (document.querySelector('#new-password')).value = 'a';
      });
      await person.text(/You changed the password while it was checked/);
      await person.heading(/Choose a password/);
      await choosePassword(person, `Create ${organization}`);
      await person.heading(/is created/, 60_000);
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
      // What an earlier application on this origin could have left: any worker of the site that says nothing at its start.
      const script = readdirSync(`${site}/assets`).find((name) =>
        name.startsWith('strength-worker'),
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
