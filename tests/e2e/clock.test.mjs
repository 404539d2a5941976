// SPDX-License-Identifier: MPL-2.0
// Wrong clocks: a computer's, ten minutes fast or slow, and a server's. What a wrong clock has signed is refused, nothing is made and
// nothing lost; the person reads what to do, and goes on once the clock is right.
import assert from 'node:assert/strict';
import { clockOf } from './lib/clock.mjs';
import {
  choosePassword,
  create,
  describeOrganization,
  inside,
  introduce,
  openInvitation,
  PASSWORD,
  settle,
} from './lib/journeys.mjs';
import { bytes, dropAfter, pass } from './lib/proxy.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, QUICK } from './lib/server.mjs';
import { failureOn, says, stageOf } from './lib/stage.mjs';
import { stored } from './lib/stored.mjs';

const staged = stageOf(import.meta.url);

/**
 * @typedef {import('./lib/proxy.mjs').Asked} Asked
 * @typedef {import('./lib/stage.mjs').Stage} Stage
 * @typedef {import('./lib/stage.mjs').Tab} Tab
 */

const MINUTE = 60_000;
const LIMIT = 120_000;
const CLOCKS = [
  { how: 'fast', ahead: 10 * MINUTE },
  { how: 'slow', ahead: -10 * MINUTE },
];

/**
 * @param {number} time milliseconds, of some seconds ago at most
 * @param {number} ahead of the clock that it was read from
 */
function readFrom(time, ahead) {
  const difference = time - (Date.now() + ahead);
  assert.ok(Math.abs(difference) < MINUTE, `${difference / 1000} s from the computer’s clock`);
}

/**
 * The server has refused each of these for its time, which is what the computer believed: no token is dated otherwise.
 * @param {Asked[]} requests
 * @param {number} ahead
 */
function refusedForTime(requests, ahead) {
  assert.ok(requests.length > 0, 'it was asked');
  for (const { cmd, status, headers } of requests) {
    assert.equal(status, 498, cmd);
    readFrom(Number(String(headers.authorization).split('.')[2]) * 1000, ahead);
  }
}

/**
 * The page names the clock, and says what to do with it.
 * @param {Tab} person
 * @param {string} status
 */
async function blamesClock(person, status) {
  const { said } = await says(person, status, { heading: /clock of this computer is wrong/ });
  assert.match(said.join(' '), /Set date, time and time zone of this computer to automatic/);
}

/**
 * When the user's certificate in a request is dated. Its signature is another test's business.
 * @param {import('./lib/oracle.mjs').Oracle} oracle
 * @param {Asked} asked
 */
async function certificateIn(oracle, { fields }) {
  const { fields: read } = await oracle.do({
    do: 'peek_certificate',
    kind: 'user',
    signed: Buffer.from(fields.user_certificate).toString('base64'),
  });
  return { timestamp: read.timestamp.$time };
}

/**
 * @param {Stage} stage
 * @param {string} email
 * @returns {Promise<number>} how many of the organization's members have it
 */
async function membersWith({ ada, file }, email) {
  return (await ada.members(file.device)).filter((user) => user.email === email).length;
}

/**
 * The one device that a browser keeps is one that the server knows.
 * @param {Stage} stage
 * @param {Tab} person
 */
async function keepsOneDevice({ nova }, person) {
  const devices = await stored(person, 'devices');
  assert.equal(devices.length, 1);
  const opened = await nova.do({
    do: 'open_device_file',
    device_file: devices[0].base64,
    password: PASSWORD,
  });
  assert.equal(opened.accepted, true);
}

/**
 * The page of an open device is loaded anew: it asks for the password, then goes on where it was.
 * @param {Tab} person
 */
async function reopen(person) {
  await person.reload();
  await person.fill('Password', PASSWORD);
  await person.press('Open');
}

for (const { how, ahead } of CLOCKS) {
  test(
    `a clock ten minutes ${how}: a device opens, but nothing of its organization is asked for until it is right`,
    staged(async (stage, use) => {
      const { file, organization, proxy, server } = stage;
      const { email } = await stage.invitation();
      const admin = await use(stage.person());
      const setClock = await clockOf(admin, ahead);
      const before = proxy.seen.length;
      await admin.open(server.app);
      await admin.giveFile('device.keys', file.data);
      await admin.press(`Open ${organization}`);
      await admin.fill('Password', PASSWORD);
      await admin.press('Open');
      await blamesClock(admin, 'http-clock');
      await admin.press('Try again');
      await blamesClock(admin, 'http-clock');
      const asked = proxy.seen
        .slice(before)
        .filter(({ peer, family }) => !peer && family === 'authenticated');
      assert.deepEqual(new Set(asked.map(({ cmd }) => cmd)), new Set(['certificate_get']));
      refusedForTime(asked, ahead);

      await setClock(0);
      await admin.press('Try again');
      await inside(admin, organization);
      await admin.press('People');
      await admin.text(new RegExp(email));
      assert.equal(await failureOn(admin), null);
      await keepsOneDevice(stage, admin);
    }),
    { limit: LIMIT },
  );

  test(
    `a clock ten minutes ${how}: an organization is created only once it is right`,
    staged(async (stage, use) => {
      const { oracle, proxy, server } = stage;
      const organization = freshOrganization();
      const founder = await use(stage.person());
      const setClock = await clockOf(founder, ahead);
      await founder.open(server.app);
      await describeOrganization(founder, organization);
      await choosePassword(founder, `Create ${organization}`);
      await blamesClock(founder, 'ballpark');
      const [, here, there] = await founder.text(
        /This computer says (.+?); the server says (.+?)\./,
      );
      const apart = Date.parse(here) - Date.parse(there);
      assert.ok(Math.abs(apart - ahead) <= MINUTE, `both are shown: ${here}, ${there}`);
      // Signed by the computer's clock, and not once more by the server's.
      const sent = proxy.ours({ cmd: 'organization_bootstrap', organization });
      assert.equal(sent.length, 1);
      readFrom((await certificateIn(oracle, sent[0])).timestamp / 1000, ahead);
      assert.deepEqual(await stored(founder, 'devices'), []);
      assert.deepEqual(await stored(founder, 'journeys'), []);

      await setClock(0);
      await founder.reload();
      await create(founder, server, { organization });
      await settle(founder, organization);
      await keepsOneDevice(stage, founder);
    }),
    { limit: LIMIT },
  );

  test(
    `a clock that jumps, ten minutes ${how}, while somebody is let in: nobody is created until it is right`,
    staged(async (stage, use) => {
      const { file, oracle, organization, proxy } = stage;
      const { email, link } = await stage.invitation();
      const newcomer = await use(stage.person());
      const admin = await use(stage.openAdmin(organization, file.data));
      const setClock = await clockOf(admin, 0);
      const toDecision = async () => {
        await newcomer.pick(await admin.code());
        await admin.pick(await newcomer.code());
        await introduce(newcomer, 'Bob Durand');
        await admin.heading(/Let .* into/);
        await admin.choose('Member');
      };
      await openInvitation(newcomer, link);
      await newcomer.heading(/^Call /);
      await stage.toPeople(admin);
      await admin.press(`Greet ${email}`);
      await toDecision();

      // While she decides.
      await setClock(ahead);
      let before = proxy.seen.length;
      await admin.press('Accept');
      await blamesClock(admin, 'http-clock');
      const asked = proxy.seen.slice(before).filter(({ peer }) => !peer);
      assert.ok(!asked.some(({ cmd }) => cmd === 'user_create'));
      // That the attempt is cancelled is told as well, without waiting for an answer.
      refusedForTime(
        asked.filter(({ cmd }) => cmd === 'invite_greeter_step'),
        ahead,
      );
      await newcomer.heading(/Almost there/);
      await setClock(0);
      await admin.press('Try again');
      await says(newcomer, 'enrolled-without-device');
      await newcomer.press('Start again');
      await toDecision();

      // After the newcomer was asked whether they are still there.
      before = proxy.seen.length;
      proxy.rule(
        { step: 'NUMBER_6_GET_PAYLOAD' },
        async (turn) => {
          await setClock(ahead);
          await pass(turn);
        },
        { times: 1 },
      );
      await admin.press('Accept');
      await blamesClock(admin, 'http-clock');
      const creations = proxy.seen.slice(before).filter(({ cmd }) => cmd === 'user_create');
      refusedForTime(creations, ahead);
      for (const each of creations)
        readFrom((await certificateIn(oracle, each)).timestamp / 1000, ahead);
      assert.equal(await membersWith(stage, email), 0);
      // Whether she was heard could not be asked either: what was signed is kept, and the newcomer waits.
      assert.equal((await stored(admin, 'journeys')).length, 1);

      await setClock(0);
      await reopen(admin);
      await admin.heading(/ is in /);
      await newcomer.heading(/You are in/);
      assert.equal(await membersWith(stage, email), 1);
      await keepsOneDevice(stage, newcomer);
    }),
    { limit: LIMIT },
  );

  test(
    `a clock ten minutes ${how}: a newcomer joins all the same, and hears of it when something must be signed`,
    staged(async (stage, use) => {
      const { ada, file, organization, proxy } = stage;
      const { email, link, token } = await stage.invitation();
      const newcomer = await use(stage.person());
      const joined = proxy.seen.length;
      const setClock = await clockOf(newcomer, ahead);
      await openInvitation(newcomer, link);
      await newcomer.heading(/^Call /);
      await ada.do({ do: 'greet', token, device: file.device, auto: true, profile: 'ADMIN' });
      await newcomer.pick((await ada.event('own_code')).code);
      await introduce(newcomer, 'Bob Durand');
      await newcomer.heading(/You are in/);
      await ada.event('done');
      await newcomer.press('Later');
      await blamesClock(newcomer, 'http-clock');
      // From the first request of the new device on.
      refusedForTime(
        proxy.seen.slice(joined).filter(({ peer, family }) => !peer && family === 'authenticated'),
        ahead,
      );

      await setClock(0);
      await reopen(newcomer);
      await inside(newcomer, organization);
      await newcomer.press('People');
      await newcomer.text(/Earlier invitations/);
      assert.equal(await failureOn(newcomer), null);
      await keepsOneDevice(stage, newcomer);
      // Later invitations of this stage have one administrator again.
      await ada.do({ do: 'revoke', email, device: file.device });
    }),
    { limit: LIMIT },
  );

  test(
    `a clock ten minutes ${how}: whether the new device exists cannot be asked, and the newcomer finishes once it is right`,
    staged(async (stage, use) => {
      const { ada, file, organization, proxy } = stage;
      const { email, link, token } = await stage.invitation();
      const newcomer = await use(stage.person());
      const setClock = await clockOf(newcomer, ahead);
      await openInvitation(newcomer, link);
      await newcomer.heading(/^Call /);
      await ada.do({ do: 'greet', token, device: file.device, auto: true });
      await newcomer.pick((await ada.event('own_code')).code);
      // No answer to the last word comes back before the invitation is used up: only the new device itself can tell.
      const back = proxy.rule({ step: 'NUMBER_8_ACKNOWLEDGE' }, dropAfter);
      const before = proxy.seen.length;
      await introduce(newcomer, 'Bob Durand');
      await ada.event('done');
      back();
      await blamesClock(newcomer, 'http-clock');
      refusedForTime(
        proxy.seen.slice(before).filter(({ peer, cmd }) => !peer && cmd === 'certificate_get'),
        ahead,
      );
      assert.equal((await stored(newcomer, 'journeys')).length, 1);
      await keepsOneDevice(stage, newcomer);

      await setClock(0);
      await newcomer.reload();
      await newcomer.heading(/Finish joining/);
      await newcomer.fill('Password', PASSWORD);
      await newcomer.press('Go on');
      await newcomer.heading(/You are in/);
      assert.deepEqual(await stored(newcomer, 'journeys'), []);
      await settle(newcomer, organization);
      assert.equal(await membersWith(stage, email), 1);
      await keepsOneDevice(stage, newcomer);
    }),
    { limit: LIMIT },
  );
}

/* ---- A server that speaks of clocks: what the released one says only when a computer slept between two requests, or never */

/**
 * An administrator of ours has a newcomer before her: from People to the page of approval.
 * @param {Stage} stage
 * @param {Tab} admin
 * @param {{ email: string, link: string }} invitation
 */
async function toApproval({ nova }, admin, { email, link }) {
  await nova.do({
    do: 'claim',
    link,
    auto: true,
    name: 'Nova Peer',
    password: 'peer',
    argon2: QUICK,
  });
  await admin.press(`Greet ${email}`);
  await admin.code();
  await admin.pick((await nova.event('own_code')).code);
  await admin.heading(/Let .* into/);
  await admin.choose('Member');
}

test(
  'a certificate is refused for its time alone: both clocks are shown, nobody is created, and it works once they agree',
  staged(async (stage) => {
    const { proxy, oracle } = stage;
    const admin = await stage.admin();
    const invitation = await stage.invitation();
    await stage.toPeople(admin);
    await toApproval(stage, admin, invitation);
    const back = proxy.rule(
      { cmd: 'user_create' },
      bytes(
        await oracle.reply('authenticated', 'user_create', 'timestamp_out_of_ballpark', {
          ballpark_client_early_offset: 300.5,
          ballpark_client_late_offset: 320.5,
          server_timestamp: { $time: (Date.now() + 10 * MINUTE) * 1000 },
          client_timestamp: { $time: Date.now() * 1000 },
        }),
      ),
    );
    await admin.press('Accept');
    await blamesClock(admin, 'ballpark');
    await admin.text(/This computer says .* the server says /);
    back();
    assert.equal((await stage.nova.event('cancelled')).by, 'peer');
    assert.equal(await membersWith(stage, invitation.email), 0);

    await stage.toPeople(admin);
    await toApproval(stage, admin, invitation);
    await admin.press('Accept');
    await admin.heading(/ is in /);
    await stage.nova.event('done');
  }),
  { limit: 120_000 },
);

test(
  'a server that always wants a later time is given up on',
  staged(async (stage) => {
    const { proxy, oracle } = stage;
    const admin = await stage.admin();
    const invitation = await stage.invitation();
    await stage.toPeople(admin);
    await toApproval(stage, admin, invitation);
    const before = proxy.ours({ cmd: 'user_create' }).length;
    const back = proxy.rule({ cmd: 'user_create' }, async (turn) => {
      const { timestamp } = await certificateIn(oracle, turn.asked);
      bytes(
        await oracle.reply('authenticated', 'user_create', 'require_greater_timestamp', {
          strictly_greater_than: { $time: timestamp + 1 },
        }),
      )(turn);
    });
    await admin.press('Accept');
    await says(admin, 'timestamp-loop', { heading: /clock of the server/ });
    back();
    const sent = proxy.ours({ cmd: 'user_create' }).slice(before);
    assert.ok(sent.length >= 2 && sent.length <= 6, `${sent.length} times`);
    /** @type {number[]} */
    const times = [];
    for (const asked of sent) times.push((await certificateIn(oracle, asked)).timestamp);
    assert.ok(
      times.every((time, i) => i === 0 || time > times[i - 1]),
      `always later: ${times}`,
    );
    assert.ok(
      times.every((time) => time < (Date.now() + 321_000) * 1000),
      'never beyond what a server may accept',
    );
    assert.equal((await stage.nova.event('cancelled')).by, 'peer');

    await stage.toPeople(admin);
    await toApproval(stage, admin, invitation);
    await admin.press('Accept');
    await admin.heading(/ is in /);
  }),
  { limit: 90_000 },
);
