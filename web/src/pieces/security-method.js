// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { credentialText } from '../credential-id.js';
import { shown } from '../names.js';
import { passkeysHere } from '../passkeys-here.js';
import { day } from '../words/locale.js';
import { openedBy } from '../words/methods.js';
import { passkeyWhat } from '../words/passkeys.js';
import { onlyWayIn } from './only-way-in.js';

/** @typedef {import('../journeys.js').ReadableLine} ReadableLine */

/** As many as a device file has room for. */
const PASSKEYS_MAX = 16;

/** @param {ReadableLine['kind']} kind */
function meaning(kind) {
  if (kind === 'openbao')
    return msg(
      'You sign in with an account, and a sign-on service gives out the key of this device: without the network it does not open.',
      { id: 'saved.sign-on-text' },
    );
  return kind === 'web_passkey'
    ? passkeyWhat()
    : msg(
        'Each of your devices has its own. Whoever knows this one can open this device, here and in its copies.',
        { id: 'saved.password-text' },
      );
}

/** @param {ReadableLine['kind']} kind @param {boolean} signOn whether the server offers single sign-on, as far as it is known */
function changeWords(kind, signOn) {
  if (kind !== 'password') return msg('Choose another way', { id: 'method.change' });
  if (signOn)
    return msg('Change the password or choose another way', { id: 'method.change-password-or' });
  return passkeysHere() === 'none'
    ? msg('Change the password', { id: 'change.link' })
    : msg('Change the password or use a passkey', { id: 'method.change-password' });
}

/**
 * How a device is opened, and what can be changed about that.
 * @param {ReadableLine} line that can be opened here
 * @param {ReturnType<typeof import('./only-way-in.js').recoveryFileKnown>} recovery whether there is a recovery file
 * @param {boolean} [signOn] whether the server offers single sign-on
 */
export function securityMethod(line, recovery, signOn = false) {
  const { kind, device_id, organization, passkeys } = line;
  const named = html`<span class="visually-hidden" translate="no"> ${organization}</span>`;
  const alone =
    kind === 'web_passkey' && passkeys.length === 1 ? onlyWayIn(device_id, recovery) : '';
  return html`<section class="card stack" id="method" aria-labelledby="method-title">
    <h2 id="method-title">${msg('How you open it', { id: 'security.method' })}</h2>
    <div>
      <p><strong>${openedBy(line)}</strong></p>
      <p>${meaning(kind)}</p>
    </div>
    ${
      kind === 'web_passkey'
        ? html`<ul class="lines">${passkeys.map((passkey) => html`<li>${passkeyLine(line, passkey)}</li>`)}</ul>`
        : nothing
    }
    ${alone}
    <div class="row">
      <a class="button" href="#/saved/${device_id}/method">${changeWords(kind, signOn)}${named}</a>
      ${
        // The warning has one of its own.
        kind === 'web_passkey' && !alone && passkeys.length < PASSKEYS_MAX
          ? html`<a class="button" href="#/saved/${device_id}/passkeys/add">${msg('Add a passkey', { id: 'passkeys.add' })}${named}</a>`
          : nothing
      }
    </div>
  </section>`;
}

/**
 * @param {ReadableLine} line
 * @param {ReadableLine['passkeys'][number]} passkey
 */
function passkeyLine({ device_id, passkeys }, { label, created_on, rp_id, credential_id }) {
  const here = rp_id === location.hostname;
  return html`<div class="line folding" data-passkey=${credentialText(credential_id)}>
    <span class="what">
      <span class="name" translate="no">${shown(label)}</span>
      <span class="caption muted">${msg(str`Made on ${day(created_on)}, for ${rp_id}`, { id: 'passkeys.made' })}</span>
      ${here ? nothing : html`<span class="badge warn">${msg('Does not work on this site', { id: 'passkeys.elsewhere' })}</span>`}
    </span>
    ${
      passkeys.length > 1
        ? html`<a class="button small" href="#/saved/${device_id}/passkeys/remove/${credentialText(credential_id)}" aria-label=${msg(str`Remove the passkey ${shown(label)}`, { id: 'passkeys.remove-label' })}>${msg('Remove', { id: 'passkeys.remove-verb' })}</a>`
        : nothing
    }
  </div>`;
}
