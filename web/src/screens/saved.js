// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { saveCopy } from '../copy-device.js';
import { confirmRemoval, findDevice, putAside, removeDevice } from '../device-file.js';
import { lastUse, rememberCopy } from '../device-memory.js';
import { nameOf } from '../journeys.js';
import { toast } from '../live.js';
import { shown } from '../names.js';
import { findPasskeys } from '../passkeys-here.js';
import { confirm } from '../pieces/confirm.js';
import { failureNotice, failurePage } from '../pieces/failure.js';
import { fileFailure } from '../pieces/file-failure.js';
import { icon } from '../pieces/icon.js';
import { notice } from '../pieces/notice.js';
import { securityMethod } from '../pieces/security-method.js';
import { securityMfa } from '../pieces/security-mfa.js';
import '../pieces/wait.js';
import { router } from '../router.js';
import { Screen } from '../screen.js';
import { sessions } from '../sessions.js';
import { knownOf } from '../words/failures.js';
import { ago, day } from '../words/locale.js';
import { openedBy } from '../words/methods.js';

/**
 * @typedef {import('../journeys.js').ReadableLine} ReadableLine
 * @typedef {import('../journeys.js').Failure} Failure
 */

/**
 * One device as this browser has saved it: what it is, how it opens, a copy of it, and how it goes.
 */
class SavedScreen extends Screen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    line: { state: true },
    trouble: { state: true },
    failure: { state: true },
    saved: { state: true },
  };

  constructor() {
    super();
    /** @type {ReadableLine | null} */
    this.line = null;
    /** @type {Failure | null} why there is nothing to show */
    this.trouble = null;
    /** @type {{ failure: Failure, again: ((control?: { takeOver: boolean }) => void) | null } | null} of what was asked for here */
    this.failure = null;
    this.saved = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this.#find();
  }

  async #find() {
    try {
      const [line] = await Promise.all([findDevice(this.route.params.device), findPasskeys()]);
      if (!line) this.trouble = { status: 'store-missing' };
      else if (line.aside) this.trouble = { status: 'store-aside' };
      else this.line = line;
    } catch (failure) {
      this.trouble = /** @type {Failure} */ (failure)?.status
        ? /** @type {Failure} */ (failure)
        : { status: 'unknown' };
    }
  }

  get step() {
    return this.line || this.trouble ? 'ready' : 'starting';
  }

  /** @param {ReadableLine} line */
  async #save(line) {
    this.failure = null;
    try {
      this.saved = await saveCopy(line);
      rememberCopy(line.device_id);
    } catch (failure) {
      this.failure = { failure: /** @type {Failure} */ (failure), again: null };
    }
  }

  /**
   * @param {ReadableLine} line
   * @param {(line: ReadableLine, control?: { takeOver: boolean }) => Promise<boolean>} job
   * @param {string} done
   * @param {{ takeOver: boolean }} [control]
   */
  async #perform(line, job, done, control) {
    this.failure = null;
    try {
      if (!(await job(line, control))) return;
      await router.go('/');
      toast(done);
    } catch (failure) {
      this.failure = {
        failure: /** @type {Failure} */ (failure),
        again: (next) => this.#perform(line, job, done, next),
      };
    }
  }

  /** @param {ReadableLine} line */
  async #remove(line) {
    const organization = line.organization ?? '';
    if (!(await confirmRemoval(line))) return;
    const done = msg(str`${organization} is removed from this browser.`, { id: 'saved.removed' });
    await this.#perform(line, removeDevice, done);
  }

  /** @param {ReadableLine} line */
  async #putAside(line) {
    const organization = line.organization ?? '';
    const sure = await confirm({
      title: msg(str`Put ${organization} aside?`, { id: 'saved.aside-title' }),
      text: msg(
        'The device stays in this browser, but not among those that you open. Bring it back from the start page whenever you like: it opens as before.',
        { id: 'saved.aside-text' },
      ),
      yes: msg('Put it aside', { id: 'saved.aside-yes' }),
      no: msg('Leave it where it is', { id: 'saved.aside-no' }),
    });
    if (!sure) return;
    const done = msg(str`${organization} is put aside.`, { id: 'saved.aside-done' });
    await this.#perform(line, putAside, done);
  }

  render() {
    if (this.trouble) {
      return failurePage(
        this.trouble,
        {},
        html`<a class="button primary" href="#/">${msg('Back to start', { id: 'to-start' })}</a>`,
      );
    }
    const { line } = this;
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${line ? msg(str`${line.organization ?? ''} in this browser`, { id: 'saved.title' }) : msg('Your device in this browser', { id: 'saved.starting' })}</h1>
      ${
        line
          ? this.#page(line)
          : html`<wait-line text=${msg('Checking what this browser has saved…', { id: 'home.looking' })}></wait-line>`
      }
      <div class="row"><a class="button" href="#/">${msg('Back to start', { id: 'to-start' })}</a></div>
    </div>`;
  }

  /** @param {ReadableLine} line */
  #page(line) {
    return html`${this.#facts(line)}
      ${this.failure ? this.#failed(this.failure) : nothing}
      ${line.status === 'ok' ? [securityMethod(line, null), securityMfa(line)] : nothing}
      ${this.#copy(line)}
      <section class="card stack" aria-labelledby="removal">
        <h2 id="removal">${msg('Not here any more', { id: 'saved.remove-heading' })}</h2>
        <p>${msg('On a computer that is not yours, remove the device when you are done. That changes nothing for your other devices, or for your place in the organization.', { id: 'saved.remove-hint' })}</p>
        <div class="row">
          <button class="button" type="button" @click=${() => this.#remove(line)}>${msg('Remove from this browser', { id: 'saved.remove' })}</button>
          <button class="button" type="button" @click=${() => this.#putAside(line)}>${msg('Put aside', { id: 'saved.aside' })}</button>
        </div>
      </section>`;
  }

  /** @param {ReadableLine} line */
  #facts(line) {
    const { organization, host, human_handle, device_label, created_on, device_id, place } = line;
    const used = lastUse(device_id);
    return html`<dl class="facts card">
      <dt>${msg('Organization', { id: 'fact.organization' })}</dt>
      <dd translate="no">${organization} <span class="muted">${host}</span></dd>
      <dt>${msg('You', { id: 'fact.you' })}</dt>
      <dd translate="no">${nameOf(human_handle)} <span class="muted">${human_handle?.[0]}</span></dd>
      <dt>${msg('Device', { id: 'fact.device' })}</dt>
      <dd translate="no">${shown(device_label)}</dd>
      <dt>${msg('Opened by', { id: 'organization.method' })}</dt>
      <dd>${openedBy(line)}</dd>
      <dt>${msg('Created', { id: 'saved.created' })}</dt>
      <dd>${day(created_on)}</dd>
      <dt>${msg('Last used here', { id: 'saved.used' })}</dt>
      <dd>
        ${
          sessions.get(device_id)
            ? msg('Open now', { id: 'saved.open-now' })
            : used
              ? html`<time datetime=${used.toISOString()}>${ago(used)}</time>`
              : msg('Not known', { id: 'saved.used-unknown' })
        }
      </dd>
      ${
        place.store === 'official'
          ? html`<dt>${msg('Kept by', { id: 'saved.keeper' })}</dt>
              <dd>${msg('The official web application', { id: 'saved.official' })}</dd>`
          : nothing
      }
    </dl>`;
  }

  /** @param {NonNullable<SavedScreen['failure']>} what */
  #failed({ failure, again }) {
    const known = knownOf(this.line);
    return again ? fileFailure(failure, known, again) : failureNotice(failure, known);
  }

  /** @param {ReadableLine} line */
  #copy(line) {
    const { kind, has_totp } = line;
    return html`<section class="card stack" aria-labelledby="copy-title">
      <h2 id="copy-title">${msg('A copy, in case this browser forgets', { id: 'saved.copy-title' })}</h2>
      <p>
        ${
          kind === 'web_passkey'
            ? msg(
                'The file opens with the passkeys of today, on this site only: it is no help when they are lost.',
                { id: 'saved.copy-passkey' },
              )
            : kind === 'openbao'
              ? msg(
                  'The file opens with the account that opens this device, as long as the sign-on service keeps its key.',
                  { id: 'saved.copy-sign-on' },
                )
              : msg('The file opens with the password of today, on any computer.', {
                  id: 'saved.copy-text',
                })
        }
        ${has_totp ? msg('A one-time code is asked for as well.', { id: 'saved.copy-code' }) : nothing}
      </p>
      ${
        this.saved
          ? html`<div role="status">${notice('ok', msg(str`Your browser has saved “${this.saved}” among its downloads.`, { id: 'welcome.copy-saved' }))}</div>`
          : nothing
      }
      <div class="row">
        <button class="button" type="button" @click=${() => this.#save(line)}>${icon('download')}${msg('Save a copy of my device', { id: 'copy.save' })}</button>
      </div>
    </section>`;
  }
}
customElements.define('saved-screen', SavedScreen);
