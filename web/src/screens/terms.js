// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { ref } from 'lit/directives/ref.js';
import { JourneyScreen } from '../journey-screen.js';
import { knowledgeOf } from '../knowledge.js';
import { logOut } from '../log-out.js';
import { shown } from '../names.js';
import { failurePage } from '../pieces/failure.js';
import { networkNotice } from '../pieces/network.js';
import { notice } from '../pieces/notice.js';
import '../pieces/wait.js';
import { sessions } from '../sessions.js';
import { settle } from '../settling.js';
import { language, moment } from '../words/locale.js';

/** @typedef {Extract<import('parsec-client').Question, { question: 'terms' }>} Question @typedef {Question['links'][number]} TermsLink */

/**
 * "fr_FR" as a language that people know; as it is where it names none.
 * @param {string} locale
 */
function languageName(locale) {
  try {
    return (
      new Intl.DisplayNames(language(), { type: 'language' }).of(locale.replaceAll('_', '-')) ??
      shown(locale)
    );
  } catch {
    return shown(locale);
  }
}

/**
 * The person's own language first, else as they come.
 * @param {readonly TermsLink[]} links
 */
function inOrder(links) {
  const own = (/** @type {TermsLink} */ { locale }) =>
    Number(locale.toLowerCase().split(/[-_]/)[0] === language());
  return [...links].sort((a, b) => own(b) - own(a));
}

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

  #title() {
    const organization = this.device?.organization ?? '';
    return html`<h1 tabindex="-1">${msg(str`${organization} asks you to accept its terms`, { id: 'terms.title' })}</h1>`;
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
      ${this.#title()} ${this.disturbances} ${this.#retrying()}
      <wait-line text=${text}></wait-line>
      <div class="actions">${this.#logOutButton()}</div>
    </div>`;
  }

  #logOutButton() {
    return html`<button class="button" type="button" @click=${() => this.leave()}>${msg('Log out', { id: 'organization.log-out' })}</button>`;
  }

  /** @param {Question} question */
  #termsPage({ links, updated_on, changed }) {
    const host = this.device?.host ?? '';
    return html`<div class="task stack loose">
      ${this.#title()}
      <p class="lead">
        ${msg(str`The server ${host} asks this of every member before anything else. Nothing else will be done until you decide.`, { id: 'terms.text' })}
      </p>
      ${
        changed
          ? notice(
              'warn',
              msg('Read them again before you accept.', { id: 'terms.changed-text' }),
              {
                title: msg('They have changed meanwhile', { id: 'terms.changed' }),
                alert: true,
              },
            )
          : nothing
      }
      <section class="card stack tight" aria-labelledby="terms">
        <h2 id="terms">${msg('Terms of service', { id: 'terms.list' })}</h2>
        <p class="muted">${msg(str`Last changed on ${moment(updated_on)}. Each opens in a new tab.`, { id: 'terms.updated' })}</p>
        <ul class="lines">
          ${inOrder(links).map(
            ({ locale, url }) =>
              html`<li>
                <div class="line folding">
                  <span class="what">
                    ${
                      URL.canParse(url)
                        ? html`<a class="name linklike" href=${url} target="_blank" rel="noopener noreferrer">${msg(str`Read them: ${languageName(locale)}`, { id: 'terms.read' })}</a>
                            <span class="caption muted" translate="no">${new URL(url).host}</span>`
                        : html`<span class="name" translate="no">${shown(url)}</span>`
                    }
                  </span>
                </div>
              </li>`,
          )}
        </ul>
      </section>
      ${keyed(
        this.journey?.questionId,
        html`<div class="actions" ${ref(settle)}>
          <button class="button primary" type="button" @click=${() => this.answer({ answer: 'proceed' })}>${msg('Accept', { id: 'terms.accept' })}</button>
          <button class="button" type="button" @click=${() => this.leave()}>${msg('Not now, log out', { id: 'terms.refuse' })}</button>
        </div>`,
      )}
    </div>`;
  }
}
customElements.define('terms-screen', TermsScreen);
