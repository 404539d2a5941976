// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { PRO_CONNECT, signInWith } from '../words/providers.js';
import { icon } from './icon.js';

const ABOUT_PRO_CONNECT = 'https://www.proconnect.gouv.fr/';

/**
 * The button that leads to a provider's page. ProConnect wants one in its own colours, and a link that says what it is.
 * @param {string} provider
 * @param {{ press: () => void, primary: boolean, disabled?: boolean }} how
 */
export function providerButton(provider, { press, primary, disabled = false }) {
  const own = provider === PRO_CONNECT;
  return html`<div class="stack tight provider" data-provider=${provider}>
    <button class="button ${own ? 'pro-connect' : ''} ${primary ? 'primary' : ''}" type="button" ?disabled=${disabled} @click=${press}>
      ${own ? nothing : icon('key')}<span translate="no">${signInWith(provider)}</span>
    </button>
    ${own ? aboutProConnect() : nothing}
  </div>`;
}

const aboutProConnect = () =>
  html`<p>
    <a
      class="linklike"
      href=${ABOUT_PRO_CONNECT}
      target="_blank"
      rel="noopener noreferrer"
      title=${msg('What is ProConnect? (in a new window)', { id: 'sign-on.pro-connect-new' })}
      >${msg('What is ProConnect?', { id: 'sign-on.pro-connect' })}</a
    >
  </p>`;
