// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { saveCopy } from '../copy-device.js';
import { findDevice, HELD_ELSEWHERE } from '../device-file.js';
import { rememberCopy } from '../device-memory.js';
import { troublePage } from '../exchange.js';
import { JourneyScreen } from '../journey-screen.js';
import { checksCode, codeEntry, codeWhat } from '../pieces/code-entry.js';
import { elsewherePage } from '../pieces/elsewhere.js';
import { againOrLeave, failureNotice, failurePage } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import { notice } from '../pieces/notice.js';
import { passwordEntry } from '../pieces/password-entry.js';
import { steps } from '../pieces/steps.js';
import { totpSecret } from '../pieces/totp-secret.js';
import { policyOf, wantedOf } from '../policy.js';
import { sessions } from '../sessions.js';

/**
 * One-time codes on top of what opens a device, or no longer: first what opens it today, then a code.
 */
class MfaScreen extends JourneyScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    saved: { state: true },
    copyFailure: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../journeys.js').ReadableLine | null} */
    this.line = null;
    /** What the application on the phone gets: as long as it is shown. */
    this.secret = '';
    this.saved = '';
    /** @type {import('../journeys.js').Failure | null} */
    this.copyFailure = null;
  }

  /** @returns {'add' | 'remove'} */
  get job() {
    return this.route.params.job === 'remove' ? 'remove' : 'add';
  }

  /** @param {{ takeOver?: boolean }} [control] */
  async begin(control) {
    this.phase = 'starting';
    this.trouble = null;
    const { job } = this;
    try {
      this.line = await findDevice(this.route.params.device);
      if (!this.isConnected) return;
      if (!this.line) this.trouble = { status: 'store-missing' };
      else if (this.line.aside) this.trouble = { status: 'store-aside' };
      else if (this.line.status !== 'ok') this.trouble = { status: this.line.status };
      else if (this.line.has_totp === (job === 'add')) this.phase = 'already';
      else {
        if (job === 'remove') this.learnPolicy();
        await this.run({ flow: 'totp', job, place: this.line.place }, control);
      }
      this.requestUpdate();
    } catch (failure) {
      this.trouble = failure;
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.secret = '';
  }

  follow() {
    const { journey } = this;
    if (!journey) return;
    const { question, result, failure } = journey;
    if (result) this.#done();
    else if (failure?.status === 'cancelled') this.leave();
    else if (failure) this.phase = HELD_ELSEWHERE.has(failure.status) ? 'in-use' : 'failed';
    else if (question) {
      this.phase = question.question;
      if (question.question === 'totp-secret') this.secret = journey.secretText();
    } else if (checksCode(journey))
      this.phase = this.phase === 'totp-secret' ? 'totp-secret' : 'one-time-code';
    else if (this.phase !== 'starting')
      this.phase = journey.step === 'await-saved' ? 'saving' : 'opening';
    if (this.phase !== 'totp-secret') this.secret = '';
  }

  #done() {
    this.phase = 'done';
    const device = sessions.get(this.route.params.device);
    if (device) policyOf(device).again();
  }

  get names() {
    return { organization: this.line?.organization, host: this.line?.host };
  }

  get exit() {
    const { device } = this.route.params;
    return sessions.get(device) ? `/device/${device}/security` : `/saved/${device}`;
  }

  /** Whether a code is needed from now on is not known before the end. */
  get guarded() {
    return this.journey?.step === 'await-saved' && !this.journey.ended;
  }

  /** @returns {HTMLElement | null} */
  get entry() {
    if (this.phase === 'totp-secret') return super.entry;
    return this.querySelector('password-field input, code-entry input') ?? super.entry;
  }

  #title() {
    return this.job === 'add'
      ? msg('Set up one-time codes', { id: 'mfa.add-link' })
      : msg('Log in without one-time codes', { id: 'mfa.remove-title' });
  }

  /** @param {number} current */
  #steps(current) {
    return steps(current, [
      msg('What opens this device today', { id: 'mfa.step-1' }),
      msg('A code from your phone', { id: 'mfa.step-2' }),
    ]);
  }

  page() {
    switch (this.phase) {
      case 'password':
        return this.#currentPage();
      case 'totp-secret':
        return this.#secretPage();
      case 'one-time-code':
        return this.#codePage();
      case 'elsewhere':
        return elsewherePage(this, { no: msg('Cancel', { id: 'cancel' }) });
      case 'trouble':
        return html`${troublePage(this)}${
          this.guarded
            ? html`<div class="task">${notice('warn', msg('If you leave now, it is not sure whether this device asks for a code at the next log in.', { id: 'mfa.unsure' }))}</div>`
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
      case 'already':
        return this.#alreadyPage();
      case 'done':
        return this.job === 'add' ? this.#addedPage() : this.#removedPage();
      case 'saving':
        return this.#waitPage(
          msg('Saving…', { id: 'mfa.saving' }),
          msg('The file of this device is written anew, then opened once to be sure.', {
            id: 'mfa.saving-wait',
          }),
        );
      case 'opening':
        return this.#waitPage(this.#title(), msg('Opening your device…', { id: 'mfa.opening' }));
      default:
        return this.#waitPage(
          this.#title(),
          msg('Checking what this browser has saved…', { id: 'home.looking' }),
        );
    }
  }

  /**
   * @param {string} title
   * @param {string} text
   */
  #waitPage(title, text) {
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${title}</h1>
      ${this.disturbances}
      <wait-line text=${text} hint=${msg('This computer is slow or busy: it can take a minute.', { id: 'open.hint' })}></wait-line>
      ${this.guarded ? nothing : html`<div class="actions">${this.cancelButton()}</div>`}
    </div>`;
  }

  /** Said before anything is asked: what will be different. */
  #intro() {
    if (this.job === 'add')
      return html`<p>
        ${codeWhat()}
        ${msg('Once that is set up, nobody opens this device without your phone, whatever else they know.', { id: 'mfa.add-why' })}
      </p>`;
    return html`<p>
        ${msg('From then on, this device opens without your phone. Your codes stay set up for your other devices.', { id: 'mfa.remove-why' })}
      </p>
      ${
        this.line && wantedOf(this.policy, this.line.kind).needs_totp
          ? notice(
              'warn',
              msg('You will be asked to set them up again right after.', {
                id: 'mfa.remove-wanted-text',
              }),
              {
                title: msg(str`${this.line?.organization ?? ''} asks for one-time codes`, {
                  id: 'mfa.remove-wanted',
                }),
              },
            )
          : nothing
      }`;
  }

  #currentPage() {
    const question = this.journey?.question;
    if (question?.question !== 'password') return nothing;
    return html`<div class="task stack loose">
      ${this.#steps(1)}
      <h1 tabindex="-1">${this.#title()}</h1>
      ${this.#intro()}
      ${passwordEntry(question, msg('Continue', { id: 'continue' }), (secret) => this.answer({ answer: 'password' }, secret), this.cancelButton())}
    </div>`;
  }

  /** @param {string} code */
  #send = (code) => this.answer({ answer: 'code', code });

  #secretPage() {
    const { journey } = this;
    if (!journey) return nothing;
    return html`<div class="task stack loose">
      ${this.#steps(2)}
      <h1 tabindex="-1">${msg('Connect your phone', { id: 'mfa.secret-title' })}</h1>
      ${totpSecret(journey, this.secret, {
        organization: this.line?.organization ?? '',
        verb: msg('Turn one-time codes on', { id: 'mfa.turn-on' }),
        send: this.#send,
        otherActions: this.cancelButton(),
      })}
    </div>`;
  }

  #codePage() {
    const { journey } = this;
    if (!journey) return nothing;
    const adding = this.job === 'add';
    return html`<div class="task stack loose">
      ${this.#steps(2)}
      <h1 tabindex="-1">${msg('A code from your phone', { id: 'mfa.step-2' })}</h1>
      <p>
        ${
          adding
            ? msg(
                'Your phone makes codes for you already. One of them shows that they will open this device; before that, nothing changes.',
                { id: 'mfa.activate-text' },
              )
            : msg('This last code shows that it is you. Before that, nothing changes.', {
                id: 'mfa.remove-code-text',
              })
        }
      </p>
      ${codeEntry(journey, {
        verb: adding
          ? msg('Turn one-time codes on', { id: 'mfa.turn-on' })
          : msg('Ask for no code any more', { id: 'mfa.remove-link' }),
        send: this.#send,
        otherActions: this.cancelButton(),
      })}
    </div>`;
  }

  #alreadyPage() {
    return html`<div class="task stack loose">
      <h1 tabindex="-1">
        ${
          this.job === 'add'
            ? msg('This device asks for one-time codes already', { id: 'mfa.already-on' })
            : msg('This device asks for no one-time codes', { id: 'mfa.already-off' })
        }
      </h1>
      <p>${msg('Nothing is to be done here.', { id: 'mfa.already-text' })}</p>
      <div class="actions"><a class="button primary" href="#${this.exit}">${msg('Done', { id: 'done' })}</a></div>
    </div>`;
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

  #doneActions() {
    return html`${this.copyFailure ? failureNotice(this.copyFailure, this.names) : nothing}
      ${
        this.saved
          ? html`<div role="status">${notice('ok', msg(str`Your browser has saved “${this.saved}” among its downloads.`, { id: 'welcome.copy-saved' }))}</div>`
          : nothing
      }
      <div class="actions">
        <a class="button primary" href="#${this.exit}">${msg('Done', { id: 'done' })}</a>
        <button class="button" type="button" @click=${this.#save}>${icon('download')}${msg('Save a copy of my device', { id: 'copy.save' })}</button>
      </div>`;
  }

  #addedPage() {
    const { organization = '', host = '' } = this.line ?? {};
    return html`<div class="task stack loose">
      <span class="stop-sign ok">${icon('check')}</span>
      <h1 tabindex="-1">${msg('One-time codes are on', { id: 'mfa.added' })}</h1>
      <p class="lead">${msg(str`From now on, ${organization} asks for a code at each log in on this device.`, { id: 'mfa.added-lead' })}</p>
      <ul class="bulleted stack tight">
        <li>${msg(str`The server ${host} checks each code: without a connection, this device does not open.`, { id: 'mfa.added-server' })}</li>
        <li>${msg('Your other devices ask for none yet. Turn codes on there too, each in its own settings: your phone is ready.', { id: 'mfa.added-others' })}</li>
        <li>${msg('Copies of this device that you saved before open without a code. Save a new copy, then delete the old ones.', { id: 'mfa.added-copies' })}</li>
        <li>${msg('Before you change phones, take the application along to the new one. If your phone is lost, only whoever runs the server can send you a link to connect another.', { id: 'mfa.added-lost' })}</li>
      </ul>
      ${this.#doneActions()}
    </div>`;
  }

  #removedPage() {
    const organization = this.line?.organization ?? '';
    return html`<div class="task stack loose">
      <span class="stop-sign ok">${icon('check')}</span>
      <h1 tabindex="-1">${msg('This device asks for no code any more', { id: 'mfa.removed' })}</h1>
      <p class="lead">${msg(str`From now on, ${organization} opens in this browser without your phone.`, { id: 'mfa.removed-lead' })}</p>
      <ul class="bulleted stack tight">
        <li>${msg('Keep the line in the application on your phone: your other devices go on asking for codes, and you can turn them on here again.', { id: 'mfa.removed-others' })}</li>
        <li>${msg('Copies of this device that you saved before still ask for a code.', { id: 'mfa.removed-copies' })}</li>
      </ul>
      ${this.#doneActions()}
    </div>`;
  }
}
customElements.define('mfa-screen', MfaScreen);
