// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { perform } from '../client.js';
import { plain } from '../journeys.js';
import { announce } from '../live.js';
import { Piece } from '../piece.js';
import { icon } from './icon.js';

/** A second press sooner is a slip of the hand, and would be a second e-mail. */
const PAUSE_MS = 5000;

/**
 * Sends the e-mail of a pending invitation again: the same link.
 */
export class MailAgain extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    device: { attribute: false },
    email: {},
    heard: { attribute: false, hasChanged: () => false },
    failed: { attribute: false, hasChanged: () => false },
    state: { state: true },
    sent: { state: true },
  };

  constructor() {
    super();
    this.device = 0;
    this.email = '';
    /** @type {(network: import('parsec-client').Notes['network']) => void} */
    this.heard = () => {};
    /** @type {(failure: import('../journeys.js').Failure | null) => void} */
    this.failed = () => {};
    /** @type {'ready' | 'sending' | 'pause'} */
    this.state = 'ready';
    /** @type {string | null} what became of the last one */
    this.sent = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.state = 'ready';
  }

  async #send() {
    if (this.state !== 'ready') return;
    const { device, email } = this;
    this.state = 'sending';
    this.sent = null;
    this.failed(null);
    try {
      const result = await perform(
        { flow: 'invite', device, job: 'new', email, send_email: true },
        this.heard,
      );
      if (result.result === 'invited') this.sent = plain(result.email_sent);
      announce(this.#outcome());
    } catch (failure) {
      this.failed(/** @type {import('../journeys.js').Failure} */ (failure));
    }
    this.state = 'pause';
    this.timer = setTimeout(() => {
      this.state = 'ready';
    }, PAUSE_MS);
  }

  #outcome() {
    switch (this.sent) {
      case 'success':
        return msg('Sent again', { id: 'again.sent' });
      case 'recipient-refused':
        return msg('The mail server refused this address', { id: 'again.refused' });
      default:
        return msg('This server cannot send e-mails now', { id: 'again.unavailable' });
    }
  }

  render() {
    const waits = this.state !== 'ready';
    const good = this.sent === 'success';
    return html`<button
        class="button small"
        type="button"
        aria-disabled=${waits ? 'true' : nothing}
        aria-busy=${this.state === 'sending' ? 'true' : 'false'}
        aria-label=${msg(str`Send again: ${this.email}`, { id: 'again.label' })}
        @click=${this.#send}
      >
        ${icon('mail')}${msg('Send again', { id: 'again.send' })}
      </button>
      ${
        this.sent
          ? html`<span class="badge ${good ? 'ok' : 'warn'}" data-sent-again=${this.sent}>${icon(good ? 'check' : 'alert')}${this.#outcome()}</span>`
          : nothing
      }`;
  }
}
customElements.define('mail-again', MailAgain);
