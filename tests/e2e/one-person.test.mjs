// SPDX-License-Identifier: MPL-2.0
// One person, one browser, every way in after the other, and everything lost once.
import assert from 'node:assert/strict';
import { authenticators } from './lib/authenticators.mjs';
import { chromium } from './lib/browsers.mjs';
import { create, inside, invite, join, logIn, settle } from './lib/journeys.mjs';
import { codeOf } from './lib/one-time-code.mjs';
import { createRecovery, give, sloppily } from './lib/recovery.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, Server } from './lib/server.mjs';
import { stored } from './lib/stored.mjs';
import { withAll } from './lib/with-all.mjs';

const AGAIN = 'another-pair-of-fine-shoes-77';

/** @typedef {import('./lib/browsers.mjs').ChromiumPerson} Tab */

/** @param {Tab} person */
const deviceOf = async ({ page }) =>
  /#\/device\/([0-9a-f]{32})/.exec(await page.evaluate(() => location.hash))?.[1] ?? '';

/** To the page of what protects the device, by its link. @param {Tab} person */
async function toSecurity(person) {
  await person.press('Security');
  await person.heading(/^Security$/);
}

/** As "delete the data of this site" does. @param {Tab} person @param {string} origin */
async function clearSite({ context, page }, origin) {
  const session = await context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await session.detach();
}

test(
  'one person: joins with a password, changes to a passkey, adds codes, saves a recovery file, loses everything, comes back',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start({ name: 'localhost' }));
      const organization = freshOrganization();
      const admin = await use(chromium());
      const bob = await use(chromium());
      const keys = await authenticators(bob);
      await create(admin, server, { organization });
      await settle(admin, organization);
      await invite(admin, 'bob@example.com');
      const link = await server.mailedLink('bob@example.com');
      await join({ admin, newcomer: bob, email: 'bob@example.com', link });
      await settle(bob, organization);
      const first = await deviceOf(bob);

      await keys.plugIn();
      await toSecurity(bob);
      await bob.press('use a passkey');
      await bob.fill('Password', 'correct-horse-battery-staple-42');
      await bob.press('Continue');
      await bob.choose('Passkey');
      await bob.press('Continue');
      await bob.fill('Name of this passkey', 'My computer');
      await bob.press('Make the passkey');
      await bob.press('Use it once');
      await bob.heading(/opens with your passkey now/);

      await bob.page.evaluate((id) => {
        location.hash = `#/device/${id}/security`;
      }, first);
      await bob.heading(/^Security$/);
      await bob.press('Set up one-time codes');
      await bob.press('Use my passkey');
      await bob.heading(/Connect your phone/);
      const secret = String(await bob.page.locator('[data-secret]').textContent());
      await bob.fill('One-time code', codeOf(secret));
      await bob.press('Turn one-time codes on');
      await bob.heading(/One-time codes are on/);

      await bob.open(server.app);
      await bob.reload();
      await bob.press(organization);
      await bob.press('Use my passkey');
      await bob.text(/Six digits from an application/);
      await bob.fill('One-time code', codeOf(secret));
      await bob.press('Open');
      await inside(bob, organization);

      await toSecurity(bob);
      await bob.press('recovery file');
      await bob.heading(/^Your recovery file$/);
      const { file, key } = await createRecovery(bob);

      await bob.open('about:blank');
      await clearSite(bob, new URL(server.app).origin);
      await bob.open(server.app);
      await bob.heading(/Welcome/);
      await bob.press('Forgotten password, lost device');
      await bob.press('Get back in with a recovery file');
      await give(bob, 'recovery-file', file.name, file.bytes);
      await bob.heading(/^Enter its key/);
      await bob.fill('Recovery key', sloppily(key));
      await bob.press('Continue');
      await bob.heading(/How do you want to open it/);
      await bob.fill('Password for this browser', AGAIN);
      await bob.fill('The same password again', AGAIN);
      await bob.press('Come back');
      await bob.heading(/You are back/, 60_000);
      await logIn(bob, server, organization, AGAIN);
      await inside(bob, organization);
      const [{ key: second }, ...others] = await stored(bob, 'devices');
      assert.deepEqual(others, []);
      assert.notEqual(second, first);
    }),
  { limit: 240_000, tags: ['quick', 'chromium', 'recovery', 'passkey', 'totp'] },
);
