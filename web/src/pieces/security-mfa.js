// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { wantedOf } from '../policy.js';
import { codeWhat } from './code-entry.js';
import { icon } from './icon.js';

/**
 * The part of the security page about one-time codes.
 * @param {Pick<import('../journeys.js').ReadableLine, 'device_id' | 'kind' | 'has_totp'>} line
 * @param {import('../policy.js').Wanted | null} [policy] what the organization's server wants
 */
export function securityMfa({ device_id, kind, has_totp }, policy) {
  const wanted = wantedOf(policy, kind).needs_totp;
  return html`<section class="card stack" id="mfa" aria-labelledby="mfa-title" data-mfa=${has_totp ? 'on' : 'off'}>
    <h2 id="mfa-title">${msg('One-time codes (MFA)', { id: 'mfa.title' })}</h2>
    <p>
      ${
        has_totp
          ? html`<span class="badge ok">${icon('check')}${msg('On, on this device', { id: 'mfa.on' })}</span>`
          : html`<span class="badge">${msg('Off, on this device', { id: 'mfa.off' })}</span>`
      }
    </p>
    <p>
      ${
        has_totp
          ? msg(
              'At each log in, it asks for a code from your phone, and needs the server for that. Your other devices each have this setting of their own.',
              { id: 'mfa.on-text' },
            )
          : html`${codeWhat()} ${msg('With it, what opens this device today is no longer enough: your phone is needed as well.', { id: 'mfa.off-text' })}`
      }
    </p>
    ${wanted ? html`<p>${msg('Your organization asks for it.', { id: 'mfa.wanted' })}</p>` : nothing}
    <div class="row">
      ${
        has_totp
          ? html`<a class="button" href="#/saved/${device_id}/mfa/remove">${msg('Turn one-time codes off', { id: 'mfa.remove-link' })}</a>`
          : html`<a class="button" href="#/saved/${device_id}/mfa/add">${msg('Set up one-time codes', { id: 'mfa.add-link' })}</a>`
      }
    </div>
  </section>`;
}
