// SPDX-License-Identifier: MPL-2.0
// How a device is opened, as its file says, for people.
import { msg, str } from '@lit/localize';
import { providerName } from './providers.js';

/** @typedef {import('../journeys.js').DeviceLine} DeviceLine */

const notKnown = () => msg('Not known', { id: 'method.unknown' });

/** @param {DeviceLine['kind']} kind null: its file is damaged */
export function methodName(kind) {
  switch (kind) {
    case 'password':
      return msg('Password', { id: 'password.label' });
    case 'web_passkey':
      return msg('Passkey', { id: 'method.passkey' });
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

/** With whom, where that is known. @param {Pick<DeviceLine, 'kind'> & { provider?: string | null }} line */
function methodOf({ kind, provider }) {
  return kind === 'openbao' && provider
    ? msg(str`Single sign-on (${providerName(provider)})`, { id: 'method.sign-on-with' })
    : methodName(kind);
}

/** Both in a few words. @param {Pick<DeviceLine, 'kind' | 'has_totp'> & { provider?: string | null }} line */
export function openedBy(line) {
  const { has_totp } = line;
  const method = methodOf(line);
  return has_totp ? msg(str`${method} and one-time code`, { id: 'method.with-code' }) : method;
}

/**
 * Whether a device opens only while the server can be reached: because of its code, or because its key is kept elsewhere.
 * @param {DeviceLine['kind']} kind
 * @param {boolean} code
 */
export function needsServer(kind, code) {
  return code || kind === 'openbao' || kind === 'account_vault';
}

/**
 * These facts stand at the head of a device file; a damaged one tells none.
 * @param {Pick<DeviceLine, 'kind' | 'has_totp'> & { provider?: string | null }} line
 * @returns {{ method: string, code: string, offline: string }} code: whether a one-time code is asked for as well; offline: whether it
 *   opens without the server
 */
export function protectionWords({ kind, has_totp, provider }) {
  const known = kind !== null;
  return {
    method: methodOf({ kind, provider }),
    code: known ? yesOrNo(has_totp) : notKnown(),
    offline: known ? yesOrNo(!needsServer(kind, has_totp)) : notKnown(),
  };
}

/** @param {boolean} is */
const yesOrNo = (is) =>
  is ? msg('Yes', { id: 'method.code-yes' }) : msg('No', { id: 'method.code-no' });
