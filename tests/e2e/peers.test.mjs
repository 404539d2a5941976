// SPDX-License-Identifier: MPL-2.0
// The other side misbehaves, in both roles: our page says what happened, nothing is created that should not be, and it can go on.
import assert from 'node:assert/strict';
import { introduce, openInvitation } from './lib/journeys.mjs';
import { test } from './lib/runner.mjs';
import { failureOn, says, stageOf } from './lib/stage.mjs';

const staged = stageOf(import.meta.url);

/** @typedef {import('./lib/stage.mjs').Stage} Stage */
/** @typedef {import('./lib/stage.mjs').Tab} Tab */

/** One way for each layer of a payload; the core's own tests know all of them. */
const SPOILT = [{ payload: 'garbage' }, { payload: 'bomb' }, { payload: 'wrong_type' }];

/** Each reason that the protocol knows, and what the page makes of it. */
const REASONS = {
  MANUALLY_CANCELLED: /stopped/,
  INVALID_NONCE_HASH: /stopped/,
  INVALID_SAS_CODE: /codes do not match/,
  UNDECIPHERABLE_PAYLOAD: /stopped/,
  UNDESERIALIZABLE_PAYLOAD: /stopped/,
  INCONSISTENT_PAYLOAD: /stopped/,
};

/* ---- Our newcomer, with the peer as administrator */

/**
 * Our newcomer waits on the page "Call".
 * @param {Stage} stage
 * @param {(person: Promise<Tab>) => Promise<Tab>} use
 */
async function waiting(stage, use) {
  const invitation = await stage.invitation();
  const newcomer = await use(stage.person());
  await openInvitation(newcomer, invitation.link);
  await newcomer.heading(/^Call /);
  /** @param {object} [misbehave] @param {object} [also] */
  const greet = (misbehave = {}, also = {}) =>
    stage.ada.do({
      do: 'greet',
      token: invitation.token,
      device: stage.file.device,
      auto: true,
      misbehave,
      ...also,
    });
  return { ...invitation, newcomer, greet };
}

/**
 * Both codes are right; ends on the page for the name.
 * @param {Stage} stage
 * @param {Tab} newcomer
 */
async function trust({ ada }, newcomer) {
  await newcomer.pick((await ada.event('own_code')).code);
  await newcomer.heading(/How will people/);
}

/** @param {Tab} person @param {RegExp} heading */
async function stopped(person, heading) {
  await person.heading(heading);
  const { page } = person;
  assert.ok(
    (await page.evaluate(() => document.querySelector('main')?.textContent ?? '')).length > 80,
  );
  assert.equal(await page.locator('main wait-line').count(), 0);
}

test(
  'an administrator’s keys and nonces that are none: stopped before any code',
  staged(async (stage, use) => {
    const { newcomer, greet } = await waiting(stage, use);
    for (const { plan, status } of [
      { plan: { public_key: 'zero' }, status: 'zero-key' },
      { plan: { public_key: 'small_order' }, status: 'zero-key' },
      { plan: { nonce_bytes: 63 }, status: 'peer-payload' },
      { plan: { nonce_bytes: 0 }, status: 'peer-payload' },
    ]) {
      await greet(plan);
      await says(newcomer, status);
      assert.equal((await newcomer.state()).code, '');
      assert.equal((await stage.ada.event('cancelled')).by, 'peer');
      stage.ada.process.forget();
      await newcomer.press('Start again');
      await newcomer.heading(/^Call /);
    }
    await greet();
    await trust(stage, newcomer);
  }),
);

test(
  'an administrator who stops, for each reason, is told apart from a wrong code',
  staged(async (stage, use) => {
    const { newcomer, greet } = await waiting(stage, use);
    // Whoever merely opened the page anew is followed without a question. First of all: right after a stop both sides begin again, and
    // a page that has not shown a code since says nothing about it.
    await greet({ cancel_at: 4, reason: 'AUTOMATICALLY_CANCELLED' });
    await stage.ada.event('cancelled');
    stage.ada.process.forget();
    await newcomer.text(/opened the page anew/);
    for (const [reason, heading] of Object.entries(REASONS)) {
      await greet({ cancel_at: 4, reason });
      await stage.ada.event('cancelled');
      await stopped(newcomer, heading);
      stage.ada.process.forget();
      await newcomer.press('Start again');
      await newcomer.heading(/^Call /);
    }
    await greet();
    await trust(stage, newcomer);
  }),
  { limit: 90_000 },
);

test(
  'an administrator who disappears or begins anew at any step is followed; the device is made in the end',
  staged(async (stage, use) => {
    const { newcomer, greet } = await waiting(stage, use);
    const { ada } = stage;
    for (const step of [0, 1, 2, 3, 4]) {
      await greet({ vanish_at: step });
      await ada.event('vanished');
      ada.process.forget();
    }
    await greet({ vanish_at: 5 });
    await newcomer.pick((await ada.event('own_code')).code);
    await ada.event('vanished');
    ada.process.forget();

    await greet({ restart_at: 2, restarts: 2 });
    await trust(stage, newcomer);
    await ada.do({ do: 'vanish' });
    ada.process.forget();

    // Seen while the person was already asked for a name.
    await greet({ vanish_at: 6 });
    await newcomer.text(/opened the page anew/);
    await trust(stage, newcomer);
    await ada.event('vanished');
    ada.process.forget();

    await greet();
    await newcomer.text(/opened the page anew/);
    await trust(stage, newcomer);
    await introduce(newcomer, 'Bob Durand');
    await newcomer.heading(/You are in/, 60_000);
    await ada.event('done');
  }),
  { limit: 120_000 },
);

test(
  'an administrator silent where only machines act is told from a slow one',
  staged(async (stage, use) => {
    const { newcomer, greet } = await waiting(stage, use);
    await greet({ vanish_at: 2 });
    await newcomer.text(/has not answered for a while/);
    await greet();
    await newcomer.until('silence is over', () =>
      newcomer.page.evaluate(
        () => !/has not answered/.test(document.querySelector('main')?.textContent ?? ''),
      ),
    );
    await trust(stage, newcomer);
  }),
);

test(
  'an administrator’s confirmation that cannot be read: the newcomer hears who must act',
  staged(async (stage, use) => {
    for (const plan of [...SPOILT, { fields: { profile: 'EMPEROR' } }]) {
      const { newcomer, greet } = await waiting(stage, use);
      await greet({ ...plan, enroll: false, complete: false });
      await trust(stage, newcomer);
      await introduce(newcomer, 'Bob Durand');
      await says(newcomer, 'enrolled-without-device', { heading: /has no device/ });
      assert.equal((await stage.ada.event('cancelled')).by, 'peer');
      stage.ada.process.forget();
      await newcomer.press('Leave');
      // Kept until the person starts anew: a forged word must not cost the keys.
      await newcomer.text(/had started to join/);
    }
  }),
  { limit: 120_000 },
);

test(
  'two administrators greet at once: the first is taken, the other one is told',
  staged(async (stage, use) => {
    const { ada, nova } = stage;
    const second = await stage.invitation();
    await nova.do({ do: 'claim', link: second.link, auto: true, name: 'Grace Peer' });
    await ada.do({
      do: 'greet',
      token: second.token,
      device: stage.file.device,
      auto: true,
      profile: 'ADMIN',
    });
    await nova.event('done');
    await ada.event('done');
    nova.process.forget();
    ada.process.forget();
    const { newcomer, greet, token } = await waiting(stage, use);
    await newcomer.text(/Grace Peer can help you too/);
    await Promise.all([greet({}, { auto: false }), nova.do({ do: 'greet', token })]);
    const { heading } = await newcomer.choosing();
    const byAda = /Ada Peer/.test(heading);
    const [first, other] = byAda ? [ada, nova] : [nova, ada];
    assert.equal((await other.event('cancelled')).reason, 'MANUALLY_CANCELLED');
    await newcomer.pick((await first.event('own_code')).code);
    await newcomer.code();
    // Done with Grace: later invitations of this stage have one administrator to ask again.
    await first.do({ do: 'vanish' });
    await ada.do({ do: 'revoke', email: second.email, device: stage.file.device });
  }),
  { limit: 90_000 },
);

test(
  'an administrator picks another code than ours, or none; and so do we',
  staged(async (stage, use) => {
    const { newcomer, greet } = await waiting(stage, use);
    const { ada } = stage;
    let count = 0;
    for (const code of ['wrong', 'none']) {
      await greet({ code });
      await newcomer.pick((await ada.event('own_code')).code);
      await stopped(newcomer, /codes do not match/);
      count += 1;
      assert.equal((await ada.event('cancelled')).reason, 'INVALID_SAS_CODE');
      ada.process.forget();
      if (count > 1) await newcomer.text(new RegExp(`happened ${count} times`));
      await newcomer.press('Start again');
      await newcomer.heading(/^Call /);
    }
    await greet();
    await newcomer.pickNone();
    await stopped(newcomer, /codes do not match/);
    const { by, reason } = await ada.event('cancelled');
    assert.deepEqual([by, reason], ['peer', 'INVALID_SAS_CODE']);
    await newcomer.press('Start again');
    ada.process.forget();
    await greet();
    const right = (await ada.event('own_code')).code;
    const { choices } = await newcomer.until('codes', async () => {
      const now = await newcomer.state();
      return now.choices.includes(right) && now;
    });
    const other = choices.find((choice) => choice !== right);
    assert.ok(other);
    await newcomer.pick(other);
    await stopped(newcomer, /codes do not match/);
    assert.equal((await ada.event('cancelled')).reason, 'INVALID_SAS_CODE');
  }),
  { limit: 90_000 },
);

/* ---- Our administrator, with the peer as newcomer */

/**
 * Our administrator has pressed "Greet" and waits on the page "Call".
 * @param {Stage} stage
 */
async function greeting(stage) {
  const invitation = await stage.invitation();
  const admin = await stage.admin();
  await admin.press(`Greet ${invitation.email}`);
  await admin.heading(/^Call /);
  /** @param {object} [misbehave] @param {object} [also] */
  const claim = (misbehave = {}, also = {}) =>
    stage.nova.do({
      do: 'claim',
      link: invitation.link,
      auto: true,
      name: 'Nova Peer',
      misbehave,
      ...also,
    });
  return { ...invitation, admin, claim };
}

/**
 * Both codes are right.
 * @param {Stage} stage
 * @param {Tab} admin
 */
async function trusted({ nova }, admin) {
  await admin.pick((await nova.event('own_code')).code);
}

test(
  'a newcomer’s keys, commitments and nonces that are none: stopped before any code',
  staged(async (stage) => {
    const { admin, claim } = await greeting(stage);
    for (const { plan, status } of [
      { plan: { public_key: 'zero' }, status: 'zero-key' },
      { plan: { public_key: 'small_order' }, status: 'zero-key' },
      { plan: { hashed_nonce: 'wrong' }, status: 'commitment' },
      { plan: { nonce_bytes: 12 }, status: 'commitment' },
    ]) {
      await claim(plan);
      await says(admin, status);
      assert.equal((await admin.state()).code, '');
      assert.equal((await stage.nova.event('cancelled')).by, 'peer');
      stage.nova.process.forget();
      await admin.press('Start again');
      await admin.heading(/^Call /);
    }
    await claim();
    await trusted(stage, admin);
    await admin.heading(/Let .* into/);
    await admin.press('Do not accept');
    await stage.nova.event('cancelled');
  }),
);

test(
  'a newcomer’s request that cannot be read, by each way of spoiling it',
  staged(async (stage) => {
    const { admin, claim } = await greeting(stage);
    for (const plan of [
      ...SPOILT,
      { payload: 'truncated_zstd' },
      { fields: { verify_key: { $bin: '00' } } },
      { fields: { requested_device_label: { $absent: true } } },
    ]) {
      await claim(plan);
      await trusted(stage, admin);
      const failure = await admin.until('words', () => failureOn(admin));
      assert.match(
        failure.status,
        /^(decrypt|peer-payload|compression|envelope-version|malformed|too-large|unknown-variant|truncated)$/,
        JSON.stringify(plan),
      );
      await says(admin, failure.status);
      assert.equal((await stage.nova.event('cancelled')).by, 'peer');
      stage.nova.process.forget();
      await admin.press('Start again');
      await admin.heading(/^Call /);
    }
    await stage.dropAdmin();
  }),
  { limit: 120_000 },
);

test(
  'a newcomer with another e-mail than the invited one is let in only on purpose',
  staged(async (stage) => {
    const { admin, claim, email } = await greeting(stage);
    await claim({}, { email: 'mallory@example.com' });
    await trusted(stage, admin);
    await admin.heading(/Let .* into/);
    await admin.text(/This is not the e-mail you invited/);
    await admin.text(
      new RegExp(`You invited ${email}, but this person asks to join as mallory@example\\.com`),
    );
    await admin.choose('Member');
    await admin.press('Accept');
    await admin.text(/Ask first, then confirm/);
    await admin.choose('I have asked');
    await admin.press('Accept');
    await admin.heading(/ is in /);
    await stage.nova.event('done');
    const mallory = (await stage.ada.members(stage.file.device)).find(
      (user) => user.email === 'mallory@example.com',
    );
    assert.equal(mallory?.profile, 'STANDARD');
  }),
);

test(
  'a newcomer who stops, for each reason, disappears or begins anew at any step',
  staged(async (stage) => {
    const { admin, claim } = await greeting(stage);
    const { nova } = stage;
    for (const [reason, heading] of Object.entries(REASONS)) {
      await claim({ cancel_at: 4, reason });
      await nova.event('cancelled');
      await stopped(admin, heading);
      await admin.press('Start again');
      await admin.heading(/^Call /);
    }
    for (const step of [0, 1, 2, 3, 4]) {
      await claim({ vanish_at: step });
      await nova.event('vanished');
      nova.process.forget();
    }
    for (const step of [5, 6]) {
      await claim({ vanish_at: step });
      await trusted(stage, admin);
      await nova.event('vanished');
      nova.process.forget();
    }
    await claim({ restart_at: 3, restarts: 1 });
    await trusted(stage, admin);
    await admin.heading(/Let .* into/);
    await admin.choose('Member');
    await admin.press('Accept');
    await admin.heading(/ is in /);
    await nova.event('done');
  }),
  { limit: 120_000 },
);

test(
  'a newcomer picks another code than ours, or none; and so do we',
  staged(async (stage) => {
    const { admin, claim } = await greeting(stage);
    const { nova } = stage;
    for (const code of ['wrong', 'none']) {
      await claim({ code });
      await stopped(admin, /codes do not match/);
      assert.equal((await nova.event('cancelled')).reason, 'INVALID_SAS_CODE');
      nova.process.forget();
      await admin.press('Start again');
      await admin.heading(/^Call /);
    }
    await claim();
    await admin.pickNone();
    await stopped(admin, /codes do not match/);
    const { by, reason } = await nova.event('cancelled');
    assert.deepEqual([by, reason], ['peer', 'INVALID_SAS_CODE']);
  }),
  { limit: 90_000 },
);

/* ---- Both ours */

/**
 * Our administrator greets our newcomer.
 * @param {Stage} stage
 * @param {(person: Promise<Tab>) => Promise<Tab>} use
 */
async function meeting(stage, use) {
  const { newcomer, email, link } = await waiting(stage, use);
  const admin = await stage.admin();
  await admin.press(`Greet ${email}`);
  return { admin, newcomer, link };
}

test(
  'codes that differ stay on both pages until somebody acts; then the two go on',
  staged(async (stage, use) => {
    const { admin, newcomer } = await meeting(stage, use);
    await newcomer.pickNone();
    await stopped(newcomer, /codes do not match/);
    await stopped(admin, /codes do not match/);
    await newcomer.page.waitForTimeout(3000);
    await stopped(newcomer, /codes do not match/);
    await stopped(admin, /codes do not match/);
    await newcomer.text(/You chose “None of these codes”/);
    await newcomer.press('Start again');
    await admin.press('Start again');
    const code = await admin.code();
    for (const person of [admin, newcomer])
      assert.doesNotMatch((await person.state()).text, /anew/);
    await newcomer.pick(code);
    await admin.pick(await newcomer.code());
    await introduce(newcomer, 'Bob Durand');
    await admin.heading(/Let .* into/);
    await admin.press('Do not accept');
    // Refused or lost after the request was sent: from here the newcomer cannot tell.
    await says(newcomer, 'enrolled-without-device');
  }),
  { limit: 90_000 },
);

test(
  'an invitation opened once more, in another tab: the first one says so, the administrator is told beside the new codes',
  staged(async (stage, use) => {
    const { admin, newcomer, link } = await meeting(stage, use);
    const before = await admin.code();
    const second = await newcomer.another();
    await openInvitation(second, link);
    await newcomer.heading(/opened in another tab or window of yours/);
    await admin.until('new codes', async () => ![before, ''].includes((await admin.state()).code));
    await admin.text(/opened the page anew/);
    await second.pick((await admin.state()).code);
    await admin.pick(await second.code());
    await second.heading(/How will people/);
    await newcomer.press('Go on here instead');
    await second.heading(/opened in another tab or window of yours/);
    await newcomer.pick(await admin.code());
    await admin.heading(/^Which code/);
  }),
  { limit: 90_000 },
);
