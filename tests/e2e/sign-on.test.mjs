// SPDX-License-Identifier: MPL-2.0
// Single sign-on on the built site, with a real provider and an OpenBao, in real windows.
import assert from 'node:assert/strict';
import { chromium } from './lib/browsers.mjs';
import { create, inside, PASSWORD, settle } from './lib/journeys.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, Server } from './lib/server.mjs';
import { failureOn } from './lib/stage.mjs';
import { withAll } from './lib/with-all.mjs';

/**
 * @typedef {import('./lib/browsers.mjs').ChromiumPerson} Tab
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('../sso/stack.mjs').SsoWanted} SsoWanted
 * @typedef {Parameters<Parameters<typeof withAll>[0]>[0]} Use
 */

const ADA = { email: 'ada@example.com', password: 'ada-signs-on' };
const SOL = { email: 'sol@example.com', password: 'sol-signs-on' };
const BUTTON = 'Sign in with ProConnect';

/** A click of a real mouse: scripts may not open windows. @param {Tab | { page: Page }} person @param {string | RegExp} name */
const click = ({ page }, name) => page.getByRole('button', { name }).first().click();

/**
 * Somebody presses the provider's button, and has its window.
 * @param {Tab} person
 * @param {string} [button]
 * @returns {Promise<Page>}
 */
async function windowOf(person, button = BUTTON) {
  const opens = person.page.waitForEvent('popup');
  await click(person, button);
  return opens;
}

/**
 * In the provider's window.
 * @param {Page} window
 * @param {{ email: string, password: string }} as
 */
async function signIn(window, { email, password }) {
  // Whoever was there before is known; this is asked of the same person, or of another one.
  await window.waitForSelector('form');
  if (await window.getByText('Is it you?').count()) {
    const again = window.getByRole('button', { name: `(${email})` });
    if (await again.count()) return again.click();
    await window.getByRole('link', { name: /Not me/ }).click();
  }
  await window.getByLabel('E-mail').fill(email);
  await window.getByLabel('Password').fill(password);
  await window.getByRole('button', { name: 'Sign in' }).click();
}

/** @param {Tab} person @param {string} route */
const go = ({ page }, route) =>
  page.evaluate((to) => {
    location.hash = `#${to}`;
  }, route);

/**
 * Alice, whose device a password opens, on a server with which people can sign on.
 * @param {Use} use
 * @param {{ sso?: SsoWanted, protections?: string[], how?: Parameters<typeof chromium>[0] }} [wanted]
 */
async function alice(use, { sso = {}, protections, how } = {}) {
  const server = await use(Server.start({ sso, protections }));
  const person = await use(chromium(how));
  const organization = freshOrganization();
  await create(person, server, { organization });
  await settle(person, organization);
  const [, device] =
    /#\/device\/([0-9a-f]{32})/.exec(await person.page.evaluate(() => location.hash)) ?? [];
  assert.ok(device);
  return { server, person, organization, device };
}
/** @typedef {Awaited<ReturnType<typeof alice>>} Alice */

/** From any page: the device's password is given, the next way is to be chosen. @param {Alice} who */
async function toChoice({ person, device }) {
  await go(person, `/saved/${device}/method`);
  await person.heading(/Your password until now/);
  await person.fill('Password', PASSWORD);
  await person.press('Continue');
  await person.heading(/How do you want to open it/);
}

/** The device is opened by single sign-on from now on. @param {Alice} who @param {typeof ADA} [as] */
async function toSignOn(who, as = ADA) {
  await toChoice(who);
  await who.person.choose('Single sign-on');
  await who.person.press('Continue');
  await who.person.heading(/Sign in to open it so from now on/);
  await signIn(await windowOf(who.person), as);
  await who.person.heading(/opens with single sign-on now/, 60_000);
}

/** Everything is closed; the device is to be opened. @param {Alice} who */
async function toOpening({ person, server, organization }) {
  await person.open(server.app);
  await person.reload();
  await person.until('nobody who has the device', () =>
    person.page.evaluate(async () => (await navigator.locks.query()).held?.length === 0),
  );
  await person.press(organization);
  await person.heading(new RegExp(`^Open ${organization}`));
}

/** @param {Tab} person @param {string} status */
const refuses = (person, status) =>
  person.until(`words for ${status}`, async () => (await failureOn(person))?.status === status);

test('@sign-on a device is protected by single sign-on, and opened by it', () =>
  withAll(async (use) => {
    const who = await alice(use);
    const { person, organization } = who;
    await toSignOn(who);
    await toOpening(who);
    await person.text(/as .*alice@example\.com/);
    const window = await windowOf(person);
    await signIn(window, ADA);
    await inside(person, organization);
    assert.ok(window.isClosed());
    assert.deepEqual(person.complaints, []);
  }));
