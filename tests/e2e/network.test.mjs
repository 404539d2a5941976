// SPDX-License-Identifier: MPL-2.0
// The connection breaks at every request of the journey, before the server saw it and after it acted: the journey ends well by itself.
import assert from 'node:assert/strict';
import { create, invite, join, logIn, openInvitation, PASSWORD, settle } from './lib/journeys.mjs';
import { dropAfter, dropBefore, twice } from './lib/proxy.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization } from './lib/server.mjs';
import { stageOf, withdrawn } from './lib/stage.mjs';
import { stored } from './lib/stored.mjs';

const staged = stageOf(import.meta.url);

/** @typedef {import('./lib/proxy.mjs').Asked} Asked */
/** @typedef {import('./lib/stage.mjs').Stage} Stage */
/** @typedef {import('./lib/stage.mjs').Tab} Tab */

/** Polls of one step are one request of the journey. @param {Asked} asked */
const nameOf = ({ family, cmd, step }) => `${family} ${cmd} ${step}`.trim();

/** Without these the journey is not what it is. */
const CERTAIN = [
  'anonymous organization_bootstrap',
  'authenticated invite_new_user',
  'authenticated invite_list',
  'invited invite_info',
  'invited invite_claimer_start_greeting_attempt',
  'authenticated invite_greeter_start_greeting_attempt',
  'invited invite_claimer_step NUMBER_0_WAIT_PEER',
  'authenticated invite_greeter_step NUMBER_0_WAIT_PEER',
  'invited invite_claimer_step NUMBER_6_SEND_PAYLOAD',
  'authenticated invite_greeter_step NUMBER_6_GET_PAYLOAD',
  'authenticated user_create',
  'authenticated invite_greeter_step NUMBER_7_SEND_PAYLOAD',
  'invited invite_claimer_step NUMBER_7_GET_PAYLOAD',
  'invited invite_claimer_step NUMBER_8_ACKNOWLEDGE',
  'authenticated invite_greeter_step NUMBER_8_WAIT_PEER_ACKNOWLEDGMENT',
  'authenticated invite_complete',
];

/**
 * An organization is created, somebody invited and let in; both devices open afterwards.
 * @param {Stage} stage
 * @param {(person: Promise<Tab>) => Promise<Tab>} use
 */
async function journey(stage, use) {
  const { server, proxy, ada } = stage;
  const organization = freshOrganization();
  const before = proxy.seen.length;
  const admin = await use(stage.person());
  const newcomer = await use(stage.person());
  await create(admin, server, { organization });
  await settle(admin, organization);
  const email = `bob@${organization.toLowerCase()}.example.com`; // a mail sent twice is not taken for the next one's
  await invite(admin, email);
  const link = await server.mailedLink(email);
  await admin.heading(/^People$/);
  await join({ admin, newcomer, email, link });
  const seen = proxy.seen
    .slice(before)
    .filter((asked) => !asked.peer && ['', organization].includes(asked.organization));
  proxy.calm();
  await logIn(newcomer, server, organization);
  await newcomer.heading(new RegExp(`^${organization}$`));
  await logIn(admin, server, organization);
  await admin.heading(new RegExp(`^${organization}$`));
  await admin.press('People');
  await admin.text(/Has joined|Earlier invitations/);
  // Nobody was made twice, and what the server keeps is what both believe.
  const [{ base64: device_file }] = await stored(newcomer, 'devices');
  const opened = await ada.do({ do: 'open_device_file', device_file, password: PASSWORD });
  assert.equal(opened.accepted, true);
  const users = await ada.members(opened.device);
  assert.deepEqual(users.map((user) => user.email).sort(), ['alice@example.com', email]);
  return { organization, email, link, seen };
}

test(
  'nothing is lost: each request is one that the server’s own library reads, each link one that it knows',
  staged(async (stage, use) => {
    const { oracle } = stage;
    const { seen, organization, email, link } = await journey(stage, use);
    const names = new Set(seen.map(nameOf));
    for (const name of CERTAIN) assert.ok(names.has(name), `${name} is among ${[...names]}`);
    for (const name of names)
      await oracle.reads(/** @type {Asked} */ (seen.find((asked) => nameOf(asked) === name)));
    for (const asked of seen) {
      assert.equal(asked.headers['api-version'], '5.6');
      assert.equal(asked.headers['content-type'], 'application/msgpack');
      assert.equal(asked.headers.cookie, undefined);
      assert.equal(asked.headers.referer, undefined);
    }
    const address = await oracle.do({ do: 'load_address', url: link });
    assert.equal(address.kind, 'user');
    assert.equal(address.fields.organization_id, organization);

    const b64 = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('base64');
    const { fields: bootstrap } = /** @type {Asked} */ (
      seen.find(({ cmd }) => cmd === 'organization_bootstrap')
    );
    const root = b64(bootstrap.root_verify_key);
    const first = await oracle.do({
      do: 'load_certificate',
      kind: 'device',
      signed: b64(bootstrap.device_certificate),
      verify_key: root,
      author: null,
    });
    const alice = await oracle.do({
      do: 'load_certificate',
      kind: 'user',
      signed: b64(bootstrap.user_certificate),
      verify_key: root,
      author: null,
    });
    assert.deepEqual(alice.fields.human_handle, ['alice@example.com', 'Alice Martin']);
    const { fields: created } = /** @type {Asked} */ (
      seen.find(({ cmd }) => cmd === 'user_create')
    );
    const by = {
      verify_key: Buffer.from(first.fields.verify_key.$bin, 'hex').toString('base64'),
      author: first.fields.device_id.$uuid,
    };
    const bob = await oracle.do({
      do: 'load_certificate',
      kind: 'user',
      signed: b64(created.user_certificate),
      ...by,
    });
    assert.deepEqual(bob.fields.human_handle, [email, 'Bob Durand']);
    await oracle.do({
      do: 'load_certificate',
      kind: 'device',
      signed: b64(created.device_certificate),
      ...by,
    });
    for (const { fields, signer } of [
      { fields: bootstrap, signer: { verify_key: root, author: null } },
      { fields: created, signer: by },
    ]) {
      for (const kind of /** @type {const} */ (['user', 'device'])) {
        const [signed, redacted] = [
          b64(fields[`${kind}_certificate`]),
          b64(fields[`redacted_${kind}_certificate`]),
        ];
        await oracle.do({ do: 'load_certificate', kind, signed: redacted, ...signer });
        assert.equal(
          (await oracle.do({ do: 'compare_redacted', kind, signed, redacted })).same,
          true,
        );
      }
    }
  }),
  { limit: 120_000 },
);

for (const { when, act } of [
  { when: 'before the server has seen it', act: dropBefore },
  { when: 'after the server has acted', act: dropAfter },
]) {
  test(
    `the connection breaks once at every request, ${when}`,
    staged(async (stage, use) => {
      const { proxy } = stage;
      /** @type {Map<string, Asked>} */
      const lost = new Map();
      proxy.rule(
        (asked) => !asked.peer && !lost.has(nameOf(asked)),
        (turn) => {
          lost.set(nameOf(turn.asked), turn.asked);
          return act(turn);
        },
      );
      const { seen } = await journey(stage, use);
      for (const name of CERTAIN)
        assert.ok(lost.has(name), `${name} was lost: ${[...lost.keys()]}`);
      // What is sent again is the same, byte for byte.
      for (const [name, { body, cmd }] of lost) {
        const [, again] = seen.filter((asked) => nameOf(asked) === name);
        if (!again && cmd === 'invite_list') continue; // asked for once more than needed
        assert.ok(again, `${name} was sent again`);
        if (/^(user_create|organization_bootstrap|invite_(claimer|greeter)_step)$/.test(cmd))
          assert.deepEqual(again.body, body, name);
      }
    }),
    { limit: 180_000 },
  );
}

test(
  'a browser that repeats what makes something, without the page knowing',
  staged(async (stage, use) => {
    /** @type {Set<string>} */
    const repeated = new Set();
    const MAKE = ['organization_bootstrap', 'invite_new_user', 'user_create', 'invite_complete'];
    stage.proxy.rule(
      ({ peer, cmd }) => !peer && MAKE.includes(cmd) && !repeated.has(cmd),
      (turn) => {
        repeated.add(turn.asked.cmd);
        return twice(turn);
      },
    );
    await journey(stage, use);
    assert.deepEqual([...repeated].sort(), [...MAKE].sort());
  }),
  { limit: 120_000 },
);

test(
  'every third request of each side breaks, in turn before and after',
  staged(async (stage, use) => {
    // Counted for each side: were both counted together, polls in step with each other could lose every answer of one side.
    /** @type {Map<string, number>} */
    const counts = new Map();
    /** @param {Asked} asked */
    const countOf = ({ family }) => counts.get(family) ?? 0;
    stage.proxy.rule(
      (asked) => {
        if (asked.peer) return false;
        counts.set(asked.family, countOf(asked) + 1);
        return countOf(asked) % 3 === 0;
      },
      (turn) => (countOf(turn.asked) % 2 === 0 ? dropBefore : dropAfter)(turn),
    );
    await journey(stage, use);
    for (const family of ['authenticated', 'invited'])
      assert.ok((counts.get(family) ?? 0) > 15, `${counts.get(family)} ${family} requests`);
  }),
  { limit: 240_000 },
);

test(
  'no connection is said while it lasts, on both sides, and taken back',
  staged(async (stage, use) => {
    const { proxy } = stage;
    const { link, email } = await stage.invitation();
    const newcomer = await use(stage.person());
    const admin = await stage.admin();
    await openInvitation(newcomer, link);
    await newcomer.heading(/^Call /);
    await admin.press(`Greet ${email}`);
    const code = await admin.code();
    const back = proxy.rule((asked) => !asked.peer, dropBefore);
    await admin.text(/No connection to the server/);
    await newcomer.pick(code);
    await newcomer.text(/No connection to the server/);
    back();
    await withdrawn(admin);
    await withdrawn(newcomer);
    await admin.pick(await newcomer.code());
    await newcomer.heading(/How will people/);
    await newcomer.press('Cancel');
    await newcomer.press('Stop joining');
    await admin.heading(/stopped/);
  }),
  { limit: 90_000 },
);
