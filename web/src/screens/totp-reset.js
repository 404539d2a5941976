// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { client } from '../client.js';
import { troublePage } from '../exchange.js';
import { JourneyScreen } from '../journey-screen.js';
import { checksCode, codeWhat } from '../pieces/code-entry.js';
import { againOrLeave, failurePage } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import { notice } from '../pieces/notice.js';
import { totpSecret } from '../pieces/totp-secret.js';
import { router } from '../router.js';

/**
 * Another key for one-time codes, by the link of whoever runs the server: no device is open, or even here.
 */
class TotpResetScreen extends JourneyScreen {
  constructor() {
    super();
    this.organization = '';
    this.host = '';
    /** What the application on the phone gets: as long as it is shown. */
    this.secret = '';
  }

  /** Nothing is asked of the server before the person has read what this is. */
  async begin() {
    this.phase = 'starting';
    if (this.link === null) {
      await router.go('/', { replace: true, force: true });
      return;
    }
    router.holdLink(this.link);
    try {
      const description = await (await client()).describeLink(this.link);
      if (!this.isConnected) return;
      if (description.status !== 'ok') this.trouble = { status: description.status };
      else {
        this.organization = description.organization ?? '';
        this.host = description.host;
        this.phase = 'intro';
        this.requestUpdate();
      }
    } catch (failure) {
      this.trouble = failure;
    }
  }

  #start() {
    if (this.link !== null) this.run({ flow: 'totp-reset', link: this.link });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.secret = '';
  }

  follow() {
    const { journey } = this;
    if (!journey) return;
    const { question, result, failure } = journey;
    if (failure) this.phase = 'failed';
    else if (result) this.phase = 'done';
    else if (question) {
      this.phase = question.question;
      if (question.question === 'totp-secret') this.secret = journey.secretText();
    } else if (!checksCode(journey)) this.phase = 'asking';
    if (this.phase !== 'totp-secret') this.secret = '';
    if (journey.ended) router.guard(null);
  }

  get names() {
    return { organization: this.organization, host: this.host, byLink: true };
  }

  page() {
    const { journey } = this;
    switch (this.phase) {
      case 'intro':
        return this.#introPage();
      case 'totp-secret':
        return journey
          ? html`<div class="task stack loose">
              <h1 tabindex="-1">${msg('Connect your phone', { id: 'mfa.secret-title' })}</h1>
              ${totpSecret(journey, this.secret, {
                verb: msg('Use these codes from now on', { id: 'reset.confirm' }),
                send: (code) => this.answer({ answer: 'code', code }),
                otherActions: this.cancelButton(),
              })}
            </div>`
          : nothing;
      case 'trouble':
        return troublePage(this);
      case 'failed':
        return journey?.failure
          ? failurePage(
              journey.failure,
              this.names,
              againOrLeave(
                journey.failure.status,
                journey.failure.nothing_lost ? () => this.#start() : null,
              ),
            )
          : nothing;
      case 'done':
        return this.#donePage();
      default:
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${this.#title()}</h1>
          ${this.disturbances}
          <wait-line text=${msg('Asking the server for your new key…', { id: 'reset.asking' })}></wait-line>
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
    }
  }

  #title() {
    return this.organization
      ? msg(str`New one-time codes for ${this.organization}`, { id: 'reset.title' })
      : msg('New one-time codes', { id: 'reset.starting' });
  }

  #introPage() {
    const { organization, host } = this;
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${this.#title()}</h1>
      <p class="lead">
        ${msg(str`Whoever runs the server ${host} has sent you this link because your phone was lost or replaced. With it you connect another phone.`, { id: 'reset.text' })}
      </p>
      <div class="card">
        <dl class="facts">
          <dt>${msg('Organization', { id: 'fact.organization' })}</dt>
          <dd translate="no">${organization}</dd>
          <dt>${msg('Server', { id: 'fact.server' })}</dt>
          <dd translate="no">${host}</dd>
        </dl>
      </div>
      <p>${codeWhat()}</p>
      <p>
        ${msg('Your devices stay as they are; those that ask for codes take the new ones. The link works once.', { id: 'reset.effect' })}
      </p>
      ${notice('info', msg(str`If you did not ask for it, do not go on: tell an administrator of ${organization}.`, { id: 'reset.unasked' }))}
      <div class="actions">
        <button class="button primary" type="button" @click=${() => this.#start()}>${msg('Connect my phone', { id: 'reset.start' })}</button>
        ${this.cancelButton()}
      </div>
    </div>`;
  }

  #donePage() {
    return html`<div class="task stack loose">
      <span class="stop-sign ok">${icon('check')}</span>
      <h1 tabindex="-1">${msg('Your new codes work', { id: 'reset.done' })}</h1>
      <p class="lead">
        ${msg(str`Every device of yours that asks for a code to open ${this.organization} takes the new ones from now on.`, { id: 'reset.done-lead' })}
      </p>
      <ul class="bulleted stack tight">
        <li>${msg('The codes of the old phone work no longer: in the application, delete the line that was there before.', { id: 'reset.done-old' })}</li>
        <li>${msg('This link is used up.', { id: 'reset.done-link' })}</li>
      </ul>
      <div class="actions">
        <a class="button primary" href="#/">${msg('Back to start', { id: 'to-start' })}</a>
      </div>
    </div>`;
  }
}
customElements.define('totp-reset-screen', TotpResetScreen);
