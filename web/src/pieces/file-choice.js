// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { announce } from '../live.js';
import { Piece } from '../piece.js';
import { icon } from './icon.js';
import { problemLine } from './name-field.js';

/**
 * One file, dragged here or chosen: a `file` event with it follows.
 */
export class FileChoice extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    name: {},
    label: {},
    hint: {},
    accept: {},
    chosen: {},
    problem: {},
    over: { state: true },
  };

  constructor() {
    super();
    this.name = 'file';
    this.label = '';
    this.hint = '';
    this.accept = '';
    /** The name of the file that was chosen. */
    this.chosen = '';
    this.problem = '';
    this.over = false;
  }

  focus() {
    /** @type {HTMLElement | null} */ (this.querySelector('button'))?.focus();
  }

  /** @param {import('lit').PropertyValues<this>} changed */
  updated(changed) {
    if (changed.has('chosen') && this.chosen) announce(this.#chosenLine());
  }

  #chosenLine() {
    const { chosen } = this;
    return msg(str`Chosen: ${chosen}`, { id: 'file.chosen' });
  }

  /** @param {File | undefined} file */
  #take(file) {
    if (file) this.dispatchEvent(new CustomEvent('file', { detail: file }));
  }

  render() {
    const { name, chosen, problem } = this;
    const described = [
      `${name}-hint`,
      ...(chosen ? [`${name}-chosen`] : []),
      ...(problem ? [`${name}-problem`] : []),
    ].join(' ');
    return html`<div
      class="dropzone ${this.over ? 'over' : ''}"
      @dragover=${(/** @type {DragEvent} */ event) => {
        event.preventDefault();
        this.over = true;
      }}
      @dragleave=${() => {
        this.over = false;
      }}
      @drop=${(/** @type {DragEvent} */ event) => {
        event.preventDefault();
        this.over = false;
        this.#take(event.dataTransfer?.files[0]);
      }}
    >
      <p class="muted" id="${name}-hint">${this.hint}</p>
      ${chosen ? html`<p class="chosen" id="${name}-chosen">${icon('file')}<span>${this.#chosenLine()}</span></p>` : nothing}
      <input
        class="visually-hidden"
        type="file"
        id=${name}
        accept=${this.accept}
        tabindex="-1"
        aria-label=${this.label}
        @change=${(/** @type {Event} */ event) => {
          const input = /** @type {HTMLInputElement} */ (event.target);
          this.#take(input.files?.[0]);
          input.value = '';
        }}
      />
      <button
        class="button small"
        type="button"
        aria-describedby=${described}
        @click=${() => /** @type {HTMLInputElement} */ (this.querySelector('input')).click()}
      >
        ${icon('file')}${chosen ? msg('Choose another file', { id: 'file.choose-other' }) : msg('Choose a file', { id: 'home.file-choose' })}
      </button>
      ${problemLine(problem ? () => problem : null, `${name}-problem`)}
    </div>`;
  }
}
customElements.define('file-choice', FileChoice);
