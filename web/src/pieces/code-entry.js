// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { announce, unsay } from '../live.js';
import { Piece } from '../piece.js';
import { clockTime, duration } from '../words/locale.js';
import { icon } from './icon.js';
import { networkNotice } from './network.js';
import { notice } from './notice.js';
import './wait.js';

/**
 * @typedef {import('parsec-client').Question} Question
 * @typedef {Extract<Question, { question: 'one-time-code' }>} CodeQuestion at log in, or for a device that gets codes too
 * @typedef {Extract<Question, { question: 'totp-secret' }>} SecretQuestion the first code of a new secret
 * @typedef {Pick<import('parsec-client').Journey, 'question' | 'questionId' | 'notes'>} Asking
 */

/** While a code is with the server: the core's names of these steps. */
const CHECKING = new Set([
  'await-opaque-key',
  'await-confirmed',
  'await-probe',
  'await-new-opaque-key',
  'await-proved',
]);

/**
 * Whether the page of a code stays although there is no question: the code is being checked.
 * @param {Pick<import('parsec-client').Journey, 'step' | 'ended'>} journey
 */
export function checksCode({ step, ended }) {
  return !ended && CHECKING.has(step);
}

/** What it is, for whoever hears of it for the first time. */
export function codeWhat() {
  return msg(
    'A one-time code is six digits from an application on your phone, and another one every 30 seconds. This is also called MFA, or two-factor authentication.',
    { id: 'code.what' },
  );
}

/** The server answers alike when the code is wrong and when the person has no access any more. */
const DOUBTFUL = 3;

/**
 * From here on a wait in seconds may be no wait at all: the time is the server's, and this computer's clock may be wrong by any amount. A
 * code that comes too early is refused unheard, and not counted.
 */
const DOUBTED = 120;

/** How often a wait is said aloud: more often while it is short. @param {number} seconds left */
const quiet = (seconds) => (seconds > 60 ? 60 : 10);

/**
 * As the core takes it: applications and mail programs put all kinds of blanks and dashes between the digits.
 * @param {string} typed
 */
function plainCode(typed) {
  return typed.normalize('NFKC').replace(/[\s\p{Pd}\p{Cf}]/gu, '');
}

/** @param {Question | null} question @returns {question is CodeQuestion | SecretQuestion} */
function isAboutCode(question) {
  return question?.question === 'one-time-code' || question?.question === 'totp-secret';
}

/**
 * Six digits from a phone. Stays as it is while the server checks them; what was wrong is said under the field, and the focus goes back
 * there.
 */
export class CodeEntry extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    question: { attribute: false },
    asked: { attribute: false },
    network: { attribute: false },
    verb: { attribute: false },
    otherActions: { attribute: false },
    typing: { state: true },
    missing: { state: true },
    seconds: { state: true },
    over: { state: true },
  };

  /** The last one that was about a code: there is none while one is being checked. @type {CodeQuestion | SecretQuestion | null} */
  #last = null;
  /** @type {Date | null} when the server listens again */
  #until = null;
  #said = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  constructor() {
    super();
    /** @type {Question | null} */
    this.question = null;
    this.asked = 0;
    /** @type {import('parsec-client').Notes['network']} */
    this.network = undefined;
    this.verb = '';
    /** @type {(code: string) => void} */
    this.send = () => undefined;
    /** @type {unknown} */
    this.otherActions = nothing;
    /** Since the last answer: what was wrong is being corrected. */
    this.typing = false;
    /** Pressed with nothing typed. */
    this.missing = false;
    /** Until the next try is allowed; 0 without. */
    this.seconds = 0;
    /** The wait is over, and nothing was typed since. */
    this.over = false;
  }

  /** @returns {HTMLInputElement} */
  get input() {
    return /** @type {HTMLInputElement} */ (this.querySelector('input'));
  }

  get checking() {
    return !isAboutCode(this.question);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  #stop() {
    clearInterval(this.#timer);
    this.#until = null;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const { question } = this;
    if (!changed.has('asked') || !isAboutCode(question)) return;
    this.#last = question;
    this.typing = false;
    this.missing = false;
    this.over = false;
    this.seconds = 0;
    this.#stop();
    if (question.question === 'one-time-code' && question.wait_until)
      this.#wait(question.wait_until);
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    // A second try starts where the first one failed; what stands there is replaced by typing.
    if (changed.has('asked') && !this.checking && this.#last?.rejected !== 'ok') {
      this.input.focus();
      this.input.select();
    }
  }

  /** @param {Date} until */
  #wait(until) {
    this.#until = until;
    this.#said = Date.now();
    this.#timer = setInterval(() => this.#tick(), 250);
    this.#count();
  }

  #count() {
    this.seconds = Math.max(0, Math.ceil((Number(this.#until) - Date.now()) / 1000));
  }

  #tick() {
    this.#count();
    if (this.seconds === 0) {
      this.#stop();
      this.over = true;
      announce(this.#now());
    } else if (Date.now() - this.#said >= quiet(this.seconds) * 1000) {
      this.#said = Date.now();
      announce(this.#left());
    }
  }

  #left() {
    return msg(str`${duration(this.seconds)} left.`, { id: 'code.left' });
  }

  #clock() {
    return msg(
      'That is long: the clock of this computer may be wrong. You can try all the same; a code that comes too early is not counted.',
      { id: 'code.clock' },
    );
  }

  #now() {
    return msg('You can try again now: type the code that your phone shows at this moment.', {
      id: 'code.now',
    });
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    if (this.checking) return;
    const code = plainCode(this.input.value);
    if (this.seconds > 0 && this.seconds <= DOUBTED) {
      announce(this.#left());
      this.input.focus();
    } else if (code === '') {
      this.missing = true;
      this.input.focus();
    } else {
      unsay([this.#now()]);
      this.send(code);
    }
  }

  #typed() {
    this.typing = true;
    this.missing = false;
    this.over = false;
  }

  /** @param {CodeQuestion | SecretQuestion} question */
  #problem({ question, rejected, organization, ...more }) {
    if (this.missing) return msg('Type the six digits first.', { id: 'code.empty' });
    // The wait goes on, whatever is typed meanwhile.
    if (rejected === 'throttled' && this.#until)
      return msg(str`Too many codes in a row. You can try again at ${clockTime(this.#until)}.`, {
        id: 'code.throttled',
      });
    if (this.typing || this.checking) return '';
    switch (rejected) {
      case 'value':
        return msg('A code has six digits: type the ones that your phone shows at this moment.', {
          id: 'code.value',
        });
      case 'one-time-code': {
        const first = msg(
          str`The server does not accept this code. Type the one that your phone shows at this moment beside “${organization}”, before it changes.`,
          { id: 'code.wrong' },
        );
        const again = question === 'totp-secret' || ('refused' in more && more.refused > 1);
        return again
          ? `${first} ${msg('If your phone’s clock is wrong, all its codes are: let it set the time by itself.', { id: 'code.wrong-clock' })}`
          : first;
      }
      default:
        return '';
    }
  }

  render() {
    const question = this.#last;
    if (!question) return nothing;
    const { organization, host } = question;
    const problem = this.#problem(question);
    const described = ['code-hint', problem ? 'code-problem' : '', this.seconds ? 'code-left' : ''];
    return html`<form class="stack loose" novalidate @submit=${this.#submit} @input=${this.#typed}>
        <div class="field">
          <label for="one-time-code">${msg('One-time code', { id: 'code.label' })}</label>
          <p class="hint" id="code-hint">
            ${
              question.question === 'totp-secret'
                ? msg(
                    str`The six digits that the application shows now beside “${organization}”, before they change. They prove that the key has arrived.`,
                    { id: 'code.hint-new' },
                  )
                : msg(
                    str`Six digits from an application on your phone: it shows them beside “${organization}”, and new ones every 30 seconds.`,
                    { id: 'code.hint' },
                  )
            }
          </p>
          <input
            class="input six-digits"
            id="one-time-code"
            name="one-time-code"
            inputmode="numeric"
            autocomplete="one-time-code"
            autocapitalize="none"
            spellcheck="false"
            maxlength="40"
            aria-invalid=${problem ? 'true' : nothing}
            aria-describedby=${described.filter(Boolean).join(' ')}
          />
          ${problem ? html`<p class="problem" id="code-problem" role="alert">${icon('alert')}<span>${problem}</span></p>` : nothing}
          ${this.seconds ? html`<p class="countdown" id="code-left">${this.#left()} ${this.seconds > DOUBTED ? this.#clock() : ''}</p>` : nothing}
          ${this.over ? html`<p class="strength good">${icon('check')}<span>${this.#now()}</span></p>` : nothing}
        </div>
        ${question.question === 'one-time-code' && question.refused >= DOUBTFUL ? doubt(organization) : nothing}
        ${this.checking ? this.#checking(host) : nothing}
        <div class="actions">
          <button class="button primary" type="submit" aria-busy=${this.checking ? 'true' : nothing}>${this.verb}</button>
          ${this.otherActions}
        </div>
      </form>
      ${question.question === 'one-time-code' ? lostPhone(question) : nothing}`;
  }

  /** @param {string} host */
  #checking(host) {
    const { network } = this;
    if (network && !network.reachable) {
      return html`${networkNotice(network, { organization: this.#last?.organization, host })}
        <p>
          ${msg(str`One-time codes are checked by the server ${host}: nothing can go on without it. If your code changes meanwhile, you are asked for the next one.`, { id: 'code.offline' })}
        </p>`;
    }
    return html`<wait-line text=${msg('Asking the server about your code…', { id: 'code.checking' })}></wait-line>`;
  }
}
customElements.define('code-entry', CodeEntry);

/** @param {string} organization */
function doubt(organization) {
  return notice(
    'warn',
    msg(
      str`Then it may not be the code: the server gives the same answer to whoever was removed from ${organization} or suspended there. Ask an administrator of ${organization}.`,
      { id: 'code.doubt' },
    ),
    { title: msg('Are you sure of your codes?', { id: 'code.doubt-title' }) },
  );
}

/** @param {CodeQuestion} question */
function lostPhone({ organization, host }) {
  return html`<details class="fold">
    <summary>${msg('My phone is lost, or is a new one', { id: 'code.lost' })}</summary>
    <p>
      ${msg(str`Only whoever runs the server ${host} can connect another phone: they send you a link with which you set up your codes anew. An administrator of ${organization} cannot do that, but may know whom to ask.`, { id: 'code.lost-operator' })}
    </p>
    <p>
      ${msg('The link comes by e-mail. Open it, or paste it on the start page, in any browser. Your devices stay as they are and take the new codes.', { id: 'code.lost-link' })}
    </p>
    <p>${msg('A device of yours that asks for no code opens as before, and a recovery file with its key makes you one.', { id: 'code.lost-device' })}</p>
  </details>`;
}

/**
 * The one field for a one-time code, whatever it is asked for: log in, change, set-up. The page shows it from the question on until the
 * code was accepted, also while there is no question.
 * @param {Asking} journey
 * @param {{ verb: string, send: (code: string) => void, otherActions?: unknown }} how
 */
export function codeEntry({ question, questionId, notes }, { verb, send, otherActions = nothing }) {
  return html`<code-entry
    class="stack loose"
    .question=${question}
    .asked=${questionId}
    .network=${notes.network}
    .verb=${verb}
    .send=${send}
    .otherActions=${otherActions}
  ></code-entry>`;
}
