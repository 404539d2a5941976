// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { findPasskeys, passkeysHere } from '../passkeys-here.js';
import { Piece } from '../piece.js';
import { wantedOf } from '../policy.js';
import { passkeyWhat } from '../words/passkeys.js';
import { providerName } from '../words/providers.js';
import { failureNotice } from './failure.js';
import './new-password.js';
import { notice } from './notice.js';
import { leftoverNotice } from './passkey-prompt.js';
import { SIGNING_ON } from './sign-on.js';

/**
 * @typedef {import('parsec-client').Question} Question
 * @typedef {Extract<Question, { question: 'protection' }>} ProtectionQuestion
 * @typedef {Extract<Question, { question: 'new-passkey' }>} NewPasskeyQuestion
 * @typedef {'password' | 'web_passkey' | 'openbao'} Method
 * @typedef {import('../policy.js').Wanted} Wanted
 */

/**
 * No card that leads nowhere: where nobody can be signed on with, there is none.
 * @param {ProtectionQuestion} question
 * @param {Wanted | null | undefined} policy
 * @returns {Method[]}
 */
function methodsFor({ passkey, sign_on }, policy) {
  /** @type {Method[]} */
  const methods = ['password'];
  if (passkey && passkeysHere() !== 'none') methods.push('web_passkey');
  if (sign_on && policy?.providers.length) methods.push('openbao');
  return methods;
}

/**
 * Whether there is a choice, for whoever writes the heading. To be known after findPasskeys().
 * @param {Question | null | undefined} question
 * @param {Wanted | null} policy
 */
export const isChoice = (question, policy) =>
  question?.question === 'protection' && methodsFor(question, policy).length > 1;

/**
 * What the page says over it, where a device gets its first protection in this browser.
 * @param {string} phase of the screen
 * @param {Question | null | undefined} question
 * @param {Wanted | null} policy
 */
export function protectionTitle(phase, question, policy) {
  if (phase === 'new-passkey') return msg('Make a passkey', { id: 'passkey.title' });
  if (phase === 'new-sign-on')
    return msg('Sign in to open it so from now on', { id: 'change.new-sign-on-title' });
  return isChoice(question, policy)
    ? msg('How do you want to open it?', { id: 'change.choice-title' })
    : msg('Choose a password for this browser', { id: 'protection.title' });
}

const SIGNING_ON_ANEW = new Set(['await-new-sign-on', 'await-new-service']);

/**
 * @param {Pick<import('parsec-client').Journey, 'question' | 'step' | 'ended' | 'flow'>} journey
 * @returns {'' | 'protection' | 'new-passkey' | 'new-sign-on'} what is asked for here, or being asked of servers
 */
export function protectionPhase({ question, step, ended, flow }) {
  const kind = question?.question;
  if (kind === 'protection' || kind === 'new-passkey') return kind;
  const anew = SIGNING_ON_ANEW.has(step) || (flow === 'recover' && SIGNING_ON.has(step));
  return anew && !ended && (!kind || kind === 'sign-on' || kind === 'signing-on')
    ? 'new-sign-on'
    : '';
}

/**
 * How a device is to be opened: answers a journey's questions `protection` and `new-passkey`, and those of single sign-on when it was
 * chosen here; stays while servers are asked in between (protectionPhase). The page around it has the heading.
 */
export class NewProtection extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    journey: { attribute: false },
    question: { attribute: false },
    notes: { attribute: false },
    names: { attribute: false },
    policy: { attribute: false },
    about: { attribute: false },
    line: { attribute: false },
    verb: {},
    actions: { attribute: false },
    passkeys: { state: true },
    chosen: { state: true },
    left: { state: true },
  };

  constructor() {
    super();
    /** @type {import('parsec-client').Journey | null} */
    this.journey = null;
    /** @type {Question | null} of the journey */
    this.question = null;
    /** @type {import('parsec-client').Notes} of the journey */
    this.notes = {};
    /** @type {import('../words/failures.js').Known} */
    this.names = {};
    /** @type {(answer: import('parsec-client').Answer, secret?: Uint8Array<ArrayBuffer>) => unknown} the screen's own */
    this.answer = () => {};
    /** @type {import('../policy.js').Wanted | null} what the organization's server wants; null: nobody was asked */
    this.policy = null;
    /** @type {string[]} what a password should not be made of */
    this.about = [];
    /** @type {import('../journeys.js').ReadableLine | null} the file that is opened in another way from now on; null: there is none yet */
    this.line = null;
    this.verb = '';
    /** @type {unknown} what else can be done here */
    this.actions = nothing;
    /** @type {import('parsec-client').PasskeySupport | null} null until it was found out */
    this.passkeys = passkeysHere();
    /** @type {Method | null} null: the first that is accepted */
    this.chosen = null;
    /** @type {import('parsec-client').MadePasskey[]} that will not be used */
    this.left = [];
  }

  connectedCallback() {
    super.connectedCallback();
    findPasskeys().then((passkeys) => {
      this.passkeys = passkeys;
    });
  }

  render() {
    switch (this.question?.question) {
      case 'protection':
        return this.passkeys === null ? nothing : this.#choice(this.question);
      case 'new-passkey':
        return html`<passkey-new
          .journey=${this.journey}
          .question=${this.question}
          .back=${() => this.answer({ answer: 'refuse' })}
          .leftBehind=${(/** @type {import('parsec-client').MadePasskey} */ made) => {
            this.left = [...this.left, made];
          }}
          .actions=${this.actions}
        ></passkey-new>`;
      default:
        return this.journey && protectionPhase(this.journey) === 'new-sign-on'
          ? this.#signOn()
          : nothing;
    }
  }

  #signOn() {
    return html`<sign-on-entry
      .journey=${this.journey}
      .question=${this.question}
      .notes=${this.notes}
      .known=${this.names}
      .back=${() => this.answer({ answer: 'refuse' })}
      .actions=${this.actions}
    ></sign-on-entry>`;
  }

  /** @param {ProtectionQuestion} question */
  #choice(question) {
    const methods = methodsFor(question, this.policy);
    const accepted = methods.filter((method) => wantedOf(this.policy, method).allowed);
    const chosen =
      this.chosen && methods.includes(this.chosen) ? this.chosen : (accepted[0] ?? methods[0]);
    return html`<form class="stack loose" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.#send(event, chosen)}>
      ${leftoverNotice(this.left)}
      ${question.rejected === 'ok' ? nothing : failureNotice({ status: question.rejected }, { ...this.names, making: true })}
      ${accepted.length ? nothing : this.#noneAccepted()}
      ${
        methods.length > 1
          ? html`<fieldset class="stack tight">
              <legend class="visually-hidden">${msg('How do you want to open it?', { id: 'change.choice-title' })}</legend>
              ${methods.map((method) => this.#option(method, chosen, accepted))}
            </fieldset>`
          : nothing
      }
      ${this.#details(chosen, question)}
      ${this.#needsCode(chosen)}
      <div class="actions">
        <button class="button primary" type="submit">${chosen === 'password' ? this.verb : msg('Continue', { id: 'continue' })}</button>
        ${this.actions}
      </div>
      ${this.#others(question, methods)}
    </form>`;
  }

  /** The server only advises: a device that nothing opens would help nobody. */
  #noneAccepted() {
    return notice(
      'warn',
      msg(
        'What it asks for cannot be used in a browser yet. Choose a way all the same, and tell an administrator.',
        { id: 'policy.none-text' },
      ),
      {
        title: msg('Your organization accepts none of the ways that there are here', {
          id: 'policy.none',
        }),
      },
    );
  }

  /**
   * @param {Method} method
   * @param {Method} chosen
   * @param {Method[]} accepted
   */
  #option(method, chosen, accepted) {
    const refused = accepted.length > 0 && !accepted.includes(method);
    const { name, why } = this.#words(method);
    return html`<label class="choice card" data-method=${method}>
      <input
        type="radio"
        name="method"
        value=${method}
        .checked=${chosen === method}
        ?disabled=${refused}
        @change=${() => {
          this.chosen = method;
        }}
      />
      <span>
        <strong>${name}</strong>
        <span class="why">${why}</span>
        ${
          refused
            ? html`<span class="badge warn">${msg('Not accepted by your organization', { id: 'policy.refused' })}</span>`
            : nothing
        }
      </span>
    </label>`;
  }

  /** @param {Method} method */
  #words(method) {
    switch (method) {
      case 'password':
        return {
          name: msg('Password', { id: 'password.label' }),
          why: msg('Works in every browser, and in the Parsec application.', {
            id: 'change.password-why',
          }),
        };
      case 'web_passkey':
        return {
          name: msg('Passkey', { id: 'method.passkey' }),
          why: `${passkeyWhat()} ${msg('Nothing to remember, but it only works on this site, where the passkey is.', { id: 'change.passkey-why' })}`,
        };
      case 'openbao': {
        const providers = (this.policy?.providers ?? [])
          .map(({ id }) => providerName(id))
          .join(', ');
        return {
          name: msg(str`Single sign-on (${providers})`, { id: 'method.sign-on-with' }),
          why: msg(
            'The account of your work. Nothing new to remember, also in the Parsec application; but it needs the network each time.',
            { id: 'change.sign-on-why' },
          ),
        };
      }
    }
  }

  /**
   * @param {Method} method
   * @param {ProtectionQuestion} question
   */
  #details(method, question) {
    switch (method) {
      case 'password':
        return this.#password(question);
      case 'web_passkey':
        return this.#passkey();
      case 'openbao':
        return html`<div class="stack">
          <p>
            ${msg('You sign in on the next page, in a window of its own. A sign-on service keeps the key of this device from then on, and gives it to your account only. Until it has the key, nothing changes.', { id: 'change.sign-on-how' })}
          </p>
          <p>
            ${msg('Whoever runs that service, or your account, could get the key too; it opens nothing without the file of this device.', { id: 'change.sign-on-trust' })}
          </p>
        </div>`;
    }
  }

  /** @param {ProtectionQuestion} question */
  #password({ email }) {
    return html`<div class="stack">
      <input class="visually-hidden" type="text" autocomplete="username" .value=${email} readonly tabindex="-1" aria-hidden="true" />
      <new-password .about=${this.about}></new-password>
    </div>`;
  }

  #passkey() {
    return html`<div class="stack">
      ${
        this.line?.place.store === 'official'
          ? notice(
              'warn',
              msg(
                'It knows no passkeys: it will no longer show this organization in this browser, until you change back to a password.',
                { id: 'change.passkey-official' },
              ),
              {
                title: msg('The official web application also opens this device', {
                  id: 'change.passkey-official-title',
                }),
              },
            )
          : nothing
      }
      ${this.#replaced()}
      <p>${msg('A passkey can be lost with the computer or the browser that keeps it. Once it works, you will be asked for a second one or a recovery file.', { id: 'change.passkey-alone' })}</p>
      ${
        this.passkeys === 'unknown'
          ? html`<p class="muted">${msg('Your browser does not say whether its passkeys can open a device. It shows when you try; until then nothing changes.', { id: 'change.passkey-unknown' })}</p>`
          : nothing
      }
    </div>`;
  }

  /** One more would do. */
  #replaced() {
    if (this.line?.kind !== 'web_passkey') return nothing;
    return notice(
      'info',
      html`<p>
          ${msg('The new passkey takes the place of all that open this device today. To have one more beside them, add it instead.', { id: 'change.passkey-replaces' })}
        </p>
        <a class="button small" href="#/saved/${this.line.device_id}/passkeys/add">${msg('Add a passkey', { id: 'passkeys.add' })}</a>`,
    );
  }

  /** @param {Method} method */
  #needsCode(method) {
    const { allowed, needs_totp } = wantedOf(this.policy, method);
    if (!allowed || !needs_totp) return nothing;
    return html`<p data-needs-code>${msg('Your organization asks for a one-time code as well. If this device has none yet, you set it up afterwards.', { id: 'policy.needs-code' })}</p>`;
  }

  /**
   * What cannot be chosen, and why.
   * @param {ProtectionQuestion} question
   * @param {Method[]} methods
   */
  #others(question, methods) {
    const noPasskey = question.passkey && !methods.includes('web_passkey');
    return html`<details class="fold">
      <summary>${msg('Other ways to open Parsec', { id: 'protection.others' })}</summary>
      <ul class="bulleted">
        ${
          noPasskey
            ? html`<li>${msg('A passkey (fingerprint, face, code of the computer): this browser has none that could open a device. A recent Chrome, Edge, Safari or Firefox may.', { id: 'change.no-passkey' })}</li>`
            : nothing
        }
        ${
          methods.includes('openbao')
            ? nothing
            : html`<li>${
                question.sign_on
                  ? msg('Single sign-on: this server offers none.', { id: 'change.no-sign-on' })
                  : msg(
                      'Single sign-on: once you are in, you can change to it where the server offers it.',
                      {
                        id: 'change.sign-on-later',
                      },
                    )
              }</li>`
        }
        <li>${msg('A smart card: not in a browser yet, only in the Parsec application.', { id: 'change.no-card' })}</li>
      </ul>
    </details>`;
  }

  /**
   * @param {SubmitEvent} event
   * @param {Method} chosen
   */
  async #send(event, chosen) {
    event.preventDefault();
    if (chosen !== 'password') {
      await this.answer({ answer: chosen === 'openbao' ? 'sign-on' : 'proceed' });
      return;
    }
    const field = /** @type {import('./new-password.js').NewPassword} */ (
      this.querySelector('new-password')
    );
    const password = await field.take();
    if (password) await this.answer({ answer: 'protection' }, password);
  }
}
customElements.define('new-protection', NewProtection);
