// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { addressesIn } from '../addresses.js';
import { perform } from '../client.js';
import { plain } from '../journeys.js';
import { Piece } from '../piece.js';
import { failureWords } from '../words/failures.js';
import { listed } from '../words/locale.js';
import { failureNotice } from './failure.js';
import { icon } from './icon.js';
import { codeWords, linkInFull } from './invitation.js';
import { emailProblem, problemLine } from './name-field.js';
import { notice } from './notice.js';
import './wait.js';

/**
 * @typedef {import('../journeys.js').Failure} Failure
 * @typedef {Extract<import('../journeys.js').Result, { result: 'invited' }>} Invited
 * @typedef {{ email: string, email_sent: string | null, link: string, invitation: string }} Made email_sent: null when none was asked for
 * @typedef {{ email: string, made?: Made, failure?: Failure }} Outcome neither: it was not tried
 */

/** Named in a sentence; more are only counted. */
const NAMED = 5;
/** They are about one address: the next one may be fine. */
const OF_THE_ADDRESS = new Set(['already-enrolled', 'value']);
/** Trying it again cannot end otherwise. */
const FINAL = new Set(['already-enrolled']);

/** @param {Outcome} outcome */
const remains = ({ made, failure }) => !made && !FINAL.has(failure?.status ?? '');

/**
 * The form that invites one person or several, and what has become of each.
 */
export class InvitePeople extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    device: { attribute: false },
    awaited: { attribute: false },
    heard: { attribute: false, hasChanged: () => false },
    invited: { attribute: false, hasChanged: () => false },
    text: { state: true },
    problem: { state: true },
    running: { state: true },
    outcomes: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../journeys.js').DeviceResult | undefined} */
    this.device = undefined;
    /** Somebody invited is to be let in: that is the next thing to do on this page. */
    this.awaited = false;
    /** @type {(network: import('parsec-client').Notes['network']) => void} */
    this.heard = () => {};
    /** Called when there are new invitations. */
    this.invited = () => {};
    this.text = '';
    /** @type {import('./name-field.js').Words | null} */
    this.problem = null;
    /** @type {{ at: number, of: number, stop: AbortController } | null} */
    this.running = null;
    /** @type {readonly Outcome[]} of the last time, and of the times before that it goes on with */
    this.outcomes = [];
  }

  get known() {
    return { organization: this.device?.organization, host: this.device?.host };
  }

  /** Nobody would see what goes on, nor could stop it. */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.running?.stop.abort();
  }

  /** An invitation that is told about here is cancelled. @param {string} invitation */
  forget(invitation) {
    this.outcomes = this.outcomes.filter(({ made }) => made?.invitation !== invitation);
  }

  /** @param {string} text @returns {import('./name-field.js').Words | null} */
  #problemOf(text) {
    const { emails, wrong } = addressesIn(text);
    if (wrong.length === 0) return emails.length ? null : emailProblem('');
    if (wrong.length === 1 && emails.length === 0)
      return emailProblem(text) ?? emailProblem(wrong[0]);
    return () => {
      const named = wrong.slice(0, NAMED).map((word) => msg(str`“${word}”`, { id: 'quoted' }));
      const names = listed(wrong.length > NAMED ? [...named, '…'] : named, 'conjunction');
      return msg(
        str`Not an e-mail address: ${names}. Correct it, or take it out: nobody is invited until then.`,
        {
          id: 'invite.wrong',
        },
      );
    };
  }

  /** @param {InputEvent} event */
  #typed(event) {
    this.text = /** @type {HTMLTextAreaElement} */ (event.target).value;
    if (this.problem) this.problem = this.#problemOf(this.text) && this.problem;
  }

  /**
   * Enter sends, as in any field of one line. @param {KeyboardEvent} event
   */
  #pressed(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    /** @type {HTMLTextAreaElement} */ (event.target).form?.requestSubmit();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    if (this.running) return;
    // What was said of an address before is not about this one, unless it is what remains of several.
    const { emails } = addressesIn(this.text);
    const again = this.outcomes.some(remains) && this.outcomes.length > 1;
    this.outcomes = again ? this.outcomes.filter(({ email }) => !emails.includes(email)) : [];
    this.problem = this.#problemOf(this.text);
    if (this.problem) {
      /** @type {HTMLElement} */ (form.elements.namedItem('email')).focus();
      return;
    }
    const send = /** @type {HTMLInputElement} */ (form.elements.namedItem('send')).checked;
    const done = await this.#run(emails, send);
    this.text = done
      .filter(remains)
      .map(({ email }) => email)
      .join(', ');
    if (!this.text) form.reset();
    if (done.some(({ made }) => made)) this.invited();
  }

  /**
   * One after the other: what stops one of them for a reason that is not its own would stop the others too.
   * @param {string[]} emails @param {boolean} send
   */
  async #run(emails, send) {
    const before = this.outcomes;
    /** @type {Outcome[]} */
    const done = emails.map((email) => ({ email }));
    const stop = new AbortController();
    for (const [i, { email }] of done.entries()) {
      this.running = { at: i + 1, of: emails.length, stop };
      done[i] = await this.#one(email, send, stop.signal);
      this.outcomes = [...before, ...done.slice(0, i + 1)];
      const { failure } = done[i];
      if (stop.signal.aborted || (failure && !OF_THE_ADDRESS.has(failure.status))) break;
    }
    this.running = null;
    this.outcomes = [...before, ...done];
    return done;
  }

  /**
   * @param {string} email @param {boolean} send @param {AbortSignal} signal
   * @returns {Promise<Outcome>}
   */
  async #one(email, send, signal) {
    const device = this.device?.device ?? 0;
    try {
      const { email_sent, link, invitation } = /** @type {Invited} */ (
        await perform(
          { flow: 'invite', device, job: 'new', email, send_email: send },
          this.heard,
          signal,
        )
      );
      return {
        email,
        made: { email, email_sent: send ? plain(email_sent) : null, link, invitation },
      };
    } catch (failure) {
      return signal.aborted ? { email } : { email, failure: /** @type {Failure} */ (failure) };
    }
  }

  render() {
    const { emails } = addressesIn(this.text);
    const several = emails.length > 1;
    return html`<form class="card stack" novalidate @submit=${this.#submit}>
      <h2>${msg('Invite somebody', { id: 'people.invite' })}</h2>
      <div class="field">
        <label for="email">${msg('E-mail of the new person', { id: 'people.email' })}</label>
        <p class="hint" id="email-hint">${msg('Several people at once: put a space or a comma between their addresses.', { id: 'invite.several' })}</p>
        <textarea
          class="input growing"
          id="email"
          name="email"
          rows=${several ? 4 : 1}
          inputmode="email"
          autocomplete="off"
          autocapitalize="off"
          autocorrect="off"
          spellcheck="false"
          .value=${this.text}
          ?readonly=${this.running !== null}
          aria-invalid=${this.problem ? 'true' : nothing}
          aria-describedby="email-hint email-problem"
          @input=${this.#typed}
          @keydown=${this.#pressed}
        ></textarea>
        ${problemLine(this.problem, 'email-problem')}
        <p class="hint" role="status" data-addresses=${emails.length}>
          ${several ? msg(str`${emails.length} addresses`, { id: 'invite.count' }) : nothing}
        </p>
      </div>
      <label class="choice">
        <input type="checkbox" name="send" checked />
        <span>
          ${msg('Send the link by e-mail', { id: 'people.send' })}
          <span class="why caption">${msg('Without this, you give the link yourself.', { id: 'people.send-why' })}</span>
        </span>
      </label>
      ${this.#results()}
      <div class="actions">
        <button class="button ${this.awaited ? '' : 'primary'}" type="submit" aria-busy=${this.running ? 'true' : 'false'}>
          ${icon('mail')}${several ? msg(str`Invite ${emails.length} people`, { id: 'invite.submit' }) : msg('Invite', { id: 'people.invite-submit' })}
        </button>
        ${
          this.running && this.running.of > 1
            ? html`<button class="button" type="button" @click=${() => this.running?.stop.abort()}>${msg('Stop here', { id: 'invite.stop' })}</button>`
            : nothing
        }
      </div>
    </form>`;
  }

  #results() {
    const { running, outcomes } = this;
    const common = outcomes.find(({ failure }) => failure && !OF_THE_ADDRESS.has(failure.status));
    if (!running && outcomes.length === 1) {
      const [{ made, failure }] = outcomes;
      return made ? this.#madeNotice(made) : failure ? failureNotice(failure, this.known) : nothing;
    }
    return html`
      ${running && running.of > 1 ? html`<wait-line text=${msg(str`Inviting: ${running.at} of ${running.of}…`, { id: 'invite.running' })}></wait-line>` : nothing}
      ${common?.failure ? failureNotice(common.failure, this.known) : nothing}
      ${outcomes.length > 1 ? this.#list() : nothing}
    `;
  }

  /** @param {Made} made */
  #madeNotice({ email, email_sent, link }) {
    const words =
      email_sent === 'success'
        ? msg(
            str`The link is on its way to ${email}. When you are both ready, call each other and press “Greet” below.`,
            { id: 'people.sent' },
          )
        : email_sent === 'recipient-refused'
          ? msg(
              str`The invitation exists, but the mail server refused ${email}. Check the address, or give the link yourself.`,
              { id: 'people.refused' },
            )
          : email_sent === 'server-unavailable'
            ? msg(
                'The invitation exists, but this server cannot send e-mails now. Give the link yourself.',
                { id: 'people.unavailable' },
              )
            : msg(str`The invitation exists. Give this link to ${email} yourself.`, {
                id: 'people.ready',
              });
    const sent = email_sent === null || email_sent === 'success';
    return html`<div role="status" data-email-sent=${email_sent ?? 'no'}>
      ${notice(
        sent ? 'ok' : 'warn',
        html`<p>${words}</p>
          ${linkInFull(link, codeWords(email))}`,
      )}
    </div>`;
  }

  /** What has become of each, those that need something first. */
  #list() {
    const { outcomes, running } = this;
    const left = outcomes.filter(remains).length;
    const made = outcomes.filter(({ made }) => made).length;
    const lines = [...outcomes].sort((a, b) => Number(remains(b)) - Number(remains(a)));
    return html`<section class="stack tight" aria-labelledby="outcomes">
      <h3 id="outcomes">${msg(str`Invited: ${made} of ${outcomes.length}`, { id: 'invite.outcomes' })}</h3>
      <p role="status">
        ${
          running
            ? nothing
            : left
              ? msg(
                  'The addresses that could not be invited are still in the field above: correct them if need be, and invite again. The others keep their invitations.',
                  { id: 'invite.left' },
                )
              : msg(
                  'When you are ready to let somebody in, call each other and press “Greet” below.',
                  { id: 'invite.ready' },
                )
        }
      </p>
      <ul class="lines">
        ${lines.map(
          (outcome) => html`<li class="line folding" data-outcome=${outcome.email}>
            <span class="what"><span class="name" translate="no">${outcome.email}</span></span>
            ${this.#badge(outcome)}
          </li>`,
        )}
      </ul>
    </section>`;
  }

  /** @param {Outcome} outcome */
  #badge({ made, failure }) {
    if (made) {
      switch (made.email_sent) {
        case 'success':
          return html`<span class="badge ok">${icon('check')}${msg('The link is on its way', { id: 'invite.sent' })}</span>`;
        case 'recipient-refused':
          return html`<span class="badge warn">${icon('alert')}${msg('Invited, but the mail server refused the address: give the link yourself', { id: 'invite.refused' })}</span>`;
        case 'server-unavailable':
          return html`<span class="badge warn">${icon('alert')}${msg('Invited, but this server cannot send e-mails now: give the link yourself', { id: 'invite.unavailable' })}</span>`;
        default:
          return html`<span class="badge ok">${icon('check')}${msg('Invited: give the link yourself', { id: 'invite.made' })}</span>`;
      }
    }
    if (FINAL.has(failure?.status ?? ''))
      return html`<span class="badge">${msg('A member already', { id: 'invite.member' })}</span>`;
    return html`<span class="badge warn">${icon('alert')}${
      failure
        ? failureWords(failure.status, this.known).title
        : msg('Not invited yet', { id: 'invite.not-yet' })
    }</span>`;
  }
}
customElements.define('invite-people', InvitePeople);
