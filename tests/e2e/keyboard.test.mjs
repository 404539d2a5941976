// SPDX-License-Identifier: MPL-2.0
// Joining and logging in without a mouse, with the focus always visible and each new step announced.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { authenticators, byName } from './lib/authenticators.mjs';
import { chromium, HESITATION_MS } from './lib/browsers.mjs';
import { create, inside, openFile, openInvitation, PASSWORD, settle } from './lib/journeys.mjs';
import { codeOf, wrongCode } from './lib/one-time-code.mjs';
import { shownKey, sloppily } from './lib/recovery.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, Peer, QUICK, Server } from './lib/server.mjs';
import { withAll } from './lib/with-all.mjs';

/** @typedef {import('./lib/browsers.mjs').ChromiumPerson} ChromiumPerson */

/** What has the focus: its name, and whether a sighted person can tell. */
const focused = () => {
  const e = /** @type {HTMLInputElement} */ (document.activeElement);
  const text = (/** @type {Element} */ x) => (x.textContent ?? '').replace(/\s+/g, ' ').trim();
  const style = getComputedStyle(e);
  const around = e.closest('label')
    ? getComputedStyle(/** @type {Element} */ (e.closest('label')))
    : style;
  return {
    tag: e.localName,
    name: e.getAttribute('aria-label') || [...(e.labels ?? [])].map(text).join(' ') || text(e),
    visible: [style, around].some(
      (s) =>
        (s.outlineStyle !== 'none' && Number.parseFloat(s.outlineWidth) >= 2) ||
        s.boxShadow !== 'none',
    ),
  };
};

/**
 * @param {ChromiumPerson} person
 * @param {RegExp} name
 */
async function tabTo(person, name) {
  const seen = [];
  for (let presses = 0; presses < 40; presses += 1) {
    const now = await person.page.evaluate(focused);
    if (['button', 'a', 'input', 'summary', 'select'].includes(now.tag)) {
      assert.ok(now.visible, `the focus on “${now.name}” is not visible`);
      if (name.test(now.name)) return;
    }
    seen.push(now.name);
    await person.page.keyboard.press('Tab');
  }
  assert.fail(`the Tab key does not reach ${name}: ${seen.join(' → ')}`);
}

/** @param {ChromiumPerson} person @param {RegExp} name */
async function pressKey(person, name) {
  await tabTo(person, name);
  await person.page.keyboard.press('Enter');
}

/** @param {ChromiumPerson} person @param {string} code */
async function selectCode(person, code) {
  const { choices } = await person.state();
  await tabTo(person, new RegExp(choices[0].split('').join(',? ?')));
  await person.page.keyboard.press('Space');
  for (let i = 0; i < choices.indexOf(code); i += 1) await person.page.keyboard.press('ArrowDown');
}

/** @param {ChromiumPerson} person @param {RegExp} name @param {string} text */
async function type(person, name, text) {
  await tabTo(person, name);
  await person.page.keyboard.insertText(text);
}

/**
 * The step is there, its heading has the focus, and the title says it.
 * @param {ChromiumPerson} person @param {RegExp} heading
 */
async function arrive(person, heading) {
  await person.heading(heading, 60_000);
  await person.until(`the focus on ${heading}`, async () => {
    const now = await person.page.evaluate(focused);
    return heading.test(now.name) || ['input'].includes(now.tag);
  });
  const { title, heading: shown } = await person.state();
  assert.ok(title.startsWith(shown.slice(0, 20)), `the title “${title}” says “${shown}”`);
}

test(
  'joining, logging out and in by keyboard alone',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const { organization } = await peer.found(server);
      const { token, link_http } = await peer.do({ do: 'invite', email: 'bob@example.com' });
      const person = await use(chromium());

      await person.open(server.app);
      await arrive(person, /Welcome/);
      await type(person, /Your link/, `  ${link_http}\n`);
      await person.page.keyboard.press('Enter');
      await arrive(person, /invites you/);
      await pressKey(person, /^I understand/);
      await arrive(person, /^Call /);
      await peer.do({ do: 'greet', token });
      await arrive(person, /Which code/);
      const { code } = await peer.event('own_code');
      await delay(HESITATION_MS);
      await selectCode(person, code);
      await pressKey(person, /said .* continue/);
      await arrive(person, /Read this code/);
      await peer.event('choose');
      await peer.do({ do: 'choose', code: await person.code() });
      await arrive(person, /How will people/);
      await type(person, /Your name/, 'Bob Durand');
      await pressKey(person, /^Continue/);
      await arrive(person, /Choose a password/);
      await type(person, /^Password for this browser/, PASSWORD);
      await person.page.keyboard.press('Tab');
      await type(person, /^The same password again/, PASSWORD);
      await person.page.keyboard.press('Enter');
      await peer.event('review', 60_000);
      await peer.do({ do: 'approve', name: 'Bob Durand', profile: 'STANDARD' });
      await arrive(person, /You are in/);
      await pressKey(person, /^Later/);
      await arrive(person, new RegExp(organization));
      await pressKey(person, /^Log out/);
      await arrive(person, /Your organizations/);
      await pressKey(person, new RegExp(organization));
      await arrive(person, /^Open /);
      await type(person, /^Password/, PASSWORD);
      await person.page.keyboard.press('Enter');
      await inside(person, organization);
    }),
  { limit: 150_000, tags: ['keyboard', 'chromium'] },
);

test(
  'what a server says of a person, its terms and new devices, by keyboard alone',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const by = { password: PASSWORD, argon2: QUICK };
      const { organization, device, device_file } = await peer.found(server, by);
      const person = await use(chromium());
      await openFile(person, server, organization, device_file);
      const second = await peer.do({ do: 'add_device', device, label: 'Phone', ...by });
      await peer.do({ do: 'add_device', device: second.device, label: 'Tablet', ...by });
      await person.text(/A device was added to your account: Tablet/);
      await pressKey(person, /^It was not me/);
      await person.text(/Do this now, calmly/);
      await pressKey(person, /^It was me/);
      await person.page.locator('[data-news]').waitFor({ state: 'detached' });

      await server.administer('PATCH', organization, {
        tos: { en_US: 'https://terms.example.com/' },
      });
      await arrive(person, /asks you to accept its terms/);
      await tabTo(person, /^Read them/);
      await pressKey(person, /^Accept/);
      await arrive(person, new RegExp(`^${organization}$`));

      const freeze = (/** @type {boolean} */ frozen) =>
        server.administer('POST', `${organization}/users/freeze`, {
          user_email: 'ada@example.com',
          frozen,
        });
      await freeze(true);
      await arrive(person, /suspended/);
      await freeze(false);
      await pressKey(person, /^Try again/);
      await arrive(person, new RegExp(`^${organization}$`));
      await freeze(true);
      await arrive(person, /suspended/);
      await pressKey(person, /^Log out/);
      await arrive(person, /Your organizations/);
    }),
  { limit: 150_000, tags: ['keyboard', 'chromium'] },
);

test(
  'adding a device by keyboard alone',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const founder = await use(new Peer());
      const { organization, device_file: file } = await founder.found(server, {
        password: PASSWORD,
        argon2: QUICK,
      });
      const person = await use(chromium());
      await openFile(person, server, organization, file);
      await pressKey(person, /^My devices/);
      await arrive(person, /^My devices/);
      await pressKey(person, /^Add a device/);
      await person.text(/Open Parsec on the new device/);
      const link = await person.page.locator('.link-text').textContent();
      await pressKey(person, /^Show as QR code/);
      await person.page.locator('dialog[open]').waitFor();
      await person.page.keyboard.press('Escape');
      await person.page.locator('dialog').waitFor({ state: 'detached' });
      await pressKey(person, /^Cancel the invitation/);
      await person.page.locator('dialog[open]').waitFor();
      await pressKey(person, /^Keep it/);
      await person.page.locator('dialog').waitFor({ state: 'detached' });
      await pressKey(person, /^Go on with your new device/);
      await arrive(person, /yours, and in front of you/);
      await pressKey(person, /^It is mine/);
      await arrive(person, /^Open Parsec on the new device/);
      const other = await use(new Peer());
      await other.do({ do: 'claim', link });
      await arrive(person, /^Choose this code/);
      await other.event('choose');
      await other.do({ do: 'choose', code: await person.code() });
      await arrive(person, /^Which code/);
      const { code } = await other.event('own_code');
      await delay(HESITATION_MS);
      await selectCode(person, code);
      await pressKey(person, /^It shows .* continue/);
      await arrive(person, /choose a password on the new device/);
      await other.event('details');
      await other.do({ do: 'details', label: 'My telephone' });
      await arrive(person, /^Add this device/);
      await pressKey(person, /^Add this device/);
      await arrive(person, /one of yours/);
      await pressKey(person, /^Back to my devices/);
      await arrive(person, /^My devices/);
      await person.text(/My telephone/);
    }),
  { limit: 150_000, tags: ['keyboard', 'chromium'] },
);

test(
  'another password, and a device put aside, brought back and removed, by keyboard alone',
  () =>
    withAll(async (use) => {
      const other = 'another-pair-of-fine-shoes-77';
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const { organization, device_file } = await peer.found(server, { password: PASSWORD });
      const person = await use(chromium());
      await person.open(server.app);
      await arrive(person, /Welcome/);
      await person.giveFile('device.keys', device_file);
      await person.text(/is now in this browser/);
      await pressKey(person, new RegExp(`^Manage ${organization}`));
      await arrive(person, /in this browser/);
      await pressKey(person, /^Change the password/);
      await arrive(person, /Your password until now/);
      await type(person, /^Password/, PASSWORD);
      await person.page.keyboard.press('Enter');
      await arrive(person, /Choose a new password/);
      await type(person, /^Password for this browser/, other);
      await person.page.keyboard.press('Tab');
      await type(person, /^The same password again/, other);
      await person.page.keyboard.press('Enter');
      await arrive(person, /Your password is changed/);
      await pressKey(person, /^Done/);
      await arrive(person, /in this browser/);
      // Escape is the harmless answer.
      await pressKey(person, /^Remove from this browser/);
      await tabTo(person, /^Keep it/);
      await person.page.keyboard.press('Escape');
      await pressKey(person, /^Put aside/);
      await pressKey(person, /^Put it aside/);
      await arrive(person, /Welcome/);
      await pressKey(person, /^Put aside \(1\)/);
      await pressKey(person, /^Bring it back/);
      await arrive(person, /Your organizations/);
      await pressKey(person, new RegExp(`^Manage ${organization}`));
      await arrive(person, /in this browser/);
      await pressKey(person, /^Remove from this browser/);
      await pressKey(person, /^Remove it/);
      await arrive(person, /Welcome/);
    }),
  { limit: 120_000, tags: ['keyboard', 'this-browser', 'chromium'] },
);

test(
  'a passkey instead of a password, and a second one, by keyboard alone',
  () =>
    withAll(async (use) => {
      const server = byName(await use(Server.start()));
      const person = await use(chromium());
      const keys = await authenticators(person);
      const organization = freshOrganization();
      await create(person, server, { organization });
      await settle(person, organization);
      const laptop = await keys.plugIn();
      // The browser's own window gives the focus back; while it is there the button keeps it.
      const onButton = (/** @type {RegExp} */ name) =>
        person.until(`the focus on ${name}`, async () =>
          name.test((await person.page.evaluate(focused)).name),
        );

      await pressKey(person, /^Change how it opens/);
      await arrive(person, /^Security$/);
      await pressKey(person, /^Change the password or use a passkey/);
      await arrive(person, /Your password until now/);
      await type(person, /^Password/, PASSWORD);
      await person.page.keyboard.press('Enter');
      await arrive(person, /How do you want to open it/);
      await tabTo(person, /^Password Works/);
      await person.page.keyboard.press('ArrowDown');
      await pressKey(person, /^Continue/);
      await arrive(person, /Make a passkey/);
      await tabTo(person, /^Name of this passkey/);
      await person.page.keyboard.press('ControlOrMeta+A');
      await person.page.keyboard.press('Delete');
      await person.page.keyboard.press('Enter');
      await person.text(/Give the passkey a name first/);
      await onButton(/^Name of this passkey/);
      await person.page.keyboard.insertText('Laptop');
      await laptop.answers(false);
      await pressKey(person, /^Make the passkey/);
      await onButton(/^Make the passkey/);
      await pressKey(person, /^Stop asking/);
      await person.text(/The passkey was not used/);
      await onButton(/^Make the passkey/);
      await laptop.answers(true);
      await person.page.keyboard.press('Enter');
      await onButton(/^Use it once/);
      await person.page.keyboard.press('Enter');
      await arrive(person, /opens with your passkey now/);
      await pressKey(person, /^Add a second passkey/);
      await onButton(/^Use my passkey/);
      await person.page.keyboard.press('Enter');
      await arrive(person, /Make one more passkey/);
      await laptop.answers(false);
      await keys.plugIn({ transport: 'usb' });
      await pressKey(person, /^Make the passkey/);
      await onButton(/^Use it once/);
      await person.page.keyboard.press('Enter');
      await arrive(person, /One more passkey opens this device/);
      await pressKey(person, /^Done/);
      await arrive(person, /^Security$/);
      await person.open(server.app);
      await person.reload();
      await arrive(person, /Your organizations/);
      await pressKey(person, new RegExp(organization));
      await onButton(/^Use my passkey/);
      await person.page.keyboard.press('Enter');
      await inside(person, organization);
    }),
  { limit: 120_000, tags: ['keyboard', 'passkey', 'chromium'] },
);

test(
  'help is found, ticked and prepared by keyboard alone',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const { organization, device_file } = await peer.found(server, {
        password: PASSWORD,
        argon2: QUICK,
      });
      const person = await use(chromium());
      await person.open(server.app);
      await person.giveFile('device.keys', device_file);
      await pressKey(person, new RegExp(`^Open ${organization}`));
      await arrive(person, /^Open /);
      await type(person, /^Password/, 'wrong');
      await person.page.keyboard.press('Enter');
      await person.text(/Wrong password/);
      await pressKey(person, /^I cannot get in/);
      await arrive(person, /^When you cannot get in/);
      await tabTo(person, /^It is the password of this device/);
      await person.page.keyboard.press('Space');
      await pressKey(person, /^Something else is the matter/);
      await pressKey(person, /^My device is open in another tab/);
      await tabTo(person, /^All other tabs/);
      await person.page.keyboard.press('Space');
      await pressKey(person, /^Prepare the text/);
      await person.until('the focus on the text', async () => {
        const { tag, name } = await person.page.evaluate(focused);
        return tag === 'textarea' && /The text for your administrator/.test(name);
      });
      assert.match(
        await person.page.locator('#report').inputValue(),
        /^- It is the password .*\n- All other tabs/m,
      );
      await tabTo(person, /^Copy the text/);
      await tabTo(person, /^Open in my mail program/);
      await pressKey(person, /^Back/);
      await arrive(person, /^Open /);
      await person.open(`${server.app}#/`);
      await arrive(person, /Your organizations/);
      await pressKey(person, /^About this program/);
      await arrive(person, /^About this program/);
      await tabTo(person, /^Copy these details/);
      await tabTo(person, /^Software of others/);
    }),
  { limit: 90_000, tags: ['keyboard', 'help', 'chromium'] },
);

test(
  'a hand that is still clicking chooses no code',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      await peer.found(server);
      const { token, link_http } = await peer.do({ do: 'invite', email: 'bob@example.com' });
      const person = await use(chromium());
      await openInvitation(person, link_http);
      await person.heading(/^Call /);
      await peer.do({ do: 'greet', token });
      await person.page.waitForSelector('label[data-code]');
      const tile = await person.page.locator('label[data-code]').first().boundingBox();
      assert.ok(tile);
      await person.page.mouse.dblclick(tile.x + 20, tile.y + 20);
      assert.equal(await person.page.locator('label[data-code] input:checked').count(), 0);
      assert.match((await person.state()).heading, /Which code/);
      await delay(HESITATION_MS);
      await person.page.mouse.click(tile.x + 20, tile.y + 20);
      assert.equal(await person.page.locator('label[data-code] input:checked').count(), 1);
      assert.match((await person.state()).heading, /Which code/, 'choosing is not confirming');
    }),
  { limit: 60_000, tags: ['keyboard', 'chromium'] },
);

test(
  'a recovery file, and back in with it, by keyboard alone',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const founder = await use(new Peer());
      const { organization, device_file } = await founder.found(server, {
        password: PASSWORD,
        argon2: QUICK,
      });
      const person = await use(chromium());
      await openFile(person, server, organization, device_file);
      await pressKey(person, /^Create my recovery file/);
      await arrive(person, /^Your recovery file/);
      await pressKey(person, /^Create my recovery file/);
      await arrive(person, /^Save the file/);
      const download = person.page.waitForEvent('download');
      await pressKey(person, /^Save the recovery file/);
      const path = await (await download).path();
      await pressKey(person, /^Continue with the key/);
      await arrive(person, /^Save the key/);
      const key = await shownKey(person);
      await pressKey(person, /^I have both/);
      await arrive(person, /^Check that both work/);
      await chooseFile(person, path);
      await tabToKey(person);
      await person.page.keyboard.insertText(key);
      await pressKey(person, /^Check the file and the key/);
      await arrive(person, /^Your recovery file works/);
      await pressKey(person, /^Go to/);
      await arrive(person, new RegExp(`^${organization}$`));
      await pressKey(person, /^Log out/);
      await arrive(person, /Your organizations/);
      await pressKey(person, /^Forgotten password/);
      await arrive(person, /Forgotten password/);
      await pressKey(person, /^Get back in with a recovery file/);
      await arrive(person, /^Back in with your recovery file/);
      await chooseFile(person, path);
      await arrive(person, /^Enter its key/);
      await tabToKey(person);
      await person.page.keyboard.insertText(key.slice(0, 12));
      await said(person, /10 of 52 characters so far/);
      await person.page.keyboard.press('Control+A');
      await person.page.keyboard.insertText(sloppily(key));
      await said(person, /All 52 characters are there/);
      await pressKey(person, /^Continue/);
      await arrive(person, /How do you want to open it|Choose a password/);
      await type(person, /^Password for this browser/, PASSWORD);
      await person.page.keyboard.press('Tab');
      await type(person, /^The same password again/, PASSWORD);
      await person.page.keyboard.press('Enter');
      await arrive(person, /You are back in/);
      await pressKey(person, /^Open /);
      await arrive(person, /^Open /);
      await type(person, /^Password/, PASSWORD);
      await person.page.keyboard.press('Enter');
      await inside(person, organization);
    }),
  { limit: 150_000, tags: ['keyboard', 'recovery', 'chromium'] },
);

/**
 * What the keyboard opens is the browser's own dialog.
 * @param {ChromiumPerson} person @param {string} path
 */
async function chooseFile(person, path) {
  const chooser = person.page.waitForEvent('filechooser');
  await pressKey(person, /^Choose a file/);
  await (await chooser).setFiles(path);
}

/**
 * A screen reader hears it, without being interrupted.
 * @param {ChromiumPerson} person @param {RegExp} sentence
 */
function said(person, sentence) {
  return person.until(`${sentence} said`, () =>
    person.page.evaluate(
      (wanted) => new RegExp(wanted).test(document.getElementById('live')?.textContent ?? ''),
      sentence.source,
    ),
  );
}

/** @param {ChromiumPerson} person */
async function tabToKey(person) {
  for (let presses = 0; presses < 20; presses += 1) {
    const now = await person.page.evaluate(focused);
    if (now.tag === 'textarea') {
      assert.ok(now.visible, 'the focus on the key is visible');
      return;
    }
    await person.page.keyboard.press('Tab');
  }
  assert.fail('the Tab key does not reach the key');
}

test(
  'one-time codes, asked for by the organization, by keyboard alone',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start({ protections: ['PASSWORD+TOTP'] }));
      const peer = await use(new Peer());
      const by = { password: PASSWORD, argon2: QUICK };
      const { organization, device_file: file } = await peer.found(server, by);
      const person = await use(chromium());
      await person.open(server.app);
      await person.giveFile('device.keys', file);
      await person.text(/is now in this browser/);
      await pressKey(person, new RegExp(`^Open ${organization}`));
      await arrive(person, /^Open /);
      await type(person, /^Password/, PASSWORD);
      await person.page.keyboard.press('Enter');
      await arrive(person, /asks for one-time codes/);
      await pressKey(person, /^Set up one-time codes/);
      await arrive(person, /Set up one-time codes/);
      await type(person, /^Password/, PASSWORD);
      await person.page.keyboard.press('Enter');
      await arrive(person, /Connect your phone/);
      const secret = (await person.page.locator('[data-secret]').textContent()) ?? '';
      await tabTo(person, /^Copy the key/);
      await type(person, /^One-time code/, wrongCode(secret));
      await person.page.keyboard.press('Enter');
      await person.text(/does not accept this code/);
      // What is typed takes the place of what was wrong.
      await person.until('the focus in the field', async () =>
        /^One-time code/.test((await person.page.evaluate(focused)).name),
      );
      await person.page.keyboard.type(codeOf(secret));
      await person.page.keyboard.press('Enter');
      await arrive(person, /One-time codes are on/);
      await pressKey(person, /^Done/);
      await arrive(person, /^Security$/);
      await pressKey(person, /^You and this device/);
      await arrive(person, new RegExp(organization));
      await pressKey(person, /^Log out/);
      await arrive(person, /Your organizations/);
      await pressKey(person, new RegExp(organization));
      await arrive(person, /^Open /);
      await type(person, /^Password/, PASSWORD);
      await person.page.keyboard.press('Enter');
      await person.text(/One-time code Six digits/);
      await person.until('the focus in the field', async () =>
        /^One-time code/.test((await person.page.evaluate(focused)).name),
      );
      await person.page.keyboard.type(codeOf(secret));
      await person.page.keyboard.press('Enter');
      await inside(person, organization);
    }),
  { limit: 150_000, tags: ['keyboard', 'chromium'] },
);
