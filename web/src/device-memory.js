// SPDX-License-Identifier: MPL-2.0
// What is remembered of the devices in this browser beside their files, and is no secret.
import { recall, remember } from './remembered.js';

const copyKey = (/** @type {string} */ deviceId) => `parsec-copy-${deviceId}`;
const useKey = (/** @type {string} */ deviceId) => `parsec-used-${deviceId}`;
const asideKey = (/** @type {string} */ deviceId) => `parsec-aside-${deviceId}`;
const begunKey = (/** @type {string} */ deviceId) => `parsec-recovery-begun-${deviceId}`;
const checkedKey = (/** @type {string} */ deviceId) => `parsec-recovery-checked-${deviceId}`;

/** @param {string} deviceId */
export function copyRemembered(deviceId) {
  return recall(copyKey(deviceId)) === 'saved';
}

/** @param {string} deviceId */
export function rememberCopy(deviceId) {
  remember(copyKey(deviceId), 'saved');
}

/**
 * @typedef {'person' | 'removed' | 'recovered'} AsideReason removed: the organization knows this person no longer; recovered: they came
 *   back with a recovery file, on a new device
 */

/**
 * Whoever puts a file aside says why: the start page tells it.
 * @param {string} deviceId
 * @param {AsideReason | null} why null: it is back
 */
export function rememberAside(deviceId, why) {
  remember(asideKey(deviceId), why);
}

/** @param {string} deviceId */
export function asideReason(deviceId) {
  return recall(asideKey(deviceId));
}

/** A recovery file is about to be created from this device. @param {string} deviceId */
export function rememberRecoveryBegun(deviceId) {
  remember(begunKey(deviceId), new Date().toISOString());
}

/**
 * The newest recovery file was loaded back with its key, and opened.
 * @param {string} deviceId
 * @param {Date | undefined} created when it was created, if that is known: clocks differ
 */
export function rememberRecoveryChecked(deviceId, created) {
  const on = new Date(Math.max(Date.now(), Number(created ?? 0)));
  remember(checkedKey(deviceId), on.toISOString());
}

/**
 * @param {string} deviceId
 * @returns {{ begun: Date | null, checked: Date | null }} when, the last time
 */
export function recoveryRemembered(deviceId) {
  return { begun: dateOf(begunKey(deviceId)), checked: dateOf(checkedKey(deviceId)) };
}

/** @param {string} key */
function dateOf(key) {
  const date = new Date(recall(key) ?? '');
  return Number.isNaN(date.getTime()) ? null : date;
}

/** It is open here now. @param {string} deviceId */
export function rememberUse(deviceId) {
  remember(useKey(deviceId), new Date().toISOString());
}

/**
 * @param {string} deviceId
 * @returns {Date | null} when it was last open here
 */
export function lastUse(deviceId) {
  return dateOf(useKey(deviceId));
}

/** @param {string} deviceId of one that is here no longer */
export function forgetMemory(deviceId) {
  for (const key of [copyKey, useKey, asideKey, begunKey, checkedKey])
    remember(key(deviceId), null);
}
