// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html } from 'lit';
import { icon } from '../pieces/icon.js';
import { Screen } from '../screen.js';

/** The same device was opened in another tab, which has it now. */
class TakenOverScreen extends Screen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    device: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import('../journeys.js').DeviceResult | null} */
    this.device = null;
  }

  render() {
    const organization = this.device?.organization ?? '';
    return html`<div class="task stack loose">
      <span class="stop-sign warn">${icon('device')}</span>
      <h1 tabindex="-1">${msg(str`${organization} is now open in another tab`, { id: 'taken-over.title' })}</h1>
      <p class="lead">${msg('A device runs in one tab at a time. This one has been closed; nothing is lost.', { id: 'taken-over.text' })}</p>
      <div class="actions">
        <a class="button primary" href="#/">${msg('Back to start', { id: 'to-start' })}</a>
        <button class="button" type="button" @click=${() => location.reload()}>${msg('Use it here again', { id: 'taken-over.again' })}</button>
      </div>
    </div>`;
  }
}
customElements.define('taken-over-screen', TakenOverScreen);
