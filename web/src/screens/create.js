// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { deviceLabel } from '../device-label.js';
import { troublePage } from '../exchange.js';
import { JourneyScreen } from '../journey-screen.js';
import { againOrLeave, failureNotice, failurePage } from '../pieces/failure.js';
import {
  emailProblem,
  humanName,
  nameProblem,
  organizationProblem,
  problemLine,
  stillWrong,
} from '../pieces/name-field.js';
import '../pieces/new-password.js';
import { notice } from '../pieces/notice.js';
import { passwordEntry } from '../pieces/password-entry.js';
import { steps } from '../pieces/steps.js';
import { passwordWanted } from '../pieces/wanted.js';
import '../pieces/welcome.js';
import { router } from '../router.js';
import { sessions } from '../sessions.js';

/** @typedef {{ name: string, email: string, organization: string, authority_key_pem: string | null }} Identity */

/**
 * The first administrator: who are you, a password, done.
 */
class CreateScreen extends JourneyScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    problems: { state: true },
  };

  constructor() {
    super();
    /** @type {Partial<Record<'name' | 'email' | 'organization', import('../pieces/name-field.js').Words | null>>} */
    this.problems = {};
    /** @type {Identity | null} */
    this.identity = null;
    this.host = '';
    this.resumes = '';
  }

  begin() {
    const device_label = deviceLabel();
    const { key } = this.route.params;
    if (key) this.run({ flow: 'bootstrap', journey_key: key, device_label });
    else if (this.link !== null) {
      router.holdLink(this.link);
      this.run({ flow: 'bootstrap', link: this.link, device_label });
    } else this.run({ flow: 'bootstrap', server_url: location.origin, device_label });
  }

  follow() {
    const { journey } = this;
    if (!journey) return;
    const { question, result, failure } = journey;
    if (question?.question === 'identity') this.host = question.host;
    if (question) this.learnPolicy();
    const before = this.phase;
    if (failure) this.turn('failed');
    else if (result) this.turn('done');
    else if (question) {
      if (question.question === 'trouble' && before !== 'trouble') this.resumes = before;
      this.turn(question.question);
    } else if (before === 'trouble') this.turn(this.resumes);
    else if (before === 'protection' || before === 'password') this.turn('creating');
    if (result?.result === 'device') {
      sessions.open(result);
      router.guard(null);
      router.forgetLink(`/device/${result.device_id}`);
    }
  }

  get names() {
    return { host: this.host, organization: this.identity?.organization };
  }

  get guarded() {
    return this.phase === 'creating' || (this.phase === 'trouble' && this.resumes === 'creating');
  }

  get loss() {
    if (!this.guarded && this.phase !== 'protection') return null;
    return {
      title: msg('Stop creating the organization?', { id: 'create.leave-title' }),
      text: this.guarded
        ? msg(
            'It may already exist on the server. You can go on later from the start page, with the password you chose.',
            { id: 'create.leave-late' },
          )
        : msg('What you entered is forgotten. Nothing was created yet.', {
            id: 'create.leave-text',
          }),
      yes: msg('Stop creating', { id: 'create.leave-yes' }),
      no: msg('Stay here', { id: 'stay' }),
    };
  }

  /** @param {number} current */
  steps(current) {
    return steps(current, [
      msg('You and your organization', { id: 'create.step-1' }),
      msg('Your password', { id: 'create.step-2' }),
    ]);
  }

  page() {
    const { journey } = this;
    switch (this.phase) {
      case 'identity':
        return this.#identityPage();
      case 'protection':
        return this.#protectionPage();
      case 'password':
        return this.#passwordPage();
      case 'trouble':
        return troublePage(this);
      case 'failed':
        return journey?.failure
          ? failurePage(
              journey.failure,
              this.names,
              againOrLeave(journey.failure.status, () => this.begin()),
            )
          : nothing;
      case 'done':
        return journey?.result?.result === 'device'
          ? html`<welcome-page class="task" .device=${journey.result} created></welcome-page>`
          : nothing;
      case 'creating':
        return html`<div class="task stack loose">
          ${this.steps(2)}
          <h1 tabindex="-1">${msg('Creating your organization\u00a0— keep this page open', { id: 'create.creating' })}</h1>
          ${this.disturbances}
          <wait-line
            text=${msg('Making your keys, saving your device and telling the server. This takes a few seconds.', { id: 'create.creating-wait' })}
            hint=${msg('It takes longer than usual. Keep this page open: it goes on by itself.', { id: 'join.finishing-slow' })}
            advice=${msg('Still not done after 2 minutes. Check your connection and keep this page open: nothing is lost.', { id: 'join.finishing-stuck' })}
          ></wait-line>
        </div>`;
      default:
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${msg('Create an organization', { id: 'create.title' })}</h1>
          ${this.disturbances}
          <wait-line text=${msg('Asking the server…', { id: 'create.starting' })}></wait-line>
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
    }
  }

  #identityPage() {
    const question = this.journey?.question;
    if (question?.question !== 'identity') return nothing;
    const { host, organization, rejected } = question;
    const before = this.identity;
    return html`<form class="task stack loose" novalidate @submit=${this.#sendIdentity} @input=${this.#corrected}>
      ${this.steps(1)}
      <h1 tabindex="-1">
        ${organization ? msg(str`Create ${organization}`, { id: 'create.title-named' }) : msg('Create an organization', { id: 'create.title' })}
      </h1>
      <p>
        ${msg('An organization is a closed circle of people who share files. You will be its first administrator and can invite the others.', { id: 'create.text' })}
      </p>
      ${rejected && rejected !== 'ok' ? failureNotice({ status: rejected }, { ...this.names, host }) : nothing}
      ${
        organization
          ? html`<div class="card">
              <dl class="facts">
                <dt>${msg('Organization', { id: 'fact.organization' })}</dt>
                <dd translate="no">${organization}</dd>
                <dt>${msg('Server', { id: 'fact.server' })}</dt>
                <dd translate="no">${host}</dd>
              </dl>
            </div>`
          : html`<div class="field">
              <label for="organization">${msg('Name of the organization', { id: 'create.organization' })}</label>
              <p class="hint" id="organization-hint">
                ${msg(str`On the server ${host}. Letters, digits, - and _, without spaces. It cannot be changed later.`, { id: 'create.organization-hint' })}
              </p>
              <input
                class="input"
                id="organization"
                name="organization"
                autocomplete="organization"
                autocapitalize="none"
                spellcheck="false"
                .defaultValue=${before?.organization ?? ''}
                aria-invalid=${this.problems.organization ? 'true' : nothing}
                aria-describedby="organization-hint organization-problem"
              />
              ${problemLine(this.problems.organization, 'organization-problem')}
            </div>`
      }
      ${humanName(this.problems.name, msg('First and last name, as colleagues know you.', { id: 'name.hint' }), before?.name)}
      <div class="field">
        <label for="email">${msg('Your e-mail', { id: 'fact.your-email' })}</label>
        <p class="hint" id="email-hint">${msg('The other members will see it.', { id: 'create.email-hint' })}</p>
        <input
          class="input"
          id="email"
          name="email"
          type="email"
          autocomplete="email"
          .defaultValue=${before?.email ?? ''}
          aria-invalid=${this.problems.email ? 'true' : nothing}
          aria-describedby="email-hint email-problem"
        />
        ${problemLine(this.problems.email, 'email-problem')}
      </div>
      <details class="fold" ?open=${rejected === 'authority-key' || Boolean(before?.authority_key_pem)}>
        <summary>${msg('Advanced: a company key that can recover all data', { id: 'create.advanced' })}</summary>
        <div class="field">
          <label for="authority">${msg('Public key of the sequester authority (optional)', { id: 'create.authority' })}</label>
          <p class="hint" id="authority-hint">
            ${msg('Only if your company asks for it: whoever holds its private half can give services access to everything. This can only be decided now.', { id: 'create.authority-hint' })}
          </p>
          <textarea
            id="authority"
            name="authority"
            class="mono caption"
            rows="4"
            spellcheck="false"
            placeholder="-----BEGIN PUBLIC KEY-----"
            aria-describedby="authority-hint"
            aria-invalid=${rejected === 'authority-key' ? 'true' : nothing}
            .defaultValue=${before?.authority_key_pem ?? ''}
          ></textarea>
        </div>
      </details>
      <div class="actions">
        <button class="button primary" type="submit">${
          // The password is chosen already: nothing else is asked before the organization is made.
          rejected === 'already-bootstrapped'
            ? msg('Create the organization', { id: 'create.make' })
            : msg('Continue', { id: 'continue' })
        }</button>
        ${this.cancelButton()}
      </div>
    </form>`;
  }

  /** @param {HTMLFormElement} form */
  #read(form) {
    const fields = new FormData(form);
    /** @param {string} name */
    const text = (name) => String(fields.get(name) ?? '').trim();
    const question = this.journey?.question;
    const chosen = (question?.question === 'identity' && question.organization) || '';
    const identity = {
      name: text('name'),
      email: text('email'),
      organization: chosen || text('organization'),
      authority_key_pem: text('authority') || null,
    };
    const problems = {
      organization: chosen ? null : organizationProblem(identity.organization),
      name: nameProblem(identity.name),
      email: emailProblem(identity.email),
    };
    return { identity, problems };
  }

  /** @param {InputEvent} event */
  #corrected(event) {
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    this.problems = stillWrong(this.problems, this.#read(form).problems);
  }

  /** @param {SubmitEvent} event */
  #sendIdentity(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const { identity, problems } = this.#read(form);
    this.problems = problems;
    const first = Object.entries(problems).find(([, problem]) => problem)?.[0];
    if (first) {
      /** @type {HTMLInputElement | null} */ (form.querySelector(`#${first}`))?.focus();
      return;
    }
    this.identity = identity;
    this.answer({ answer: 'identity', ...identity });
  }

  #protectionPage() {
    const { identity, host } = this;
    const question = this.journey?.question;
    if (question?.question !== 'protection') return nothing;
    const organization = question.organization;
    return html`<form class="task stack loose" novalidate @submit=${this.#sendPassword}>
      ${this.steps(2)}
      <h1 tabindex="-1">${msg('Choose a password for this browser', { id: 'protection.title' })}</h1>
      <p>
        ${msg('The password opens your device here. It never leaves this browser, so nobody can recover it for you.', { id: 'create.protection-text' })}
      </p>
      <div class="card stack tight">
        <dl class="facts">
          <dt>${msg('Organization', { id: 'fact.organization' })}</dt>
          <dd translate="no">${organization} <span class="muted">${host}</span></dd>
          <dt>${msg('You', { id: 'fact.you' })}</dt>
          <dd translate="no">${identity?.name} <span class="muted">${question.email}</span></dd>
          ${
            identity?.authority_key_pem
              ? html`<dt>${msg('Company key', { id: 'create.key' })}</dt>
                  <dd>${msg('Can recover all data', { id: 'create.key-effect' })}</dd>`
              : nothing
          }
        </dl>
        ${identity ? html`<button class="linklike" type="button" @click=${() => this.begin()}>${msg('Change these', { id: 'create.change' })}</button>` : nothing}
      </div>
      <input class="visually-hidden" type="text" autocomplete="username" .value=${question.email} readonly tabindex="-1" aria-hidden="true" />
      ${passwordWanted(this.policy, organization)}
      <new-password .about=${[organization, ...(identity?.name.split(/\s+/) ?? []), ...question.email.split(/[@.]/)]}></new-password>
      ${this.disturbances}
      ${notice('info', msg('You will be the only administrator at first. Right after this, save a copy of your device.', { id: 'create.alone' }))}
      <div class="actions">
        <button class="button primary" type="submit">${msg(str`Create ${organization}`, { id: 'create.title-named' })}</button>
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

  #passwordPage() {
    const question = this.journey?.question;
    if (question?.question !== 'password') return nothing;
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${msg(str`Finish creating ${question.organization}`, { id: 'create.resume-title' })}</h1>
      <p>${msg('This page was closed just before the end. Enter the password that you chose, and it goes on from there.', { id: 'join.resume-text' })}</p>
      ${this.disturbances}
      ${passwordEntry(question, msg('Go on', { id: 'join.resume-submit' }), (secret) => this.answer({ answer: 'password' }, secret), this.cancelButton())}
    </div>`;
  }
}
customElements.define('create-screen', CreateScreen);
