// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { findDevice } from '../device-file.js';
import { DeviceScreen } from '../device-screen.js';
import { findPasskeys } from '../passkeys-here.js';
import { failureNotice } from '../pieces/failure.js';
import { recoveryFileKnown } from '../pieces/only-way-in.js';
import { places } from '../pieces/places.js';
import { securityMethod } from '../pieces/security-method.js';
import { securityMfa } from '../pieces/security-mfa.js';
import { securityRecovery } from '../pieces/security-recovery.js';
import { policyOf } from '../policy.js';

/**
 * What protects an open device: how it is opened, the one-time code on top, and the way back when all is lost.
 */
class SecurityScreen extends DeviceScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    line: { state: true },
    trouble: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../journeys.js').ReadableLine | null} */
    this.line = null;
    /** @type {import('../journeys.js').Failure | null} why the file could not be read */
    this.trouble = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#find();
  }

  async #find() {
    try {
      const [line] = await Promise.all([findDevice(this.route.params.device), findPasskeys()]);
      this.trouble = line?.status === 'ok' ? null : { status: line?.status ?? 'store-missing' };
      this.line = line;
    } catch (failure) {
      this.trouble = /** @type {import('../journeys.js').Failure} */ (failure);
    }
  }

  /** @param {import('../journeys.js').ReadableLine} line */
  #parts(line) {
    const { device, knowledge } = this;
    return [
      securityMethod(
        line,
        recoveryFileKnown(knowledge),
        device !== undefined && policyOf(device).providers.length > 0,
      ),
      securityMfa(line, device && policyOf(device)),
      device && knowledge ? securityRecovery(device, knowledge) : nothing,
    ];
  }

  render() {
    const { device, line } = this;
    if (!device) return nothing;
    const { organization, host } = device;
    return html`<div class="signed-in">
      ${places(device, 'security')}
      <div class="stack loose">
        <h1 tabindex="-1">${msg('Security', { id: 'security.title' })}</h1>
        ${this.news()}
        <p class="muted">${msg(str`What protects ${organization} in this browser, and how you get back in when something is lost.`, { id: 'security.lead' })}</p>
        ${
          this.trouble
            ? failureNotice(
                this.trouble,
                { organization, host },
                html`<button class="button small" type="button" @click=${this.#find}>${msg('Try again', { id: 'again' })}</button>`,
              )
            : line
              ? this.#parts(line)
              : html`<wait-line text=${msg('Checking what this browser has saved…', { id: 'home.looking' })}></wait-line>`
        }
      </div>
    </div>`;
  }
}
customElements.define('security-screen', SecurityScreen);
