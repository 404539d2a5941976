// SPDX-License-Identifier: MPL-2.0
// Whoever cannot get in finds out what to check and whom to ask, and what they pass on gives nothing away.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { decode, ExtData, encode } from '@msgpack/msgpack';
import { chromium } from './lib/browsers.mjs';
import { openFile, PASSWORD } from './lib/journeys.mjs';
import { look } from './lib/look.mjs';
import { test } from './lib/runner.mjs';
import { Peer, QUICK, Server, site } from './lib/server.mjs';
import { leave, stored } from './lib/stored.mjs';
import { withAll } from './lib/with-all.mjs';

const WRONG = 'not-this-password-either';

/** @param {import('./lib/browsers.mjs').ChromiumPerson} person */
const report = (person) =>
  person.until('the text', () => person.page.locator('#report').inputValue());

/** What the last copy has left, as far as this browser lets a test see it. @param {import('./lib/browsers.mjs').ChromiumPerson} person */
const copied = (person) => person.page.evaluate(() => navigator.clipboard.readText());

/** @param {string} name */
async function hashOf(name) {
  const file = (await readdir(`${site}/assets`)).find((f) =>
    new RegExp(`^${name}-.*\\.wasm$`).test(f),
  );
  return createHash('sha256')
    .update(await readFile(`${site}/assets/${file}`))
    .digest('hex');
}

/**
 * A text for others: of all that this browser knows it tells what helps and nothing else.
 * @param {string} text
 * @param {string[]} secrets
 */
function givesNothingAway(text, secrets) {
  for (const secret of [PASSWORD, WRONG, ...secrets])
    assert.ok(secret && !text.includes(secret), `it tells ${secret}`);
  assert.doesNotMatch(text, /\S@\S/, 'no e-mail');
  assert.doesNotMatch(text, /\bp=|parsec3:|https?:|#\//, 'no link');
}

test(
  'from a wrong password to a text for the administrator',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const { organization, device_file } = await peer.found(server, {
        password: PASSWORD,
        argon2: QUICK,
      });
      const { link_http, token } = await peer.do({ do: 'invite', email: 'bob@example.com' });
      const person = await use(chromium());
      await person.context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await openFile(person, server, organization, device_file);
      await person.press('Log out');
      await person.heading(/Your organizations/);

      // The link of somebody else's invitation has been in this tab as well.
      await person.open(link_http);
      await person.heading(/invites you/);
      await person.open(server.app);
      await person.press(organization);
      await person.fill('Password', WRONG);
      await person.press('Open');
      await person.text(/Wrong password/);
      await person.press('I cannot get in');
      await person.heading(/^When you cannot get in$/);
      await person.text(/Wrong password for/);
      assert.equal(
        await person.page.locator('details[open]').getAttribute('data-topic'),
        'password',
        'what fits is open',
      );
      await person.choose('It is the password of this device');
      await person.choose('I have typed it by hand once');
      await person.press('Prepare the text');
      const first = await report(person);
      assert.match(first, new RegExp(`^Organization: ${organization} `, 'm'));
      assert.match(first, /^Opened by: Password$/m);
      assert.match(first, /^One-time code \(MFA\): No$/m);
      assert.match(first, /^What the page says: Wrong password .*\[wrong-password\]$/m);
      assert.match(first, /^Browser: Chrome/m);
      assert.match(first, /^- It is the password of this device\n- I have typed it by hand once$/m);
      const { version } = JSON.parse(
        await readFile(new URL('../../web/package.json', import.meta.url), 'utf8'),
      );
      assert.ok(
        first.includes(`Version: ${version}\ncore.wasm (SHA-256): ${await hashOf('core')}`),
      );

      // What is ticked afterwards is in it, too.
      await person.press('Something else is the matter');
      await person.press('My device is open in another tab');
      await person.choose('All other tabs');
      assert.match(await report(person), /^- All other tabs and windows of Parsec are closed$/m);

      await person.press('Copy the text');
      await person.text(/Copied/);
      const text = await report(person);
      assert.equal((await copied(person)).replaceAll('\r\n', '\n'), text);
      const href = await person.page.locator('a[href^="mailto:"]').getAttribute('href');
      const kept = await stored(person, 'devices');
      const secrets = [token, link_http, 'bob@example.com', ...kept.map(({ base64 }) => base64)];
      givesNothingAway(text, secrets);
      givesNothingAway(decodeURIComponent(href ?? ''), secrets);
      givesNothingAway(person.page.url().replace(/^http:\S+#/, ''), secrets);
      assert.match(
        decodeURIComponent(href ?? ''),
        new RegExp(`subject=I cannot open ${organization}`),
      );

      await person.press('Back');
      await person.heading(/^Open /);
      assert.deepEqual(person.complaints, []);
    }),
  { limit: 120_000, tags: ['help', 'chromium'] },
);

test(
  'help for a link that leads nowhere, and where nothing can be kept',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      await peer.found(server);
      const { link_http, token } = await peer.do({ do: 'invite', email: 'bob@example.com' });
      await peer.do({ do: 'cancel_invitation', token });
      const person = await use(chromium());
      await person.open(link_http);
      await person.press('I cannot get in');
      await person.heading(/^When you cannot get in$/);
      assert.equal(await person.page.locator('details[open]').getAttribute('data-topic'), 'link');
      await person.press('Prepare the text');
      const text = await report(person);
      assert.match(text, /^What the page says: .*\[(http-invitation-gone|invitation-cancelled)/m);
      givesNothingAway(text, [token, link_http]);

      const blocked = await use(chromium());
      await blocked.page.addInitScript(() => {
        Object.defineProperty(globalThis, 'isSecureContext', { value: false });
      });
      await blocked.open(server.app);
      await blocked.heading(/cannot keep anything/);
      await blocked.press('I cannot get in');
      await blocked.heading(/^When you cannot get in$/);
      await blocked.press('Prepare the text');
      assert.match(await report(blocked), /\[insecure-context\]/);
    }),
  { limit: 120_000, tags: ['help', 'chromium'] },
);

test(
  'what does not open here says why, and the help knows how each device is opened',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const founded = await peer.found(server, { password: PASSWORD, argon2: QUICK });
      const whole = /** @type {any} */ (decode(Buffer.from(founded.device_file, 'base64')));
      const ids = Object.fromEntries(
        ['Bank', 'Coded', 'Cut', 'Tampered', 'Strange'].map((name, i) => [
          name,
          Buffer.alloc(16, 0xa1 + i),
        ]),
      );
      /** @param {string} name @param {object} changes */
      const file = (name, changes) => ({
        [ids[name].toString('hex')]: Buffer.from(
          encode({
            ...whole,
            organization_id: name,
            device_id: new ExtData(2, ids[name]),
            ...changes,
          }),
        ).toString('base64'),
      });
      const person = await use(chromium());
      await person.open(server.app);
      await person.heading(/Welcome/);
      await leave(person, 'devices', {
        ...file('Bank', { type: 'pki', algorithm: undefined }),
        ...file('Coded', { totp_opaque_key_id: new ExtData(2, Buffer.alloc(16, 7)) }),
        ...file('Cut', { ciphertext: whole.ciphertext.subarray(0, 10) }),
        ...file('Tampered', { algorithm: { ...whole.algorithm, type: 'ROT13' } }),
        ...file('Strange', { server_url: 'nowhere' }),
      });
      const home = async () => {
        await person.open(`${server.app}#/`);
        await person.reload();
        await person.heading(/Your organizations/);
      };
      const help = async () => {
        await person.heading(/^When you cannot get in$/);
        await person.press('Prepare the text');
        return report(person);
      };
      const openTopic = () => person.page.locator('details[open]').getAttribute('data-topic');

      // Another way of opening than this page has.
      await home();
      const folds = person.page.locator('details.fold');
      const bank = folds.filter({ hasText: 'This device is opened by a smart card' });
      await bank.locator('summary').click();
      await bank.getByText(/cannot use card readers yet/).waitFor();
      await bank.getByRole('link', { name: 'I cannot get in' }).click();
      assert.match(await help(), /^Opened by: Smart card$/m);
      assert.equal(await openTopic(), 'card');

      // Damaged: the start page tells the part of what cannot be read, the page that opens it the part of what can.
      await home();
      const damaged = folds.filter({ hasText: 'The file of this device is damaged' });
      await damaged
        .filter({ hasText: 'says how it is opened is damaged' })
        .waitFor({ state: 'attached' });
      await damaged.filter({ hasText: 'says whose device it is' }).waitFor({ state: 'attached' });
      assert.equal(await damaged.count(), 2);
      await person.press('Cut');
      await person.heading(/The file of this device is damaged/);
      await person.text(/The password is not at fault/);
      await person.press('I cannot get in');
      assert.match(
        await help(),
        /^What the page says: The file .* damaged\. The keys .*\[device-file · contents\]$/m,
      );
      assert.equal(await openTopic(), 'file');

      // Offline: whether this very device opens all the same.
      await leave(person, 'devices', { [founded.device]: founded.device_file });
      for (const [device, says, offline] of /** @type {const} */ ([
        [founded.device, /Your password opens this device all the same/, 'Yes'],
        [ids.Coded.toString('hex'), /without the server this device does not open/, 'No'],
      ])) {
        await person.open(`${server.app}#/help/device/${device}/offline`);
        await person.reload();
        await person.text(says);
        assert.match(await help(), new RegExp(`^Opens without the server: ${offline}$`, 'm'));
      }
      await look(person, 'help-code');

      // A device that this browser does not have: its owner knows.
      await person.open(`${server.app}#/help`);
      await person.reload();
      await person.text(/How do you log in there/);
      await person.choose('Smart card');
      await person.choose('It asks for a one-time code as well');
      const text = await help();
      assert.match(text, /^Opened by: Smart card\nOne-time code \(MFA\): Yes$/m);
      await person.choose('Coded');
      assert.match(await report(person), /^Organization: Coded /m);
      await look(person, 'help-methods');
      assert.deepEqual(person.complaints, []);
    }),
  { limit: 180_000, tags: ['help', 'chromium'] },
);

test(
  'about: version, hashes, the open device, licenses',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const { organization, device_file } = await peer.found(server, {
        password: PASSWORD,
        argon2: QUICK,
      });
      const person = await use(chromium());
      await person.context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await openFile(person, server, organization, device_file);
      await person.page.evaluate(() => {
        location.hash = '#/';
      });
      await person.press('About this program');
      await person.heading(/^About/);
      await person.text(/Opened by Password/);
      await person.press('Copy these details');
      await person.text(/Copied/);
      const details = await copied(person);
      assert.match(details, new RegExp(`core\\.wasm \\(SHA-256\\): ${await hashOf('core')}`));
      assert.match(details, new RegExp(`stretch\\.wasm \\(SHA-256\\): ${await hashOf('stretch')}`));
      assert.match(details, new RegExp(`Organization: ${organization} `));
      assert.match(details, /One-time code \(MFA\): No/);
      givesNothingAway(details, [device_file]);

      const links = await person.page
        .locator('main a[href]')
        .evaluateAll((all) => all.map((a) => /** @type {HTMLAnchorElement} */ (a).href));
      assert.ok(
        links.every((href) => href.startsWith(server.app)),
        'nothing leads elsewhere',
      );
      const answer = await fetch(`${server.app}notices.txt`);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; charset=utf-8$/i);
      const notices = await answer.text();
      for (const part of [
        'libsodium',
        'zstd',
        'Emscripten',
        'musl',
        'lit ',
        'idb ',
        '@msgpack/msgpack ',
        'uqr ',
      ])
        assert.match(notices, new RegExp(`^${part}.*\\(.+\\)$`, 'm'), part);
    }),
  { limit: 120_000, tags: ['help', 'chromium'] },
);
