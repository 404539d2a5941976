// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { announce } from '../live.js';
import { Piece } from '../piece.js';
import { strengthMeter } from '../strength.js';
import { icon } from './icon.js';
import './password.js';

/** @typedef {import('../strength.js').Verdict} Verdict */

/** @param {Verdict} verdict */
function sentence(verdict) {
  switch (verdict) {
    case 'short':
      return msg('Too short: use at least 8 characters, better four unrelated words.', {
        id: 'strength.short',
      });
    case 'guessable':
      return msg('Too easy to guess: add a word or two that have nothing to do with each other.', {
        id: 'strength.guessable',
      });
    case 'personal':
      return msg(
        'Too easy to guess for somebody who knows you: avoid your name, e-mail and organization.',
        { id: 'strength.personal' },
      );
    case 'good':
      return msg('Good password.', { id: 'strength.good' });
    case 'strong':
      return msg('Very good password.', { id: 'strength.strong' });
  }
}

/**
 * A new password, typed twice, with its strength in one sentence.
 */
export class NewPassword extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    about: { attribute: false },
    verdict: { state: true },
    problem: { state: true },
    repeatProblem: { state: true },
    checking: { state: true },
  };

  constructor() {
    super();
    /** @type {string[]} what somebody who knows the person would try first */
    this.about = [];
    /** @type {Verdict | null} */
    this.verdict = null;
    /** @type {import('./name-field.js').Words | null} */
    this.problem = null;
    /** @type {import('./name-field.js').Words | null} */
    this.repeatProblem = null;
    this.checking = false;
    this.meter = strengthMeter();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.meter.stop();
    clearTimeout(this.timer);
  }

  /** @returns {import('./password.js').PasswordField[]} */
  get #fields() {
    return /** @type {any[]} */ ([...this.querySelectorAll('password-field')]);
  }

  /** @param {Event} event */
  #typed(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.name === 'repeat') {
      if (this.repeatProblem && input.value === this.#fields[0].input.value)
        this.repeatProblem = null;
      return;
    }
    this.problem = null;
    if (input.value === this.#fields[1].input.value) this.repeatProblem = null;
    clearTimeout(this.timer);
    if (input.value === '') {
      this.verdict = null;
      return;
    }
    this.timer = setTimeout(async () => {
      const typed = input.value;
      const verdict = await this.meter.judge(typed, this.about);
      if (input.value !== typed) return;
      if (verdict !== this.verdict) announce(sentence(verdict));
      this.verdict = verdict;
    }, 200);
  }

  /** @param {Event} event */
  #left(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.name !== 'repeat' || input.value === '') return;
    this.repeatProblem = input.value === this.#fields[0].input.value ? null : this.#different;
  }

  #different = () =>
    msg('The two passwords differ: type the same one again here.', { id: 'password.different' });

  /**
   * The password as bytes, the fields emptied; or null, with the focus on the first problem. What is judged and repeated is what is
   * returned.
   * @returns {Promise<Uint8Array<ArrayBuffer> | null>}
   */
  async take() {
    if (this.checking) return null;
    const [first, second] = this.#fields;
    const typed = first.input.value;
    const repeated = second.input.value;
    this.problem = null;
    this.repeatProblem = null;
    if (typed === '') {
      this.problem = () => msg('Choose a password first.', { id: 'password.missing' });
    } else {
      this.checking = true;
      const verdict = await this.meter.judge(typed, this.about);
      this.checking = false;
      if (first.input.value !== typed || second.input.value !== repeated)
        this.problem = () =>
          msg('You changed the password while it was checked. Check it, then go on.', {
            id: 'password.changed',
          });
      else {
        this.verdict = verdict;
        if (verdict !== 'good' && verdict !== 'strong') this.problem = () => sentence(verdict);
        else if (repeated === '')
          this.repeatProblem = () =>
            msg('Type the same password once more here.', {
              id: 'password.repeat-missing',
            });
        else if (repeated !== typed) this.repeatProblem = this.#different;
      }
    }
    if (this.problem || this.repeatProblem) {
      (this.problem ? first : second).input.focus();
      return null;
    }
    first.clear();
    second.clear();
    this.verdict = null;
    // It has seen the password: its memory goes as soon as it has judged.
    clearTimeout(this.timer);
    this.meter.stop();
    return new TextEncoder().encode(typed);
  }

  render() {
    const good = this.verdict === 'good' || this.verdict === 'strong';
    return html`<div class="stack" @input=${this.#typed} @focusout=${this.#left} @focusin=${() => this.meter.start()}>
      <password-field
        name="new-password"
        autocomplete="new-password"
        label=${msg('Password for this browser', { id: 'password.new' })}
        hint=${msg('At least 8 characters. Four or five unrelated words are easy to remember and hard to guess.', { id: 'password.new-hint' })}
        problem=${this.problem?.() ?? ''}
      ></password-field>
      ${this.checking ? html`<p class="muted">${msg('Checking your password…', { id: 'strength.checking' })}</p>` : nothing}
      ${
        this.verdict && !this.problem
          ? html`<p class="strength ${good ? 'good' : 'weak'}">${icon(good ? 'check' : 'alert')}<span>${sentence(this.verdict)}</span></p>`
          : nothing
      }
      <password-field
        name="repeat"
        autocomplete="new-password"
        label=${msg('The same password again', { id: 'password.repeat' })}
        problem=${this.repeatProblem?.() ?? ''}
      ></password-field>
    </div>`;
  }
}
customElements.define('new-password', NewPassword);
