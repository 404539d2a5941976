// SPDX-License-Identifier: MPL-2.0
// Single sign-on on the built site, with a real provider and an OpenBao, in real windows.
import assert from 'node:assert/strict';
import { decode } from '@msgpack/msgpack';
import { chromium, firefox, webkit } from './lib/browsers.mjs';
import { documentedHeaders } from './lib/documented.mjs';
import { create, inside, PASSWORD, settle } from './lib/journeys.mjs';
import { look } from './lib/look.mjs';
import { codeOf } from './lib/one-time-code.mjs';
import { changed, ReverseProxy } from './lib/proxy.mjs';
import { createRecovery, give, toRecovery } from './lib/recovery.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, Server } from './lib/server.mjs';
import { failureOn } from './lib/stage.mjs';
import { stored } from './lib/stored.mjs';
import { withAll } from './lib/with-all.mjs';

/**
 * @typedef {import('./lib/browsers.mjs').ChromiumPerson} Tab
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('../sso/stack.mjs').SsoWanted} SsoWanted
 * @typedef {Parameters<Parameters<typeof withAll>[0]>[0]} Use
 */

const ADA = { email: 'ada@example.com', password: 'ada-signs-on' };
const SOL = { email: 'sol@example.com', password: 'sol-signs-on' };
const LONG = 60_000;
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
  return founded(await use(chromium(how)), server);
}

/** @param {Tab} person @param {Server} server */
async function founded(person, server) {
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
  await who.person.heading(/opens with single sign-on now/, LONG);
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

/** @param {Tab} person @param {string} code */
async function type({ page }, code) {
  const field = page.locator('#one-time-code');
  await field.fill(code, { timeout: LONG });
  await field.press('Enter');
}

/** Windows that scripts open are refused, as browsers do. @param {Tab} person */
const blockWindows = ({ page }) =>
  page.evaluate(() => {
    window.open = () => null;
  });

/** The page remembers nothing of what came back. @param {Page} page @param {string[]} secrets */
async function forgets(page, secrets) {
  const kept = await page.evaluate(() =>
    JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      history.state,
      location.href,
      performance.getEntriesByType('resource').map(({ name }) => name),
    ]),
  );
  for (const secret of secrets) assert.ok(!kept.includes(secret), secret);
}

/** What every callback page was opened with. @param {Page} page */
function codesSeen(page) {
  /** @type {string[]} */
  const codes = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname === '/client/oidc/callback') codes.push(url.searchParams.get('code') ?? '');
  });
  return codes;
}

/** The window that seems to be closed is there again, or once more. @param {Tab} person */
async function again(person) {
  const opens = person.page.waitForEvent('popup');
  await click(person, 'Open the window again');
  return opens;
}

test(
  '@sign-on a device is protected by single sign-on, named by it everywhere, and opened by it',
  () =>
    withAll(async (use) => {
      const who = await alice(use);
      const { person, organization, device } = who;
      await toChoice(who);
      await person.choose('Single sign-on');
      await look(person, 'sign-on-method');
      await person.press('Continue');
      await person.heading(/Sign in to open it so from now on/);
      await look(person, 'sign-on-new');
      await signIn(await windowOf(person), ADA);
      await person.heading(/opens with single sign-on now/, LONG);
      await look(person, 'sign-on-changed');
      await go(person, `/device/${device}/security`);
      await person.heading(/^Security$/);
      await person.text(/Single sign-on \(ProConnect\)/);
      await look(person, 'sign-on-security');

      await toOpening(who);
      await person.text(/alice@example\.com/);
      await look(person, 'sign-on-open');
      const window = await windowOf(person);
      const codes = codesSeen(window);
      await person.text(/Go on in the window of ProConnect/);
      await look(person, 'sign-on-window');
      await signIn(window, ADA);
      await inside(person, organization);
      assert.ok(window.isClosed());
      assert.equal(codes.length, 1);
      await forgets(person.page, codes);
      await person.open(who.server.app);
      await person.text(/Single sign-on \(ProConnect\)/);
      assert.deepEqual(person.complaints, []);
    }),
  { limit: 240_000 },
);

test(
  '@sign-on what goes wrong in the window is said, and mended by another try',
  () =>
    withAll(async (use) => {
      const who = await alice(use);
      const { person, organization, server } = who;
      await toSignOn(who);
      await toOpening(who);

      // Somebody else.
      await signIn(await windowOf(person), SOL);
      await refuses(person, 'sign-on-account');
      await person.text(/alice@example\.com.* You signed in as sol@example\.com/);
      await look(person, 'sign-on-account');

      // Cancelled there.
      let popup = await windowOf(person);
      await popup.getByRole('link', { name: /Not me/ }).click();
      await popup.getByRole('button', { name: 'Cancel' }).click();
      await refuses(person, 'sign-on-declined');
      await person.text(/The sign-in was cancelled/);
      await look(person, 'sign-on-declined');

      // Closed: it is opened once more, then given up, and begun anew.
      popup = await windowOf(person);
      await popup.waitForSelector('form');
      await popup.close();
      await person.text(/seems to be closed/);
      await look(person, 'sign-on-closed');
      popup = await again(person);
      await popup.waitForSelector('form');
      await click(person, 'Stop signing in');
      await refuses(person, 'sign-on-cancelled');
      await person.until('a window that is gone', async () => popup.isClosed());

      // It does not open; where nothing would be lost, this page may be left instead.
      const open = await person.page.evaluateHandle(() => globalThis.open);
      await blockWindows(person);
      await click(person, BUTTON);
      await refuses(person, 'sign-on-blocked');
      await look(person, 'sign-on-blocked');
      await person.page.evaluate((own) => {
        globalThis.open = own;
      }, open);

      // What the service gives for it does not last.
      await server.sso.setTokenTtl(1);
      popup = await windowOf(person);
      await signIn(popup, ADA);
      await inside(person, organization);
    }),
  { limit: 240_000 },
);

test(
  '@sign-on by keyboard alone, and said aloud',
  () =>
    withAll(async (use) => {
      const who = await alice(use, { sso: { ways: ['PRO_CONNECT'] } });
      const { person, organization } = who;
      const { page } = person;
      const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
      const focus = (/** @type {string} */ name) =>
        person.until(`the focus on ${name}`, async () => (await focused()) === name);
      const says = (/** @type {RegExp} */ words) =>
        person.until(`${words} said`, () =>
          page.evaluate(
            (source) => new RegExp(source).test(document.getElementById('live')?.textContent ?? ''),
            words.source,
          ),
        );
      await toSignOn(who);
      await toOpening(who);
      await focus(BUTTON);
      let opens = page.waitForEvent('popup');
      await page.keyboard.press('Enter');
      const first = await opens;
      await says(/Go on in the window of ProConnect/);
      await focus('Show the window');
      await page.keyboard.press('Tab');
      await focus('Stop signing in');
      await page.keyboard.press('Enter');
      await refuses(person, 'sign-on-cancelled');
      await person.until('a window that is gone', async () => first.isClosed());
      await focus(BUTTON);
      opens = page.waitForEvent('popup');
      await page.keyboard.press('Space');
      const window = await opens;
      await window.waitForSelector('form');
      // The account is known: its button has the focus.
      await window.keyboard.press('Enter');
      await inside(person, organization);
    }),
  { limit: 180_000 },
);

test(
  '@sign-on in place of the page: nothing of it stays behind',
  () =>
    withAll(async (use) => {
      const who = await alice(use);
      const { person, organization, device } = who;
      const { page } = person;
      await toChoice(who);
      await person.choose('Single sign-on');
      await person.press('Continue');
      await blockWindows(person);
      await click(person, BUTTON);
      await refuses(person, 'sign-on-blocked');
      // Here the keys of the device would be lost with the page.
      assert.equal(await page.locator('[data-here]').count(), 0);
      await person.reload();
      await toSignOn(who);

      await toOpening(who);
      await blockWindows(person);
      await click(person, BUTTON);
      await click(person, 'Sign in on this page instead');
      await page.waitForURL(/127\.0\.0\.1.*interaction/);
      // A change of mind: back by the browser's own button, and from the start.
      await page.goBack();
      await person.heading(new RegExp(`^Open ${organization}`));
      assert.equal(await page.evaluate(() => sessionStorage.length), 0);

      await blockWindows(person);
      await click(person, BUTTON);
      await click(person, 'Sign in on this page instead');
      await page.waitForSelector('form');
      await page.getByText('Not me').click();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await person.heading(new RegExp(`^Open ${organization}`));
      await refuses(person, 'sign-on-declined');

      await blockWindows(person);
      await click(person, BUTTON);
      await click(person, 'Sign in on this page instead');
      const codes = codesSeen(page);
      await signIn(page, ADA);
      await inside(person, organization);
      assert.match(page.url(), new RegExp(`/client/#/device/${device}$`));
      assert.equal(codes.length, 1);
      await forgets(page, codes);
    }),
  { limit: 240_000 },
);

test(
  '@sign-on a provider whose pages cut their window off is waited for all the same',
  () =>
    withAll(async (use) => {
      const who = await alice(use, { sso: { isolated: true, ways: ['PRO_CONNECT'] } });
      const { person, organization } = who;
      await toSignOn(who);
      await toOpening(who);
      const window = await windowOf(person);
      await person.text(/seems to be closed/);
      await signIn(window, ADA);
      await inside(person, organization);
    }),
  { limit: 180_000 },
);

test(
  '@sign-on behind a proxy that sends the documented headers',
  () =>
    withAll(async (use) => {
      const { server, proxy } = await use(
        ReverseProxy.start({ headers: await documentedHeaders(), sso: {} }),
      );
      const person = await use(chromium());
      const who = await founded(person, server);
      await toSignOn(who);
      await toOpening(who);
      const window = await windowOf(person);
      await signIn(window, ADA);
      await inside(person, who.organization);
      assert.ok(window.isClosed());
      assert.deepEqual(person.complaints, []);

      // Switched off, or set up so that nobody can use it.
      await toOpening(who);
      for (const [openbao, status] of /** @type {const} */ ([
        [{ type: 'DISABLED' }, 'sign-on-disabled'],
        [{ server_url: 'http://bao.example.org' }, 'sign-on-config'],
      ])) {
        const back = proxy.rule(
          { cmd: 'server_config' },
          changed((config) => ({ ...config, openbao: { ...config.openbao, ...openbao } })),
        );
        await person.open(server.app);
        await person.press(who.organization);
        await refuses(person, status);
        await look(person, status);
        back();
      }
    }),
  { limit: 180_000 },
);

test(
  '@sign-on a provider, a service or a network that is down',
  () =>
    withAll(async (use) => {
      const who = await alice(use, { sso: { ways: ['PRO_CONNECT'] } });
      const { person, organization, server } = who;
      await toSignOn(who);
      await toOpening(who);
      // Loads the other language, which is not to be had later.
      await look(person, 'sign-on-open-one');
      await person.page.context().setOffline(true);
      const blank = await windowOf(person);
      await person.text(/Single sign-on needs the network/);
      await person.until('a window that is gone', async () => blank.isClosed());
      await look(person, 'sign-on-offline');
      await person.page.context().setOffline(false);
      await refuses(person, 'sign-on-unreachable');
      const window = await windowOf(person);
      await signIn(window, ADA);
      await inside(person, organization);

      await toOpening(who);
      await server.sso.openbao.stop();
      await click(person, BUTTON);
      await refuses(person, 'sign-on-unreachable');
      await person.text(/127\.0\.0\.1:\d+, which keeps the keys/);
      await look(person, 'sign-on-unreachable');
    }),
  { limit: 180_000 },
);

test(
  '@sign-on a key that is gone, and a server that no longer offers it',
  () =>
    withAll(async (use) => {
      const who = await alice(use);
      const { person, server } = who;
      await toSignOn(who);
      const [{ base64 }] = await stored(person, 'devices');
      const file = /** @type {any} */ (decode(Buffer.from(base64, 'base64')));
      await server.sso.administer('DELETE', `secret/metadata/${file.openbao_ciphertext_key_path}`);
      await toOpening(who);
      await signIn(await windowOf(person), ADA);
      await refuses(person, 'sign-on-key');
      await person.text(/recovery file/);
      await look(person, 'sign-on-key');
    }),
  { limit: 180_000 },
);

test(
  '@sign-on from it to a password and back, with a one-time code on top',
  () =>
    withAll(async (use) => {
      const who = await alice(use);
      const { person, device, organization } = who;
      await toSignOn(who);
      // A layer for one-time codes, opened by single sign-on first.
      await go(person, `/saved/${device}/mfa/add`);
      await person.heading(/Set up one-time codes/);
      await signIn(await windowOf(person), ADA);
      await person.heading(/Connect your phone/, LONG);
      const secret = await person.until('a secret', () =>
        person.page.evaluate(() => document.querySelector('[data-secret]')?.textContent),
      );
      await type(person, codeOf(secret));
      await person.heading(/One-time codes are on|asks for/, LONG);

      await toOpening(who);
      await signIn(await windowOf(person), ADA);
      await type(person, codeOf(secret));
      await inside(person, organization);

      await go(person, `/saved/${device}/method`);
      await person.heading(/Your single sign-on until now/);
      await signIn(await windowOf(person), ADA);
      await person.heading(/Your one-time code/, LONG);
      await type(person, codeOf(secret));
      await person.heading(/How do you want to open it/);
      await person.choose('Password');
      await person.fill('Password for this browser', PASSWORD);
      await person.fill('The same password again', PASSWORD);
      await person.press('Use this password');
      await person.heading(/opens with a password now/, LONG);
    }),
  { limit: 240_000 },
);

test(
  '@sign-on wanted by the organization: it is what is offered',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start({ sso: true, protections: ['OPENBAO'] }));
      const person = await use(chromium());
      const organization = freshOrganization();
      await create(person, server, { organization });
      await person.press('Later');
      await person.heading(/asks for another way to log in/);
      await person.text(/Accepted instead Single sign-on/);
      await person.press('Change how this device is opened');
      await person.fill('Password', PASSWORD);
      await person.press('Continue');
      await person.heading(/How do you want to open it/);
      await person.text(/Not accepted by your organization/);
      await person.press('Continue');
      await signIn(await windowOf(person), ADA);
      await person.heading(/opens with single sign-on now/, LONG);
      await person.press('Done');
      await inside(person, organization);
    }),
  { limit: 180_000 },
);

test(
  '@sign-on back in with a recovery file, opened by single sign-on from then on',
  () =>
    withAll(async (use) => {
      const who = await alice(use);
      const { person, device, server, organization } = who;
      await toRecovery(person, device);
      const { file, key } = await createRecovery(person);
      const other = await use(chromium());
      await other.open(`${server.app}#/recover`);
      await give(other, 'recovery-file', file.name, file.bytes);
      await other.fill('Recovery key', key);
      await other.press('Continue');
      await other.heading(/How do you want to open it/);
      await other.choose('Single sign-on');
      await other.press('Continue');
      await other.heading(/Sign in to open it so/);
      await click(other, 'Another way');
      await other.heading(/How do you want to open it/);
      await other.choose('Single sign-on');
      await other.press('Continue');
      await signIn(await windowOf(other), ADA);
      await other.heading(/You are back in/, LONG);
      await other.press(`Open ${organization}`);
      await signIn(await windowOf(other), ADA);
      await inside(other, organization);
    }),
  { limit: 180_000 },
);

test('@sign-on the callback page by itself says what it is for', () =>
  withAll(async (use) => {
    const server = await use(Server.start());
    const person = await use(chromium());
    await person.open(`${server.app}oidc/callback`);
    await person.heading(/There is nothing on this page/);
    await person.open(`${server.app}oidc/callback?state=nobodys&code=stray`);
    await person.heading(/Go back to the other page/);
    assert.equal(person.page.url(), server.app);
    await forgets(person.page, ['stray', 'nobodys']);
    await person.open(`${server.app}oidc/callback?state=nobodys&error=access_denied`);
    await person.heading(/Go back to the other page/);
  }));

test(
  '@sign-on in Firefox',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start({ sso: { ways: ['PRO_CONNECT'] } }));
      const person = await use(firefox());
      const { browser } = person;
      const organization = freshOrganization();
      await create(person, server, { organization });
      await settle(person, organization);
      const hash = await person.page.evaluate(() => location.hash);
      await person.page.evaluate((to) => {
        location.hash = to;
      }, hash.replace('device', 'saved').concat('/method'));
      await person.heading(/Your password until now/);
      await person.fill('Password', PASSWORD);
      await person.press('Continue');
      await person.heading(/How do you want to open it/);
      await person.choose('Single sign-on');
      await person.press('Continue');
      await person.heading(/Sign in to open it so/);

      const signOn = async (/** @type {boolean} */ known) => {
        const before = await browser.pages();
        await person.page.click('.button.pro-connect');
        const popup = await person.until('a window', async () =>
          (await browser.pages()).find((page) => !before.includes(page)),
        );
        if (known) await popup.waitForSelector('button[value=continue]');
        else {
          await popup.waitForSelector('input[type=password]');
          await popup.type('input[type=email]', ADA.email);
          await popup.type('input[type=password]', ADA.password);
        }
        await popup.click(known ? 'button[value=continue]' : 'button[value=sign-in]');
        return popup;
      };
      let popup = await signOn(false);
      await person.heading(/opens with single sign-on now/, LONG);
      await person.until('a window that is gone', async () => popup.isClosed());
      await person.open(server.app);
      await person.reload();
      await person.press(organization);
      await person.heading(new RegExp(`^Open ${organization}`));
      await person.until('the button', () =>
        person.page.evaluate(() => document.querySelector('.pro-connect') !== null),
      );
      popup = await signOn(true);
      await inside(person, organization);
      await person.until('a window that is gone', async () => popup.isClosed());
    }),
  { limit: 180_000 },
);

test(
  '@sign-on in WebKitGTK',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start({ sso: { ways: ['PRO_CONNECT'] } }));
      const person = await use(webkit());
      const { driver } = person;
      /** A click of a real mouse: scripts may not open windows. @param {string} css */
      const clickOn = async (css) => (await driver.findElement({ css })).click();
      const organization = freshOrganization();
      await create(person, server, { organization });
      await settle(person, organization);
      await driver.executeScript(
        "location.hash = location.hash.replace('device', 'saved') + '/method'",
      );
      await person.heading(/Your password until now/);
      await person.fill('Password', PASSWORD);
      await person.press('Continue');
      await person.heading(/How do you want to open it/);
      await person.choose('Single sign-on');
      await person.press('Continue');
      await person.heading(/Sign in to open it so/);
      const page = await driver.getWindowHandle();
      await clickOn('.pro-connect');
      await person.text(/Go on in the window of ProConnect/);
      const popup = await person.until('a window', async () =>
        (await driver.getAllWindowHandles()).find((handle) => handle !== page),
      );
      await driver.switchTo().window(popup);
      const field = await person.until('the form', () =>
        driver.findElement({ css: 'input[type=email]' }),
      );
      await field.sendKeys(ADA.email);
      await (await driver.findElement({ css: 'input[type=password]' })).sendKeys(ADA.password);
      await clickOn('button[value=sign-in]');
      await driver.switchTo().window(page);
      await person.heading(/opens with single sign-on now/, LONG);
      await person.until('a window that is gone', async () => {
        const handles = await driver.getAllWindowHandles();
        return handles.length === 1;
      });
    }),
  { limit: 180_000 },
);
