// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { saveCopy } from '../copy-device.js';
import { findDevice, HELD_ELSEWHERE } from '../device-file.js';
import { rememberCopy } from '../device-memory.js';
import { troublePage } from '../exchange.js';
import { JourneyScreen } from '../journey-screen.js';
import { nameOf } from '../journeys.js';
import { elsewherePage } from '../pieces/elsewhere.js';
import { againOrLeave, failureNotice, failurePage } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import '../pieces/new-password.js';
import { notice } from '../pieces/notice.js';
import { passwordEntry } from '../pieces/password-entry.js';
import { sessions } from '../sessions.js';
import { knownOf } from '../words/failures.js';

/**
 * Another password for a device: the current one first, then the new one.
 */
class ChangeScreen extends JourneyScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    saved: { state: true },
    copyFailure: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../journeys.js').ReadableLine | null} */
    this.line = null;
    this.saved = '';
    /** @type {import('../journeys.js').Failure | null} */
    this.copyFailure = null;
  }

  /** @param {{ takeOver?: boolean }} [control] */
  async begin(control) {
    this.phase = 'starting';
    this.trouble = null;
    try {
      this.line = await findDevice(this.route.params.device);
      if (!this.isConnected) return;
      if (!this.line) this.trouble = { status: 'store-missing' };
      else if (this.line.aside) this.trouble = { status: 'store-aside' };
      else if (this.line.status !== 'ok') this.trouble = { status: this.line.status };
      else await this.run({ flow: 'change', place: this.line.place }, control);
    } catch (failure) {
      this.trouble = failure;
    }
  }

  follow() {
    const { journey } = this;
    if (!journey) return;
    const { question, result, failure } = journey;
    if (result) this.phase = 'done';
    else if (failure?.status === 'cancelled') this.leave();
    else if (failure) this.phase = HELD_ELSEWHERE.has(failure.status) ? 'in-use' : 'failed';
    else if (question) this.phase = question.question;
    else if (this.phase !== 'starting')
      this.phase = /^await-(key|file)$/.test(journey.step) ? 'checking' : 'saving';
  }

  get names() {
    return knownOf(this.line);
  }

  get exit() {
    const { device } = this.route.params;
    return sessions.get(device) ? `/device/${device}` : `/saved/${device}`;
  }

  /** Which password is the right one is not known before the end. */
  get guarded() {
    return this.journey?.step === 'await-saved' && !this.journey.ended;
  }

  /** @returns {HTMLElement | null} */
  get entry() {
    return this.querySelector('password-field input') ?? super.entry;
  }

  page() {
    switch (this.phase) {
      case 'password':
        return this.#currentPage();
      case 'protection':
        return this.#newPage();
      case 'elsewhere':
        return elsewherePage(this, { no: msg('Cancel', { id: 'cancel' }) });
      case 'checking':
      case 'saving':
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${this.phase === 'checking' ? msg('Checking your password', { id: 'change.checking' }) : msg('Saving your new password', { id: 'change.saving' })}</h1>
          <wait-line
            text=${msg('Turning your password into a key. This takes a second or two.', { id: 'open.wait' })}
            hint=${msg('This computer is slow or busy: it can take a minute.', { id: 'open.hint' })}
          ></wait-line>
          ${this.guarded ? nothing : html`<div class="actions">${this.cancelButton()}</div>`}
        </div>`;
      case 'trouble':
        return html`${troublePage(this)}${
          this.guarded
            ? html`<div class="task">${notice('warn', msg('If you leave now, try the new password first when you log in, then the old one.', { id: 'change.unsure' }))}</div>`
            : nothing
        }`;
      case 'in-use':
        return failurePage(
          { status: 'device-in-use' },
          this.names,
          html`<button class="button primary" type="button" @click=${() => this.begin({ takeOver: true })}>${msg('Use it here', { id: 'open.take-over' })}</button>
            <a class="button" href="#${this.exit}">${msg('Cancel', { id: 'cancel' })}</a>`,
        );
      case 'failed':
        return this.journey?.failure
          ? failurePage(
              this.journey.failure,
              this.names,
              againOrLeave(this.journey.failure.status, () => this.begin()),
            )
          : nothing;
      case 'done':
        return this.#donePage();
      default:
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${msg('Change the password', { id: 'change.link' })}</h1>
          <wait-line text=${msg('Checking what this browser has saved…', { id: 'home.looking' })}></wait-line>
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
    }
  }

  #currentPage() {
    const question = this.journey?.question;
    if (question?.question !== 'password') return nothing;
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${msg('Your password until now', { id: 'change.current-title' })}</h1>
      <p>${msg('First enter the one that opens this device today.', { id: 'change.current-text' })}</p>
      ${passwordEntry(question, msg('Continue', { id: 'continue' }), (secret) => this.answer({ answer: 'password' }, secret), this.cancelButton())}
    </div>`;
  }

  #newPage() {
    const question = this.journey?.question;
    if (question?.question !== 'protection') return nothing;
    const { organization, email } = question;
    const name = nameOf(this.line?.human_handle);
    return html`<form class="task stack loose" novalidate @submit=${this.#sendNew}>
      <h1 tabindex="-1">${msg('Choose a new password', { id: 'change.new-title' })}</h1>
      <p>${msg(str`It opens ${organization} in this browser from now on. It never leaves it, so nobody can recover it for you.`, { id: 'change.new-text' })}</p>
      <input class="visually-hidden" type="text" autocomplete="username" .value=${email} readonly tabindex="-1" aria-hidden="true" />
      <new-password .about=${[organization, ...name.split(/\s+/), ...email.split(/[@.]/)]}></new-password>
      <div class="actions">
        <button class="button primary" type="submit">${msg('Change the password', { id: 'change.link' })}</button>
        ${this.cancelButton()}
      </div>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  async #sendNew(event) {
    event.preventDefault();
    const field = /** @type {import('../pieces/new-password.js').NewPassword} */ (
      this.querySelector('new-password')
    );
    const password = await field.take();
    if (password) await this.answer({ answer: 'protection' }, password);
  }

  async #save() {
    if (!this.line) return;
    this.copyFailure = null;
    try {
      this.saved = await saveCopy(this.line);
      rememberCopy(this.line.device_id);
    } catch (failure) {
      this.copyFailure = /** @type {import('../journeys.js').Failure} */ (failure);
    }
  }

  #donePage() {
    const organization = this.line?.organization ?? '';
    return html`<div class="task stack loose">
      <span class="stop-sign ok">${icon('check')}</span>
      <h1 tabindex="-1">${msg('Your password is changed', { id: 'change.done-title' })}</h1>
      <p class="lead">${msg(str`From now on, ${organization} opens in this browser with the new one only.`, { id: 'change.done-lead' })}</p>
      <ul class="bulleted stack tight">
        <li>${msg('Copies of this device that you saved before still open with the old password. Save a new copy, then delete the old ones.', { id: 'change.done-copies' })}</li>
        <li>${msg('Your other devices keep their own passwords.', { id: 'change.done-others' })}</li>
      </ul>
      ${this.copyFailure ? failureNotice(this.copyFailure, this.names) : nothing}
      ${
        this.saved
          ? html`<div role="status">${notice('ok', msg(str`Your browser has saved “${this.saved}” among its downloads.`, { id: 'welcome.copy-saved' }))}</div>`
          : nothing
      }
      <div class="actions">
        <button class="button ${this.saved ? '' : 'primary'}" type="button" @click=${this.#save}>${icon('download')}${msg('Save a copy of my device', { id: 'copy.save' })}</button>
        <a class="button ${this.saved ? 'primary' : ''}" href="#${this.exit}">${msg('Done', { id: 'done' })}</a>
      </div>
    </div>`;
  }
}
customElements.define('change-screen', ChangeScreen);
