// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { Piece } from '../piece.js';
import { SETTLING_MS } from '../settling.js';
import { alone } from '../words/alone.js';
import { oneByOne, spelled } from '../words/spelling.js';
import { icon } from './icon.js';

const NONE = 'none';

/**
 * Which code does the other person read out, or one's other device show? Selecting and confirming are two acts in two places, and "none" weighs as much as the codes.
 *
 * @fires chosen detail: the code, or null for none of these
 */
export class CodeChoices extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    choices: { attribute: false },
    peer: {},
    alone: { attribute: false },
    selected: { state: true },
    missing: { state: true },
    spelling: { state: true },
    settling: { state: true },
    sent: { state: true },
  };

  constructor() {
    super();
    /** @type {string[]} */
    this.choices = [];
    this.peer = '';
    /** The other device is in the same hands: its code is seen, not heard. */
    this.alone = false;
    this.selected = '';
    this.missing = false;
    this.spelling = false;
    this.settling = true;
    this.sent = false;
  }

  connectedCallback() {
    super.connectedCallback();
    for (const type of ['click', 'keydown', 'pointerdown'])
      this.addEventListener(type, this.#tooEarly, true);
    this.timer = setTimeout(() => {
      this.settling = false;
    }, SETTLING_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  /** Also by keyboard: the focus may come to rest on a code. @param {Event} event */
  #tooEarly = (event) => {
    if (!this.settling || (event instanceof KeyboardEvent && event.key === 'Tab')) return;
    event.preventDefault();
    event.stopPropagation();
  };

  #confirm() {
    if (this.sent) return;
    if (this.selected === '') {
      this.missing = true;
      this.querySelector('input')?.focus();
      return;
    }
    this.sent = true;
    this.dispatchEvent(
      new CustomEvent('chosen', { detail: this.selected === NONE ? null : this.selected }),
    );
  }

  /** @param {string} value */
  #select(value) {
    this.selected = value;
    this.missing = false;
  }

  /** @param {Event} event */
  async #spell({ currentTarget }) {
    this.spelling = !this.spelling;
    await this.updateComplete;
    // The codes have grown and pushed it down.
    /** @type {HTMLElement} */ (currentTarget).scrollIntoView({ block: 'nearest' });
  }

  /** @param {string} code as shown, or as read out */
  #confirmation(code) {
    return this.alone
      ? alone.confirm(code)
      : msg(str`${this.peer} said ${code} — continue`, { id: 'choices.confirm' });
  }

  render() {
    const none = this.selected === NONE;
    return html`<form
      class="stack"
      novalidate
      data-settling=${this.settling ? '' : nothing}
      @submit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        this.#confirm();
      }}
    >
      <fieldset aria-describedby=${this.missing ? 'code-missing' : nothing}>
        <legend class="visually-hidden">${this.alone ? alone.legend() : msg(str`The code that ${this.peer} reads to you`, { id: 'choices.legend' })}</legend>
        <div class="code-choices">
          ${this.choices.map(
            (code) =>
              html`<label class="code-tile" data-code=${code} translate="no">
                <input
                  type="radio"
                  name="code"
                  value=${code}
                  .checked=${this.selected === code}
                  @change=${() => this.#select(code)}
                  aria-label=${this.spelling ? spelled(code) : oneByOne(code)}
                />
                <span aria-hidden="true">
                  <span class="code">${code}</span>
                  ${this.spelling ? html`<span class="spelled">${spelled(code)}</span>` : nothing}
                </span>
              </label>`,
          )}
          <label class="code-tile whole">
            <input type="radio" name="code" value=${NONE} .checked=${none} @change=${() => this.#select(NONE)} />
            <span>
              <span class="title">${msg('None of these codes', { id: 'choices.none' })}</span>
              <span class="spelled">${this.alone ? alone.noneWhy() : msg('Everything stops here: this protects you both.', { id: 'choices.none-why' })}</span>
            </span>
          </label>
        </div>
      </fieldset>
      <button
        type="button"
        class="linklike"
        aria-pressed=${this.spelling ? 'true' : 'false'}
        @click=${this.#spell}
      >
        ${msg('Spell the codes with words', { id: 'choices.spell' })}
      </button>
      ${
        this.missing
          ? html`<p class="problem" id="code-missing" role="alert">
              ${icon('alert')}${this.alone ? alone.missing() : msg('Choose the code you hear first. If you do not see it, choose “None of these codes”. Never guess.', { id: 'choices.missing' })}
            </p>`
          : nothing
      }
      <div class="actions">
        <button class="button ${none ? 'danger' : 'primary'}" type="submit">
          ${
            none
              ? msg('None of these — stop here', { id: 'choices.confirm-none' })
              : this.selected
                ? html`<span translate="no"
                    ><span aria-hidden="true">${this.#confirmation(this.selected)}</span
                    ><span class="visually-hidden">${this.#confirmation(oneByOne(this.selected))}</span
                    ></span
                  >`
                : msg('Continue', { id: 'continue' })
          }
        </button>
      </div>
    </form>`;
  }
}
customElements.define('code-choices', CodeChoices);
