// SPDX-License-Identifier: MPL-2.0
// What a passkey is, and how to get rid of one that opens nothing.
import { msg, str } from '@lit/localize';

/** In one sentence. */
export const passkeyWhat = () =>
  msg('Your fingerprint, your face or the code that unlocks this computer.', {
    id: 'passkey.what',
  });

/** Where each keeper of passkeys lists them. */
export const leftoverPlaces = () => [
  msg('Chrome, Edge, Android: the settings of the browser, “Passwords”, then “Passkeys”.', {
    id: 'passkey.leftover-chrome',
  }),
  msg('iPhone, iPad, Mac: the application “Passwords”.', { id: 'passkey.leftover-apple' }),
  msg('Windows: Settings, “Accounts”, then “Passkeys”.', { id: 'passkey.leftover-windows' }),
  msg('A password manager of your own, or the program of your security key.', {
    id: 'passkey.leftover-other',
  }),
];

/**
 * What it goes by there.
 * @param {string} label
 * @param {string} host
 */
export const leftoverNamed = (label, host) =>
  label
    ? msg(str`Look for ${host}, and there for “${label}”.`, { id: 'passkey.leftover-named' })
    : msg(str`Look for ${host}.`, { id: 'passkey.leftover-host' });
