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
  crashed:
    'The application failed in an unexpected way. Nothing that was stored is lost; reload the page.',
  closed: 'This was closed.',
});

/** An operation that ended with a status, by the name that the core or the glue gives it. */
export class ClientError extends Error {
  /**
   * @param {string} status
   * @param {string} [sentence]
   */
  constructor(
    status,
    sentence = /** @type {Record<string, string>} */ (sentences)[status] ?? status,
  ) {
    super(sentence);
    this.name = 'ClientError';
    this.status = status;
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
