// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { saveCopy } from '../copy-device.js';
import { rememberCopy } from '../device-memory.js';
import { FileScreen } from '../file-screen.js';
import { checksCode, codeEntry, codeWhat } from '../pieces/code-entry.js';
import { failureNotice } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import { notice } from '../pieces/notice.js';
import { openingEntry, openingWait } from '../pieces/opening.js';
import { steps } from '../pieces/steps.js';
import { totpSecret } from '../pieces/totp-secret.js';
import { policyOf, wantedOf } from '../policy.js';
import { sessions } from '../sessions.js';

/**
 * One-time codes on top of what opens a device, or no longer: first what opens it today, then a code.
 */
class MfaScreen extends FileScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    saved: { state: true },
    copyFailure: { state: true },
  };

  constructor() {
    super();
    /** What the application on the phone gets: as long as it is shown. */
    this.secret = '';
    this.saved = '';
    /** @type {import('../journeys.js').Failure | null} */
    this.copyFailure = null;
  }

  get adding() {
    return this.route.params.job !== 'remove';
  }

  connectedCallback() {
    super.connectedCallback();
    if (!this.adding) this.learnPolicy();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.secret = '';
  }

  /** @param {import('../journeys.js').ReadableLine} line */
  job({ place }) {
    return this.adding
      ? /** @type {const} */ ({ flow: 'totp', job: 'add', place })
      : /** @type {const} */ ({ flow: 'totp', job: 'remove', place });
  }

  /**
   * @param {import('../journey-screen.js').JourneyOptions} options
   * @param {{ takeOver?: boolean }} [control]
   */
  async run(options, control) {
    // It is so already: nothing to be asked for.
    if (this.line?.has_totp === this.adding) this.turn('already');
    else await super.run(options, control);
    this.requestUpdate();
  }

  follow() {
    const { phase: before, journey } = this;
    super.follow();
    if (!journey) return;
    const { question } = journey;
    if (question?.question === 'totp-secret') this.secret = journey.secretText();
    // The page of the code stays while it is checked.
    else if (!question && checksCode(journey))
      this.turn(before === 'totp-secret' ? before : 'one-time-code');
    if (this.step !== 'totp-secret') this.secret = '';
  }

  /** @param {string} step */
  working(step) {
    return step === 'await-saved' ? 'saving' : 'opening';
  }

  /** @param {import('parsec-client').Result} result */
  end(result) {
    super.end(result);
    const device = sessions.get(this.route.params.device);
    if (device) policyOf(device).again();
  }

  get exit() {
    const { device } = this.route.params;
    return sessions.get(device) ? `/device/${device}/security` : super.exit;
  }

  /** There is something to read and to do before a code can be typed. */
  get entry() {
    return this.phase === 'totp-secret' ? this.querySelector('h1') : super.entry;
  }

  #title() {
    return this.adding
      ? msg('Set up one-time codes', { id: 'mfa.add-link' })
      : msg('Turn one-time codes off', { id: 'mfa.remove-link' });
  }

  /** @param {number} current */
  #steps(current) {
    return steps(current, [
      msg('What opens this device today', { id: 'mfa.step-1' }),
      msg('Your phone', { id: 'mfa.step-2' }),
    ]);
  }

  page() {
    switch (this.phase) {
      case 'password':
      case 'passkey':
      case 'sign-on':
        return this.#currentPage();
      case 'totp-secret':
        return this.#secretPage();
      case 'one-time-code':
        return this.#codePage();
      case 'trouble':
        return html`${super.page()}${
          this.guarded
            ? html`<div class="task">${notice('warn', msg('If you leave now, it is not sure whether this device asks for a code at the next log in.', { id: 'mfa.unsure' }))}</div>`
            : nothing
        }`;
      case 'already':
        return this.#alreadyPage();
      case 'done':
        return this.adding ? this.#addedPage() : this.#removedPage();
      case 'saving':
        return this.#waitPage(
          msg('Saving…', { id: 'mfa.saving' }),
          html`<wait-line text=${msg('The device is saved, read again and opened once.', { id: 'change.saving-wait' })}></wait-line>`,
        );
      case 'opening':
        return this.#waitPage(this.#title(), this.journey ? openingWait(this.journey) : nothing);
      case 'starting':
        return this.#waitPage(
          this.#title(),
          html`<wait-line text=${msg('Checking what this browser has saved…', { id: 'home.looking' })}></wait-line>`,
        );
      default:
        return super.page();
    }
  }

  /**
   * @param {string} title
   * @param {unknown} wait
   */
  #waitPage(title, wait) {
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${title}</h1>
      ${this.disturbances} ${wait}
      ${this.guarded ? nothing : html`<div class="actions">${this.cancelButton()}</div>`}
    </div>`;
  }

  /** Said before anything is asked: what will be different. */
  #intro() {
    if (this.adding)
      return html`<p>
        ${codeWhat()}
        ${msg('Once that is set up, what opens this device today is no longer enough: your phone is needed as well.', { id: 'mfa.add-why' })}
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
    const { journey } = this;
    if (!journey) return nothing;
    return html`<div class="task stack loose">
      ${this.#steps(1)}
      <h1 tabindex="-1">${this.#title()}</h1>
      ${this.#intro()}
      ${openingEntry(journey, {
        verb: msg('Continue', { id: 'continue' }),
        answer: (answer, secret) => this.answer(answer, secret),
        otherActions: this.cancelButton(),
        totp: this.line?.has_totp,
        line: this.line,
      })}
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
        verb: msg('Turn one-time codes on', { id: 'mfa.turn-on' }),
        send: this.#send,
        otherActions: this.cancelButton(),
      })}
    </div>`;
  }

  #codePage() {
    const { journey } = this;
    if (!journey) return nothing;
    const { adding } = this;
    return html`<div class="task stack loose">
      ${this.#steps(2)}
      <h1 tabindex="-1">${msg('Type a code from your phone', { id: 'mfa.code-title' })}</h1>
      <p>
        ${
          adding
            ? msg(
                'Your phone makes codes for you already. One of them shows that they will open this device; before that, nothing changes.',
                { id: 'mfa.activate-text' },
              )
            : msg('It shows that it is you. Before that, nothing changes.', {
                id: 'mfa.remove-code-text',
              })
        }
      </p>
      ${codeEntry(journey, {
        verb: adding
          ? msg('Turn one-time codes on', { id: 'mfa.turn-on' })
          : msg('Turn one-time codes off', { id: 'mfa.remove-link' }),
        send: this.#send,
        otherActions: this.cancelButton(),
      })}
    </div>`;
  }

  #alreadyPage() {
    return html`<div class="task stack loose">
      <h1 tabindex="-1">
        ${
          this.adding
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
        <li>${msg('Your other devices ask for none yet. Turn codes on there too, on each under “Security”: your phone is ready.', { id: 'mfa.added-others' })}</li>
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
      <h1 tabindex="-1">${msg('One-time codes are off on this device', { id: 'mfa.removed' })}</h1>
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
