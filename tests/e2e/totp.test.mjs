// SPDX-License-Identifier: MPL-2.0
// One-time codes: set up, asked for at log in, taken on by another device, taken off, and set up anew by a link. The phone is ours.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { decodeQR } from 'qr/decode.js';
import { chromium } from './lib/browsers.mjs';
import { clockOf } from './lib/clock.mjs';
import { inside, logIn, openFile, PASSWORD } from './lib/journeys.mjs';
import { codeOf, wrongCode } from './lib/one-time-code.mjs';
import { test } from './lib/runner.mjs';
import { Peer, QUICK, Server } from './lib/server.mjs';
import { failureOn, says } from './lib/stage.mjs';
import { stallAt } from './lib/stall.mjs';
import { stored } from './lib/stored.mjs';
import { withAll } from './lib/with-all.mjs';

/** @typedef {import('./lib/browsers.mjs').ChromiumPerson} Tab */

const CHEAP = { password: PASSWORD, argon2: QUICK };

/**
 * A new organization of Ada's, whose device the peer has, and an empty browser.
 * @param {(made: any) => Promise<any>} use
 */
async function furnish(use) {
  /** @type {Server} */
  const server = await use(Server.start());
  /** @type {Peer} */
  const peer = await use(new Peer());
  /** @type {Tab} */
  const person = await use(chromium());
  return { server, peer, person, ...(await peer.found(server, CHEAP)) };
}

/** @param {Tab} person */
const fileOf = async (person) => {
  const [{ base64 }, ...others] = await stored(person, 'devices');
  assert.deepEqual(others, []);
  return base64;
};

/**
 * Types a code as somebody with a keyboard, and presses Enter.
 * @param {Tab} person
 * @param {string} code
 */
async function type(person, code) {
  const field = person.page.locator('#one-time-code');
  await field.fill(code);
  await field.press('Enter');
}

/** The field of a code, once it is asked for (again). @param {Tab} person */
function codeField(person) {
  return person.until('the field of a code, with the focus', () =>
    person.page.evaluate(
      () =>
        document.activeElement?.id === 'one-time-code' &&
        !document.querySelector('code-entry [aria-busy]'),
    ),
  );
}

/**
 * Refused under the field, read aloud, described, and the page stays.
 * @param {Tab} person
 * @param {RegExp} words
 */
async function refusedWith(person, words) {
  await person.until(`${words} under the field`, () =>
    person.page.evaluate((source) => {
      const problem = document.querySelector('#code-problem[role=alert]');
      const field = document.querySelector('#one-time-code');
      return (
        new RegExp(source).test(problem?.textContent ?? '') &&
        field?.getAttribute('aria-invalid') === 'true' &&
        /\bcode-problem\b/.test(field.getAttribute('aria-describedby') ?? '')
      );
    }, words.source),
  );
  await codeField(person);
}

/** @param {Tab} person @param {RegExp} [title] */
async function current(person, title = /Set up one-time codes/) {
  await person.heading(title);
  await person.fill('Password', PASSWORD);
  await person.press('Continue');
}

/**
 * From the page of the key: as a camera sees it, and as it stands there to be typed.
 * @param {Tab} person
 */
async function keyShown(person) {
  await person.heading(/Connect your phone/);
  const { text, path, size, label } = await person.page.evaluate(() => {
    const svg = document.querySelector('.qr svg');
    return {
      text: document.querySelector('[data-secret]')?.textContent ?? '',
      path: svg?.querySelector('path')?.getAttribute('d') ?? '',
      size: Number(svg?.getAttribute('viewBox')?.split(' ')[2]),
      label: svg?.getAttribute('aria-label') ?? '',
    };
  });
  assert.match(text, /^[A-Z2-7]{4}( [A-Z2-7]{4}){7}$/);
  assert.match(label, /text/, 'the picture says that there is a text');
  const scale = 4;
  const side = size * scale;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g))
    for (let i = 0; i < scale * scale; i += 1) {
      const at =
        (Number(y) * scale + Math.floor(i / scale)) * side + Number(x) * scale + (i % scale);
      data.fill(0, at * 4, at * 4 + 3);
    }
  const uri = new URL(decodeQR({ width: side, height: side, data }));
  assert.equal(uri.protocol, 'otpauth:');
  const secret = text.replaceAll(' ', '');
  assert.equal(uri.searchParams.get('secret'), secret);
  return { secret, uri };
}

/**
 * Neither the page nor the browser keeps it.
 * @param {Tab} person
 * @param {string} secret
 */
async function isGone(person, secret) {
  const { page } = person;
  const visible = await page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      location.href,
      JSON.stringify(history.state),
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
    ].join('\n'),
  );
  const stores = await Promise.all(
    /** @type {const} */ (['devices', 'journeys', 'data']).map((name) => stored(person, name)),
  );
  const everything = [
    visible,
    ...stores.flat().map(({ base64 }) => Buffer.from(base64, 'base64').toString('latin1')),
  ].join('\n');
  assert.ok(everything.includes('parsec-'), 'this does look at what is kept');
  assert.ok(!everything.replaceAll(' ', '').includes(secret));
}

test(
  'one-time codes: set up with a phone, asked for at log in, and opened by others too',
  () =>
    withAll(async (use) => {
      const { server, peer, person, organization, device, device_file } = await furnish(use);
      await openFile(person, server, organization, device_file);
      const bare = await fileOf(person);
      await person.press('Security');
      await person.text(/Off, on this device/);
      await person.press('Set up one-time codes');
      await person.text(/six digits from an application on your phone.*MFA/);
      await person.fill('Password', 'wrong');
      await person.press('Continue');
      await person.text(/Wrong password/);
      await current(person);
      const { secret, uri } = await keyShown(person);
      assert.match(decodeURIComponent(uri.pathname), new RegExp(`:${organization}$`));
      assert.equal(await fileOf(person), bare, 'nothing is written before a code was proved');

      // By its letters, by the server's word, and by nothing at all: the page stays, with the same key.
      await person.press('Turn one-time codes on');
      await refusedWith(person, /Type the six digits first/);
      await type(person, '12 34');
      await refusedWith(person, /six digits/);
      await type(person, wrongCode(secret));
      await refusedWith(person, /does not accept this code/);
      assert.equal((await keyShown(person)).secret, secret);
      assert.equal(await fileOf(person), bare);
      const code = codeOf(secret);
      await type(person, `${code.slice(0, 3)} ${code.slice(3)}`);
      await person.heading(/One-time codes are on/, 60_000);
      await person.text(/Your other devices ask for none yet/);
      await isGone(person, secret);
      await person.press('Done');
      await person.heading(/^Security$/);
      await person.text(/On, on this device/);

      // Another program opens it with a code, and with none does not.
      const file = await fileOf(person);
      assert.equal((await peer.read(file)).codes, true);
      const opened = await peer.open(file, { password: PASSWORD, totp_secret: secret });
      assert.deepEqual([opened.device, opened.accepted], [device, true]);
      await assert.rejects(peer.open(file, { password: PASSWORD, code: wrongCode(secret) }));

      await person.press('You and this device');
      await person.press('Log out');
      await logIn(person, server, organization);
      await codeField(person);
      await delay(1000); // the server does not listen for so long after the peer's wrong code
      await type(person, codeOf(secret));
      await inside(person, organization);
      assert.deepEqual(person.complaints, []);
    }),
  { limit: 180_000, tags: ['totp', 'chromium'] },
);

test(
  'one-time codes at log in: a wrong one, one too many, no network',
  () =>
    withAll(async (use) => {
      const { server, peer, person, organization, device } = await furnish(use);
      const secret = (await peer.setUpCodes()).replaceAll(' ', '');
      const file = await peer.save({ ...CHEAP, codes: true });
      let asked = 0;
      person.page.on('request', (request) => {
        if (/\/anonymous\//.test(request.url())) asked += 1;
      });
      await person.open(server.app);
      await person.giveFile('device.keys', file);
      await person.text(/is now in this browser/);
      await logIn(person, server, organization);
      await codeField(person);

      // Each wrong code costs twice the wait of the one before.
      for (const wait of [1000, 2000, 4000, 8000, 0]) {
        await type(person, wrongCode(secret));
        await refusedWith(person, /does not accept this code/);
        await delay(wait);
      }
      await person.text(/whoever was removed from .* or suspended .* Ask an administrator/);
      const before = asked;
      await type(person, codeOf(secret));
      await refusedWith(person, /Too many codes in a row. You can try again at \d/);
      assert.equal(asked, before + 1);
      const said = await listen(person);
      // Pressed all the same: the wait is said, and nothing is sent.
      await person.page.locator('#one-time-code').press('Enter');
      const left = new Set();
      await person.until('the end of the wait', async () => {
        const { text } = await person.state();
        left.add(/\d+ seconds? left/.exec(text)?.[0] ?? '');
        return text.includes('You can try again now');
      });
      assert.ok(left.size > 5, `it counts down: ${[...left]}`);
      assert.equal(asked, before + 1);
      const [pressed, ...sentences] = await person.until('the end, said', async () => {
        const all = await said();
        return /^You can try again now/.test(all.at(-1) ?? '') && all;
      });
      assert.match(pressed, /^\d+ seconds left/, 'pressing says how long');
      assert.ok(sentences.length <= 2, `what is seen every second is not heard so: ${sentences}`);
      assert.doesNotMatch((await person.state()).text, /seconds? left|Too many codes/);

      // The server is needed: said, waited for, and gone on with.
      await person.context.setOffline(true);
      await type(person, codeOf(secret));
      await person.text(/No connection to the server.*checked by the server/);
      await person.context.setOffline(false);
      await inside(person, organization);

      // The code was right, the password was not: only the password is asked for again.
      await person.press('Log out');
      await logIn(person, server, organization, 'not-my-password');
      await codeField(person);
      await type(person, codeOf(secret));
      await person.text(/Wrong password/);
      await person.fill('Password', PASSWORD);
      await person.press('Open');
      await inside(person, organization);
      assert.equal((await stored(person, 'devices'))[0].key, device);

      await person.press('Log out');
      await logIn(person, server, organization);
      await person.press('My phone is lost');
      await person.text(
        new RegExp(
          `Only whoever runs the server ${new URL(server.url).host} can connect another phone`,
        ),
      );
      await person.text(new RegExp(`An administrator of ${organization} cannot`));
    }),
  { limit: 180_000, tags: ['totp', 'chromium'] },
);

test(
  'one-time codes on a computer whose clock is slow: nobody is made to wait for it',
  () =>
    withAll(async (use) => {
      const { server, peer, person, organization } = await furnish(use);
      const secret = (await peer.setUpCodes()).replaceAll(' ', '');
      const file = await peer.save({ ...CHEAP, codes: true });
      let asked = 0;
      person.page.on('request', (request) => {
        if (/\/anonymous\//.test(request.url())) asked += 1;
      });
      await person.open(server.app);
      await person.giveFile('device.keys', file);
      await person.text(/is now in this browser/);
      await logIn(person, server, organization);
      await codeField(person);
      await clockOf(person, -7_200_000);
      for (const wait of [1000, 2000, 0]) {
        await type(person, wrongCode(secret));
        await refusedWith(person, /does not accept this code/);
        await delay(wait);
      }
      await type(person, codeOf(secret));
      await refusedWith(person, /Too many codes in a row/);
      await person.text(/hour.* left.*the clock of this computer may be wrong/);
      await delay(4000);
      const before = asked;
      await type(person, codeOf(secret));
      await person.until('the answer of the server', async () => asked === before + 1);
      await person.until('no more codes', () =>
        person.page.evaluate(() => document.querySelector('#one-time-code') === null),
      );
    }),
  { limit: 120_000, tags: ['totp', 'chromium'] },
);

/**
 * What the page says aloud from now on.
 * @param {Tab} person
 * @returns {Promise<() => Promise<string[]>>}
 */
async function listen({ page }) {
  await page.evaluate(() => {
    /** @type {string[]} */
    const said = [];
    Object.assign(globalThis, { said });
    const region = /** @type {HTMLElement} */ (document.getElementById('live'));
    new MutationObserver(() => {
      if (region.textContent) said.push(region.textContent);
    }).observe(region, { childList: true, characterData: true, subtree: true });
  });
  return () => page.evaluate(() => /** @type {any} */ (globalThis).said);
}

test(
  'one-time codes on another device: only a code that the server knows turns them on, and off',
  () =>
    withAll(async (use) => {
      const { server, peer, person, organization, device_file } = await furnish(use);
      const secret = (await peer.setUpCodes()).replaceAll(' ', '');
      const recovery = await peer.createRecovery();
      const second = await peer.restore(recovery, { ...CHEAP, label: 'Second' });
      await openFile(person, server, organization, second.device_file);
      const before = await fileOf(person);

      await person.press('Security');
      await person.press('Set up one-time codes');
      await current(person);
      await person.text(/Your phone makes codes for you already/);
      assert.equal(await person.page.locator('[data-secret]').count(), 0, 'no other key');
      await type(person, wrongCode(secret));
      await refusedWith(person, /does not accept this code/);
      assert.equal(await fileOf(person), before, 'nothing is written for a wrong code');
      await delay(1000);
      await type(person, codeOf(secret));
      await person.heading(/One-time codes are on/, 60_000);
      const file = await fileOf(person);
      const opened = await peer.open(file, { password: PASSWORD, totp_secret: secret });
      assert.deepEqual([opened.device, opened.accepted], [second.device, true]);
      assert.equal((await peer.read(device_file)).codes, false, 'the first device is as it was');

      // Off again: not with a wrong code either.
      await person.press('Done');
      await person.press('Turn one-time codes off');
      await current(person, /Turn one-time codes off/);
      await codeField(person);
      await type(person, wrongCode(secret));
      await refusedWith(person, /does not accept this code/);
      assert.equal(await fileOf(person), file);
      await delay(1000);
      await type(person, codeOf(secret));
      await person.heading(/One-time codes are off/, 60_000);
      await person.press('Done');
      await person.text(/Off, on this device/);
      const bare = await fileOf(person);
      assert.equal((await peer.read(bare)).codes, false);
      assert.equal((await peer.open(bare, { password: PASSWORD })).device, second.device);
      await person.press('You and this device');
      await person.press('Log out');
      await logIn(person, server, organization);
      await inside(person, organization);

      // The address typed by hand asks for nothing where nothing is to be done.
      await person.open(`${server.app}#/saved/${second.device}/mfa/remove`);
      await person.heading(/asks for no one-time codes/);
    }),
  { limit: 180_000, tags: ['totp', 'chromium'] },
);

test(
  'a tab that dies while codes are turned on or off leaves the old file or the new one',
  () =>
    withAll(async (use) => {
      const { server, peer, person, organization, device, device_file } = await furnish(use);
      const secret = (await peer.setUpCodes()).replaceAll(' ', '');
      await person.open(server.app);
      await person.giveFile('device.keys', device_file);
      await person.text(/is now in this browser/);
      for (const [job, title] of /** @type {const} */ ([
        ['add', /Set up one-time codes/],
        ['remove', /Turn one-time codes off/],
      ])) {
        for (const at of /** @type {const} */ (['question', 'write', 'read back'])) {
          const old = await fileOf(person);
          await person.open(`${server.app}#/saved/${device}/mfa/${job}`);
          await person.reload();
          await current(person, title);
          await codeField(person);
          if (at !== 'question') {
            const stalled = await stallAt(person, at);
            await type(person, codeOf(secret));
            await person.until('the write', stalled);
            if (at === 'read back')
              await person.until('the file', async () => (await fileOf(person)) !== old);
          }
          await person.kill();
          await person.open(server.app);
          const file = await fileOf(person);
          if (at !== 'read back') assert.equal(file, old);
          const { codes } = await peer.read(file);
          assert.equal(codes, (job === 'add') === (at === 'read back'), `${job}, ${at}`);
          await logIn(person, server, organization);
          if (codes) {
            await codeField(person);
            await type(person, codeOf(secret));
          }
          await inside(person, organization);
        }
      }
    }),
  { limit: 240_000, tags: ['totp', 'chromium'] },
);

test(
  'a lost phone: the link of whoever runs the server, mailed and pasted, without any device open',
  () =>
    withAll(async (use) => {
      const { server, peer, person, organization } = await furnish(use);
      const lost = (await peer.setUpCodes()).replaceAll(' ', '');
      const file = await peer.save({ ...CHEAP, codes: true });
      await person.open(server.app);
      await person.giveFile('device.keys', file);
      await person.text(/is now in this browser/);

      await server.resetCodes(organization, 'ada@example.com', { mailed: true });
      const link = await server.mailedLink('ada@example.com');
      /** @type {string[]} */
      const asked = [];
      person.page.on('request', (request) => {
        if (/\/anonymous\//.test(request.url())) asked.push(request.url());
      });
      await person.open(link);
      await person.heading(new RegExp(`New one-time codes for ${organization}`));
      await person.text(new RegExp(`Server ${new URL(server.url).host}`));
      assert.ok(!person.page.url().includes('totp_reset'), 'no link in the address');
      assert.deepEqual(asked, [], 'nothing is asked before the person says so');
      // A reload leads back here.
      await person.reload();
      await person.press('Connect my phone');
      const first = await keyShown(person);
      assert.notEqual(first.secret, lost);
      await type(person, wrongCode(first.secret));
      await refusedWith(person, /does not accept this code/);
      await type(person, codeOf(first.secret));
      await person.heading(/Your new codes work/);
      await isGone(person, first.secret);

      // What asks for codes takes those of the new phone, and of no other.
      await person.press('Back to start');
      await logIn(person, server, organization);
      await codeField(person);
      await type(person, codeOf(lost));
      await refusedWith(person, /does not accept this code/);
      await delay(1000);
      await type(person, codeOf(first.secret));
      await inside(person, organization);

      // It works once.
      await person.open(link);
      await person.press('Connect my phone');
      await says(person, 'reset-link');

      // Pasted, in a browser that knows nothing; the link before it is worth nothing any more.
      const stranger = await use(chromium());
      const replaced = await server.resetCodes(organization, 'ada@example.com');
      const pasted = await server.resetCodes(organization, 'ada@example.com');
      await stranger.open(server.app);
      await stranger.fill('Your link', replaced);
      await stranger.press('Continue');
      await stranger.press('Connect my phone');
      await says(stranger, 'reset-link');
      await stranger.press('Back to start');
      await stranger.fill('Your link', ` ${pasted}\n`);
      await stranger.press('Continue');
      await stranger.press('Connect my phone');
      const second = await keyShown(stranger);
      assert.notEqual(second.secret, first.secret);
      await type(stranger, codeOf(second.secret));
      await stranger.heading(/Your new codes work/);
      const opened = await peer.open(file, { password: PASSWORD, totp_secret: second.secret });
      assert.equal(opened.accepted, true);
      assert.equal(await failureOn(stranger), null);
    }),
  { limit: 180_000, tags: ['totp', 'chromium'] },
);
