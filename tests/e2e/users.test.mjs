// SPDX-License-Identifier: MPL-2.0
// What administrators do with the others: change a role, remove somebody, invite several people, send an e-mail again.
import assert from 'node:assert/strict';
import { openFile, PASSWORD } from './lib/journeys.mjs';
import { look } from './lib/look.mjs';
import { changed, dropAfter, dropBefore, http } from './lib/proxy.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, QUICK } from './lib/server.mjs';
import { failureOn, says, stageOf, withdrawn } from './lib/stage.mjs';

/**
 * @typedef {import('./lib/stage.mjs').Stage} Stage
 * @typedef {import('./lib/stage.mjs').Tab} Tab
 */

const staged = stageOf(import.meta.url);

const PEOPLE = 'E-mail of the new person';

/**
 * Somebody who has joined, without a window of ours.
 * @param {Stage} stage
 * @param {{ name?: string, profile?: string, device?: string }} [who] device: the administrator's
 */
async function member(
  stage,
  { name = 'Bob Durand', profile = 'STANDARD', device = stage.file.device } = {},
) {
  const { ada, nova } = stage;
  serial += 1;
  const email = `member${serial}@example.com`;
  const { token, link_http } = await ada.do({ do: 'invite', email, device });
  await Promise.all([
    nova.do({ do: 'claim', link: link_http, auto: true, name, password: PASSWORD, argon2: QUICK }),
    ada.do({ do: 'greet', token, device, auto: true, profile }),
  ]);
  const [{ device_file }] = await Promise.all([nova.event('done'), ada.event('done')]);
  return { email, name, file: /** @type {string} */ (device_file) };
}
let serial = 0;

/**
 * An organization of its own, so that nobody else's people are in its list.
 * @param {Stage} stage
 * @param {(person: Promise<Tab>) => Promise<Tab>} use
 */
async function bakery(stage, use) {
  const organization = freshOrganization();
  const { device, data } = await stage.found(organization);
  const admin = await use(stage.openAdmin(organization, data));
  await stage.toPeople(admin, device);
  return { organization, device, admin };
}

/**
 * @param {Tab} tab @param {string} email @returns {Promise<string[]>} what their line says in badges
 */
const badges = (tab, email) =>
  tab.page
    .locator(`[data-member="${email}"] .badge`)
    .allTextContents()
    .then((all) => all.map((text) => text.trim()));

/** @param {Tab} tab @param {string} email @param {string} role */
const hasRole = (tab, email, role) =>
  tab.until(`${email}: ${role}`, async () => (await badges(tab, email)).includes(role));

/** @param {Tab} tab @param {string} email */
const outcome = async (tab, email) =>
  (await tab.page.locator(`[data-outcome="${email}"] .badge`).textContent())?.trim() ?? '';

test(
  'a role is changed, and shows at once in everybody’s open window',
  staged(async (stage, use) => {
    const { organization, device, admin } = await bakery(stage, use);
    const bob = await member(stage, { device });
    const window = await use(stage.person());
    await openFile(window, stage.server, organization, bob.file);
    await window.press('People');
    await hasRole(window, bob.email, 'Member');
    await hasRole(admin, bob.email, 'Member');
    // Nobody changes themselves, and members change nobody.
    assert.equal(await admin.page.getByRole('button', { name: 'Change role' }).count(), 1);
    assert.equal(await window.page.getByRole('button', { name: 'Change role' }).count(), 0);
    assert.equal(await window.page.getByRole('button', { name: /^Remove/ }).count(), 0);

    // Asked again before somebody becomes an administrator; and each question can be left.
    await admin.press(`Change role: ${bob.name}`);
    await admin.choose('Administrator');
    await admin.press('Set the role');
    await admin.text(new RegExp(`Make ${bob.name} an administrator\\?`));
    await admin.press('Choose again');
    await admin.press('Leave it as it is');
    assert.deepEqual(await badges(admin, bob.email), ['Member']);
    await admin.press(`Change role: ${bob.name}`);
    // What was chosen and left is forgotten.
    assert.ok(await admin.page.locator('dialog input[value=STANDARD]').isChecked());
    await admin.choose('Administrator');
    await admin.press('Set the role');
    await admin.press('Make them an administrator');
    await admin.text(new RegExp(`${bob.name} has a new role: Administrator`));
    await hasRole(admin, bob.email, 'Administrator');
    await hasRole(window, bob.email, 'Administrator');
    // With the role comes what it allows, without a reload.
    await window.text(/Invite somebody/);

    // External: names are hidden from them, and what they could do before is gone.
    await admin.press(`Change role: ${bob.name}`);
    await admin.choose('External');
    await admin.press('Set the role');
    await admin.text(/will no longer see the names/);
    await admin.press('Make them External');
    await hasRole(admin, bob.email, 'External');
    await window.text(/Name not shown to you/);
    await hasRole(window, bob.email, 'External');
    assert.equal(await window.page.getByText('Ada Peer').count(), 0);
    assert.equal(
      await window.page.getByRole('button', { name: /Invite|Change|Remove/ }).count(),
      0,
    );
    assert.deepEqual(
      (await stage.ada.members(device)).map(({ email, profile }) => [email, profile]),
      [
        ['ada@example.com', 'ADMIN'],
        [bob.email, 'OUTSIDER'],
      ],
    );
  }),
  { limit: 150_000 },
);

test(
  'somebody is removed: their open window says so at once, and the list says who did it and when',
  staged(async (stage, use) => {
    const { organization, device, admin } = await bakery(stage, use);
    const bob = await member(stage, { device });
    const window = await use(stage.person());
    await openFile(window, stage.server, organization, bob.file);
    await admin.press(`Remove ${bob.name}`);
    // Whom, and with which consequences.
    const asked = (await admin.page.locator('dialog[open]').textContent()) ?? '';
    for (const words of [
      bob.name,
      bob.email,
      organization,
      /on any device/,
      /as a new member/,
      /they may have kept/,
    ])
      assert.match(asked, new RegExp(words));
    await admin.press(`Keep ${bob.name}`);
    assert.deepEqual(await badges(admin, bob.email), ['Member']);

    await admin.press(`Remove ${bob.name}`);
    const began = Date.now();
    await admin.press(`Remove ${bob.name}`);
    await says(window, 'http-revoked');
    assert.ok(Date.now() - began < 10_000, `told after ${Date.now() - began} ms`);
    await admin.text(new RegExp(`${bob.name} no longer belongs to ${organization}`));
    await admin.page.locator(`[data-removed="${bob.email}"]`).waitFor({ state: 'attached' });
    assert.equal(await admin.page.locator(`[data-member="${bob.email}"]`).count(), 0);
    await admin.press('Removed from the organization (1)');
    assert.match(
      (await admin.page.locator(`[data-removed="${bob.email}"]`).textContent()) ?? '',
      new RegExp(`Removed on .*${new Date().getFullYear()}.* by Ada Peer`),
    );
    // They can be invited again: as somebody new.
    await admin.fill(PEOPLE, bob.email);
    await admin.press('Invite');
    await admin.page.locator('[data-email-sent=success]').waitFor();
  }),
  { limit: 120_000 },
);

test(
  'a removal whose answer is lost is found out; one that fails says why, and works later',
  staged(async (stage, use) => {
    const { proxy } = stage;
    const { device, admin } = await bakery(stage, use);
    const bob = await member(stage, { device });
    const eve = await member(stage, { device, name: 'Eve Martin' });
    await hasRole(admin, eve.email, 'Member');
    // Done, and nobody hears of it; what is sent again is answered by something in front of the server.
    proxy.rule({ cmd: 'user_revoke' }, http(500), { times: 1 });
    proxy.rule({ cmd: 'user_revoke' }, dropAfter, { times: 1 });
    await admin.press(`Remove ${bob.name}`);
    await admin.press(`Remove ${bob.name}`);
    await admin.text(new RegExp(`${bob.name} no longer belongs to`));
    proxy.calm();

    proxy.rule({ cmd: 'user_update' }, http(500), { times: 1 });
    await admin.press(`Change role: ${eve.name}`);
    await admin.choose('External');
    await admin.press('Set the role');
    await admin.press('Make them External');
    await says(admin, 'http-server');
    await admin.press('Try again');
    await hasRole(admin, eve.email, 'External');
    assert.equal(await failureOn(admin), null);

    // Without a network it waits, says so, and goes on by itself.
    const back = proxy.rule(({ peer, cmd }) => !peer && cmd === 'user_revoke', dropBefore);
    await admin.press(`Remove ${eve.name}`);
    await admin.press(`Remove ${eve.name}`);
    await admin.text(/No connection to the server/);
    back();
    await withdrawn(admin);
    await admin.text(new RegExp(`${eve.name} no longer belongs to`));

    // Another administrator was faster.
    const dan = await member(stage, { device, name: 'Dan Petit' });
    await hasRole(admin, dan.email, 'Member');
    proxy.rule({ cmd: 'user_update' }, async (turn) => {
      await stage.ada.do({ do: 'revoke', email: dan.email, device });
      const { status, headers, body } = await turn.forward();
      turn.answer({ status, headers, body: /** @type {Buffer} */ (body) });
    });
    await admin.press(`Change role: ${dan.name}`);
    await admin.choose('External');
    await admin.press('Set the role');
    await admin.press('Make them External');
    await says(admin, 'user-revoked');
  }),
  { limit: 180_000 },
);

test(
  'several people are invited at once, each with an answer of their own; only what failed is tried again',
  staged(async (stage, use) => {
    const { proxy, server } = stage;
    const { admin } = await bakery(stage, use);
    // What is no address is named, and nothing is sent until it is right.
    await admin.fill(PEOPLE, 'Carl <carl@x.org>, dora, ada@example.com');
    await admin.text(/2 addresses/);
    await admin.press('Invite 2 people');
    await admin.text(/Not an e-mail address: “dora”/);
    assert.equal(await admin.page.locator('[data-invitation]').count(), 0);
    await admin.fill(PEOPLE, 'Carl <carl@x.org>; dora@x.org\nada@example.com');
    await admin.text(/3 addresses/);
    assert.equal(await admin.page.locator('#email-problem').count(), 0);
    await admin.press('Invite 3 people');
    await admin.text(/Invited: 2 of 3/);
    for (const email of ['carl@x.org', 'dora@x.org']) {
      assert.match(await outcome(admin, email), /on its way/);
      await server.mailedLink(email);
    }
    assert.match(await outcome(admin, 'ada@example.com'), /A member already/);
    // Nothing is left to be done: the field is free for the next ones.
    assert.equal(await admin.page.locator('#email').inputValue(), '');
    await admin.until(
      'two invitations in the list',
      async () => (await admin.page.locator('[data-invitation]').count()) === 2,
    );

    // The mail server refuses one; at the third something is wrong with the server, so the fourth is not tried.
    let asked = 0;
    proxy.rule({ cmd: 'invite_new_user' }, (turn) => {
      asked += 1;
      if (asked === 1)
        return changed((reply) => ({ ...reply, email_sent: 'RECIPIENT_REFUSED' }))(turn);
      return http(500)(turn);
    });
    await admin.fill(PEOPLE, 'fred@x.org gina@x.org hugo@x.org');
    await admin.press('Invite 3 people');
    await admin.text(/Invited: 1 of 3/);
    assert.match(await outcome(admin, 'fred@x.org'), /mail server refused/);
    assert.match(await outcome(admin, 'gina@x.org'), /server/);
    assert.match(await outcome(admin, 'hugo@x.org'), /Not invited yet/);
    assert.equal(asked, 2);
    assert.equal(await admin.page.locator('#email').inputValue(), 'gina@x.org, hugo@x.org');
    proxy.calm();
    await admin.press('Invite 2 people');
    await admin.text(/Invited: 3 of 3/);
    for (const email of ['gina@x.org', 'hugo@x.org'])
      assert.match(await outcome(admin, email), /on its way/);
    assert.match(await outcome(admin, 'fred@x.org'), /mail server refused/);

    // One alone is as simple as ever: Enter is enough.
    await admin.page.locator('#email').focus();
    await admin.page.keyboard.type('ines@x.org');
    await admin.page.keyboard.press('Enter');
    await admin.page.locator('[data-email-sent=success]').waitFor();
    assert.equal(await admin.page.locator('[data-outcome]').count(), 0);
  }),
  { limit: 120_000 },
);

test(
  'the e-mail of an invitation is sent again: the same link, and not twice by a slip',
  staged(async (stage, use) => {
    const { proxy, server } = stage;
    const { admin } = await bakery(stage, use);
    await admin.fill(PEOPLE, 'jana@x.org');
    await admin.press('Invite');
    const link = await server.mailedLink('jana@x.org');
    let asked = 0;
    const heard = proxy.rule({ cmd: 'invite_new_user' }, (turn) => {
      asked += 1;
      return changed((reply) => reply)(turn);
    });
    await admin.press('Send again: jana@x.org');
    await admin.press('Send again: jana@x.org');
    await admin.page.locator('[data-sent-again=success]').waitFor();
    await admin.press('Send again: jana@x.org');
    assert.equal(await server.mailedLink('jana@x.org'), link);
    const again = admin.page.getByRole('button', { name: 'Send again: jana@x.org' });
    assert.equal(await again.getAttribute('aria-disabled'), 'true');
    await admin.until(
      'the end of the pause',
      async () => !(await again.getAttribute('aria-disabled')),
    );
    assert.equal(asked, 1);
    heard();
    for (const [said, words] of [
      ['RECIPIENT_REFUSED', /mail server refused this address/],
      ['SERVER_UNAVAILABLE', /cannot send e-mails now/],
    ]) {
      proxy.rule(
        { cmd: 'invite_new_user' },
        changed((reply) => ({ ...reply, email_sent: said })),
        { times: 1 },
      );
      await again.click();
      await admin.text(/** @type {RegExp} */ (words));
      await admin.until(
        'the end of the pause',
        async () => !(await again.getAttribute('aria-disabled')),
      );
    }
    proxy.rule({ cmd: 'invite_new_user' }, http(500), { times: 1 });
    await again.click();
    await says(admin, 'http-server');
  }),
  { limit: 120_000 },
);

test(
  'members and External users see what their role lets them see',
  staged(async (stage, use) => {
    const { organization, device, admin } = await bakery(stage, use);
    const bob = await member(stage, { device });
    const olga = await member(stage, { device, name: 'Olga Petit', profile: 'OUTSIDER' });
    await hasRole(admin, olga.email, 'External');
    const windows = { bob: await use(stage.person()), olga: await use(stage.person()) };
    await openFile(windows.bob, stage.server, organization, bob.file);
    await openFile(windows.olga, stage.server, organization, olga.file);
    for (const window of Object.values(windows)) {
      await window.press('People');
      await window.page.locator('[data-member]').nth(2).waitFor();
      assert.equal(
        await window.page.getByRole('button', { name: /Invite|Change|Remove/ }).count(),
        0,
      );
      assert.equal(await window.page.getByText('Invitations under way').count(), 0);
    }
    await hasRole(windows.bob, olga.email, 'External');
    await hasRole(windows.bob, 'ada@example.com', 'Administrator');
    // An External user knows their own name, and the roles of the others.
    await hasRole(windows.olga, olga.email, 'You');
    assert.equal(await windows.olga.page.getByText('Name not shown to you').count(), 2);
    const said = (await windows.olga.state()).text;
    for (const hidden of [bob.name, bob.email, 'Ada Peer', 'ada@example.com'])
      assert.ok(!said.includes(hidden), hidden);
  }),
  { limit: 150_000 },
);

/** What has the focus. @param {Tab} tab */
const focused = (tab) =>
  tab.page.evaluate(() => {
    const e = /** @type {HTMLInputElement} */ (document.activeElement);
    return e.type === 'radio'
      ? `${e.value}${e.checked ? ' *' : ''}`
      : (e.getAttribute('aria-label') ?? (e.textContent ?? '').replace(/\s+/g, ' ').trim());
  });

/** @param {Tab} tab @param {string} name */
async function tabTo(tab, name) {
  const seen = [];
  for (let presses = 0; presses < 40; presses += 1) {
    const now = await focused(tab);
    if (now === name) return;
    seen.push(now);
    await tab.page.keyboard.press('Tab');
  }
  assert.fail(`the Tab key does not reach ${name}: ${seen.join(' → ')}`);
}

test(
  'roles and removals by keyboard alone: the questions hold the focus, and give it back',
  staged(async (stage, use) => {
    const { organization, device, admin } = await bakery(stage, use);
    const bob = await member(stage, { device });
    await hasRole(admin, bob.email, 'Member');
    const { keyboard } = admin.page;
    await tabTo(admin, `Change role: ${bob.name}`);
    await keyboard.press('Enter');
    await admin.until('the role of now', async () => (await focused(admin)) === 'STANDARD *');
    await keyboard.press('Escape');
    await admin.until(
      'the button again',
      async () => (await focused(admin)) === `Change role: ${bob.name}`,
    );
    await keyboard.press('Enter');
    await admin.until('the role of now', async () => (await focused(admin)) === 'STANDARD *');
    await keyboard.press('ArrowDown');
    assert.equal(await focused(admin), 'ADMIN *');
    await keyboard.press('Enter');
    // The harmless answer is the one that Enter gives.
    await admin.until('the second question', async () => (await focused(admin)) === 'Choose again');
    await tabTo(admin, 'Make them an administrator');
    await keyboard.press('Enter');
    await hasRole(admin, bob.email, 'Administrator');
    await admin.until('what is said aloud', async () =>
      /has a new role/.test((await admin.page.locator('#live').textContent()) ?? ''),
    );
    await admin.until(
      'the button again',
      async () => (await focused(admin)) === `Change role: ${bob.name}`,
    );

    await tabTo(admin, `Remove ${bob.name} from the organization`);
    await keyboard.press('Enter');
    await admin.until(
      'the harmless answer',
      async () => (await focused(admin)) === `Keep ${bob.name}`,
    );
    await keyboard.press('Tab');
    assert.equal(await focused(admin), `Remove ${bob.name}`);
    await keyboard.press('Enter');
    // The line is gone, and the focus is where it is said.
    await admin.until(
      'what was done',
      async () => (await focused(admin)) === `${bob.name} no longer belongs to ${organization}.`,
    );
  }),
  { limit: 90_000, tags: ['keyboard'] },
);

test(
  'the screens for roles, removals and several invitations',
  staged(async (stage, use) => {
    const { proxy } = stage;
    const { device, admin } = await bakery(stage, use);
    const bob = await member(stage, { device });
    await member(stage, { device, name: 'Olga Petit', profile: 'OUTSIDER' });
    await hasRole(admin, bob.email, 'Member');
    await look(admin, 'people-members');
    await admin.press(`Change role: ${bob.name}`);
    await look(admin, 'people-role');
    await admin.choose('External');
    await admin.press('Set the role');
    await look(admin, 'people-role-external');
    await admin.press('Choose again');
    await admin.choose('Administrator');
    await admin.press('Set the role');
    await look(admin, 'people-role-administrator');
    proxy.rule({ cmd: 'user_update' }, http(500), { times: 1 });
    await admin.press('Make them an administrator');
    await says(admin, 'http-server');
    await look(admin, 'people-role-failed');
    await admin.press('Try again');
    await admin.text(/has a new role/);
    await look(admin, 'people-role-changed');
    await admin.press(`Remove ${bob.name}`);
    await look(admin, 'people-remove');
    await admin.press(`Remove ${bob.name}`);
    await admin.text(/no longer belongs/);
    await admin.press('Removed from the organization (1)');
    await look(admin, 'people-removed');

    await admin.fill(PEOPLE, 'carl@x.org, dora@, emil@x.org');
    await admin.press('Invite 2 people');
    await admin.text(/Not an e-mail address/);
    await look(admin, 'people-several-wrong');
    proxy.rule(
      { cmd: 'invite_new_user' },
      changed((reply) => ({ ...reply, email_sent: 'RECIPIENT_REFUSED' })),
      { times: 1 },
    );
    await admin.fill(
      PEOPLE,
      'carl@x.org, ada@example.com, emil@x.org, Fred Nom-Très-Long <fred.with.quite.a.long.address@mail.example.com>',
    );
    await look(admin, 'people-several');
    await admin.press('Invite 4 people');
    await admin.text(/Invited: 3 of 4/);
    await admin.press('Send again: emil@x.org');
    await admin.page.locator('[data-sent-again=success]').waitFor();
    await look(admin, 'people-several-invited');
    proxy.rule({ cmd: 'invite_new_user' }, http(500));
    await admin.fill(PEOPLE, 'gina@x.org hugo@x.org');
    await admin.press('Invite 2 people');
    await admin.text(/Invited: 0 of 2/);
    await look(admin, 'people-several-failed');
  }),
  { limit: 300_000, tags: ['screens', 'chromium'] },
);
