// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { WRONG_PASSWORD } from '../help-link.js';
import { failureWords } from '../words/failures.js';
import './code-to-come.js';
import { deviceCard } from './device-card.js';
import './password.js';

/** In one line, under the field. @param {string} organization */
function wrongPassword(organization) {
  const { title, next } = failureWords(WRONG_PASSWORD, { organization });
  return `${title}. ${next}`;
}

/** Of the entry that was sent last: it began or ended with a blank, which nobody sees. */
let blank = false;

/**
 * The one field that opens a device. A wrong entry is answered under the field, and the focus goes back there.
 * @param {{ organization: string, host: string, human_handle: import('../journeys.js').Person, device_label: string | null, refused: number }} question
 * @param {string} verb
 * @param {(secret: Uint8Array<ArrayBuffer>) => void} send
 * @param {unknown} otherActions
 * @param {boolean} [totp] a one-time code is asked for after it, and was accepted when the password is refused
 */
export function passwordEntry(question, verb, send, otherActions, totp = false) {
  const { organization, human_handle, refused } = question;
  const pasted = msg('It began or ended with a blank: if you pasted it, take only the password.', {
    id: 'password.blank',
  });
  const again = msg('Your one-time code was accepted: only the password is asked for again.', {
    id: 'password.wrong-after-code',
  });
  const problem = refused
    ? [wrongPassword(organization), ...(blank ? [pasted] : []), ...(totp ? [again] : [])].join(' ')
    : '';
  return html`<form
    class="stack loose"
    novalidate
    @input=${(/** @type {InputEvent} */ event) => {
      const form = /** @type {HTMLFormElement} */ (event.currentTarget);
      const field = /** @type {import('./password.js').PasswordField} */ (
        form.querySelector('password-field')
      );
      field.problem = '';
      field.missing = false;
    }}
    @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const field = /** @type {import('./password.js').PasswordField} */ (
        /** @type {HTMLFormElement} */ (event.currentTarget).querySelector('password-field')
      );
      if (field.input.value === '') {
        field.missing = true;
        field.input.focus();
      } else {
        blank = /^\s|\s$/u.test(field.input.value);
        send(field.take());
      }
    }}
  >
    ${deviceCard(question)}
    ${totp && !refused ? html`<code-to-come .host=${question.host}></code-to-come>` : nothing}
    <input class="visually-hidden" type="text" autocomplete="username" .value=${human_handle[0]} readonly tabindex="-1" aria-hidden="true" />
    ${keyed(
      refused,
      html`<password-field label=${msg('Password', { id: 'password.label' })} problem=${problem} focused></password-field>`,
    )}
    <div class="actions">
      <button class="button primary" type="submit">${verb}</button>
      ${otherActions}
    </div>
  </form>`;
}
