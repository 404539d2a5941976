// SPDX-License-Identifier: MPL-2.0
// Where questions 'sign-on' and 'signing-on' are answered: a bare list of providers, until there is a piece for it.
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import './wait.js';

/** @param {string} phase of a screen: signed-on while what somebody has signed on for is being done */
export const isSigningOn = (phase) => ['sign-on', 'signing-on', 'signed-on'].includes(phase);

/**
 * @param {import('../journey-screen.js').JourneyScreen} screen
 */
export function signOnPlace(screen) {
  const question = screen.journey?.question;
  if (!question)
    return html`<wait-line text=${msg('Asking the sign-on service…', { id: 'sign-on.asking' })}></wait-line>`;
  if (question.question !== 'sign-on') return nothing;
  return html`<div class="stack" data-sign-on translate="no">
    ${question.providers.map(
      ({ id }) =>
        html`<button class="button primary" type="button" @click=${() => screen.answer({ answer: 'provider', provider: id, redirect_uri: location.origin })}>${id}</button>`,
    )}
  </div>`;
}
