// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';

/** @typedef {'STANDARD' | 'ADMIN' | 'OUTSIDER'} Profile */

/** @param {string} profile */
export function profileName(profile) {
  switch (profile) {
    case 'ADMIN':
      return msg('Administrator', { id: 'profile.admin' });
    case 'OUTSIDER':
      return msg('External', { id: 'profile.outsider' });
    default:
      return msg('Member', { id: 'profile.standard' });
  }
}

/** @param {Profile} profile */
export function profileEffect(profile) {
  switch (profile) {
    case 'ADMIN':
      return msg('Shares files, and lets people in or out.', { id: 'profile.admin-why' });
    case 'OUTSIDER':
      return msg(
        'Only works in what is shared with them, and does not see the e-mails of the others.',
        { id: 'profile.outsider-why' },
      );
    default:
      return msg('Shares files and sees who the others are.', { id: 'profile.standard-why' });
  }
}
