// SPDX-License-Identifier: MPL-2.0
// What to check when somebody cannot get in. Each failure (words/failures.js says what happened and what to do) belongs to one kind of
// trouble, and each kind has its list of things to look at; so has each way of opening a device.
import { msg, str } from '@lit/localize';
import { WRONG_PASSKEY, WRONG_PASSWORD } from '../help-link.js';

/**
 * @typedef {import('../journeys.js').DeviceLine['kind']} Kind
 * @typedef {'password' | 'passkey' | 'code' | 'system' | 'card' | 'sign-on' | 'account' | 'recovery' | 'file' | 'storage' | 'elsewhere'
 *   | 'network' | 'access' | 'clock' | 'link' | 'exchange'
 *   | 'request' | 'records' | 'page'} Topic
 * @typedef {{ text: string, why: string }} Check text: what is true once it was checked, for the person to tick and the report to list
 * @typedef {{ title: string, checks: Check[] }} TopicWords
 * @typedef {'device' | 'passkey' | 'recovery' | 'copy' | 'administrator'} Way
 */

/** @type {Record<NonNullable<Kind>, Topic>} */
const TOPIC_OF_KIND = {
  password: 'password',
  web_passkey: 'passkey',
  keyring: 'system',
  pki: 'card',
  openbao: 'sign-on',
  account_vault: 'account',
  recovery: 'recovery',
};

/** Where the topic depends on how the device, or the file, is opened. */
const BY_KIND = new Set(['device-file-kind']);

/** @type {Record<Topic, string[]>} in the order in which the page lists them */
const FAILURES = {
  password: [WRONG_PASSWORD],
  passkey: [
    'passkey-cancelled',
    'passkey-exists',
    'passkey-failed',
    'passkey-missing',
    'passkey-no-prf',
    'passkey-other-site',
    'passkey-timeout',
    'passkey-unsupported',
    'passkey-unverified',
    WRONG_PASSKEY,
  ],
  code: ['one-time-code', 'reset-link', 'throttled'],
  system: [],
  card: [],
  'sign-on': [
    'sign-on-account',
    'sign-on-answer',
    'sign-on-blocked',
    'sign-on-cancelled',
    'sign-on-code',
    'sign-on-config',
    'sign-on-declined',
    'sign-on-denied',
    'sign-on-disabled',
    'sign-on-emails',
    'sign-on-expired',
    'sign-on-key',
    'sign-on-provider',
    'sign-on-refused',
    'sign-on-state',
    'sign-on-timeout',
    'sign-on-unreachable',
  ],
  account: [],
  recovery: ['recovery-file', 'recovery-key'],
  storage: ['store-denied', 'store-missing', 'store-mismatch', 'store-quota'],
  elsewhere: ['device-in-use', 'store-conflict', 'taken-over'],
  file: [
    'algorithm',
    'already-exists',
    'device-file',
    'store-aside',
    'store-taken',
    'stretch-excessive',
  ],
  network: [
    'http-bad-content',
    'http-not-acceptable',
    'http-server',
    'http-too-large',
    'http-unauthenticated',
    'http-unexpected',
    'http-version',
    'offline',
    'reply-malformed',
    'reply-unknown',
  ],
  access: [
    'author-not-allowed',
    'http-forbidden',
    'http-frozen',
    'http-organization-expired',
    'http-organization-not-found',
    'http-revoked',
    'http-terms',
    'http-web-forbidden',
    'user-not-found',
    'user-revoked',
  ],
  clock: ['ballpark', 'http-clock', 'timestamp-loop'],
  link: [
    'address-action',
    'address-empty',
    'address-host',
    'address-not-redirect',
    'address-organization',
    'address-payload',
    'address-repeated',
    'address-scheme',
    'address-truncated',
    'already-bootstrapped',
    'already-enrolled',
    'bootstrap-token',
    'foreign-server',
    'http-invitation-gone',
    'invitation-cancelled',
    'invitation-kind',
    'invitation-not-found',
    'invitation-used',
    'no-administrator',
  ],
  exchange: [
    'attempt-lost',
    'cancelled',
    'commitment',
    'decrypt',
    'device-unconfirmed',
    'enrolled-without-device',
    'greeter-not-allowed',
    'greeter-not-found',
    'greeter-revoked',
    'not-created',
    'peer-cancelled',
    'peer-payload',
    'peer-refused',
    'step-refused',
    'users-limit',
    'value',
    'zero-key',
  ],
  request: [
    'request-decided',
    'request-email',
    'request-file',
    'request-kind',
    'request-not-found',
    'request-payload',
    'request-undecided',
    'request-waiting',
  ],
  records: [
    'author-other',
    'author-profile',
    'author-revoked',
    'author-self',
    'author-unknown',
    'certificate',
    'certificate-order',
    'certificate-pair',
    'certificate-redacted',
    'certificate-root',
    'fork',
    'identifier-taken',
    'member-revoked',
    'member-unknown',
    'mismatch',
    'no-change',
    'not-known-yet',
    'not-ourselves',
    'rollback',
    'signature',
  ],
  page: [
    'argument',
    'authority-key',
    'closed',
    'compression',
    'crashed',
    'duplicate-field',
    'envelope-version',
    'insecure-context',
    'invalid-certificate',
    'malformed',
    'memory',
    'missing-field',
    'module-refused',
    'not-started',
    'random',
    'state',
    'stretch',
    'stretch-weak',
    'too-deep',
    'too-large',
    'truncated',
    'type',
    'unknown',
    'unknown-variant',
    'utf8',
  ],
};

export const TOPICS = /** @type {Topic[]} */ (Object.keys(FAILURES));

/** Those of the ways to open a device: of interest to whoever opens one so. */
const METHODS = new Set([...Object.values(TOPIC_OF_KIND), /** @type {Topic} */ ('code')]);

/** @type {ReadonlyMap<string, Topic>} */
const TOPIC_OF = new Map(
  TOPICS.flatMap((topic) => FAILURES[topic].map((status) => [status, topic])),
);

/** @param {string} status */
export const isKnown = (status) => TOPIC_OF.has(status) || BY_KIND.has(status);

/**
 * @param {string} status
 * @param {Kind} [kind] how the device or the file is opened
 * @returns {Topic | null} null: only its kind would tell
 */
export function topicOf(status, kind = null) {
  if (BY_KIND.has(status)) return kind && TOPIC_OF_KIND[kind];
  return TOPIC_OF.get(status) ?? null;
}

/**
 * How the device is opened comes first; ways in which it is not opened are of no use.
 * @param {{ kind: Kind, has_totp: boolean } | null} device null: not known which one
 * @returns {{ methods: Topic[], rest: Topic[], unused: Topic[] }}
 */
export function topicsFor(device) {
  const all = TOPICS.filter((topic) => METHODS.has(topic));
  const kind = device?.kind ?? null;
  const methods = kind
    ? all.filter(
        (topic) =>
          topic === TOPIC_OF_KIND[kind] ||
          topic === 'recovery' ||
          (topic === 'code' && device?.has_totp),
      )
    : all;
  return {
    methods,
    rest: TOPICS.filter((topic) => !METHODS.has(topic)),
    unused: all.filter((topic) => !methods.includes(topic)),
  };
}

/** For whoever opens a device in another way than this page can. @returns {Check} */
const addedFromApplication = () => ({
  text: msg('I have not added this browser from there yet', { id: 'help.method.add' }),
  why: msg(
    'Once the device is open in the application, go to “My devices” and add this browser: it gets a password or a passkey of its own. Or choose a password for that device instead.',
    { id: 'help.method.add-why' },
  ),
});

/** @type {Record<Topic, () => TopicWords>} */
const WORDS = {
  password: () => ({
    title: msg('My password is refused', { id: 'help.password.title' }),
    checks: [
      {
        text: msg('It is the password of this device', { id: 'help.password.own' }),
        why: msg(
          'Each device has its own. That of another browser, of the Parsec application, of your e-mail or of an account on a web site does not open it.',
          { id: 'help.password.own-why' },
        ),
      },
      {
        text: msg('Capital letters are right, caps lock is off', { id: 'help.password.capitals' }),
        why: msg('The eye beside the field shows what you type.', {
          id: 'help.password.capitals-why',
        }),
      },
      {
        text: msg('The keyboard is in the right language', { id: 'help.password.layout' }),
        why: msg(
          'In another one the same keys write other characters, above all signs and accents.',
          {
            id: 'help.password.layout-why',
          },
        ),
      },
      {
        text: msg('I have typed it by hand once', { id: 'help.password.typed' }),
        why: msg(
          'What is pasted or filled in often brings a blank before or after it, and a blank counts. Password managers may fill in that of another device.',
          { id: 'help.password.typed-why' },
        ),
      },
      {
        text: msg('It was not changed in between', { id: 'help.password.changed' }),
        why: msg(
          'The new one counts from the moment it was changed. Copies of the device file that were saved before keep the old one.',
          { id: 'help.password.changed-why' },
        ),
      },
      {
        text: msg('The right organization and person stand above the field', {
          id: 'help.password.line',
        }),
        why: msg('One browser can hold several devices, each with a password of its own.', {
          id: 'help.password.line-why',
        }),
      },
    ],
  }),
  passkey: () => ({
    title: msg('My passkey does not work', { id: 'help.passkey.title' }),
    checks: [
      {
        text: msg('It is the browser and the computer in which I added the passkey', {
          id: 'help.passkey.place',
        }),
        why: msg(
          'A passkey lies in one place: a computer, a phone, a security key or a password manager. Only what is synchronized is in several, and only under the same account.',
          { id: 'help.passkey.place-why' },
        ),
      },
      {
        text: msg('I have answered the question of the browser', { id: 'help.passkey.answered' }),
        why: msg(
          'It waits for a minute or so, perhaps behind another window. If it offers another place, choose the one where your passkey is.',
          { id: 'help.passkey.answered-why' },
        ),
      },
      {
        text: msg('The security key is plugged in, and I touch it when it blinks', {
          id: 'help.passkey.key',
        }),
        why: msg('The PIN is that of the security key then, not that of the computer.', {
          id: 'help.passkey.key-why',
        }),
      },
      {
        text: msg('The computer or phone has a screen lock, and I have not changed it lately', {
          id: 'help.passkey.lock',
        }),
        why: msg(
          'The passkey asks for your fingerprint, your face or that PIN. Where the screen lock was taken away or reset, passkeys can be gone with it.',
          { id: 'help.passkey.lock-why' },
        ),
      },
      {
        text: msg('Nobody has deleted the passkey', { id: 'help.passkey.deleted' }),
        why: msg(
          'Tidying up passwords and passkeys, in the browser, the system or a password manager, can remove it. It does not come back: use another one, or see “Ways back in” below.',
          { id: 'help.passkey.deleted-why' },
        ),
      },
      {
        text: msg('The address is the same as when I added the passkey', {
          id: 'help.passkey.address',
        }),
        why: msg(
          str`Under another address the browser does not offer it. Here it is “${location.host}”.`,
          { id: 'help.passkey.address-why' },
        ),
      },
    ],
  }),
  code: () => ({
    title: msg('My one-time code is refused', { id: 'help.code.title' }),
    checks: [
      {
        text: msg('The clock of the phone is set automatically', { id: 'help.code.clock' }),
        why: msg(
          'The code is made from the time: a phone that is a minute off shows wrong ones only. On it: Settings, Date & time, automatic.',
          { id: 'help.code.clock-why' },
        ),
      },
      {
        text: msg('I look at the right entry of the authenticator app', { id: 'help.code.entry' }),
        why: msg(
          'It is called “parsec.cloud”, with the name of the organization. Each organization has one of its own, and after a reset only the newest counts.',
          { id: 'help.code.entry-why' },
        ),
      },
      {
        text: msg('I have typed a code that had just appeared', { id: 'help.code.fresh' }),
        why: msg('Each lasts 30 seconds, and the server takes it a little longer.', {
          id: 'help.code.fresh-why',
        }),
      },
      {
        text: msg('I have waited for as long as the page says', { id: 'help.code.wait' }),
        why: msg(
          'After wrong codes the server looks at none for a while, twice as long each time. A right one is refused then as well.',
          { id: 'help.code.wait-why' },
        ),
      },
      {
        text: msg('The server can be reached', { id: 'help.code.online' }),
        why: msg(
          'It checks the code, so a device that asks for one does not open without a connection.',
          { id: 'help.code.online-why' },
        ),
      },
      {
        text: msg('I still have the phone with the authenticator app', { id: 'help.code.phone' }),
        why: msg(
          'If not, whoever runs the server can send you a link that sets up your codes anew. The device stays as it is, and so does what opens it besides.',
          { id: 'help.code.phone-why' },
        ),
      },
      {
        text: msg('I am still a member, and not suspended', { id: 'help.code.member' }),
        why: msg(
          'Of somebody who was removed or suspended the server refuses every code, and does not say why. An administrator knows.',
          { id: 'help.code.member-why' },
        ),
      },
    ],
  }),
  system: () => ({
    title: msg('My computer opens the device by itself', { id: 'help.system.title' }),
    checks: [
      {
        text: msg('I have tried in the Parsec application', { id: 'help.system.application' }),
        why: msg(
          'The key lies in the keyring of the system, which no browser can read: such a device opens in the application only.',
          { id: 'help.system.application-why' },
        ),
      },
      {
        text: msg('It is the same computer, with the same user', { id: 'help.system.same' }),
        why: msg('The keyring belongs to one user of one computer, and is not copied with files.', {
          id: 'help.system.same-why',
        }),
      },
      {
        text: msg('The keyring of the system is unlocked', { id: 'help.system.unlocked' }),
        why: msg(
          'When somebody else has reset the password of the computer, the keyring stays locked with the old one.',
          { id: 'help.system.unlocked-why' },
        ),
      },
      addedFromApplication(),
    ],
  }),
  card: () => ({
    title: msg('My smart card is refused', { id: 'help.card.title' }),
    checks: [
      {
        text: msg('I have tried in the Parsec application', { id: 'help.system.application' }),
        why: msg('This page cannot use smart cards yet: such a device opens in the application.', {
          id: 'help.card.application-why',
        }),
      },
      {
        text: msg('The reader is connected, and the card is right in it', {
          id: 'help.card.reader',
        }),
        why: msg(
          'Take the card out and put it in again. Other programs that use the card must find it, too.',
          { id: 'help.card.reader-why' },
        ),
      },
      {
        text: msg('It is the certificate with which the device was protected', {
          id: 'help.card.certificate',
        }),
        why: msg(
          'A card can hold several, and a new card brings new ones: those open nothing that was protected with the old card.',
          { id: 'help.card.certificate-why' },
        ),
      },
      {
        text: msg('The certificate has not expired', { id: 'help.card.expired' }),
        why: msg('The program of the card tells until when it is valid.', {
          id: 'help.card.expired-why',
        }),
      },
      addedFromApplication(),
    ],
  }),
  'sign-on': () => ({
    title: msg('Single sign-on does not let me in', { id: 'help.sign-on.title' }),
    checks: [
      {
        text: msg('The network, the server and the sign-on service answer', {
          id: 'help.sign-on.online',
        }),
        why: msg(
          'The service gives out the key each time: without it the device stays closed. Nothing is lost.',
          { id: 'help.sign-on.online-why' },
        ),
      },
      {
        text: msg('The window of the provider has opened', { id: 'help.sign-on.window' }),
        why: msg(
          'Browsers sometimes block such a window, and say so beside the address of the page. Allow this site to open windows there; an ad blocker may be in the way as well.',
          { id: 'help.sign-on.window-why' },
        ),
      },
      {
        text: msg('The provider lets me in elsewhere', { id: 'help.sign-on.service' }),
        why: msg(
          'Try another site that uses it. If it refuses you there as well, whoever manages your account can help.',
          { id: 'help.sign-on.service-why' },
        ),
      },
      {
        text: msg('I sign in with the same account as when I protected the device', {
          id: 'help.sign-on.account',
        }),
        why: msg(
          'The key belongs to that account: another one of yours does not get it. The page says which one is needed, and which one was used.',
          { id: 'help.sign-on.account-why' },
        ),
      },
      {
        text: msg('I finish within five minutes, in the window that was opened last', {
          id: 'help.sign-on.quick',
        }),
        why: msg(
          'After that, the window counts for nothing. An older one belongs to another sign-in.',
          { id: 'help.sign-on.quick-why' },
        ),
      },
      {
        text: msg('The server still offers single sign-on', { id: 'help.sign-on.offered' }),
        why: msg(
          'Where it was switched off, or the key was deleted, only a recovery file or another device lets you in. Whoever runs the server knows.',
          { id: 'help.sign-on.offered-why' },
        ),
      },
    ],
  }),
  account: () => ({
    title: msg('My Parsec account does not let me in', { id: 'help.account.title' }),
    checks: [
      {
        text: msg('I have tried in the Parsec application', { id: 'help.system.application' }),
        why: msg('This page cannot use Parsec accounts yet: such a device opens there.', {
          id: 'help.account.application-why',
        }),
      },
      {
        text: msg('I use the password of the account', { id: 'help.account.password' }),
        why: msg('It is none of your devices’ passwords. The account needs the server, too.', {
          id: 'help.account.password-why',
        }),
      },
      {
        text: msg('The account was not reset', { id: 'help.account.reset' }),
        why: msg(
          'After a forgotten password the account begins anew, without the keys that were in it: the devices that it opened stay closed.',
          { id: 'help.account.reset-why' },
        ),
      },
      addedFromApplication(),
    ],
  }),
  recovery: () => ({
    title: msg('My recovery file or its key is refused', { id: 'help.recovery.title' }),
    checks: [
      {
        text: msg('It is the recovery file, and not a copy of the device', {
          id: 'help.recovery.file',
        }),
        why: msg('A recovery file ends in “.psrk”, a device file in “.keys”.', {
          id: 'help.recovery.file-why',
        }),
      },
      {
        text: msg('The key belongs to this very file', { id: 'help.recovery.key' }),
        why: msg('Each has its own. An older file still works, with the older key.', {
          id: 'help.recovery.key-why',
        }),
      },
      {
        text: msg('I have compared the key group by group', { id: 'help.recovery.typed' }),
        why: msg(
          'It has 13 groups of four: the letters A to Z and the digits 2 to 7. Capitals, blanks and hyphens do not matter, and 0 and 1 are taken for O and I.',
          { id: 'help.recovery.typed-why' },
        ),
      },
      {
        text: msg('I am still a member, and the server can be reached', {
          id: 'help.recovery.online',
        }),
        why: msg(
          'The new device is made on the server, in your name. Once you are removed, a recovery file opens nothing any more.',
          { id: 'help.recovery.online-why' },
        ),
      },
    ],
  }),
  file: () => ({
    title: msg('My device file is damaged or refused', { id: 'help.file.title' }),
    checks: [
      {
        text: msg('The file was saved by Parsec', { id: 'help.file.kind' }),
        why: msg('Its name ends in “.keys”. Files of other programs can end so, too.', {
          id: 'help.file.kind-why',
        }),
      },
      {
        text: msg('It is whole', { id: 'help.file.whole' }),
        why: msg(
          'A download or a copy that was interrupted is too short. Copy it once more from where it was first saved.',
          { id: 'help.file.whole-why' },
        ),
      },
      {
        text: msg('I have tried every copy', { id: 'help.file.copies' }),
        why: msg(
          'An older copy does as well, with the password or the passkeys that it had when it was saved.',
          { id: 'help.file.copies-why' },
        ),
      },
      {
        text: msg('I have reloaded this page', { id: 'help.page.reloaded' }),
        why: msg('The newest version of the page may know what an older one does not.', {
          id: 'help.page.reloaded-why',
        }),
      },
    ],
  }),
  storage: () => ({
    title: msg('My organization is not listed, or nothing can be saved', {
      id: 'help.storage.title',
    }),
    checks: [
      {
        text: msg('It is the browser in which I joined', { id: 'help.storage.browser' }),
        why: msg(
          'A device lives in one browser, on one computer, for one user of it. Others know nothing of it.',
          { id: 'help.storage.browser-why' },
        ),
      },
      {
        text: msg('It is not a private window', { id: 'help.storage.private' }),
        why: msg(
          'A private window sees nothing of before and forgets everything when it is closed.',
          {
            id: 'help.storage.private-why',
          },
        ),
      },
      {
        text: msg('The address is the same as when I joined', { id: 'help.storage.address' }),
        why: msg(
          str`Browsers keep data by address. Here it is “${location.host}”; under another name of the same server nothing is found.`,
          { id: 'help.storage.address-why' },
        ),
      },
      {
        text: msg('This site may keep data', { id: 'help.storage.allowed' }),
        why: msg(
          'In the settings of the browser, data of sites (cookies) must neither be blocked for this one nor be cleared when the browser is closed.',
          { id: 'help.storage.allowed-why' },
        ),
      },
      {
        text: msg('There is space left on the disk', { id: 'help.storage.space' }),
        why: msg('A device needs a few kilobytes only, but a full disk refuses even those.', {
          id: 'help.storage.space-why',
        }),
      },
      {
        text: msg('Nobody has cleared the data of this browser', { id: 'help.storage.cleared' }),
        why: msg(
          'Cleaning programs and “clear history” remove devices too. What was cleared does not come back: see “Ways back in” below.',
          { id: 'help.storage.cleared-why' },
        ),
      },
    ],
  }),
  elsewhere: () => ({
    title: msg('My device is open in another tab', { id: 'help.elsewhere.title' }),
    checks: [
      {
        text: msg('All other tabs and windows of Parsec are closed', {
          id: 'help.elsewhere.tabs',
        }),
        why: msg(
          'The official web application counts as well. “Use it here” closes the device there without losing anything.',
          { id: 'help.elsewhere.tabs-why' },
        ),
      },
      {
        text: msg('I have closed the whole browser and started it again', {
          id: 'help.elsewhere.browser',
        }),
        why: msg('A tab that hangs is gone then.', { id: 'help.elsewhere.browser-why' }),
      },
    ],
  }),
  network: () => ({
    title: msg('The server cannot be reached', { id: 'help.network.title' }),
    checks: [
      {
        text: msg('Other web sites open', { id: 'help.network.sites' }),
        why: msg(
          'Opening a device with a password or a passkey alone needs no network. One-time codes and joining do, and so does everything new in the organization.',
          { id: 'help.network.sites-why' },
        ),
      },
      {
        text: msg('No sign-in page of the network is waiting', { id: 'help.network.portal' }),
        why: msg(
          'Hotels, trains and public networks show one in a new tab before they let anything through.',
          {
            id: 'help.network.portal-why',
          },
        ),
      },
      {
        text: msg('It is the same from another network', { id: 'help.network.other' }),
        why: msg(
          'For example with the connection of a phone. If it works there, a filter, a VPN or a proxy stands in between.',
          { id: 'help.network.other-why' },
        ),
      },
      {
        text: msg('I have tried again after ten minutes', { id: 'help.network.later' }),
        why: msg('The server may be in maintenance.', { id: 'help.network.later-why' }),
      },
    ],
  }),
  access: () => ({
    title: msg('My access was removed, is suspended or has expired', { id: 'help.access.title' }),
    checks: [
      {
        text: msg('I know whether the others get in', { id: 'help.access.others' }),
        why: msg(
          'If nobody does, the organization has expired or no longer exists: only an administrator can have it renewed. If the others do, it is about you alone.',
          { id: 'help.access.others-why' },
        ),
      },
      {
        text: msg('I have asked whether I was removed or suspended', { id: 'help.access.asked' }),
        why: msg(
          'Once removed, none of your devices gets in again, and you need a new invitation. Once suspended, they all do as soon as it is lifted.',
          { id: 'help.access.asked-why' },
        ),
      },
      {
        text: msg('Browsers are allowed, and the terms of service accepted', {
          id: 'help.access.rules',
        }),
        why: msg(
          'An organization can admit the Parsec application only, or ask everybody to accept its terms first.',
          { id: 'help.access.rules-why' },
        ),
      },
    ],
  }),
  clock: () => ({
    title: msg('The clock is said to be wrong', { id: 'help.clock.title' }),
    checks: [
      {
        text: msg('Date, time and time zone are set automatically', { id: 'help.clock.automatic' }),
        why: msg(
          'A wrong time zone makes a clock that looks right wrong by hours. More than five minutes are too much.',
          { id: 'help.clock.automatic-why' },
        ),
      },
      {
        text: msg('I have reloaded this page', { id: 'help.page.reloaded' }),
        why: msg('The clock is looked at anew then.', { id: 'help.clock.reloaded-why' }),
      },
    ],
  }),
  link: () => ({
    title: msg('My link does not work', { id: 'help.link.title' }),
    checks: [
      {
        text: msg('The whole link was copied', { id: 'help.link.whole' }),
        why: msg(
          'From “http” or “parsec3” to the very end. Mail programs cut long links at the end of a line.',
          {
            id: 'help.link.whole-why',
          },
        ),
      },
      {
        text: msg('It is the one of the latest e-mail', { id: 'help.link.latest' }),
        why: msg('A link works once. One that was used or cancelled never works again.', {
          id: 'help.link.latest-why',
        }),
      },
      {
        text: msg('I have not joined already', { id: 'help.link.joined' }),
        why: msg(
          'If you have, your organization is listed on the start page of the browser in which you joined.',
          {
            id: 'help.link.joined-why',
          },
        ),
      },
      {
        text: msg('It leads to this server', { id: 'help.link.server' }),
        why: msg(
          str`The name after “//” must be “${location.host}”. For another server, open the page of that server.`,
          { id: 'help.link.server-why' },
        ),
      },
    ],
  }),
  exchange: () => ({
    title: msg('Joining stops on the way', { id: 'help.exchange.title' }),
    checks: [
      {
        text: msg('We speak to each other all the while', { id: 'help.exchange.voice' }),
        why: msg(
          'On the phone or face to face: both must be there at the same time, from the first code to the end.',
          {
            id: 'help.exchange.voice-why',
          },
        ),
      },
      {
        text: msg('Each of us has one Parsec page open for it', { id: 'help.exchange.one' }),
        why: msg('A second page begins anew, and the first one stops.', {
          id: 'help.exchange.one-why',
        }),
      },
      {
        text: msg('Both use the newest version', { id: 'help.exchange.version' }),
        why: msg('Reload the page here; update the application there.', {
          id: 'help.exchange.version-why',
        }),
      },
      {
        text: msg('We have started again together', { id: 'help.exchange.again' }),
        why: msg('With the same link, and new codes.', { id: 'help.exchange.again-why' }),
      },
    ],
  }),
  request: () => ({
    title: msg('My request to join leads nowhere', { id: 'help.request.title' }),
    checks: [
      {
        text: msg('I look in the browser that I sent it from', { id: 'help.request.browser' }),
        why: msg(
          'The start page there shows what has become of it, and only that browser can make use of the answer. If its data was cleared, ask once more and replace the old request.',
          { id: 'help.request.browser-why' },
        ),
      },
      {
        text: msg('An administrator knows that I have asked', { id: 'help.request.told' }),
        why: msg(
          'They see it under “People”, but may not look there every day. Until one of them decides, it waits.',
          { id: 'help.request.told-why' },
        ),
      },
      {
        text: msg('I sign in with the account that I asked with', { id: 'help.request.account' }),
        why: msg('The keys of the request are kept with it: no other account opens them.', {
          id: 'help.request.account-why',
        }),
      },
      {
        text: msg('My account proves the e-mail address that I asked with', {
          id: 'help.request.email',
        }),
        why: msg(
          'Whoever accepts a request sees which addresses belong to the account. One that has changed since is refused: ask once more.',
          { id: 'help.request.email-why' },
        ),
      },
      {
        text: msg('Nobody has this e-mail in the organization already', {
          id: 'help.request.member',
        }),
        why: msg(
          'Whoever is a member logs in, or adds this browser to their devices. Somebody who has lost everything must be removed first.',
          { id: 'help.request.member-why' },
        ),
      },
    ],
  }),
  records: () => ({
    title: msg('What the server says about the members is refused', { id: 'help.records.title' }),
    checks: [
      {
        text: msg('The address in the browser is that of my organization', {
          id: 'help.records.address',
        }),
        why: msg(
          str`This page works with “${location.host}”. Somebody in the organization can confirm that name.`,
          {
            id: 'help.records.address-why',
          },
        ),
      },
      {
        text: msg('I have told an administrator by telephone', { id: 'help.records.told' }),
        why: msg(
          'Not with Parsec: the server may be faulty, or not be the right one. Do not go on before.',
          {
            id: 'help.records.told-why',
          },
        ),
      },
    ],
  }),
  page: () => ({
    title: msg('The page itself fails', { id: 'help.page.title' }),
    checks: [
      {
        text: msg('I have reloaded this page', { id: 'help.page.reloaded' }),
        why: msg('The newest version of the page may know what an older one does not.', {
          id: 'help.page.reloaded-why',
        }),
      },
      {
        text: msg('Other tabs and programs are closed', { id: 'help.page.memory' }),
        why: msg('Turning your password into a key needs 128 MB for a second.', {
          id: 'failure.memory.cause',
        }),
      },
      {
        text: msg('The browser is up to date', { id: 'help.page.browser' }),
        why: msg('A recent Firefox, Chrome, Edge or Safari has all that is needed.', {
          id: 'help.page.browser-why',
        }),
      },
      {
        text: msg('It is the same without extensions', { id: 'help.page.extensions' }),
        why: msg('Extensions can change or block pages. Switch them off, or try another browser.', {
          id: 'help.page.extensions-why',
        }),
      },
      {
        text: msg('The address begins with “https://”', { id: 'help.page.secure' }),
        why: msg('Browsers withhold what keeps devices safe from pages that are not secure.', {
          id: 'help.page.secure-why',
        }),
      },
    ],
  }),
};

/** @param {Topic} topic */
export const topicWords = (topic) => WORDS[topic]();

/**
 * What can help when nothing opens the device, the best first, and what each costs. None of it goes around what protects the device.
 * @param {Kind} [kind] how it is opened; null: not known
 * @param {string} [device] its id
 * @returns {{ way: Way, title: string, text: string, cost: string, link?: { path: string, text: string } }[]}
 */
export function waysBack(kind = null, device = undefined) {
  return [
    {
      way: 'device',
      title: msg('Another device of yours', { id: 'help.ways.device' }),
      text: msg(
        'Can you still open the organization elsewhere, in the Parsec application or in another browser? Go to “My devices” there and add this browser.',
        { id: 'help.ways.device-text' },
      ),
      cost: msg('It takes two minutes, with both in front of you. Nothing is lost.', {
        id: 'help.ways.device-cost',
      }),
    },
    ...(kind === null || kind === 'web_passkey' ? [anotherPasskey()] : []),
    {
      way: 'recovery',
      title: msg('A recovery file', { id: 'help.ways.recovery' }),
      text: msg(
        'If you have saved one, the file and its key together make a new device, in any browser. You need both, from the two places where you have put them.',
        { id: 'help.ways.recovery-text' },
      ),
      cost: msg('It takes a few minutes and a network connection. Nothing is lost.', {
        id: 'help.ways.recovery-cost',
      }),
      link: {
        path: device ? `/recover/${device}` : '/recover',
        text: msg('Get back in with a recovery file', { id: 'failure.recover' }),
      },
    },
    {
      way: 'copy',
      title: msg('A copy of the device file', { id: 'help.ways.copy' }),
      text: msg(
        'A copy opens as the device did when it was saved: with the password or the passkeys of that day. Choose it on the start page, under “Open a device file”.',
        { id: 'help.ways.copy-text' },
      ),
      cost: msg('You must still have what opened it then. Nothing is lost.', {
        id: 'help.ways.copy-cost',
      }),
    },
    {
      way: 'administrator',
      title: msg('An administrator of the organization', { id: 'help.ways.administrator' }),
      text: msg('An administrator removes you and invites you again.', {
        id: 'help.ways.administrator-text',
      }),
      cost: msg(
        'You come back as a new member: what was shared with you must be shared anew, and what only you could open is lost.',
        { id: 'help.ways.administrator-cost' },
      ),
    },
  ];
}

/** @returns {ReturnType<typeof waysBack>[number]} */
const anotherPasskey = () => ({
  way: 'passkey',
  title: msg('Another passkey of the device', { id: 'help.ways.passkey' }),
  text: msg(
    'If you have added several, any one of them opens the device: that of a phone or of a security key, for example.',
    { id: 'help.ways.passkey-text' },
  ),
  cost: msg('Nothing is lost. Once inside, remove the passkey that is gone.', {
    id: 'help.ways.passkey-cost',
  }),
});

/** The end of the list. */
export const nobodyCan = () =>
  msg(
    'If you are the only administrator and have none of these, nobody can open the organization again: not the server, and not whoever runs it.',
    { id: 'help.ways-end' },
  );
