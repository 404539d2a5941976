// SPDX-License-Identifier: MPL-2.0
// What a person reads when something fails: what happened, why and with which consequence, what to do next, and who must act. One entry
// per status of the core (src/base/status.h) and of the glue (js-glue/src/errors.js), by the name it has there.
import { msg, str } from '@lit/localize';
import { nameOf } from '../journeys.js';
import { clockTime } from './locale.js';
import { needsServer } from './methods.js';
import { providerName } from './providers.js';

/**
 * @typedef {import('../journeys.js').DeviceLine} DeviceLine
 * @typedef {import('../journeys.js').Failure} Failure
 * @typedef {'you' | 'both' | 'inviter' | 'administrator' | 'operator'} Actor
 *
 * Link: the page where `next` is done.
 * @typedef {{ who: Actor, title: string, cause: string, next: string, misbehaves?: boolean, link?: { path: string, text: string } }} FailureWords
 * @typedef {{ organization: string, host: string, peer: string, inviter: string, person: string }} Names
 *
 * What the words for the same failure depend on.
 * @typedef {object} Circumstances
 * @property {boolean | null} byLink who asks has a link and no device yet; null: not known
 * @property {DeviceLine['kind']} method how the device is opened; null: not known
 * @property {boolean} mfa it asks for a one-time code as well
 * @property {NonNullable<Failure['file_part']> | null} part what of its file is damaged; null: not known
 * @property {Date | null} waitUntil when the server listens again
 * @property {boolean} chosen the person has just chosen the file: it is none of this browser's yet
 * @property {'mine' | 'answer' | 'theirs' | null} request which join request it is about: mine, the answer to mine, or one that an
 *   administrator decides on
 * @property {boolean} making something new is being set up (a passkey, one-time codes), and there are other ways
 * @property {string} provider with whom somebody signs on, by name
 * @property {string} service host of the service that keeps keys for whoever signs on
 * @property {string} expected e-mail of the account that opens the device; '': not known, or any will do
 * @property {string} used e-mails of the account that was used; '': not known
 * @typedef {Names & Circumstances} Context
 *
 * Alone: the other side is another device of the same person.
 * @typedef {{ [K in keyof (Names & Circumstances)]?: (Names & Circumstances)[K] | null } & { alone?: boolean }} Known
 */

/**
 * Records about members are signed, and each is judged by those before it: one that does not follow is somebody's doing.
 * @param {string} title
 * @param {string} cause
 * @returns {FailureWords}
 */
function misbehaviour(title, cause) {
  return {
    who: 'administrator',
    misbehaves: true,
    title,
    cause,
    next: msg(
      'Do not go on here. Tell an administrator of the organization by another way than Parsec, and give the reference below. Nothing is lost.',
      { id: 'failure.misbehaves.next' },
    ),
  };
}

const waysBackLink = () => ({
  path: '/lost',
  text: msg('Ways back in', { id: 'failure.ways-back' }),
});

const anotherPasskey = () =>
  msg(
    'Try again with another passkey: of this computer, of a phone or of a security key. A password works everywhere, too.',
    { id: 'failure.passkey.another' },
  );

/**
 * No password and no passkey is at fault: that is what a person would think first.
 * @param {Context} c
 */
function damagedPart({ part, method, chosen }) {
  switch (part) {
    case 'head':
      return msg('The part that says whose device it is cannot be relied on.', {
        id: 'failure.device-file.head',
      });
    case 'protection':
      switch (method) {
        case 'password':
          return msg(
            'The part that says how the password opens it is damaged, so no password does any more.',
            {
              id: 'failure.device-file.protection-password',
            },
          );
        case 'web_passkey':
          return msg(
            'The part that holds its passkeys is damaged, so none of them opens it any more.',
            {
              id: 'failure.device-file.protection-passkey',
            },
          );
        default:
          return msg('The part that says how it is opened is damaged.', {
            id: 'failure.device-file.protection',
          });
      }
    case 'layer':
      return msg('The part that the one-time code opens is damaged. The code was right.', {
        id: 'failure.device-file.layer',
      });
    case 'contents':
      switch (method) {
        case 'password':
          return msg('The keys that are locked in it are damaged. The password is not at fault.', {
            id: 'failure.device-file.contents-password',
          });
        case 'web_passkey':
          return msg('The keys that are locked in it are damaged. The passkey is not at fault.', {
            id: 'failure.device-file.contents-passkey',
          });
        case 'openbao':
          return msg('The keys that are locked in it are damaged. Your account is not at fault.', {
            id: 'failure.device-file.contents-sign-on',
          });
        default:
          return msg('The keys that are locked in it are damaged.', {
            id: 'failure.device-file.contents',
          });
      }
    default:
      return chosen
        ? msg(
            'A device file ends in “.keys” and is saved by Parsec. This one is something else, or its end is missing.',
            { id: 'failure.device-file.cause' },
          )
        : msg('It was cut off or overwritten, so it can no longer be read.', {
            id: 'failure.device-file.cause-saved',
          });
  }
}

/**
 * Each kind that is not opened here has its reason, and its own way on.
 * @param {Context} c
 * @returns {FailureWords}
 */
function otherKind({ method }) {
  switch (method) {
    case 'keyring':
      return {
        who: 'you',
        title: msg('This device is opened by the computer itself', {
          id: 'failure.device-file-kind.keyring-title',
        }),
        cause: msg(
          'Its key lies in the keyring of the system, which browsers cannot read. It opens in the Parsec application on that computer.',
          { id: 'failure.device-file-kind.keyring-cause' },
        ),
        next: inTheApplication(),
      };
    case 'pki':
      return {
        who: 'you',
        title: msg('This device is opened by a smart card', {
          id: 'failure.device-file-kind.card-title',
        }),
        cause: msg(
          'This page cannot use card readers yet. It opens in the Parsec application, with the card in its reader.',
          { id: 'failure.device-file-kind.card-cause' },
        ),
        next: inTheApplication(),
      };
    case 'account_vault':
      return {
        who: 'you',
        title: msg('This device is opened by a Parsec account', {
          id: 'failure.device-file-kind.account-title',
        }),
        cause: msg(
          'Its key is kept in the account, which this page cannot use yet. It opens in the Parsec application, once you have logged in to the account there.',
          { id: 'failure.device-file-kind.account-cause' },
        ),
        next: inTheApplication(),
      };
    case 'recovery':
      return {
        who: 'you',
        title: msg('This is a recovery file', { id: 'failure.device-file-kind.recovery-title' }),
        cause: msg('It opens nothing by itself: together with its key it makes a new device.', {
          id: 'failure.device-file-kind.recovery-cause',
        }),
        next: msg('Have its key at hand, and get back in with it.', {
          id: 'failure.device-file-kind.recovery-next',
        }),
        link: {
          path: '/recover',
          text: msg('Get back in with a recovery file', { id: 'failure.recover' }),
        },
      };
    default:
      return {
        who: 'you',
        title: msg('This device is opened in another way', {
          id: 'failure.device-file-kind.title',
        }),
        cause: msg(
          'It is opened by the computer itself, a smart card or a Parsec account, which is not possible here yet.',
          { id: 'failure.device-file-kind.cause' },
        ),
        next: inTheApplication(),
      };
  }
}

const inTheApplication = () =>
  msg(
    'Open it there. Then choose a password for it, or add this browser as one more device under “My devices”.',
    { id: 'failure.device-file-kind.next' },
  );

/**
 * Whoever is offline wants to know whether this device opens all the same.
 * @param {Context} c
 */
function whatIsOffline({ method, mfa }) {
  if (mfa)
    return msg(
      'The server checks the one-time code, so without the server this device does not open. Nothing is lost.',
      { id: 'failure.offline.cause-code' },
    );
  switch (method) {
    case 'openbao':
      return msg(
        'Single sign-on needs the server and the sign-on service, so this device does not open without them. Nothing is lost.',
        { id: 'failure.offline.cause-sign-on' },
      );
    case 'account_vault':
      return msg(
        'The key is kept in the Parsec account, so this device does not open without the server. Nothing is lost.',
        { id: 'failure.offline.cause-account' },
      );
    case 'password':
      return msg(
        'Your password opens this device all the same: only what is new in the organization is missing. Nothing is lost.',
        { id: 'failure.offline.cause-password' },
      );
    case 'web_passkey':
      return msg(
        'Your passkey opens this device all the same: only what is new in the organization is missing. Nothing is lost.',
        { id: 'failure.offline.cause-passkey' },
      );
    case 'recovery':
      return msg(
        'A recovery file makes a new device, which the server has to know. Nothing is lost.',
        { id: 'failure.offline.cause-recovery' },
      );
    default:
      return msg('This browser is not connected, or the server does not answer. Nothing is lost.', {
        id: 'failure.offline.cause',
      });
  }
}

/**
 * Between somebody who asks to join and an administrator a signature is all that tells who the other one is.
 * @param {Context} c
 * @returns {FailureWords}
 */
function wrongSignature({ request, organization }) {
  switch (request) {
    case 'answer':
      return {
        who: 'you',
        title: msg('Somebody may be trying to deceive you', {
          id: 'failure.signature.answer-title',
        }),
        cause: msg(
          str`The answer to your request was not signed by the account that it names: it may not come from ${organization} at all. Nothing was added to this browser.`,
          { id: 'failure.signature.answer-cause' },
        ),
        next: msg(
          str`Do not go on. Call an administrator of ${organization} on a number that you already know, and give the reference below.`,
          { id: 'failure.signature.answer-next' },
        ),
      };
    case 'theirs':
      return {
        who: 'you',
        title: msg('Somebody may be trying to get in under another name', {
          id: 'failure.signature.theirs-title',
        }),
        cause: msg(
          'This request was not signed by the account that it names, or was changed on its way. Nothing was created: nobody was let in.',
          { id: 'failure.signature.theirs-cause' },
        ),
        next: msg(
          'Reject it. If you expected somebody, call them on a number that you already know, and have them ask once more. If it happens again, tell whoever runs the server.',
          { id: 'failure.signature.theirs-next' },
        ),
      };
    default:
      return {
        who: 'administrator',
        title: msg('A signature is wrong', { id: 'failure.signature.title' }),
        cause: msg(
          'Something that the server gave was not signed by the one it names. We did not use it.',
          { id: 'failure.signature.cause' },
        ),
        next: msg(
          'Tell an administrator of the organization before you go on: the server may be faulty or may not be the right one.',
          { id: 'failure.signature.next' },
        ),
      };
  }
}

/** At the beginning of a sentence. @param {string} name that may be a host's or the words for one */
const capital = (name) =>
  /^(?:(?:the|le|la|les) |l’)/.test(name) ? name[0].toUpperCase() + name.slice(1) : name;

/**
 * Whoever can change it is not the person.
 * @param {Context} c
 * @returns {Pick<FailureWords, 'next' | 'link'>}
 */
function signOnOff({ making, host, request }) {
  if (request)
    return {
      next: msg(str`Tell whoever runs ${host}. Meanwhile people can be let in by an invitation.`, {
        id: 'failure.sign-on.off-request',
      }),
    };
  return making
    ? {
        next: msg(
          str`Choose another way here. Whoever runs ${host} can tell whether it comes back.`,
          {
            id: 'failure.sign-on.off-new',
          },
        ),
      }
    : {
        next: msg(
          str`Tell whoever runs ${host}. Meanwhile you get in with a recovery file or from another device of yours.`,
          { id: 'failure.sign-on.off' },
        ),
        link: waysBackLink(),
      };
}

/** @param {Context} c */
function wrongAccount({ expected, used, request }) {
  if (request === 'answer' && expected)
    return used
      ? msg(str`You asked with the account ${expected}. You signed in as ${used}.`, {
          id: 'failure.sign-on-account.request-both',
        })
      : msg(str`You asked with the account ${expected}, and you signed in with another one.`, {
          id: 'failure.sign-on-account.request',
        });
  if (expected && used)
    return msg(
      str`This device opens with the account that protected it, usually that of ${expected}. You signed in as ${used}.`,
      {
        id: 'failure.sign-on-account.both',
      },
    );
  return expected
    ? msg(
        str`This device opens with the account that protected it, usually that of ${expected}, and you signed in with another one.`,
        { id: 'failure.sign-on-account.expected' },
      )
    : msg(
        'This device opens with the account that protected it, and you signed in with another one.',
        { id: 'failure.sign-on-account.cause' },
      );
}

/**
 * What is with the service opens a device, or a request; or it is what somebody has signed with.
 * @param {Context} c
 * @returns {FailureWords}
 */
function missingKey(c) {
  switch (c.request) {
    case 'answer':
      return {
        who: 'you',
        title: msg('The key of this request is gone', { id: 'failure.sign-on-key.answer-title' }),
        cause: msg(
          str`You have signed in with the right account, but ${c.service} no longer has the key: it was deleted there. No device can be made of this request.`,
          { id: 'failure.sign-on-key.answer-cause' },
        ),
        next: msg(
          'Call an administrator: they must remove the person that was let in. Then remove the request from the start page and ask once more.',
          { id: 'failure.request-file.answer-next' },
        ),
      };
    case 'theirs':
      return {
        who: 'you',
        title: msg('This request cannot be checked', { id: 'failure.sign-on-key.theirs-title' }),
        cause: msg(
          str`${capital(c.service)} knows no account that could have signed it. Nothing was created: nobody was let in.`,
          { id: 'failure.sign-on-key.theirs-cause' },
        ),
        next: msg(
          'Reject it. If you expected somebody, call them on a number that you already know, and have them ask once more.',
          { id: 'failure.sign-on-key.theirs-next' },
        ),
      };
    default:
      return {
        who: 'you',

        title: msg('The key of this device is gone', { id: 'failure.sign-on-key.title' }),
        cause: msg(
          str`You have signed in with the right account, but ${c.service} no longer has the key: it was deleted there. Your account is not at fault.`,
          { id: 'failure.sign-on-key.cause' },
        ),
        next: msg(
          'Get back in with your recovery file, or add this browser again from another device of yours. Without both, an administrator can invite you anew.',
          { id: 'failure.sign-on-key.next' },
        ),
        link: waysBackLink(),
      };
  }
}

/** @type {Record<string, (c: Context) => FailureWords>} */
const WORDS = {
  state: () => ({
    who: 'operator',
    title: msg('This page made a mistake', { id: 'failure.state.title' }),
    cause: msg(
      'Something happened in an order that it did not expect, so it stopped instead of guessing.',
      { id: 'failure.state.cause' },
    ),
    next: msg(
      'Reload the page. If it happens again, tell whoever runs this server and give the reference below.',
      { id: 'failure.state.next' },
    ),
  }),
  argument: () => ({
    who: 'operator',
    title: msg('This page made a mistake', { id: 'failure.argument.title' }),
    cause: msg('It asked its core for something that the core does not accept.', {
      id: 'failure.argument.cause',
    }),
    next: msg(
      'Reload the page. If it happens again, tell whoever runs this server and give the reference below.',
      { id: 'failure.argument.next' },
    ),
  }),
  cancelled: () => ({
    who: 'you',
    title: msg('Stopped', { id: 'failure.cancelled.title' }),
    cause: msg('You stopped this. Nothing more will happen.', { id: 'failure.cancelled.cause' }),
    next: msg('Start again whenever you like.', { id: 'failure.cancelled.next' }),
  }),
  'timestamp-loop': (c) => ({
    who: 'operator',
    title: msg('The clock of the server seems wrong', { id: 'failure.timestamp-loop.title' }),
    cause: msg(
      'The server keeps asking for a later time than this computer has, so nothing was done.',
      { id: 'failure.timestamp-loop.cause' },
    ),
    next: msg(
      str`Check the clock of this computer. If it is right, whoever runs ${c.host} must check the clock of the server.`,
      { id: 'failure.timestamp-loop.next' },
    ),
  }),
  truncated: (c) => ({
    who: 'operator',
    title: msg('The server gave an answer that makes no sense', { id: 'failure.truncated.title' }),
    cause: msg('It ends too early: part of it was lost on the way.', {
      id: 'failure.truncated.cause',
    }),
    next: msg(
      str`Try again in a few minutes. If it happens again, tell whoever runs ${c.host} and give the reference below.`,
      { id: 'failure.truncated.next' },
    ),
  }),
  malformed: (c) => ({
    who: 'operator',
    title: msg('The server gave an answer that makes no sense', { id: 'failure.malformed.title' }),
    cause: msg('It is not written the way Parsec writes.', { id: 'failure.malformed.cause' }),
    next: msg(
      str`Try again in a few minutes. If it happens again, tell whoever runs ${c.host} and give the reference below.`,
      { id: 'failure.malformed.next' },
    ),
  }),
  type: (c) => ({
    who: 'operator',
    title: msg('The server gave an answer that makes no sense', { id: 'failure.type.title' }),
    cause: msg('A part of it is of the wrong kind.', { id: 'failure.type.cause' }),
    next: msg(
      str`Try again in a few minutes. If it happens again, tell whoever runs ${c.host} and give the reference below.`,
      { id: 'failure.type.next' },
    ),
  }),
  'missing-field': (c) => ({
    who: 'operator',
    title: msg('The server gave an answer that makes no sense', {
      id: 'failure.missing-field.title',
    }),
    cause: msg('A part that must be there is missing.', { id: 'failure.missing-field.cause' }),
    next: msg(
      str`Try again in a few minutes. If it happens again, tell whoever runs ${c.host} and give the reference below.`,
      { id: 'failure.missing-field.next' },
    ),
  }),
  'duplicate-field': (c) => ({
    who: 'operator',
    title: msg('The server gave an answer that makes no sense', {
      id: 'failure.duplicate-field.title',
    }),
    cause: msg('One of its parts is given twice.', { id: 'failure.duplicate-field.cause' }),
    next: msg(
      str`Try again in a few minutes. If it happens again, tell whoever runs ${c.host} and give the reference below.`,
      { id: 'failure.duplicate-field.next' },
    ),
  }),
  value: () => ({
    who: 'you',
    title: msg('Something in what was entered is not accepted', { id: 'failure.value.title' }),
    cause: msg(
      'Names have at most 254 characters, without < > @ , : ; \\ " [ ]; an e-mail needs an @ and no accents.',
      { id: 'failure.value.cause' },
    ),
    next: msg('Correct it and try again.', { id: 'failure.value.next' }),
  }),
  'unknown-variant': (c) => ({
    who: 'operator',
    title: msg('The server gave an answer that makes no sense', {
      id: 'failure.unknown-variant.title',
    }),
    cause: msg('It is of a kind that this page does not know.', {
      id: 'failure.unknown-variant.cause',
    }),
    next: msg(
      str`Try again in a few minutes. If it happens again, tell whoever runs ${c.host} and give the reference below.`,
      { id: 'failure.unknown-variant.next' },
    ),
  }),
  'too-large': (c) => ({
    who: 'operator',
    title: msg('The server gave an answer that makes no sense', { id: 'failure.too-large.title' }),
    cause: msg('It is much larger than such an answer can be, so it was not read.', {
      id: 'failure.too-large.cause',
    }),
    next: msg(
      str`Try again in a few minutes. If it happens again, tell whoever runs ${c.host} and give the reference below.`,
      { id: 'failure.too-large.next' },
    ),
  }),
  'too-deep': (c) => ({
    who: 'operator',
    title: msg('The server gave an answer that makes no sense', { id: 'failure.too-deep.title' }),
    cause: msg('It is built in a way that no Parsec server builds it, so it was not read.', {
      id: 'failure.too-deep.cause',
    }),
    next: msg(
      str`Try again in a few minutes. If it happens again, tell whoever runs ${c.host} and give the reference below.`,
      { id: 'failure.too-deep.next' },
    ),
  }),
  'envelope-version': (c) => ({
    who: 'operator',
    title: msg('The server gave an answer that makes no sense', {
      id: 'failure.envelope-version.title',
    }),
    cause: msg('It comes in a newer wrapping than this page can open.', {
      id: 'failure.envelope-version.cause',
    }),
    next: msg(
      str`Try again in a few minutes. If it happens again, tell whoever runs ${c.host} and give the reference below.`,
      { id: 'failure.envelope-version.next' },
    ),
  }),
  compression: (c) => ({
    who: 'operator',
    title: msg('The server gave an answer that makes no sense', {
      id: 'failure.compression.title',
    }),
    cause: msg('It cannot be unpacked.', { id: 'failure.compression.cause' }),
    next: msg(
      str`Try again in a few minutes. If it happens again, tell whoever runs ${c.host} and give the reference below.`,
      { id: 'failure.compression.next' },
    ),
  }),
  utf8: (c) => ({
    who: 'operator',
    title: msg('The server gave an answer that makes no sense', { id: 'failure.utf8.title' }),
    cause: msg('A text in it is not readable.', { id: 'failure.utf8.cause' }),
    next: msg(
      str`Try again in a few minutes. If it happens again, tell whoever runs ${c.host} and give the reference below.`,
      { id: 'failure.utf8.next' },
    ),
  }),
  'address-empty': () => ({
    who: 'you',
    title: msg('There is no link yet', { id: 'failure.address-empty.title' }),
    cause: msg('No link was entered, or it was used already and then forgotten.', {
      id: 'failure.address-empty.cause',
    }),
    next: msg('Open the link in your e-mail, or copy it from there and paste it.', {
      id: 'failure.address-empty.next',
    }),
  }),
  'address-scheme': () => ({
    who: 'you',
    title: msg('This is not a Parsec link', { id: 'failure.address-scheme.title' }),
    cause: msg(
      'A Parsec link begins with “https://”, “http://” or “parsec3://” and comes from the person who invites you, usually by e-mail.',
      { id: 'failure.address-scheme.cause' },
    ),
    next: msg(
      'Copy the whole link from the e-mail again, from “http” or “parsec3” to the very end. If it still fails, ask whoever invited you for a new one.',
      { id: 'failure.address-scheme.next' },
    ),
  }),
  'address-not-redirect': () => ({
    who: 'you',
    title: msg('This web address is not an invitation', {
      id: 'failure.address-not-redirect.title',
    }),
    cause: msg(
      'It leads to an ordinary web page. Invitation links contain “/redirect/” or “webRedirect”.',
      { id: 'failure.address-not-redirect.cause' },
    ),
    next: msg(
      'Copy the whole link from the e-mail again, from “http” or “parsec3” to the very end. If it still fails, ask whoever invited you for a new one.',
      { id: 'failure.address-not-redirect.next' },
    ),
  }),
  'address-host': () => ({
    who: 'you',
    title: msg('The link names no usable server', { id: 'failure.address-host.title' }),
    cause: msg('The part between “//” and the next “/” must be the name of a Parsec server.', {
      id: 'failure.address-host.cause',
    }),
    next: msg(
      'Copy the whole link from the e-mail again, from “http” or “parsec3” to the very end. If it still fails, ask whoever invited you for a new one.',
      { id: 'failure.address-host.next' },
    ),
  }),
  'address-organization': () => ({
    who: 'you',
    title: msg('The link names no organization', { id: 'failure.address-organization.title' }),
    cause: msg('The name of the organization is missing from it, or cannot be one.', {
      id: 'failure.address-organization.cause',
    }),
    next: msg(
      'Copy the whole link from the e-mail again, from “http” or “parsec3” to the very end. If it still fails, ask whoever invited you for a new one.',
      { id: 'failure.address-organization.next' },
    ),
  }),
  'address-action': () => ({
    who: 'you',
    title: msg('This link asks for something unknown', { id: 'failure.address-action.title' }),
    cause: msg('It is a Parsec link, but of a kind that this version does not know.', {
      id: 'failure.address-action.cause',
    }),
    next: msg(
      'Open it with the Parsec application on a computer, or ask whoever sent it what it is for.',
      { id: 'failure.address-action.next' },
    ),
  }),
  'address-truncated': () => ({
    who: 'you',
    title: msg('The end of the link is missing', { id: 'failure.address-truncated.title' }),
    cause: msg('Mail programs sometimes cut long links at the end of a line.', {
      id: 'failure.address-truncated.cause',
    }),
    next: msg(
      'Copy the whole link from the e-mail again, from “http” or “parsec3” to the very end. If it still fails, ask whoever invited you for a new one.',
      { id: 'failure.address-truncated.next' },
    ),
  }),
  'address-payload': () => ({
    who: 'you',
    title: msg('A part of the link is damaged', { id: 'failure.address-payload.title' }),
    cause: msg('Some of its characters were changed or lost on the way.', {
      id: 'failure.address-payload.cause',
    }),
    next: msg(
      'Copy the whole link from the e-mail again, from “http” or “parsec3” to the very end. If it still fails, ask whoever invited you for a new one.',
      { id: 'failure.address-payload.next' },
    ),
  }),
  'address-repeated': () => ({
    who: 'you',
    title: msg('The link contains one of its parts twice', {
      id: 'failure.address-repeated.title',
    }),
    cause: msg('Perhaps two links were pasted one after the other.', {
      id: 'failure.address-repeated.cause',
    }),
    next: msg(
      'Copy the whole link from the e-mail again, from “http” or “parsec3” to the very end. If it still fails, ask whoever invited you for a new one.',
      { id: 'failure.address-repeated.next' },
    ),
  }),
  'device-file': (c) =>
    c.chosen
      ? {
          who: 'you',
          title:
            c.part === null || c.part === 'format'
              ? msg('This is not a device file', { id: 'failure.device-file.title' })
              : msg('This device file is damaged', { id: 'failure.device-file.title-damaged' }),
          cause: damagedPart(c),
          next: msg('Choose another file. Nothing was changed here.', {
            id: 'failure.device-file.next',
          }),
        }
      : {
          who: 'you',
          title: msg('The file of this device is damaged', {
            id: 'failure.device-file.title-saved',
          }),
          cause: damagedPart(c),
          next: msg(
            'Open a copy of it if you have one, get back in with a recovery file, or add this browser again from another device of yours.',
            { id: 'failure.device-file.next-saved' },
          ),
          link: waysBackLink(),
        },
  'device-file-kind': (c) => otherKind(c),
  'recovery-file': ({ part }) =>
    part === null || part === 'format'
      ? {
          who: 'you',
          title: msg('This is not a recovery file', { id: 'failure.recovery-file.title' }),
          cause: msg(
            'A recovery file ends in “.psrk” and was saved by Parsec. This one is something else, or its end is missing.',
            { id: 'failure.recovery-file.cause' },
          ),
          next: msg(
            'Choose another file. One that ends in “.keys” is a device file: open it from the start page.',
            { id: 'failure.recovery-file.next' },
          ),
        }
      : {
          who: 'you',
          title: msg('This recovery file is damaged', {
            id: 'failure.recovery-file.title-damaged',
          }),
          cause: msg('A part of it was changed or lost, so that no key opens it.', {
            id: 'failure.recovery-file.cause-damaged',
          }),
          next: msg('Choose another copy of it, from where it was first saved.', {
            id: 'failure.recovery-file.next-damaged',
          }),
        },
  'recovery-key': () => ({
    who: 'you',
    title: msg('This is not a recovery key', { id: 'failure.recovery-key.title' }),
    cause: msg(
      'A recovery key has 52 characters, in 13 groups of four: the letters A to Z and the digits 2 to 7.',
      { id: 'failure.recovery-key.cause' },
    ),
    next: msg(
      'Compare it group by group with what you have noted. Capitals, blanks and hyphens do not matter.',
      { id: 'failure.recovery-key.next' },
    ),
  }),
  'authority-key': () => ({
    who: 'you',
    title: msg('This is not the public key of an authority', { id: 'failure.authority-key.title' }),
    cause: msg(
      'It must be the public half of an RSA key, as text that begins with “-----BEGIN PUBLIC KEY-----”.',
      { id: 'failure.authority-key.cause' },
    ),
    next: msg(
      'Correct it, or leave the field empty if nobody asked you for it. This can only be decided now.',
      { id: 'failure.authority-key.next' },
    ),
  }),
  decrypt: (c) =>
    c.method === 'recovery'
      ? {
          who: 'you',
          title: msg('This key does not open this recovery file', {
            id: 'failure.decrypt.recovery-title',
          }),
          cause: msg(
            'Each recovery file has a key of its own. This one belongs to another file, or one of its characters is wrong.',
            { id: 'failure.decrypt.recovery-cause' },
          ),
          next: msg('Compare the key group by group, or look for another recovery file of yours.', {
            id: 'failure.decrypt.recovery-next',
          }),
        }
      : {
          who: 'both',
          title: msg('What arrived cannot be opened', { id: 'failure.decrypt.title' }),
          cause: msg(
            'It is not locked with the key that the two of you share. We stopped, and nothing was shared.',
            { id: 'failure.decrypt.cause' },
          ),
          next: msg(str`Call ${c.peer} on a number you already know, and start again together.`, {
            id: 'failure.decrypt.next',
          }),
        },
  signature: (c) => wrongSignature(c),
  'zero-key': (c) => ({
    who: 'both',
    title: msg('The other side sent a key that protects nothing', { id: 'failure.zero-key.title' }),
    cause: msg(
      'Normal applications never do that, so somebody may be between you. We stopped, and nothing was shared.',
      { id: 'failure.zero-key.cause' },
    ),
    next: msg(str`Call ${c.peer} on a number you already know, and start again together.`, {
      id: 'failure.zero-key.next',
    }),
  }),
  commitment: (c) => ({
    who: 'both',
    title: msg('The other side changed its answer halfway', { id: 'failure.commitment.title' }),
    cause: msg(
      'Normal applications never do that, so somebody may be between you. We stopped before any code was shown, and nothing was shared.',
      { id: 'failure.commitment.cause' },
    ),
    next: msg(str`Call ${c.peer} on a number you already know, and start again together.`, {
      id: 'failure.commitment.next',
    }),
  }),
  algorithm: () => ({
    who: 'you',
    title: msg('This uses a method that is unknown here', { id: 'failure.algorithm.title' }),
    cause: msg('It was probably made by a newer version of Parsec.', {
      id: 'failure.algorithm.cause',
    }),
    next: msg('Reload the page to get the newest version, or use the Parsec application.', {
      id: 'failure.algorithm.next',
    }),
  }),
  'stretch-weak': (c) => ({
    who: 'operator',
    title: msg('The server asks for too little protection', { id: 'failure.stretch-weak.title' }),
    cause: msg(
      'It wants the password to be processed in a way that is too easy to guess from. We refused.',
      { id: 'failure.stretch-weak.cause' },
    ),
    next: msg(str`Do not go on. Tell whoever runs ${c.host}, and give the reference below.`, {
      id: 'failure.stretch-weak.next',
    }),
  }),
  'stretch-excessive': () => ({
    who: 'you',
    title: msg('This device file asks for too much', { id: 'failure.stretch-excessive.title' }),
    cause: msg(
      'Opening it would need more memory or time than any Parsec application asks for. It is damaged, or made to block this browser.',
      { id: 'failure.stretch-excessive.cause' },
    ),
    next: msg(
      'Open another copy of it if you have one, get back in with a recovery file, or add this browser again from another device of yours.',
      { id: 'failure.stretch-excessive.next' },
    ),
    link: waysBackLink(),
  }),
  certificate: () => ({
    who: 'administrator',
    title: msg('A certificate does not say what it must', { id: 'failure.certificate.title' }),
    cause: msg('The server gave a record about a member that cannot be right. We did not use it.', {
      id: 'failure.certificate.cause',
    }),
    next: msg('Tell an administrator of the organization, with the reference below.', {
      id: 'failure.certificate.next',
    }),
  }),
  'not-known-yet': () => ({
    who: 'you',
    title: msg('The members are not known yet', { id: 'failure.not-known-yet.title' }),
    cause: msg('This device is still reading who belongs to the organization.', {
      id: 'failure.not-known-yet.cause',
    }),
    next: msg('Wait a moment, then try again.', { id: 'failure.not-known-yet.next' }),
  }),
  'certificate-order': () =>
    misbehaviour(
      msg('What the server says about the members cannot be right', {
        id: 'failure.certificate-order.title',
      }),
      msg('A record is older than the one before it, so the list was changed.', {
        id: 'failure.certificate-order.cause',
      }),
    ),
  'certificate-pair': () =>
    misbehaviour(
      msg('What the server says about the members cannot be right', {
        id: 'failure.certificate-pair.title',
      }),
      msg('A new member and the first device of that member do not come together.', {
        id: 'failure.certificate-pair.cause',
      }),
    ),
  'certificate-root': () =>
    misbehaviour(
      msg('What the server says about the members cannot be right', {
        id: 'failure.certificate-root.title',
      }),
      msg(
        'Something was signed with the key that founded the organization, which must never be used again.',
        {
          id: 'failure.certificate-root.cause',
        },
      ),
    ),
  'certificate-redacted': () =>
    misbehaviour(
      msg('What the server says about the members cannot be right', {
        id: 'failure.certificate-redacted.title',
      }),
      msg('Names are hidden that you may see, or shown that you may not.', {
        id: 'failure.certificate-redacted.cause',
      }),
    ),
  'author-unknown': () =>
    misbehaviour(
      msg('What the server says about the members cannot be right', {
        id: 'failure.author-unknown.title',
      }),
      msg('Something was signed by a device that did not exist then.', {
        id: 'failure.author-unknown.cause',
      }),
    ),
  'author-revoked': () =>
    misbehaviour(
      msg('What the server says about the members cannot be right', {
        id: 'failure.author-revoked.title',
      }),
      msg('Something was signed by a person who had been removed before.', {
        id: 'failure.author-revoked.cause',
      }),
    ),
  'author-profile': () =>
    misbehaviour(
      msg('What the server says about the members cannot be right', {
        id: 'failure.author-profile.title',
      }),
      msg('Something was signed by a person who is not allowed to.', {
        id: 'failure.author-profile.cause',
      }),
    ),
  'author-self': () =>
    misbehaviour(
      msg('What the server says about the members cannot be right', {
        id: 'failure.author-self.title',
      }),
      msg('A person changed their own role or removed themselves, which nobody may.', {
        id: 'failure.author-self.cause',
      }),
    ),
  'author-other': () =>
    misbehaviour(
      msg('What the server says about the members cannot be right', {
        id: 'failure.author-other.title',
      }),
      msg('A device was added by another person than its owner.', {
        id: 'failure.author-other.cause',
      }),
    ),
  'member-unknown': () =>
    misbehaviour(
      msg('What the server says about the members cannot be right', {
        id: 'failure.member-unknown.title',
      }),
      msg('A record is about a person who is not a member.', {
        id: 'failure.member-unknown.cause',
      }),
    ),
  'member-revoked': () =>
    misbehaviour(
      msg('What the server says about the members cannot be right', {
        id: 'failure.member-revoked.title',
      }),
      msg('A record is about a person who had been removed before.', {
        id: 'failure.member-revoked.cause',
      }),
    ),
  'identifier-taken': () =>
    misbehaviour(
      msg('What the server says about the members cannot be right', {
        id: 'failure.identifier-taken.title',
      }),
      msg('Two people or two devices have the same number.', {
        id: 'failure.identifier-taken.cause',
      }),
    ),
  'no-change': () =>
    misbehaviour(
      msg('What the server says about the members cannot be right', {
        id: 'failure.no-change.title',
      }),
      msg('A change of role changes nothing.', {
        id: 'failure.no-change.cause',
      }),
    ),
  rollback: () =>
    misbehaviour(
      msg('What the server says about the members cannot be right', {
        id: 'failure.rollback.title',
      }),
      msg('The server no longer has records that it had shown before.', {
        id: 'failure.rollback.cause',
      }),
    ),
  fork: () =>
    misbehaviour(
      msg('What the server says about the members cannot be right', {
        id: 'failure.fork.title',
      }),
      msg('The server shows other records than it had shown before.', {
        id: 'failure.fork.cause',
      }),
    ),
  'not-ourselves': () => ({
    who: 'administrator',
    misbehaves: true,
    title: msg('This device is not the one that the organization knows', {
      id: 'failure.not-ourselves.title',
    }),
    cause: msg(
      'The records show another person or another device in your place. An administrator or the server does not do what it should.',
      { id: 'failure.not-ourselves.cause' },
    ),
    next: msg(
      'Do not use this organization, here or elsewhere. Call an administrator whom you know, by another way than Parsec, and give the reference below.',
      { id: 'failure.not-ourselves.next' },
    ),
  }),
  mismatch: () => ({
    who: 'administrator',
    title: msg('Two things that must be the same differ', { id: 'failure.mismatch.title' }),
    cause: msg('What the server says does not agree with what this device knows. We stopped.', {
      id: 'failure.mismatch.cause',
    }),
    next: msg('Try again. If it happens again, tell an administrator of the organization.', {
      id: 'failure.mismatch.next',
    }),
  }),
  'http-unauthenticated': (c) => ({
    who: 'operator',
    title: msg('The server did not understand who is asking', {
      id: 'failure.http-unauthenticated.title',
    }),
    cause: msg(
      'The proof of identity that every request carries did not reach it. Something between you and the server may remove it.',
      { id: 'failure.http-unauthenticated.cause' },
    ),
    next: msg(str`Try from another network. If it happens again, tell whoever runs ${c.host}.`, {
      id: 'failure.http-unauthenticated.next',
    }),
  }),
  'http-forbidden': (c) =>
    c.byLink
      ? {
          who: 'inviter',
          title: msg('The server does not know this invitation', {
            id: 'failure.invitation-not-found.title',
          }),
          cause: msg('It was deleted, or the link was changed on its way.', {
            id: 'failure.invitation-not-found.cause',
          }),
          next: msg(str`Ask ${c.inviter} to send you a new invitation.`, {
            id: 'failure.invitation-not-found.next',
          }),
        }
      : {
          who: 'administrator',
          title: msg('The server does not know this device', {
            id: 'failure.http-forbidden.title',
          }),
          cause: msg('The organization has never accepted it, or no longer does.', {
            id: 'failure.http-forbidden.cause',
          }),
          next: msg('Ask an administrator of the organization for a new invitation.', {
            id: 'failure.http-forbidden.next',
          }),
        },
  'http-organization-not-found': (c) => ({
    title: msg('This organization does not exist on this server', {
      id: 'failure.http-organization-not-found.title',
    }),
    ...(c.byLink !== false
      ? {
          who: 'inviter',
          cause: msg(
            str`The server ${c.host} does not know its name. It may have been deleted, or the link was changed on its way.`,
            { id: 'failure.http-organization-not-found.cause' },
          ),
          next: msg('Check the address with whoever sent it to you, by telephone.', {
            id: 'failure.http-organization-not-found.next',
          }),
        }
      : {
          who: 'administrator',
          cause: msg(
            str`The server ${c.host} does not know its name any more: it was deleted, or has moved to another server.`,
            { id: 'failure.http-organization-not-found.cause-device' },
          ),
          next: msg(str`Ask an administrator of ${c.organization}, by telephone.`, {
            id: 'failure.http-organization-not-found.next-device',
          }),
        }),
  }),
  'http-not-acceptable': (c) => ({
    who: 'operator',
    title: msg('The server refused the form of the request', {
      id: 'failure.http-not-acceptable.title',
    }),
    cause: msg('Something between you and the server changes what this page asks.', {
      id: 'failure.http-not-acceptable.cause',
    }),
    next: msg(str`Try from another network. If it happens again, tell whoever runs ${c.host}.`, {
      id: 'failure.http-not-acceptable.next',
    }),
  }),
  'http-invitation-gone': (c) => ({
    who: 'you',
    title: msg('This invitation is over', { id: 'failure.http-invitation-gone.title' }),
    cause: msg('It was used already or cancelled. An invitation works once.', {
      id: 'failure.http-invitation-gone.cause',
    }),
    next: msg(
      str`If you have joined already, open your organization from the start page. Otherwise ask ${c.inviter} for a new invitation.`,
      { id: 'failure.http-invitation-gone.next' },
    ),
  }),
  'http-too-large': (c) => ({
    who: 'operator',
    title: msg('The server found the request too large', { id: 'failure.http-too-large.title' }),
    cause: msg(
      'What this page asks is small, so something between you and the server is set too strictly.',
      { id: 'failure.http-too-large.cause' },
    ),
    next: msg(str`Tell whoever runs ${c.host}, and give the reference below.`, {
      id: 'failure.http-too-large.next',
    }),
  }),
  'http-bad-content': () => ({
    who: 'operator',
    title: msg('The server could not read the request', { id: 'failure.http-bad-content.title' }),
    cause: msg('Either it was damaged on its way, or page and server do not fit together.', {
      id: 'failure.http-bad-content.cause',
    }),
    next: msg(
      'Reload the page. If it happens again, tell whoever runs this server and give the reference below.',
      { id: 'failure.http-bad-content.next' },
    ),
  }),
  'http-version': (c) => ({
    who: 'operator',
    title: msg('The server speaks another version of Parsec', { id: 'failure.http-version.title' }),
    cause: msg(str`This page and ${c.host} do not understand each other: one of them is too old.`, {
      id: 'failure.http-version.cause',
    }),
    next: msg('Reload the page. If it stays so, whoever runs the server must update it.', {
      id: 'failure.http-version.next',
    }),
  }),
  'http-organization-expired': (c) => ({
    who: 'administrator',
    title: msg('This organization has expired', { id: 'failure.http-organization-expired.title' }),
    cause: msg('The server keeps its data but lets nobody in until it is renewed.', {
      id: 'failure.http-organization-expired.cause',
    }),
    next: msg(
      str`Ask an administrator of ${c.organization} to renew it. Your device stays valid.`,
      { id: 'failure.http-organization-expired.next' },
    ),
  }),
  'http-revoked': (c) => ({
    who: 'administrator',
    title: msg('Your access was removed', { id: 'failure.http-revoked.title' }),
    cause: msg(
      str`An administrator removed you from ${c.organization}. You can no longer use it with this device.`,
      { id: 'failure.http-revoked.cause' },
    ),
    next: msg(str`If this is a surprise, ask an administrator of ${c.organization}.`, {
      id: 'failure.http-revoked.next',
    }),
  }),
  'http-frozen': (c) => ({
    who: 'administrator',
    title: msg('Your access is suspended', { id: 'failure.http-frozen.title' }),
    cause: msg(str`${c.organization} does not let you in for now. Nothing is lost.`, {
      id: 'failure.http-frozen.cause',
    }),
    next: msg(str`Ask an administrator of ${c.organization} when it opens again.`, {
      id: 'failure.http-frozen.next',
    }),
  }),
  'http-terms': (c) => ({
    who: 'you',
    title: msg('The terms of service must be accepted first', { id: 'failure.http-terms.title' }),
    cause: msg(str`${c.organization} asks its members to accept them before anything else.`, {
      id: 'failure.http-terms.cause',
    }),
    next: msg(str`Open ${c.organization} from the start page: they are shown there.`, {
      id: 'failure.http-terms.next',
    }),
  }),
  'http-web-forbidden': (c) => ({
    who: 'administrator',
    title: msg('This organization does not allow browsers', {
      id: 'failure.http-web-forbidden.title',
    }),
    cause: msg('Its administrators decided that it is only used with the Parsec application.', {
      id: 'failure.http-web-forbidden.cause',
    }),
    next: c.byLink
      ? msg('Open the same link with the Parsec application on a computer or phone.', {
          id: 'failure.http-web-forbidden.next',
        })
      : msg('Use the Parsec application on a computer or phone.', {
          id: 'failure.http-web-forbidden.next-device',
        }),
  }),
  'http-clock': () => ({
    who: 'you',
    title: msg('The clock of this computer is wrong', { id: 'failure.http-clock.title' }),
    cause: msg(
      'It differs too much from the clock of the server, so the server refuses what this page signs.',
      { id: 'failure.http-clock.cause' },
    ),
    next: msg('Set date, time and time zone of this computer to automatic, then try again.', {
      id: 'failure.http-clock.next',
    }),
  }),
  'http-server': (c) => ({
    who: 'operator',
    title: msg('The server has a problem', { id: 'failure.http-server.title' }),
    cause: msg(str`${c.host} answered that it failed. It is not your doing, and nothing is lost.`, {
      id: 'failure.http-server.cause',
    }),
    next: msg('Try again in a few minutes. If it lasts, tell whoever runs the server.', {
      id: 'failure.http-server.next',
    }),
  }),
  'http-unexpected': (c) => ({
    who: 'operator',
    title: msg('The server gave an unexpected answer', { id: 'failure.http-unexpected.title' }),
    cause: msg(
      str`What answers at ${c.host} may not be a Parsec server, or something in between answers in its place.`,
      { id: 'failure.http-unexpected.cause' },
    ),
    next: msg(
      'If your network has a sign-in page (hotel, train), sign in there first, then try again.',
      { id: 'failure.http-unexpected.next' },
    ),
  }),
  'reply-malformed': (c) => ({
    who: 'operator',
    title: msg('This is not how a Parsec server answers', { id: 'failure.reply-malformed.title' }),
    cause: msg(
      str`What answers at ${c.host} may not be a Parsec server, or something in between answers in its place.`,
      { id: 'failure.reply-malformed.cause' },
    ),
    next: msg(
      'If your network has a sign-in page (hotel, train), sign in there first, then try again. Otherwise tell whoever runs the server.',
      { id: 'failure.reply-malformed.next' },
    ),
  }),
  'reply-unknown': () => ({
    who: 'you',
    title: msg('The server says something unknown', { id: 'failure.reply-unknown.title' }),
    cause: msg('It is probably newer than this page.', { id: 'failure.reply-unknown.cause' }),
    next: msg('Reload the page to get its newest version, then try again.', {
      id: 'failure.reply-unknown.next',
    }),
  }),
  ballpark: () => ({
    who: 'you',
    title: msg('The clock of this computer is wrong', { id: 'failure.ballpark.title' }),
    cause: msg(
      'It differs too much from the clock of the server, so nothing could be signed. Nothing was done.',
      { id: 'failure.ballpark.cause' },
    ),
    next: msg('Set date, time and time zone of this computer to automatic, then try again.', {
      id: 'failure.ballpark.next',
    }),
  }),
  'author-not-allowed': (c) => ({
    who: 'administrator',
    title: msg('You are not allowed to do this any more', {
      id: 'failure.author-not-allowed.title',
    }),
    cause: msg(str`Only administrators of ${c.organization} can, and you are not one now.`, {
      id: 'failure.author-not-allowed.cause',
    }),
    next: msg('Ask another administrator to do it, or to give you that role back.', {
      id: 'failure.author-not-allowed.next',
    }),
  }),
  'invalid-certificate': () => ({
    who: 'operator',
    title: msg('This page made a mistake', { id: 'failure.invalid-certificate.title' }),
    cause: msg('The server refused what it signed. Nothing was done.', {
      id: 'failure.invalid-certificate.cause',
    }),
    next: msg(
      'Reload the page. If it happens again, tell whoever runs this server and give the reference below.',
      { id: 'failure.invalid-certificate.next' },
    ),
  }),
  'already-bootstrapped': () => ({
    who: 'you',
    title: msg('This organization exists already', { id: 'failure.already-bootstrapped.title' }),
    cause: msg('Somebody created it before, perhaps you yourself with the same link.', {
      id: 'failure.already-bootstrapped.cause',
    }),
    next: msg(
      'Choose another name; or, if it is yours, open it on the device where you created it.',
      { id: 'failure.already-bootstrapped.next' },
    ),
  }),
  'bootstrap-token': (c) => ({
    who: 'operator',
    title: msg('The server does not accept this creation link', {
      id: 'failure.bootstrap-token.title',
    }),
    cause: msg(
      'It is mistyped or out of date, or this server does not let everybody create organizations.',
      { id: 'failure.bootstrap-token.cause' },
    ),
    next: msg(str`Ask whoever runs ${c.host} for a new creation link.`, {
      id: 'failure.bootstrap-token.next',
    }),
  }),
  'invitation-not-found': (c) => ({
    who: 'inviter',
    title: msg('The server does not know this invitation', {
      id: 'failure.invitation-not-found.title',
    }),
    cause: msg('It was deleted, or the link was changed on its way.', {
      id: 'failure.invitation-not-found.cause',
    }),
    next: msg(str`Ask ${c.inviter} to send you a new invitation.`, {
      id: 'failure.invitation-not-found.next',
    }),
  }),
  'invitation-used': (c) => ({
    who: 'you',
    title: msg('This invitation was used already', { id: 'failure.invitation-used.title' }),
    cause: msg('An invitation works once.', { id: 'failure.invitation-used.cause' }),
    next: msg(
      str`If it was you, open your organization from the start page. If it was not you, tell ${c.inviter} now, by telephone.`,
      { id: 'failure.invitation-used.next' },
    ),
  }),
  'invitation-cancelled': (c) => ({
    who: 'inviter',
    title: msg('This invitation was cancelled', { id: 'failure.invitation-cancelled.title' }),
    cause: msg('Somebody who administers the organization took it back. Nothing was created.', {
      id: 'failure.invitation-cancelled.cause',
    }),
    next: msg(str`Ask ${c.inviter} to send you a new invitation.`, {
      id: 'failure.invitation-cancelled.next',
    }),
  }),
  'greeter-not-found': (c) => ({
    who: 'inviter',
    title: msg('The person who should help is unknown to the server', {
      id: 'failure.greeter-not-found.title',
    }),
    cause: msg('The server does not list this person as a member of the organization.', {
      id: 'failure.greeter-not-found.cause',
    }),
    next: msg(str`Ask ${c.inviter} to send you a new invitation.`, {
      id: 'failure.greeter-not-found.next',
    }),
  }),
  'greeter-revoked': (c) => ({
    who: 'administrator',
    title: msg('The person who should help has left', { id: 'failure.greeter-revoked.title' }),
    cause: msg('The access of this person to the organization was removed.', {
      id: 'failure.greeter-revoked.cause',
    }),
    next: msg(str`Ask another administrator of ${c.organization} to invite you.`, {
      id: 'failure.greeter-revoked.next',
    }),
  }),
  'greeter-not-allowed': (c) => ({
    who: 'administrator',
    title: msg('The person who should help is no longer an administrator', {
      id: 'failure.greeter-not-allowed.title',
    }),
    cause: msg('Only administrators can let somebody in.', {
      id: 'failure.greeter-not-allowed.cause',
    }),
    next: msg(str`Ask another administrator of ${c.organization} to invite you.`, {
      id: 'failure.greeter-not-allowed.next',
    }),
  }),
  'attempt-lost': () => ({
    who: 'both',
    title: msg('The server has forgotten your exchange', { id: 'failure.attempt-lost.title' }),
    cause: msg('It was probably restarted. Nothing was shared.', {
      id: 'failure.attempt-lost.cause',
    }),
    next: msg('Start again together: the invitation is still good.', {
      id: 'failure.attempt-lost.next',
    }),
  }),
  'step-refused': () => ({
    who: 'both',
    title: msg('The server refused a step of your exchange', { id: 'failure.step-refused.title' }),
    cause: msg(
      'The two sides are no longer at the same point, perhaps because a page was open twice.',
      { id: 'failure.step-refused.cause' },
    ),
    next: msg('Close other Parsec pages and start again together.', {
      id: 'failure.step-refused.next',
    }),
  }),
  'already-enrolled': (c) => ({
    who: 'administrator',
    title: msg('This e-mail belongs to a member already', { id: 'failure.already-enrolled.title' }),
    cause: msg(
      str`Somebody in ${c.organization} uses it. Each e-mail belongs to one member only.`,
      {
        id: 'failure.already-enrolled.cause',
      },
    ),
    next:
      c.request === 'theirs'
        ? msg(
            'Nobody was added. Reject the request; if that member has lost their access, remove them first and ask them to send it once more.',
            { id: 'failure.already-enrolled.next-request' },
          )
        : msg(
            'If the person lost their access, an administrator must remove the old one first, then invite again.',
            { id: 'failure.already-enrolled.next' },
          ),
  }),
  'users-limit': (c) => ({
    who: 'operator',
    title: msg(str`${c.organization} has no seat left`, { id: 'failure.users-limit.title' }),
    cause: msg(
      'The number of its members is limited, and the limit is reached. Nobody was added.',
      { id: 'failure.users-limit.cause' },
    ),
    next: c.request
      ? msg(
          str`Remove somebody who left, or ask whoever runs ${c.host} for more seats. The request goes on waiting.`,
          { id: 'failure.users-limit.next-request' },
        )
      : msg(
          str`Remove somebody who left, or ask whoever runs ${c.host} for more seats. The invitation stays good.`,
          { id: 'failure.users-limit.next' },
        ),
  }),
  'already-exists': () => ({
    who: 'operator',
    title: msg('The server has this already', { id: 'failure.already-exists.title' }),
    cause: msg(
      'What was to be created exists under the same identifier, which happens only by mistake.',
      { id: 'failure.already-exists.cause' },
    ),
    next: msg(
      'Reload the page. If it happens again, tell whoever runs this server and give the reference below.',
      { id: 'failure.already-exists.next' },
    ),
  }),
  'no-administrator': (c) => ({
    who: 'administrator',
    title: msg('Nobody can help with this invitation', { id: 'failure.no-administrator.title' }),
    cause: msg(str`${c.organization} has no administrator who could let you in.`, {
      id: 'failure.no-administrator.cause',
    }),
    next: msg(str`Ask whoever told you about ${c.organization}.`, {
      id: 'failure.no-administrator.next',
    }),
  }),
  'invitation-kind': () => ({
    who: 'you',
    title: msg('This invitation is of another kind', { id: 'failure.invitation-kind.title' }),
    cause: msg('The server says that it is for something else than its link does.', {
      id: 'failure.invitation-kind.cause',
    }),
    next: msg('Copy the whole link again from where you found it, then paste it.', {
      id: 'failure.invitation-kind.next',
    }),
  }),
  'enrolled-without-device': (c) =>
    c.byLink
      ? {
          who: 'administrator',
          title: msg(str`${c.person} has no device`, {
            id: 'failure.enrolled-without-device.title',
          }),
          cause: msg(
            'The exchange ended before it was confirmed, or was not accepted. Perhaps the organization lists this person all the same, who cannot get in.',
            { id: 'failure.enrolled-without-device.cause' },
          ),
          next: msg(
            str`An administrator must look whether ${c.person} is listed in ${c.organization}, remove that entry if so, then send a new invitation.`,
            { id: 'failure.enrolled-without-device.next' },
          ),
        }
      : {
          who: 'you',
          title: msg(str`${c.person} was added, but without a confirmed device`, {
            id: 'failure.enrolled-without-device.greet-title',
          }),
          cause: msg(
            str`${c.organization} lists ${c.person}, but the exchange ended before the new device was confirmed.`,
            { id: 'failure.enrolled-without-device.greet-cause' },
          ),
          next: msg(
            str`Ask ${c.person} whether the new device opens. If it does not, remove ${c.person} from ${c.organization}, with the Parsec application for now, then send a new invitation.`,
            { id: 'failure.enrolled-without-device.greet-next' },
          ),
        },
  'device-unconfirmed': (c) =>
    c.byLink
      ? {
          who: 'you',
          title: msg('This device has not been added for certain', {
            id: 'failure.device-unconfirmed.title',
          }),
          cause: msg(
            'The exchange ended before it was confirmed, or was not accepted. Perhaps your devices list it all the same, without its keys: that is harmless.',
            { id: 'failure.device-unconfirmed.cause' },
          ),
          next: msg('Start again on both devices.', { id: 'failure.device-unconfirmed.next' }),
        }
      : {
          who: 'you',
          title: msg('The new device is listed, but has not confirmed that it works', {
            id: 'failure.device-unconfirmed.greet-title',
          }),
          cause: msg(
            'The exchange ended just before. If it did not get its keys, nobody has them: the entry among your devices is harmless, but it stays.',
            { id: 'failure.device-unconfirmed.greet-cause' },
          ),
          next: msg(
            str`Look whether the new device opens ${c.organization}. If it does, all is well. If not, start again: it is listed once more, and the newer entry is the one that works.`,
            { id: 'failure.device-unconfirmed.greet-next' },
          ),
        },
  'not-created': () => ({
    who: 'you',
    title: msg('Nothing was created', { id: 'failure.not-created.title' }),
    cause: msg(
      'The connection was lost at that moment. We have checked: the server did not do it.',
      { id: 'failure.not-created.cause' },
    ),
    next: msg('Start again.', { id: 'failure.not-created.next' }),
  }),
  'user-not-found': (c) => ({
    who: 'operator',
    title: msg('The server does not know this person', { id: 'failure.user-not-found.title' }),
    cause: msg('Nothing was done.', { id: 'failure.user-not-found.cause' }),
    next: msg(
      str`Reload the page and look whether the person is still in the list. If they are, tell whoever runs ${c.host} and give the reference below.`,
      { id: 'failure.user-not-found.next' },
    ),
  }),
  'user-revoked': (c) => ({
    who: 'you',
    title: msg('This person was removed already', { id: 'failure.user-revoked.title' }),
    cause: msg(
      str`Another administrator has removed them from ${c.organization}. Nothing was done.`,
      { id: 'failure.user-revoked.cause' },
    ),
    next: msg('If they are to come back, invite them again: they join as a new member.', {
      id: 'failure.user-revoked.next',
    }),
  }),
  'wrong-password': (c) => ({
    who: 'you',
    title: msg(str`Wrong password for ${c.organization} in this browser`, {
      id: 'failure.wrong-password.title',
    }),
    cause: c.mfa
      ? msg(
          'The one-time code was right, the password is not. That of another device, of an e-mail or of an account on a web site does not open this one.',
          { id: 'failure.wrong-password.cause-code' },
        )
      : msg(
          'Each device has its own. That of another device, of an e-mail or of an account on a web site does not open this one.',
          { id: 'failure.wrong-password.cause' },
        ),
    next: msg('Check capital letters and keyboard language, then try again.', {
      id: 'failure.wrong-password.next',
    }),
  }),
  'wrong-passkey': () => ({
    who: 'you',
    title: msg('This passkey does not open the device', { id: 'failure.wrong-passkey.title' }),
    cause: msg(
      'It has answered, but not as it did when it was added. It was reset, or added in another browser, which gets another answer from the same security key.',
      { id: 'failure.wrong-passkey.cause' },
    ),
    next: msg(
      'Use the browser in which you added it, another passkey of this device, or one of the ways back in.',
      { id: 'failure.wrong-passkey.next' },
    ),
    link: waysBackLink(),
  }),
  'one-time-code': (c) => ({
    who: 'you',
    title: msg('This one-time code is not accepted', { id: 'failure.one-time-code.title' }),
    cause: msg(
      'It is too old, it is that of another entry in the authenticator app, or the clock of the phone is wrong.',
      { id: 'failure.one-time-code.cause' },
    ),
    next: c.making
      ? msg(
          'Set the clock of the phone to automatic, look at the entry that you have just added, and type the newest code.',
          { id: 'failure.one-time-code.next-new' },
        )
      : msg(
          'Set the clock of the phone to automatic, then type the newest code. If every code is refused, your access may have been removed or suspended: ask an administrator.',
          { id: 'failure.one-time-code.next' },
        ),
  }),
  throttled: ({ waitUntil }) => ({
    who: 'you',
    title: msg('Too many wrong codes in a row', { id: 'failure.throttled.title' }),
    cause: waitUntil
      ? msg(
          str`The server looks at no code before ${clockTime(waitUntil)}, not even at a right one.`,
          {
            id: 'failure.throttled.cause-until',
          },
        )
      : msg('For a while the server looks at no code, not even at a right one.', {
          id: 'failure.throttled.cause',
        }),
    next: msg('Wait, then type the newest code. Each wrong one makes the wait twice as long.', {
      id: 'failure.throttled.next',
    }),
  }),
  'reset-link': (c) => ({
    who: 'operator',
    title: msg('This link resets nothing any more', { id: 'failure.reset-link.title' }),
    cause: msg(
      'It was used already, a newer one has taken its place, or your access was removed or suspended.',
      { id: 'failure.reset-link.cause' },
    ),
    next: msg(
      str`If you have set up your codes again, log in as usual. Otherwise ask whoever runs ${c.host} for a new link.`,
      { id: 'failure.reset-link.next' },
    ),
  }),
  'request-waiting': (c) => ({
    who: 'you',
    title: msg('A request with this e-mail is waiting already', {
      id: 'failure.request-waiting.title',
    }),
    cause: msg(str`Nobody in ${c.organization} has decided on it yet.`, {
      id: 'failure.request-waiting.cause',
    }),
    next: msg('Wait for the answer in the browser that it came from, or replace it.', {
      id: 'failure.request-waiting.next',
    }),
  }),
  'request-not-found': (c) => ({
    who: 'you',
    title: msg('The server does not know this request', { id: 'failure.request-not-found.title' }),
    cause: msg(str`${c.host} has none like it: it never arrived, or was removed there.`, {
      id: 'failure.request-not-found.cause',
    }),
    next:
      c.request === 'theirs'
        ? msg('Nobody was added. If you expected somebody, have them ask once more.', {
            id: 'failure.request-not-found.next-theirs',
          })
        : msg('Remove it from the start page, and ask once more with the link.', {
            id: 'failure.request-not-found.next',
          }),
  }),
  'request-decided': (c) =>
    c.request === 'theirs'
      ? {
          who: 'you',
          title: msg('This request waits no longer', {
            id: 'failure.request-decided.theirs-title',
          }),
          cause: msg(
            'Whoever sent it has withdrawn or replaced it, or another administrator has decided on it. You have changed nothing.',
            { id: 'failure.request-decided.theirs-cause' },
          ),
          next: msg('Go back to “People”: it shows who is a member, and what still waits.', {
            id: 'failure.request-decided.theirs-next',
          }),
        }
      : {
          who: 'you',
          title: msg('This request was answered or withdrawn already', {
            id: 'failure.request-decided.title',
          }),
          cause: msg('So it stays as it is.', { id: 'failure.request-decided.cause' }),
          next: msg('The start page shows what has become of it.', {
            id: 'failure.request-decided.next',
          }),
        },
  'request-undecided': (c) => ({
    who: 'administrator',
    title: msg('Nobody has answered your request yet', { id: 'failure.request-undecided.title' }),
    cause: msg(str`It waits for an administrator of ${c.organization}.`, {
      id: 'failure.request-undecided.cause',
    }),
    next: msg('If you know one, tell them. The start page says as soon as it is decided.', {
      id: 'failure.request-undecided.next',
    }),
  }),
  'request-kind': () => ({
    who: 'you',
    title: msg('This request proves who somebody is in another way', {
      id: 'failure.request-kind.title',
    }),
    cause: msg('With a smart card, say. Only single sign-on is supported here yet.', {
      id: 'failure.request-kind.cause',
    }),
    next: msg('Use the Parsec application for it.', { id: 'failure.request-kind.next' }),
  }),
  'request-email': () => ({
    who: 'you',
    title: msg('Somebody may be trying to get in under another name', {
      id: 'failure.request-email.title',
    }),
    cause: msg(
      'The account that has signed this request does not prove the e-mail that is asked for. Nothing was created: nobody was let in.',
      { id: 'failure.request-email.cause' },
    ),
    next: msg(
      'Reject it. If you expected this person, call them on a number that you already know: their account may have changed, and they can ask once more.',
      { id: 'failure.request-email.next' },
    ),
  }),
  'request-file': (c) =>
    c.request === 'answer'
      ? {
          who: 'you',
          title: msg('What this browser kept of your request does not fit', {
            id: 'failure.request-file.answer-title',
          }),
          cause: msg(
            'It is damaged, or somebody has changed it, so no device can be made of it. Nothing was added.',
            { id: 'failure.request-file.answer-cause' },
          ),
          next: msg(
            'Call an administrator: they must remove the person that was let in. Then remove the request from the start page and ask once more.',
            { id: 'failure.request-file.answer-next' },
          ),
        }
      : {
          who: 'you',
          title: msg('A request in this browser cannot be read', {
            id: 'failure.request-file.title',
          }),
          cause: msg('What was kept of it is damaged, or is of another version.', {
            id: 'failure.request-file.cause',
          }),
          next: msg('Remove it, and ask once more with the link of the organization.', {
            id: 'failure.request-file.next',
          }),
        },
  'request-payload': (c) =>
    c.request === 'theirs'
      ? {
          who: 'you',
          title: msg('This request is malformed', { id: 'failure.request-payload.title' }),
          cause: msg(
            'It was not written as Parsec writes one, so nobody can be let in by it. Nothing was created.',
            { id: 'failure.request-payload.cause' },
          ),
          next: msg('Reject it. If you expected somebody, have them ask once more.', {
            id: 'failure.request-payload.next',
          }),
        }
      : {
          who: 'operator',
          title: msg('What the server says about your request makes no sense', {
            id: 'failure.request-payload.mine-title',
          }),
          cause: msg('It is not written as Parsec writes. Nothing was added to this browser.', {
            id: 'failure.request-payload.mine-cause',
          }),
          next: msg(
            str`Tell an administrator of ${c.organization}, and whoever runs ${c.host}, with the reference below.`,
            { id: 'failure.request-payload.mine-next' },
          ),
        },
  memory: (c) => ({
    who: 'you',
    title: msg('There is not enough memory', { id: 'failure.memory.title' }),
    cause:
      c.method === 'web_passkey' || c.method === 'openbao'
        ? msg('The browser does not give this page the little that it needs.', {
            id: 'failure.memory.cause-passkey',
          })
        : msg('Turning your password into a key needs 128 MB for a second.', {
            id: 'failure.memory.cause',
          }),
    next: msg('Close other tabs or programs, then try again.', { id: 'failure.memory.next' }),
  }),
  random: () => ({
    who: 'you',
    title: msg('This browser gives no random numbers', { id: 'failure.random.title' }),
    cause: msg('Without them no key can be made safely.', { id: 'failure.random.cause' }),
    next: msg('Use an up-to-date browser on another device.', { id: 'failure.random.next' }),
  }),
  offline: (c) => ({
    who: 'you',
    title: msg(str`${c.host} cannot be reached`, { id: 'failure.offline.title' }),
    cause: whatIsOffline(c),
    next: needsServer(c.method, c.mfa)
      ? msg(
          'Check your connection, then try again. A device of yours that a password or a passkey alone opens does not need the server.',
          { id: 'failure.offline.next-needed' },
        )
      : msg('Check your connection, then try again.', { id: 'failure.offline.next' }),
  }),
  'store-quota': () => ({
    who: 'you',
    title: msg('This browser has no space left for this site', { id: 'failure.store-quota.title' }),
    cause: msg('Your device could not be saved. It needs only a few kilobytes.', {
      id: 'failure.store-quota.cause',
    }),
    next: msg(
      'Free some disk space, or clear the data of other sites, then try again. Keep this page open.',
      { id: 'failure.store-quota.next' },
    ),
  }),
  'store-denied': () => ({
    who: 'you',
    title: msg('This browser does not let this site keep data', {
      id: 'failure.store-denied.title',
    }),
    cause: msg('Your device lives in this browser, so it cannot work without.', {
      id: 'failure.store-denied.cause',
    }),
    next: msg(
      'Allow data (cookies) for this site in the settings of the browser, or leave the private window, then try again.',
      { id: 'failure.store-denied.next' },
    ),
  }),
  'store-conflict': () => ({
    who: 'you',
    title: msg('This device is open in another tab', { id: 'failure.store-conflict.title' }),
    cause: msg('A device runs in one tab at a time, so that nothing is written twice.', {
      id: 'failure.store-conflict.cause',
    }),
    next: msg('Go to the other tab, or use it here instead.', {
      id: 'failure.store-conflict.next',
    }),
  }),
  'store-missing': () => ({
    who: 'you',
    title: msg('What was saved here is gone', { id: 'failure.store-missing.title' }),
    cause: msg(
      'The data of this site was cleared, by you, by the browser or by a cleaning program.',
      { id: 'failure.store-missing.cause' },
    ),
    next: msg(
      'Get back in with a recovery file or a copy of the device file, if you kept one. Otherwise ask an administrator to invite you again.',
      { id: 'failure.store-missing.next' },
    ),
    link: waysBackLink(),
  }),
  'store-mismatch': () => ({
    who: 'you',
    title: msg('This browser did not save correctly', { id: 'failure.store-mismatch.title' }),
    cause: msg('What was read back differs from what was written, so we do not rely on it.', {
      id: 'failure.store-mismatch.cause',
    }),
    next: msg('Try again. If it happens again, check the disk, or use another browser.', {
      id: 'failure.store-mismatch.next',
    }),
  }),
  'store-aside': (c) => ({
    who: 'you',
    title: msg('This device is put aside in this browser', { id: 'failure.store-aside.title' }),
    cause: c.chosen
      ? msg('A device has one file here, so a second one is not taken in.', {
          id: 'failure.store-aside.cause',
        })
      : msg('Its file is kept, but does not open where it is.', {
          id: 'failure.store-aside.cause-open',
        }),
    next: msg(
      'Look under “Put aside” on the start page: bring it back, or remove it there first.',
      {
        id: 'failure.store-aside.next',
      },
    ),
  }),
  'store-taken': () => ({
    who: 'you',
    title: msg('There is another file of this device', { id: 'failure.store-taken.title' }),
    cause: msg('One of them would have been lost, so nothing was changed.', {
      id: 'failure.store-taken.cause',
    }),
    next: msg('Keep the one that you can open, save a copy of it, and remove the other one.', {
      id: 'failure.store-taken.next',
    }),
  }),
  stretch: () => ({
    who: 'you',
    title: msg('The password could not be processed', { id: 'failure.stretch.title' }),
    cause: msg('The browser stopped the calculation, probably for lack of memory.', {
      id: 'failure.stretch.cause',
    }),
    next: msg('Close other tabs or programs, then try again.', { id: 'failure.stretch.next' }),
  }),
  'peer-cancelled': (c) => ({
    who: 'both',
    title: msg(str`${c.peer} stopped`, { id: 'failure.peer-cancelled.title' }),
    cause: msg('Nothing was created.', { id: 'failure.peer-cancelled.cause' }),
    next: msg(str`Ask ${c.peer} why, then start again together.`, {
      id: 'failure.peer-cancelled.next',
    }),
  }),
  'peer-payload': (c) => ({
    who: 'both',
    title: msg(str`What ${c.peer} sent cannot be read`, { id: 'failure.peer-payload.title' }),
    cause: msg('One of your applications may be too old. We stopped, and nothing was shared.', {
      id: 'failure.peer-payload.cause',
    }),
    next: msg('Update both, then start again together.', { id: 'failure.peer-payload.next' }),
  }),
  'peer-refused': (c) => ({
    who: 'both',
    title: msg(str`${c.peer} did not accept`, { id: 'failure.peer-refused.title' }),
    cause: msg('Nobody was added to the organization.', { id: 'failure.peer-refused.cause' }),
    next: msg(str`Talk with ${c.peer} about it. You can start again with the same link.`, {
      id: 'failure.peer-refused.next',
    }),
  }),
  'device-in-use': () => ({
    who: 'you',
    title: msg('This device is open in another tab', { id: 'failure.device-in-use.title' }),
    cause: msg('A device runs in one tab at a time, so that nothing is written twice.', {
      id: 'failure.device-in-use.cause',
    }),
    next: msg('Go to the other tab, or use it here instead: the other tab then closes it.', {
      id: 'failure.device-in-use.next',
    }),
  }),
  'taken-over': () => ({
    who: 'you',
    title: msg('This device was opened in another tab', { id: 'failure.taken-over.title' }),
    cause: msg('So it was closed here. Nothing is lost.', { id: 'failure.taken-over.cause' }),
    next: msg('Go on in the other tab, or use it here again.', { id: 'failure.taken-over.next' }),
  }),
  'passkey-cancelled': () => ({
    who: 'you',
    title: msg('The passkey was not used', { id: 'failure.passkey-cancelled.title' }),
    cause: msg(
      'The question of the browser was closed before it was answered. Your device is as it was.',
      { id: 'failure.passkey-cancelled.cause' },
    ),
    next: msg(
      'Try again, and answer it: with your fingerprint, your face, a PIN or a security key.',
      { id: 'failure.passkey-cancelled.next' },
    ),
  }),
  'passkey-timeout': () => ({
    who: 'you',
    title: msg('The browser waited too long for the passkey', {
      id: 'failure.passkey-timeout.title',
    }),
    cause: msg('Its question was not answered in time. Your device is as it was.', {
      id: 'failure.passkey-timeout.cause',
    }),
    next: msg(
      'Try again, with the security key or the phone at hand. The question may be hidden behind another window.',
      { id: 'failure.passkey-timeout.next' },
    ),
  }),
  'passkey-missing': (c) => ({
    who: 'you',
    title: msg('The passkey is not here', { id: 'failure.passkey-missing.title' }),
    cause: msg(
      'It was deleted, or it is in another browser, on another computer, on a phone or on a security key.',
      { id: 'failure.passkey-missing.cause' },
    ),
    ...(c.making
      ? { next: anotherPasskey() }
      : {
          next: msg(
            'Plug in the security key, or use the browser in which you added the passkey. If it is gone, use another one or one of the ways back in.',
            { id: 'failure.passkey-missing.next' },
          ),
          link: waysBackLink(),
        }),
  }),
  'passkey-no-prf': (c) => ({
    who: 'you',
    title: msg('This passkey cannot open a device', { id: 'failure.passkey-no-prf.title' }),
    cause: msg(
      'It says that it is you, but gives no secret to open anything with. Some security keys, password managers and older browsers cannot.',
      { id: 'failure.passkey-no-prf.cause' },
    ),
    ...(c.making
      ? { next: anotherPasskey() }
      : {
          next: msg(
            'Use the browser in which you added the passkey, in its newest version. Otherwise use another passkey or one of the ways back in.',
            { id: 'failure.passkey-no-prf.next' },
          ),
          link: waysBackLink(),
        }),
  }),
  'passkey-unverified': () => ({
    who: 'you',
    title: msg('The passkey did not check that it is you', {
      id: 'failure.passkey-unverified.title',
    }),
    cause: msg(
      'A device opens only with a fingerprint, a face or a PIN. Where this passkey is kept, none seems to be set up, or it is locked after too many tries.',
      { id: 'failure.passkey-unverified.cause' },
    ),
    next: msg(
      'Set a PIN or a screen lock there, in the settings of the computer, the phone or the security key. Then try again.',
      { id: 'failure.passkey-unverified.next' },
    ),
  }),
  'passkey-other-site': () => ({
    who: 'you',
    title: msg('This passkey belongs to another address', {
      id: 'failure.passkey-other-site.title',
    }),
    cause: msg(
      str`A passkey works only at the address where it was made. Here it is “${location.host}”.`,
      { id: 'failure.passkey-other-site.cause' },
    ),
    next: msg(
      'Open Parsec at the address where you added the passkey, or use one of the ways back in.',
      { id: 'failure.passkey-other-site.next' },
    ),
    link: waysBackLink(),
  }),
  'passkey-exists': () => ({
    who: 'you',
    title: msg('There is a passkey of this device there already', {
      id: 'failure.passkey-exists.title',
    }),
    cause: msg('A second one in the same place would add nothing, so none was made.', {
      id: 'failure.passkey-exists.cause',
    }),
    next: msg('Choose another place: another computer, a phone or a security key.', {
      id: 'failure.passkey-exists.next',
    }),
  }),
  'passkey-unsupported': (c) => ({
    who: 'you',
    title: msg('Passkeys do not work in this browser', {
      id: 'failure.passkey-unsupported.title',
    }),
    cause: msg(
      'It is too old, passkeys are switched off in it, or another site shows this page inside its own.',
      { id: 'failure.passkey-unsupported.cause' },
    ),
    ...(c.making
      ? {
          next: msg(
            'Open this page by itself, in an up-to-date Firefox, Chrome, Edge or Safari. A password works everywhere.',
            { id: 'failure.passkey-unsupported.next-new' },
          ),
        }
      : {
          next: msg(
            'Open this page by itself, in the newest version of the browser. Otherwise use one of the ways back in.',
            { id: 'failure.passkey-unsupported.next' },
          ),
          link: waysBackLink(),
        }),
  }),
  'passkey-failed': (c) => ({
    who: 'you',
    title: msg('The passkey failed', { id: 'failure.passkey-failed.title' }),
    cause: msg('The browser does not say why. Your device is as it was.', {
      id: 'failure.passkey-failed.cause',
    }),
    next: c.making
      ? anotherPasskey()
      : msg('Restart the browser and try again. If it fails again, use another passkey.', {
          id: 'failure.passkey-failed.next',
        }),
  }),
  // ---------------------------------------------------------------------------------------------------------- single sign-on
  'sign-on-disabled': (c) => ({
    who: 'operator',
    title: msg('This server offers no single sign-on', { id: 'failure.sign-on-disabled.title' }),
    cause: msg(
      'It is switched off in the settings of the server, so nobody can be asked to sign in and no key is given out.',
      { id: 'failure.sign-on-disabled.cause' },
    ),
    ...signOnOff(c),
  }),
  'sign-on-config': (c) => ({
    who: 'operator',
    title: msg('The single sign-on of this server cannot be used', {
      id: 'failure.sign-on-config.title',
    }),
    cause: msg(
      'Its settings name no provider, a service without a secure address, or keep keys in a way that is unknown here.',
      { id: 'failure.sign-on-config.cause' },
    ),
    ...signOnOff(c),
  }),
  'sign-on-unreachable': (c) => ({
    who: 'operator',
    title: msg('The sign-on service does not answer', { id: 'failure.sign-on-unreachable.title' }),
    cause: msg(
      str`This page cannot reach ${c.service}, which keeps the keys of single sign-on. The server of the organization answers, so it is not your connection as a whole.`,
      { id: 'failure.sign-on-unreachable.cause' },
    ),
    next: msg(
      str`Try again in a few minutes, or from another network. If it goes on, tell whoever runs ${c.host}. Nothing is lost.`,
      { id: 'failure.sign-on-unreachable.next' },
    ),
  }),
  'sign-on-provider': (c) => ({
    who: 'operator',
    title: msg('The page of the provider cannot be opened', {
      id: 'failure.sign-on-provider.title',
    }),
    cause: msg(
      str`${capital(c.service)} gives no usable address for ${c.provider} at the moment: the provider may be down, or does not know this site.`,
      { id: 'failure.sign-on-provider.cause' },
    ),
    next: msg(
      str`Try again in a few minutes, or with another provider if there is one. If it goes on, tell whoever runs ${c.host}.`,
      { id: 'failure.sign-on-provider.next' },
    ),
  }),
  'sign-on-state': () => ({
    who: 'you',
    title: msg('What came back belongs to another sign-in', { id: 'failure.sign-on-state.title' }),
    cause: msg(
      'Perhaps the page of the provider was still open from an earlier time, or somebody sent you its link. It was not used.',
      { id: 'failure.sign-on-state.cause' },
    ),
    next: msg('Close the other windows of the provider and sign in once more from here.', {
      id: 'failure.sign-on-state.next',
    }),
  }),
  'sign-on-code': (c) => ({
    who: 'you',
    title: msg('The sign-in was not accepted', { id: 'failure.sign-on-code.title' }),
    cause: msg(
      str`You have signed in, but ${c.service} does not accept what ${c.provider} said of it. It may have come too late, or the account may not be allowed here.`,
      { id: 'failure.sign-on-code.cause' },
    ),
    next: msg(
      str`Sign in once more without a long pause. If it fails again, tell whoever runs ${c.host}.`,
      { id: 'failure.sign-on-code.next' },
    ),
  }),
  'sign-on-timeout': () => ({
    who: 'you',
    title: msg('Nobody has signed in within 5 minutes', { id: 'failure.sign-on-timeout.title' }),
    cause: msg('The window of the provider waits no longer than that. Nothing has changed.', {
      id: 'failure.sign-on-timeout.cause',
    }),
    next: msg('Begin again when you have your password and your phone at hand.', {
      id: 'failure.sign-on-timeout.next',
    }),
  }),
  'sign-on-account': (c) => ({
    who: 'you',
    title: msg('You signed in with another account', { id: 'failure.sign-on-account.title' }),
    cause: wrongAccount(c),
    next: msg(
      str`Sign in once more and choose the right account. If ${c.provider} does not ask you, sign out there first.`,
      { id: 'failure.sign-on-account.next' },
    ),
  }),
  'sign-on-expired': (c) => ({
    who: 'you',
    title: msg('The sign-in has expired', { id: 'failure.sign-on-expired.title' }),
    cause: msg(
      str`What you signed in for lasts a minute or so, and ${c.service} did not take it any more. Nothing has changed.`,
      { id: 'failure.sign-on-expired.cause' },
    ),
    next: msg('Sign in once more. This page goes on at once then.', {
      id: 'failure.sign-on-expired.next',
    }),
  }),
  'sign-on-key': (c) => missingKey(c),
  'sign-on-answer': (c) => ({
    who: 'operator',
    title: msg('The sign-on service answers something that makes no sense', {
      id: 'failure.sign-on-answer.title',
    }),
    cause: msg(
      str`What came from ${c.service} is not what such a service says. It may be out of order, or something else may answer in its place.`,
      { id: 'failure.sign-on-answer.cause' },
    ),
    next: msg(
      str`Try again in a few minutes. If it happens again, tell whoever runs ${c.host} and give the reference below.`,
      { id: 'failure.sign-on-answer.next' },
    ),
  }),
  'sign-on-emails': (c) => ({
    who: 'operator',
    title: msg('This account proves no e-mail address', { id: 'failure.sign-on-emails.title' }),
    cause: msg(
      str`${capital(c.service)} knows no e-mail address of the account with which you signed in at ${c.provider}, and here it is needed.`,
      { id: 'failure.sign-on-emails.cause' },
    ),
    next: msg(str`Sign in with another account. If you have none, tell whoever runs ${c.host}.`, {
      id: 'failure.sign-on-emails.next',
    }),
  }),
  'sign-on-denied': (c) => ({
    who: 'operator',
    title: msg('The sign-on service does not allow this', { id: 'failure.sign-on-denied.title' }),
    cause: msg(
      str`You have signed in, but ${c.service} gives your account no right to keep or to read a key. Another try changes nothing.`,
      { id: 'failure.sign-on-denied.cause' },
    ),
    next: msg(str`Tell whoever runs ${c.host}, and give the reference below.`, {
      id: 'failure.sign-on-denied.next',
    }),
  }),
  'sign-on-blocked': (c) => ({
    who: 'you',
    title: msg('The browser did not let the window open', {
      id: 'failure.sign-on-blocked.title',
    }),
    cause: msg(
      str`It takes the window of ${c.provider} for advertising. It often says so beside the address of this page.`,
      { id: 'failure.sign-on-blocked.cause' },
    ),
    next: msg('Allow this site to open windows there, then press the button again.', {
      id: 'failure.sign-on-blocked.next',
    }),
  }),
  'sign-on-declined': (c) => ({
    who: 'you',
    title: msg('The sign-in was declined', { id: 'failure.sign-on-declined.title' }),
    cause: msg(
      str`${capital(c.provider)} says that it was cancelled there, or that your account may not be used here. Nothing has changed.`,
      { id: 'failure.sign-on-declined.cause' },
    ),
    next: msg(
      str`Sign in once more, and agree when ${c.provider} asks. If you have not cancelled anything, ask whoever manages your account there.`,
      { id: 'failure.sign-on-declined.next' },
    ),
  }),
  'sign-on-refused': (c) => ({
    who: 'operator',
    title: msg('The provider did not let you sign in', { id: 'failure.sign-on-refused.title' }),
    cause: msg(
      str`${capital(c.provider)} reports that something is wrong on its side, or in how this site is known to it. Your account is not at fault.`,
      { id: 'failure.sign-on-refused.cause' },
    ),
    next: msg(
      str`Try again in a few minutes. If it happens again, tell whoever runs ${c.host}, with the words of the provider.`,
      { id: 'failure.sign-on-refused.next' },
    ),
  }),
  'sign-on-cancelled': (c) => ({
    who: 'you',
    title: msg('You have not signed in', { id: 'failure.sign-on-cancelled.title' }),
    cause: msg(
      str`This was stopped before anything came from ${c.provider}. Nothing has changed.`,
      { id: 'failure.sign-on-cancelled.cause' },
    ),
    next: msg('Sign in when you like: a new window opens.', {
      id: 'failure.sign-on-cancelled.next',
    }),
  }),
  'foreign-server': (c) => ({
    who: 'you',
    title: msg('This belongs to another server', { id: 'failure.foreign-server.title' }),
    cause: msg(str`This page works with ${c.host} only and asks no other server anything.`, {
      id: 'failure.foreign-server.cause',
    }),
    next: msg('Open the page of the other server, and do it there.', {
      id: 'failure.foreign-server.next',
    }),
  }),
  'insecure-context': (c) => ({
    who: 'operator',
    title: msg('This page is not secure', { id: 'failure.insecure-context.title' }),
    cause: msg(
      'It was not loaded over a secure connection, so the browser withholds what keeps devices safe.',
      { id: 'failure.insecure-context.cause' },
    ),
    next: msg(
      str`Open the same address with “https://” in front. If that does not work, tell whoever runs ${c.host}.`,
      { id: 'failure.insecure-context.next' },
    ),
  }),
  'module-refused': (c) => ({
    who: 'you',
    title: msg('A part of this page is missing or not genuine', {
      id: 'failure.module-refused.title',
    }),
    cause: msg(
      'It was lost on its way, or is not the one that belongs to this page, so it was not run. Nothing was changed.',
      { id: 'failure.module-refused.cause' },
    ),
    next: msg(
      str`Reload the page. If it happens again, try from another network and tell whoever runs ${c.host}.`,
      { id: 'failure.module-refused.next' },
    ),
  }),
  'not-started': () => ({
    who: 'you',
    title: msg('The browser did not start a part of this page', {
      id: 'failure.not-started.title',
    }),
    cause: msg('It was asked several times over three minutes. Nothing was changed.', {
      id: 'failure.not-started.cause',
    }),
    next: msg('Reload the page. If it happens again, close the whole browser and start it again.', {
      id: 'failure.not-started.next',
    }),
  }),
  crashed: () => ({
    who: 'you',
    title: msg('This page failed in an unexpected way', { id: 'failure.crashed.title' }),
    cause: msg('Nothing that was saved is lost.', { id: 'failure.crashed.cause' }),
    next: msg('Reload the page and go on.', { id: 'failure.crashed.next' }),
  }),
  closed: () => ({
    who: 'you',
    title: msg('This was closed', { id: 'failure.closed.title' }),
    cause: msg('This page stopped its work.', { id: 'failure.closed.cause' }),
    next: msg('Reload the page and go on.', { id: 'failure.closed.next' }),
  }),
  unknown: () => ({
    who: 'operator',
    title: msg('Something unexpected happened', { id: 'failure.unknown.title' }),
    cause: msg('This page has no better words for it yet.', { id: 'failure.unknown.cause' }),
    next: msg(
      'Reload the page. If it happens again, tell whoever runs this server and give the reference below.',
      { id: 'failure.unknown.next' },
    ),
  }),
};

/** What no other try changes: the invitation, the organization, the right to use them or the file is gone. */
const FINAL = new Set([
  'bootstrap-token',
  'device-file',
  'device-file-kind',
  'http-forbidden',
  'http-invitation-gone',
  'http-organization-not-found',
  'http-revoked',
  'http-web-forbidden',
  'invitation-cancelled',
  'invitation-kind',
  'invitation-not-found',
  'invitation-used',
  'no-administrator',
  'passkey-other-site',
  'request-decided',
  'request-email',
  'request-file',
  'request-kind',
  'request-not-found',
  'request-payload',
  'request-undecided',
  'reset-link',
  'sign-on-key',
]);

/** @param {string} status */
export const retryHelps = (status) => !FINAL.has(status);

/** What is left to whoever is not invited by somebody else, but by their own other device. */
const LINK_IS_OVER = new Set([
  'http-forbidden',
  'http-invitation-gone',
  'invitation-not-found',
  'invitation-used',
  'invitation-cancelled',
]);

export const STATUSES = Object.keys(WORDS);

/**
 * @param {string} status
 * @param {Known} [known]
 * @returns {FailureWords}
 */
export function failureWords(status, known = {}) {
  const words = WORDS[Object.hasOwn(WORDS, status) ? status : 'unknown'];
  const said = words({
    organization: known.organization || msg('the organization', { id: 'names.organization' }),
    host: known.host || location.host,
    peer: known.peer || msg('the other person', { id: 'names.peer' }),
    inviter: known.inviter || msg('whoever invited you', { id: 'names.inviter' }),
    person: known.person || msg('The new person', { id: 'names.person' }),
    byLink: known.byLink ?? null,
    method: known.method ?? null,
    mfa: known.mfa ?? false,
    part: known.part ?? null,
    waitUntil: known.waitUntil ?? null,
    chosen: known.chosen ?? false,
    making: known.making ?? false,
    request: known.request ?? null,
    provider: known.provider || msg('the provider', { id: 'names.provider' }),
    service: known.service || msg('the sign-on service', { id: 'names.service' }),
    expected: known.expected ?? '',
    used: known.used ?? '',
  });
  if (!known.alone) return said;
  if (known.byLink && LINK_IS_OVER.has(status)) {
    return {
      ...said,
      who: 'you',
      next: msg(
        'If this browser was added already, open your organization from the start page. Otherwise make a new link on your other device, on the page “My devices”.',
        { id: 'failure.alone.link' },
      ),
    };
  }
  if (said.who !== 'both') return said;
  return {
    ...said,
    who: 'you',
    next: msg(
      'Start again on both devices. If it happens again, cancel the invitation and make a new one.',
      { id: 'failure.alone.next' },
    ),
  };
}

/**
 * The same, with what the failure itself tells.
 * @param {Failure} failure
 * @param {Known} [known]
 */
export function wordsOf(failure, known = {}) {
  return failureWords(failure.status, {
    person: nameOf(failure.person),
    part: failure.file_part,
    waitUntil: failure.wait_until,
    ...known,
    method: failure.file_kind ?? known.method,
  });
}

/**
 * What the list of devices tells of one.
 * @param {DeviceLine | null | undefined} line
 * @returns {Known}
 */
export function knownOf(line) {
  return line
    ? {
        organization: line.organization,
        host: line.host,
        byLink: false,
        method: line.kind,
        mfa: line.has_totp,
        provider: line.provider ? providerName(line.provider) : null,
      }
    : {};
}

/** @param {Actor} who */
export function actorWords(who) {
  switch (who) {
    case 'you':
      return msg('What you can do', { id: 'what-to-do' });
    case 'both':
      return msg('What the two of you can do', { id: 'actor.both' });
    case 'inviter':
      return msg('Ask whoever invited you', { id: 'actor.inviter' });
    case 'administrator':
      return msg('Ask an administrator', { id: 'actor.administrator' });
    case 'operator':
      return msg('Ask whoever runs the server', { id: 'actor.operator' });
  }
}
