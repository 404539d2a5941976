// SPDX-License-Identifier: MPL-2.0
// People ask to join by single sign-on, and administrators decide: on the built site, with the released server, a real OpenBao and a
// real provider. Between pages and server stands a proxy that may lie.
import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, encode } from '@msgpack/msgpack';
import { chromium } from './lib/browsers.mjs';
import { inside, openFile, PASSWORD, settle } from './lib/journeys.mjs';
import { look } from './lib/look.mjs';
import { ReverseProxy } from './lib/proxy.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, Peer, QUICK } from './lib/server.mjs';
import { ADA, NOA, SOL, signOn } from './lib/sign-on.mjs';
import { says } from './lib/stage.mjs';
import { withAll } from './lib/with-all.mjs';

/**
 * @typedef {import('./lib/browsers.mjs').ChromiumPerson} Tab
 * @typedef {import('./lib/proxy.mjs').Answer} Answer
 * @typedef {Parameters<Parameters<typeof withAll>[0]>[0]} Use
 * @typedef {Awaited<ReturnType<typeof scene>>} Scene
 */

const LONG = 60_000;
const LIMIT = { limit: 240_000 };

/** An organization of Ada's, open on the page People. @param {Use} use */
async function scene(use) {
  const { proxy, server } = await use(ReverseProxy.start({ sso: true }));
  const peer = await use(new Peer());
  const organization = freshOrganization();
  const file = await peer.found(server, { organization, password: PASSWORD, argon2: QUICK });
  const admin = await use(chromium());
  await openFile(admin, server, organization, file.device_file);
  await admin.press('People');
  await admin.heading(/^People$/);
  return {
    proxy,
    server,
    organization,
    admin,
    link: `${server.url}/redirect/${organization}?a=async_enrollment`,
    /** As another program reads the certificates. */
    members: async () => (await peer.members()).map(({ email }) => email).sort(),
  };
}

/**
 * From the link to the form with name and e-mail.
 * @param {Tab} person
 * @param {Scene} scene
 * @param {import('./lib/sign-on.mjs').Account} as
 */
async function toForm(person, { link, organization }, as) {
  await person.open(link);
  await person.heading(new RegExp(`^Ask to join ${organization}`));
  await person.press('Ask to join');
  await person.heading(/Say who you are/);
  await signOn(person, as);
  await person.heading(/Who asks to join/, LONG);
}

/**
 * @param {Tab} person
 * @param {Scene} scene
 * @param {import('./lib/sign-on.mjs').Account} as
 * @param {string} name
 */
async function askToJoin(person, scene, as = SOL, name = 'Sol Newcomer') {
  await toForm(person, scene, as);
  await person.fill('Your name', name);
  await person.press('Send the request');
  await person.heading(/Your request was sent/, LONG);
}

/** What the start page says of the only request. @param {Tab} person @param {string} state */
const hasBecome = (person, state) =>
  person.until(
    `a request that is ${state}`,
    () =>
      person.page.evaluate(
        (wanted) => document.querySelector('[data-request]')?.getAttribute('data-state') === wanted,
        state,
      ),
    LONG,
  );

/** The harmless answer has the focus; a hand that is still clicking is not heard. @param {Tab} person @param {string} name */
async function confirm(person, name) {
  await new Promise((resolve) => setTimeout(resolve, 800));
  await person.page.getByRole('dialog').getByRole('button', { name }).click();
}

/** The administrator signs on to look at a request. @param {Tab} admin @param {string} name */
async function check(admin, name = 'Sol Newcomer') {
  await admin.press(`Check and accept ${name}`);
  await admin.heading(/Say who you are/);
  await signOn(admin, ADA);
}

/** @param {Scene} scene @param {string} [name] */
async function accept({ admin }, name = 'Sol Newcomer') {
  await check(admin, name);
  await admin.heading(new RegExp(`Let ${name} into`), LONG);
  await admin.choose('Member');
  await admin.press('Accept');
  await admin.heading(/ is in /, LONG);
}

/** Requests that are listed. @param {Tab} admin @param {number} count */
const lists = (admin, count) =>
  admin.until(
    `${count} requests`,
    async () =>
      (await admin.page.evaluate(
        () => document.querySelectorAll('join-requests [data-request]').length,
      )) === count,
  );

/** From the start page to the choice of how the device is opened. @param {Tab} person @param {import('./lib/sign-on.mjs').Account} as */
async function add(person, as = SOL) {
  await person.press('Add to my organizations');
  await person.heading(/Sign in as you did/);
  await signOn(person, as);
}

/**
 * The proxy changes what the server says.
 * @param {Scene} scene
 * @param {string} cmd
 * @param {(reply: any) => void} change
 */
const lies = ({ proxy }, cmd, change) =>
  proxy.rule({ cmd }, async ({ forward, answer }) => {
    const real = await forward();
    const reply = /** @type {any} */ (decode(/** @type {Uint8Array} */ (real.body)));
    change(reply);
    answer({ ...real, body: encode(reply) });
  });

test(
  '@request somebody asks, is let in, adds the organization, and logs in again by single sign-on',
  () =>
    withAll(async (use) => {
      const here = await scene(use);
      const { admin, server, organization } = here;
      await admin.text(/Requests to join/);
      const profile = await mkdtemp(join(tmpdir(), 'person-'));
      const person = await use(chromium({ profile }));
      await person.open(here.link);
      await person.heading(new RegExp(`^Ask to join ${organization}`));
      await look(person, 'request-ask');
      await askToJoin(person, here);
      await look(person, 'request-sent');
      await person.open(server.app);
      await hasBecome(person, 'submitted');
      await look(person, 'request-waiting');

      await lists(admin, 1);
      await look(admin, 'request-people');
      await check(admin);
      await admin.heading(/Let Sol Newcomer into/, LONG);
      await look(admin, 'request-decide');
      await admin.choose('Member');
      await admin.press('Accept');
      await admin.heading(/Sol Newcomer is in /, LONG);
      assert.deepEqual(await here.members(), ['ada@example.com', 'sol@example.com']);

      // Without a reload.
      await hasBecome(person, 'accepted');
      await look(person, 'request-accepted');
      await add(person);
      await person.heading(/You were let into/, LONG);
      await person.text(/ada@example\.com/);
      await look(person, 'request-let-in');
      await person.press('That is right');
      await person.heading(/How do you want to open it/);
      await person.choose('Single sign-on');
      await person.press('Continue');
      await person.heading(/You are in/, LONG);
      await look(person, 'request-joined');
      await settle(person, organization);
      assert.deepEqual(person.complaints, []);
      await person.context.close();

      const back = await use(chromium({ profile }));
      await back.open(server.app);
      assert.equal(await back.page.evaluate(() => document.querySelector('my-requests')), null);
      await back.press(organization);
      await signOn(back, SOL);
      await inside(back, organization);
      assert.deepEqual(admin.complaints, []);
    }),
  LIMIT,
);

test(
  '@request it is rejected, and withdrawn: both are told while they look',
  () =>
    withAll(async (use) => {
      const here = await scene(use);
      const { admin, server } = here;
      const person = await use(chromium());
      await askToJoin(person, here);
      // What was known last stays, until the server is there again.
      await person.open(server.app);
      await hasBecome(person, 'submitted');
      const unreachable = (/** @type {boolean} */ is) =>
        person.until(`the server ${is ? 'away' : 'back'}`, () =>
          person.page.evaluate(
            (wanted) => (document.querySelector('[data-unreachable]') !== null) === wanted,
            is,
          ),
        );
      const hurry = () => person.page.evaluate(() => dispatchEvent(new Event('online')));
      const back = here.proxy.rule({ cmd: 'async_enrollment_info' }, ({ drop }) => drop());
      await hurry();
      await unreachable(true);
      await hasBecome(person, 'submitted');
      back();
      await hurry();
      await unreachable(false);

      await lists(admin, 1);
      await admin.press('Reject Sol Newcomer');
      await confirm(admin, 'Reject the request');
      await lists(admin, 0);
      await hasBecome(person, 'rejected');
      await person.press('Remove');
      await confirm(person, 'Remove it');
      await person.heading(/Welcome/);

      await askToJoin(person, here);
      await person.open(server.app);
      await hasBecome(person, 'submitted');
      await lists(admin, 1);
      // The administrator looks at it at this moment.
      await check(admin);
      await admin.heading(/Let Sol Newcomer into/, LONG);
      await person.press('Withdraw the request');
      await confirm(person, 'Withdraw the request');
      await person.heading(/Welcome/);
      await admin.choose('Member');
      await admin.press('Accept');
      await says(admin, 'request-decided', { heading: /waits no longer/ });
      assert.deepEqual(await here.members(), ['ada@example.com']);
    }),
  LIMIT,
);

test(
  '@request e-mails: of a member, several of one account, one that waits already',
  () =>
    withAll(async (use) => {
      const here = await scene(use);
      const { admin, server } = here;
      const person = await use(chromium());
      await toForm(person, here, ADA);
      await person.fill('Your name', 'Ada Again');
      await person.press('Send the request');
      await person.text(/is a member of .* already/, LONG);
      await look(person, 'request-member');
      await person.press('Cancel');
      await person.heading(/Welcome/);
      assert.equal(await person.page.evaluate(() => document.querySelector('my-requests')), null);

      await askToJoin(person, here);
      const other = await use(chromium());
      await toForm(other, here, SOL);
      await other.fill('Your name', 'Sol Newcomer');
      await other.press('Send the request');
      await other.text(/is waiting already/, LONG);
      await look(other, 'request-twice');
      await other.press('Replace it');
      await other.heading(/Your request was sent/, LONG);
      await person.open(server.app);
      await hasBecome(person, 'cancelled');

      const [line] = await list(here);
      await server.sso.prove(
        line.submit_payload_signature.submitter_openbao_entity_id,
        'sol@elsewhere.example',
        { mount: 'auth/pro_connect' },
      );
      const third = await use(chromium());
      await toForm(third, here, SOL);
      await third.fill('Your name', 'Sol Newcomer');
      await third.press('Send the request');
      await third.text(/Choose an e-mail address first/);
      await third.choose('sol@elsewhere.example');
      await look(third, 'request-emails');
      await third.press('Send the request');
      await third.heading(/Your request was sent/, LONG);
      await lists(admin, 2);
      await check(admin);
      await admin.heading(/Let Sol Newcomer into/, LONG);
      await admin.text(/It also proves/);
      await look(admin, 'request-others');
    }),
  LIMIT,
);

/** What the server lists, as it came through the proxy. @param {Scene} scene */
async function list(scene) {
  /** @type {any[]} */
  let found = [];
  const stop = lies(scene, 'async_enrollment_list', ({ enrollments }) => {
    found = enrollments;
  });
  await scene.admin.page.evaluate(() => dispatchEvent(new Event('focus')));
  await scene.admin.until('a list', async () => found.length > 0);
  stop();
  return found;
}

test(
  '@request nobody gets in under another name: whatever the server changes is noticed',
  () =>
    withAll(async (use) => {
      const here = await scene(use);
      const { admin, proxy } = here;
      const sol = await use(chromium());
      const noa = await use(chromium());
      await askToJoin(sol, here);
      await askToJoin(noa, here, NOA, 'Noa Neighbour');
      await lists(admin, 2);
      const names = { sol: 'Sol Newcomer', noa: 'Noa Neighbour' };
      /** @type {Record<string, (sol: any, noa: any) => void>} */
      const changes = {
        'the account': (sol, noa) => {
          sol.submit_payload_signature.submitter_openbao_entity_id =
            noa.submit_payload_signature.submitter_openbao_entity_id;
        },
        'the signature': (sol, noa) => {
          sol.submit_payload_signature.signature = noa.submit_payload_signature.signature;
        },
        'what was asked': (sol, noa) => {
          noa.submit_payload = sol.submit_payload;
        },
      };
      const [first, second] = await list(here);
      const text = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('latin1');
      const isSol = (/** @type {any} */ line) => text(line.submit_payload).includes(SOL.email);
      assert.notEqual(isSol(first), isSol(second));
      for (const [what, change] of Object.entries(changes)) {
        const stop = lies(here, 'async_enrollment_list', ({ enrollments }) => {
          const [a, b] = enrollments;
          if (isSol(a)) change(a, b);
          else change(b, a);
        });
        await admin.page.evaluate(() => dispatchEvent(new Event('focus')));
        if (what === 'what was asked') {
          // Both say to be Sol: one of them is Noa.
          await lists(admin, 2);
          await admin.until('two of one name', async () =>
            admin.page.evaluate(
              (name) =>
                [...document.querySelectorAll('join-requests .name')].filter(
                  (e) => e.textContent === name,
                ).length === 2,
              names.sol,
            ),
          );
          const forged = isSol(first) ? second : first;
          const id = Buffer.from(forged.enrollment_id.data).toString('hex');
          await admin.page.locator(`join-requests [data-request="${id}"] a`).click();
          await admin.heading(/Say who you are/);
          await signOn(admin, ADA);
        } else await check(admin, names.sol);
        await says(admin, 'signature', { heading: /under another name/, limit: LONG });
        if (what === 'the account') await look(admin, 'request-forged');
        stop();
        await admin.press('Back to people');
        await admin.heading(/^People$/);
      }
      assert.deepEqual(proxy.ours({ cmd: 'async_enrollment_accept' }), []);
      assert.deepEqual(await here.members(), ['ada@example.com']);

      // The whole truth, and she is let in.
      await accept(here, names.sol);
    }),
  LIMIT,
);

test(
  '@request what the server refuses has words; an answer that was lost is found out',
  () =>
    withAll(async (use) => {
      const here = await scene(use);
      const { admin, proxy } = here;
      const person = await use(chromium());
      await askToJoin(person, here);
      await lists(admin, 1);
      for (const [wire, status] of [
        ['active_users_limit_reached', 'users-limit'],
        ['human_handle_already_taken', 'already-enrolled'],
        ['enrollment_not_found', 'request-not-found'],
        ['enrollment_no_longer_available', 'request-decided'],
        ['author_not_allowed', 'author-not-allowed'],
      ]) {
        const stop = proxy.rule({ cmd: 'async_enrollment_accept' }, ({ answer }) =>
          answer({
            status: 200,
            headers: { 'content-type': 'application/msgpack' },
            body: encode({ status: wire }),
          }),
        );
        await check(admin);
        await admin.heading(/Let Sol Newcomer into/, LONG);
        await admin.choose('Member');
        await admin.press('Accept');
        await says(admin, status);
        stop();
        await admin.press('Back to people');
        await admin.heading(/^People$/);
      }
      assert.deepEqual(await here.members(), ['ada@example.com']);
      // It was heard, and nobody hears so; what is sent once more is refused.
      proxy.rule(
        { cmd: 'async_enrollment_accept' },
        async ({ forward, drop }) => {
          await forward();
          drop();
        },
        { times: 1 },
      );
      await accept(here);
      assert.equal(proxy.ours({ cmd: 'async_enrollment_accept' }).length, 7);
      assert.deepEqual(await here.members(), ['ada@example.com', 'sol@example.com']);
    }),
  LIMIT,
);

test(
  '@request an e-mail that the account does not prove lets nobody in',
  () =>
    withAll(async (use) => {
      const here = await scene(use);
      const { admin, proxy, server } = here;
      const noa = await use(chromium());
      // Her own page takes it that she has the e-mail of somebody else.
      await noa.context.route(`${server.sso.url}/v1/identity/**`, async (route) => {
        const response = await route.fetch();
        const body = (await response.text()).replaceAll(NOA.email, 'boss@example.com');
        await route.fulfill({ response, body });
      });
      await askToJoin(noa, here, NOA, 'The Boss');
      await lists(admin, 1);
      await check(admin, 'The Boss');
      await says(admin, 'request-email', { heading: /under another name/, limit: LONG });
      await look(admin, 'request-email');
      await admin.press('Reject the request');
      await confirm(admin, 'Reject the request');
      await admin.heading(/^People$/);
      await lists(admin, 0);
      assert.deepEqual(proxy.ours({ cmd: 'async_enrollment_accept' }), []);
      assert.deepEqual(await here.members(), ['ada@example.com']);
    }),
  LIMIT,
);

test(
  '@request an answer that no administrator has given makes no device',
  () =>
    withAll(async (use) => {
      const here = await scene(use);
      const { admin, server, organization } = here;
      const sol = await use(chromium());
      const noa = await use(chromium());
      await askToJoin(sol, here);
      await askToJoin(noa, here, NOA, 'Noa Neighbour');
      await lists(admin, 2);
      await accept(here);
      await admin.press('Back to people');
      await admin.heading(/^People$/);
      await accept(here, 'Noa Neighbour');

      /** @type {any} what was said to Noa */
      let other;
      let stop = lies(here, 'async_enrollment_info', (reply) => {
        other = reply;
      });
      await noa.open(server.app);
      await hasBecome(noa, 'accepted');
      stop();
      await sol.open(server.app);
      await hasBecome(sol, 'accepted');
      /** @type {Record<string, (reply: any) => void>} */
      const changes = {
        'the signature': (reply) => {
          reply.accept_payload_signature.signature = other.accept_payload_signature.signature;
        },
        'what was answered': (reply) => {
          reply.accept_payload = other.accept_payload;
        },
      };
      for (const [what, change] of Object.entries(changes)) {
        stop = lies(here, 'async_enrollment_info', change);
        await add(sol);
        await says(sol, 'signature', { heading: /trying to deceive you/, limit: LONG });
        if (what === 'the signature') await look(sol, 'request-deceived');
        stop();
        await sol.press('Back to start');
        await hasBecome(sol, 'accepted');
        assert.equal(await sol.page.evaluate(() => document.querySelector('a.line')), null);
      }

      // With another account it cannot even be read.
      await add(sol, NOA);
      await sol.text(/You signed in with another account/, LONG);
      await sol.text(/You asked with the account sol@example\.com/);
      await look(sol, 'request-other-account');
      await signOn(sol, SOL);
      await sol.heading(/You were let into/, LONG);
      await sol.press('That is right');
      await sol.heading(/How do you want to open it/);
      await sol.choose('Password');
      await choosePasswordHere(sol);
      await sol.heading(/You are in/, LONG);
      await settle(sol, organization);
    }),
  LIMIT,
);

/** @param {Tab} person */
async function choosePasswordHere(person) {
  await person.fill('Password for this browser', PASSWORD);
  await person.fill('The same password again', PASSWORD);
  await person.press('Join');
}
