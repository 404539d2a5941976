// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { findDevice, HELD_ELSEWHERE } from '../device-file.js';
import { troublePage } from '../exchange.js';
import { helpLink, WRONG_PASSWORD } from '../help-link.js';
import { JourneyScreen } from '../journey-screen.js';
import { elsewherePage } from '../pieces/elsewhere.js';
import { againOrLeave, failurePage } from '../pieces/failure.js';
import { passwordEntry } from '../pieces/password-entry.js';
import { router } from '../router.js';
import { sessions } from '../sessions.js';
import { knownOf } from '../words/failures.js';

/**
 * The password of one device. The page that was asked for follows by itself.
 */
class OpenScreen extends JourneyScreen {
  constructor() {
    super();
    /** @type {import('../journeys.js').ReadableLine | null} */
    this.line = null;
  }

  /** @param {{ takeOver?: boolean }} [control] */
  async begin(control) {
    const deviceId = this.route.params.device;
    this.phase = 'starting';
    this.trouble = null;
    try {
      this.line = await findDevice(deviceId);
      if (!this.isConnected) return;
      if (!this.line) this.trouble = { status: 'store-missing' };
      else if (this.line.aside) this.trouble = { status: 'store-aside' };
      else if (this.line.status !== 'ok') this.trouble = { status: this.line.status };
      else await this.run({ flow: 'unlock', place: this.line.place }, control);
    } catch (failure) {
      this.trouble = failure;
    }
  }

  follow() {
    const { journey } = this;
    if (!journey) return;
    const { question, result, failure } = journey;
    if (failure) this.phase = HELD_ELSEWHERE.has(failure.status) ? 'in-use' : 'failed';
    else if (question) this.phase = question.question;
    else if (this.phase !== 'starting') this.phase = 'opening';
    if (result?.result === 'device') {
      router.guard(null);
      sessions.open(result);
    }
  }

  get names() {
    return knownOf(this.line);
  }

  /** Whoever comes back every day comes to type the password. @returns {HTMLElement | null} */
  get entry() {
    return this.querySelector('password-field input') ?? super.entry;
  }

  page() {
    const organization = this.line?.organization ?? '';
    switch (this.phase) {
      case 'password':
        return this.#passwordPage();
      case 'opening':
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${msg(str`Opening ${organization}`, { id: 'open.opening' })}</h1>
          <wait-line
            text=${msg('Turning your password into a key. This takes a second or two.', { id: 'open.wait' })}
            hint=${msg('This computer is slow or busy: it can take a minute.', { id: 'open.hint' })}
          ></wait-line>
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
        return failurePage(
          { status: 'device-in-use' },
          this.names,
          html`<button class="button primary" type="button" @click=${() => this.begin({ takeOver: true })}>${msg('Use it here', { id: 'open.take-over' })}</button>
            <a class="button" href="#/">${msg('Back to start', { id: 'to-start' })}</a>`,
        );
      case 'trouble':
        return troublePage(this);
      case 'failed':
        return this.journey?.failure
          ? failurePage(
              this.journey.failure,
              this.names,
              againOrLeave(this.journey.failure.status, () => this.begin()),
            )
          : nothing;
      default:
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${organization ? msg(str`Open ${organization}`, { id: 'open.title' }) : msg('Open your organization', { id: 'open.starting' })}</h1>
          <wait-line text=${msg('Checking what this browser has saved…', { id: 'home.looking' })}></wait-line>
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
    }
  }

  #passwordPage() {
    const question = this.journey?.question;
    if (question?.question !== 'password') return nothing;
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${msg(str`Open ${question.organization}`, { id: 'open.title' })}</h1>
      ${passwordEntry(question, msg('Open', { id: 'open.submit' }), (secret) => this.answer({ answer: 'password' }, secret), this.cancelButton())}
      <details class="fold">
        <summary>${msg('I have lost my password', { id: 'open.lost' })}</summary>
        <p>
          ${msg('Nobody can recover it, not even the server: it never left this browser. On another device where you are still a member, go on working there.', { id: 'open.lost-device' })}
        </p>
        <p>
          ${msg(str`If you have no other device, ask an administrator of ${question.organization} to remove you and to invite you again.`, { id: 'open.lost-administrator' })}
        </p>
      </details>
      ${helpLink({ status: question.refused ? WRONG_PASSWORD : '' })}
    </div>`;
  }
}
customElements.define('open-screen', OpenScreen);
