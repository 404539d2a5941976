// SPDX-License-Identifier: MPL-2.0
// A tab is killed at every request between step 6 and the end, before the server saw it and after it acted, and started again: the
// device opens in the end.
import assert from 'node:assert/strict';
import { decode } from '@msgpack/msgpack';
import { inside, introduce, logIn, openInvitation, PASSWORD } from './lib/journeys.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, QUICK } from './lib/server.mjs';
import { says, stageOf } from './lib/stage.mjs';
import { stored } from './lib/stored.mjs';

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
/** The first of these is asked for twice: to hear the newcomer, and to know that they are still there. */
const STILL_THERE = 'STILL_THERE';
const stepOf = (/** @type {string} */ at) => (at === STILL_THERE ? GREETER[0] : at);

/**
 * Where somebody is an administrator.
 * @typedef {{ organization: string, device: string }} Office
 */

/**
 * Kills the tab when it asks for this; what it asked does or does not reach the server. "Not yet" is no deed of the server's: it is
 * heard, and asked again.
 * @param {Stage} stage
 * @param {Tab} tab
 * @param {{ at: string, acted: boolean, organization?: string }} when at: a step or a command
 * @returns {Promise<void>} once the tab is dead
 */
function killAt({ proxy, organization: usual }, tab, { at, acted, organization = usual }) {
  return new Promise((resolve, reject) => {
    const back = proxy.rule(
      (asked) =>
        !asked.peer &&
        asked.organization === organization &&
        (asked.step === at || asked.cmd === at),
      async (turn) => {
        try {
          if (acted) {
            const answer = await turn.forward();
            const said = answer.status === 200 && decode(/** @type {Uint8Array} */ (answer.body));
            if (/** @type {{ status?: string }} */ (said).status === 'not_ready') {
              turn.answer(answer);
              return;
            }
          }
          back();
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
 * @param {Office} office
 * @param {string} email
 */
async function memberOnce({ ada }, { device }, email) {
  const users = await ada.members(device);
  assert.equal(users.filter((user) => user.email === email).length, 1);
}

/**
 * A newcomer whose tab was killed takes one of the two ways back, and only has a password to enter.
 * @param {Stage} stage
 * @param {Tab} newcomer
 * @param {string} [link] the invitation once more; else the start page
 */
async function finishJoining({ server }, newcomer, link) {
  if (link) {
    await newcomer.open(link);
  } else {
    await newcomer.open(server.app);
    await newcomer.press('Finish joining');
  }
  await newcomer.heading(/Finish joining/);
  await newcomer.fill('Password', PASSWORD);
  await newcomer.press('Go on');
}

/**
 * The newcomer is in: the device opens, and nothing is left to be finished.
 * @param {Stage} stage
 * @param {Tab} newcomer
 * @param {string} organization
 */
async function deviceOpens({ server }, newcomer, organization) {
  await logIn(newcomer, server, organization);
  await inside(newcomer, organization);
  await newcomer.open(server.app);
  await newcomer.heading(/Your organizations/);
  assert.doesNotMatch((await newcomer.state()).text, /had started to join/);
}

/**
 * An administrator whose tab was killed logs in and looks where the invitation stands.
 * @param {Stage} stage
 * @param {Tab} admin
 * @param {Office} office
 * @param {string} email
 * @returns {Promise<'greet' | 'finish' | 'over'>} what there is to do
 */
async function backAtPeople(stage, admin, office, email) {
  await logIn(admin, stage.server, office.organization);
  await inside(admin, office.organization);
  await stage.toPeople(admin, office.device);
  return admin.until('the invitation', async () => {
    const { text } = await admin.state();
    if (await admin.ask({ op: 'has', name: `Finish with ${email}`, value: 'a' })) return 'finish';
    if (/Earlier invitations/.test(text) && !text.includes(`${email} Invited`)) return 'over';
    return (await admin.ask({ op: 'has', name: `Greet ${email}`, value: 'a' })) && 'greet';
  });
}

/**
 * What the administrator has to do after being killed there, once back.
 * @param {string} at
 * @param {boolean} acted
 */
function leftToDo(at, acted) {
  if (at === STILL_THERE || at === GREETER[0]) return 'greet'; // nothing was created yet
  return at === 'invite_complete' && acted ? 'over' : 'finish';
}

/** @param {Tab} admin */
async function accept(admin) {
  await admin.heading(/Let .* into/);
  await admin.choose('Member');
  await admin.press('Accept');
}

/**
 * No exchange is marked as interrupted any more.
 * @param {Stage} stage
 * @param {Tab} admin
 * @param {Office} office
 */
async function nothingUnfinished(stage, admin, office) {
  await stage.toPeople(admin, office.device);
  await admin.until(
    'nothing unfinished',
    async () => !/Interrupted/.test((await admin.state()).text),
  );
}

for (const acted of [false, true]) {
  const when = acted ? 'after the server has acted' : 'before the server has seen it';

  test(
    `the newcomer’s tab is killed at each request from step 6 on, ${when}`,
    staged(async (stage, use) => {
      const { ada } = stage;
      const office = { organization: stage.organization, device: stage.file.device };
      for (const at of CLAIMER) {
        const { email, link, token } = await stage.invitation();
        const newcomer = await use(stage.person());
        await openInvitation(newcomer, link);
        await newcomer.heading(/^Call /);
        await ada.do({ do: 'greet', token, device: office.device, auto: true });
        await newcomer.pick((await ada.event('own_code')).code);
        const dead = killAt(stage, newcomer, { at, acted });
        await introduce(newcomer, 'Bob Durand');
        await dead;
        await finishJoining(stage, newcomer, at === 'NUMBER_7_GET_PAYLOAD' ? link : undefined);
        await newcomer.heading(/You are in/, 60_000);
        await ada.event('done');
        ada.process.forget();
        await deviceOpens(stage, newcomer, office.organization);
        await memberOnce(stage, office, email);
        await newcomer.leave();
      }
    }),
    { limit: 180_000 },
  );

  test(
    `the administrator’s tab is killed at each request from step 6 on, ${when}`,
    staged(async (stage, use) => {
      const { nova } = stage;
      const office = { organization: stage.organization, device: stage.file.device };
      const admin = await use(stage.openAdmin(office.organization, stage.file.data));
      for (const at of [...GREETER, STILL_THERE]) {
        const { email, link } = await stage.invitation();
        await nova.do({
          do: 'claim',
          link,
          auto: true,
          name: 'Nova Peer',
          follow_restarts: true,
          password: 'peer',
          argon2: QUICK,
        });
        await stage.toPeople(admin, office.device);
        await admin.press(`Greet ${email}`);
        await admin.code();
        const early = at === GREETER[0];
        let dead = early ? killAt(stage, admin, { at, acted }) : undefined;
        await admin.pick((await nova.event('own_code')).code);
        if (!early) {
          await admin.heading(/Let .* into/);
          dead = killAt(stage, admin, { at: stepOf(at), acted });
          await accept(admin);
        }
        await dead;

        const left = await backAtPeople(stage, admin, office, email);
        assert.equal(left, leftToDo(at, acted));
        if (left === 'greet') {
          nova.process.forget();
          await admin.press(`Greet ${email}`);
          await admin.pick((await nova.event('own_code')).code);
          await accept(admin);
          await admin.heading(/ is in /, 60_000);
        } else if (left === 'finish') {
          await admin.press(`Finish with ${email}`);
          await admin.heading(/ is in /, 60_000);
        }
        const { device_file } = await nova.event('done');
        assert.equal(
          (await nova.do({ do: 'open_device_file', device_file, password: 'peer' })).accepted,
          true,
        );
        nova.process.forget();
        await memberOnce(stage, office, email);
        await nothingUnfinished(stage, admin, office);
      }
    }),
    { limit: 240_000 },
  );
}

/* ---- Both ours */

/** One administrator of ours for each journey that runs at the same time as others. */
const OFFICES = 3;

/**
 * @param {Stage} stage
 * @param {(person: Promise<Tab>) => Promise<Tab>} use
 * @param {Office & { admin: Tab }} office
 * @param {{ victim: 'newcomer' | 'administrator', at: string, acted: boolean }} when
 */
async function killedJourney(stage, use, { admin, ...office }, { victim, at, acted }) {
  const { organization, device } = office;
  const email = `${victim}-${at}-${acted}@example.com`.toLowerCase();
  const { link_http: link } = await stage.ada.do({ do: 'invite', email, device });
  const newcomer = await use(stage.person());
  const killed = victim === 'newcomer' ? newcomer : admin;
  const kill = () => killAt(stage, killed, { at: stepOf(at), acted, organization });
  const exchange = async () => {
    await newcomer.pick(await admin.code());
    await admin.pick(await newcomer.code());
  };
  const sent = () => stage.proxy.ours({ step: CLAIMER[0], organization });
  const before = sent().length;
  await openInvitation(newcomer, link);
  await newcomer.heading(/^Call /);
  await stage.toPeople(admin, office.device);
  await admin.press(`Greet ${email}`);
  await newcomer.pick(await admin.code());
  const early = at === CLAIMER[0] || at === GREETER[0];
  let dead = early ? kill() : undefined;
  await admin.pick(await newcomer.code());
  await introduce(newcomer, 'Bob Durand');
  if (!early) {
    await admin.heading(/Let .* into/);
    dead = kill();
    await accept(admin);
  }
  await dead;

  if (victim === 'newcomer') {
    await finishJoining(stage, newcomer, at === 'NUMBER_7_GET_PAYLOAD' ? link : undefined);
    if (early) await accept(admin);
    await admin.heading(/ is in /, 60_000);
  } else {
    if (early) await newcomer.until('step 6 sent', async () => sent().length > before);
    const left = await backAtPeople(stage, admin, office, email);
    assert.equal(left, leftToDo(at, acted));
    if (left === 'greet') {
      await admin.press(`Greet ${email}`);
      // The newcomer had sent everything, and cannot know what became of it.
      await says(newcomer, 'enrolled-without-device');
      await newcomer.press('Start again');
      await exchange();
      await introduce(newcomer, 'Bob Durand');
      await accept(admin);
      await admin.heading(/ is in /, 60_000);
    } else if (left === 'finish') {
      await admin.press(`Finish with ${email}`);
      await admin.heading(/ is in /, 60_000);
    }
  }
  await newcomer.heading(/You are in/, 60_000);
  const [{ base64: device_file }] = await stored(newcomer, 'devices');
  const opened = await stage.nova.do({ do: 'open_device_file', device_file, password: PASSWORD });
  assert.equal(opened.accepted, true);
  assert.deepEqual(await stored(newcomer, 'journeys'), []);
  await memberOnce(stage, office, email);
  await nothingUnfinished(stage, admin, office);
  await newcomer.leave();
}

test(
  'both pages are ours, and either tab is killed at each request from step 6 on, before and after the server has acted',
  staged(async (stage, use) => {
    const pending = [false, true].flatMap((acted) => [
      ...CLAIMER.map((at) => ({ victim: /** @type {const} */ ('newcomer'), at, acted })),
      ...[...GREETER, STILL_THERE].map((at) => ({
        victim: /** @type {const} */ ('administrator'),
        at,
        acted,
      })),
    ]);
    const open = async () => {
      const organization = freshOrganization();
      const { device, data } = await stage.found(organization);
      return { organization, device, admin: await use(stage.openAdmin(organization, data)) };
    };
    await Promise.all(
      Array.from({ length: OFFICES }, async () => {
        const office = await open();
        for (let when = pending.shift(); when; when = pending.shift()) {
          try {
            await killedJourney(stage, use, office, when);
          } catch (error) {
            throw new Error(`${JSON.stringify(when)}: ${/** @type {Error} */ (error).stack}`);
          }
        }
      }),
    );
  }),
  { limit: 480_000 },
);
