// SPDX-License-Identifier: MPL-2.0
// A tab is killed at every request between step 6 and the end, before the server saw it and after it acted, and started again: the
// device opens in the end.
import assert from 'node:assert/strict';
import { introduce, logIn, openInvitation, PASSWORD } from './lib/journeys.mjs';
import { test } from './lib/runner.mjs';
import { stageOf } from './lib/stage.mjs';

const staged = stageOf(import.meta.url);

/** @typedef {import('./lib/stage.mjs').Stage} Stage */
/** @typedef {import('./lib/stage.mjs').Tab} Tab */

const CLAIMER = ['NUMBER_6_SEND_PAYLOAD', 'NUMBER_7_GET_PAYLOAD', 'NUMBER_8_ACKNOWLEDGE'];
const GREETER = [
  'NUMBER_6_GET_PAYLOAD',
  'NUMBER_7_SEND_PAYLOAD',
  'NUMBER_8_WAIT_PEER_ACKNOWLEDGMENT',
  'user_create',
  'invite_complete',
];

/**
 * Kills the tab when it asks for this; what it asked does or does not reach the server.
 * @param {Stage} stage
 * @param {Tab} tab
 * @param {string} at a step or a command
 * @param {boolean} acted
 * @param {number} [skip] how many of these requests pass first
 * @returns {Promise<void>} once the tab is dead
 */
function killAt({ proxy }, tab, at, acted, skip = 0) {
  return new Promise((resolve, reject) => {
    let left = skip;
    const back = proxy.rule(
      (asked) => !asked.peer && (asked.step === at || asked.cmd === at) && left-- <= 0,
      async (turn) => {
        back();
        try {
          if (acted) await turn.forward();
          await tab.kill();
          turn.drop();
          resolve();
        } catch (error) {
          reject(error);
        }
      },
    );
  });
}

/**
 * Nobody was created twice, and the newcomer is there.
 * @param {Stage} stage
 * @param {string} email
 */
async function memberOnce({ ada, file }, email) {
  const { users } = await ada.do({ do: 'members', device: file.device });
  assert.equal(users.filter((/** @type {any} */ user) => user.email === email).length, 1);
}

for (const acted of [false, true]) {
  const when = acted ? 'after the server has acted' : 'before the server has seen it';

  test(
    `the newcomer’s tab is killed at each request from step 6 on, ${when}`,
    staged(async (stage, use) => {
      const { ada, server } = stage;
      for (const at of CLAIMER) {
        const { email, link, token } = await stage.invitation();
        const newcomer = await use(stage.person());
        await openInvitation(newcomer, link);
        await newcomer.heading(/^Call /);
        await ada.do({ do: 'greet', token, device: stage.file.device, auto: true });
        await newcomer.pick((await ada.event('own_code')).code);
        const dead = killAt(stage, newcomer, at, acted);
        await introduce(newcomer, 'Bob Durand');
        await dead;
        // Each way back is taken: the start page, and the link once more.
        if (at === 'NUMBER_7_GET_PAYLOAD') {
          await newcomer.open(link);
        } else {
          await newcomer.open(server.app);
          await newcomer.press('Finish joining');
        }
        await newcomer.heading(/Finish joining/);
        await newcomer.fill('Password', PASSWORD);
        await newcomer.press('Go on');
        await newcomer.heading(/You are in/, 60_000);
        await ada.event('done');
        ada.process.forget();
        await logIn(newcomer, server, stage.organization);
        await newcomer.heading(new RegExp(`^${stage.organization}$`));
        await memberOnce(stage, email);
        await newcomer.open(server.app);
        await newcomer.heading(/Your organizations/);
        assert.doesNotMatch((await newcomer.state()).text, /had started to join/);
        await newcomer.leave();
      }
    }),
    { limit: 180_000 },
  );

  test(
    `the administrator’s tab is killed at each request from step 6 on, ${when}`,
    staged(async (stage, use) => {
      const { nova, server } = stage;
      const admin = await use(stage.openAdmin(stage.organization, stage.file.data));
      // Step 6 is asked for twice: to hear the newcomer, and to know that they are still there.
      for (const { at, again } of [
        ...GREETER.map((step) => ({ at: step, again: false })),
        { at: GREETER[0], again: true },
      ]) {
        const { email, link } = await stage.invitation();
        await nova.do({
          do: 'claim',
          link,
          auto: true,
          name: 'Nova Peer',
          follow_restarts: true,
          password: 'peer',
          argon2: { memlimit_kb: 64, opslimit: 1 },
        });
        await stage.toPeople(admin);
        await admin.press(`Greet ${email}`);
        await admin.code();
        let dead = again ? undefined : killAt(stage, admin, at, acted);
        await admin.pick((await nova.event('own_code')).code);
        if (again || at !== GREETER[0]) {
          await admin.heading(/Let .* into/);
          dead ??= killAt(stage, admin, at, acted);
          await admin.choose('Member');
          await admin.press('Accept');
        }
        await dead;

        await logIn(admin, server, stage.organization);
        await admin.heading(new RegExp(`^${stage.organization}$`));
        await stage.toPeople(admin);
        const state = await admin.until('the invitation', async () => {
          const { text } = await admin.state();
          if (await admin.ask({ op: 'has', name: `Finish with ${email}`, value: 'a' }))
            return 'finish';
          if (/Earlier invitations/.test(text) && !text.includes(`${email} Invited`)) return 'over';
          return (await admin.ask({ op: 'has', name: `Greet ${email}`, value: 'a' })) && 'greet';
        });
        if (at === GREETER[0]) {
          assert.equal(state, 'greet', 'nothing was created yet');
          nova.process.forget();
          await admin.press(`Greet ${email}`);
          await admin.pick((await nova.event('own_code')).code);
          await admin.heading(/Let .* into/);
          await admin.choose('Member');
          await admin.press('Accept');
          await admin.heading(/ is in /, 60_000);
        } else if (state !== 'over') {
          assert.equal(state, 'finish');
          await admin.press(`Finish with ${email}`);
          await admin.heading(/ is in /, 60_000);
        } else {
          assert.ok(at === 'invite_complete' && acted, `${at}: the invitation is over`);
        }
        const { device_file } = await nova.event('done');
        assert.equal(
          (await nova.do({ do: 'open_device_file', device_file, password: 'peer' })).accepted,
          true,
        );
        nova.process.forget();
        await memberOnce(stage, email);
        await stage.toPeople(admin);
        await admin.until(
          'nothing unfinished',
          async () => !/Interrupted/.test((await admin.state()).text),
        );
      }
    }),
    { limit: 240_000 },
  );
}
