// SPDX-License-Identifier: MPL-2.0
// A passkey's id in an address of ours.

/** @param {Uint8Array} id */
export const credentialText = (id) =>
  btoa(String.fromCharCode(...id))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/**
 * @template {{ credential_id: Uint8Array }} T
 * @param {readonly T[]} passkeys
 * @param {string} text
 */
export const passkeyOf = (passkeys, text) =>
  passkeys.find(({ credential_id }) => credentialText(credential_id) === text);
