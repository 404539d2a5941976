// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { putAside } from '../device-file.js';
import { DeviceScreen } from '../device-screen.js';
import { nameOf } from '../journeys.js';
import { logOut } from '../log-out.js';
import { failurePage } from '../pieces/failure.js';
import { fileFailure } from '../pieces/file-failure.js';
import { helpers } from '../pieces/helpers.js';
import { networkNotice } from '../pieces/network.js';
import { notice } from '../pieces/notice.js';
import '../pieces/wait.js';
import { failureWords, retryHelps } from '../words/failures.js';
import { moment } from '../words/locale.js';

/**
 * @typedef {import('../knowledge.js').Knowledge} Knowledge
 * @typedef {Pick<Knowledge, 'failure' | 'failedOn' | 'self' | 'administrators' | 'retrying' | 'live'>} Shown
 */

/**
 * The server lets this device do nothing any more, or must not be believed: what happened, since when, who can help, what to do. In the
 * place of every page of the device. Nothing here is final by itself: what a server, or something that answers in its place, has said
 * once, it can be asked again.
 */
class EndedScreen extends DeviceScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    aside: { state: true },
    problem: { state: true },
  };

  constructor() {
    super();
    /** @type {'' | 'working' | 'done'} */
    this.aside = '';
    /** @type {import('../journeys.js').Failure | null} why its file could not be put aside */
    this.problem = null;
    /** @type {Date | null} */
    this.first = null;
    /** @type {Shown | null} what was known when the person began to put the file aside */
    this.last = null;
  }

  /** What is shown once the device is closed is what was known of it before. */
  connectedCallback() {
    super.connectedCallback();
    this.kept = { device: this.device, knowledge: this.knowledge };
    this.first = this.knowledge?.failedOn ?? null;
  }

  /** Its device is being closed, or was: the page goes on without. */
  get parting() {
    return this.last !== null;
  }

  get step() {
    const { failure } = this.last ?? this.kept?.knowledge ?? {};
    return `${failure?.status} ${this.aside}`;
  }

  /** @param {{ takeOver: boolean }} [control] */
  async #putAside(control) {
    const { device, knowledge } = this.kept ?? {};
    if (!device || !knowledge || this.aside) return;
    // Closing the device ends its session: that failure is not what this page is about.
    const { failure, failedOn, self, administrators } = this.last ?? knowledge;
    this.last = { failure, failedOn, self, administrators, retrying: false, live: undefined };
    this.problem = null;
    this.aside = 'working';
    try {
      const put = await putAside(device, control, 'removed');
      if (!put) this.problem = { status: 'cancelled' };
      this.aside = put ? 'done' : '';
    } catch (failure) {
      this.problem = /** @type {import('../journeys.js').Failure} */ (failure);
      this.aside = '';
    }
  }

  render() {
    const { device } = this.kept ?? {};
    const knowledge = this.last ?? this.kept?.knowledge;
    const failure = knowledge?.failure;
    if (!device || !knowledge || !failure) return nothing;
    const known = { organization: device.organization, host: device.host, byLink: false };
    if (this.aside === 'done') return this.#asidePage();
    const revoked = failure.status === 'http-revoked';
    return failurePage(
      failure,
      known,
      this.parting ? this.#partingActions() : this.#actions(failure.status),
      {
        state: html`${this.#since(knowledge)}${this.#state(knowledge, known)}`,
        helpers:
          failureWords(failure.status, known).who === 'administrator'
            ? this.#whoHelps(knowledge)
            : nothing,
        more: revoked ? this.#comingBack() : nothing,
      },
    );
  }

  /** @param {Shown} knowledge */
  #since({ self, failedOn }) {
    const by = nameOf(self?.revoked_by);
    if (self?.revoked_on) {
      const when = moment(self.revoked_on);
      return html`<p>
        ${by ? msg(str`Removed on ${when} by ${by}.`, { id: 'ended.removed-by' }) : msg(str`Removed on ${when}.`, { id: 'ended.removed-on' })}
      </p>`;
    }
    if (!this.first || !failedOn) return nothing;
    return html`<p class="muted">
        ${msg(str`Noticed here on ${moment(this.first)}.`, { id: 'ended.since' })}
      </p>
      ${
        failedOn > this.first
          ? html`<p data-say data-checked=${failedOn.toISOString()}>${msg(str`Asked again on ${moment(failedOn)}: it is still so.`, { id: 'ended.still' })}</p>`
          : nothing
      }`;
  }

  /**
   * @param {Shown} knowledge
   * @param {import('../words/failures.js').Known} known
   */
  #state({ retrying, live }, known) {
    if (this.problem) return fileFailure(this.problem, known, (control) => this.#putAside(control));
    if (this.aside === 'working')
      return html`<wait-line text=${msg('Putting the file of this device aside…', { id: 'ended.aside-wait' })}></wait-line>`;
    if (!retrying) return nothing;
    return html`<wait-line text=${msg('Asking the server again…', { id: 'ended.asking' })}></wait-line>
      ${networkNotice(live && { reachable: live.online, status: live.status }, known)}`;
  }

  /** @param {Shown} knowledge */
  #whoHelps({ administrators }) {
    if (!administrators.length) return nothing;
    return html`<p>${msg('As far as this device knows, that is:', { id: 'ended.helpers' })}</p>
      ${helpers(administrators)}`;
  }

  #comingBack() {
    return html`<section class="card stack tight" aria-labelledby="coming-back">
        <h2 id="coming-back">${msg('If you are to come back', { id: 'ended.back-title' })}</h2>
        <p>
          ${msg('An administrator invites you again, with the same e-mail if you like. Open the new invitation in this browser: you get a new device. This one will not work again.', { id: 'ended.back-text' })}
        </p>
      </section>
      <section class="card stack tight" aria-labelledby="aside">
        <h2 id="aside">${msg('What stays in this browser', { id: 'ended.aside-title' })}</h2>
        <p>
          ${msg('The file of this device. Nothing is deleted by itself. You can put it aside: it is kept, and the start page lists it under “Put aside”.', { id: 'ended.aside-text' })}
        </p>
        <div class="row">
          <button class="button" type="button" ?disabled=${this.aside !== ''} @click=${() => this.#putAside()}>${msg('Put this device’s file aside', { id: 'ended.aside' })}</button>
        </div>
      </section>`;
  }

  /** @param {string} status */
  #actions(status) {
    const { device, knowledge } = this.kept ?? {};
    if (!device || !knowledge) return nothing;
    const helps = retryHelps(status) && !failureWords(status).misbehaves;
    const again = html`<button class="button ${helps ? 'primary' : ''}" type="button" @click=${() => knowledge.again()}>${msg('Try again', { id: 'again' })}</button>`;
    const leave = html`<button class="button ${helps ? '' : 'primary'}" type="button" @click=${() => logOut(device)}>${msg('Log out', { id: 'organization.log-out' })}</button>`;
    return helps ? [again, leave] : [leave, again];
  }

  /** Logged out already. */
  #partingActions() {
    return html`<a class="button" href="#/">${msg('Back to start', { id: 'to-start' })}</a>`;
  }

  #asidePage() {
    const organization = this.kept?.device?.organization ?? '';
    return html`<div class="task stack loose" data-aside>
      <h1 tabindex="-1">${msg('The file is put aside', { id: 'ended.aside-done' })}</h1>
      ${notice('ok', msg(str`Your device of ${organization} is closed, and its file is kept. The start page lists it under “Put aside”.`, { id: 'ended.aside-done-text' }))}
      <div class="actions"><a class="button primary" href="#/">${msg('Back to start', { id: 'to-start' })}</a></div>
    </div>`;
  }
}
customElements.define('ended-screen', EndedScreen);
