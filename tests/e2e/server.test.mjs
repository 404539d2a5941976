// SPDX-License-Identifier: MPL-2.0
// A server, or something between it and us, that answers what it should not. Each ends in words and loses nothing.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { logIn, openInvitation } from './lib/journeys.mjs';
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

/** All of these; code: 0 where HTTP itself says nothing. */
const FAILS = [
  ...HTTP.map(([code, status]) => ({ what: `HTTP ${code}`, act: http(code), status, code })),
  ...Object.entries(NONSENSE).map(([what, { act, status }]) => ({ what, act, status, code: 0 })),
];

/** @param {number} code */
const referenceOf = (code) => new RegExp(`HTTP ${code}`);

test(
  'an invitation cannot be read: every HTTP status, and what is no answer at all',
  staged(async (stage, use) => {
    const { proxy } = stage;
    const { link } = await stage.invitation();
    const newcomer = await use(stage.person());
    let first = true;
    for (const { what, act, status, code } of FAILS) {
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
    for (const { what, act, status, code } of FAILS) {
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
    const { choices } = await newcomer.choosing();
    assert.ok(!choices.includes(code), 'the administrator’s code is not among them');
  }),
);
