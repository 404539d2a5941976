// SPDX-License-Identifier: MPL-2.0
// The journey that everything is for, in each browser and on each storage of the server.
import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { chromium, firefox, webkit } from './lib/browsers.mjs';
import { documentedHeaders } from './lib/documented.mjs';
import {
  create,
  greet,
  inside,
  introduce,
  invite,
  join,
  logIn,
  openFile,
  openInvitation,
  PASSWORD,
  settle,
} from './lib/journeys.mjs';
import { ReverseProxy } from './lib/proxy.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, Peer, Server } from './lib/server.mjs';
import { withAll } from './lib/with-all.mjs';

const LIMIT = 240_000;

/**
 * @param {Server} server
 * @param {() => Promise<import('./lib/browsers.mjs').Person>} browser
 */
function mainJourney(server, browser) {
  return withAll(async (use) => {
    const organization = freshOrganization();
    const admin = await use(browser());
    const newcomer = await use(browser());
    await create(admin, server, { organization });
    await settle(admin, organization);
    await invite(admin, 'bob@example.com');
    const link = await server.mailedLink('bob@example.com');
    await join({ admin, newcomer, email: 'bob@example.com', link });
    await settle(newcomer, organization);

    await newcomer.reload();
    await logIn(newcomer, server, organization);
    await newcomer.press('Log out');
    await newcomer.heading(/Your organizations/);
    await logIn(newcomer, server, organization, 'not the password');
    await newcomer.text(/Wrong password/);
    await newcomer.fill('Password', PASSWORD);
    await newcomer.press('Open');
    await inside(newcomer, organization);
  });
}

test(
  'an organization is created, somebody invited and let in, and logs in again: Chromium',
  () => withAll(async (use) => mainJourney(await use(Server.start()), () => chromium())),
  { limit: LIMIT, tags: ['quick', 'chromium'] },
);

test(
  'the same on PostgreSQL',
  () =>
    withAll(async (use) => {
      const keep = await mkdtemp(joinPath(tmpdir(), 'keep-'));
      try {
        await chmod(keep, 0o755); // the database runs as a user of its own
        await mainJourney(await use(Server.start({ keep })), () => chromium());
      } finally {
        await rm(keep, { recursive: true, force: true });
      }
    }),
  { limit: LIMIT, tags: ['postgresql'] },
);

test(
  'the same behind a reverse proxy that sends the documented headers',
  () =>
    withAll(async (use) => {
      const headers = await documentedHeaders();
      assert.ok(Object.keys(headers).length >= 6, 'the guide lists the headers');
      const { server } = await use(ReverseProxy.start({ headers }));
      await mainJourney(server, () => chromium());
    }),
  { limit: LIMIT, tags: ['headers'] },
);

test(
  'the same in Firefox',
  () => withAll(async (use) => mainJourney(await use(Server.start()), firefox)),
  { limit: LIMIT, tags: ['firefox'] },
);

test(
  'the same in WebKitGTK',
  () => withAll(async (use) => mainJourney(await use(Server.start()), webkit)),
  { limit: LIMIT, tags: ['webkit'] },
);

test(
  'our newcomer with the independent administrator; each opens the other’s device file',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const { organization } = await peer.found(server);
      const { token, link_http } = await peer.do({ do: 'invite', email: 'bob@example.com' });
      const newcomer = await use(chromium());
      await openInvitation(newcomer, link_http);
      await newcomer.heading(/^Call /);
      await peer.do({ do: 'greet', token });
      await newcomer.pick((await peer.event('own_code')).code);
      const { choices } = await peer.event('choose');
      const code = await newcomer.code();
      assert.ok(choices.includes(code));
      await peer.do({ do: 'choose', code });
      await introduce(newcomer, 'Bob Durand');
      const review = await peer.event('review');
      assert.equal(review.email, 'bob@example.com');
      assert.equal(review.name, 'Bob Durand');
      await peer.do({ do: 'approve', name: 'Robert Durand', profile: 'STANDARD' });
      await peer.event('done', 60_000);
      await newcomer.heading(/You are in/);
      await settle(newcomer, organization);
      await newcomer.text(/Robert Durand/);
    }),
  { limit: LIMIT, tags: ['chromium', 'peer'] },
);

test(
  'our administrator, opened from the independent peer’s device file, with the independent newcomer',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const { organization, device_file } = await peer.found(server, { password: PASSWORD });
      const admin = await use(chromium());
      await openFile(admin, server, organization, device_file);
      await admin.text(/Ada Peer/);
      await invite(admin, 'carol@example.com');
      const link = await server.mailedLink('carol@example.com');
      const newcomer = await use(new Peer());
      await newcomer.do({ do: 'claim', link });
      const introduced = newcomer
        .event('details', 60_000)
        .then(() => newcomer.do({ do: 'details', name: 'Carol Peer', password: 'peer' }));
      await greet(admin, 'carol@example.com', {
        async code(own) {
          const { choices } = await newcomer.event('choose');
          assert.ok(choices.includes(own));
          await newcomer.do({ do: 'choose', code: own });
        },
        async theirCode() {
          const { code } = await newcomer.event('own_code');
          return code;
        },
      });
      await introduced;
      await newcomer.event('done', 60_000);
      assert.deepEqual((await peer.members()).map(({ email }) => email).sort(), [
        'ada@example.com',
        'carol@example.com',
      ]);
    }),
  { limit: LIMIT, tags: ['chromium', 'peer'] },
);
