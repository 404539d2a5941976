// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { troublePage } from '../exchange.js';
import { JourneyScreen } from '../journey-screen.js';
import { nameOf } from '../journeys.js';
import { toast } from '../live.js';
import { disguised, shown } from '../names.js';
import { failureNotice, failurePage } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import { stillWrong } from '../pieces/name-field.js';
import { notice } from '../pieces/notice.js';
import { profileChoice } from '../pieces/profile-choice.js';
import { isSigningOn } from '../pieces/sign-on.js';
import { profileName } from '../profiles.js';
import { rejectRequest } from '../reject-request.js';
import { router } from '../router.js';
import { sessions } from '../sessions.js';
import { retryHelps } from '../words/failures.js';
import { listed, moment } from '../words/locale.js';

/** @typedef {Extract<import('parsec-client').Question, { question: 'requested' }>} RequestedQuestion */

/** Whoever sent it is not who they say, or can never be let in this way. */
const TO_REJECT = new Set([
  'signature',
  'request-email',
  'request-payload',
  'request-kind',
  'already-enrolled',
  'sign-on-key',
]);
const SENT = new Set(['await-accepted', 'await-probe']);
/** Not an accident. */
const DANGERS = new Set(['signature', 'request-email']);

/**
 * An administrator decides on a request to join: signs on, sees who asks once that is verified, chooses a role.
 */
class AcceptScreen extends JourneyScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    problems: { state: true },
    rejecting: { state: true },
  };

  constructor() {
    super();
    /** @type {Partial<Record<'profile', import('../pieces/name-field.js').Words | null>>} */
    this.problems = {};
    /** @type {RequestedQuestion | null} who asks, once it is verified */
    this.about = null;
    this.refused = false;
    /** @type {import('../journeys.js').Failure | null} why it could not be rejected */
    this.rejecting = null;
  }

  get device() {
    return sessions.get(this.route.params.device);
  }

  get exit() {
    return `/device/${this.route.params.device}/people`;
  }

  async begin() {
    const { device } = this;
    if (!device) return;
    this.refused = false;
    this.rejecting = null;
    this.about = null;
    await this.run({
      flow: 'accept',
      device: device.device,
      enrollment_id: this.route.params.request,
      send_email: true,
    });
  }

  follow() {
    const { journey } = this;
    if (!journey) return;
    const { question, result, failure } = journey;
    if (question?.question === 'requested') this.about = question;
    if (failure) this.turn('failed');
    else if (result) this.turn('done');
    else if (question) this.turn(isSigningOn(question) ? 'sign-on' : question.question);
    else if (this.about) this.turn('finishing');
    if (journey.ended) router.guard(null);
  }

  get person() {
    return (
      nameOf(this.about?.human_handle) ||
      nameOf(this.journey?.failure?.person) ||
      msg('whoever asks', { id: 'requests.somebody' })
    );
  }

  get names() {
    return {
      organization: this.device?.organization,
      host: this.device?.host,
      person: this.person,
      request: /** @type {const} */ ('theirs'),
    };
  }

  /** What was sent may have been heard. */
  get guarded() {
    return SENT.has(this.journey?.step ?? '') && this.journey?.ended === false;
  }

  get loss() {
    if (!this.guarded) return null;
    const { person } = this;
    return {
      title: msg('Stop here?', { id: 'greet.leave-title' }),
      text: msg(
        str`${person} is being let in at this moment. If you leave now, look at the list of members for what has become of it.`,
        { id: 'requests.leave-text' },
      ),
      yes: msg('Stop', { id: 'greet.leave-yes' }),
      no: msg('Stay here', { id: 'stay' }),
    };
  }

  get #backText() {
    return msg('Back to people', { id: 'greet.back' });
  }

  page() {
    const { journey } = this;
    switch (this.phase) {
      case 'sign-on':
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${msg('Say who you are', { id: 'ask.sign-on-title' })}</h1>
          <p>${msg('Whoever asks to join has proved with an account who they are. Sign in with yours: it lets this page check theirs, and proves to them that it was you who accepted.', { id: 'requests.sign-on-text' })}</p>
          <sign-on-entry
            .journey=${journey}
            .question=${journey?.question ?? null}
            .notes=${journey?.notes ?? {}}
            .known=${this.names}
            .actions=${this.cancelButton()}
          ></sign-on-entry>
        </div>`;
      case 'requested':
        return journey?.question?.question === 'requested'
          ? this.#requestedPage(journey.question)
          : nothing;
      case 'finishing':
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${msg('Almost there\u00a0— keep this page open', { id: 'join.finishing-title' })}</h1>
          ${this.disturbances}
          <wait-line text=${msg(str`Letting ${this.person} in. This takes a few seconds.`, { id: 'requests.finishing' })}></wait-line>
        </div>`;
      case 'trouble':
        return troublePage(this);
      case 'failed':
        return this.#failedPage();
      case 'done':
        return this.#donePage();
      default:
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${msg('Let somebody in', { id: 'greet.title' })}</h1>
          ${this.disturbances}
          <wait-line text=${msg('Asking the server for the request…', { id: 'requests.asking' })}></wait-line>
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
    }
  }

  /** @param {RequestedQuestion} question */
  #requestedPage({ human_handle, device_label, submitted_on, emails, rejected }) {
    const organization = this.device?.organization ?? '';
    const others = emails.filter((email) => email !== human_handle[0]).map(shown);
    return html`<form class="task stack loose" novalidate @submit=${this.#approve} @input=${this.#corrected}>
      <h1 tabindex="-1">${msg(str`Let ${nameOf(human_handle)} into ${organization}?`, { id: 'greet.approval-title' })}</h1>
      ${notice('ok', msg(str`The account that has signed this request proves the address ${shown(human_handle[0])}. The name was typed by whoever asks.`, { id: 'requests.verified' }))}
      ${rejected === 'ok' ? nothing : failureNotice({ status: rejected }, this.names)}
      <dl class="facts card">
        <dt>${msg('Name', { id: 'fact.name' })}</dt>
        <dd translate="no">${nameOf(human_handle)}</dd>
        <dt>${msg('E-mail', { id: 'fact.email' })}</dt>
        <dd translate="no">${shown(human_handle[0])}</dd>
        <dt>${msg('Device', { id: 'fact.device' })}</dt>
        <dd translate="no">${shown(device_label)}</dd>
        <dt>${msg('Asked', { id: 'requests.asked' })}</dt>
        <dd>${moment(submitted_on)}</dd>
      </dl>
      ${
        others.length
          ? html`<div data-others>
              ${notice(
                'warn',
                msg(
                  str`It also proves ${listed(others, 'conjunction')}. One person can have several addresses; if you do not know why, ask before you accept.`,
                  { id: 'requests.others-text' },
                ),
                {
                  title: msg('This account has other addresses as well', {
                    id: 'requests.others',
                  }),
                },
              )}
            </div>`
          : nothing
      }
      ${
        [...human_handle, device_label].some(disguised)
          ? notice(
              'warn',
              msg(
                'The name, e-mail or device that was sent holds invisible characters, which can make it look like another one. They are left out here. Ask how the name is spelt before you accept.',
                { id: 'greet.disguised' },
              ),
              { alert: true },
            )
          : nothing
      }
      ${profileChoice({ problem: this.problems.profile })}
      ${this.disturbances}
      <div class="actions">
        <button class="button primary" type="submit">${msg('Accept', { id: 'greet.accept' })}</button>
        <button class="button" type="button" @click=${this.#refuse}>${msg('Do not accept', { id: 'greet.refuse' })}</button>
      </div>
    </form>`;
  }

  /** @param {HTMLFormElement} form */
  #read(form) {
    const profile = new FormData(form).get('profile');
    return {
      profile: /** @type {import('../profiles.js').Profile | null} */ (profile),
      problems: {
        profile: profile
          ? null
          : () => msg('Choose a role first.', { id: 'greet.profile-missing' }),
      },
    };
  }

  /** @param {InputEvent} event */
  #corrected(event) {
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    this.problems = stillWrong(this.problems, this.#read(form).problems);
  }

  /** @param {SubmitEvent} event */
  #approve(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const { profile, problems } = this.#read(form);
    this.problems = problems;
    if (!profile) {
      /** @type {HTMLInputElement | null} */ (form.querySelector('[name=profile]'))?.focus();
      return;
    }
    const name = this.about?.human_handle[1] ?? '';
    this.answer({ answer: 'approve', name, profile });
  }

  #refuse = () => {
    this.refused = true;
    this.answer({ answer: 'refuse' });
  };

  #reject = async () => {
    const { device } = this;
    if (!device) return;
    this.rejecting = null;
    try {
      if (!(await rejectRequest(device, this.route.params.request, this.person))) return;
      toast(msg('The request is rejected.', { id: 'requests.rejected' }));
      await router.go(this.exit, { force: true });
    } catch (failure) {
      this.rejecting = /** @type {import('../journeys.js').Failure} */ (failure);
    }
  };

  /** @param {boolean} primary */
  #rejectButton(primary) {
    return html`<button class="button ${primary ? 'primary' : ''}" type="button" @click=${this.#reject}>${msg('Reject the request', { id: 'requests.reject-yes' })}</button>`;
  }

  /** @param {boolean} primary */
  #backButton(primary) {
    return html`<a class="button ${primary ? 'primary' : ''}" href="#${this.exit}">${this.#backText}</a>`;
  }

  #notRejected() {
    return this.rejecting ? failureNotice(this.rejecting, this.names) : nothing;
  }

  #refusedPage() {
    return html`<div class="task stack loose">
      <span class="stop-sign warn">${icon('stop')}</span>
      <h1 tabindex="-1">${msg(str`You did not let ${this.person} in`, { id: 'greet.refused-title' })}</h1>
      <p class="lead">${msg('Nobody was added. The request goes on waiting: reject it if nobody is to accept it.', { id: 'requests.refused-text' })}</p>
      ${this.#notRejected()}
      <div class="actions">${this.#backButton(true)} ${this.#rejectButton(false)}</div>
    </div>`;
  }

  #failedPage() {
    const failure = this.journey?.failure;
    if (!failure) return nothing;
    const { status, nothing_lost } = failure;
    if (this.refused && status === 'cancelled') return this.#refusedPage();
    if (!nothing_lost)
      return failurePage(failure, this.names, this.#backButton(true), {
        state: html`<p>${msg(str`It is not known whether ${this.person} was let in before that. The list of members says so: if they are not in it, and the request still waits, accept it once more.`, { id: 'requests.unsure' })}</p>`,
      });
    if (TO_REJECT.has(status))
      return failurePage(failure, this.names, [this.#rejectButton(true), this.#backButton(false)], {
        danger: DANGERS.has(status),
        more: this.#notRejected(),
      });
    const again = html`<button class="button primary" type="button" @click=${() => this.begin()}>${msg('Try again', { id: 'again' })}</button>`;
    return failurePage(
      failure,
      this.names,
      retryHelps(status) ? [again, this.#backButton(false)] : this.#backButton(true),
    );
  }

  #donePage() {
    const result = this.journey?.result;
    if (result?.result !== 'greeted') return nothing;
    const organization = this.device?.organization ?? '';
    return html`<div class="task stack loose">
      <span class="stop-sign ok">${icon('check')}</span>
      <h1 tabindex="-1">${msg(str`${nameOf(result.human_handle)} is in ${organization}`, { id: 'greet.done-title' })}</h1>
      <p class="lead">${msg('Nothing more is to be done here. The new member is told by e-mail, if the server can send any, and finishes in the browser that the request came from.', { id: 'requests.done-text' })}</p>
      <dl class="facts card">
        <dt>${msg('Name', { id: 'fact.name' })}</dt>
        <dd translate="no">${nameOf(result.human_handle)}</dd>
        <dt>${msg('E-mail', { id: 'fact.email' })}</dt>
        <dd translate="no">${shown(result.human_handle[0])}</dd>
        <dt>${msg('Role', { id: 'fact.role' })}</dt>
        <dd>${profileName(result.profile)}</dd>
      </dl>
      <div class="actions">${this.#backButton(true)}</div>
    </div>`;
  }
}
customElements.define('accept-screen', AcceptScreen);
