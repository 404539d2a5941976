// SPDX-License-Identifier: MPL-2.0
import { announce, unsay } from './live.js';
import { Piece } from './piece.js';

/** The first thing shown after loading does not take the focus: the browser puts it at the top of the page. */
let firstPage = true;

/**
 * A page of the app. Whenever its step changes, its h1 gets the focus (so that it is read) and the tab its title.
 */
export class Screen extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    route: { attribute: false },
  };

  #shown = '';
  #step = '';
  #said = '';

  constructor() {
    super();
    /** @type {import('./router.js').Route} */
    this.route = { path: '', screen: '', params: {} };
  }

  /** Names what is on the page now; a change of it is a new step. */
  get step() {
    return '';
  }

  /**
   * What takes the focus when a step begins.
   * @returns {HTMLElement | null}
   */
  get entry() {
    return this.querySelector('h1');
  }

  updated() {
    const step = `${this.localName} ${this.step}`;
    if (step !== this.#shown) {
      unsay();
      // A double click that led here has selected what stands here now.
      getSelection()?.removeAllRanges();
    }
    this.#shown = step;
    this.#enter();
    const said = [...this.querySelectorAll('[data-say]')]
      .map((part) => part.textContent?.trim())
      .join(' ');
    if (said !== this.#said) {
      if (said) announce(said);
      else unsay([this.#said]);
    }
    this.#said = said;
  }

  async #enter() {
    // A heading may be drawn by an element inside, a moment later.
    await Promise.all(
      [
        ...this.querySelectorAll(
          'welcome-page, password-field, code-entry, passkey-use, passkey-new, sign-on-entry',
        ),
      ].map((part) => /** @type {Piece} */ (part).updateComplete),
    );
    const heading = this.querySelector('h1');
    if (!heading) return;
    const title = heading.textContent?.trim();
    document.title = title ? `${title} — Parsec` : 'Parsec';
    const step = `${this.localName} ${this.step}`;
    // A page that only collects what it needs is no step yet: its wait is announced if it lasts.
    if (step === this.#step || this.step === 'starting') return;
    this.#step = step;
    const { entry } = this;
    const first = firstPage;
    firstPage = false;
    if (first && entry === heading) return;
    entry?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
}
