// SPDX-License-Identifier: MPL-2.0
// What to check when somebody cannot get in. Each failure (words/failures.js says what happened and what to do) belongs to one kind of
// trouble, and each kind has its list of things to look at.
import { msg, str } from '@lit/localize';
import { WRONG_PASSWORD } from '../help-link.js';

/**
 * @typedef {'password' | 'method' | 'file' | 'storage' | 'elsewhere' | 'network' | 'access' | 'clock' | 'link' | 'exchange' | 'records'
 *   | 'page'} Topic
 * @typedef {{ text: string, why: string }} Check text: what is true once it was checked, for the person to tick and the report to list
 * @typedef {{ title: string, checks: Check[] }} TopicWords
 */

/** @type {Record<Topic, string[]>} in the order in which the page lists them */
const FAILURES = {
  password: [WRONG_PASSWORD],
  method: ['device-file-kind', 'device-file-totp'],
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

/** @type {ReadonlyMap<string, Topic>} */
export const TOPIC_OF = new Map(
  TOPICS.flatMap((topic) => FAILURES[topic].map((status) => [status, topic])),
);

/** @type {Record<Topic, () => TopicWords>} */
const WORDS = {
  password: () => ({
    title: msg('My password is refused', { id: 'help.password.title' }),
    checks: [
      {
        text: msg('It is the password of this device', { id: 'help.password.own' }),
        why: msg(
          'Each device has its own. That of another device, of your e-mail or of an account on a web site does not open it.',
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
  method: () => ({
    title: msg('My device is not opened by a password', { id: 'help.method.title' }),
    checks: [
      {
        text: msg('It opens in the Parsec application', { id: 'help.method.application' }),
        why: msg(
          'Single sign-on, smart cards, the system keyring, a Parsec account and one-time codes are not possible here yet. In the application you can choose a password instead.',
          { id: 'help.method.application-why' },
        ),
      },
      {
        text: msg('I have no other device that a password opens', { id: 'help.method.other' }),
        why: msg('From such a device you can add this browser as one more device of yours.', {
          id: 'help.method.other-why',
        }),
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
        why: msg('An older copy does as well, with the password that it had when it was saved.', {
          id: 'help.file.copies-why',
        }),
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
          'Opening a device with its password needs no network. Joining does, and so does everything new in the organization.',
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

/** @typedef {'device' | 'passkey' | 'recovery' | 'copy' | 'administrator'} Way */

/**
 * What can help when the device does not open any more, the best first, and what each costs.
 * @returns {{ way: Way, title: string, text: string, cost: string }[]}
 */
export function waysBack() {
  return [
    {
      way: 'device',
      title: msg('Another device of yours', { id: 'help.ways.device' }),
      text: msg(
        'Can you still open the organization elsewhere, in the Parsec application or in another browser? Go to “My devices” there and add this browser.',
        { id: 'help.ways.device-text' },
      ),
      cost: msg('Two minutes with both in front of you. Nothing is lost.', {
        id: 'help.ways.device-cost',
      }),
    },
    {
      way: 'passkey',
      title: msg('Another passkey of this device', { id: 'help.ways.passkey' }),
      text: msg(
        'Where a device has several passkeys, each of them opens it: the one on your phone, or on a security key.',
        { id: 'help.ways.passkey-text' },
      ),
      cost: msg('Nothing. Once inside, remove the passkey that is lost.', {
        id: 'help.ways.passkey-cost',
      }),
    },
    {
      way: 'recovery',
      title: msg('Your recovery file and its key', { id: 'help.ways.recovery' }),
      text: msg(
        'You need both, from the two places where you have put them. They make a new device of this browser, and you choose how it is opened.',
        { id: 'help.ways.recovery-text' },
      ),
      cost: msg('A few minutes and a network connection. Nothing is lost.', {
        id: 'help.ways.recovery-cost',
      }),
    },
    {
      way: 'copy',
      title: msg('A copy of the device file', { id: 'help.ways.copy' }),
      text: msg(
        'A copy opens with the password that it had when it was saved, even if you have changed yours since. Choose it on the start page, under “Open a device file”.',
        { id: 'help.ways.copy-text' },
      ),
      cost: msg('You must remember that older password. Nothing is lost.', {
        id: 'help.ways.copy-cost',
      }),
    },
    {
      way: 'administrator',
      title: msg('An administrator of the organization', { id: 'help.ways.administrator' }),
      text: msg('An administrator removes you, then invites you again.', {
        id: 'help.ways.administrator-text',
      }),
      cost: msg(
        'You come back as a new member: what was shared with you must be shared anew, and what only you could open is lost.',
        { id: 'help.ways.administrator-cost' },
      ),
    },
  ];
}

/** The end of the list. */
export const nobodyCan = () =>
  msg(
    'If you are the only administrator and have none of these, nobody can open the organization again: not the server, and not whoever runs it.',
    { id: 'help.ways-end' },
  );
