// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { icon } from '../pieces/icon.js';
import '../pieces/wait.js';
import { Screen } from '../screen.js';

/**
 * The page to which a provider sends people in the end, for as long as it is to be seen.
 */
export class SignedOnScreen extends Screen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    outcome: {},
  };

  constructor() {
    super();
    /** @type {'handing-over' | 'unheard' | 'taken' | 'lost' | 'nothing'} */
    this.outcome = 'handing-over';
  }

  get step() {
    return this.outcome;
  }

  #start() {
    return html`<div class="actions">
      <a class="button" href=${import.meta.env.BASE_URL}>${msg('Back to start', { id: 'to-start' })}</a>
    </div>`;
  }

  render() {
    switch (this.outcome) {
      case 'handing-over':
        return html`<div class="task stack loose" data-outcome="handing-over">
          <h1 tabindex="-1">${msg('Signed in', { id: 'signed-on.title' })}</h1>
          <wait-line text=${msg('Going back to the page that waits for you…', { id: 'signed-on.handing' })}></wait-line>
        </div>`;
      case 'unheard':
        return html`<div class="task stack loose" data-outcome="unheard">
          <h1 tabindex="-1">${msg('Go back to the other page', { id: 'signed-on.unheard-title' })}</h1>
          <p class="lead">${msg('You come from a tab or window of Parsec, which does not answer yet. Switch to it: it goes on by itself.', { id: 'signed-on.unheard-text' })}</p>
          <wait-line text=${msg('Waiting for that page. This takes a minute at most.', { id: 'signed-on.unheard-wait' })}></wait-line>
        </div>`;
      case 'taken':
        return html`<div class="task stack loose" data-outcome="taken">
          <span class="stop-sign ok">${icon('check')}</span>
          <h1 tabindex="-1">${msg('Signed in', { id: 'signed-on.title' })}</h1>
          <p class="lead">${msg('Close this window and go on in the other one.', { id: 'signed-on.close' })}</p>
        </div>`;
      case 'lost':
        return this.#nobody(
          msg('Nobody waits for this sign-in any more', { id: 'signed-on.lost-title' }),
          msg(
            'The page that you came from was closed, has been loaded anew or has waited for too long. What you brought was thrown away.',
            { id: 'signed-on.lost-text' },
          ),
        );
      case 'nothing':
        return this.#nobody(
          msg('There is nothing on this page', { id: 'signed-on.nothing-title' }),
          msg(
            'It is where people come back to who have signed in with single sign-on. Nothing came along this time.',
            { id: 'signed-on.nothing-text' },
          ),
        );
      default:
        return nothing;
    }
  }

  /** @param {string} title @param {string} text */
  #nobody(title, text) {
    return html`<div class="task stack loose" data-outcome=${this.outcome}>
      <span class="stop-sign warn">${icon('alert')}</span>
      <h1 tabindex="-1">${title}</h1>
      <p class="lead">${text}</p>
      <p>${msg('Begin again from the start page. If another page of Parsec is still open, close this window and sign in from there.', { id: 'signed-on.again' })}</p>
      ${this.#start()}
    </div>`;
  }
}
customElements.define('signed-on-screen', SignedOnScreen);
