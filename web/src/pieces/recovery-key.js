// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { client } from '../client.js';
import { announce, unsay } from '../live.js';
import { Piece } from '../piece.js';
import { keyProblem, keySentence } from '../words/recovery.js';
import { icon } from './icon.js';
import { problemLine } from './name-field.js';

/** @typedef {import('../words/recovery.js').KeyDescription} KeyDescription */

/** A pause in which the typing is looked at, and one long enough to talk about it. */
const LOOK_MS = 200;
const SAY_MS = 1200;
/** A text file with a key is far smaller: what is larger is not worth reading. */
const FILE_MAX = 4096;

/**
 * A recovery key, typed by hand, pasted, or loaded from the text file that it was saved in. Forgiving: the core drops blanks and dashes,
 * takes small letters for capital ones, 0 for O and 1 for I.
 *
 * What was entered stays while it is tried, and for correction when it is refused: fifty-two characters that nobody types twice. Whoever
 * put this field on a page clears it when the key was taken; with the page it goes anyway.
 */
export class RecoveryKeyField extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    label: {},
    hint: {},
    rejected: { attribute: false },
    refusal: { state: true },
    seen: { state: true },
  };

  /** Of looks at what is entered: an answer that was overtaken says nothing any more. */
  #looks = 0;

  constructor() {
    super();
    this.label = '';
    this.hint = '';
    /** The status of a key that was tried, until it is changed. */
    this.rejected = '';
    /** @type {import('./name-field.js').Words | null} of what was entered or loaded, before it is tried */
    this.refusal = null;
    /** @type {KeyDescription | null} null: nothing is entered */
    this.seen = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.looking);
    clearTimeout(this.saying);
    this.clear();
  }

  /** @returns {HTMLTextAreaElement} */
  get input() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector('textarea'));
  }

  focus() {
    this.input.focus();
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes given away */
  async #describe(bytes) {
    return (await client()).describeRecoveryKey(bytes);
  }

  #entered() {
    return new TextEncoder().encode(this.input.value);
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} [entered] given away
   * @returns {Promise<KeyDescription | null>} null: nothing is entered
   */
  async #look(entered = this.#entered()) {
    clearTimeout(this.looking);
    const look = ++this.#looks;
    const seen = this.input.value.trim() === '' ? null : await this.#describe(entered);
    if (look === this.#looks) this.seen = seen;
    return seen;
  }

  #typed() {
    this.refusal = null;
    this.rejected = '';
    clearTimeout(this.looking);
    clearTimeout(this.saying);
    // A core that is gone says nothing: whoever tries the key hears of it.
    this.looking = setTimeout(() => this.#look().catch(() => undefined), LOOK_MS);
    this.saying = setTimeout(() => this.seen && announce(keySentence(this.seen).text), SAY_MS);
  }

  /** @param {File | undefined} file */
  async #load(file) {
    if (!file) return;
    this.rejected = '';
    this.refusal = null;
    const bytes =
      file.size > FILE_MAX ? new Uint8Array() : new Uint8Array(await file.arrayBuffer());
    const described = await this.#describe(bytes.slice()).catch(() => null);
    if (described?.status !== 'ok') {
      bytes.fill(0);
      this.refusal = () =>
        msg('There is no recovery key in this file. Choose the text file (“.txt”) with the key.', {
          id: 'recovery.key-file-wrong',
        });
      return;
    }
    // Whatever an editor has put around the characters stays out.
    this.input.value = new TextDecoder().decode(bytes).replace(/[^\w-]/g, '');
    bytes.fill(0);
    this.#look().catch(() => undefined);
    announce(keySentence(described).text);
  }

  /**
   * What is looked at is what is returned.
   * @returns {Promise<Uint8Array<ArrayBuffer> | null>} the key as it was entered; null, with the focus here, when it cannot be one
   */
  async take() {
    clearTimeout(this.saying);
    unsay();
    this.rejected = '';
    this.refusal = null;
    const entered = this.#entered();
    try {
      const seen = await this.#look(entered.slice());
      if (seen?.status === 'ok') return entered;
      this.refusal = seen
        ? () => keySentence(seen).text
        : () => msg('Enter the key first.', { id: 'recovery.key-missing' });
    } catch {
      // The core is gone: trying the key says so.
      return entered;
    }
    entered.fill(0);
    this.focus();
    return null;
  }

  clear() {
    this.input.value = '';
    this.#looks += 1;
    this.seen = null;
  }

  render() {
    const problem = this.refusal?.() ?? keyProblem(this.rejected);
    // One thing at a time: what was refused, or what is entered.
    const seen = problem || !this.seen ? null : keySentence(this.seen);
    const described = ['key-hint', ...(problem ? ['key-problem'] : []), 'key-seen'].join(' ');
    return html`<div class="field">
      <label for="key">${this.label}</label>
      <p class="hint" id="key-hint">${this.hint} ${msg('It has 13 groups of 4 characters. Capital or small letters, with or without dashes: all of that is fine.', { id: 'recovery.key-form' })}</p>
      <textarea
        class="input key-entry"
        id="key"
        rows="4"
        autocomplete="off"
        autocapitalize="characters"
        autocorrect="off"
        spellcheck="false"
        translate="no"
        aria-invalid=${problem ? 'true' : nothing}
        aria-describedby=${described}
        @input=${this.#typed}
      ></textarea>
      ${problemLine(problem ? () => problem : null, 'key-problem')}
      <p class="strength ${seen?.good ? 'good' : 'weak'}" id="key-seen" data-symbols=${this.seen?.symbols ?? nothing}>
        ${seen ? html`${icon(seen.good ? 'check' : 'info')}<span>${seen.text}</span>` : nothing}
      </p>
      <div class="row">
        <input
          class="visually-hidden"
          type="file"
          id="key-file"
          accept=".txt,text/plain"
          tabindex="-1"
          aria-label=${msg('Text file with the key', { id: 'recovery.key-file' })}
          @change=${(/** @type {Event} */ event) => {
            const input = /** @type {HTMLInputElement} */ (event.target);
            this.#load(input.files?.[0]);
            input.value = '';
          }}
        />
        <button class="button small" type="button" @click=${() => /** @type {HTMLInputElement} */ (this.querySelector('#key-file')).click()}>
          ${icon('file')}${msg('Load the key from its text file', { id: 'recovery.key-load' })}
        </button>
      </div>
    </div>`;
  }
}
customElements.define('recovery-key-field', RecoveryKeyField);
