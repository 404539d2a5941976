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
import { takeBack } from '../sign-on-back.js';

/**
 * What opens one device: its password, a passkey or single sign-on, and a one-time code. The page that was asked for follows by itself.
 */
class OpenScreen extends FileScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    passkeyTrouble: { state: true },
    signOnTrouble: { state: true },
  };

  constructor() {
    super();
    /** Why nobody has signed on; '' when there is nothing to tell. */
    this.signOnTrouble = '';
    /** @type {import('../journeys.js').Failure | null} what came of the provider's page that took the place of this one */
    this.cameBack = null;
    /** @type {import('../journeys.js').Failure | null} what came of the browser's own window */
    this.passkeyTrouble = null;
  }

  /** @param {import('../journeys.js').ReadableLine} line */
  job(line) {
    foresee(line);
    const back = takeBack(this.route.path);
    this.cameBack = back?.failure ?? null;
    return /** @type {const} */ ({ flow: 'unlock', place: line.place, sign_on: back?.sign_on });
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
      case 'sign-on':
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
    const hearSignOn = (/** @type {CustomEvent<string>} */ { detail }) => {
      this.signOnTrouble = detail;
    };
    return html`<div class="task stack loose" @passkey-trouble=${hear} @sign-on-trouble=${hearSignOn}>
      <h1 tabindex="-1">${msg(str`Open ${line.organization ?? ''}`, { id: 'open.title' })}</h1>
      ${openingEntry(journey, {
        verb: msg('Open', { id: 'open.submit' }),
        answer: (answer, secret) => this.answer(answer, secret),
        otherActions: this.cancelButton(),
        totp: line.has_totp,
        line,
        flow: this.route.path,
        failure: this.cameBack,
      })}
      <div class="stack tight">
        ${this.#lost()}
        ${helpLink({ status: trouble?.status ?? (this.phase === 'sign-on' ? this.signOnTrouble : openingTrouble(journey)) })}
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
          : this.phase === 'sign-on'
            ? msg('I cannot sign in any more', { id: 'open.lost-sign-on' })
            : msg('I have lost my password', { id: 'open.lost' })
      }</a>
    </p>`;
  }
}
customElements.define('open-screen', OpenScreen);
