// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { NOTICES, version } from '../build.js';
import { client, perform } from '../client.js';
import { copyText } from '../copy-text.js';
import { isReadable } from '../journeys.js';
import { facts } from '../pieces/facts.js';
import { failureNotice } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import { asText, deviceLines, hexOf, programLines } from '../report.js';
import { Screen } from '../screen.js';
import { sessions } from '../sessions.js';

/** @typedef {import('../journeys.js').DeviceLine} DeviceLine */

/**
 * Which program this is, under which terms, and how the open devices are protected.
 */
class AboutScreen extends Screen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    core: { state: true },
    stretch: { state: true },
    devices: { state: true },
    trouble: { state: true },
  };

  constructor() {
    super();
    this.core = '';
    this.stretch = '';
    /** @type {DeviceLine[]} */
    this.devices = [];
    /** @type {import('../journeys.js').Failure | null} */
    this.trouble = null;
  }

  connectedCallback() {
    super.connectedCallback();
    sessions.addEventListener('change', this.#changed);
    this.#ask();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    sessions.removeEventListener('change', this.#changed);
  }

  #changed = () => this.requestUpdate();

  async #ask() {
    try {
      const { integrity } = await client();
      this.core = hexOf(integrity.core);
      this.stretch = hexOf(integrity.stretch);
      const home = await perform({ flow: 'home' });
      if (home.result === 'home') this.devices = home.devices;
    } catch (failure) {
      this.trouble = { status: /** @type {{ status?: string }} */ (failure).status ?? 'unknown' };
    }
  }

  render() {
    const program = programLines({ version, core: this.core, stretch: this.stretch });
    const open = this.devices
      .filter((line) => isReadable(line) && sessions.get(line.device_id))
      .map((line) => deviceLines(line, { own: true }));
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${msg('About this program', { id: 'about.link' })}</h1>
      ${this.trouble ? failureNotice(this.trouble) : nothing}
      <section class="card stack" aria-labelledby="program">
        <h2 id="program">${msg('This version', { id: 'about.program' })}</h2>
        ${facts(program)}
        <p class="muted">
          ${msg('The page runs modules of these hashes only. Whoever has built the same version can compare.', { id: 'about.hashes' })}
        </p>
      </section>
      <section class="card stack" aria-labelledby="open-devices">
        <h2 id="open-devices">${msg('Devices that are open in this tab', { id: 'about.open' })}</h2>
        ${open.length ? open.map(facts) : html`<p>${msg('None. Open one, then come back here.', { id: 'about.none' })}</p>`}
      </section>
      <div class="actions">
        <button class="button primary" type="button" @click=${() => copyText([program, ...open].map(asText).join('\n\n'))}>${icon('copy')}${msg('Copy these details', { id: 'about.copy' })}</button>
        <a class="button" href="#/">${msg('Back to start', { id: 'to-start' })}</a>
      </div>
      <section class="stack tight" aria-labelledby="license">
        <h2 id="license">${msg('License', { id: 'about.license' })}</h2>
        <p>
          ${msg('Free software under the Mozilla Public License 2.0. Whoever runs this server tells you where its source code is.', { id: 'about.license-text' })}
        </p>
        <p>
          ${msg('An independent client for Parsec, which is a trademark of its owner.', { id: 'about.independent' })}
        </p>
        <p><a href=${NOTICES} target="_blank" rel="noopener">${msg('Software of others in it, with its licenses (opens in a new tab)', { id: 'about.notices' })}</a></p>
      </section>
    </div>`;
  }
}
customElements.define('about-screen', AboutScreen);
