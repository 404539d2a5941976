// SPDX-License-Identifier: MPL-2.0
// What an organization's server wants of the ways to open a device: said before one is made, asked for after each log in.
import assert from 'node:assert/strict';
import { authenticators, byName } from './lib/authenticators.mjs';
import { chromium } from './lib/browsers.mjs';
import {
  choosePassword,
  describeOrganization,
  inside,
  logIn,
  openInvitation,
  PASSWORD,
} from './lib/journeys.mjs';
import { codeOf } from './lib/one-time-code.mjs';
import { changed, dropBefore, http } from './lib/proxy.mjs';
import { createFile, shownKey, toRecovery } from './lib/recovery.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, Peer, QUICK, Server } from './lib/server.mjs';
import { stageOf } from './lib/stage.mjs';
import { stored } from './lib/stored.mjs';
import { withAll } from './lib/with-all.mjs';

/** @typedef {import('./lib/browsers.mjs').ChromiumPerson} Tab */

const staged = stageOf(import.meta.url);

/** @param {Tab} person @param {string} hash */
const turnTo = (person, hash) =>
  person.page.evaluate((to) => {
    location.hash = to;
  }, hash);

test(
  'an organization that wants another way than a password: said before, changed right after',
  () =>
    withAll(async (use) => {
      // To the server a passkey is the system's own authentication.
      const server = await use(Server.start({ protections: ['KEYRING+TOTP', 'PKI'] }));
      const { app } = byName(server);
      const person = await use(chromium());
      const organization = freshOrganization();
      await person.open(app);
      await (await authenticators(person)).plugIn();
      await describeOrganization(person, organization);
      await person.text(new RegExp(`${organization} does not accept passwords for long`));
      await choosePassword(person, `Create ${organization}`);
      await person.heading(/is created/, 60_000);
      await person.press('Later');
      await person.heading(/asks for another way to log in/);
      await person.text(
        /Accepted instead Passkey, with a one-time code You set up one-time codes right after.*Accepted in the Parsec application/,
      );
      const [{ key: device }] = await stored(person, 'devices');
      // Nothing else of the device is to be had, whatever address is typed.
      for (const page of ['people', 'devices', 'security', `greet/${'11'.repeat(16)}`]) {
        await turnTo(person, `#/device/${device}/${page}`);
        await person.heading(/asks for another way to log in/);
        await person.until('no other page', async () => {
          const tags = await person.page.evaluate(() =>
            [...document.querySelectorAll('main > *')].map((e) => e.localName),
          );
          return tags.length === 1 && tags[0] === 'policy-screen';
        });
      }
      // Refusing is logging out, and logging in asks again.
      await person.press('Log out');
      await person.heading(/Your organizations/);
      await person.press(organization);
      await person.fill('Password', PASSWORD);
      await person.press('Open');
      await person.heading(/asks for another way to log in/);
      await person.press('Change how this device is opened');
      await person.heading(/Your password until now/);
      await person.fill('Password', PASSWORD);
      await person.press('Continue');
      await person.heading(/How do you want to open it/);
      await person.text(/Not accepted by your organization/);
      await person.press('Continue');
      await person.press('Make the passkey');
      await person.press('Use it once');
      await person.heading(/opens with your passkey now/, 60_000);
      await person.press('Later');

      // The same again for the code on top, which a passkey does not spare.
      await person.heading(/asks for one-time codes/);
      await person.press('Set up one-time codes');
      await person.heading(/^Set up one-time codes/);
      await person.press('Use my passkey');
      await person.heading(/Connect your phone/);
      const secret = (await person.page.locator('[data-secret]').textContent()) ?? '';
      await person.fill('One-time code', codeOf(secret));
      await person.press('Turn one-time codes on');
      await person.heading(/One-time codes are on/, 60_000);
      await person.press('Done');
      await person.heading(/^Security$/);
      await person.press('You and this device');
      await person.press('Log out');
      await person.press(organization);
      await person.press('Use my passkey');
      await person.fill('One-time code', codeOf(secret));
      await person.press('Open');
      await inside(person, organization);
      assert.deepEqual(person.complaints, []);
    }),
  { limit: 180_000, tags: ['protection-policy', 'chromium'] },
);

test(
  'an organization that wants one-time codes: set up right after the first log in',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start({ protections: ['PASSWORD+TOTP'] }));
      const person = await use(chromium());
      const organization = freshOrganization();
      await person.open(server.app);
      await describeOrganization(person, organization);
      await person.text(
        new RegExp(`${organization} also asks for a code .*Have your phone at hand`),
      );
      await choosePassword(person, `Create ${organization}`);
      await person.heading(/is created/, 60_000);
      await person.press('Later');
      await person.heading(new RegExp(`${organization} asks for one-time codes`));
      await person.text(/Until it does, nothing else of .* is shown here/);
      await person.press('Set up one-time codes');
      // Given up: still nothing else.
      await person.press('Cancel');
      await person.heading(/asks for one-time codes/);
      await person.press('Set up one-time codes');
      await person.fill('Password', PASSWORD);
      await person.press('Continue');
      await person.heading(/Connect your phone/);
      const secret = await person.page.locator('[data-secret]').textContent();
      await person.fill('One-time code', codeOf(secret ?? ''));
      await person.press('Turn one-time codes on');
      await person.heading(/One-time codes are on/, 60_000);
      await person.press('Done');
      await person.heading(/^Security$/);
      await person.text(/Your organization asks for it/);
      // Turned off again, it is asked for again: said before.
      await person.press('Turn one-time codes off');
      await person.text(
        /asks for one-time codes You will be asked to set them up again right after/,
      );
      assert.deepEqual(person.complaints, []);
    }),
  { limit: 180_000, tags: ['protection-policy', 'chromium'] },
);

test(
  'an organization that wants nothing that a browser can do says what else there is',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start({ protections: ['PKI', 'OPENBAO+TOTP'] }));
      const peer = await use(new Peer());
      const { organization, device_file } = await peer.found(server, {
        password: PASSWORD,
        argon2: QUICK,
      });
      const person = await use(chromium());
      await person.open(server.app);
      await person.giveFile('device.keys', device_file);
      await person.text(/is now in this browser/);
      await logIn(person, server, organization);
      await person.heading(/asks for another way to log in/);
      await person.text(/Nothing that is accepted is possible in this browser/);
      await person.text(/on a computer: Smart card(?! Single)/);
      assert.equal(
        await person.ask({ op: 'has', name: 'Change how this device is opened' }),
        false,
      );
      // The way to a device that opens as it is wanted stays open, and nothing else.
      await person.press('Add the application to my devices');
      await person.heading(/^My devices$/);
      await person.page.evaluate(() => {
        location.hash = location.hash.replace(/devices$/, 'people');
      });
      await person.heading(/asks for another way to log in/);
      await person.press('Log out');
      await person.heading(/Your organizations/);
    }),
  { limit: 120_000, tags: ['protection-policy', 'chromium'] },
);

/** @param {string[]} wishes */
const wishing = (wishes) =>
  changed((content) => ({ ...content, advisory_device_file_protection: wishes }));

const CONFIG = { cmd: 'server_config' };

test(
  'wishes that nobody knows, and none at all, restrict nothing',
  staged(async (stage, use) => {
    const { proxy, server, organization, file } = stage;
    for (const [act, wanted] of /** @type {const} */ ([
      [wishing(['RETINA', 'password', 'PASSWORD+VOICE']), ''],
      [wishing([]), ''],
      [dropBefore, ''],
      [http(500), ''],
      [http(404), ''],
      [wishing(['RETINA', 'PASSWORD+TOTP']), 'totp'],
      [wishing(['PASSWORD', 'PASSWORD+TOTP']), ''],
      [wishing(['OPENBAO', 'KEYRING+TOTP']), 'method'],
    ])) {
      const person = await use(stage.person());
      await person.open(server.app);
      await person.giveFile('device.keys', file.data);
      await person.text(/is now in this browser/);
      const withdraw = proxy.rule(CONFIG, act);
      const before = proxy.seen.filter(({ cmd }) => cmd === CONFIG.cmd).length;
      await logIn(person, server, organization);
      if (wanted) {
        await person.until(`the gate: ${wanted}`, () =>
          person.page.evaluate(
            (kind) => document.querySelector(`[data-policy="${kind}"]`) !== null,
            wanted,
          ),
        );
        // The server's mind has changed: asking again is enough.
        withdraw();
        await person.press('It was changed meanwhile');
      }
      await inside(person, organization);
      await person.until('the question', async () => {
        const asked = proxy.seen.filter(({ cmd }) => cmd === CONFIG.cmd).slice(before);
        return asked.length === (wanted ? 2 : 1);
      });
      // Answered, or not: the page stays what it was.
      await person.press('People');
      await person.heading(/^People$/);
      withdraw();
    }
  }),
  { limit: 180_000, tags: ['protection-policy'] },
);

test(
  'a recovery file whose key is being shown is not taken away by what the server wants',
  staged(async (stage, use) => {
    const { proxy, server, organization, file } = stage;
    const person = await use(stage.person());
    await person.open(server.app);
    await person.giveFile('device.keys', file.data);
    await person.text(/is now in this browser/);
    const { promise: ready, resolve: release } = Promise.withResolvers();
    proxy.rule(CONFIG, async (turn) => {
      await ready;
      await wishing(['KEYRING'])(turn);
    });
    await logIn(person, server, organization);
    await inside(person, organization);
    await toRecovery(person, file.device);
    await createFile(person);
    const key = await shownKey(person);
    release(undefined);
    await person.until('the answer', async () => {
      const asked = proxy.seen.filter(({ cmd }) => cmd === CONFIG.cmd).at(-1);
      return asked?.status === 200;
    });
    await person.press('I have both: check them');
    await person.press('Show the key again');
    await person.heading(/^Save the key/);
    assert.equal(await shownKey(person), key);
    await person.page.keyboard.press('Escape');
    await person.press('Leave without the check');
    await person.heading(/asks for another way to log in/);
  }),
  { limit: 120_000, tags: ['protection-policy'] },
);

test(
  'two people who exchange codes are not interrupted by what the server wants',
  staged(async (stage, use) => {
    const { proxy, server, organization, file } = stage;
    const { email, link } = await stage.invitation();
    const admin = await use(stage.person());
    await admin.open(server.app);
    await admin.giveFile('device.keys', file.data);
    await admin.text(/is now in this browser/);
    const { promise: ready, resolve: release } = Promise.withResolvers();
    proxy.rule(CONFIG, async (turn) => {
      await ready;
      await wishing(['KEYRING'])(turn);
    });
    await logIn(admin, server, organization);
    await inside(admin, organization);
    await stage.toPeople(admin);
    await admin.press(`Greet ${email}`);
    await stage.nova.do({ do: 'claim', link });
    const code = await admin.code();
    release(undefined);
    await admin.until('the answer', async () => {
      const asked = proxy.seen.filter(({ cmd }) => cmd === CONFIG.cmd).at(-1);
      return asked?.status === 200;
    });
    await stage.nova.event('choose');
    await stage.nova.do({ do: 'choose', code });
    await admin.pick((await stage.nova.event('own_code')).code);
    await admin.heading(/entering a name/);
    await stage.nova.event('details');
    await stage.nova.do({ do: 'details', name: 'Nova', password: 'peer' });
    await admin.heading(/Let .* into/);
    await admin.choose('Member');
    await admin.press('Accept');
    await stage.nova.event('done', 60_000);
    await admin.heading(/ is in /);
    await admin.press('Back to people');
    await admin.heading(/asks for another way to log in/);
  }),
  { limit: 120_000, tags: ['protection-policy'] },
);

test(
  'whoever joins is told beforehand what comes after',
  staged(async (stage, use) => {
    const { proxy, ada } = stage;
    proxy.rule(CONFIG, wishing(['KEYRING']));
    const { token, link } = await stage.invitation();
    const before = proxy.ours(CONFIG).length;
    const newcomer = await use(stage.person());
    await newcomer.open(link);
    await newcomer.heading(/invites you/);
    assert.equal(
      proxy.ours(CONFIG).length,
      before,
      'nothing beside the invitation is asked for at first',
    );
    await openInvitation(newcomer, link);
    await ada.do({ do: 'greet', token });
    await newcomer.pick((await ada.event('own_code')).code);
    const code = await newcomer.code();
    await ada.event('choose');
    await ada.do({ do: 'choose', code });
    await newcomer.heading(/How will people/);
    await newcomer.fill('Your name', 'Bob Durand');
    await newcomer.press('Continue');
    await newcomer.text(/does not accept passwords for long Choose one for now/);
    await choosePassword(newcomer, 'Join');
    await ada.event('review', 60_000);
    await ada.do({ do: 'approve', name: 'Bob Durand', profile: 'STANDARD' });
    await newcomer.heading(/You are in/, 60_000);
    await newcomer.press('Later');
    await newcomer.heading(/asks for another way to log in/);
  }),
  { limit: 120_000, tags: ['protection-policy'] },
);
