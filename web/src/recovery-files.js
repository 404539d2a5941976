// SPDX-License-Identifier: MPL-2.0
// Whether a person can come back when their password or their devices are lost: recovery files are devices of their own, which the
// organization knows.
import { recoveryRemembered } from './device-memory.js';
import { plain } from './journeys.js';

/**
 * @typedef {import('./directory.js').MemberDevice} MemberDevice
 * @typedef {'none' | 'unchecked' | 'checked' | 'elsewhere'} Standing of the newest one; unchecked: it may well be the one that was
 *   asked for here, and not loaded back; elsewhere: this browser knows nothing of it but that it exists
 */

/** @param {Pick<MemberDevice, 'purpose'>} device */
export const isRecoveryFile = ({ purpose }) => plain(purpose) === 'passphrase-recovery';

/**
 * One's own.
 * @param {{ self?: { user_id: string }, devices: readonly MemberDevice[] } | undefined} knowledge
 * @returns {MemberDevice[] | null} the newest first; null until it is known
 */
export function recoveryFiles(knowledge) {
  if (!knowledge?.self) return null;
  const { user_id } = knowledge.self;
  return knowledge.devices
    .filter((device) => device.user_id === user_id && isRecoveryFile(device))
    .sort((a, b) => Number(b.created_on) - Number(a.created_on));
}

/**
 * @param {string} deviceId the device that is open
 * @param {readonly MemberDevice[]} files one's own, the newest first
 * @returns {Standing}
 */
export function standingOf(deviceId, files) {
  const [newest] = files;
  if (!newest) return 'none';
  const { begun, checked } = recoveryRemembered(deviceId);
  if (checked && newest.created_on <= checked) return 'checked';
  return begun && newest.created_on >= begun ? 'unchecked' : 'elsewhere';
}
