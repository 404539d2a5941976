// SPDX-License-Identifier: MPL-2.0
// Two people with three devices, all of ours, on one server: added, called back, listed everywhere alike, told, and taken away.
import assert from 'node:assert/strict';
import { choosePassword, join, settle, toDevices } from './lib/journeys.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization } from './lib/server.mjs';
import { says, stageOf } from './lib/stage.mjs';

const staged = stageOf(import.meta.url);

/** @typedef {import('./lib/stage.mjs').Tab} Tab */

/** @param {Tab} person @returns {Promise<string>} the link */
async function inviteDevice(person) {
  await toDevices(person);
  await person.page.locator('form button[type=submit]').click();
  await person.page.locator('[data-email-sent]').waitFor();
  return (await person.page.locator('.link-text').textContent()) ?? '';
}

/**
 * From the page of devices, with a link made there, to the page of the organization on the new one.
 * @param {Tab} from
 * @param {Tab} to
 * @param {string} link
 * @param {string} organization
 */
async function addDevice(from, to, link, organization) {
  await to.open(link);
  await to.press('I started this');
  await from.press('Go on with your new device');
  await from.press('It is mine');
  await to.pick(await from.code());
  await from.pick(await to.code());
  await choosePassword(to, 'Add this browser');
  await from.heading(/^Add this device/, 60_000);
  await from.press('Add this device');
  await from.heading(/one of yours/, 60_000);
  await from.press('Back to my devices');
  await to.heading(/This browser opens .* now/, 60_000);
  await settle(to, organization);
}

/**
 * What the page of devices says of each: its date above all.
 * @param {Tab} person
 * @param {number} count
 */
async function listed(person, count) {
  await toDevices(person);
  const lines = person.page.locator('[data-member-device]');
  await person.until(`${count} devices`, async () => (await lines.count()) === count);
  return Object.fromEntries(
    await lines.evaluateAll((all) =>
      all.map((line) => [
        line.getAttribute('data-member-device'),
        line.querySelector('.what')?.textContent?.replace(/\s+/g, ' ').trim(),
      ]),
    ),
  );
}

test(
  'two people and three devices: one invitation is cancelled, two are used, all see the same dates; who is removed hears it',
  staged(async (stage, use) => {
    const organization = freshOrganization();
    const { data } = await stage.found(organization);
    const first = await use(stage.openAdmin(organization, data));

    const cancelled = await inviteDevice(first);
    await first.press('Cancel the invitation');
    await first.page.locator('dialog[open]').waitFor();
    await first.press('Cancel the invitation');
    await first.page.locator('[data-invitation]').waitFor({ state: 'detached' });
    const second = await use(stage.person());
    await second.open(cancelled);
    await says(second, 'http-invitation-gone');

    const link = await inviteDevice(first);
    assert.notEqual(link, cancelled);
    await addDevice(first, second, link, organization);
    assert.deepEqual(await listed(second, 2), await listed(first, 2));

    // The third one comes from the second: the first has had no part in it.
    const third = await use(stage.person());
    await addDevice(second, third, await inviteDevice(second), organization);
    await first.page.locator('[data-news="1"]').waitFor();
    const lines = await listed(first, 3);
    assert.deepEqual(await listed(second, 3), lines);
    assert.deepEqual(await listed(third, 3), lines);
    assert.equal(await second.page.locator('[data-news]').count(), 0);
    assert.equal(await third.page.locator('[data-news]').count(), 0);
    await first.press('It was me');
    await first.page.locator('[data-news]').waitFor({ state: 'detached' });

    const email = 'bob@example.com';
    await third.press('People');
    await third.fill('E-mail of the new person', email);
    await third.press('Invite');
    const invitation = await third.page.locator('.link-text').textContent();
    const bob = await use(stage.person());
    await join({ admin: third, newcomer: bob, email, link: invitation ?? '' });
    await settle(bob, organization);
    await first.press('People');
    await first.page.locator(`[data-member="${email}"]`).waitFor();
    await first.press('Remove Bob Durand');
    await first.page.locator('dialog[open]').waitFor();
    await first.press('Remove Bob Durand');
    await says(bob, 'http-revoked');
    await first.page.locator(`[data-removed="${email}"]`).waitFor({ state: 'attached' });
  }),
  { limit: 240_000, tags: ['chromium'] },
);
