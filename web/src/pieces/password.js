// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { Piece } from '../piece.js';
import { icon } from './icon.js';

/**
 * A password and the button that shows it.
 */
export class PasswordField extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    name: {},
    label: {},
    hint: {},
    problem: {},
    missing: { state: true },
    autocomplete: {},
    shown: { type: Boolean },
    focused: { type: Boolean },
  };

  constructor() {
    super();
    this.name = 'password';
    this.label = '';
    this.hint = '';
    this.problem = '';
    /** Pressed with nothing typed. */
    this.missing = false;
    /** @type {'current-password' | 'new-password'} */
    this.autocomplete = 'current-password';
    this.shown = false;
    this.focused = false;
  }

  /** A second try starts where the first one failed. */
  firstUpdated() {
    if (this.focused && this.problem) this.input.focus();
  }

  /** @returns {HTMLInputElement} */
  get input() {
    return /** @type {HTMLInputElement} */ (this.querySelector('input'));
  }

  /** What was typed, as bytes for the core. The field is empty afterwards. */
  take() {
    const bytes = new TextEncoder().encode(this.input.value);
    this.clear();
    return bytes;
  }

  clear() {
    this.input.value = '';
    this.shown = false;
  }

  render() {
    const problem = this.missing
      ? msg('Enter your password first.', { id: 'password.empty' })
      : this.problem;
    const described = [this.hint ? `${this.name}-hint` : '', problem ? `${this.name}-problem` : '']
      .filter(Boolean)
      .join(' ');
    return html`<div class="field">
      <label for=${this.name}>${this.label}</label>
      ${this.hint ? html`<p class="hint" id="${this.name}-hint">${this.hint}</p>` : nothing}
      <div class="with-button">
        <input
          class="input"
          id=${this.name}
          name=${this.name}
          type=${this.shown ? 'text' : 'password'}
          autocomplete=${this.autocomplete}
          autocapitalize="none"
          autocorrect="off"
          spellcheck="false"
          aria-invalid=${problem ? 'true' : nothing}
          aria-describedby=${described || nothing}
        />
        <button
          type="button"
          class="icon-button"
          aria-pressed=${this.shown ? 'true' : 'false'}
          aria-label=${msg('Show the password', { id: 'password.show' })}
          title=${msg('Show the password', { id: 'password.show' })}
          @click=${() => {
            this.shown = !this.shown;
          }}
        >
          ${icon(this.shown ? 'eye-off' : 'eye')}
        </button>
      </div>
      ${problem ? html`<p class="problem" id="${this.name}-problem" role="alert">${icon('alert')}<span>${problem}</span></p>` : nothing}
    </div>`;
  }
}
customElements.define('password-field', PasswordField);
