// SPDX-License-Identifier: MPL-2.0
// A server, or something between it and us, that answers what it should not. Each ends in words and loses nothing.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { choosePassword, logIn, openInvitation } from './lib/journeys.mjs';
import {
  bytes,
  changed,
  dropBefore,
  html,
  http,
  oversized,
  reply,
  truncated,
} from './lib/proxy.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization } from './lib/server.mjs';
import { failureOn, says, stageOf, withdrawn } from './lib/stage.mjs';

const staged = stageOf(import.meta.url);

/** Every status of HTTP that the server may give, and what we call it. */
const HTTP = /** @type {const} */ ([
  [401, 'http-unauthenticated'],
  [403, 'http-forbidden'],
  [404, 'http-organization-not-found'],
  [406, 'http-not-acceptable'],
  [410, 'http-invitation-gone'],
  [413, 'http-too-large'],
  [415, 'http-bad-content'],
  [422, 'http-version'],
  [460, 'http-organization-expired'],
  [461, 'http-revoked'],
  [462, 'http-frozen'],
  [463, 'http-terms'],
  [464, 'http-web-forbidden'],
  [498, 'http-clock'],
  [500, 'http-server'],
  [418, 'http-unexpected'],
]);

/** What comes with 200 and is no answer. */
const NONSENSE = {
  'the page of somebody else': { act: html, status: 'reply-malformed' },
  'nothing at all': { act: bytes(new Uint8Array()), status: 'reply-malformed' },
  'random bytes': {
    act: bytes(Uint8Array.from({ length: 300 }, (_, i) => (i * 89 + 0xc1) & 0xff)),
    status: 'reply-malformed',
  },
  'half of the answer': { act: truncated, status: 'reply-malformed' },
  'nine megabytes': { act: oversized(9 << 20), status: 'reply-malformed' },
  'a status nobody knows': { act: reply({ status: 'moon_phase' }), status: 'reply-unknown' },
  'a status that is a number': { act: reply({ status: 200 }), status: 'reply-malformed' },
  'fields of wrong types': {
    act: changed((content) =>
      Object.fromEntries(
        Object.entries(content).map(([name, value]) => [name, name === 'status' ? value : 7]),
      ),
    ),
    status: 'reply-malformed',
  },
  'fields left out': { act: reply({ status: 'ok' }), status: 'reply-malformed' },
  'ten thousand arrays in each other': {
    act: bytes(
      Buffer.concat([
        Buffer.from('82a6737461747573a26f6ba178', 'hex'),
        Buffer.alloc(10_000, 0x91),
        Buffer.from([0xc0]),
      ]),
    ),
    status: 'reply-malformed',
  },
};

/** @param {number} code */
const referenceOf = (code) => new RegExp(`HTTP ${code}`);

test(
  'an invitation cannot be read: every HTTP status, and what is no answer at all',
  staged(async (stage, use) => {
    const { proxy } = stage;
    const { link } = await stage.invitation();
    const newcomer = await use(stage.person());
    const fails = [
      ...HTTP.map(([code, status]) => ({ what: `HTTP ${code}`, act: http(code), status, code })),
      ...Object.entries(NONSENSE).map(([what, { act, status }]) => ({
        what,
        act,
        status,
        code: 0,
      })),
    ];
    let first = true;
    for (const { what, act, status, code } of fails) {
      const back = proxy.rule({ cmd: 'invite_info' }, act);
      const before = proxy.ours({ cmd: 'invite_info' }).length;
      if (first) await newcomer.open(link);
      else await newcomer.press('Try again');
      first = false;
      await newcomer.until(
        `an answer: ${what}`,
        async () => proxy.ours({ cmd: 'invite_info' }).length > before,
      );
      const failure = await says(newcomer, status);
      if (code) assert.match(failure.said.join(' '), referenceOf(code));
      assert.ok(failure.actions.includes('Try again'), `${what}: ${failure.actions}`);
      assert.equal(proxy.ours({ cmd: 'invite_info' }).length, before + 1, `${what}: asked once`);
      back();
    }
    await newcomer.press('Try again');
    await newcomer.heading(/invites you to join/);
  }),
  { limit: 120_000 },
);

test(
  'the server is away: said at once, and everything goes on by itself when it is back',
  staged(async (stage, use) => {
    const { proxy } = stage;
    const { link } = await stage.invitation();
    const newcomer = await use(stage.person());
    for (const act of [http(502), http(503), http(504), dropBefore]) {
      const back = proxy.rule({ cmd: 'invite_info' }, act);
      await newcomer.open(link);
      await newcomer.text(/No connection to the server.*nothing is lost/);
      back();
      await newcomer.heading(/invites you to join/);
      await withdrawn(newcomer);
      await newcomer.open('about:blank');
    }
  }),
);

test(
  'an administrator’s list cannot be read: every HTTP status, and what is no answer at all; the device still opens',
  staged(async (stage) => {
    const { proxy, server } = stage;
    const admin = await stage.admin();
    const { email } = await stage.invitation();
    const fails = [
      ...HTTP.map(([code, status]) => ({ what: `HTTP ${code}`, act: http(code), status, code })),
      ...Object.entries(NONSENSE).map(([what, { act, status }]) => ({
        what,
        act,
        status,
        code: 0,
      })),
    ];
    for (const { what, act, status, code } of fails) {
      const back = proxy.rule({ cmd: 'invite_list' }, act);
      await stage.toPeople(admin);
      const failure = await says(admin, status);
      if (code) assert.match(failure.said.join(' '), referenceOf(code));
      assert.ok(failure.actions.includes('Try again'), `${what}: ${failure.actions}`);
      back();
      await admin.press('Try again');
      await admin.until('no complaint any more', async () => (await failureOn(admin)) === null);
    }
    await admin.text(new RegExp(email));
    await stage.dropAdmin();
    const again = await stage.openAdmin(stage.organization, stage.file.data);
    await again.reload();
    await logIn(again, server, stage.organization);
    await again.heading(new RegExp(`^${stage.organization}$`));
    await again.leave();
  }),
  { limit: 120_000 },
);

test(
  'the server is away while an administrator works: the page says so, and goes on',
  staged(async (stage) => {
    const { proxy } = stage;
    const admin = await stage.admin();
    const { email } = await stage.invitation();
    const back = proxy.rule({ family: 'authenticated' }, http(503));
    await stage.toPeople(admin);
    await admin.text(/No connection to the server/);
    await admin.fill('E-mail of the new person', 'later@example.com');
    await admin.press('Invite');
    await admin.text(/No connection to the server/);
    back();
    await admin.text(/Invited on/);
    await admin.text(new RegExp(email));
    await admin.text(/later@example\.com/);
    await withdrawn(admin);
  }),
);

test(
  'an exchange is answered with nonsense: said on both sides, and begun again',
  staged(async (stage, use) => {
    const { ada, proxy } = stage;
    const { link, token } = await stage.invitation();
    const newcomer = await use(stage.person());
    await openInvitation(newcomer, link);
    await newcomer.heading(/^Call /);
    for (const { act, status } of [
      { act: reply({ status: 'ok', greeter_step: 7 }), status: 'reply-malformed' },
      {
        act: reply({ status: 'ok', greeter_step: { step: 'NUMBER_3_GET_NONCE' } }),
        status: 'reply-malformed',
      },
      { act: reply({ status: 'greeting_attempt_not_found' }), status: 'attempt-lost' },
      { act: reply({ status: 'step_mismatch' }), status: 'step-refused' },
      { act: reply({ status: 'greeter_revoked' }), status: 'greeter-revoked' },
      { act: http(500), status: 'http-server' },
    ]) {
      const back = proxy.rule({ cmd: 'invite_claimer_step' }, act);
      await says(newcomer, status);
      back();
      await newcomer.press('Try again');
      await newcomer.press('I understand');
      await newcomer.heading(/^Call /);
    }
    await ada.do({ do: 'greet', token, device: stage.file.device, misbehave: { vanish_at: 5 } });
    await newcomer.pick((await ada.event('own_code')).code);
    await newcomer.heading(/Read this code/);
  }),
);

/**
 * An administrator of ours has a newcomer before her: from People to the page of approval.
 * @param {import('./lib/stage.mjs').Stage} stage
 * @param {import('./lib/stage.mjs').Tab} admin
 * @param {{ email: string, link: string }} invitation
 */
async function toApproval({ nova }, admin, { email, link }) {
  await nova.do({
    do: 'claim',
    link,
    auto: true,
    name: 'Nova Peer',
    password: 'peer',
    argon2: { memlimit_kb: 64, opslimit: 1 },
  });
  await admin.press(`Greet ${email}`);
  await admin.code();
  await admin.pick((await nova.event('own_code')).code);
  await admin.heading(/Let .* into/);
  await admin.choose('Member');
}

test(
  'clocks ten minutes apart: both are shown, nobody is created, and it works once they agree',
  staged(async (stage, use) => {
    const { proxy, server, oracle } = stage;
    const far = BigInt(Date.now()) * 1000n + 600_000_000n;
    const ballpark = (/** @type {string} */ family, /** @type {string} */ cmd) =>
      oracle.reply(family, cmd, 'timestamp_out_of_ballpark', {
        ballpark_client_early_offset: 300.5,
        ballpark_client_late_offset: 320.5,
        server_timestamp: { $time: Number(far) },
        client_timestamp: { $time: Number(far - 600_000_000n) },
      });

    const founder = await use(stage.person());
    const organization = freshOrganization();
    const back = proxy.rule(
      { cmd: 'organization_bootstrap' },
      bytes(await ballpark('anonymous', 'organization_bootstrap')),
    );
    await founder.open(server.app);
    await founder.press('Create an organization');
    await founder.fill('Name of the organization', organization);
    await founder.fill('Your name', 'Alice Martin');
    await founder.fill('Your e-mail', 'alice@example.com');
    await founder.press('Continue');
    await choosePassword(founder, `Create ${organization}`);
    await says(founder, 'ballpark', { heading: /clock/ });
    await founder.text(/This computer says .* the server says /);
    back();
    await founder.press('Try again');
    await founder.until('the organization, or its questions once more', async () =>
      /is created|Create an organization|Choose a password/.test((await founder.state()).heading),
    );

    const admin = await stage.admin();
    const invitation = await stage.invitation();
    await stage.toPeople(admin);
    await toApproval(stage, admin, invitation);
    const gone = proxy.rule(
      { cmd: 'user_create' },
      bytes(await ballpark('authenticated', 'user_create')),
    );
    await admin.press('Accept');
    await says(admin, 'ballpark', { heading: /clock/ });
    await admin.text(/This computer says .* the server says /);
    gone();
    assert.equal((await stage.nova.event('cancelled')).by, 'peer');
    const { users } = await stage.ada.do({ do: 'members', device: stage.file.device });
    assert.ok(!users.some((/** @type {any} */ user) => user.email === invitation.email));

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

/**
 * When the user's certificate in a request is dated. Its signature is another test's business.
 * @param {import('./lib/oracle.mjs').Oracle} oracle
 * @param {import('./lib/proxy.mjs').Asked} asked
 */
async function certificateIn(oracle, { fields }) {
  const { fields: read } = await oracle.do({
    do: 'peek_certificate',
    kind: 'user',
    signed: Buffer.from(fields.user_certificate).toString('base64'),
  });
  return { timestamp: read.timestamp.$time };
}

test(
  'what was made up stays unbelieved: a random nonce that no server sent',
  staged(async (stage, use) => {
    const { ada, proxy } = stage;
    const { link, token } = await stage.invitation();
    const newcomer = await use(stage.person());
    await openInvitation(newcomer, link);
    await newcomer.heading(/^Call /);
    // Whoever sits on the server swaps what the administrator sent: the codes differ.
    proxy.rule(
      { cmd: 'invite_claimer_step', step: 'NUMBER_2_GET_NONCE' },
      changed((content) =>
        content.status === 'ok'
          ? {
              ...content,
              greeter_step: { ...content.greeter_step, greeter_nonce: randomBytes(64) },
            }
          : content,
      ),
    );
    await ada.do({ do: 'greet', token, device: stage.file.device });
    const { code } = await ada.event('own_code');
    const state = await newcomer.until('codes to choose from', async () => {
      const now = await newcomer.state();
      return now.choices.length >= 4 && now;
    });
    assert.ok(!state.choices.includes(code), 'the administrator’s code is not among them');
  }),
);
