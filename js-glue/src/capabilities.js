// SPDX-License-Identifier: MPL-2.0
// What this browser, in this place, lets the application do: found out by doing it, before a person starts anything.
import { StoreFailure } from './errors.js';
import { isFramed } from './frame.js';
import { passkeySupport } from './passkey.js';

/**
 * @typedef {'ok' | 'quota' | 'denied'} StoreReport
 *
 * @typedef {object} WorkerCapabilities
 * @property {StoreReport} indexedDB a value was written, read and deleted
 * @property {StoreReport} opfs the same for the file system in which the official web client keeps its devices; 'denied' also where
 *   the browser has none
 * @property {boolean} webLocks
 *
 * @typedef {object} PageCapabilities
 * @property {boolean} secureContext without it there are no locks and no file system
 * @property {boolean} framed inside a page of another origin
 * @property {boolean | null} partitioned true: storage here is apart from what the same address keeps in a window of its own; null:
 *   framed, and the browser does not tell
 * @property {boolean | null} persisted false: the browser may delete what is stored when it needs space, or after a while; null: it
 *   does not tell
 * @property {import('./passkey.js').PasskeySupport} passkey 'none': the browser says that no passkey made here would open a device, or
 *   there are none at all; 'unknown': there are passkeys, and it does not say
 *
 * @typedef {WorkerCapabilities & PageCapabilities} Capabilities
 */

/**
 * @param {{probe(): Promise<void>}} store
 * @returns {Promise<StoreReport>}
 */
async function reportOf(store) {
  try {
    await store.probe();
    return 'ok';
  } catch (error) {
    return error instanceof StoreFailure && error.reason === 'quota' ? 'quota' : 'denied';
  }
}

/**
 * @param {{store: {probe(): Promise<void>}, official: {probe(): Promise<void>}, locks: LockManager | undefined}} parts
 * @returns {Promise<WorkerCapabilities>}
 */
export async function probeWorker({ store, official, locks }) {
  const [indexedDB, opfs] = await Promise.all([reportOf(store), reportOf(official)]);
  return { indexedDB, opfs, webLocks: locks !== undefined };
}

/** @returns {Promise<PageCapabilities>} */
export async function probePage() {
  const framed = isFramed();
  const access = framed ? await document.hasStorageAccess?.().catch(() => undefined) : undefined;
  return {
    secureContext: globalThis.isSecureContext,
    framed,
    // Access may have been granted to cookies alone: only its refusal tells something.
    partitioned: framed ? (access === false ? true : null) : false,
    persisted: (await navigator.storage?.persisted?.().catch(() => null)) ?? null,
    passkey: await passkeySupport(),
  };
}

/**
 * Asks the browser to keep what is stored. Firefox asks the person, and answers when they have: nothing may depend on it. On the page,
 * since a Worker is not allowed to.
 * @returns {Promise<{persisted: boolean}>}
 */
export async function persist() {
  return { persisted: (await navigator.storage?.persist?.().catch(() => false)) ?? false };
}
