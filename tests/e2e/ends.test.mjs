// SPDX-License-Identifier: MPL-2.0
// What the server says of a person, their organization or their computer, each on a page of its own that can be tried again; terms of
// service; and devices of one's own that somebody has added.
import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { chromium } from './lib/browsers.mjs';
import { clockOf } from './lib/clock.mjs';
import { inside, logIn, openFile, PASSWORD, toDevices } from './lib/journeys.mjs';
import { look } from './lib/look.mjs';
import { changed, http } from './lib/proxy.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, Peer, QUICK, Server } from './lib/server.mjs';
import { says, stageOf } from './lib/stage.mjs';
import { stored } from './lib/stored.mjs';
import { withAll } from './lib/with-all.mjs';

const staged = stageOf(import.meta.url);

/**
 * @typedef {import('./lib/stage.mjs').Stage} Stage
 * @typedef {import('./lib/stage.mjs').Tab} Tab
 * @typedef {(person: Promise<Tab>) => Promise<Tab>} Use
 */

const ADA = 'ada@example.com';

/**
 * Ada opens an organization of her own in one of our pages.
 * @param {Stage} stage
 * @param {Use} use
 */
async function opened(stage, use) {
  const organization = freshOrganization();
  const { device, data } = await stage.found(organization);
  const person = await use(stage.openAdmin(organization, data));
  return { organization, device, data, person };
}

/**
 * Somebody whom Ada has let in, by programs alone.
 * @param {Stage} stage
 */
async function member(stage) {
  const { email, token, link } = await stage.invitation();
  const { ada, nova } = stage;
  await nova.do({
    do: 'claim',
    link,
    auto: true,
    name: 'Bob Durand',
    password: PASSWORD,
    argon2: QUICK,
  });
  await ada.do({ do: 'greet', token, device: stage.file.device, auto: true });
  const { device, device_file: data } = await nova.event('done', 60_000);
  await ada.event('done', 60_000);
  return { email, device, data };
}

/**
 * The page stands alone: nothing of the organization is on it.
 * @param {Tab} person
 */
async function alone(person) {
  const { page } = person;
  assert.equal(await page.locator('main nav').count(), 0);
  assert.equal(await page.locator('main h1').count(), 1);
  await person.until('the focus on the heading', () =>
    page.evaluate(() => document.activeElement?.localName === 'h1'),
  );
}

/**
 * Asked again, the page says so, and what it says is still there.
 * @param {Tab} person
 * @param {string} status
 */
async function stillSo(person, status) {
  await person.press('Try again');
  await person.page.locator('[data-checked]').waitFor();
  await says(person, status);
  await person.until('that it was asked again, announced', () =>
    person.page.evaluate(() =>
      /Asked again/.test(document.getElementById('live')?.textContent ?? ''),
    ),
  );
}

test(
  'who is removed reads since when, whom to ask and how to come back; what only looked like it is taken back',
  staged(async (stage, use) => {
    const { ada, file, organization, proxy, server } = stage;
    const { email, data } = await member(stage);
    const person = await use(stage.person());
    await openFile(person, server, organization, data);
    await toDevices(person);
    await person.page.locator('[data-member-device]').first().waitFor();
    await person.press('You and this device');
    await inside(person, organization);

    // Something between the page and the server said it, once.
    proxy.rule({ cmd: 'certificate_get' }, http(461));
    await person.reload();
    await person.fill('Password', PASSWORD);
    await person.press('Open');
    await says(person, 'http-revoked', { heading: /access was removed/ });
    await alone(person);
    await stillSo(person, 'http-revoked');
    proxy.calm();
    await person.press('Try again');
    await inside(person, organization);

    await ada.do({ do: 'revoke', email, device: file.device });
    const { said } = await says(person, 'http-revoked');
    await alone(person);
    assert.ok(
      said.some((text) => /Noticed here on/.test(text)),
      `${said}`,
    );
    await person.text(/invites you again/);
    assert.match(await person.page.locator('[data-helpers]').innerText(), new RegExp(ADA));
    assert.ok(
      await person.ask({ op: 'has', value: 'button', name: 'Put this device’s file aside' }),
    );
    await stillSo(person, 'http-revoked');
    await person.press('Log out');
    await person.heading(/Your organizations/);
    // Nothing was deleted.
    await logIn(person, server, organization);
    await says(person, 'http-revoked');
    await person.page.locator('[data-helpers]', { hasText: ADA }).waitFor();
    await person.press('Put this device’s file aside');
    await person.heading(/The file is put aside/);
    assert.equal(await person.page.locator('[data-aside]').count(), 1);
    const [{ key }] = await stored(person, 'devices');
    assert.match(key, /\.archived$/);
    await person.press('Back to start');
    await person.heading(/Welcome/);
    await person.press('Put aside (1)');
    await person.text(new RegExp(organization));
  }),
  { limit: 120_000 },
);

test(
  'who is suspended reads it at once, and goes on when it is over',
  staged(async (stage, use) => {
    const { server } = stage;
    const { organization, device, person } = await opened(stage, use);
    const freeze = (/** @type {boolean} */ frozen) =>
      server.administer('POST', `${organization}/users/freeze`, { user_email: ADA, frozen });
    await person.press('People');
    await person.page.locator(`[data-member="${ADA}"]`).waitFor();
    await freeze(true);
    await says(person, 'http-frozen', { heading: /suspended/ });
    await alone(person);
    await stillSo(person, 'http-frozen');
    await freeze(false);
    await person.press('Try again');
    // Where the person was.
    await person.heading(/^People$/);
    await person.page.locator(`[data-member="${ADA}"]`).waitFor();
    assert.ok(device);
  }),
  { limit: 90_000 },
);

test(
  'an organization that expires says so on the page that is open, until it is renewed',
  staged(async (stage, use) => {
    const { server } = stage;
    const { organization, person } = await opened(stage, use);
    const expire = (/** @type {boolean} */ is_expired) =>
      server.administer('PATCH', organization, { is_expired });
    await expire(true);
    await says(person, 'http-organization-expired', { heading: /has expired/ });
    await alone(person);
    await expire(false);
    await person.press('Try again');
    await inside(person, organization);
  }),
  { limit: 90_000 },
);

test(
  'a computer’s wrong clock: the page shows it, says where to set it, and goes on once it is right',
  staged(async (stage, use) => {
    const { server } = stage;
    const organization = freshOrganization();
    const { data } = await stage.found(organization);
    const person = await use(stage.person());
    const setClock = await clockOf(person, 0);
    await openFile(person, server, organization, data);
    await setClock(3_600_000);
    await person.reload();
    await setClock(3_600_000);
    await person.fill('Password', PASSWORD);
    await person.press('Open');
    await says(person, 'http-clock', { heading: /clock of this computer is wrong/ });
    await alone(person);
    const [, here] = await person.text(/This computer says (.+?) \(time zone/);
    assert.ok(Math.abs(Date.parse(here) - Date.now() - 3_600_000) < 120_000, here);
    await person.text(/Set time automatically/);
    await setClock(0);
    await person.until('the right time', async () => {
      const [, now] = await person.text(/This computer says (.+?) \(time zone/);
      return Math.abs(Date.parse(now) - Date.now()) < 120_000;
    });
    await person.press('Try again');
    await inside(person, organization);
  }),
  { limit: 90_000 },
);

test(
  'refusals that no administrator of a test can bring about have their pages too; a server in trouble has not',
  staged(async (stage, use) => {
    const { proxy } = stage;
    const { organization, person } = await opened(stage, use);
    for (const [status, name] of /** @type {[number, string][]} */ ([
      [403, 'http-forbidden'],
      [404, 'http-organization-not-found'],
      [422, 'http-version'],
      [464, 'http-web-forbidden'],
    ])) {
      proxy.rule({ cmd: 'certificate_get' }, http(status));
      await person.reload();
      await person.fill('Password', PASSWORD);
      await person.press('Open');
      await says(person, name);
      await alone(person);
      proxy.calm();
      await person.press('Try again');
      await inside(person, organization);
    }
    proxy.rule({ cmd: 'certificate_get' }, http(500));
    await person.reload();
    await person.fill('Password', PASSWORD);
    await person.press('Open');
    await says(person, 'http-server');
    await inside(person, organization);
    assert.equal(await person.page.locator('main nav').count(), 1);
    proxy.calm();
    await person.press('Try again');
    await toDevices(person);
    await person.page.locator('[data-member-device]').waitFor();
  }),
  { limit: 120_000 },
);

/* ---- Terms of service */

const TERMS = {
  en_US: 'https://terms.example.com/en',
  fr_FR: 'https://conditions.example.com/fr?v=2',
};

/** @param {Tab} person */
const links = (person) =>
  person.page.evaluate(() =>
    [...document.querySelectorAll('main a[target]')].map((a) => ({
      href: a.getAttribute('href'),
      target: a.getAttribute('target'),
      rel: a.getAttribute('rel'),
      beside: a.nextElementSibling?.textContent?.trim(),
    })),
  );

test(
  'terms of service: shown with where they are, accepted as shown, asked anew when they change; or not now',
  staged(async (stage, use) => {
    const { server, proxy } = stage;
    const { organization, data, person } = await opened(stage, use);
    const set = (/** @type {object | null} */ tos) =>
      server.administer('PATCH', organization, { tos });
    await person.press('People');
    await person.page.locator(`[data-member="${ADA}"]`).waitFor();
    await set(TERMS);
    await person.heading(/asks you to accept its terms/);
    await alone(person);
    const same = { target: '_blank', rel: 'noopener noreferrer' };
    const shown = [
      { href: TERMS.en_US, beside: 'terms.example.com', ...same },
      { href: TERMS.fr_FR, beside: 'conditions.example.com', ...same },
    ];
    assert.deepEqual(await links(person), shown);
    await person.press('Français');
    await person.heading(/vous demande d’accepter/);
    assert.deepEqual(await links(person), shown.toReversed());
    await person.press('English');

    // They change while they are read.
    await set({ en_US: 'https://terms.example.com/2' });
    await person.press('Accept');
    await person.text(/They have changed meanwhile/);
    assert.deepEqual(
      (await links(person)).map(({ href }) => href),
      ['https://terms.example.com/2'],
    );
    await person.press('Accept');
    await person.heading(/^People$/);
    await person.page.locator(`[data-member="${ADA}"]`).waitFor();
    assert.equal(proxy.ours({ cmd: 'tos_accept', organization }).length, 2);
    // Accepted once and for all.
    await person.reload();
    await person.fill('Password', PASSWORD);
    await person.press('Open');
    await person.page.locator(`[data-member="${ADA}"]`).waitFor();

    // Not now: nothing is sent, and nothing else is done.
    await set(TERMS);
    await person.heading(/asks you to accept its terms/);
    await person.press('Not now');
    await person.heading(/Your organizations/);
    assert.equal(proxy.ours({ cmd: 'tos_accept', organization }).length, 2);
    await logIn(person, server, organization);
    await person.heading(/asks you to accept its terms/);
    // Taken back by the organization.
    await set(null);
    await person.press('Accept');
    await inside(person, organization);

    // What only claims that terms are to be accepted is not followed round and round.
    proxy.rule({ cmd: 'certificate_get' }, http(463));
    const other = await use(stage.person());
    await other.open(server.app);
    await other.giveFile('device.keys', data);
    await other.press(`Open ${organization}`);
    await other.fill('Password', PASSWORD);
    await other.press('Open');
    await says(other, 'http-terms');
    proxy.calm();
    await other.press('Try again');
    await inside(other, organization);
  }),
  { limit: 120_000 },
);

/* ---- Devices of one's own */

/** @param {Tab} person @param {number} count */
const told = (person, count) => person.page.locator(`[data-news="${count}"]`).waitFor();
/** @param {Tab} person */
const untold = (person) => person.page.locator('[data-news]').waitFor({ state: 'detached' });

test(
  'a device that another one added is told at once, on every page and at the next login, until the person knows',
  staged(async (stage, use) => {
    const { ada } = stage;
    const { organization, device, person } = await opened(stage, use);
    const add = (/** @type {string} */ label, /** @type {string} */ by) =>
      ada.do({ do: 'add_device', device: by, label, password: PASSWORD, argon2: QUICK });
    await toDevices(person);
    await person.page.locator(`[data-member-device="${device}"]`).waitFor();
    // What this very device has done is no news to it.
    const second = await add('Phone', device);
    await person.page.locator(`[data-member-device="${second.device}"]`).waitFor();
    await untold(person);
    const third = await add('Tablet', second.device);
    await told(person, 1);
    await person.text(/A device was added to your account: Tablet, on /);
    await person.until('the news announced', () =>
      person.page.evaluate(() => /Tablet/.test(document.getElementById('live')?.textContent ?? '')),
    );
    await person.press('People');
    await person.heading(/^People$/);
    await told(person, 1);

    await person.press('It was not me');
    await person.text(/Do this now, calmly/);
    // She is alone: nobody else can remove her.
    await person.text(/whoever runs the server/);
    await person.press('It was not me');
    await person.page.locator('[data-not-mine]').waitFor({ state: 'detached' });

    await person.press('It was me');
    await untold(person);
    await person.reload();
    await person.fill('Password', PASSWORD);
    await person.press('Open');
    await person.page.locator(`[data-member="${ADA}"]`).waitFor();
    await untold(person);
    await person.press('You and this device');
    await inside(person, organization);
    await person.press('Log out');
    await person.heading(/Your organizations/);

    // While nobody looked.
    await add('Watch', third.device);
    await add('Car', third.device);
    await person.press(organization);
    await person.fill('Password', PASSWORD);
    await person.press('Open');
    await told(person, 2);
    await person.text(/Watch/);
    await person.press('All of these were me');
    await untold(person);
    // A device knows of those before it: it is told nothing of them.
    const other = await use(stage.openAdmin(organization, third.device_file));
    await toDevices(other);
    await other.text(/Watch/);
    assert.equal(await other.page.locator('[data-news]').count(), 0);
  }),
  { limit: 120_000 },
);

test(
  'whoever did not add a device is told which administrators to call',
  staged(async (stage, use) => {
    const { nova, organization, server } = stage;
    const { device, data } = await member(stage);
    const person = await use(stage.person());
    await openFile(person, server, organization, data);
    const by = { password: PASSWORD, argon2: QUICK };
    const second = await nova.do({ do: 'add_device', device, label: 'Phone', ...by });
    await nova.do({ do: 'add_device', device: second.device, label: 'Tablet', ...by });
    await told(person, 1);
    await person.press('It was not me');
    assert.match(await person.page.locator('[data-helpers]').innerText(), new RegExp(ADA));
    await person.text(/read no code to anybody/);
  }),
  { limit: 90_000 },
);

/* ---- A server that is away for a while */

test(
  'the server is stopped and started in the middle: the page says so, catches up, and misses nothing',
  () =>
    withAll(async (use) => {
      const keep = await mkdtemp(joinPath(tmpdir(), 'keep-'));
      try {
        await chmod(keep, 0o755); // the database runs as a user of its own
        const first = await Server.start({ keep });
        const { port } = first;
        const ada = await use(new Peer());
        const organization = freshOrganization();
        /** @type {Tab} */
        let person;
        let device = '';
        try {
          const made = await ada.found(first, { organization, password: PASSWORD, argon2: QUICK });
          device = made.device;
          person = await use(chromium());
          await openFile(person, first, organization, made.device_file);
          await toDevices(person);
          await person.page.locator(`[data-member-device="${device}"]`).waitFor();
        } finally {
          await first.stop();
        }
        await person.text(/No connection to the server/);
        // Nothing reaches the page: what happens now is told to nobody, and the new server does not know what the old one told.
        await person.context.setOffline(true);
        await use(Server.start({ keep, port }));
        const { device: added } = await ada.do({
          do: 'add_device',
          device,
          label: 'Phone',
          password: PASSWORD,
          argon2: QUICK,
        });
        assert.equal(await person.page.locator(`[data-member-device="${added}"]`).count(), 0);
        await person.text(/No connection to the server/);
        await person.context.setOffline(false);
        await person.page.locator(`[data-member-device="${added}"]`).waitFor();
        await person.until('the trouble withdrawn', async () => {
          const { text } = await person.state();
          return !/No connection/.test(text);
        });
      } finally {
        await rm(keep, { recursive: true, force: true });
      }
    }),
  { limit: 180_000, tags: ['postgresql'] },
);

/* ---- How it looks */

test(
  'the screens of ends and news',
  staged(async (stage, use) => {
    const { ada, nova, organization, proxy, server } = stage;
    const { email, device, data } = await member(stage);
    const person = await use(stage.person());
    const reopen = async () => {
      await person.reload();
      await person.fill('Password', PASSWORD);
      await person.press('Open');
    };
    await openFile(person, server, organization, data);
    const by = { password: PASSWORD, argon2: QUICK };
    const second = await nova.do({ do: 'add_device', device, label: 'Phone', ...by });
    await nova.do({ do: 'add_device', device: second.device, label: 'Firefox (Linux)', ...by });
    await told(person, 1);
    await look(person, 'news');
    await nova.do({ do: 'add_device', device: second.device, label: 'Kitchen', ...by });
    await told(person, 2);
    await person.press('One of these was not me');
    await look(person, 'news-not-me');
    await person.press('All of these were me');
    await untold(person);
    for (const [status, name] of /** @type {[number, string][]} */ ([
      [403, 'http-forbidden'],
      [460, 'http-organization-expired'],
      [462, 'http-frozen'],
      [464, 'http-web-forbidden'],
      [498, 'http-clock'],
    ])) {
      proxy.rule({ cmd: 'certificate_get' }, http(status));
      await reopen();
      await says(person, name);
      await look(person, `ended-${name}`);
      proxy.calm();
    }
    proxy.rule(
      { cmd: 'certificate_get' },
      changed((answer) => ({ ...answer, common_certificates: [] })),
    );
    await reopen();
    await says(person, 'rollback');
    await look(person, 'ended-rollback');
    proxy.calm();
    await server.administer('PATCH', organization, { tos: TERMS });
    await reopen();
    await person.heading(/asks you to accept its terms/);
    await look(person, 'terms');
    await server.administer('PATCH', organization, { tos: { fr_FR: TERMS.fr_FR } });
    await person.press('Accept');
    await person.text(/They have changed meanwhile/);
    await look(person, 'terms-changed');
    await person.press('Accept');
    await inside(person, organization);
    await server.administer('PATCH', organization, { tos: null });
    await ada.do({ do: 'revoke', email, device: stage.file.device });
    await says(person, 'http-revoked');
    await look(person, 'ended-http-revoked');
  }),
  { limit: 300_000, tags: ['screens', 'chromium'] },
);
