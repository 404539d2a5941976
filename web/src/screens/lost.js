// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { findDevice } from '../device-file.js';
import { helpLink } from '../help-link.js';
import { icon } from '../pieces/icon.js';
import { Screen } from '../screen.js';
import { nobodyCan, waysBack } from '../words/help.js';

/**
 * What opens a device is forgotten or lost: what helps, the best first.
 */
class LostScreen extends Screen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    line: { state: true },
    looked: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../journeys.js').ReadableLine | null} the device that the page is about */
    this.line = null;
    this.looked = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#find();
  }

  async #find() {
    const { device } = this.route.params;
    try {
      if (device) this.line = await findDevice(device);
    } catch {
      // What is said helps without it.
    }
    this.looked = true;
  }

  get step() {
    return this.looked ? 'ready' : 'starting';
  }

  /** Opened by a passkey, which has no password. */
  get #passkeys() {
    return this.line?.kind === 'web_passkey' ? this.line.passkeys.length : 0;
  }

  /** @param {import('../words/help.js').Way} way */
  #fits(way) {
    const known = this.line !== null;
    if (way === 'passkey') return known ? this.#passkeys > 1 : true;
    return true;
  }

  /** @param {import('../words/help.js').Way} way */
  #action(way) {
    const { device } = this.route.params;
    switch (way) {
      case 'passkey':
        return device
          ? html`<a class="button" href="#/device/${device}">${icon('key')}${msg('Use another passkey', { id: 'lost.passkey' })}</a>`
          : nothing;
      case 'recovery':
        return html`<a class="button primary" href=${device ? `#/recover/${device}` : '#/recover'}>${icon('file')}${msg('Use my recovery file', { id: 'lost.recover' })}</a>`;
      case 'copy':
        return html`<a class="button" href="#/">${msg('To the start page', { id: 'lost.start' })}</a>`;
      case 'administrator':
        return html`<a class="button" href=${device ? `#/help/device/${device}` : '#/help'}>${msg('Prepare a text for them', { id: 'lost.text' })}</a>`;
      default:
        return nothing;
    }
  }

  render() {
    const { line } = this;
    const organization = line?.organization;
    const ways = waysBack().filter(({ way }) => this.#fits(way));
    return html`<div class="task stack loose">
      <h1 tabindex="-1">
        ${this.#passkeys ? msg('Your passkey does not open it any more', { id: 'lost.title-passkey' }) : msg('Forgotten password', { id: 'lost.title' })}
      </h1>
      <p class="lead">
        ${
          this.#passkeys
            ? msg(
                'Nobody can bring back a passkey that was deleted or lost, not even the server. But one of these can help, the best first.',
                { id: 'lost.lead-passkey' },
              )
            : msg(
                'Nobody can recover it, not even the server: it never left this browser. But one of these can help, the best first.',
                { id: 'lost.lead' },
              )
        }
      </p>
      ${organization ? html`<p translate="no">${organization} <span class="muted">${line.host}</span></p>` : nothing}
      <ol class="ways stack">
        ${ways.map(
          ({ way, title, text, cost }) =>
            html`<li class="card stack tight" data-way=${way}>
              <h2>${title}</h2>
              <p>${text}</p>
              <p class="muted">${msg(str`What it costs: ${cost}`, { id: 'lost.cost' })}</p>
              ${this.#action(way) === nothing ? nothing : html`<div class="row">${this.#action(way)}</div>`}
            </li>`,
        )}
      </ol>
      <p class="muted">${nobodyCan()}</p>
      <div class="row">
        <a class="button" href=${this.route.params.device ? `#/device/${this.route.params.device}` : '#/'}>${msg('Back', { id: 'back' })}</a>
      </div>
      ${helpLink()}
    </div>`;
  }
}
customElements.define('lost-screen', LostScreen);
