// SPDX-License-Identifier: MPL-2.0
// A second device of one's own: invited, called back, greeted, listed. The independent peer is the new device.
import assert from 'node:assert/strict';
import { openFile, PASSWORD, toDevices } from './lib/journeys.mjs';
import { test } from './lib/runner.mjs';
import { QUICK } from './lib/server.mjs';
import { says, stageOf } from './lib/stage.mjs';

const staged = stageOf(import.meta.url);

/** @typedef {import('./lib/stage.mjs').Stage} Stage */
/** @typedef {import('./lib/stage.mjs').Tab} Tab */

const LINES = '[data-invitation]';

/** @param {Tab} person */
const linkShown = (person) => person.page.locator('.link-text').first().textContent();

/**
 * Ada's device in one of our pages, on the page of her devices, with an invitation of a new one.
 * @param {Stage} stage
 */
async function inviting(stage) {
  const ada = await stage.admin();
  await toDevices(ada);
  // The same one again where there is one already.
  await ada.page.locator('form button[type=submit]').click();
  await ada.page.locator('.link-text').waitFor();
  const link = await linkShown(ada);
  assert.ok(link);
  return { ada, link };
}

/**
 * … and past the warning, on the page that waits for the new device.
 * @param {Stage} stage
 */
async function greeting(stage) {
  const { ada, link } = await inviting(stage);
  await ada.press('Go on with your new device');
  await ada.heading(/yours, and in front of you/);
  await ada.text(/gets everything that you can open/);
  await ada.press('It is mine');
  await ada.heading(/^Open Parsec on the new device/);
  /** @param {object} [misbehave] @param {object} [also] */
  const claim = (misbehave = {}, also = {}) =>
    stage.nova.do({
      do: 'claim',
      link,
      auto: true,
      label: 'Ada’s telephone',
      misbehave,
      ...also,
    });
  return { ada, link, claim };
}

/** @param {Stage} stage @param {Tab} ada */
async function compare({ nova }, ada) {
  await ada.pick((await nova.event('own_code')).code);
}

/**
 * Name and date of each device, by its id, as listed.
 * @param {Tab} person
 */
const listed = (person) =>
  person.page
    .locator('[data-member-device]')
    .evaluateAll((lines) =>
      lines
        .map((line) => [
          line.getAttribute('data-member-device'),
          line.querySelector('.what')?.textContent?.replace(/\s+/g, ' ').trim(),
        ])
        .sort(),
    );

/** @param {Stage} stage */
const ownDevices = async ({ ada, file }) =>
  (await ada.members(file.device)).find(({ email }) => email === 'ada@example.com')?.devices ?? [];

test(
  'a second device is invited, called back, invited again, added, and listed on both with name and date',
  staged(async (stage, use) => {
    const { ada } = await inviting(stage);
    const dialog = ada.page.locator('dialog');
    for (const choice of ['Keep it', 'Cancel the invitation']) {
      assert.equal(await ada.page.locator(LINES).count(), 1);
      await ada.press('Cancel the invitation');
      await dialog.waitFor();
      await ada.press(choice);
      await dialog.waitFor({ state: 'detached' });
    }
    await ada.page.locator(LINES).waitFor({ state: 'detached' });
    assert.equal(await ada.page.locator('.link-text').count(), 0);

    const before = await ownDevices(stage);
    const { claim } = await greeting(stage);
    await claim({}, { password: PASSWORD, argon2: QUICK });
    await compare(stage, ada);
    await ada.heading(/^Add this device/);
    await ada.text(/Ada’s telephone/);
    await ada.text(/Only if you started this yourself/);
    assert.deepEqual(await ownDevices(stage), before, 'nothing is added before it is approved');
    await ada.press('Add this device');
    await ada.heading(/one of yours/);
    const { device, device_file: file } = await stage.nova.event('done');
    assert.ok(file);
    // The new device is known by the server, and has the keys of its person.
    assert.equal((await stage.nova.do({ do: 'prove', device })).accepted, true);
    assert.deepEqual(await ownDevices(stage), [...before, device]);

    await ada.press('Back to my devices');
    const line = ada.page.locator(`[data-member-device="${device}"]`);
    await line.waitFor();
    assert.match((await line.textContent()) ?? '', /Ada’s telephone\s*Added on \w/);
    assert.equal(await line.locator('.badge').count(), 0);
    const own = ada.page.locator(`[data-member-device="${stage.file.device}"]`);
    assert.match((await own.textContent()) ?? '', /This device/);
    assert.equal(await ada.page.locator(LINES).count(), 0);

    // Both devices list both, with the same dates.
    const telephone = await use(stage.person());
    await openFile(telephone, stage.server, stage.organization, file);
    await toDevices(telephone);
    await telephone.page.locator(`[data-member-device="${device}"] .badge`).waitFor();
    assert.deepEqual(await listed(telephone), await listed(ada));

    // What one does with an invitation, the other one sees.
    await ada.press('Add a device');
    await telephone.page.locator(LINES).waitFor();
    // It is none of a person's.
    await ada.press('People');
    await ada.heading(/^People$/);
    assert.equal(await ada.page.locator(LINES).count(), 0);
    await toDevices(ada);
    await ada.page.locator(LINES).waitFor();
    await telephone.press('Cancel the invitation');
    await telephone.page.locator('dialog').waitFor();
    await telephone.press('Cancel the invitation');
    await ada.page.locator(LINES).waitFor({ state: 'detached' });
  }),
  { limit: 120_000 },
);

test(
  'a device that is not approved is not added; codes that differ stop everything',
  staged(async (stage) => {
    const before = await ownDevices(stage);
    const { ada, claim } = await greeting(stage);
    await claim();
    await ada.pickNone();
    await ada.heading(/codes do not match/);
    await ada.text(/between your two devices/);
    assert.doesNotMatch((await ada.state()).text, /call|Hang up|together/i);
    assert.equal((await stage.nova.event('cancelled')).reason, 'INVALID_SAS_CODE');
    stage.nova.process.forget();
    await ada.press('Start again');
    await ada.heading(/^Open Parsec on the new device/);
    await claim();
    await compare(stage, ada);
    await ada.heading(/^Add this device/);
    await ada.press('Do not add it');
    await ada.heading(/did not add/);
    assert.equal((await stage.nova.event('cancelled')).reason, 'MANUALLY_CANCELLED');
    assert.deepEqual(await ownDevices(stage), before);
    await ada.press('Back to my devices');
    await ada.page.locator(LINES).waitFor();
  }),
  { limit: 120_000 },
);

test(
  'a new device that disappears before it has its keys is told of, also when the page is opened again; the next one is added',
  staged(async (stage) => {
    const before = await ownDevices(stage);
    const { ada, claim } = await greeting(stage);
    await claim({ vanish_at: 7 });
    await compare(stage, ada);
    await ada.heading(/^Add this device/);
    await ada.press('Add this device');
    await stage.nova.event('vanished');
    await ada.heading(/^Almost there/);
    await ada.until('the creation', async () => (await ownDevices(stage)).length > before.length);
    await ada.page.evaluate(() => history.back());
    await ada.press('Stop');
    await ada.heading(/^My devices$/);
    await ada.text(/Interrupted just before the end/);
    await ada.press('Finish with your new device');
    await ada.heading(/^Almost there/);

    // The other side begins anew: what was created for it has no keys that anybody knows of.
    await claim();
    await says(ada, 'device-unconfirmed');
    await ada.press('Start again');
    await compare(stage, ada);
    await ada.heading(/^Add this device/);
    await ada.press('Add this device');
    await ada.heading(/one of yours/);
    const { device } = await stage.nova.event('done');
    assert.equal((await stage.nova.do({ do: 'prove', device })).accepted, true);
    assert.equal((await ownDevices(stage)).length, before.length + 2);
    await ada.press('Back to my devices');
    await ada.page.locator(`[data-member-device="${device}"]`).waitFor();
  }),
  { limit: 120_000 },
);
