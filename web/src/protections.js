// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';

/** How a device is opened. @param {import('./journeys.js').DeviceLine['kind']} kind */
export function protectionName(kind) {
  switch (kind) {
    case 'password':
      return msg('Password', { id: 'password.label' });
    case 'keyring':
      return msg('System login', { id: 'protection.keyring' });
    case 'pki':
      return msg('Smart card', { id: 'protection.pki' });
    case 'account_vault':
      return msg('Parsec account', { id: 'protection.account' });
    case 'openbao':
      return msg('Single sign-on', { id: 'protection.openbao' });
    case 'recovery':
      return msg('Recovery key', { id: 'protection.recovery' });
    default:
      return msg('Unknown', { id: 'protection.unknown' });
  }
}
