// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { client, perform } from '../client.js';
import { findDevice } from '../device-file.js';
import { deviceLabel } from '../device-label.js';
import { rememberAside } from '../device-memory.js';
import { troublePage } from '../exchange.js';
import { takeHeldFile } from '../held-file.js';
import { JourneyScreen } from '../journey-screen.js';
import { isReadable, nameOf } from '../journeys.js';
import { shown } from '../names.js';
import { findPasskeys } from '../passkeys-here.js';
import { againOrLeave, failurePage } from '../pieces/failure.js';
import '../pieces/file-choice.js';
import { icon } from '../pieces/icon.js';
import { protectionPhase, protectionTitle } from '../pieces/new-protection.js';
import { notice } from '../pieces/notice.js';
import { leftoverLoss } from '../pieces/passkey-prompt.js';
import '../pieces/recovery-key.js';
import { steps } from '../pieces/steps.js';
import { termsPage } from '../pieces/terms.js';
import { readFile } from '../read-file.js';
import { sessions } from '../sessions.js';
import { retryHelps } from '../words/failures.js';
import { day } from '../words/locale.js';
import { FILE_TYPES, fileHint, fileProblem, keyInsteadOfFile } from '../words/recovery.js';

/**
 * @typedef {import('../journeys.js').ReadableLine} ReadableLine
 * @typedef {Extract<import('parsec-client').Question, { question: 'recovery-key' }>} KeyQuestion
 */

/** @returns {Promise<ReadableLine[] | null>} the devices of this browser that are for opening; null: it does not tell */
async function usable() {
  try {
    const home = await perform({ flow: 'home' });
    return home.result === 'home'
      ? home.devices.filter(isReadable).filter(({ aside }) => !aside)
      : null;
  } catch {
    return null;
  }
}

/**
 * Back in with a recovery file: the file, its key, how the new device is opened from now on.
 */
class RecoverScreen extends JourneyScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    file: { state: true },
    refusal: { state: true },
    line: { state: true },
    replaced: { state: true },
  };

  constructor() {
    super();
    /** @type {{ name: string, bytes: Uint8Array<ArrayBuffer> } | null} */
    this.file = null;
    /** @type {import('../pieces/name-field.js').Words | null} what is wrong with what was chosen */
    this.refusal = null;
    /** @type {ReadableLine | null} the device that the person cannot open any more, if they came from one */
    this.line = null;
    /** @type {KeyQuestion | null} what the file says of itself */
    this.about = null;
    /** @type {ReadableLine[]} the devices of this browser when the file was chosen */
    this.listed = [];
    /** @type {ReadableLine[] | null} devices that were put aside; null until that is known */
    this.replaced = null;
    /** The question at which the last refusal was pointed to. */
    this.refusedAt = 0;
  }

  async begin() {
    this.learnPolicy();
    this.turn('file');
    const { device } = this.route.params;
    const held = takeHeldFile();
    try {
      if (device) this.line = await findDevice(device);
    } catch {
      // The file tells all that is needed.
    }
    if (held && this.isConnected) await this.#choose(held);
  }

  /** @param {File} file */
  async #choose(file) {
    this.refusal = null;
    this.about = null;
    this.drop();
    this.turn('file');
    try {
      this.file = { name: file.name, bytes: await readFile(file) };
    } catch {
      this.file = null;
      this.refusal = () => fileProblem('recovery-file');
      return;
    }
    this.listed = (await usable()) ?? [];
    await this.#start();
  }

  async #start() {
    if (!this.file) return;
    // It is found again in the list of one's devices under the name that it had.
    const device_label = this.line?.device_label || deviceLabel();
    await findPasskeys();
    await this.run({ flow: 'recover', file: this.file.bytes, device_label });
  }

  /**
   * What was chosen instead may be one of the others that people keep.
   * @param {import('parsec-client').Failure} failure
   */
  async #refused({ file_part }) {
    const bytes = this.file?.bytes.slice();
    this.file = null;
    this.refusal = () => fileProblem('recovery-file', file_part);
    this.turn('file');
    try {
      const key = bytes && (await (await client()).describeRecoveryKey(bytes));
      if (key?.status === 'ok') this.refusal = keyInsteadOfFile;
    } catch {
      // Then it is only not what it should be.
    }
    this.requestUpdate();
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector('file-choice'))?.focus();
  }

  follow() {
    const { journey } = this;
    if (!journey) return;
    const { question, result, failure } = journey;
    if (question?.question === 'recovery-key') this.about = question;
    if (failure?.status === 'recovery-file' || failure?.status === 'too-large')
      this.#refused(failure);
    else if (failure?.status === 'cancelled') this.turn('file');
    else if (failure) this.turn('failed');
    else if (result?.result === 'recovered') {
      this.turn('done');
      this.#lookAround(result.device);
    } else if (protectionPhase(journey)) this.turn(protectionPhase(journey));
    else if (question)
      this.turn(
        question.question === 'recovery-key' && question.host !== location.host
          ? 'elsewhere'
          : question.question,
      );
    else if (this.phase !== 'starting' && this.phase !== 'recovery-key') this.turn('finishing');
  }

  /**
   * Devices that stood in the list before, and do not any more.
   * @param {import('../journeys.js').DeviceLine} recovered
   */
  async #lookAround(recovered) {
    const now = await usable();
    const still = new Set(now?.map(({ device_id }) => device_id));
    const replaced = now
      ? this.listed.filter(
          ({ device_id }) => device_id !== recovered.device_id && !still.has(device_id),
        )
      : [];
    for (const { device_id } of replaced) {
      rememberAside(device_id, 'recovered');
      // Whoever had it open here goes on with the new one.
      await sessions.lock(device_id).catch(() => undefined);
    }
    this.replaced = replaced;
  }

  get names() {
    const { about, line } = this;
    return {
      organization: about?.organization ?? line?.organization,
      host: about?.host ?? line?.host,
      method: /** @type {const} */ ('recovery'),
    };
  }

  get exit() {
    const { device } = this.route.params;
    return device ? `/device/${device}` : '/';
  }

  /** The new device may exist already, and its file not yet. */
  get guarded() {
    return this.phase === 'finishing' && this.journey?.ended === false;
  }

  get loss() {
    if (!this.guarded) return leftoverLoss(this);
    return {
      title: msg('Stop coming back?', { id: 'recover.leave-title' }),
      text: msg(
        'Your new device is being created. If you leave now, begin again with the same recovery file: it works as before.',
        { id: 'recover.leave-text' },
      ),
      yes: msg('Stop', { id: 'mine.leave-yes' }),
      no: msg('Stay here', { id: 'stay' }),
    };
  }

  /** @param {number} current */
  #steps(current) {
    return steps(current, [
      msg('The recovery file', { id: 'recover.step-1' }),
      msg('Its key', { id: 'recover.step-2' }),
      msg('How you open this device', { id: 'recover.step-3' }),
    ]);
  }

  /** So that nobody is afraid of trying. */
  #harmless() {
    return html`<p class="muted">${msg('Until you have chosen how this device is opened, nothing is created or saved: you can stop at any time and begin again.', { id: 'recover.harmless' })}</p>`;
  }

  page() {
    const { journey } = this;
    switch (this.phase) {
      case 'file':
        return this.#filePage();
      case 'recovery-key':
        return this.#keyPage();
      case 'elsewhere':
        return this.#elsewherePage();
      case 'protection':
      case 'new-passkey':
      case 'new-sign-on':
        return this.#protectionPage();
      case 'terms':
        return journey?.question?.question === 'terms'
          ? termsPage(journey.question, {
              questionId: journey.questionId,
              host: location.host,
              accept: () => this.answer({ answer: 'proceed' }),
              refuse: () => this.answer({ answer: 'refuse' }),
              notNow: msg('Not now', { id: 'recover.terms-refuse' }),
            })
          : nothing;
      case 'finishing':
        return html`<div class="task stack loose">
          ${this.#steps(3)}
          <h1 tabindex="-1">${msg('Almost there\u00a0— keep this page open', { id: 'join.finishing-title' })}</h1>
          ${this.disturbances}
          <wait-line
            text=${msg('Creating and saving your device. This takes a few seconds.', { id: 'join.finishing-machine' })}
            hint=${msg('It takes longer than usual. Keep this page open: it goes on by itself.', { id: 'join.finishing-slow' })}
            advice=${msg('Still not done after 2 minutes. Check your connection and keep this page open: nothing is lost.', { id: 'join.finishing-stuck' })}
          ></wait-line>
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
      case 'trouble':
        return troublePage(this);
      case 'failed':
        return journey?.failure
          ? failurePage(
              journey.failure,
              this.names,
              againOrLeave(journey.failure.status, () => this.#start()),
              {
                // It is of no use either to whoever has no access any more.
                state: retryHelps(journey.failure.status)
                  ? html`<p>${msg('Your recovery file was not used up.', { id: 'recover.unspent' })}</p>`
                  : nothing,
              },
            )
          : nothing;
      case 'done':
        return journey?.result?.result === 'recovered'
          ? this.#donePage(journey.result.device)
          : nothing;
      default:
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${this.#title()}</h1>
          <wait-line text=${msg('Reading the file…', { id: 'recover.reading' })}></wait-line>
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
    }
  }

  #title() {
    const organization = this.line?.organization;
    return organization
      ? msg(str`Back into ${organization} with your recovery file`, { id: 'recover.title-of' })
      : msg('Back in with your recovery file', { id: 'recover.title' });
  }

  /** @param {CustomEvent<File>} event */
  #file = ({ detail }) => this.#choose(detail);

  #filePage() {
    const lost = this.line ? `#/lost/${this.line.device_id}` : '#/lost';
    return html`<div class="task stack loose">
      ${this.#steps(1)}
      <h1 tabindex="-1">${this.#title()}</h1>
      <p class="lead">${msg('You need two things that you have saved in different places: the recovery file and its key.', { id: 'recover.need' })}</p>
      <section class="stack tight" aria-labelledby="file-title">
        <h2 id="file-title">${msg('The file', { id: 'recovery.the-file' })}</h2>
        <file-choice
          name="recovery-file"
          label=${msg('Recovery file', { id: 'recovery.file-label' })}
          hint=${fileHint()}
          accept=${FILE_TYPES}
          problem=${this.refusal?.() ?? ''}
          @file=${this.#file}
        ></file-choice>
      </section>
      ${this.#harmless()}
      <div class="actions">${this.cancelButton()}</div>
      <p><a class="linklike" href=${lost}>${msg('I do not have both: other ways back in', { id: 'recover.others' })}</a></p>
    </div>`;
  }

  /** The file is for somebody or something else than what the person came from. */
  #different() {
    const { line, about } = this;
    if (!line || !about) return nothing;
    const same =
      about.organization === line.organization &&
      about.host === line.host &&
      about.human_handle[0] === line.human_handle?.[0];
    if (same) return nothing;
    return notice(
      'warn',
      msg(
        str`You came from ${line.organization ?? ''}, as ${line.human_handle?.[0] ?? ''}. Is this the right file?`,
        { id: 'recover.different' },
      ),
      { title: msg('This file is for another access', { id: 'recover.different-title' }) },
    );
  }

  /** @param {KeyQuestion} about */
  #facts({ organization, host, human_handle, created_on }) {
    return html`<dl class="facts card">
      <dt>${msg('Organization', { id: 'fact.organization' })}</dt>
      <dd translate="no">${organization} <span class="muted">${host}</span></dd>
      <dt>${msg('You', { id: 'fact.you' })}</dt>
      <dd translate="no">${nameOf(human_handle)} <span class="muted">${human_handle[0]}</span></dd>
      <dt>${msg('Recovery file', { id: 'recovery.file-label' })}</dt>
      <dd>${msg(str`Created on ${day(created_on)}`, { id: 'recover.created-on' })}</dd>
    </dl>`;
  }

  #other = () => {
    this.drop();
    this.file = null;
    this.about = null;
    this.refusal = null;
    this.turn('file');
    this.requestUpdate();
  };

  #elsewherePage() {
    const { about } = this;
    if (!about) return nothing;
    return html`<div class="task stack loose" data-status="foreign-server">
      <span class="stop-sign warn">${icon('alert')}</span>
      <h1 tabindex="-1">${msg('This recovery file belongs to another server', { id: 'recover.elsewhere-title' })}</h1>
      <p class="lead">${msg(str`It works with ${about.host}, and this page only with ${location.host}. Nothing was asked of either.`, { id: 'recover.elsewhere-lead' })}</p>
      ${this.#facts(about)}
      <div class="card stack tight">
        <h2>${msg('What you can do', { id: 'what-to-do' })}</h2>
        <p>${msg(str`Open the page of ${about.host}, if that is the server that you expect, and choose the file there. Or use the Parsec application.`, { id: 'recover.elsewhere-next' })}</p>
      </div>
      <div class="actions">
        <button class="button primary" type="button" @click=${this.#other}>${msg('Choose another file', { id: 'file.choose-other' })}</button>
        <a class="button" href="#/">${msg('Back to start', { id: 'to-start' })}</a>
      </div>
    </div>`;
  }

  /** @returns {import('../pieces/recovery-key.js').RecoveryKeyField} */
  get #key() {
    return /** @type {any} */ (this.querySelector('recovery-key-field'));
  }

  updated() {
    super.updated();
    const { question = null, questionId = 0 } = this.journey ?? {};
    if (question?.question !== 'recovery-key' || questionId === this.refusedAt) return;
    this.refusedAt = questionId;
    if (question.rejected === 'ok') return;
    this.#key.rejected = question.rejected;
    this.#key.focus();
  }

  /** @param {SubmitEvent} event */
  async #sendKey(event) {
    event.preventDefault();
    const key = await this.#key.take();
    if (key) await this.answer({ answer: 'recovery-key' }, key);
  }

  #keyPage() {
    const { about } = this;
    if (!about) return nothing;
    return html`<form class="task stack loose" novalidate @submit=${this.#sendKey}>
      ${this.#steps(2)}
      <h1 tabindex="-1">${msg('Enter its key', { id: 'recover.key-title' })}</h1>
      ${this.#different()}
      ${this.#facts(about)}
      <recovery-key-field
        label=${msg('Recovery key', { id: 'method.recovery' })}
        hint=${msg('Type it, paste it, or load its text file.', { id: 'recovery.key-hint' })}
      ></recovery-key-field>
      ${this.#harmless()}
      <div class="actions">
        <button class="button primary" type="submit">${msg('Continue', { id: 'continue' })}</button>
        <button class="button" type="button" @click=${this.#other}>${msg('Choose another file', { id: 'file.choose-other' })}</button>
      </div>
    </form>`;
  }

  #protectionPage() {
    const { journey } = this;
    const question = journey?.question ?? null;
    if (!journey || !protectionPhase(journey)) return nothing;
    const organization = this.about?.organization ?? '';
    const email = this.about?.human_handle[0] ?? '';
    const name = nameOf(this.about?.human_handle);
    return html`<div class="task stack loose">
      ${this.#steps(3)}
      <h1 tabindex="-1">${protectionTitle(this.phase, question, this.policy)}</h1>
      ${
        question?.question === 'protection'
          ? notice(
              'ok',
              msg(
                str`The file and the key fit: this browser can become a device of ${name} again.`,
                { id: 'recover.fits' },
              ),
            )
          : nothing
      }
      <new-protection
        .journey=${journey}
        .question=${question}
        .notes=${journey.notes}
        .names=${this.names}
        .answer=${this.#answer}
        .policy=${this.policy}
        .about=${[organization, ...name.split(/\s+/), ...email.split(/[@.]/)]}
        verb=${msg('Come back', { id: 'recover.submit' })}
        .actions=${this.cancelButton()}
      ></new-protection>
      ${this.phase === 'new-sign-on' ? nothing : this.disturbances}
    </div>`;
  }

  /** @type {import('../journey-screen.js').JourneyScreen['answer']} */
  #answer = (answer, secret) => this.answer(answer, secret);

  /** @param {import('../journeys.js').DeviceLine} device */
  #donePage(device) {
    const organization = device.organization ?? '';
    const replaced = (this.replaced ?? []).map(({ device_label }) => shown(device_label));
    return html`<div class="task stack loose">
      <span class="stop-sign ok">${icon('check')}</span>
      <h1 tabindex="-1">${msg(str`You are back in ${organization}`, { id: 'recover.done-title' })}</h1>
      <p class="lead">${msg('This browser is a device of yours again. Log in the way that you have just chosen.', { id: 'recover.done-lead' })}</p>
      <ul class="bulleted">
        ${replaced.map(
          (label) =>
            html`<li>${msg(str`The device “${label}”, which was here before, is put aside: you find it on the start page.`, { id: 'recover.done-aside' })}</li>`,
        )}
        <li>${msg('Keep the recovery file and its key: both work as before, as often as you need them.', { id: 'recover.done-keep' })}</li>
        <li>${msg('This device does not ask for a one-time code from your phone. If you used one, set it up again after you have logged in.', { id: 'recover.done-code' })}</li>
      </ul>
      <div class="actions">
        <a class="button primary" href="#/device/${device.device_id}">${msg(str`Open ${organization}`, { id: 'open.title' })}</a>
        <a class="button" href="#/">${msg('Back to start', { id: 'to-start' })}</a>
      </div>
    </div>`;
  }
}
customElements.define('recover-screen', RecoverScreen);
