// SPDX-License-Identifier: MPL-2.0
// Joining and logging in without a mouse, with the focus always visible and each new step announced.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, HESITATION_MS } from './lib/browsers.mjs';
import { inside, openInvitation, PASSWORD } from './lib/journeys.mjs';
import { test } from './lib/runner.mjs';
import { Peer, QUICK, Server } from './lib/server.mjs';
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
      const { choices } = await person.state();
      await tabTo(person, new RegExp(choices[0].split('').join(',? ?')));
      await person.page.keyboard.press('Space');
      for (let i = 0; i < choices.indexOf(code); i += 1)
        await person.page.keyboard.press('ArrowDown');
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
