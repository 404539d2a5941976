// SPDX-License-Identifier: MPL-2.0
// Every screen of the journeys, in both languages, both themes, wide and narrow: no violation, nothing too wide, one heading.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { authenticators, byName } from './lib/authenticators.mjs';
import { chromium } from './lib/browsers.mjs';
import { filmOf } from './lib/film.mjs';
import {
  choosePassword,
  create,
  describeOrganization,
  inside,
  openFile,
  openInvitation,
  PASSWORD,
  settle,
  toDevices,
} from './lib/journeys.mjs';
import { look } from './lib/look.mjs';
import { codeOf, wrongCode } from './lib/one-time-code.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization, Peer, QUICK, Server } from './lib/server.mjs';
import { withAll } from './lib/with-all.mjs';

test(
  'the administrator’s screens',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const admin = await use(chromium());
      const organization = freshOrganization();
      await admin.open(server.app);
      await admin.heading(/Welcome/);
      await look(admin, 'home-first');
      await admin.fill('Your link', 'hello');
      await admin.press('Continue');
      await look(admin, 'home-bad-link');
      await admin.press('Create an organization');
      await admin.heading(/Create an organization/);
      await admin.press('Advanced');
      await look(admin, 'create-identity');
      await admin.press('Continue');
      await look(admin, 'create-identity-problems');
      await admin.fill('Name of the organization', organization);
      await admin.fill('Your name', 'Alice Martin');
      await admin.fill('Your e-mail', 'alice@example.com');
      await admin.press('Continue');
      await admin.heading(/Choose a password/);
      await admin.fill('Password for this browser', 'abc');
      await admin.press(`Create ${organization}`);
      await admin.text(/Too short|Too easy/);
      await look(admin, 'create-password');
      await choosePassword(admin, `Create ${organization}`);
      await admin.heading(/is created/, 60_000);
      await look(admin, 'created');
      await admin.press('Later');
      await admin.heading(new RegExp(organization));
      await look(admin, 'organization');
      await admin.press('People');
      await admin.heading(/People/);
      await look(admin, 'people-none');
      await admin.fill('E-mail of the new person', 'bob@example.com');
      await admin.press('Invite');
      await admin.text(/Invited on/);
      await look(admin, 'people-invited');
      await admin.press('QR code for');
      await look(admin, 'people-qr');
      await admin.press('Close');
      await admin.press('Cancel the invitation of');
      await look(admin, 'people-cancel');
      await admin.press('Keep it');

      const link = await server.mailedLink('bob@example.com');
      await admin.press('Greet bob@example.com');
      await admin.heading(/^Call /);
      await look(admin, 'greet-call');
      const newcomer = await use(new Peer());
      await newcomer.do({ do: 'claim', link });
      const code = await admin.code();
      await look(admin, 'greet-own-code');
      await newcomer.event('choose');
      await newcomer.do({ do: 'choose', code });
      await admin.heading(/Which code/);
      await look(admin, 'greet-choose');
      await admin.pick((await newcomer.event('own_code')).code);
      await admin.heading(/entering a name/);
      await look(admin, 'greet-details');
      await newcomer.event('details');
      await newcomer.do({
        do: 'details',
        name: 'Bob Durand',
        email: 'robert@example.com',
        password: 'peer',
      });
      await admin.heading(/Let .* into/);
      await look(admin, 'greet-approval-other-email');
      await admin.press('Accept');
      await look(admin, 'greet-approval-problems');
      await admin.choose('I have asked');
      await admin.choose('Member');
      await admin.press('Accept');
      await newcomer.event('done', 60_000);
      await admin.heading(/ is in /);
      await look(admin, 'greet-done');
      await admin.press('Back to people');
      await admin.heading(/People/);
      await admin.press('Earlier invitations');
      await look(admin, 'people-past');

      await admin.open(`${server.app}#/`);
      await admin.reload();
      await admin.heading(/Your organizations/);
      await look(admin, 'home');
      await admin.press(organization);
      await admin.heading(/^Open /);
      await look(admin, 'open');
      await admin.press('I have lost my password');
      await admin.heading(/Forgotten password/);
      await look(admin, 'lost');
      await admin.press('Back');
      await admin.heading(/^Open /);
      await admin.fill('Password', 'wrong');
      await admin.press('Open');
      await admin.text(/Wrong password/);
      await look(admin, 'open-wrong');
      await admin.press('I cannot get in');
      await admin.heading(/When you cannot get in/);
      await look(admin, 'help-password');
      await admin.choose('I have typed it by hand once');
      await admin.press('Prepare the text');
      await look(admin, 'help-report');
      await admin.open(`${server.app}#/help`);
      await admin.text(/Which organization/);
      await look(admin, 'help');
      await admin.open(`${server.app}#/about`);
      await admin.text(/core\.wasm \(SHA-256\) [0-9a-f]{64}/);
      await look(admin, 'about');
      assert.deepEqual(admin.complaints, []);
    }),
  { limit: 300_000, tags: ['screens', 'chromium'] },
);

test(
  'the screens of one’s own devices',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const founder = await use(new Peer());
      const { organization, device_file: file } = await founder.found(server, {
        password: PASSWORD,
        argon2: QUICK,
      });
      const person = await use(chromium());
      await openFile(person, server, organization, file);
      await toDevices(person);
      await person.text(/Added on/);
      await look(person, 'devices-none');
      await person.choose('Also send me the link by e-mail');
      await person.press('Add a device');
      await person.text(/sent it to/);
      await look(person, 'devices-invited');
      await person.press('Show as QR code');
      await look(person, 'devices-qr');
      await person.press('Close');
      await person.press('Cancel the invitation');
      await look(person, 'devices-cancel');
      await person.press('Keep it');

      const link = await person.page.locator('.link-text').textContent();
      await person.press('Go on with your new device');
      await person.heading(/yours, and in front of you/);
      await look(person, 'add-intro');
      await person.press('It is mine');
      await person.heading(/^Open Parsec on the new device/);
      await look(person, 'add-call');
      const other = await use(new Peer());
      await other.do({ do: 'claim', link });
      await person.code();
      await look(person, 'add-own-code');
      await other.event('choose');
      await other.do({ do: 'none' });
      await person.heading(/codes do not match/);
      await look(person, 'add-mismatch');
      await person.press('Start again');
      await other.event('cancelled');
      await other.do({ do: 'claim', link });
      const code = await person.code();
      await other.event('choose');
      await other.do({ do: 'choose', code });
      await person.heading(/Which code/);
      await look(person, 'add-choose');
      await person.pick((await other.event('own_code')).code);
      await person.heading(/choose a password on the new device/);
      await look(person, 'add-details');
      await other.event('details');
      await other.do({ do: 'details', label: 'My telephone', password: 'peer' });
      await person.heading(/^Add this device/);
      await look(person, 'add-approval');
      await person.press('Add this device');
      await other.event('done', 60_000);
      await person.heading(/one of yours/);
      await look(person, 'add-done');
      await person.press('Back to my devices');
      await person.text(/My telephone/);
      await look(person, 'devices-two');
      assert.deepEqual(person.complaints, []);
    }),
  { limit: 300_000, tags: ['screens', 'chromium'] },
);

test(
  'the newcomer’s screens',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const { organization } = await peer.found(server);
      const { token, link_http } = await peer.do({ do: 'invite', email: 'bob@example.com' });
      const newcomer = await use(chromium());

      await newcomer.open(link_http);
      await newcomer.heading(/invites you/);
      await look(newcomer, 'join-invitation');
      await openInvitation(newcomer, link_http);
      await newcomer.heading(/^Call /);
      await look(newcomer, 'join-call');

      await peer.do({ do: 'greet', token });
      await newcomer.heading(/Which code/);
      await peer.event('own_code');
      await look(newcomer, 'join-choose');
      await newcomer.choose('None of these codes');
      await look(newcomer, 'join-choose-none');
      await newcomer.press('None of these — stop here');
      await newcomer.heading(/do not match/);
      await look(newcomer, 'join-mismatch');
      assert.equal((await peer.event('cancelled')).reason, 'INVALID_SAS_CODE');

      await newcomer.press('Start again');
      await peer.do({ do: 'greet', token });
      await newcomer.heading(/Which code/);
      const own = (await peer.event('own_code')).code;
      await peer.do({ do: 'cancel', reason: 'MANUALLY_CANCELLED' });
      await newcomer.pick(own);
      await newcomer.heading(/stopped/);
      await look(newcomer, 'join-stopped');

      await newcomer.press('Start again');
      await peer.do({ do: 'greet', token });
      await newcomer.pick((await peer.event('own_code')).code);
      const code = await newcomer.code();
      await look(newcomer, 'join-own-code');
      await peer.event('choose');
      await peer.do({ do: 'choose', code });
      await newcomer.heading(/How will people/);
      await look(newcomer, 'join-details');
      await newcomer.fill('Your name', 'Bob Durand');
      await newcomer.press('Continue');
      await newcomer.heading(/Choose a password/);
      await look(newcomer, 'join-password');
      await newcomer.fill('Password for this browser', PASSWORD);
      await newcomer.fill('The same password again', 'other');
      await newcomer.press('Join');
      await newcomer.text(/differ/);
      await look(newcomer, 'join-password-problems');
      await choosePassword(newcomer, 'Join');
      await newcomer.heading(/Almost there/);
      await peer.event('review', 60_000);
      await newcomer.text(/check your name/);
      await look(newcomer, 'join-finishing');
      await peer.do({ do: 'approve', name: 'Bob Durand', profile: 'STANDARD' });
      await newcomer.heading(/You are in/, 60_000);
      await look(newcomer, 'join-done');

      await newcomer.open(link_http);
      await newcomer.text(/used/);
      await look(newcomer, 'join-used');
      await newcomer.press('I cannot get in');
      await newcomer.heading(/When you cannot get in/);
      await look(newcomer, 'help-link');
      await newcomer.open(
        `${server.app}webRedirect?webRedirectUrl=${encodeURIComponent(`parsec3://parsec.example.com/${organization}?a=claim_user&p=xBABI0VniavN7wEjRWeJq83v`)}`,
      );
      await newcomer.heading(/another server/);
      await look(newcomer, 'link-elsewhere');
      const { link_parsec3 } = await peer.do({ do: 'parse_link', link: link_http });
      await newcomer.open(
        `${server.app}webRedirect?webRedirectUrl=${encodeURIComponent(link_parsec3.replace('claim_user', 'claim_shamir_recovery'))}`,
      );
      await newcomer.heading(/get back into/);
      await look(newcomer, 'link-declined');
    }),
  { limit: 300_000, tags: ['screens', 'chromium'] },
);

test(
  'the screens of a browser that becomes another device',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start());
      const peer = await use(new Peer());
      const { organization } = await peer.found(server);
      const { token, link_http } = await peer.do({ do: 'invite_device' });
      const film = await use(filmOf(''));
      const person = await use(chromium({ film: film.path }));

      await person.open(server.app);
      await person.press('I use Parsec on another device');
      await look(person, 'home-other-device');
      await person.press('Scan a QR code');
      await person.text(/Looking for a code/);
      await look(person, 'scan');
      await person.press('Close');
      await person.page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = async () => {
          throw new DOMException('no', 'NotAllowedError');
        };
      });
      await person.press('Scan a QR code');
      await person.text(/may not use the camera/);
      await look(person, 'scan-denied');

      await person.open(link_http);
      await person.heading(/in this browser too/);
      await look(person, 'mine-link');
      await person.press('I started this');
      await person.heading(/turn to your other device/);
      await look(person, 'mine-call');
      await peer.do({ do: 'greet', token });
      await person.heading(/Which code/);
      const own = (await peer.event('own_code')).code;
      await look(person, 'mine-choose');
      await person.pickNone();
      await person.heading(/do not match/);
      await peer.event('cancelled');
      await look(person, 'mine-mismatch');
      await person.press('Start again');
      await peer.do({ do: 'greet', token });
      const { code: theirs } = await peer.event('own_code');
      assert.notEqual(theirs, own);
      await person.pick(theirs);
      const code = await person.code();
      await look(person, 'mine-own-code');
      await peer.event('choose');
      await peer.do({ do: 'choose', code });
      await person.heading(/Choose a password/);
      await look(person, 'mine-password');
      await choosePassword(person, 'Add this browser');
      await peer.event('review_device', 60_000);
      await person.text(/Waiting until you add this browser/);
      await look(person, 'mine-finishing');
      await person.open(server.app);
      await person.text(/You had started to add this browser/);
      await look(person, 'home-unfinished-mine');
      await person.press('Finish adding this browser');
      await person.heading(/Finish adding this browser to/);
      await look(person, 'mine-resume');
      await person.fill('Password', PASSWORD);
      await person.press('Go on');
      await peer.do({ do: 'approve' });
      await person.heading(/This browser opens .* now/, 60_000);
      await look(person, 'mine-done');
      await person.open(link_http);
      await person.text(/make a new link on your other device/);
      await look(person, 'mine-used');
      assert.match((await person.state()).heading, /over|used/, organization);
    }),
  { limit: 300_000, tags: ['screens', 'chromium'] },
);

test(
  'the screens of one-time codes and of an organization that wants them',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start({ protections: ['PASSWORD+TOTP'] }));
      const founder = await use(new Peer());
      const by = { password: PASSWORD, argon2: QUICK };
      const { organization, device_file: file } = await founder.found(server, by);
      const person = await use(chromium());
      /** @param {string} code */
      const enter = async (code) => {
        await person.fill('One-time code', code);
        await person.page.keyboard.press('Enter');
      };
      /**
       * Refused as often as there are waits, which the server asks for.
       * @param {string} secret
       * @param {number[]} waits
       */
      const fail = async (secret, waits) => {
        for (const wait of waits) {
          await enter(wrongCode(secret));
          await person.until('the answer', async () => {
            const { step, text } = await person.state();
            return /-code$/.test(step) && /does not accept this code/.test(text);
          });
          await delay(wait);
        }
      };
      await person.open(server.app);
      await person.giveFile('device.keys', file);
      await person.press(`Open ${organization}`);
      await person.fill('Password', PASSWORD);
      await person.press('Open');
      await person.heading(/asks for one-time codes/);
      await look(person, 'policy-codes');
      await person.press('Set up one-time codes');
      await person.heading(/Set up one-time codes/);
      await look(person, 'mfa-password');
      await person.fill('Password', PASSWORD);
      await person.press('Continue');
      await person.heading(/Connect your phone/);
      await look(person, 'mfa-key');
      const secret = (await person.page.locator('[data-secret]').textContent()) ?? '';
      await enter(wrongCode(secret));
      await person.text(/does not accept this code/);
      await look(person, 'mfa-key-wrong-code');
      await enter(codeOf(secret));
      await person.heading(/One-time codes are on/, 60_000);
      await look(person, 'mfa-on');
      await person.press('Done');
      await person.text(/On, on this device/);
      await look(person, 'security-codes');
      await person.press('Turn one-time codes off');
      await person.heading(/Turn one-time codes off/);
      await look(person, 'mfa-off-password');
      await person.fill('Password', PASSWORD);
      await person.press('Continue');
      await person.heading(/Type a code from your phone/);
      await person.press('My phone is lost');
      await look(person, 'mfa-off-code');
      await fail(secret, [1000, 2000, 4000]);
      await person.text(/Are you sure of your codes/);
      await look(person, 'mfa-doubt');
      await enter(codeOf(secret));
      await person.heading(/One-time codes are off/, 60_000);
      await look(person, 'mfa-off');

      const link = await server.resetCodes(organization, 'ada@example.com');
      const other = await use(chromium());
      await other.open(link);
      await other.heading(/New one-time codes/);
      await look(other, 'reset-intro');
      await other.press('Connect my phone');
      await other.heading(/Connect your phone/);
      const next = (await other.page.locator('[data-secret]').textContent()) ?? '';
      await other.fill('One-time code', codeOf(next));
      await other.page.keyboard.press('Enter');
      await other.heading(/Your new codes work/);
      await look(other, 'reset-done');

      // Turned on again with the phone that is there, one code too many.
      await person.press('Done');
      await person.heading(/asks for one-time codes/);
      await person.press('Set up one-time codes');
      await person.fill('Password', PASSWORD);
      await person.press('Continue');
      await person.heading(/Type a code from your phone/);
      await look(person, 'mfa-activate');
      await fail(next, [1000, 2000, 4000, 8000, 0]);
      await enter(wrongCode(next));
      await person.text(/Too many codes in a row/);
      await look(person, 'mfa-throttled');
    }),
  { limit: 300_000, tags: ['screens', 'chromium'] },
);

test(
  'the screens of an organization that wants no passwords',
  () =>
    withAll(async (use) => {
      const server = await use(Server.start({ protections: ['KEYRING', 'PKI', 'OPENBAO+TOTP'] }));
      const organization = freshOrganization();
      const app = server.app.replace('127.0.0.1', 'localhost');
      const person = await use(chromium());
      await person.open(app);
      await describeOrganization(person, organization);
      await person.text(/does not accept passwords for long/);
      await look(person, 'create-password-unwanted');
      await choosePassword(person, `Create ${organization}`);
      await person.heading(/is created/, 60_000);
      await person.press('Later');
      await person.heading(/asks for another way/);
      await person.text(/Passkey/);
      await look(person, 'policy-method');
      await person.press('Change how this device is opened');
      await person.fill('Password', PASSWORD);
      await person.press('Continue');
      await person.text(/Not accepted by your organization/);
      await look(person, 'change-password-unwanted');

      // The same where there are no passkeys: an address is no name that one could be for.
      await person.open(server.app);
      await describeOrganization(person, `${organization}b`);
      await choosePassword(person, `Create ${organization}b`);
      await person.heading(/is created/, 60_000);
      await person.press('Later');
      await person.text(/Nothing that is accepted is possible in this browser/);
      await look(person, 'policy-nothing');
    }),
  { limit: 300_000, tags: ['screens', 'chromium'] },
);

test(
  'the screens of passkeys',
  () =>
    withAll(async (use) => {
      const server = byName(await use(Server.start()));
      const person = await use(chromium());
      const keys = await authenticators(person);
      const organization = freshOrganization();
      await create(person, server, { organization });
      await settle(person, organization);
      await person.press('Change how it opens');
      await person.heading(/^Security$/);
      await look(person, 'security-password');
      await person.press('Change the password or use a passkey');
      await person.heading(/Your password until now/);
      await person.fill('Password', PASSWORD);
      await person.press('Continue');
      await person.heading(/How do you want to open it/);
      await person.press('Other ways to open Parsec');
      await look(person, 'change-choice');
      await person.choose('Passkey');
      await look(person, 'change-choice-passkey');
      await person.press('Continue');
      await person.heading(/Make a passkey/);
      await look(person, 'passkey-new');

      const laptop = await keys.plugIn();
      await laptop.answers(false);
      await person.press('Make the passkey');
      await person.text(/Your browser is asking you/);
      await look(person, 'passkey-asking');
      await person.press('Stop asking');
      await person.text(/The passkey was not used/);
      await look(person, 'passkey-cancelled');
      await laptop.answers(true);
      await person.press('Make the passkey');
      await person.text(/Now use it once/);
      await look(person, 'passkey-made');
      await laptop.answers(false);
      await person.press('Use it once');
      await person.press('Stop asking');
      await person.text(/exists, but opens nothing yet/);
      await person.press('How to delete it');
      await look(person, 'passkey-orphan');
      await person.press('Another way');
      await person.text(/was left behind/);
      await look(person, 'passkey-left-behind');
      await laptop.answers(true);
      await person.choose('Passkey');
      await person.press('Continue');
      await person.press('Make the passkey');
      await person.press('Use it once');
      await person.heading(/opens with your passkey now/);
      await look(person, 'change-done-passkey');
      await person.press('Later');
      await inside(person, organization);
      await person.text(/This passkey is the only way in/);
      await look(person, 'organization-passkey');
      await person.press('Security');
      await person.heading(/^Security$/);
      await look(person, 'security-passkey');

      await person.press('Add a second passkey');
      await person.heading(/Add a passkey/);
      await look(person, 'passkeys-add');
      await person.press('Use my passkey');
      await person.heading(/Make one more passkey/);
      await look(person, 'passkeys-add-new');
      await laptop.answers(false);
      const stick = await keys.plugIn({ transport: 'usb' });
      await person.press('Make the passkey');
      await person.press('Use it once');
      await person.heading(/One more passkey opens/);
      await look(person, 'passkeys-added');
      await person.press('Done');
      await person.text(/ 2 /);
      await look(person, 'security-passkeys');
      await person.press('Choose another way');
      await person.press('Use my passkey');
      await person.heading(/How do you want to open it/);
      await person.choose('Passkey');
      await person.text(/takes the place of all/);
      await look(person, 'change-choice-replaces');
      await person.press('Cancel');
      await person.press('Security');
      await person.press('Remove');
      await person.heading(/Remove the passkey/);
      await look(person, 'passkeys-remove');
      await person.press('Use my passkey');
      await person.heading(/The passkey is removed/);
      await look(person, 'passkeys-removed');

      await person.open(server.app);
      await person.reload();
      await person.heading(/Your organizations/);
      await look(person, 'home-passkey');
      await person.press('Manage');
      await person.heading(/in this browser/);
      await look(person, 'saved-passkey');
      await person.open(server.app);
      await person.press(organization);
      await person.heading(/^Open /);
      await look(person, 'open-passkey');
      await stick.clear();
      await laptop.unplug();
      await person.press('Use my passkey');
      await person.text(/The passkey is not here/);
      await look(person, 'open-passkey-missing');
      assert.deepEqual(person.complaints, []);
    }),
  { limit: 300_000, tags: ['screens', 'passkey', 'chromium'] },
);
