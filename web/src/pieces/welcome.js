// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html } from 'lit';
import { client } from '../client.js';
import { knowledgeOf } from '../knowledge.js';
import { Piece } from '../piece.js';
import { recoveryFiles } from '../recovery-files.js';
import { router } from '../router.js';
import { day } from '../words/locale.js';
import { icon } from './icon.js';
import { notice } from './notice.js';

/** @typedef {'password' | 'passkey' | 'sign-on'} Way how the device is opened from now on */

/**
 * The end of joining and of creating: the device is saved. Asks the browser to keep it, shows the answer, and offers a recovery file. A
 * copy of the device would not help whoever forgets the password: it is offered elsewhere.
 */
export class WelcomePage extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    device: { attribute: false },
    created: { type: Boolean },
    another: { type: Boolean },
    way: {},
    kept: { state: true },
  };

  /** @type {import('../knowledge.js').Knowledge | undefined} */
  #following;

  constructor() {
    super();
    /** @type {import('../journeys.js').DeviceResult | null} */
    this.device = null;
    this.created = false;
    /** One more device of somebody who has others. */
    this.another = false;
    /** @type {Way} */
    this.way = 'password';
    /** @type {boolean | null} null while the browser (or the person it asks) has not answered */
    this.kept = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#following = this.device ? knowledgeOf(this.device) : undefined;
    this.#following?.addEventListener('change', this.#learnt);
    this.#askToKeep();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#following?.removeEventListener('change', this.#learnt);
  }

  #learnt = () => this.requestUpdate();

  async #askToKeep() {
    try {
      this.kept = (await (await client()).persist()).persisted;
    } catch {
      this.kept = false;
    }
  }

  /** @param {string} [page] */
  #go(page = '') {
    router.go(`/device/${this.device?.device_id}${page}`, { replace: true, force: true });
  }

  render() {
    const organization = this.device?.organization ?? '';
    // Whoever adds a device may have one from before.
    const files = recoveryFiles(this.#following) ?? [];
    return html`<div class="stack loose">
      <span class="stop-sign ok">${icon('check')}</span>
      <h1 tabindex="-1">
        ${this.#title(organization)}
      </h1>
      <p class="lead">
        ${this.#saved()}
      </p>
      ${this.#keepNotice()}
      ${
        files.length
          ? notice(
              'info',
              msg(
                str`Your recovery file of ${day(files[0].created_on)} helps you here too, should you ever lose everything.`,
                { id: 'welcome.recovery-there' },
              ),
            )
          : html`<div class="card stack">
              <h2>${msg('Save a recovery file now', { id: 'welcome.recovery-title' })}</h2>
              <p>${this.#reason()}</p>
              <p class="muted">${msg('Keep the file in one place and write the key in another. Together they let you in from any browser. Nobody else can make them for you.', { id: 'welcome.recovery-where' })}</p>
            </div>`
      }
      <div class="actions">
        ${
          files.length
            ? html`<button class="button primary" type="button" @click=${() => this.#go()}>${msg(str`Go to ${organization}`, { id: 'welcome.go' })}</button>`
            : html`<button class="button primary" type="button" @click=${() => this.#go('/recovery')}>
                  ${icon('key')}${msg('Save my recovery file now', { id: 'welcome.recovery' })}
                </button>
                <button class="button" type="button" @click=${() => this.#go()}>${msg('Later', { id: 'welcome.later' })}</button>`
        }
      </div>
    </div>`;
  }

  #saved() {
    switch (this.way) {
      case 'passkey':
        return msg(
          'Your device is saved in this browser. Next time, open this page and use your passkey.',
          { id: 'welcome.saved-passkey' },
        );
      case 'sign-on':
        return msg('Your device is saved in this browser. Next time, open this page and sign in.', {
          id: 'welcome.saved-sign-on',
        });
      default:
        return msg(
          'Your device is saved in this browser. Next time, open this page and enter your password.',
          { id: 'welcome.saved' },
        );
    }
  }

  /** @param {string} organization */
  #title(organization) {
    if (this.created) return msg(str`${organization} is created`, { id: 'welcome.created' });
    return this.another
      ? msg(str`This browser opens ${organization} now`, { id: 'welcome.another' })
      : msg(str`You are in ${organization}`, { id: 'welcome.joined' });
  }

  /** Why a recovery file is worth its trouble. */
  #reason() {
    if (this.created)
      return msg(
        'You are the only one who can let people in: if you forget your password or this browser forgets you, nobody can open the organization any more.',
        { id: 'welcome.recovery-created' },
      );
    return this.another
      ? msg(
          'If you lose both this browser and your other device, it still lets you in, even when you have forgotten your passwords.',
          { id: 'welcome.recovery-another' },
        )
      : msg(
          'It is your only spare key: it lets you in again when you have forgotten your password or this browser forgets you.',
          { id: 'welcome.recovery-joined' },
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
            'It may do so when space runs out, when you clear its data, or when a private window is closed. A recovery file lets you in again.',
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
