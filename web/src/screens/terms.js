// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { JourneyScreen } from '../journey-screen.js';
import { knowledgeOf } from '../knowledge.js';
import { logOut } from '../log-out.js';
import { failurePage } from '../pieces/failure.js';
import { networkNotice } from '../pieces/network.js';
import { termsPage, termsTitle } from '../pieces/terms.js';
import '../pieces/wait.js';
import { sessions } from '../sessions.js';

/**
 * The organization's server asks to accept its terms of service before anything else. In the place of every page of the device.
 */
class TermsScreen extends JourneyScreen {
  get device() {
    return sessions.get(this.route.params.device);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#following = this.device && knowledgeOf(this.device);
    this.#following?.addEventListener('change', this.#learnt);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#following?.removeEventListener('change', this.#learnt);
  }

  /** @type {import('../knowledge.js').Knowledge | undefined} */
  #following;

  /** Nothing is left to accept, says the server, and asks for it all the same. */
  #learnt = () => {
    const { failure, retrying } = this.#following ?? {};
    this.requestUpdate();
    if (failure?.status !== 'http-terms' || retrying || !this.journey?.result) return;
    this.phase = 'in-vain';
  };

  begin() {
    const { device } = this;
    if (device) this.run({ flow: 'terms', device: device.device });
  }

  follow() {
    const { journey, device } = this;
    if (!journey) return;
    const { question, result, failure } = journey;
    if (failure) this.phase = 'failed';
    else if (question) this.phase = `terms ${journey.questionId}`;
    else this.phase = this.phase === 'starting' ? 'starting' : 'sending';
    // Accepted, or not asked for any more: on with what was to be done.
    if (result && device) knowledgeOf(device).again();
  }

  get names() {
    return { organization: this.device?.organization, host: this.device?.host };
  }

  /** Leaving is logging out here: too much for a key that is pressed by habit. */
  escape() {}

  async leave() {
    const { device } = this;
    if (!device) return;
    if (this.journey?.question) await this.answer({ answer: 'refuse' });
    await logOut(device);
  }

  page() {
    const { device, journey } = this;
    if (!device || !journey)
      return this.#waiting(msg('Asking for the terms…', { id: 'terms.asking' }));
    const failure = this.phase === 'in-vain' ? { status: 'http-terms' } : journey.failure;
    if (failure)
      return failurePage(
        failure,
        this.names,
        html`<button class="button primary" type="button" @click=${() => this.begin()}>${msg('Try again', { id: 'again' })}</button>
          ${this.#logOutButton()}`,
      );
    const { question } = journey;
    if (question?.question === 'terms') return this.#termsPage(question);
    return this.#waiting(
      this.phase === 'starting'
        ? msg('Asking for the terms…', { id: 'terms.asking' })
        : msg('Telling the server…', { id: 'terms.sending' }),
    );
  }

  /** Accepted, and on with the rest: that asks the server too. */
  #retrying() {
    const { retrying, live } = this.#following ?? {};
    return retrying && live
      ? networkNotice({ reachable: live.online, status: live.status }, this.names)
      : nothing;
  }

  /** @param {string} text */
  #waiting(text) {
    return html`<div class="task stack loose">
      ${termsTitle(this.device?.organization ?? '')} ${this.disturbances} ${this.#retrying()}
      <wait-line text=${text}></wait-line>
      <div class="actions">${this.#logOutButton()}</div>
    </div>`;
  }

  #logOutButton() {
    return html`<button class="button" type="button" @click=${() => this.leave()}>${msg('Log out', { id: 'organization.log-out' })}</button>`;
  }

  /** @param {import('../pieces/terms.js').Question} question */
  #termsPage(question) {
    return termsPage(question, {
      questionId: this.journey?.questionId ?? 0,
      host: this.device?.host ?? '',
      accept: () => this.answer({ answer: 'proceed' }),
      refuse: () => this.leave(),
      notNow: msg('Not now, log out', { id: 'terms.refuse' }),
    });
  }
}
customElements.define('terms-screen', TermsScreen);
