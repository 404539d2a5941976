// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { client } from '../client.js';
import { saveCopy } from '../copy-device.js';
import { rememberCopy } from '../device-memory.js';
import { Piece } from '../piece.js';
import { router } from '../router.js';
import { failureNotice } from './failure.js';
import { icon } from './icon.js';
import { notice } from './notice.js';

/**
 * The end of joining and of creating: the device is saved. Asks the browser to keep it, shows the answer, and offers a copy.
 */
export class WelcomePage extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    device: { attribute: false },
    created: { type: Boolean },
    another: { type: Boolean },
    kept: { state: true },
    saved: { state: true },
    failure: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../journeys.js').DeviceResult | null} */
    this.device = null;
    this.created = false;
    /** One more device of somebody who has others. */
    this.another = false;
    /** @type {boolean | null} null while the browser (or the person it asks) has not answered */
    this.kept = null;
    this.saved = '';
    /** @type {import('../journeys.js').Failure | null} */
    this.failure = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#askToKeep();
  }

  async #askToKeep() {
    try {
      this.kept = (await (await client()).persist()).persisted;
    } catch {
      this.kept = false;
    }
  }

  async #save() {
    if (!this.device) return;
    this.failure = null;
    try {
      this.saved = await saveCopy(this.device);
      rememberCopy(this.device.device_id);
      await this.updateComplete;
      // The button that was pressed has made room for the next one.
      /** @type {HTMLElement | null} */ (this.querySelector('.actions .primary'))?.focus();
    } catch (failure) {
      this.failure = /** @type {import('../journeys.js').Failure} */ (failure);
    }
  }

  #go() {
    router.go(`/device/${this.device?.device_id}`, { replace: true, force: true });
  }

  render() {
    const organization = this.device?.organization ?? '';
    return html`<div class="stack loose">
      <span class="stop-sign ok">${icon('check')}</span>
      <h1 tabindex="-1">
        ${this.#title(organization)}
      </h1>
      <p class="lead">
        ${msg('Your device is saved in this browser. Next time, open this page and enter your password.', { id: 'welcome.saved' })}
      </p>
      ${this.#keepNotice()}
      <div class="card stack">
        <h2>${msg('Save a copy of your device now', { id: 'welcome.copy-title' })}</h2>
        <p>
          ${this.#reason()}
        </p>
        <p class="muted">${msg('The file is useless without your password. Keep it somewhere other than on this device, for instance on a USB stick.', { id: 'welcome.copy-where' })}</p>
        ${
          this.saved
            ? html`<div role="status">${notice('ok', msg(str`Your browser has saved “${this.saved}” among its downloads.`, { id: 'welcome.copy-saved' }))}</div>`
            : nothing
        }
        ${this.failure ? failureNotice(this.failure, { organization }) : nothing}
      </div>
      <div class="actions">
        ${
          this.saved
            ? html`<button class="button primary" type="button" @click=${this.#go}>${msg(str`Go to ${organization}`, { id: 'welcome.go' })}</button>
                <button class="button" type="button" @click=${this.#save}>${msg('Save it again', { id: 'welcome.copy-again' })}</button>`
            : html`<button class="button primary" type="button" @click=${this.#save}>
                  ${icon('download')}${msg('Save a copy of my device', { id: 'copy.save' })}
                </button>
                <button class="button" type="button" @click=${this.#go}>${msg('Later', { id: 'welcome.later' })}</button>`
        }
      </div>
    </div>`;
  }

  /** @param {string} organization */
  #title(organization) {
    if (this.created) return msg(str`${organization} is created`, { id: 'welcome.created' });
    return this.another
      ? msg(str`This browser opens ${organization} now`, { id: 'welcome.another' })
      : msg(str`You are in ${organization}`, { id: 'welcome.joined' });
  }

  /** Why a copy is worth its trouble. */
  #reason() {
    if (this.created)
      return msg(
        'You are the only one who can let people in: if this browser forgets you, nobody can open the organization any more.',
        { id: 'welcome.copy-created' },
      );
    return this.another
      ? msg(
          'If both this browser and your other device were lost, this file and the password of this browser would still open Parsec.',
          { id: 'welcome.copy-another' },
        )
      : msg(
          'It is your only spare key: with this file and your password you open Parsec from another browser.',
          { id: 'welcome.copy-joined' },
        );
  }

  #keepNotice() {
    switch (this.kept) {
      case null:
        return notice(
          'info',
          msg('Your browser may now ask whether this site may keep data: please allow it.', {
            id: 'keep.asking',
          }),
        );
      case true:
        return notice(
          'ok',
          msg('This browser has promised to keep your device.', { id: 'keep.granted' }),
        );
      default:
        return notice(
          'warn',
          msg(
            'It may do so when space runs out, when you clear its data, or when a private window is closed. Keep a copy.',
            { id: 'keep.denied' },
          ),
          {
            title: msg('This browser may forget your device', { id: 'keep.denied-title' }),
          },
        );
    }
  }
}
customElements.define('welcome-page', WelcomePage);
