// SPDX-License-Identifier: MPL-2.0
// How a device is opened, as its file says, for people.
import { msg } from '@lit/localize';

/** @typedef {import('../journeys.js').DeviceLine} DeviceLine */

const notKnown = () => msg('Not known', { id: 'method.unknown' });

/** @param {DeviceLine['kind']} kind null: its file is damaged */
export function methodName(kind) {
  switch (kind) {
    case 'password':
      return msg('Password', { id: 'password.label' });
    case 'openbao':
      return msg('Single sign-on', { id: 'method.sign-on' });
    case 'pki':
      return msg('Smart card', { id: 'method.card' });
    case 'keyring':
      return msg('The computer itself (system keyring)', { id: 'method.keyring' });
    case 'account_vault':
      return msg('Parsec account', { id: 'method.account' });
    case 'recovery':
      return msg('Recovery key', { id: 'method.recovery' });
    case null:
      return notKnown();
  }
}

/**
 * Both facts stand at the head of a device file; a damaged one tells neither.
 * @param {Pick<DeviceLine, 'kind' | 'status'>} line
 * @returns {{ method: string, code: string }} code: whether a one-time code is asked for as well
 */
export function protectionWords({ kind, status }) {
  return { method: methodName(kind), code: codeWords(status) };
}

/** @param {string} status */
function codeWords(status) {
  switch (status) {
    case 'ok':
    case 'stretch-excessive':
      return msg('No', { id: 'method.code-no' });
    case 'device-file-totp':
      return msg('Yes', { id: 'method.code-yes' });
    default:
      return notKnown();
  }
}
