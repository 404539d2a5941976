// SPDX-License-Identifier: MPL-2.0
// Signing on with a provider: announced, begun by a button, in a window of the provider's; and what came of it.
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { leaveForSignOn, openSignOnWindow } from 'parsec-client';
import { announce } from '../live.js';
import { Piece } from '../piece.js';
import { redirectUri } from '../sign-on-back.js';
import { providerName } from '../words/providers.js';
import './code-to-come.js';
import { deviceCard } from './device-card.js';
import { failureNotice } from './failure.js';
import { networkNotice } from './network.js';
import { notice } from './notice.js';
import { providerButton } from './provider-button.js';
import './wait.js';

/**
 * @typedef {import('parsec-client').Journey} Journey
 * @typedef {import('parsec-client').Question} Question
 * @typedef {Extract<Question, { question: 'sign-on' }>} SignOnQuestion
 * @typedef {Extract<Question, { question: 'signing-on' }>} SigningOnQuestion
 * @typedef {import('../journeys.js').Failure} Failure
 * @typedef {import('../words/failures.js').Known} Known
 */

/** What the core calls the steps at which a question of these stands, or servers are asked. */
export const SIGNING_ON = new Set(['await-sign-on', 'await-service']);

/** @param {Question} question */
export const isSigningOn = ({ question }) => question === 'sign-on' || question === 'signing-on';

/** Windows are tabs there, and the page that waits may sleep behind them. */
const isSmallAndTouched = () => matchMedia('(pointer: coarse) and (max-width: 40rem)').matches;

/**
 * Answers a journey's questions `sign-on` and `signing-on`, and stays while servers are asked in between. The page around it has the
 * heading.
 */
export class SignOn extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    journey: { attribute: false },
    question: { attribute: false },
    notes: { attribute: false },
    known: { attribute: false },
    label: {},
    flow: {},
    totp: { attribute: false },
    back: { attribute: false },
    actions: { attribute: false },
    brought: { attribute: false },
    failure: { state: true },
    closed: { state: true },
  };

  constructor() {
    super();
    /** @type {Journey | null} */
    this.journey = null;
    /** @type {Question | null} of the journey; null: machines work */
    this.question = null;
    /** @type {import('parsec-client').Notes} of the journey */
    this.notes = {};
    /** @type {Known} */
    this.known = {};
    /** Of the device that is opened. */
    this.label = '';
    /** The route on which a page goes on that was left for the provider's; '': this one must not be left. */
    this.flow = '';
    /** A one-time code is asked for after it. */
    this.totp = false;
    /** @type {(() => void) | null} to another way, where there is one */
    this.back = null;
    /** @type {unknown} what else can be done here */
    this.actions = nothing;
    /** @type {Failure | null} by the page that was left for the provider's */
    this.brought = null;
    /** @type {Failure | null} of the last try */
    this.failure = null;
    /** The window seems to be closed. */
    this.closed = false;
    /** @type {SignOnQuestion | null} the last such question */
    this.asked = null;
    /** The last one that was chosen. */
    this.provider = '';
    /** @type {import('parsec-client').SignOnWindow | null} */
    this.window = null;
    /** This page is left for the provider's as soon as its address is known. */
    this.leaving = false;
    /** @type {AbortController | null} while somebody signs on */
    this.signing = null;
    /** The question that is being answered. */
    this.answering = 0;
    /** The last question: tells what machines are at. @type {'' | 'sign-on' | 'signing-on'} */
    this.last = '';
    /** What the last drawing was about. */
    this.stage = '';
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.signing?.abort();
    this.#closeWindow();
  }

  #closeWindow() {
    this.window?.close();
    this.window = null;
  }

  /** @param {import('lit').PropertyValues<any>} changed */
  willUpdate(changed) {
    if (changed.has('journey') && changed.get('journey')) {
      this.asked = null;
      this.last = '';
      this.provider = '';
      this.failure = null;
    }
    if (changed.has('brought') && this.brought) this.failure = this.brought;
    // It would hide what is said here of the network, and it is asked anew in any case.
    if (!this.question && this.notes.network?.reachable === false) this.#closeWindow();
    const { question } = this;
    if (question?.question === 'sign-on' || question?.question === 'signing-on')
      this.last = question.question;
    if (question?.question !== 'sign-on' || question === this.asked) return;
    this.asked = question;
    // Asked anew: what was opened leads nowhere.
    this.#closeWindow();
    this.leaving = false;
    if (question.rejected !== 'ok') this.failure = null;
  }

  updated() {
    const { question, journey } = this;
    if (question?.question === 'signing-on' && journey && this.answering !== journey.questionId)
      this.#begin(question, journey);
    const stage = question?.question ?? `after ${this.last}`;
    if (stage !== this.stage) this.#focus();
    this.stage = stage;
    this.dispatchEvent(
      new CustomEvent('sign-on-trouble', { bubbles: true, detail: this.trouble?.status ?? '' }),
    );
  }

  /** The button that had the focus may be gone; or it was not there yet when the page gave the focus to its heading. */
  async #focus() {
    await this.updateComplete;
    const { activeElement } = document;
    if (activeElement && activeElement !== document.body && activeElement.localName !== 'h1')
      return;
    /** @type {HTMLElement | null} */ (
      this.querySelector('.button.primary, .actions .button')
    )?.focus();
  }

  /**
   * @param {SigningOnQuestion} question
   * @param {Journey} journey
   */
  #begin(question, journey) {
    this.answering = journey.questionId;
    this.provider = question.provider;
    if (this.leaving) this.#leave(question, journey);
    else if (this.window) this.#sign(journey, this.window);
  }

  /**
   * @param {SigningOnQuestion} question
   * @param {Journey} journey
   */
  #leave(question, journey) {
    try {
      leaveForSignOn(question, { flow: this.flow });
    } catch (error) {
      this.failure = /** @type {Failure} */ (error);
      journey.answer({ answer: 'refuse' }).catch(() => undefined);
    }
  }

  /**
   * @param {Journey} journey
   * @param {import('parsec-client').SignOnWindow} window
   */
  async #sign(journey, window) {
    const signing = new AbortController();
    this.signing = signing;
    this.closed = false;
    try {
      await journey.signOn(window, {
        signal: signing.signal,
        onClosed: (closed) => this.#looksClosed(closed),
      });
      announce(msg('You have signed in. This page goes on.', { id: 'sign-on.done' }));
    } catch (error) {
      const failure = /** @type {Failure} */ (error);
      // 'state': the question was taken back meanwhile. The page shows what is asked now.
      if (failure.status !== 'state' && this.isConnected)
        this.failure = failure.status ? failure : { status: 'unknown' };
    } finally {
      if (this.signing === signing) this.signing = null;
      if (this.window === window) this.window = null;
      this.closed = false;
    }
  }

  /** @param {boolean} closed */
  #looksClosed(closed) {
    this.closed = closed;
    if (closed) announce(this.#closedWords());
  }

  /** @param {string} provider @param {{ leaving?: boolean }} [how] */
  async #start(provider, { leaving = false } = {}) {
    const { journey } = this;
    if (!journey || this.question?.question !== 'sign-on') return;
    this.failure = null;
    this.leaving = leaving;
    this.provider = provider;
    this.window?.close();
    // In the click itself: later the browser would not let it open.
    this.window = leaving ? null : openSignOnWindow();
    if (!leaving && !this.window) {
      this.failure = { status: 'sign-on-blocked' };
      return;
    }
    try {
      await journey.answer({ answer: 'provider', provider, redirect_uri: redirectUri() });
    } catch {
      // Pressed twice, or taken back meanwhile. The page shows what is asked now.
    }
  }

  /** To the front, or once more; for a question that nobody answers, the first time. */
  #show = () => {
    const { journey } = this;
    if (this.window) {
      if (!this.window.show()) this.failure = { status: 'sign-on-blocked' };
      else this.failure = null;
    } else {
      this.window = openSignOnWindow();
      if (!this.window) this.failure = { status: 'sign-on-blocked' };
      else if (journey) this.#sign(journey, this.window);
    }
    this.requestUpdate();
  };

  #stop = () => {
    if (this.signing) this.signing.abort();
    else this.journey?.answer({ answer: 'refuse' }).catch(() => undefined);
  };

  /** What is to be told of the last try. @returns {Failure | null} */
  get trouble() {
    if (this.failure) return this.failure;
    const { question } = this;
    return question?.question === 'sign-on' && question.rejected !== 'ok'
      ? { status: question.rejected }
      : null;
  }

  /** @returns {Known} */
  get #words() {
    const { asked } = this;
    return {
      ...this.known,
      method: 'openbao',
      making: this.back !== null,
      provider:
        this.provider || asked?.preferred
          ? providerName(this.provider || asked?.preferred || '')
          : '',
      service: asked?.openbao_host,
      expected: asked?.human_handle?.[0],
      used: asked?.signed_on_as.join(', '),
    };
  }

  render() {
    const { question } = this;
    switch (question?.question) {
      case 'sign-on':
        return this.#choice(question);
      case 'signing-on':
        return this.#elsewhere(question);
      default:
        return this.#working();
    }
  }

  /** The network has its own notice, which says that a password would do: not here. */
  #network() {
    const { network } = this.notes;
    if (!network || network.reachable) return nothing;
    if (network.status !== 'offline') return networkNotice(network, this.known);
    return html`<div data-say>
      ${notice(
        'warn',
        msg('This page keeps trying by itself, and goes on as soon as there is a connection.', {
          id: 'sign-on.offline-text',
        }),
        { title: msg('Single sign-on needs the network', { id: 'sign-on.offline' }) },
      )}
    </div>`;
  }

  /** @param {SignOnQuestion} question */
  #choice({ organization, host, human_handle, providers, preferred }) {
    const ids = providers.map(({ id }) => id);
    // The one that was used last; before that they are all alike.
    const first = preferred ? [preferred] : ids;
    const rest = ids.filter((id) => !first.includes(id));
    const name =
      first.length === 1 ? providerName(first[0]) : msg('the provider', { id: 'names.provider' });
    const email = human_handle?.[0];
    const trouble = this.trouble;
    return html`<div class="stack loose" data-sign-on="choice">
      ${human_handle ? deviceCard({ organization, host, human_handle, device_label: this.label }) : nothing}
      ${trouble ? this.#told(trouble) : nothing}
      <p>
        ${
          email
            ? msg(
                str`A window of ${name} opens. Sign in there with the account that protected this device, usually ${email}: the window closes by itself, and this page goes on.`,
                { id: 'sign-on.announce-as' },
              )
            : msg(
                str`A window of ${name} opens. Sign in there with your account: the window closes by itself, and this page goes on.`,
                { id: 'sign-on.announce' },
              )
        }
      </p>
      ${this.totp ? html`<code-to-come .host=${host}></code-to-come>` : nothing}
      ${first.map((id, i) => providerButton(id, { press: () => this.#start(id), primary: i === 0 }))}
      ${this.#here(ids.includes(this.provider) ? this.provider : first[0], trouble)}
      ${
        rest.length
          ? html`<details class="fold" data-others>
              <summary>${msg('Another provider', { id: 'sign-on.others' })}</summary>
              <div class="stack">
                ${rest.map((id) => providerButton(id, { press: () => this.#start(id), primary: false }))}
              </div>
            </details>`
          : nothing
      }
      <div class="actions">${this.#backButton()}${this.actions}</div>
    </div>`;
  }

  /** @param {Failure} trouble */
  #told(trouble) {
    const detail = trouble.detail ?? '';
    return failureNotice(
      trouble,
      this.#words,
      detail
        ? html`<p class="caption">${msg('In the provider’s own words:', { id: 'sign-on.detail' })} <q translate="no">${detail}</q></p>`
        : nothing,
    );
  }

  /**
   * In place of this page, where nothing of it is lost by that.
   * @param {string} provider
   * @param {Failure | null} trouble
   */
  #here(provider, trouble) {
    if (!this.flow || !(trouble?.status === 'sign-on-blocked' || isSmallAndTouched()))
      return nothing;
    return html`<div class="stack tight">
      <p>${msg(str`Or without a window: ${providerName(provider)} is shown in place of this page, which comes back by itself.`, { id: 'sign-on.here-text' })}</p>
      <div class="row">
        <button class="button" type="button" data-here @click=${() => this.#start(provider, { leaving: true })}>${msg('Sign in on this page instead', { id: 'sign-on.here' })}</button>
      </div>
    </div>`;
  }

  #backButton() {
    return this.back
      ? html`<button class="button" type="button" @click=${this.back}>${msg('Another way', { id: 'passkey.another-way' })}</button>`
      : nothing;
  }

  #closedWords() {
    return msg(
      'The window seems to be closed. If you have closed it, open it again; if you still see it, go on there.',
      { id: 'sign-on.closed' },
    );
  }

  /** @param {SigningOnQuestion} question */
  #elsewhere({ provider }) {
    const name = providerName(provider);
    if (this.leaving)
      return html`<wait-line text=${msg(str`Going to the page of ${name}…`, { id: 'sign-on.leaving' })}></wait-line>`;
    const text = msg(str`Go on in the window of ${name}: sign in there.`, { id: 'sign-on.window' });
    return html`<div class="stack loose" data-sign-on="window">
      <wait-line
        text=${text}
        hint=${msg('No window to be seen? Look behind this one, or bring it to the front with the button.', { id: 'sign-on.window-hint' })}
        advice=${msg('Still nothing after 2 minutes. The window waits for you for 5 minutes in all; then you begin again.', { id: 'sign-on.window-advice' })}
      ></wait-line>
      ${this.failure ? this.#told(this.failure) : nothing}
      ${this.closed && !this.failure ? notice('info', this.#closedWords()) : nothing}
      <div class="actions">
        <button class="button primary" type="button" data-window @click=${this.#show}>${
          this.closed || !this.window
            ? msg('Open the window again', { id: 'sign-on.window-again' })
            : msg('Show the window', { id: 'sign-on.window-show' })
        }</button>
        <button class="button" type="button" data-stop @click=${this.#stop}>${msg('Stop signing in', { id: 'sign-on.stop' })}</button>
      </div>
    </div>`;
  }

  #wait() {
    const service = this.asked?.openbao_host ?? '';
    switch (this.last) {
      case 'sign-on':
        return msg(str`Asking ${service} for the page of ${providerName(this.provider)}…`, {
          id: 'sign-on.url',
        });
      case 'signing-on':
        return msg(str`You have signed in. Going on with ${service}…`, { id: 'sign-on.key' });
      default:
        return msg('Asking the server how you sign in…', { id: 'sign-on.config' });
    }
  }

  /** Servers are asked: before, in between, or what the person brought is taken to them. */
  #working() {
    return html`<div class="stack loose" data-sign-on="working">
      ${this.#network()}
      <wait-line
        text=${this.#wait()}
        hint=${msg('It takes longer than usual. This page goes on by itself.', { id: 'sign-on.slow' })}
      ></wait-line>
      <div class="actions">${this.actions}</div>
    </div>`;
  }
}
customElements.define('sign-on-entry', SignOn);
