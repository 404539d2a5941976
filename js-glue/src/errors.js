// SPDX-License-Identifier: MPL-2.0
// What can go wrong outside the core. The core's own statuses and their sentences come from the core.

/** One sentence per status that the glue itself gives, beside those of the core. */
export const sentences = Object.freeze({
  'device-in-use': 'This device is open in another tab or window of this browser.',
  'taken-over': 'This device was opened in another tab, so it was closed here.',
  'foreign-server': 'This belongs to another server than the one this page works with.',
  'insecure-context':
    'This page was not loaded over a secure connection, so the browser withholds what keeps devices safe.',
  'module-refused':
    'A part of this application could not be loaded or is not the one it should be.',
  'not-started':
    'The browser did not start a part of this application. Close other tabs, or start the browser again.',
  crashed:
    'The application failed in an unexpected way. Nothing that was stored is lost; reload the page.',
  closed: 'This was closed.',
  'passkey-cancelled': 'The passkey was not used: the request was closed or refused.',
  'passkey-timeout': 'The passkey was not used in time.',
  'passkey-missing':
    'Nothing here has the passkey: it may have been deleted, or be on another device.',
  'passkey-no-prf': 'This passkey cannot give the key that would open the device.',
  'passkey-unverified':
    'What holds the passkey did not check who you are, by a PIN, a fingerprint or a face.',
  'passkey-other-site': 'The passkey belongs to another address than that of this page.',
  'passkey-exists': 'There is a passkey for this device already in the place that was chosen.',
  'passkey-unsupported': 'There are no passkeys in this browser, or not for this page.',
  'passkey-failed': 'The passkey was not used, for a reason that the browser does not tell.',
  'sign-on-blocked': 'The browser did not let the window open in which to sign on.',
  'sign-on-declined': 'The provider says that this was declined.',
  'sign-on-refused': 'The provider did not let anybody sign on.',
  'sign-on-cancelled': 'Nobody has signed on: the waiting was ended.',
});

/** An operation that ended with a status, by the name that the core or the glue gives it. */
export class ClientError extends Error {
  /**
   * @param {string} status
   * @param {string} [sentence]
   * @param {object} [more]
   * @param {import('./passkey.js').MadePasskey} [more.made]
   * @param {string} [more.detail]
   */
  constructor(
    status,
    sentence = /** @type {Record<string, string>} */ (sentences)[status] ?? status,
    { made, detail = '' } = {},
  ) {
    super(sentence);
    this.name = 'ClientError';
    this.status = status;
    /** The passkey that is in an authenticator now although nothing knows of it. */
    this.made = made;
    /** The browser's own name for it, '' without one. For whoever is asked for help. */
    this.detail = detail;
  }

  /** Whether a passkey was left behind, which the person may want to delete. */
  get orphan() {
    return this.made !== undefined;
  }
}

/** A request that got no answer. */
export class TransportFailure extends Error {
  /** @param {'unreachable' | 'timeout' | 'oversized'} reason */
  constructor(reason) {
    super(reason);
    this.name = 'TransportFailure';
    this.reason = reason;
  }
}

/** A store operation that did not take place. */
export class StoreFailure extends Error {
  /** @param {'quota' | 'denied' | 'conflict'} reason */
  constructor(reason) {
    super(reason);
    this.name = 'StoreFailure';
    this.reason = reason;
  }
}
