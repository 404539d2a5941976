// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { Piece } from '../piece.js';
import { notice } from './notice.js';

/**
 * A one-time code is asked for next. Said before anything else is given: without the server it would be in vain.
 */
export class CodeToCome extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    host: { attribute: false },
  };

  constructor() {
    super();
    this.host = '';
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('online', this.#changed);
    addEventListener('offline', this.#changed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('online', this.#changed);
    removeEventListener('offline', this.#changed);
  }

  #changed = () => this.requestUpdate();

  render() {
    const { host } = this;
    return navigator.onLine
      ? notice(
          'info',
          msg(
            str`Next comes a one-time code, which the server ${host} checks: have your phone at hand.`,
            { id: 'code.to-come' },
          ),
        )
      : notice(
          'warn',
          msg(
            str`This device also asks for a one-time code, which the server ${host} checks. Without a connection it cannot be opened.`,
            { id: 'code.to-come-offline' },
          ),
          { title: msg('This computer is not connected', { id: 'code.to-come-title' }) },
        );
  }
}
customElements.define('code-to-come', CodeToCome);
