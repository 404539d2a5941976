// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { perform } from '../client.js';
import { troublePage } from '../exchange.js';
import { JourneyScreen } from '../journey-screen.js';
import { nameOf } from '../journeys.js';
import { disguised, shown } from '../names.js';
import { findPasskeys } from '../passkeys-here.js';
import { againOrLeave, failurePage } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import { protectionPhase, protectionTitle } from '../pieces/new-protection.js';
import { notice } from '../pieces/notice.js';
import { leftoverLoss } from '../pieces/passkey-prompt.js';
import { isSigningOn } from '../pieces/sign-on.js';
import { steps } from '../pieces/steps.js';
import '../pieces/welcome.js';
import { profileEffect, profileName } from '../profiles.js';
import { router } from '../router.js';
import { sessions } from '../sessions.js';
import { takeBack } from '../sign-on-back.js';
import { listed } from '../words/locale.js';

/**
 * @typedef {import('../journeys.js').RequestLine} RequestLine
 * @typedef {Extract<import('parsec-client').Question, { question: 'accepted' }>} AcceptedQuestion
 */

/** What is not right is somebody's doing: trying again cannot help, and may do harm. */
const DANGERS = new Set(['signature', 'request-payload', 'request-file']);

/**
 * A request was accepted: who says so is verified and shown, and this browser becomes a device.
 */
class AcceptedScreen extends JourneyScreen {
  constructor() {
    super();
    /** @type {RequestLine | null} */
    this.line = null;
    /** @type {AcceptedQuestion | null} as whom one was let in, once it is known */
    this.about = null;
    this.refused = false;
    /** @type {import('../journeys.js').Failure | null} what came of the provider's page that took the place of this one */
    this.cameBack = null;
    /** How this device is opened. @type {import('../pieces/welcome.js').Way} */
    this.way = 'password';
  }

  async begin() {
    this.learnPolicy();
    this.turn('starting');
    this.trouble = null;
    this.refused = false;
    this.requestUpdate();
    const { key } = this.route.params;
    const back = takeBack(this.route.path);
    this.cameBack = back?.failure ?? null;
    try {
      const [home] = await Promise.all([perform({ flow: 'home' }), findPasskeys()]);
      if (!this.isConnected || home.result !== 'home') return;
      this.line = home.requests.find((line) => line.key === key) ?? null;
      await this.run({ flow: 'join', key, sign_on: back?.sign_on });
    } catch (failure) {
      this.trouble = failure;
    }
  }

  follow() {
    const { journey } = this;
    if (!journey) return;
    const { question, result, failure } = journey;
    if (question?.question === 'accepted') this.about = question;
    if (failure) this.turn('failed');
    else if (result?.result === 'device') {
      this.turn('done');
      sessions.open(result);
      router.guard(null);
      router.forgetLink(`/device/${result.device_id}`);
    } else if (protectionPhase(journey)) this.turn(protectionPhase(journey));
    else if (question) this.turn(isSigningOn(question) ? 'sign-on' : question.question);
    else if (this.phase !== 'starting' && this.phase !== 'sign-on') this.turn('finishing');
  }

  get names() {
    const { line, about } = this;
    return {
      organization: about?.organization ?? line?.organization,
      host: about?.host ?? line?.host,
      request: /** @type {const} */ ('answer'),
    };
  }

  /** The device may be saved already, and the request with its keys be gone. */
  get guarded() {
    return this.journey?.step === 'await-saved' && !this.journey.ended;
  }

  get loss() {
    return leftoverLoss(this);
  }

  /** @param {number} current */
  #steps(current) {
    return steps(current, [
      msg('Who you are', { id: 'accepted.step-1' }),
      msg('Who lets you in', { id: 'accepted.step-2' }),
      msg('How you open this device', { id: 'recover.step-3' }),
    ]);
  }

  page() {
    const { journey } = this;
    switch (this.phase) {
      case 'sign-on':
        return this.#signOnPage();
      case 'accepted':
        return this.about ? this.#acceptedPage(this.about) : nothing;
      case 'protection':
      case 'new-passkey':
      case 'new-sign-on':
        return this.#protectionPage();
      case 'finishing':
        return html`<div class="task stack loose">
          ${this.#steps(3)}
          <h1 tabindex="-1">${msg('Almost there\u00a0— keep this page open', { id: 'join.finishing-title' })}</h1>
          ${this.disturbances}
          <wait-line
            text=${msg('Creating and saving your device. This takes a few seconds.', { id: 'join.finishing-machine' })}
            hint=${msg('It takes longer than usual. Keep this page open: it goes on by itself.', { id: 'join.finishing-slow' })}
          ></wait-line>
          ${this.guarded ? nothing : html`<div class="actions">${this.cancelButton()}</div>`}
        </div>`;
      case 'trouble':
        return troublePage(this);
      case 'failed':
        return this.#failedPage();
      case 'done':
        return journey?.result?.result === 'device'
          ? html`<welcome-page class="task" .device=${journey.result} .way=${this.way}></welcome-page>`
          : nothing;
      default:
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${this.#title()}</h1>
          ${this.disturbances}
          <wait-line text=${msg('Asking the server for the answer…', { id: 'accepted.starting' })}></wait-line>
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
    }
  }

  #title() {
    const { organization } = this.names;
    return organization
      ? msg(str`Add ${organization} to your organizations`, { id: 'accepted.title' })
      : msg('Add an organization', { id: 'accepted.title-nameless' });
  }

  #signOnPage() {
    const { journey } = this;
    const email = this.line?.human_handle?.[0] ?? '';
    return html`<div class="task stack loose">
      ${this.#steps(1)}
      <h1 tabindex="-1">${msg('Sign in as you did when you asked', { id: 'accepted.sign-on-title' })}</h1>
      <p>${msg(str`The same account opens your request again: the one that proves ${email}.`, { id: 'accepted.sign-on-text' })}</p>
      <sign-on-entry
        .journey=${journey}
        .question=${journey?.question ?? null}
        .notes=${journey?.notes ?? {}}
        .known=${this.names}
        .brought=${this.cameBack}
        .actions=${this.cancelButton()}
        label=${this.line?.device_label ?? ''}
        flow=${this.route.path}
      ></sign-on-entry>
    </div>`;
  }

  /** @param {AcceptedQuestion} about */
  #acceptedPage(about) {
    const { organization, host, human_handle, differs, profile, device_label, accepted_by } = about;
    const goOn = html`<button class="button ${differs ? '' : 'primary'}" type="button" @click=${() => this.answer({ answer: 'proceed' })}>${msg('That is right, go on', { id: 'accepted.proceed' })}</button>`;
    const stop = html`<button class="button ${differs ? 'primary' : ''}" type="button" @click=${this.#refuse}>${msg('Stop here', { id: 'accepted.refuse' })}</button>`;
    return html`<div class="task stack loose">
      ${this.#steps(2)}
      <h1 tabindex="-1">${msg(str`You were let into ${organization}`, { id: 'accepted.accepted-title' })}</h1>
      ${this.#difference(about)}
      ${
        [...human_handle, device_label].some(disguised)
          ? notice(
              'warn',
              msg(
                'The name, e-mail or device that you were given holds invisible characters, which can make it look like another one. They are left out here.',
                { id: 'accepted.disguised' },
              ),
              { alert: true },
            )
          : nothing
      }
      <dl class="facts card">
        <dt>${msg('Accepted by', { id: 'accepted.by' })}</dt>
        <dd>${accepted_by.length ? html`<span translate="no">${listed(accepted_by.map(shown), 'conjunction')}</span>` : msg('Not known', { id: 'method.unknown' })}</dd>
        <dt>${msg('Organization', { id: 'fact.organization' })}</dt>
        <dd translate="no">${organization} <span class="muted">${host}</span></dd>
        <dt>${msg('Name', { id: 'fact.name' })}</dt>
        <dd translate="no">${nameOf(human_handle)}</dd>
        <dt>${msg('E-mail', { id: 'fact.email' })}</dt>
        <dd translate="no">${shown(human_handle[0])}</dd>
        <dt>${msg('Role', { id: 'fact.role' })}</dt>
        <dd>${profileName(profile)} <span class="muted">${profileEffect(profile)}</span></dd>
        <dt>${msg('Device', { id: 'fact.device' })}</dt>
        <dd translate="no">${shown(device_label)}</dd>
      </dl>
      ${
        accepted_by.length
          ? notice(
              'info',
              msg(
                str`Whoever accepted you has signed in with the account above. Do you know this person as somebody who may let people into ${organization}? If not, do not go on: call an administrator.`,
                { id: 'accepted.check' },
              ),
            )
          : notice(
              'warn',
              msg(
                str`Call an administrator of ${organization} before you go on, and ask who has accepted you.`,
                { id: 'accepted.check-unknown' },
              ),
              {
                title: msg('The sign-on service does not say whose account has accepted you', {
                  id: 'accepted.check-unknown-title',
                }),
              },
            )
      }
      <div class="actions">
        ${differs ? [stop, goOn] : [goOn, stop]}
      </div>
    </div>`;
  }

  /** @param {AcceptedQuestion} about */
  #difference({ requested, human_handle, differs, organization }) {
    if (!differs) return nothing;
    const asked = `${nameOf(requested)} (${shown(requested[0])})`;
    const given = `${nameOf(human_handle)} (${shown(human_handle[0])})`;
    return html`<div data-differs>
      ${notice(
        'danger',
        html`<p>${msg(str`You asked to join as ${asked}, and were let in as ${given}. Everybody in ${organization} will see you so.`, { id: 'accepted.differs-text' })}</p>
          <p>${msg('If nobody has agreed on this with you, stop here and call an administrator on a number that you already know.', { id: 'accepted.differs-next' })}</p>`,
        {
          title: msg('This is not what you asked for', { id: 'accepted.differs' }),
          alert: true,
        },
      )}
    </div>`;
  }

  #refuse = () => {
    this.refused = true;
    this.answer({ answer: 'refuse' });
  };

  /** @type {import('../journey-screen.js').JourneyScreen['answer']} */
  #answer = (answer, secret) => {
    const ways = /** @type {const} */ ({
      protection: 'password',
      proceed: 'passkey',
      'sign-on': 'sign-on',
    });
    this.way = ways[/** @type {keyof typeof ways} */ (answer.answer)] ?? this.way;
    return this.answer(answer, secret);
  };

  #protectionPage() {
    const { journey, about } = this;
    if (!journey || !protectionPhase(journey)) return nothing;
    const organization = about?.organization ?? '';
    const email = about?.human_handle[0] ?? '';
    return html`<div class="task stack loose">
      ${this.#steps(3)}
      <h1 tabindex="-1">${protectionTitle(this.phase, journey?.question, this.policy)}</h1>
      <new-protection
        .journey=${journey}
        .question=${journey.question}
        .notes=${journey.notes}
        .names=${this.names}
        .answer=${this.#answer}
        .policy=${this.policy}
        .about=${[organization, ...nameOf(about?.human_handle).split(/\s+/), ...email.split(/[@.]/)]}
        verb=${msg('Join', { id: 'join.submit' })}
        .actions=${this.cancelButton()}
      ></new-protection>
      ${this.phase === 'new-sign-on' ? nothing : this.disturbances}
    </div>`;
  }

  #failedPage() {
    const failure = this.journey?.failure;
    if (!failure) return nothing;
    const { status, nothing_lost } = failure;
    if (status === 'cancelled' && this.refused) return this.#refusedPage();
    const again = nothing_lost && !DANGERS.has(status) ? () => this.begin() : null;
    return failurePage(failure, this.names, againOrLeave(status, again), {
      danger: status === 'signature',
      state: nothing_lost
        ? nothing
        : html`<p>${msg('Your device may have been saved: then it is among your organizations on the start page, and the request is not.', { id: 'accepted.unsure' })}</p>`,
    });
  }

  #refusedPage() {
    const organization = this.names.organization ?? '';
    return html`<div class="task stack loose">
      <span class="stop-sign warn">${icon('stop')}</span>
      <h1 tabindex="-1">${msg(str`You have not added ${organization}`, { id: 'accepted.refused-title' })}</h1>
      <p class="lead">${msg('Nothing was created in this browser, and your request stays on the start page.', { id: 'accepted.refused-text' })}</p>
      <div class="card stack tight">
        <h2>${msg('What you can do', { id: 'what-to-do' })}</h2>
        <p>${msg('Call an administrator, on a number that you already know, and ask who has accepted you and as whom. If all is well, go on from the start page. If not, they must remove the person that was added.', { id: 'accepted.refused-next' })}</p>
      </div>
      <div class="actions"><a class="button primary" href="#/">${msg('Back to start', { id: 'to-start' })}</a></div>
    </div>`;
  }
}
customElements.define('accepted-screen', AcceptedScreen);
