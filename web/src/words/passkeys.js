// SPDX-License-Identifier: MPL-2.0
// What a passkey is, and how to get rid of one that opens nothing.
import { msg, str } from '@lit/localize';

/** Beside its name. */
export const passkeyWhat = () =>
  msg('Your fingerprint, your face or the code that unlocks your screen.', {
    id: 'passkey.what',
  });

/** In one sentence. */
export const passkeyMeans = () =>
  msg(
    'With a passkey, your fingerprint, your face or the code that unlocks your screen opens the device.',
    { id: 'passkey.means' },
  );

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
 * @param {string} name '' when there are several
 * @param {string} host
 */
export const leftoverNamed = (name, host) =>
  name
    ? msg(str`Look for ${host}, and there for “${name}”.`, { id: 'passkey.leftover-named' })
    : msg(str`Look for ${host}.`, { id: 'passkey.leftover-host' });
