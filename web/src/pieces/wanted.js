// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { nothing } from 'lit';
import { wantedOf } from '../policy.js';
import { notice } from './notice.js';

/**
 * Where a password is the one thing that can be chosen: what comes right after, when the organization's server wants something else.
 * @param {import('../policy.js').Wanted | null} policy null until it is known
 * @param {string} organization
 */
export function passwordWanted(policy, organization) {
  const { allowed, needs_totp } = wantedOf(policy, 'password');
  if (!allowed) {
    return notice(
      'warn',
      msg(
        str`Choose one for now: it is needed to begin. Right after, you are asked to change to what ${organization} accepts, for instance a passkey. Until then, nothing else opens.`,
        { id: 'wanted.no-password-text' },
      ),
      {
        title: msg(str`${organization} does not accept passwords for long`, {
          id: 'wanted.no-password',
        }),
      },
    );
  }
  if (needs_totp) {
    return notice(
      'info',
      msg(
        'Right after, you set up one-time codes (MFA): six digits from an application on your phone, asked for at each log in. Have your phone at hand.',
        { id: 'wanted.code-text' },
      ),
      { title: msg(str`${organization} also asks for a code`, { id: 'wanted.code' }) },
    );
  }
  return nothing;
}
