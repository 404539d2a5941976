// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { client, perform } from '../client.js';
import { saveCopy } from '../copy-device.js';
import { bringBack, confirmRemoval, damagedPart, removeDevice, samePlace } from '../device-file.js';
import { asideReason, lastUse, rememberCopy } from '../device-memory.js';
import { holdFile } from '../held-file.js';
import { helpLink } from '../help-link.js';
import { isReadable, nameOf } from '../journeys.js';
import { toast } from '../live.js';
import { shown } from '../names.js';
import { confirm } from '../pieces/confirm.js';
import { failureNotice, failurePage, nextSteps } from '../pieces/failure.js';
import '../pieces/file-choice.js';
import { icon } from '../pieces/icon.js';
import { problemLine } from '../pieces/name-field.js';
import '../pieces/my-requests.js';
import { notice } from '../pieces/notice.js';
import { openingEntry, openingPhase, openingWait } from '../pieces/opening.js';
import '../pieces/wait.js';
import { readFile } from '../read-file.js';
import { router } from '../router.js';
import { Screen } from '../screen.js';
import { sessions } from '../sessions.js';
import { failureWords, knownOf, wordsOf } from '../words/failures.js';
import { ago, day } from '../words/locale.js';
import { openedBy } from '../words/methods.js';
import { FILE_TYPES } from '../words/recovery.js';

/**
 * @typedef {import('../journeys.js').DeviceLine} DeviceLine
 * @typedef {import('../journeys.js').ReadableLine} ReadableLine
 * @typedef {import('../journeys.js').JourneyLine} JourneyLine
 */

/** A browser without any camera interface is not asked for one. */
const HAS_CAMERA = typeof navigator.mediaDevices?.getUserMedia === 'function';

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
    requests: { state: true },
    trouble: { state: true },
    badLink: { state: true },
    imported: { state: true },
    importFailure: { state: true },
    importing: { state: true },
    scanning: { state: true },
    asideFailure: { state: true },
    damage: { state: true },
  };

  constructor() {
    super();
    /** @type {DeviceLine[] | null} null until the browser has been asked */
    this.devices = null;
    /** @type {JourneyLine[]} */
    this.journeys = [];
    /** @type {readonly import('../journeys.js').RequestLine[]} */
    this.requests = [];
    /** @type {import('../journeys.js').Failure | null} */
    this.trouble = null;
    this.badLink = '';
    /** @type {{ shown: string, text: string }} a field of one line cannot show what mail programs do to a link, but the core reads it */
    this.pasted = { shown: '', text: '' };
    /** @type {ReadableLine | null} */
    this.imported = null;
    /** @type {import('../journeys.js').Failure | null} */
    this.importFailure = null;
    /** @type {import('parsec-client').Journey | null} */
    this.importing = null;
    this.scanning = false;
    /** @type {{ place: DeviceLine['place'], failure: import('../journeys.js').Failure } | null} of what was asked for a file that is put aside */
    this.asideFailure = null;
    /** @type {ReadonlyMap<DeviceLine, import('../journeys.js').Failure['file_part']>} which part of those that cannot be read */
    this.damage = new Map();
    /** @type {File | undefined} the last one that was chosen */
    this.file = undefined;
    this.replacing = false;
    /** The file that is opened to be taken in has asked for a one-time code. */
    this.importedCode = false;
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
      this.requests = home.requests;
      this.trouble = null;
      await this.#examine(home.devices.filter((line) => !isReadable(line) && !line.aside));
    } catch (failure) {
      this.trouble = /** @type {import('../journeys.js').Failure} */ (failure)?.status
        ? /** @type {import('../journeys.js').Failure} */ (failure)
        : { status: 'unknown' };
    }
  }

  /** @param {DeviceLine[]} lines */
  async #examine(lines) {
    for (const line of lines) {
      const part = await damagedPart(line);
      this.damage = new Map(this.damage).set(line, part);
    }
  }

  /** Why a line cannot be opened. @param {DeviceLine} line */
  #failureOf(line) {
    return { status: line.status, file_part: this.damage.get(line) ?? null };
  }

  /** @param {SubmitEvent} event */
  async #openLink(event) {
    event.preventDefault();
    const input = /** @type {HTMLInputElement} */ (this.querySelector('#link'));
    await this.#follow(input.value === this.pasted.shown ? this.pasted.text : input.value);
    if (this.badLink) input.focus();
  }

  /**
   * Wherever it comes from, it is only shown what it is for.
   * @param {string} text
   */
  async #follow(text) {
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
  }

  async #scan() {
    await import('../pieces/scan.js');
    this.scanning = true;
  }

  /** @param {CustomEvent<string>} event */
  async #scanned({ detail: text }) {
    this.scanning = false;
    if (!text) return;
    const input = /** @type {HTMLInputElement} */ (this.querySelector('#link'));
    input.value = text;
    await this.#follow(text);
    if (this.badLink) input.focus();
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
    this.importedCode = false;
    journey.addEventListener('change', () => {
      this.importedCode ||= journey.question?.question === 'one-time-code';
      this.requestUpdate();
    });
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
      const bytes = await readFile(file).catch(() => {
        throw { status: 'device-file', file_part: 'format' };
      });
      const result = await this.#store({ flow: 'import', file: bytes, replace });
      if (result?.result !== 'imported' || !isReadable(result.device)) return;
      this.imported = result.device;
      rememberCopy(result.device.device_id);
      await this.#list();
      await this.updateComplete;
      /** @type {HTMLElement | null} */ (this.querySelector('#imported a'))?.focus();
    } catch (error) {
      const failure = /** @type {import('../journeys.js').Failure} */ (error);
      // Not for opening: a way back in.
      if (failure.file_kind === 'recovery') {
        holdFile(file);
        await router.go('/recover');
      } else this.importFailure = failure;
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
    const devices = this.devices?.filter(({ aside }) => !aside) ?? null;
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
      ${this.requests.length ? html`<my-requests .lines=${this.requests} .changed=${() => this.#list()}></my-requests>` : nothing}
      ${
        devices === null
          ? html`<wait-line text=${msg('Checking what this browser has saved…', { id: 'home.looking' })}></wait-line>`
          : empty
            ? nothing
            : html`<ul class="lines">${devices.map((line) => html`<li>${this.#deviceLine(line)}</li>`)}</ul>`
      }
      ${this.#asideFold()}
      ${this.#linkForm()}
      ${this.#createCard()}
      ${this.#fileForm()}
      <footer class="row">
        <p><a class="linklike" href="#/lost">${msg('Forgotten password, lost device', { id: 'lost.link' })}</a></p>
        ${helpLink()}
        <a class="linklike" href="#/about">${msg('About this program', { id: 'about.link' })}</a>
      </footer>
    </div>`;
  }

  #title() {
    if (this.devices === null) return 'Parsec';
    return this.devices.every(({ aside }) => aside)
      ? msg('Welcome to Parsec', { id: 'home.welcome' })
      : msg('Your organizations', { id: 'home.title' });
  }

  get step() {
    return this.devices === null && !this.trouble ? 'starting' : 'ready';
  }

  /** What is lost by giving up. @param {JourneyLine} line */
  #lossOf({ kind, organization, human_handle }) {
    const person = nameOf(human_handle);
    switch (kind) {
      case 'bootstrap':
        return {
          title: msg(str`Forget the creation of ${organization}?`, { id: 'home.forget-title' }),
          text: msg(
            'If the server has created it after all, its only keys are here: nobody could ever open it. Forget it only when you have created it anew or no longer want it.',
            { id: 'home.forget-text' },
          ),
        };
      case 'claim':
        return {
          title: msg(str`Give up joining ${organization}?`, { id: 'home.give-up-join' }),
          text: msg(
            'If an administrator has let you in already, you are a member without a device: they must then remove you and invite you again.',
            { id: 'home.give-up-join-text' },
          ),
        };
      case 'greet':
        return {
          title: msg(str`Give up letting ${person} in?`, { id: 'home.give-up-greet' }),
          text: msg(
            str`If the server has created ${person} already, nobody can finish it any more: remove this person from the members and invite them again.`,
            { id: 'home.give-up-greet-text' },
          ),
        };
      default:
        return {
          title: msg(str`Give up the new device in ${organization}?`, {
            id: 'home.give-up-device',
          }),
          text: msg(
            'If it is among your devices already, nobody can open it any more. Add the device again afterwards.',
            { id: 'home.give-up-device-text' },
          ),
        };
    }
  }

  /** @param {JourneyLine} line */
  async #forget(line) {
    const sure = await confirm({
      ...this.#lossOf(line),
      yes: msg('Forget it', { id: 'home.forget' }),
      no: msg('Keep it', { id: 'home.forget-no' }),
    });
    if (!sure) return;
    await this.#list(line.key);
    await this.updateComplete;
    this.querySelector('h1')?.focus();
  }

  /** @param {JourneyLine} line */
  #journeyNotice(line) {
    const { organization, host, key } = line;
    const person = nameOf(line.human_handle);
    const target = encodeURIComponent(key);
    const unfinished = (/** @type {string} */ text, /** @type {unknown} */ goOn = nothing) =>
      notice(
        'warn',
        html`<p>${text}</p>
          <div class="row">
            ${goOn}
            <button class="button small" type="button" @click=${() => this.#forget(line)}>${msg('Forget it', { id: 'home.forget' })}</button>
          </div>`,
      );
    switch (line.kind) {
      case 'claim':
        return unfinished(
          msg(
            str`You had started to join ${organization} on ${host} here. Go on with the password that you chose; if your administrator has stopped it meanwhile, you will be told.`,
            { id: 'home.unfinished-join' },
          ),
          html`<a class="button small" href="#/join/resume/${target}">${msg('Finish joining', { id: 'join.finish' })}</a>`,
        );
      case 'claim-device':
        return unfinished(
          msg(
            str`You had started to add this browser to your devices in ${organization} on ${host}. Go on with the password that you chose; if it was stopped on your other device meanwhile, you will be told.`,
            { id: 'home.unfinished-mine' },
          ),
          html`<a class="button small" href="#/join/device/resume/${target}">${msg('Finish adding this browser', { id: 'mine.finish' })}</a>`,
        );
      case 'bootstrap':
        return unfinished(
          msg(
            str`The creation of ${organization} on ${host} was interrupted. Perhaps the server has created it all the same: go on with the password that you chose to find out.`,
            { id: 'home.unfinished-create' },
          ),
          html`<a class="button small" href="#/create/resume/${target}">${msg('Finish creating', { id: 'create.finish' })}</a>`,
        );
      case 'greet':
        return unfinished(
          msg(
            str`You had almost let ${person} into ${organization}. Open ${organization} and go to “People” to finish.`,
            { id: 'home.unfinished-greet' },
          ),
        );
      case 'greet-device':
        return unfinished(
          msg(
            str`You had almost added a device to ${organization}. Open ${organization} and go to “My devices” to finish.`,
            { id: 'home.unfinished-device' },
          ),
        );
    }
  }

  /** Names that a person recognizes it by. @param {DeviceLine} line */
  #namesOf({ human_handle, device_label, host }) {
    return [nameOf(human_handle), host, shown(device_label)].filter(Boolean).join(' · ');
  }

  /** How it is opened, and when it last was. @param {DeviceLine} line */
  #useOf(line) {
    if (!isReadable(line)) return nothing;
    const { device_id, created_on } = line;
    const used = lastUse(device_id);
    const when = used
      ? msg(str`last used ${ago(used)}`, { id: 'home.used' })
      : msg(str`created on ${day(created_on)}`, { id: 'home.created-on' });
    return html`<span class="muted caption">${openedBy(line)} · ${when}</span>`;
  }

  /** @param {DeviceLine} line */
  #deviceLine(line) {
    const { device_id, status, place } = line;
    // The head of a damaged file may not tell whose it is.
    const organization = line.organization ?? shown(place.key);
    const official = place.store === 'official';
    const what = html`<span class="what">
      <span class="name" translate="no">${organization}</span>
      <span class="muted"><span translate="no">${this.#namesOf(line)}</span></span>
      ${this.#useOf(line)}
      ${official ? html`<span class="badge">${msg('Saved by the official web application', { id: 'home.official' })}</span>` : nothing}
      ${
        device_id && sessions.get(device_id)
          ? html`<span class="badge ok">${icon('check')}${msg('Open', { id: 'home.open' })}</span>`
          : nothing
      }
    </span>`;
    const tile = html`<span class="tile" aria-hidden="true">${initials(organization)}</span>`;
    const more = isReadable(line)
      ? html`<a class="button small plain" href="#/saved/${device_id}">${msg('Manage', { id: 'home.manage' })}<span class="visually-hidden" translate="no"> ${organization}, ${this.#namesOf(line)}</span></a>`
      : this.#removal(line);
    if (status === 'ok') {
      return html`<div class="line-and-more"><a class="line" href="#/device/${device_id}">${tile}${what}${icon('next', 'go')}</a>${more}</div>`;
    }
    const failure = this.#failureOf(line);
    const words = wordsOf(failure, { ...knownOf(line), organization });
    return html`<div class="line-and-more">
      <div class="line">
        ${tile}
        <div class="what">
          ${what}
          <details class="fold">
            <summary>${words.title}</summary>
            <p>${words.cause}</p>
            ${nextSteps(words)} ${helpLink(failure, device_id)}
          </details>
          ${this.#asideFailed(line)}
        </div>
      </div>
      ${more}
    </div>`;
  }

  /** Kept, but not for opening: revoked, or out of the way. */
  #asideFold() {
    const lines = this.devices?.filter(({ aside }) => aside) ?? [];
    if (lines.length === 0) return nothing;
    return html`<details class="fold" id="aside">
      <summary>${msg(str`Put aside (${lines.length})`, { id: 'home.aside' })}</summary>
      <ul class="lines">${lines.map((line) => html`<li>${this.#asideLine(line)}</li>`)}</ul>
    </details>`;
  }

  /** @param {DeviceLine} line */
  #asideWhy(line) {
    const { place } = line;
    if (!isReadable(line)) return wordsOf(this.#failureOf(line)).title;
    if (asideReason(line.device_id) === 'removed')
      return msg(
        'You are no longer a member there, so it opens nothing. Kept in case that was a mistake.',
        {
          id: 'home.aside-removed',
        },
      );
    if (asideReason(line.device_id) === 'recovered')
      return msg(
        'You have come back with your recovery file, on a new device that takes its place.',
        {
          id: 'home.aside-recovered',
        },
      );
    return place.store === 'official'
      ? msg('The official web application has put it aside.', { id: 'home.aside-official' })
      : msg('Put aside in this browser. It opens again once it is back.', {
          id: 'home.aside-here',
        });
  }

  /** @param {DeviceLine} line */
  #asideLine(line) {
    const organization = line.organization ?? shown(line.place.key);
    return html`<div class="line folding aside">
      <div class="what stack tight">
        <div>
          <span class="name" translate="no">${organization}</span>
          <span class="muted"><span translate="no">${this.#namesOf(line)}</span></span>
          ${this.#useOf(line)}
        </div>
        <p>${this.#asideWhy(line)}</p>
        ${this.#asideFailed(line)}
        <div class="row">
          ${
            isReadable(line)
              ? html`<button class="button small" type="button" @click=${() => this.#back(line)}>${msg('Bring it back', { id: 'home.aside-back' })}</button>
                  <button class="button small" type="button" @click=${() => this.#saveCopy(line)}>${msg('Save a copy', { id: 'home.aside-copy' })}</button>`
              : nothing
          }
          ${this.#removal(line)}
        </div>
      </div>
    </div>`;
  }

  /** What only the official web application may be able to read is its own. @param {DeviceLine} line */
  #removal(line) {
    const name = line.organization ?? shown(line.place.key);
    return !isReadable(line) && line.place.store === 'official'
      ? nothing
      : html`<button class="button small" type="button" @click=${() => this.#remove(line)}>${msg('Remove for good', { id: 'home.aside-remove' })}<span class="visually-hidden" translate="no"> ${name}</span></button>`;
  }

  /** @param {DeviceLine} line */
  #asideFailed(line) {
    return this.asideFailure && samePlace(this.asideFailure.place, line.place)
      ? failureNotice(this.asideFailure.failure, knownOf(line))
      : nothing;
  }

  /**
   * @param {DeviceLine} line
   * @param {() => Promise<boolean>} job
   * @param {string} done
   */
  async #withAside({ place }, job, done) {
    this.asideFailure = null;
    try {
      if (!(await job())) return;
      toast(done);
      await this.#list();
      await this.updateComplete;
      this.querySelector('h1')?.focus();
    } catch (failure) {
      this.asideFailure = {
        place,
        failure: /** @type {import('../journeys.js').Failure} */ (failure),
      };
    }
  }

  /** @param {ReadableLine} line */
  async #back(line) {
    const organization = line.organization ?? '';
    await this.#withAside(
      line,
      () => bringBack(line),
      msg(str`${organization} is back among your organizations.`, { id: 'home.aside-is-back' }),
    );
  }

  /** @param {DeviceLine} line */
  async #saveCopy(line) {
    await this.#withAside(
      line,
      async () => {
        await saveCopy(line);
        return true;
      },
      msg('Your browser has saved a copy among its downloads.', { id: 'home.aside-copied' }),
    );
  }

  /** @param {DeviceLine} line */
  async #remove(line) {
    const organization = line.organization ?? shown(line.place.key);
    if (!(await confirmRemoval(line))) return;
    await this.#withAside(
      line,
      () => removeDevice(line),
      msg(str`${organization} is removed from this browser.`, { id: 'saved.removed' }),
    );
  }

  #linkForm() {
    const words = this.badLink ? failureWords(this.badLink) : null;
    return html`<form class="card stack" novalidate @submit=${this.#openLink} data-status=${this.badLink || nothing}>
      <h2>${msg('Join an organization, or add this browser to your devices', { id: 'home.join' })}</h2>
      <div class="field">
        <label for="link">${msg('Your link', { id: 'home.link' })}</label>
        <p class="hint" id="link-hint">
          ${msg('Paste the link from your e-mail or from your other device here, whatever it is for. We will tell you what it is before anything happens.', { id: 'home.link-hint' })}
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
      ${
        HAS_CAMERA
          ? html`<div class="row">
              <button class="button small" type="button" @click=${this.#scan}>${icon('qr')}${msg('Scan a QR code', { id: 'scan.title' })}</button>
            </div>`
          : nothing
      }
      ${this.scanning ? html`<scan-dialog @closed=${this.#scanned}></scan-dialog>` : nothing}
      <details class="fold">
        <summary>${msg('I use Parsec on another device already', { id: 'home.other-device' })}</summary>
        <p>
          ${msg('Open Parsec there, go to “My devices” and press “Add a device”. It shows a link and its QR code: paste the link above, or scan the code. Nobody else has to do anything.', { id: 'home.other-device-text' })}
        </p>
      </details>
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
      <file-choice
        label=${msg('Device file', { id: 'home.file-label' })}
        hint=${msg('A copy that you saved here or in the Parsec application (“.keys”), or your recovery file (“.psrk”). Drag it here or choose it.', { id: 'home.file-hint' })}
        accept=".keys,${FILE_TYPES}"
        @file=${(/** @type {CustomEvent<File>} */ { detail }) => this.#import(detail)}
      ></file-choice>
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
    if (!journey) return nothing;
    const { question } = journey;
    const cancel = html`<button class="button" type="button" @click=${() => journey.cancel()}>${msg('Cancel', { id: 'cancel' })}</button>`;
    if (openingPhase(journey)) {
      return html`<div class="stack" id="import-opening">
        <p>
          ${msg('Open it once: that shows that it can be opened. Only then does it replace the one saved here.', { id: 'home.file-open' })}
        </p>
        ${openingEntry(journey, {
          verb: msg('Replace the one saved here', { id: 'home.file-replace' }),
          answer: (answer, secret) => this.#answerImport(answer, secret),
          otherActions: cancel,
          totp: this.importedCode,
        })}
      </div>`;
    }
    if (question?.question === 'trouble') {
      return html`<div class="stack">
        ${failureNotice({ status: question.status })}
        <div class="actions">
          <button class="button primary" type="button" @click=${() => this.#answerImport({ answer: 'again' })}>${msg('Try again', { id: 'again' })}</button>
          ${cancel}
        </div>
      </div>`;
    }
    return this.replacing ? openingWait(journey) : nothing;
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
    if (failure.status !== 'already-exists') {
      const chosen = true;
      return failureNotice(failure, { chosen }, helpLink({ ...failure, chosen }, null));
    }
    if (this.replacing) {
      // Only one of the official client's is never written over: what is ours would have been.
      return html`<div data-status=${failure.status}>
        ${notice(
          'warn',
          msg(
            'The official web application keeps this device, in the list above or put aside. Open it there; to use this file instead, remove that one first.',
            { id: 'home.file-official-text' },
          ),
          {
            title: msg('This device is in this browser already', { id: 'home.file-known' }),
            alert: true,
          },
        )}
      </div>`;
    }
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
