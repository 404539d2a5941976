// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { client } from '../client.js';
import { deviceLabel } from '../device-label.js';
import { choosePage, readOutPage, restartedNotice, stoppedPage, troublePage } from '../exchange.js';
import { JourneyScreen } from '../journey-screen.js';
import { nameOf } from '../journeys.js';
import { announce } from '../live.js';
import { shown } from '../names.js';
import { beginning, CLAIM, follow } from '../phases.js';
import { againOrLeave, failurePage } from '../pieces/failure.js';
import { humanName, nameProblem } from '../pieces/name-field.js';
import '../pieces/new-password.js';
import { notice } from '../pieces/notice.js';
import { passwordEntry } from '../pieces/password-entry.js';
import { steps } from '../pieces/steps.js';
import { passwordWanted } from '../pieces/wanted.js';
import '../pieces/welcome.js';
import { router } from '../router.js';
import { sessions } from '../sessions.js';
import { listed } from '../words/locale.js';

/**
 * The newcomer's side: from the link to a device of one's own.
 */
export class JoinScreen extends JourneyScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    problem: { state: true },
    corrected: { state: true },
    desktopUrl: { state: true },
  };

  constructor() {
    super();
    /** @type {Extract<import('parsec-client').Question, { question: 'invitation' }> | null} */
    this.invitation = null;
    /** @type {import('../journeys.js').Person | null} */
    this.peer = null;
    /** @type {import('../pieces/name-field.js').Words | null} */
    this.problem = null;
    /** @type {number | undefined} the question whose rejected name has been changed since */
    this.corrected = undefined;
    /** @type {string | null} the same invitation for the Parsec application */
    this.desktopUrl = null;
  }

  begin() {
    this.progress = beginning();
    const device_label = deviceLabel();
    const { key } = this.route.params;
    if (key) {
      this.run({ flow: 'claim', journey_key: key, device_label });
    } else if (this.link !== null) {
      router.holdLink(this.link);
      this.run({ flow: 'claim', link: this.link, device_label });
      this.#describe(this.link);
    } else {
      router.go('/link', { replace: true, force: true });
    }
  }

  /** @param {string} link */
  async #describe(link) {
    try {
      const description = await (await client()).describeLink(link);
      if (description.status === 'ok') this.desktopUrl = description.desktop_url;
    } catch {
      // Without the core there is no invitation to show either, and the page says so.
    }
  }

  follow() {
    const { journey } = this;
    if (!journey) return;
    this.progress = follow(CLAIM, this.progress, journey);
    this.phase = this.progress.phase;
    const { question, notes } = journey;
    if (question?.question === 'invitation') this.invitation = question;
    else if (question) this.learnPolicy();
    this.peer = /** @type {any} */ (question)?.peer ?? notes['own-code']?.peer ?? this.peer;
    if (journey.result?.result === 'device') {
      sessions.open(journey.result);
      router.guard(null);
      router.forgetLink(`/device/${journey.result.device_id}`);
    }
  }

  get names() {
    return {
      organization: this.invitation?.organization,
      host: this.invitation?.host,
      inviter: nameOf(this.invitation?.inviter),
      peer: nameOf(this.peer) || nameOf(this.invitation?.inviter),
      person: this.invitation?.email,
      byLink: true,
    };
  }

  get peerName() {
    return this.names.peer || msg('your administrator', { id: 'join.administrator' });
  }

  get guarded() {
    return (
      ['protection', 'finishing'].includes(this.phase) ||
      (this.phase === 'trouble' && this.progress.resumes === 'finishing')
    );
  }

  /** @returns {{ title: string, text: string, late: string, yes: string }} what is asked before the page is left */
  get lossWords() {
    return {
      title: msg('Stop joining?', { id: 'join.leave-title' }),
      text: msg(
        str`You and ${this.peerName} would have to start again with new codes. The invitation stays good.`,
        { id: 'join.leave-text' },
      ),
      late: msg(
        str`You are one step from the end. If you leave now, ${this.peerName} may have to invite you again.`,
        { id: 'join.leave-late' },
      ),
      yes: msg('Stop joining', { id: 'join.leave-yes' }),
    };
  }

  get loss() {
    if (
      ['starting', 'invitation', 'call', 'stopped', 'failed', 'done', 'password'].includes(
        this.phase,
      )
    )
      return null;
    const { title, text, late, yes } = this.lossWords;
    return { title, text: this.guarded ? late : text, yes, no: msg('Stay here', { id: 'stay' }) };
  }

  get step() {
    return this.phase === 'checking' ? 'their-code' : this.phase;
  }

  /** @param {string} peer */
  silenceWords(peer) {
    return msg(
      str`The page of ${peer} has not answered for a while. Perhaps it was closed: ask ${peer} to look. This page goes on by itself.`,
      { id: 'silence' },
    );
  }

  /** @param {number} current */
  steps(current) {
    return steps(current, [
      msg('Call', { id: 'join.step-1' }),
      msg(str`${this.peerName}’s code`, { id: 'join.step-2' }),
      msg('Your code', { id: 'join.step-3' }),
      msg('You and this browser', { id: 'join.step-4' }),
    ]);
  }

  page() {
    const { journey, peerName } = this;
    switch (this.phase) {
      case 'invitation':
        return this.invitationPage();
      case 'call':
        return this.callPage();
      case 'their-code':
      case 'checking':
        return choosePage(this, peerName, this.steps(2));
      case 'my-code':
        return readOutPage(this, peerName, this.progress.ownCode, this.steps(3));
      case 'details':
        return this.#detailsPage();
      case 'protection':
        return this.#protectionPage();
      case 'sending':
      case 'finishing':
        return this.#finishingPage();
      case 'password':
        return this.#passwordPage();
      case 'stopped':
        return stoppedPage(this, peerName);
      case 'trouble':
        return troublePage(this);
      case 'failed':
        return this.#failedPage();
      case 'done':
        return journey?.result?.result === 'device'
          ? html`<welcome-page class="task" .device=${journey.result} .another=${this.alone}></welcome-page>`
          : nothing;
      default:
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${msg('Reading your invitation', { id: 'join.reading' })}</h1>
          ${this.disturbances}
          <wait-line text=${msg('Asking the server who invites you…', { id: 'join.reading-wait' })}></wait-line>
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
    }
  }

  /** @returns {unknown} */
  invitationPage() {
    const { invitation } = this;
    if (!invitation) return nothing;
    const { organization, host, email, inviter, service_label, administrators } = invitation;
    const caller =
      nameOf(inviter) ||
      listed(administrators.map(nameOf), 'disjunction') ||
      msg('an administrator', { id: 'join.an-administrator' });
    return html`<div class="task stack loose">
      <h1 tabindex="-1">
        ${
          inviter
            ? msg(str`${nameOf(inviter)} invites you to join ${organization}`, {
                id: 'join.invited-by',
              })
            : msg(str`You are invited to join ${organization}`, { id: 'join.invited' })
        }
      </h1>
      <p class="lead">${msg(str`You will need about five minutes and a phone call with ${caller}.`, { id: 'join.need' })}</p>
      <div class="card">
        <dl class="facts">
          <dt>${msg('Organization', { id: 'fact.organization' })}</dt>
          <dd translate="no">${organization}</dd>
          <dt>${msg('Server', { id: 'fact.server' })}</dt>
          <dd translate="no">${host}</dd>
          <dt>${msg('Invited by', { id: 'fact.invited-by' })}</dt>
          <dd translate="no">${inviter ? html`${nameOf(inviter)} <span class="muted">${inviter[0]}</span>` : shown(service_label)}</dd>
          <dt>${msg('Your e-mail', { id: 'fact.your-email' })}</dt>
          <dd translate="no">${email}</dd>
        </dl>
      </div>
      ${notice('info', msg('Check that these are what you expect, above all the server. If not, do not go on: call whoever told you to expect this invitation.', { id: 'join.check' }))}
      <div class="actions">
        <button class="button primary" type="button" @click=${() => this.answer({ answer: 'proceed' })}>
          ${msg('I understand, let’s start', { id: 'join.start' })}
        </button>
        ${this.cancelButton()}
      </div>
      ${this.desktopOffer()}
    </div>`;
  }

  desktopOffer() {
    const { desktopUrl } = this;
    if (!desktopUrl) return nothing;
    return html`<div>
      <p class="muted">${msg('Do you have the Parsec application here?', { id: 'join.desktop' })}</p>
      <button class="linklike" type="button" @click=${() => location.assign(desktopUrl)}>${msg('Open it there instead', { id: 'join.desktop-open' })}</button>
    </div>`;
  }

  /** @returns {unknown} */
  callPage() {
    const { invitation, journey } = this;
    const people = journey?.notes.waiting?.people ?? [];
    const inviter = invitation?.inviter;
    const first = inviter
      ? nameOf(inviter)
      : listed(people.map(nameOf), 'disjunction') || this.peerName;
    const others = inviter ? people.filter(([email]) => email !== inviter[0]).map(nameOf) : [];
    return html`<div class="task stack loose">
      ${this.steps(1)}
      <h1 tabindex="-1">${msg(str`Call ${first}`, { id: 'join.call-title' })}</h1>
      ${restartedNotice(this, first)}
      <p class="lead">
        ${msg(str`${first} needs to open Parsec, go to “People” and press “Greet” beside ${invitation?.email ?? ''}. Call now if you have not yet.`, { id: 'join.call-text' })}
      </p>
      ${others.length ? html`<p>${msg(str`${listed(others, 'disjunction')} can help you too.`, { id: 'join.call-others' })}</p>` : nothing}
      ${this.disturbances}
      ${keyed(
        this.journey?.notes.restarted?.count,
        html`<wait-line
          text=${msg(str`Waiting for ${first}. This page goes on by itself; you can leave it open.`, { id: 'join.call-wait' })}
          hint=${msg(str`Have you called ${first}? The invitation is opened from the page “People” in Parsec.`, { id: 'join.call-hint' })}
          advice=${msg(str`Still nothing after 2 minutes. ${first} may not have seen your invitation: call, or come back later with the same link.`, { id: 'join.call-advice' })}
        ></wait-line>`,
      )}
      <div class="actions">${this.cancelButton()}</div>
    </div>`;
  }

  #detailsPage() {
    const question = this.journey?.question;
    if (question?.question !== 'details') return nothing;
    const rejected =
      question.rejected === 'ok' || this.corrected === this.journey?.questionId
        ? null
        : () => msg('Parsec does not accept this name: change it.', { id: 'name.rejected' });
    const organization =
      this.names.organization || msg('the organization', { id: 'names.organization' });
    return html`<form class="task stack loose" novalidate @submit=${this.#sendDetails} @input=${this.#corrected}>
      ${this.steps(4)}
      <h1 tabindex="-1">${msg(str`How will people in ${organization} see you?`, { id: 'join.details-title' })}</h1>
      ${notice('ok', msg(str`The codes match: you are really in touch with ${this.peerName}.`, { id: 'exchange.match' }))}
      ${humanName(this.problem ?? rejected, msg('First and last name, as colleagues know you.', { id: 'name.hint' }))}
      <div class="field">
        <label for="email">${msg('Your e-mail', { id: 'fact.your-email' })}</label>
        <p class="hint" id="email-hint">${msg('The one that was invited; it cannot be changed here.', { id: 'join.email-hint' })}</p>
        <input class="input" id="email" name="email" type="email" .value=${question.email} readonly aria-describedby="email-hint" />
      </div>
      ${this.disturbances}
      <div class="actions">
        <button class="button primary" type="submit">${msg('Continue', { id: 'continue' })}</button>
        ${this.cancelButton()}
      </div>
    </form>`;
  }

  /** @param {InputEvent} event */
  #corrected(event) {
    if (!nameProblem(/** @type {HTMLInputElement} */ (event.target).value)) this.problem = null;
    this.corrected = this.journey?.questionId;
  }

  /** @param {SubmitEvent} event */
  #sendDetails(event) {
    event.preventDefault();
    const input = /** @type {HTMLInputElement} */ (this.querySelector('#name'));
    this.problem = nameProblem(input.value);
    if (this.problem) input.focus();
    else this.answer({ answer: 'details', name: input.value.trim() });
  }

  get protectionWords() {
    return {
      above: /** @type {unknown} */ (nothing),
      text: msg(
        'Almost there — keep this page open. The password opens your device here. It never leaves this browser, so nobody can recover it for you.',
        { id: 'protection.text' },
      ),
      submit: msg('Join', { id: 'join.submit' }),
    };
  }

  #protectionPage() {
    const question = this.journey?.question;
    if (question?.question !== 'protection') return nothing;
    const { above, text, submit } = this.protectionWords;
    return html`<form class="task stack loose" novalidate @submit=${this.#sendPassword}>
      ${this.steps(4)}
      <h1 tabindex="-1">${msg('Choose a password for this browser', { id: 'protection.title' })}</h1>
      ${above}
      <p>${text}</p>
      <input class="visually-hidden" type="text" autocomplete="username" .value=${question.email} readonly tabindex="-1" aria-hidden="true" />
      ${passwordWanted(this.policy, question.organization)}
      <new-password .about=${[question.organization, ...question.email.split(/[@.]/)]}></new-password>
      <details class="fold">
        <summary>${msg('Other ways to open Parsec', { id: 'protection.others' })}</summary>
        <p>${msg('A smart card or single sign-on cannot be used here yet. Once you are in, you can change to a passkey: your fingerprint, your face or the code of this computer.', { id: 'protection.others-text' })}</p>
      </details>
      ${this.disturbances}
      <div class="actions">
        <button class="button primary" type="submit">${submit}</button>
        ${this.cancelButton()}
      </div>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  async #sendPassword(event) {
    event.preventDefault();
    const field = /** @type {import('../pieces/new-password.js').NewPassword} */ (
      this.querySelector('new-password')
    );
    const password = await field.take();
    if (password) await this.answer({ answer: 'protection' }, password);
  }

  /** While it is somebody's turn to say yes. */
  get finishingWords() {
    const peer = this.peerName;
    return {
      text: msg(str`Waiting for ${peer} to check your name and accept you.`, {
        id: 'join.finishing-person',
      }),
      hint: msg(str`${peer} chooses your role and presses “Accept”. Stay on the phone.`, {
        id: 'join.finishing-hint',
      }),
      advice: msg(
        str`Still nothing after 2 minutes. Ask ${peer} what is on the other screen. Keep this page open.`,
        { id: 'join.finishing-advice' },
      ),
    };
  }

  #finishingPage() {
    const person = this.journey?.notes.waiting?.person_must_act;
    const { text, hint, advice } = this.finishingWords;
    return html`<div class="task stack loose">
      ${this.steps(4)}
      <h1 tabindex="-1">${msg('Almost there\u00a0— keep this page open', { id: 'join.finishing-title' })}</h1>
      ${this.disturbances}
      ${keyed(
        person,
        person
          ? html`<wait-line text=${text} hint=${hint} advice=${advice}></wait-line>`
          : html`<wait-line
              text=${msg('Creating and saving your device. This takes a few seconds.', { id: 'join.finishing-machine' })}
              hint=${msg('It takes longer than usual. Keep this page open: it goes on by itself.', { id: 'join.finishing-slow' })}
              advice=${msg('Still not done after 2 minutes. Check your connection and keep this page open: nothing is lost.', { id: 'join.finishing-stuck' })}
            ></wait-line>`,
      )}
      <div class="actions">${this.cancelButton()}</div>
    </div>`;
  }

  /** @param {string} organization */
  resumeTitle(organization) {
    return msg(str`Finish joining ${organization}`, { id: 'join.resume-title' });
  }

  #passwordPage() {
    const question = this.journey?.question;
    if (question?.question !== 'password') return nothing;
    return html`<div class="task stack loose">
      ${this.steps(4)}
      <h1 tabindex="-1">${this.resumeTitle(question.organization)}</h1>
      <p>${msg('This page was closed just before the end. Enter the password that you chose, and it goes on from there.', { id: 'join.resume-text' })}</p>
      ${this.disturbances}
      ${passwordEntry(question, msg('Go on', { id: 'join.resume-submit' }), (secret) => this.answer({ answer: 'password' }, secret), this.cancelButton())}
    </div>`;
  }

  #failedPage() {
    const { failure } = /** @type {NonNullable<typeof this.journey>} */ (this.journey);
    if (!failure) return nothing;
    const possible = failure.nothing_lost && (this.route.params.key || this.link !== null);
    const again = () => {
      announce(msg('Trying again', { id: 'trying-again' }));
      this.begin();
    };
    return failurePage(failure, this.names, againOrLeave(failure.status, possible ? again : null));
  }
}
customElements.define('join-screen', JoinScreen);
