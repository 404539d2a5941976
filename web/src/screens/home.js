// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { client, perform } from '../client.js';
import { rememberCopy } from '../copy-device.js';
import { helpLink } from '../help-link.js';
import { nameOf } from '../journeys.js';
import { shown } from '../names.js';
import { confirm } from '../pieces/confirm.js';
import { failureNotice, failurePage } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import { problemLine } from '../pieces/name-field.js';
import { notice } from '../pieces/notice.js';
import { passwordEntry } from '../pieces/password-entry.js';
import '../pieces/wait.js';
import { router } from '../router.js';
import { Screen } from '../screen.js';
import { sessions } from '../sessions.js';
import { failureWords } from '../words/failures.js';

/**
 * @typedef {import('../journeys.js').DeviceLine} DeviceLine
 * @typedef {import('../journeys.js').JourneyLine} JourneyLine
 */

/** Larger than any device file; what is larger is not worth reading. */
const FILE_MAX = 1024 * 1024;

/** @param {string} organization */
function initials(organization) {
  return organization.slice(0, 2).toUpperCase();
}

/**
 * Start: my devices, one field for any link, create, open a device file.
 */
class HomeScreen extends Screen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    devices: { state: true },
    journeys: { state: true },
    trouble: { state: true },
    badLink: { state: true },
    imported: { state: true },
    importFailure: { state: true },
    importing: { state: true },
    over: { state: true },
  };

  constructor() {
    super();
    /** @type {DeviceLine[] | null} null until the browser has been asked */
    this.devices = null;
    /** @type {JourneyLine[]} */
    this.journeys = [];
    /** @type {import('../journeys.js').Failure | null} */
    this.trouble = null;
    this.badLink = '';
    /** @type {{ shown: string, text: string }} a field of one line cannot show what mail programs do to a link, but the core reads it */
    this.pasted = { shown: '', text: '' };
    /** @type {DeviceLine | null} */
    this.imported = null;
    /** @type {import('../journeys.js').Failure | null} */
    this.importFailure = null;
    /** @type {import('parsec-client').Journey | null} */
    this.importing = null;
    this.over = false;
    /** @type {File | undefined} the last one that was chosen */
    this.file = undefined;
    this.replacing = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#list();
  }

  /** @param {string} [forget] key of an unfinished journey that the person gives up */
  async #list(forget) {
    try {
      const home = await perform({ flow: 'home', forget: forget ?? null });
      if (home.result !== 'home') return;
      this.devices = home.devices;
      this.journeys = home.journeys;
      this.trouble = null;
    } catch (failure) {
      this.trouble = /** @type {import('../journeys.js').Failure} */ (failure)?.status
        ? /** @type {import('../journeys.js').Failure} */ (failure)
        : { status: 'unknown' };
    }
  }

  /** @param {SubmitEvent} event */
  async #openLink(event) {
    event.preventDefault();
    const input = /** @type {HTMLInputElement} */ (this.querySelector('#link'));
    const text = input.value === this.pasted.shown ? this.pasted.text : input.value;
    try {
      const description = await (await client()).describeLink(text);
      if (description.status === 'ok') {
        await router.go('/link', { link: text.trim() });
        return;
      }
      this.badLink = description.status;
    } catch {
      this.badLink = 'unknown';
    }
    input.focus();
  }

  /** @param {ClipboardEvent} event */
  #paste(event) {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!/[\r\n]/.test(text)) return;
    event.preventDefault();
    const input = /** @type {HTMLInputElement} */ (event.target);
    input.value = text;
    this.pasted = { shown: input.value, text };
    this.badLink = '';
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.importing?.cancel();
  }

  /**
   * Takes the file in. Where another one is replaced its password is asked, under the button that was pressed.
   * @param {import('parsec-client').Options} options
   * @returns {Promise<import('parsec-client').Result | null>} null: given up
   */
  async #store(options) {
    this.importing?.cancel();
    const journey = (await client()).start(options);
    this.importing = journey;
    journey.addEventListener('change', () => this.requestUpdate());
    const { result, failure } = await journey.finished;
    if (this.importing === journey) this.importing = null;
    if (result) return result;
    if (failure?.status === 'cancelled') return null;
    throw failure;
  }

  /** @param {File | undefined} file @param {boolean} [replace] */
  async #import(file, replace = false) {
    if (!file) return;
    this.importFailure = null;
    this.imported = null;
    this.file = file;
    this.replacing = replace;
    try {
      if (file.size > FILE_MAX) throw { status: 'device-file' };
      const bytes = new Uint8Array(await file.arrayBuffer());
      const result = await this.#store({ flow: 'import', file: bytes, replace });
      if (result?.result !== 'imported') return;
      this.imported = result.device;
      rememberCopy(result.device.device_id);
      await this.#list();
      await this.updateComplete;
      /** @type {HTMLElement | null} */ (this.querySelector('#imported a'))?.focus();
    } catch (failure) {
      this.importFailure = /** @type {import('../journeys.js').Failure} */ (failure);
    }
  }

  render() {
    if (this.trouble) {
      return failurePage(
        this.trouble,
        {},
        html`<button class="button primary" type="button" @click=${() => location.reload()}>${msg('Reload the page', { id: 'reload' })}</button>`,
      );
    }
    const { devices } = this;
    const empty = devices?.length === 0;
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${this.#title()}</h1>
      ${this.#importedNotice()}
      ${
        empty
          ? html`<p class="lead">${msg('Share files that only the people you choose can read, not even the server.', { id: 'home.what' })}</p>`
          : nothing
      }
      ${this.journeys.map((line) => this.#journeyNotice(line))}
      ${
        devices === null
          ? html`<wait-line text=${msg('Checking what this browser has saved…', { id: 'home.looking' })}></wait-line>`
          : empty
            ? nothing
            : html`<ul class="lines">${devices.map((line) => html`<li>${this.#deviceLine(line)}</li>`)}</ul>`
      }
      ${this.#linkForm()}
      ${this.#createCard()}
      ${this.#fileForm()}
      <footer class="row">
        ${helpLink()}
        <a class="linklike" href="#/about">${msg('About this program', { id: 'about.link' })}</a>
      </footer>
    </div>`;
  }

  #title() {
    if (this.devices === null) return 'Parsec';
    return this.devices.length === 0
      ? msg('Welcome to Parsec', { id: 'home.welcome' })
      : msg('Your organizations', { id: 'home.title' });
  }

  get step() {
    return this.devices === null && !this.trouble ? 'starting' : 'ready';
  }

  /** @param {JourneyLine} line */
  async #forget({ organization, key }) {
    const sure = await confirm({
      title: msg(str`Forget the creation of ${organization}?`, { id: 'home.forget-title' }),
      text: msg(
        'If the server has created it after all, its only keys are here: nobody could ever open it. Forget it only when you have created it anew or no longer want it.',
        { id: 'home.forget-text' },
      ),
      yes: msg('Forget it', { id: 'home.forget' }),
      no: msg('Keep it', { id: 'home.forget-no' }),
    });
    if (!sure) return;
    await this.#list(key);
    await this.updateComplete;
    this.querySelector('h1')?.focus();
  }

  /** @param {JourneyLine} line */
  #journeyNotice(line) {
    const { organization, host, key } = line;
    const person = nameOf(line.human_handle);
    const target = encodeURIComponent(key);
    switch (line.kind) {
      case 'claim':
        return notice(
          'warn',
          html`<p>${msg(str`You had started to join ${organization} on ${host} here. Go on with the password that you chose; if your administrator has stopped it meanwhile, you will be told.`, { id: 'home.unfinished-join' })}</p>
            <a class="button small" href="#/join/resume/${target}">${msg('Finish joining', { id: 'join.finish' })}</a>`,
        );
      case 'bootstrap':
        return notice(
          'warn',
          html`<p>${msg(str`The creation of ${organization} on ${host} was interrupted. Perhaps the server has created it all the same: go on with the password that you chose to find out.`, { id: 'home.unfinished-create' })}</p>
            <div class="row">
              <a class="button small" href="#/create/resume/${target}">${msg('Finish creating', { id: 'create.finish' })}</a>
              <button class="button small" type="button" @click=${() => this.#forget(line)}>${msg('Forget it', { id: 'home.forget' })}</button>
            </div>`,
        );
      default:
        return notice(
          'warn',
          html`<p>
            ${msg(str`You had almost let ${person} into ${organization}. Open ${organization} and go to “People” to finish.`, { id: 'home.unfinished-greet' })}
          </p>`,
        );
    }
  }

  /** @param {DeviceLine} line */
  #deviceLine(line) {
    const { human_handle, device_label, device_id, status, place } = line;
    // The head of a damaged file may not tell whose it is.
    const organization = line.organization ?? shown(place.key);
    const host = line.host ?? '';
    const official = place.store === 'official';
    const what = html`<span class="what">
      <span class="name" translate="no">${organization}</span>
      <span class="muted"><span translate="no">${[nameOf(human_handle), host, shown(device_label)].filter(Boolean).join(' · ')}</span></span>
      ${official ? html`<span class="badge">${msg('Saved by the official web application', { id: 'home.official' })}</span>` : nothing}
      ${
        sessions.get(device_id)
          ? html`<span class="badge ok">${icon('check')}${msg('Open', { id: 'home.open' })}</span>`
          : nothing
      }
    </span>`;
    const tile = html`<span class="tile" aria-hidden="true">${initials(organization)}</span>`;
    if (status === 'ok') {
      return html`<a class="line" href="#/device/${device_id}">${tile}${what}${icon('next', 'go')}</a>`;
    }
    const words = failureWords(status, { organization, host });
    return html`<div class="line">
      ${tile}
      <div class="what">
        ${what}
        <details class="fold">
          <summary>${words.title}</summary>
          <p>${words.cause} ${words.next}</p>
          ${helpLink({ status }, device_id)}
        </details>
      </div>
    </div>`;
  }

  #linkForm() {
    const words = this.badLink ? failureWords(this.badLink) : null;
    return html`<form class="card stack" novalidate @submit=${this.#openLink} data-status=${this.badLink || nothing}>
      <h2>${msg('Join an organization', { id: 'home.join' })}</h2>
      <div class="field">
        <label for="link">${msg('Your link', { id: 'home.link' })}</label>
        <p class="hint" id="link-hint">
          ${msg('Paste the link from your e-mail here, whatever it is for. We will tell you what it is before anything happens.', { id: 'home.link-hint' })}
        </p>
        <div class="with-button foldable">
          <input
            class="input"
            id="link"
            name="link"
            type="text"
            inputmode="url"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-invalid=${words ? 'true' : nothing}
            aria-describedby="link-hint link-problem"
            @paste=${this.#paste}
            @input=${() => {
              this.badLink = '';
            }}
          />
          <button class="button primary" type="submit">${msg('Continue', { id: 'continue' })}</button>
        </div>
        ${words ? html`${problemLine(() => words.title, 'link-problem')}<p>${words.cause} ${words.next}</p>` : nothing}
      </div>
      <details class="fold">
        <summary>${msg('I have received no e-mail', { id: 'home.no-mail' })}</summary>
        <p>
          ${msg('Look in the folder for unwanted mail. Otherwise call an administrator of your organization: the link can also be copied and given to you in another way.', { id: 'home.no-mail-text' })}
        </p>
      </details>
    </form>`;
  }

  #createCard() {
    return html`<div class="card stack">
      <h2>${msg('Create an organization', { id: 'create.title' })}</h2>
      <p>${msg('For your team, family or association: you invite the others afterwards.', { id: 'home.create-text' })}</p>
      <div class="row"><a class="button" href="#/create">${msg('Create an organization', { id: 'create.title' })}</a></div>
    </div>`;
  }

  #fileForm() {
    return html`<section class="stack tight" aria-labelledby="file-title">
      <h2 id="file-title">${msg('Open a device file', { id: 'home.file' })}</h2>
      <div
        class="dropzone ${this.over ? 'over' : ''}"
        @dragover=${(/** @type {DragEvent} */ event) => {
          event.preventDefault();
          this.over = true;
        }}
        @dragleave=${() => {
          this.over = false;
        }}
        @drop=${(/** @type {DragEvent} */ event) => {
          event.preventDefault();
          this.over = false;
          this.#import(event.dataTransfer?.files[0]);
        }}
      >
        <p class="muted" id="file-hint">
          ${msg('A copy that you saved here or in the Parsec application (“.keys”). Drag it here or choose it; its password stays the same.', { id: 'home.file-hint' })}
        </p>
        <input
          class="visually-hidden"
          type="file"
          id="file"
          accept=".keys"
          tabindex="-1"
          aria-label=${msg('Device file', { id: 'home.file-label' })}
          @change=${(/** @type {Event} */ event) => {
            const input = /** @type {HTMLInputElement} */ (event.target);
            this.#import(input.files?.[0]);
            input.value = '';
          }}
        />
        <button
          class="button small"
          type="button"
          aria-describedby="file-hint"
          @click=${() => /** @type {HTMLInputElement} */ (this.querySelector('#file')).click()}
        >
          ${icon('file')}${msg('Choose a file', { id: 'home.file-choose' })}
        </button>
      </div>
      ${this.#importQuestion()}
      ${this.importFailure ? this.#importFailed(this.importFailure) : nothing}
    </section>`;
  }

  /**
   * @param {import('parsec-client').Answer} answer
   * @param {Uint8Array<ArrayBuffer>} [secret]
   */
  async #answerImport(answer, secret) {
    try {
      await this.importing?.answer(answer, secret);
    } catch (error) {
      const failure = /** @type {import('../journeys.js').Failure} */ (error);
      // 'state': pressed twice, the second press finds no question any more.
      if (failure.status !== 'state') this.importFailure = failure;
    }
  }

  #importQuestion() {
    const journey = this.importing;
    const question = journey?.question;
    const cancel = html`<button class="button" type="button" @click=${() => journey?.cancel()}>${msg('Cancel', { id: 'cancel' })}</button>`;
    switch (question?.question) {
      case 'password':
        return html`<div class="stack" id="import-password">
          <p>
            ${msg('The password of this file shows that it can be opened. Only then does it replace the one saved here.', { id: 'home.file-password' })}
          </p>
          ${passwordEntry(
            question,
            msg('Replace the one saved here', { id: 'home.file-replace' }),
            (secret) => this.#answerImport({ answer: 'password' }, secret),
            cancel,
          )}
        </div>`;
      case 'trouble':
        return html`<div class="stack">
          ${failureNotice({ status: question.status })}
          <div class="actions">
            <button class="button primary" type="button" @click=${() => this.#answerImport({ answer: 'again' })}>${msg('Try again', { id: 'again' })}</button>
            ${cancel}
          </div>
        </div>`;
      default:
        return journey && this.replacing
          ? html`<wait-line text=${msg('Turning your password into a key. This takes a second or two.', { id: 'open.wait' })}></wait-line>`
          : nothing;
    }
  }

  /** Above everything else: a page that has just been listed anew is read from its top. */
  #importedNotice() {
    if (!this.imported) return nothing;
    const organization = this.imported.organization ?? '';
    return html`<div id="imported" role="status">
      ${notice(
        'ok',
        html`<p>${msg(str`${organization} is now in this browser.`, { id: 'home.imported' })}</p>
          <a class="button small" href="#/device/${this.imported.device_id}">${msg(str`Open ${organization}`, { id: 'open.title' })}</a>`,
      )}
    </div>`;
  }

  /** @param {import('../journeys.js').Failure} failure */
  #importFailed(failure) {
    if (failure.status !== 'already-exists' || this.replacing) return failureNotice(failure);
    return html`<div data-status=${failure.status}>
      ${notice(
        'warn',
        html`<p>${msg('What is saved here is as new as this file or newer. Only replace it if it can no longer be opened.', { id: 'home.file-known-text' })}</p>
          <button class="button small" type="button" @click=${() => this.#import(this.file, true)}>
            ${msg('Replace the one saved here', { id: 'home.file-replace' })}
          </button>`,
        {
          title: msg('This device is in this browser already', { id: 'home.file-known' }),
          alert: true,
        },
      )}
    </div>`;
  }
}
customElements.define('home-screen', HomeScreen);
