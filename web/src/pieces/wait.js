// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { announce, unsay } from '../live.js';
import { Piece } from '../piece.js';
import { notice } from './notice.js';

const HINT_S = 30;
const ADVICE_S = 120;
/** What is over sooner is not worth interrupting a screen reader for. */
const QUIET_MS = 600;

/** @param {number} seconds */
function elapsed(seconds) {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(seconds % 60).padStart(2, '0')}`;
}

/**
 * One wait: what is awaited, since when, what helps after 30 seconds and after 2 minutes. Put it under `keyed` so that a new wait starts
 * at zero.
 */
export class WaitLine extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    text: {},
    spoken: {},
    hint: {},
    advice: {},
    seconds: { state: true },
  };

  constructor() {
    super();
    this.text = '';
    /** What is said aloud when the wait begins, if it is more than the text. */
    this.spoken = '';
    this.hint = '';
    this.advice = '';
    this.seconds = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.saying = setTimeout(() => announce(this.spoken || this.text), QUIET_MS);
    const since = performance.now() - this.seconds * 1000;
    this.timer = setInterval(() => {
      const before = this.seconds;
      this.seconds = Math.floor((performance.now() - since) / 1000);
      if (before < HINT_S && this.seconds >= HINT_S && this.seconds < ADVICE_S && this.hint)
        announce(this.hint);
      if (before < ADVICE_S && this.seconds >= ADVICE_S && this.advice) announce(this.advice);
    }, 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
    clearTimeout(this.saying);
    unsay([this.spoken || this.text, this.hint, this.advice]);
  }

  render() {
    const help = this.seconds >= ADVICE_S ? this.advice : this.seconds >= HINT_S ? this.hint : '';
    return html`<div class="stack tight">
      <div class="wait">
        <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
        <p>${this.text}</p>
        ${
          this.seconds >= 5
            ? html`<time datetime="PT${this.seconds}S" aria-label=${msg(str`Waiting for ${elapsed(this.seconds)}`, { id: 'wait.elapsed' })}
                >${elapsed(this.seconds)}</time
              >`
            : nothing
        }
      </div>
      ${help ? notice('info', help) : nothing}
    </div>`;
  }
}
customElements.define('wait-line', WaitLine);
