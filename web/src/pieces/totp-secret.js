// SPDX-License-Identifier: MPL-2.0
// The key of somebody's one-time codes, on its way to the application that makes them: shown once, as a picture and as text.
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { copyText } from '../copy-text.js';
import { listed } from '../words/locale.js';
import { codeEntry } from './code-entry.js';
import { icon } from './icon.js';
import { qr } from './qr.js';

/** Free ones. Where the telephone has one built in, that is said first. */
const APPLICATIONS = [
  'Aegis (Android)',
  'FreeOTP',
  'Google Authenticator',
  'Microsoft Authenticator',
];

/**
 * As applications take it by hand; they do not mind the blanks.
 * @param {string} uri
 */
function keyOf(uri) {
  return URL.parse(uri)?.searchParams.get('secret') ?? '';
}

/** @param {string} key */
const inFours = (key) => key.match(/.{1,4}/g)?.join(' ') ?? '';

/**
 * @param {import('../journey-screen.js').Journey} journey that asks for the first code
 * @param {string} uri its secret
 * @param {{ verb: string, send: (code: string) => void, otherActions: unknown }} how
 */
export function totpSecret(journey, uri, { verb, send, otherActions }) {
  const key = keyOf(uri);
  return html`<section class="card stack" aria-labelledby="application">
      <h2 id="application">${msg('1. An application on your phone', { id: 'mfa.application' })}</h2>
      <p>
        ${msg('You need an application that makes one-time codes (“authenticator”). On an iPhone, “Passwords” is one. For every phone there are free ones, among others:', { id: 'mfa.application-text' })}
        <span translate="no">${listed(APPLICATIONS, 'disjunction')}.</span>
      </p>
    </section>
    <section class="card stack" aria-labelledby="key">
      <h2 id="key">${msg('2. Give it the key', { id: 'mfa.key' })}</h2>
      <p>
        ${msg('In the application, add an account and scan this picture. If you cannot scan it, choose to enter a key by hand and type the one below.', { id: 'mfa.key-text' })}
      </p>
      ${qr(uri, msg('The key as a QR code; it stands below as text too', { id: 'mfa.qr' }))}
      ${
        key
          ? html`<p class="link-text secret-key" translate="no" data-secret>${inFours(key)}</p>
              <div class="row">
                <button class="button small" type="button" @click=${() => copyText(key)}>${icon('copy')}${msg('Copy the key', { id: 'mfa.copy' })}</button>
              </div>`
          : nothing
      }
      <p class="muted">
        ${msg('Once a code of it has worked, it is never shown again. Whoever sees it can make your codes: show it to nobody.', { id: 'mfa.key-secret' })}
      </p>
    </section>
    <section class="card stack" aria-labelledby="first-code">
      <h2 id="first-code">${msg('3. Your first code', { id: 'mfa.first-code' })}</h2>
      ${codeEntry(journey, { verb, send, otherActions })}
    </section>`;
}
