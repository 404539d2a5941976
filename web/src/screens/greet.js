// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { perform } from '../client.js';
import { choosePage, readOutPage, restartedNotice, stoppedPage, troublePage } from '../exchange.js';
import { JourneyScreen } from '../journey-screen.js';
import { nameOf } from '../journeys.js';
import { cleaned, disguised, shown } from '../names.js';
import { beginning, follow, GREET } from '../phases.js';
import { againOrLeave, failurePage } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import { humanName, nameProblem, problemLine, stillWrong } from '../pieces/name-field.js';
import { networkNotice } from '../pieces/network.js';
import { notice } from '../pieces/notice.js';
import { steps } from '../pieces/steps.js';
import { profileEffect, profileName } from '../profiles.js';
import { router } from '../router.js';
import { sessions } from '../sessions.js';

/** @typedef {import('../profiles.js').Profile} Profile */

/** @type {Profile[]} */
const PROFILES = ['STANDARD', 'ADMIN', 'OUTSIDER'];

/** @typedef {import('../journeys.js').InvitationLine} InvitationLine */

/**
 * The administrator's side: the mirror of joining.
 */
export class GreetScreen extends JourneyScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    problems: { state: true },
    corrected: { state: true },
    network: { state: true },
  };

  constructor() {
    super();
    /** @type {Partial<Record<'name' | 'profile' | 'acknowledged', import('../pieces/name-field.js').Words | null>>} */
    this.problems = {};
    this.person = '';
    /** @type {InvitationLine | undefined} */
    this.line = undefined;
    /** @type {import('parsec-client').Notes['network']} while the invitation is looked up */
    this.network = undefined;
    this.refused = false;
    /** @type {number | undefined} the question whose rejected name has been changed since */
    this.corrected = undefined;
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
    this.progress = beginning();
    this.refused = false;
    this.trouble = null;
    try {
      // The link is secret, so it is in no address: it is looked up among the invitations.
      const result = await perform(
        { flow: 'invite', device: device.device, job: 'list' },
        (network) => {
          this.network = network;
        },
      );
      if (!this.isConnected || result.result !== 'invitations') return;
      const line = result.invitations.find(
        ({ invitation }) => invitation === this.route.params.invitation,
      );
      this.line = line;
      if (line?.unfinished) this.progress.phase = 'finishing';
      if (line?.link) await this.found();
      else this.trouble = { status: line ? 'http-invitation-gone' : 'invitation-not-found' };
    } catch (failure) {
      this.trouble = failure;
    }
  }

  /** The invitation is there. */
  async found() {
    const { device, line } = this;
    if (device && line?.link)
      await this.run({ flow: 'greet', device: device.device, link: line.link });
  }

  follow() {
    const { journey } = this;
    if (!journey) return;
    this.progress = follow(GREET, this.progress, journey);
    this.phase = this.progress.phase;
    if (journey.question?.question === 'approval')
      this.person ||= nameOf(journey.question.requested);
    if (journey.result) router.guard(null);
  }

  get peerName() {
    return this.person || this.line?.email || msg('the new person', { id: 'greet.newcomer' });
  }

  get names() {
    const { device } = this;
    return {
      organization: device?.organization,
      host: device?.host,
      peer: this.peerName,
      person: this.peerName,
    };
  }

  get backText() {
    return msg('Back to people', { id: 'greet.back' });
  }

  get startTitle() {
    return msg('Let somebody in', { id: 'greet.title' });
  }

  get guarded() {
    return (
      this.phase === 'finishing' ||
      (this.phase === 'trouble' && this.progress.resumes === 'finishing')
    );
  }

  get loss() {
    if (['starting', 'intro', 'call', 'stopped', 'failed', 'done'].includes(this.phase))
      return null;
    return {
      title: msg('Stop here?', { id: 'greet.leave-title' }),
      text: this.lossText,
      yes: msg('Stop', { id: 'greet.leave-yes' }),
      no: msg('Stay here', { id: 'stay' }),
    };
  }

  get lossText() {
    return this.guarded
      ? msg(str`${this.peerName} is one step from the end and would be left without a device.`, {
          id: 'greet.leave-late',
        })
      : msg(
          str`You and ${this.peerName} would have to start again with new codes. The invitation stays good.`,
          { id: 'join.leave-text' },
        );
  }

  /** @param {string} peer */
  silenceWords(peer) {
    return msg(
      str`The page of ${peer} has not answered for a while. Perhaps it was closed: ask ${peer} to look. This page goes on by itself.`,
      { id: 'silence' },
    );
  }

  /** @type {{ hint?: string, advice?: string }} */
  get readHelp() {
    const { peerName } = this;
    return {
      hint: msg(
        str`Read the code once more, slowly: ${peerName} must select it, then confirm. Perhaps the page was closed or reloaded: ask ${peerName} to open the link again and press “I understand, let’s start”.`,
        { id: 'greet.read-hint' },
      ),
      advice: msg(
        str`Still nothing after 2 minutes. Ask ${peerName} what is on the other screen. If it shows no codes, the link must be opened again and “I understand, let’s start” pressed. If it shows codes without this one, ${peerName} must choose “None of these codes”.`,
        { id: 'greet.read-advice' },
      ),
    };
  }

  /** @param {number} current */
  steps(current) {
    return steps(current, [
      msg('Call', { id: 'join.step-1' }),
      msg('Your code', { id: 'join.step-3' }),
      msg('Their code', { id: 'greet.step-3' }),
      msg('Who they are', { id: 'greet.step-4' }),
    ]);
  }

  /** @returns {unknown} */
  page() {
    const { peerName, progress } = this;
    switch (this.phase) {
      case 'call':
        return this.callPage();
      case 'my-code':
        return readOutPage(this, peerName, progress.ownCode, this.steps(2), this.readHelp);
      case 'their-code':
        return choosePage(this, peerName, this.steps(3), progress.ownCode);
      case 'awaiting-details':
        return this.awaitingPage();
      case 'approval':
      case 'new-device':
        return this.approvalPage();
      case 'finishing':
        return this.finishingPage();
      case 'stopped':
        return stoppedPage(this, peerName);
      case 'trouble':
        return troublePage(this);
      case 'failed':
        return this.#failedPage();
      case 'done':
        return this.donePage();
      default:
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${this.startTitle}</h1>
          ${networkNotice(this.network, this.names)}
          <wait-line text=${msg('Asking the server for the invitation…', { id: 'greet.loading' })}></wait-line>
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
    }
  }

  /** @returns {unknown} */
  callPage() {
    const { peerName } = this;
    return html`<div class="task stack loose">
      ${this.steps(1)}
      <h1 tabindex="-1">${msg(str`Call ${peerName}`, { id: 'join.call-title' })}</h1>
      ${restartedNotice(this, peerName)}
      <p class="lead">
        ${msg('The two of you must be able to hear each other for about two minutes. Ask the new person to open the link of the invitation and to press “I understand, let’s start”.', { id: 'greet.call-text' })}
      </p>
      ${this.disturbances}
      ${keyed(
        this.journey?.notes.restarted?.count,
        html`<wait-line
          text=${msg(str`Waiting for ${peerName}. This page goes on by itself.`, { id: 'greet.call-wait' })}
          hint=${msg('Has the link been opened? It is in the e-mail; you can also copy it from the page “People”.', { id: 'greet.call-hint' })}
          advice=${msg(str`Still nothing after 2 minutes. Perhaps ${peerName} has not found the e-mail, or is waiting for another administrator: ask. You can also come back later.`, { id: 'greet.call-advice' })}
        ></wait-line>`,
      )}
      <div class="actions">${this.cancelButton()}</div>
    </div>`;
  }

  /** @returns {unknown} */
  awaitingPage() {
    const { peerName } = this;
    return html`<div class="task stack loose">
      ${this.steps(4)}
      <h1 tabindex="-1">${msg(str`${peerName} is entering a name and a password`, { id: 'greet.details-title' })}</h1>
      ${notice('ok', msg(str`The codes match: you are really in touch with ${peerName}.`, { id: 'exchange.match' }))}
      ${this.disturbances}
      <wait-line
        text=${msg(str`Waiting for ${peerName}. Then you decide.`, { id: 'greet.details-wait' })}
        hint=${msg('Choosing a password takes a minute. Stay on the phone.', { id: 'greet.details-hint' })}
        advice=${msg(str`Still nothing after 2 minutes. Ask ${peerName} what is on the other screen.`, { id: 'greet.details-advice' })}
      ></wait-line>
      <div class="actions">${this.cancelButton()}</div>
    </div>`;
  }

  /** @returns {unknown} */
  approvalPage() {
    const question = this.journey?.question;
    if (question?.question !== 'approval') return nothing;
    const { requested, device_label, invited_email, email_matches, rejected } = question;
    const organization = this.device?.organization ?? '';
    const nameRejected =
      rejected === 'value' && this.corrected !== this.journey?.questionId
        ? () => msg('Parsec does not accept this name: change it.', { id: 'name.rejected' })
        : null;
    return html`<form class="task stack loose" novalidate @submit=${this.#approve} @input=${this.#corrected}>
      ${this.steps(4)}
      <h1 tabindex="-1">${msg(str`Let ${nameOf(requested)} into ${organization}?`, { id: 'greet.approval-title' })}</h1>
      ${humanName(this.problems.name ?? nameRejected, msg('As entered by the new person. Correct it if it is misspelt.', { id: 'greet.name-hint' }), cleaned(requested[1]), msg('Name of the person', { id: 'name.label-other' }))}
      <dl class="facts card">
        <dt>${msg('E-mail', { id: 'fact.email' })}</dt>
        <dd translate="no">${requested[0]}</dd>
        <dt>${msg('Device', { id: 'fact.device' })}</dt>
        <dd translate="no">${shown(device_label)}</dd>
      </dl>
      ${
        [...requested, device_label].some(disguised)
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
      ${
        email_matches
          ? nothing
          : html`${notice(
              'danger',
              html`<p>${msg(str`You invited ${invited_email}, but this person asks to join as ${requested[0]}. Ask why before you accept.`, { id: 'greet.mismatch-text' })}</p>`,
              {
                title: msg('This is not the e-mail you invited', { id: 'greet.mismatch-title' }),
                alert: true,
              },
            )}
              <div class="field">
                <label class="choice">
                  <input
                    type="checkbox"
                    name="acknowledged"
                    id="acknowledged"
                    aria-invalid=${this.problems.acknowledged ? 'true' : nothing}
                    aria-describedby="acknowledged-problem"
                  />
                  <span>${msg(str`I have asked, and ${requested[0]} is right.`, { id: 'greet.mismatch-ok' })}</span>
                </label>
                ${problemLine(this.problems.acknowledged, 'acknowledged-problem')}
              </div>`
      }
      <fieldset class="field" aria-describedby="profile-problem">
        <legend class="label"><strong>${msg('Role', { id: 'fact.role' })}</strong></legend>
        ${PROFILES.map(
          (profile) =>
            html`<label class="choice">
              <input type="radio" name="profile" value=${profile} />
              <span>${profileName(profile)}<span class="why caption">${profileEffect(profile)}</span></span>
            </label>`,
        )}
        ${problemLine(this.problems.profile, 'profile-problem')}
      </fieldset>
      ${this.disturbances}
      <div class="actions">
        <button class="button primary" type="submit">${msg('Accept', { id: 'greet.accept' })}</button>
        <button class="button" type="button" @click=${this.refuse}>${msg('Do not accept', { id: 'greet.refuse' })}</button>
      </div>
    </form>`;
  }

  refuse() {
    this.refused = true;
    this.answer({ answer: 'refuse' });
  }

  /** @returns {unknown} */
  refusedPage() {
    return html`<div class="task stack loose">
      <span class="stop-sign warn">${icon('stop')}</span>
      <h1 tabindex="-1">${msg(str`You did not let ${this.peerName} in`, { id: 'greet.refused-title' })}</h1>
      <p class="lead">${msg('Nobody was added. The invitation stays good: cancel it if it must not be used again.', { id: 'greet.refused-text' })}</p>
      <div class="actions">
        <a class="button primary" href="#${this.exit}">${this.backText}</a>
      </div>
    </div>`;
  }

  /** @param {HTMLFormElement} form */
  #read(form) {
    const fields = new FormData(form);
    const question = this.journey?.question;
    const name = String(fields.get('name') ?? '').trim();
    const profile = fields.get('profile');
    const acknowledged =
      (question?.question === 'approval' && question.email_matches) || fields.has('acknowledged');
    const problems = {
      name: nameProblem(name),
      acknowledged: acknowledged
        ? null
        : () =>
            msg('Ask first, then confirm here; or do not accept.', {
              id: 'greet.mismatch-missing',
            }),
      profile: profile ? null : () => msg('Choose a role first.', { id: 'greet.profile-missing' }),
    };
    return { name, profile, acknowledged, problems };
  }

  /** @param {InputEvent} event */
  #corrected(event) {
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    this.problems = stillWrong(this.problems, this.#read(form).problems);
    if (/** @type {HTMLInputElement} */ (event.target).name === 'name')
      this.corrected = this.journey?.questionId;
  }

  /** @param {SubmitEvent} event */
  #approve(event) {
    event.preventDefault();
    const question = this.journey?.question;
    if (question?.question !== 'approval') return;
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const { name, profile, acknowledged, problems } = this.#read(form);
    this.problems = problems;
    const first = this.problems.name
      ? '#name'
      : this.problems.acknowledged
        ? '#acknowledged'
        : this.problems.profile
          ? '[name=profile]'
          : '';
    if (first) {
      /** @type {HTMLInputElement | null} */ (form.querySelector(first))?.focus();
      return;
    }
    this.person = name;
    this.answer({
      answer: 'approve',
      name,
      profile: /** @type {Profile} */ (profile),
      mismatch_acknowledged: !question.email_matches && acknowledged,
    });
  }

  /** @returns {unknown} */
  finishingPage() {
    const { peerName } = this;
    return html`<div class="task stack loose">
      ${this.steps(4)}
      <h1 tabindex="-1">${msg('Almost there\u00a0— keep this page open', { id: 'join.finishing-title' })}</h1>
      ${this.disturbances}
      <wait-line
        text=${msg(str`Adding ${peerName} and waiting for the new device to be saved.`, { id: 'greet.finishing' })}
        hint=${msg(str`It takes longer than usual. Ask ${peerName} to keep the page open.`, { id: 'greet.finishing-hint' })}
        advice=${msg(str`Still not done after 2 minutes. Ask ${peerName} to open the same link again in the same browser; keep this page open.`, { id: 'greet.finishing-advice' })}
      ></wait-line>
    </div>`;
  }

  /** @returns {unknown} */
  donePage() {
    const result = this.journey?.result;
    if (result?.result !== 'greeted') return nothing;
    const organization = this.device?.organization ?? '';
    return html`<div class="task stack loose">
      <span class="stop-sign ok">${icon('check')}</span>
      <h1 tabindex="-1">${msg(str`${nameOf(result.human_handle)} is in ${organization}`, { id: 'greet.done-title' })}</h1>
      <p class="lead">${msg('The new device is saved and works. You can hang up.', { id: 'greet.done-text' })}</p>
      <div class="card">
        <dl class="facts">
          <dt>${msg('Name', { id: 'fact.name' })}</dt>
          <dd translate="no">${nameOf(result.human_handle)}</dd>
          <dt>${msg('E-mail', { id: 'fact.email' })}</dt>
          <dd translate="no">${result.human_handle[0]}</dd>
          <dt>${msg('Role', { id: 'fact.role' })}</dt>
          <dd>${profileName(result.profile)}</dd>
        </dl>
      </div>
      <div class="actions">
        <a class="button primary" href="#${this.exit}">${this.backText}</a>
      </div>
    </div>`;
  }

  #failedPage() {
    const failure = this.journey?.failure;
    if (!failure) return nothing;
    if (this.refused && failure.status === 'cancelled') return this.refusedPage();
    return failurePage(
      failure,
      this.names,
      againOrLeave(failure.status, failure.nothing_lost ? () => this.begin() : null, {
        href: `#${this.exit}`,
        text: this.backText,
      }),
    );
  }
}
customElements.define('greet-screen', GreetScreen);
