// SPDX-License-Identifier: MPL-2.0
// The browser's own windows for passkeys: announced, opened by a button, and what came of them.
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { forgetPasskey } from 'parsec-client';
import { deviceLabel } from '../device-label.js';
import { WRONG_PASSKEY } from '../help-link.js';
import { announce } from '../live.js';
import { shown } from '../names.js';
import { Piece } from '../piece.js';
import { leftoverNamed, leftoverPlaces, passkeyMeans } from '../words/passkeys.js';
import { deviceCard } from './device-card.js';
import { failureNotice } from './failure.js';
import { problemLine } from './name-field.js';
import { notice } from './notice.js';
import './code-to-come.js';
import './wait.js';

/**
 * @typedef {import('parsec-client').Journey} Journey
 * @typedef {Extract<import('parsec-client').Question, { question: 'passkey' }>} PasskeyQuestion
 * @typedef {Extract<import('parsec-client').Question, { question: 'new-passkey' }>} NewPasskeyQuestion
 * @typedef {import('parsec-client').MadePasskey} MadePasskey
 * @typedef {import('../journeys.js').Failure & { made?: MadePasskey }} Failure made: by a window that failed all the same
 */

/** What a device file allows. */
const LABEL_MAX_BYTES = 255;

/**
 * A passkey that opens nothing, or nothing any more: where it is kept, only its owner can delete it.
 * @param {{ name?: string }} passkey
 */
export function leftoverHelp({ name = '' }) {
  return html`<details class="fold" data-leftover>
    <summary>${msg('How to delete it', { id: 'passkey.leftover-how' })}</summary>
    <div class="stack tight">
      <p>${leftoverNamed(shown(name), location.hostname)}</p>
      <ul class="bulleted">${leftoverPlaces().map((place) => html`<li>${place}</li>`)}</ul>
    </div>
  </details>`;
}

/** @param {readonly MadePasskey[]} left that were made and will not be used */
export function leftoverNotice(left) {
  const made = left.at(-1);
  if (!made) return nothing;
  return html`<div data-left-behind>
    ${notice(
      'warn',
      html`<p>
          ${msg('It does no harm, but it could be taken for the right one later: delete it, unless your browser has done so by itself.', { id: 'passkey.leftover-text' })}
        </p>
        ${leftoverHelp(made)}`,
      {
        title: msg('A passkey that opens nothing was left behind', {
          id: 'passkey.leftover-title',
        }),
      },
    )}
  </div>`;
}

/** What both have in common: one window of the browser's at a time, which ends with the element. */
class Prompt extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    journey: { attribute: false },
    question: { attribute: false },
    actions: { attribute: false },
    failure: { state: true },
    asking: { state: true },
  };

  constructor() {
    super();
    /** @type {Journey | null} */
    this.journey = null;
    /** @type {unknown} what else can be done here */
    this.actions = nothing;
    /** @type {Failure | null} of the last window */
    this.failure = null;
    /** @type {AbortController | null} while the browser asks */
    this.asking = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.asking?.abort();
  }

  /** @param {import('lit').PropertyValues<any>} changed */
  willUpdate(changed) {
    if (!changed.has('journey')) return;
    this.asking?.abort();
    this.failure = null;
  }

  /** @param {import('lit').PropertyValues<any>} changed */
  updated(changed) {
    if (changed.has('failure'))
      this.dispatchEvent(
        new CustomEvent('passkey-trouble', { bubbles: true, detail: this.failure }),
      );
  }

  /**
   * @template T
   * @param {(journey: Journey, control: { signal: AbortSignal }) => Promise<T>} open
   * @returns {Promise<T | null>} null: it failed, and the page says why
   */
  async ask(open) {
    const { journey } = this;
    if (!journey || this.asking) return null;
    this.failure = null;
    const asking = new AbortController();
    this.asking = asking;
    try {
      return await open(journey, { signal: asking.signal });
    } catch (error) {
      const failure = /** @type {Failure} */ (error);
      // 'state': the question was taken back meanwhile. The page shows what is asked now.
      if (failure.status !== 'state' && this.isConnected) this.failed(failure);
      return null;
    } finally {
      if (this.asking === asking) this.asking = null;
    }
  }

  /** @param {Failure} failure */
  failed(failure) {
    this.failure = failure?.status ? failure : { status: 'passkey-failed' };
  }

  /** While the browser's window is there. */
  waiting() {
    return this.asking
      ? html`<wait-line
          text=${msg('Your browser is asking you: answer there.', { id: 'passkey.asking' })}
          hint=${msg('No window to be seen? Look behind this one, at your telephone, or at your security key: it may be waiting for a touch.', { id: 'passkey.asking-hint' })}
        ></wait-line>`
      : nothing;
  }

  /**
   * The button that opens the window stays where it is, and keeps the focus.
   * @param {import('lit').TemplateResult} verb
   * @param {unknown} others
   */
  buttons(verb, others) {
    return html`<div class="actions">
      ${verb}
      ${
        this.asking
          ? html`<button class="button" type="button" @click=${() => this.asking?.abort()}>${msg('Stop asking', { id: 'passkey.stop' })}</button>`
          : others
      }
    </div>`;
  }

  get busy() {
    return this.asking ? 'true' : nothing;
  }

  /** @param {import('../words/failures.js').Known} [known] */
  trouble(known) {
    return this.failure ? failureNotice(this.failure, known) : nothing;
  }
}

/**
 * Use a passkey that opens this device.
 */
export class PasskeyUse extends Prompt {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    verb: {},
    totp: { attribute: false },
  };

  constructor() {
    super();
    /** @type {PasskeyQuestion | null} */
    this.question = null;
    this.verb = '';
    /** A one-time code is asked for after it. */
    this.totp = false;
  }

  #use() {
    return this.ask((journey, control) => journey.usePasskey(control));
  }

  render() {
    const { question } = this;
    if (!question) return nothing;
    const here = question.passkeys.filter(({ rp_id }) => rp_id === location.hostname);
    const elsewhere = [...new Set(question.passkeys.map(({ rp_id }) => rp_id))].filter(
      (host) => host !== location.hostname,
    );
    const known = { organization: question.organization, host: question.host };
    return html`<div class="stack loose">
      ${deviceCard(question)}
      <p>
        ${passkeyMeans()}
        ${here.length > 1 ? msg('Any of these passkeys opens it:', { id: 'passkey.any' }) : msg('Your browser will ask for it once you press the button.', { id: 'passkey.will-ask' })}
      </p>
      ${
        here.length > 1
          ? html`<ul class="bulleted" translate="no">${here.map(({ label }) => html`<li>${shown(label)}</li>`)}</ul>`
          : nothing
      }
      ${this.totp ? html`<code-to-come .host=${question.host}></code-to-come>` : nothing}
      ${here.length === 0 ? this.#foreign(elsewhere, known) : nothing}
      ${
        question.refused && !this.failure && !this.asking
          ? failureNotice({ status: WRONG_PASSKEY }, known)
          : nothing
      }
      ${this.trouble(known)}
      ${this.waiting()}
      ${this.buttons(html`<button class="button primary" type="button" aria-busy=${this.busy} @click=${this.#use}>${this.verb}</button>`, this.actions)}
    </div>`;
  }

  /**
   * @param {string[]} hosts
   * @param {import('../words/failures.js').Known} known
   */
  #foreign(hosts, known) {
    // What was tried and failed says the same.
    if (this.failure) return nothing;
    return failureNotice(
      { status: 'passkey-other-site' },
      known,
      html`<p translate="no"><strong>${hosts.join(', ')}</strong></p>`,
    );
  }
}
customElements.define('passkey-use', PasskeyUse);

/**
 * Make a passkey, then use it once: two windows of the browser's, each opened by a button.
 */
export class PasskeyNew extends Prompt {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    back: { attribute: false },
    made: { state: true },
    problem: { state: true },
  };

  constructor() {
    super();
    /** @type {NewPasskeyQuestion | null} */
    this.question = null;
    /** @type {(() => void) | null} to another way of opening the device, where there is one */
    this.back = null;
    /** @type {(made: MadePasskey) => void} hears of a passkey that was made and will not be used */
    this.leftBehind = () => {};
    /** @type {MadePasskey | null} by the first window, for the second */
    this.made = null;
    /** @type {import('./name-field.js').Words | null} */
    this.problem = null;
    /** @type {string[]} names of those that there are */
    this.taken = [];
    this.label = '';
    /** @type {NewPasskeyQuestion | null} which the passkey was made for */
    this.madeFor = null;
    /** @type {Promise<boolean>} whether the core has what opens it */
    this.confirmed = Promise.resolve(false);
  }

  /** @param {import('lit').PropertyValues<this>} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    if (!changed.has('question') || !this.made || this.question === this.madeFor) return;
    // Asked anew, with other numbers: what was made for the question before is of no use.
    this.#abandon(this.made);
  }

  async disconnectedCallback() {
    super.disconnectedCallback();
    if (this.made && !(await this.confirmed)) this.#abandon(this.made);
  }

  /** @param {MadePasskey} made */
  #abandon(made) {
    this.made = null;
    forgetPasskey(made);
    this.leftBehind(made);
  }

  /** @param {SubmitEvent} event */
  async #make(event) {
    event.preventDefault();
    if (this.asking) return;
    const input = /** @type {HTMLInputElement} */ (this.querySelector('#passkey-label'));
    const label = input.value.trim();
    this.problem =
      label === ''
        ? () => msg('Give the passkey a name first.', { id: 'passkey.label-missing' })
        : new TextEncoder().encode(label).length > LABEL_MAX_BYTES
          ? () => msg('This name is too long.', { id: 'name.long' })
          : null;
    if (this.problem) {
      input.focus();
      return;
    }
    this.label = label;
    const { question } = this;
    const made = await this.ask((journey, control) => journey.createPasskey({ label, ...control }));
    if (this.failure?.made) this.leftBehind(this.failure.made);
    if (!made) return;
    this.made = made;
    this.madeFor = question;
    if (!this.isConnected) {
      this.#abandon(made);
      return;
    }
    announce(msg('The passkey is made. Now use it once.', { id: 'passkey.made-title' }));
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector('.button.primary'))?.focus();
  }

  async #confirm() {
    const { made } = this;
    if (!made) return;
    const used = this.ask(async (journey, control) => {
      await journey.confirmPasskey(made, control);
      return true;
    });
    this.confirmed = used.then(Boolean);
    await used;
  }

  /** What was made will never do: another one, perhaps elsewhere. */
  #startOver() {
    const { made } = this;
    this.failure = null;
    if (made) this.#abandon(made);
  }

  render() {
    const { question } = this;
    if (!question) return nothing;
    const known = { organization: question.organization, making: true };
    return this.made ? this.#second(this.made, known) : this.#first(question, known);
  }

  /** One that is told from others. */
  #proposed() {
    const label = deviceLabel();
    for (let n = 1; ; n += 1) {
      const each = n === 1 ? label : `${label} ${n}`;
      if (!this.taken.includes(each)) return each;
    }
  }

  /** @param {1 | 2} current */
  #steps(current) {
    const steps = [
      msg('Make the passkey.', { id: 'passkey.step-1' }),
      msg('Use it once: this shows that it opens your device. Until then, nothing changes.', {
        id: 'passkey.step-2',
      }),
    ];
    return html`<ol class="numbered stack tight">
      ${steps.map((text, i) => html`<li aria-current=${i + 1 === current ? 'step' : nothing}>${text}</li>`)}
    </ol>`;
  }

  /**
   * @param {NewPasskeyQuestion} question
   * @param {import('../words/failures.js').Known} known
   */
  #first({ rejected }, known) {
    return html`<form class="stack loose" novalidate @submit=${this.#make} @input=${() => {
      this.problem = null;
    }}>
      <p>${passkeyMeans()} ${msg('Your browser will ask twice, one after the other. You start each with a button here:', { id: 'passkey.twice' })}</p>
      ${this.#steps(1)}
      <div class="field">
        <label for="passkey-label">${msg('Name of this passkey', { id: 'passkey.label' })}</label>
        <p class="hint" id="passkey-label-hint">${msg('So that you tell it from others later, here and in your browser’s list of passkeys.', { id: 'passkey.label-hint' })}</p>
        <input
          class="input"
          id="passkey-label"
          name="passkey-label"
          autocomplete="off"
          .defaultValue=${this.label || this.#proposed()}
          aria-invalid=${this.problem ? 'true' : nothing}
          aria-describedby="passkey-label-hint passkey-label-problem"
        />
        ${problemLine(this.problem, 'passkey-label-problem')}
      </div>
      ${rejected !== 'ok' && !this.failure ? failureNotice({ status: rejected === 'already-exists' ? 'passkey-exists' : 'passkey-failed' }, known) : nothing}
      ${this.trouble(known)}
      ${this.waiting()}
      ${this.buttons(html`<button class="button primary" type="submit" aria-busy=${this.busy}>${msg('Make the passkey', { id: 'passkey.make' })}</button>`, [this.#backButton(), this.actions])}
    </form>`;
  }

  /**
   * @param {MadePasskey} made
   * @param {import('../words/failures.js').Known} known
   */
  #second(made, known) {
    const hopeless = this.failure?.status === 'passkey-no-prf';
    return html`<div class="stack loose" data-made>
      <h2>${msg('The passkey is made. Now use it once.', { id: 'passkey.made-title' })}</h2>
      ${this.#steps(2)}
      ${this.trouble(known)}
      ${this.failure ? this.#orphan(made, hopeless) : nothing}
      ${this.waiting()}
      ${this.buttons(
        hopeless
          ? html`<button class="button primary" type="button" @click=${this.#startOver}>${msg('Make another passkey', { id: 'passkey.make-another' })}</button>`
          : html`<button class="button primary" type="button" aria-busy=${this.busy} @click=${this.#confirm}>${msg('Use it once', { id: 'passkey.confirm' })}</button>`,
        [this.#backButton(), this.actions],
      )}
    </div>`;
  }

  /**
   * @param {MadePasskey} made
   * @param {boolean} hopeless
   */
  #orphan(made, hopeless) {
    return notice(
      'warn',
      html`<p>
          ${
            hopeless
              ? msg(
                  str`“${shown(made.label)}” is in your browser or your security key all the same, unless your browser has deleted it by itself.`,
                  { id: 'passkey.orphan-hopeless' },
                )
              : msg(
                  str`“${shown(made.label)}” is in your browser or your security key all the same. Try once more to use it; if you give up, delete it there.`,
                  { id: 'passkey.orphan-text' },
                )
          }
        </p>
        ${leftoverHelp(made)}`,
      {
        title: hopeless
          ? msg('The passkey exists, but can open nothing', { id: 'passkey.orphan-never' })
          : msg('The passkey exists, but opens nothing yet', { id: 'passkey.orphan' }),
      },
    );
  }

  #backButton() {
    return this.back
      ? html`<button class="button" type="button" @click=${this.back}>${msg('Another way', { id: 'passkey.another-way' })}</button>`
      : nothing;
  }
}
customElements.define('passkey-new', PasskeyNew);

/**
 * What is asked before a page is left on which a passkey was made and not used.
 * @param {ParentNode} page
 */
export function leftoverLoss(page) {
  if (!(/** @type {PasskeyNew | null} */ (page.querySelector('passkey-new'))?.made)) return null;
  return {
    title: msg('Leave without using the passkey?', { id: 'passkey.leave-title' }),
    text: msg(
      'Nothing changes for your device. The passkey that you have just made opens nothing: delete it in your browser’s list of passkeys.',
      { id: 'passkey.leave-text' },
    ),
    yes: msg('Leave', { id: 'leave' }),
    no: msg('Stay here', { id: 'stay' }),
  };
}
