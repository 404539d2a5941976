// SPDX-License-Identifier: MPL-2.0
// What is remembered of the devices in this browser beside their files, and is no secret.
import { recall, remember } from './remembered.js';

const copyKey = (/** @type {string} */ deviceId) => `parsec-copy-${deviceId}`;
const useKey = (/** @type {string} */ deviceId) => `parsec-used-${deviceId}`;
const asideKey = (/** @type {string} */ deviceId) => `parsec-aside-${deviceId}`;
const recoveryKey = (/** @type {string} */ deviceId) => `parsec-recovery-${deviceId}`;

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
 * @typedef {'created' | 'checked'} RecoveryStage
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

/**
 * How far the person came with the last recovery file that was created from this device.
 * @param {string} deviceId
 * @param {RecoveryStage} stage checked: file and key were loaded back, and opened
 */
export function rememberRecovery(deviceId, stage) {
  remember(recoveryKey(deviceId), `${stage} ${new Date().toISOString()}`);
}

/**
 * @param {string} deviceId
 * @returns {{ stage: RecoveryStage, on: Date } | null}
 */
export function recoveryRemembered(deviceId) {
  const [stage, when = ''] = (recall(recoveryKey(deviceId)) ?? '').split(' ');
  const on = new Date(when);
  if ((stage !== 'created' && stage !== 'checked') || Number.isNaN(on.getTime())) return null;
  return { stage, on };
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
  const used = new Date(recall(useKey(deviceId)) ?? '');
  return Number.isNaN(used.getTime()) ? null : used;
}

/** @param {string} deviceId of one that is here no longer */
export function forgetMemory(deviceId) {
  for (const key of [copyKey, useKey, asideKey, recoveryKey]) remember(key(deviceId), null);
}
