// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { FileScreen } from '../file-screen.js';
import { helpLink } from '../help-link.js';
import { elsewherePage } from '../pieces/elsewhere.js';
import { openingEntry, openingTrouble, openingWait } from '../pieces/opening.js';
import { foresee } from '../policy.js';
import { router } from '../router.js';
import { sessions } from '../sessions.js';

/**
 * What opens one device: its password or a passkey, and a one-time code. The page that was asked for follows by itself.
 */
class OpenScreen extends FileScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    passkeyTrouble: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../journeys.js').Failure | null} what came of the browser's own window */
    this.passkeyTrouble = null;
  }

  /** @param {import('../journeys.js').ReadableLine} line */
  job(line) {
    foresee(line);
    return /** @type {const} */ ({ flow: 'unlock', place: line.place });
  }

  working() {
    return 'opening';
  }

  /** @param {import('parsec-client').Result} result */
  end(result) {
    if (result.result !== 'device') return;
    this.phase = 'opening';
    router.guard(null);
    sessions.open(result);
  }

  get exit() {
    return '/';
  }

  page() {
    const organization = this.line?.organization ?? '';
    switch (this.phase) {
      case 'password':
      case 'passkey':
      case 'one-time-code':
        return this.#entryPage();
      case 'opening':
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${msg(str`Opening ${organization}`, { id: 'open.opening' })}</h1>
          ${this.journey ? openingWait(this.journey) : nothing}
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
      case 'elsewhere':
        return elsewherePage(this, {
          why: msg(
            'This device is protected in an outdated way. The same password can protect it better from now on.',
            { id: 'open.weak' },
          ),
          no: msg('Not now', { id: 'open.weak-later' }),
        });
      case 'in-use':
        return this.inUsePage({ href: '#/', text: msg('Back to start', { id: 'to-start' }) });
      case 'starting':
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${organization ? msg(str`Open ${organization}`, { id: 'open.title' }) : msg('Open your organization', { id: 'open.starting' })}</h1>
          <wait-line text=${msg('Checking what this browser has saved…', { id: 'home.looking' })}></wait-line>
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
      default:
        return super.page();
    }
  }

  #entryPage() {
    const { journey, line } = this;
    if (!journey || !line) return nothing;
    const hear = (
      /** @type {CustomEvent<import('../journeys.js').Failure | null>} */ { detail },
    ) => {
      this.passkeyTrouble = detail;
    };
    const trouble = this.phase === 'passkey' ? this.passkeyTrouble : null;
    return html`<div class="task stack loose" @passkey-trouble=${hear}>
      <h1 tabindex="-1">${msg(str`Open ${line.organization ?? ''}`, { id: 'open.title' })}</h1>
      ${openingEntry(journey, {
        verb: msg('Open', { id: 'open.submit' }),
        answer: (answer, secret) => this.answer(answer, secret),
        otherActions: this.cancelButton(),
        totp: line.has_totp,
      })}
      <div class="stack tight">
        ${this.#lost()}
        ${helpLink({ status: trouble?.status ?? openingTrouble(journey) })}
      </div>
    </div>`;
  }

  /** The piece for one-time codes has its own words for a phone that is lost. */
  #lost() {
    if (this.phase === 'one-time-code') return nothing;
    return html`<p>
      <a class="linklike" href="#/lost/${this.route.params.device}">${
        this.phase === 'passkey'
          ? msg('I have lost my passkey', { id: 'open.lost-passkey' })
          : msg('I have lost my password', { id: 'open.lost' })
      }</a>
    </p>`;
  }
}
customElements.define('open-screen', OpenScreen);
