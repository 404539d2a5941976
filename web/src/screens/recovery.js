// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { copyText } from '../copy-text.js';
import { rememberRecoveryBegun, rememberRecoveryChecked } from '../device-memory.js';
import { download } from '../download.js';
import { troublePage } from '../exchange.js';
import { JourneyScreen } from '../journey-screen.js';
import { nameOf } from '../journeys.js';
import { knowledgeOf } from '../knowledge.js';
import { againOrLeave, failurePage } from '../pieces/failure.js';
import '../pieces/file-choice.js';
import { icon } from '../pieces/icon.js';
import { networkNotice } from '../pieces/network.js';
import { notice } from '../pieces/notice.js';
import '../pieces/recovery-key.js';
import { steps } from '../pieces/steps.js';
import { readFile } from '../read-file.js';
import { recoveryFiles, standingOf } from '../recovery-files.js';
import { sessions } from '../sessions.js';
import { settle } from '../settling.js';
import { day } from '../words/locale.js';
import { FILE_TYPES, fileHint, fileProblem, standingWords } from '../words/recovery.js';
import { oneByOne } from '../words/spelling.js';

/** @typedef {Extract<import('parsec-client').Question, { question: 'recovery-file' }>} Kept */

/**
 * A recovery file: what it is for, then, once it was asked for, the file, its key, and the proof that the person has both.
 */
class RecoveryScreen extends JourneyScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    stage: { state: true },
    saved: { state: true },
    keySaved: { state: true },
    file: { state: true },
    fileRefusal: { state: true },
  };

  /** @type {import('../knowledge.js').Knowledge | undefined} */
  #following;

  constructor() {
    super();
    /** @type {'file' | 'key' | 'check'} which part of what is asked is shown */
    this.stage = 'file';
    /** The names under which the browser has saved them. */
    this.saved = '';
    this.keySaved = '';
    /** @type {{ name: string, bytes: Uint8Array<ArrayBuffer> } | null} loaded back */
    this.file = null;
    /** @type {import('../pieces/name-field.js').Words | null} why it was not even tried */
    this.fileRefusal = null;
    /** The question at which something was changed since the last try. @type {number | undefined} */
    this.corrected = undefined;
    /** The question at which the last refusal was pointed to. */
    this.refusedAt = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    const { device } = this;
    this.#following = device && knowledgeOf(device);
    this.#following?.addEventListener('change', this.#learnt);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#following?.removeEventListener('change', this.#learnt);
  }

  #learnt = () => this.requestUpdate();

  get device() {
    return sessions.get(this.route.params.device);
  }

  /** Nothing is created by opening a page. */
  begin() {
    this.turn('intro');
  }

  #create() {
    const { device } = this;
    if (!device) return;
    this.stage = 'file';
    this.saved = '';
    this.keySaved = '';
    this.file = null;
    this.fileRefusal = null;
    // From here on one may exist that nobody has.
    rememberRecoveryBegun(device.device_id);
    this.run({ flow: 'recovery', device: device.device });
  }

  follow() {
    const { journey, device } = this;
    if (!journey || !device) return;
    const { question, result, failure } = journey;
    if (failure?.status === 'cancelled') this.turn('intro');
    else if (failure) this.turn('failed');
    else if (result) {
      const [newest] = recoveryFiles(this.#following) ?? [];
      rememberRecoveryChecked(device.device_id, newest?.created_on);
      this.turn('done');
    } else if (question?.question === 'recovery-file') this.turn('kept');
    else if (question) this.turn(question.question);
    else if (this.phase !== 'kept') this.turn('creating');
  }

  get names() {
    return { organization: this.device?.organization, host: this.device?.host };
  }

  get exit() {
    return `/device/${this.route.params.device}`;
  }

  /** Neither file nor key can be shown again. */
  get guarded() {
    return this.phase === 'kept';
  }

  get loss() {
    if (!this.guarded) return null;
    return {
      title: msg('Leave before the check?', { id: 'recovery.leave-title' }),
      text: msg(
        'Your recovery file exists, and it works if you have saved both the file and the key: neither is shown again. If you are not sure, stay and check them. You can also create another one later.',
        { id: 'recovery.leave-text' },
      ),
      yes: msg('Leave without the check', { id: 'recovery.leave-yes' }),
      no: msg('Stay here', { id: 'stay' }),
    };
  }

  get step() {
    return this.phase === 'kept' ? this.stage : this.phase;
  }

  /** @param {number} current */
  #steps(current) {
    return steps(current, [
      msg('Save the file', { id: 'recovery.step-1' }),
      msg('Save its key elsewhere', { id: 'recovery.step-2' }),
      msg('Check both', { id: 'recovery.step-3' }),
    ]);
  }

  page() {
    const question = this.journey?.question;
    switch (this.phase) {
      case 'intro':
        return this.#introPage();
      case 'kept':
        if (this.stage === 'check') return this.#checkPage();
        if (question?.question !== 'recovery-file') return nothing;
        return this.stage === 'file' ? this.#filePage(question) : this.#keyPage(question);
      case 'trouble':
        return troublePage(this);
      case 'failed':
        return this.journey?.failure
          ? failurePage(
              this.journey.failure,
              this.names,
              againOrLeave(this.journey.failure.status, () => this.#create(), {
                href: `#${this.exit}`,
                text: msg('Back', { id: 'back' }),
              }),
              {
                state: this.journey.failure.nothing_lost
                  ? nothing
                  : html`<p>${msg('Perhaps a recovery file was created all the same. Nobody has it or its key, so it opens nothing.', { id: 'recovery.perhaps' })}</p>`,
              },
            )
          : nothing;
      case 'done':
        return this.#donePage();
      default:
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${msg('Creating your recovery file', { id: 'recovery.creating' })}</h1>
          ${this.disturbances}
          <wait-line
            text=${msg('The organization gets to know it. This takes a few seconds.', { id: 'recovery.creating-wait' })}
            hint=${msg('It takes longer than usual. Keep this page open: it goes on by itself.', { id: 'join.finishing-slow' })}
          ></wait-line>
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
    }
  }

  #introPage() {
    const { device } = this;
    const knowledge = this.#following;
    if (!device || !knowledge) return nothing;
    const { organization } = device;
    const files = recoveryFiles(knowledge);
    const standing = files && standingOf(device.device_id, files);
    const { live } = knowledge;
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${msg('Your recovery file', { id: 'recovery.title' })}</h1>
      <p class="lead">${msg(str`With this file and its key you get back into ${organization} from any browser, even when the password is forgotten and all your devices are lost. Nobody else can make them for you.`, { id: 'recovery.lead' })}</p>
      ${
        standing
          ? html`<div data-standing=${standing}>
              ${notice(standing === 'checked' ? 'ok' : standing === 'unchecked' ? 'warn' : 'info', standingWords(standing, files[0]?.created_on))}
            </div>`
          : nothing
      }
      <section class="card stack" aria-labelledby="how">
        <h2 id="how">${msg('Three steps, about three minutes', { id: 'recovery.how' })}</h2>
        <ol class="numbered stack tight">
          <li>${msg('You save a file.', { id: 'recovery.how-1' })}</li>
          <li>${msg('You save its key in another place, or write it down.', { id: 'recovery.how-2' })}</li>
          <li>${msg('You load both back: then you know that they work.', { id: 'recovery.how-3' })}</li>
        </ol>
      </section>
      ${notice('warn', msg(str`Whoever has both opens everything that you can open in ${organization}, and a recovery file cannot be taken back. That is why the two are kept apart.`, { id: 'recovery.danger' }))}
      ${files?.length ? html`<p>${msg('An older recovery file stays valid beside a new one.', { id: 'recovery.older' })}</p>` : nothing}
      ${networkNotice(live && { reachable: live.online, status: live.status }, this.names)}
      <div class="actions" ${ref(settle)}>
        <button class="button primary" type="button" @click=${this.#create}>
          ${icon('key')}${files?.length ? msg('Create another recovery file', { id: 'recovery.create-another' }) : msg('Create my recovery file', { id: 'recovery.create' })}
        </button>
        <a class="button" href="#${this.exit}">${msg('Not now', { id: 'open.weak-later' })}</a>
      </div>
    </div>`;
  }

  /** @param {'file' | 'key' | 'check'} part */
  #turnTo(part) {
    this.stage = part;
  }

  /** @param {Kept} question */
  #filePage({ name, file }) {
    const save = async () => {
      this.saved = download(name, /** @type {Uint8Array<ArrayBuffer>} */ (file));
      await this.updateComplete;
      // The button that was pressed has made room for the next one.
      /** @type {HTMLElement | null} */ (this.querySelector('.actions .primary'))?.focus();
    };
    return html`<div class="task stack loose">
      ${this.#steps(1)}
      <h1 tabindex="-1">${msg('Save the file', { id: 'recovery.step-1' })}</h1>
      <p>${msg('Keep it somewhere other than on this device: on a USB stick, on another computer, with your documents. Without its key it opens nothing, and no password goes with it.', { id: 'recovery.file-text' })}</p>
      <p class="link-text" translate="no">${name}</p>
      <div role="status">
        ${
          this.saved
            ? notice(
                'ok',
                msg(
                  str`Your browser has saved “${this.saved}” among its downloads. Move it to where you keep it.`,
                  { id: 'recovery.file-saved' },
                ),
              )
            : nothing
        }
      </div>
      <div class="actions">
        ${
          this.saved
            ? html`<button class="button primary" type="button" @click=${() => this.#turnTo('key')}>${msg('Continue with the key', { id: 'recovery.to-key' })}</button>
                <button class="button" type="button" @click=${save}>${icon('download')}${msg('Save it again', { id: 'recovery.file-again' })}</button>`
            : html`<button class="button primary" type="button" @click=${save}>${icon('download')}${msg('Save the recovery file', { id: 'recovery.file-save' })}</button>
                ${this.cancelButton()}`
        }
      </div>
    </div>`;
  }

  /** @param {Kept} question */
  #keyPage({ organization, key_name }) {
    const key = this.journey?.secretText() ?? '';
    const groups = key.split('-');
    return html`<div class="task stack loose">
      ${this.#steps(2)}
      <h1 tabindex="-1">${msg('Save the key, but not beside the file', { id: 'recovery.key-title' })}</h1>
      <p>${msg('On paper, in a password manager, in a drawer at home: wherever nobody finds both together. It is shown only now.', { id: 'recovery.key-text' })}</p>
      <section class="key-shown printed" aria-label=${msg('Your recovery key', { id: 'recovery.key-label' })}>
        <div class="only-printed stack tight">
          <h2>${msg(str`Recovery key for ${organization}`, { id: 'recovery.print-title' })}</h2>
          <p translate="no">${nameOf(this.device?.human_handle)} · ${this.device?.human_handle[0]} · ${day(new Date())}</p>
          <p>${msg(str`To be used together with the recovery file, on ${location.host}. Never keep this sheet beside that file.`, { id: 'recovery.print-text' })}</p>
        </div>
        <ol class="key-groups" translate="no">
          ${groups.map(
            (/** @type {string} */ group) =>
              html`<li><span aria-hidden="true">${group}</span><span class="visually-hidden unselected">${oneByOne(group)}</span></li>`,
          )}
        </ol>
        <p class="caption">${msg('Capital letters and the digits 2 to 7: a circle is always the letter O, a stroke always the letter I.', { id: 'recovery.key-alphabet' })}</p>
      </section>
      <div class="row">
        <button class="button small" type="button" @click=${() => copyText(key)}>${icon('copy')}${msg('Copy the key', { id: 'recovery.key-copy' })}</button>
        <button class="button small" type="button" @click=${() => {
          this.keySaved = download(key_name, key, 'text/plain');
        }}>
          ${icon('download')}${msg('Save the key as a text file', { id: 'recovery.key-save' })}
        </button>
        <button class="button small" type="button" @click=${() => print()}>${icon('file')}${msg('Print the key', { id: 'recovery.key-print' })}</button>
      </div>
      <div role="status">
        ${
          this.keySaved
            ? notice(
                'warn',
                msg(
                  str`Your browser has saved “${this.keySaved}” among its downloads, where the recovery file may be as well. Move one of the two away from there.`,
                  { id: 'recovery.key-saved' },
                ),
              )
            : nothing
        }
      </div>
      <div class="actions">
        <button class="button primary" type="button" @click=${() => this.#turnTo('check')}>${msg('I have both: check them', { id: 'recovery.to-check' })}</button>
        <button class="button" type="button" @click=${() => this.#turnTo('file')}>${msg('Back to the file', { id: 'recovery.to-file' })}</button>
      </div>
    </div>`;
  }

  /** @param {CustomEvent<File>} event */
  async #loaded({ detail: file }) {
    this.fileRefusal = null;
    this.corrected = this.journey?.questionId;
    try {
      this.file = { name: file.name, bytes: await readFile(file) };
    } catch {
      this.file = null;
      this.fileRefusal = () => fileProblem('recovery-file');
    }
  }

  /** @returns {HTMLElement | null} */
  get #choice() {
    return this.querySelector('file-choice');
  }

  /** @returns {import('../pieces/recovery-key.js').RecoveryKeyField} */
  get #key() {
    return /** @type {any} */ (this.querySelector('recovery-key-field'));
  }

  /** @param {SubmitEvent} event */
  async #check(event) {
    event.preventDefault();
    if (!this.file) {
      this.fileRefusal = () =>
        msg('Choose the recovery file first.', { id: 'recovery.file-missing' });
      this.#choice?.focus();
      return;
    }
    const key = await this.#key.take();
    if (!key) return;
    await this.answer({ answer: 'recovery-file', file: this.file.bytes.slice() }, key);
  }

  /** What the last try has shown, unless the person has changed something since. */
  get #rejected() {
    const question = this.journey?.question;
    if (question?.question !== 'recovery-file' || this.corrected === this.journey?.questionId)
      return '';
    return question.rejected;
  }

  updated() {
    super.updated();
    // Refused: where the problem is, once.
    const id = this.journey?.questionId;
    if (this.phase !== 'kept' || this.stage !== 'check' || !id || id === this.refusedAt) return;
    const rejected = this.#rejected;
    if (!rejected || rejected === 'ok') return;
    this.refusedAt = id;
    if (fileProblem(rejected)) this.#choice?.focus();
    else {
      this.#key.rejected = rejected;
      this.#key.focus();
    }
  }

  #checkPage() {
    const rejected = this.#rejected;
    return html`<form class="task stack loose" novalidate @submit=${this.#check}>
      ${this.#steps(3)}
      <h1 tabindex="-1">${msg('Check that both work', { id: 'recovery.check-title' })}</h1>
      <p>${msg('Take the file and the key from where you have put them, as you would in an emergency. Nothing leaves this browser.', { id: 'recovery.check-text' })}</p>
      <section class="stack tight" aria-labelledby="file-title">
        <h2 id="file-title">${msg('The file', { id: 'recovery.the-file' })}</h2>
        <file-choice
          name="recovery-file"
          label=${msg('Recovery file', { id: 'recovery.file-label' })}
          hint=${fileHint()}
          accept=${FILE_TYPES}
          chosen=${this.file?.name ?? ''}
          problem=${this.fileRefusal?.() ?? fileProblem(rejected)}
          @file=${this.#loaded}
        ></file-choice>
      </section>
      <recovery-key-field
        label=${msg('Recovery key', { id: 'method.recovery' })}
        hint=${msg('Type it, paste it, or load its text file.', { id: 'recovery.key-hint' })}
      ></recovery-key-field>
      ${this.disturbances}
      <div class="actions">
        <button class="button primary" type="submit">${msg('Check the file and the key', { id: 'recovery.check-submit' })}</button>
        <button class="button" type="button" @click=${() => this.#turnTo('key')}>${msg('Show the key again', { id: 'recovery.show-again' })}</button>
      </div>
      <p><button class="linklike" type="button" @click=${() => this.leave()}>${msg('Leave without the check', { id: 'recovery.leave-yes' })}</button></p>
    </form>`;
  }

  #donePage() {
    const organization = this.device?.organization ?? '';
    return html`<div class="task stack loose">
      <span class="stop-sign ok">${icon('check')}</span>
      <h1 tabindex="-1">${msg('Your recovery file works', { id: 'recovery.done-title' })}</h1>
      <p class="lead">${msg(str`The file and the key have opened. Together they bring you back into ${organization} from any browser.`, { id: 'recovery.done-lead' })}</p>
      <ul class="bulleted">
        <li>${msg('Keep the two apart, and tell nobody the key: no administrator and no support ever needs it.', { id: 'recovery.done-apart' })}</li>
        <li>${msg('It stays valid, however often it is used, and when you change your password.', { id: 'recovery.done-valid' })}</li>
        <li>${msg('If somebody may have got hold of both, call an administrator: only when you are removed from the organization does it open nothing any more.', { id: 'recovery.done-stolen' })}</li>
      </ul>
      <div class="actions">
        <a class="button primary" href="#${this.exit}">${msg(str`Go to ${organization}`, { id: 'welcome.go' })}</a>
      </div>
    </div>`;
  }
}
customElements.define('recovery-screen', RecoveryScreen);
