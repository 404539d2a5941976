// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { client } from '../client.js';
import { deviceLabel } from '../device-label.js';
import { troublePage } from '../exchange.js';
import { JourneyScreen } from '../journey-screen.js';
import { nameOf } from '../journeys.js';
import { announce } from '../live.js';
import { againOrLeave, failurePage } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import { humanName, nameProblem, problemLine } from '../pieces/name-field.js';
import { notice } from '../pieces/notice.js';
import { isSigningOn } from '../pieces/sign-on.js';
import { policyOfServer } from '../policy.js';
import { router } from '../router.js';
import { takeBack } from '../sign-on-back.js';
import { moment } from '../words/locale.js';

/** @typedef {Extract<import('parsec-client').Question, { question: 'request' }>} RequestQuestion */

/**
 * Without an invitation: somebody signs on and asks to be let in. An administrator decides later.
 */
class AskScreen extends JourneyScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    problems: { state: true },
    corrected: { state: true },
    email: { state: true },
  };

  constructor() {
    super();
    this.organization = '';
    this.host = '';
    /** @type {string | null} the same link for the Parsec application */
    this.desktopUrl = null;
    /** @type {Partial<Record<'name' | 'email', import('../pieces/name-field.js').Words | null>>} */
    this.problems = {};
    /** @type {number | undefined} the question whose rejected entry has been changed since */
    this.corrected = undefined;
    /** What was entered last. */
    this.name = '';
    this.email = '';
    /** @type {import('../journeys.js').Failure | null} what came of the provider's page that took the place of this one */
    this.cameBack = null;
    /** @type {boolean | null} whether the browser keeps what is needed later; null: not known */
    this.kept = null;
  }

  /** The same for everybody, so that the name of the organization is enough. */
  get #link() {
    const path = `/redirect/${encodeURIComponent(this.route.params.organization)}`;
    return new URL(`${path}?a=async_enrollment`, location.origin).href;
  }

  /** Nothing is asked of anybody but the server, and nothing is made, before the person has read what this is. */
  async begin() {
    this.turn('starting');
    this.trouble = null;
    this.requestUpdate();
    try {
      const description = await (await client()).describeLink(this.#link);
      if (!this.isConnected) return;
      if (description.status !== 'ok') this.trouble = { status: description.status };
      else await this.#look(description);
    } catch (failure) {
      this.trouble = failure;
    }
  }

  /** @param {Extract<Awaited<ReturnType<import('../client.js').Client['describeLink']>>, { status: 'ok' }>} description */
  async #look({ organization, host, server_url, desktop_url }) {
    this.organization = organization ?? '';
    this.host = host;
    this.desktopUrl = desktop_url;
    this.requestUpdate();
    const back = takeBack(this.route.path);
    if (back) {
      this.cameBack = back.failure ?? null;
      this.#start(back.sign_on);
      return;
    }
    const { answered, providers } = await policyOfServer(server_url);
    if (!this.isConnected) return;
    this.turn(!answered ? 'unanswered' : providers.length > 0 ? 'intro' : 'no-way');
    this.requestUpdate();
  }

  /** @param {import('parsec-client').SignOnReturn} [sign_on] what a page that was left has brought back */
  #start(sign_on) {
    this.run({ flow: 'enroll', link: this.#link, device_label: deviceLabel(), sign_on });
  }

  follow() {
    const { journey } = this;
    if (!journey) return;
    const { question, result, failure } = journey;
    if (failure?.status === 'cancelled' && failure.nothing_lost) this.turn('intro');
    else if (failure) this.turn('failed');
    else if (result?.result === 'request') this.#sent();
    else if (question) this.turn(isSigningOn(question) ? 'sign-on' : question.question);
    else if (this.phase === 'request') this.turn('sending');
    if (journey.ended) router.guard(null);
  }

  async #sent() {
    this.turn('done');
    try {
      this.kept = (await (await client()).persist()).persisted;
    } catch {
      this.kept = false;
    }
    this.requestUpdate();
  }

  get names() {
    return {
      organization: this.organization,
      host: this.host,
      byLink: true,
      request: /** @type {const} */ ('mine'),
    };
  }

  page() {
    const { journey } = this;
    switch (this.phase) {
      case 'intro':
        return this.#introPage();
      case 'no-way':
        return this.#noWayPage();
      case 'unanswered':
        return failurePage(
          { status: 'offline' },
          this.names,
          againOrLeave('offline', () => this.#again()),
        );
      case 'sign-on':
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${msg('Say who you are', { id: 'ask.sign-on-title' })}</h1>
          <p>${msg(str`The account that you sign in with proves your e-mail address to the administrators of ${this.organization}.`, { id: 'ask.sign-on-text' })}</p>
          <sign-on-entry
            .journey=${journey}
            .question=${journey?.question ?? null}
            .notes=${journey?.notes ?? {}}
            .known=${this.names}
            .brought=${this.cameBack}
            .actions=${this.cancelButton()}
            flow=${this.route.path}
          ></sign-on-entry>
        </div>`;
      case 'request':
        return journey?.question?.question === 'request'
          ? this.#requestPage(journey.question)
          : nothing;
      case 'sending':
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${msg('Sending your request', { id: 'ask.sending-title' })}</h1>
          ${this.disturbances}
          <wait-line text=${msg('It is signed, kept in this browser and sent. This takes a few seconds.', { id: 'ask.sending' })}></wait-line>
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
      case 'trouble':
        return troublePage(this);
      case 'failed':
        return this.#failedPage();
      case 'done':
        return journey?.result?.result === 'request'
          ? this.#donePage(journey.result.request)
          : nothing;
      default:
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${this.#title()}</h1>
          ${this.disturbances}
          <wait-line text=${msg('Asking the server how one can ask there…', { id: 'ask.starting' })}></wait-line>
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
    }
  }

  #title() {
    return this.organization
      ? msg(str`Ask to join ${this.organization}`, { id: 'ask.title' })
      : msg('Ask to join an organization', { id: 'ask.title-nameless' });
  }

  #facts() {
    return html`<dl class="facts card">
      <dt>${msg('Organization', { id: 'fact.organization' })}</dt>
      <dd translate="no">${this.organization}</dd>
      <dt>${msg('Server', { id: 'fact.server' })}</dt>
      <dd translate="no">${this.host}</dd>
    </dl>`;
  }

  #introPage() {
    const { organization } = this;
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${this.#title()}</h1>
      <p class="lead">${msg(str`You ask to join; an administrator of ${organization} decides.`, { id: 'ask.lead' })}</p>
      ${this.#facts()}
      <section class="stack tight" aria-labelledby="ask-steps">
        <h2 id="ask-steps">${msg('What will happen', { id: 'ask.steps' })}</h2>
        <ol class="numbered">
          <li>${msg('You sign in with an account that proves your e-mail address, usually that of your work.', { id: 'ask.step-1' })}</li>
          <li>${msg('You enter your name and send the request.', { id: 'ask.step-2' })}</li>
          <li>${msg('An administrator looks at it, and says yes or no. That can take minutes or days.', { id: 'ask.step-3' })}</li>
          <li>${msg('You come back to this browser: its start page says what was decided, and lets you in.', { id: 'ask.step-4' })}</li>
        </ol>
      </section>
      ${notice('info', msg('Check that these are what you expect, above all the server. If not, do not go on: call whoever gave you this link.', { id: 'ask.check' }))}
      <div class="actions">
        <button class="button primary" type="button" @click=${() => this.#start()}>${msg('Ask to join', { id: 'ask.start' })}</button>
        ${this.cancelButton()}
      </div>
      ${this.#desktopOffer()}
    </div>`;
  }

  #desktopOffer() {
    const { desktopUrl } = this;
    if (!desktopUrl) return nothing;
    return html`<div>
      <p class="muted">${msg('Do you have the Parsec application here?', { id: 'join.desktop' })}</p>
      <button class="linklike" type="button" @click=${() => location.assign(desktopUrl)}>${msg('Open it there instead', { id: 'join.desktop-open' })}</button>
    </div>`;
  }

  #noWayPage() {
    const { organization, host, desktopUrl } = this;
    return html`<div class="task stack loose" data-status="no-way-to-ask">
      <span class="stop-sign warn">${icon('alert')}</span>
      <h1 tabindex="-1">${msg(str`Here you cannot ask to join ${organization}`, { id: 'ask.no-way-title' })}</h1>
      <p class="lead">${msg(str`Whoever asks has to sign in with an account that proves who they are, and the server ${host} works with none that a browser can use.`, { id: 'ask.no-way-text' })}</p>
      <div class="card stack tight">
        <h2>${msg('What you can do', { id: 'what-to-do' })}</h2>
        <p>${msg(str`Ask an administrator of ${organization} for an invitation by e-mail: that one works here. If you have a smart card, open this link with the Parsec application.`, { id: 'ask.no-way-next' })}</p>
      </div>
      <div class="actions">
        <a class="button primary" href="#/">${msg('Back to start', { id: 'to-start' })}</a>
        ${
          desktopUrl
            ? html`<button class="button" type="button" @click=${() => location.assign(desktopUrl)}>
                ${msg('Open in the Parsec application', { id: 'link.open-desktop' })}
              </button>`
            : nothing
        }
      </div>
    </div>`;
  }

  /** @param {RequestQuestion} question */
  #rejected({ rejected }) {
    return this.corrected === this.journey?.questionId ? 'ok' : rejected;
  }

  /** @param {RequestQuestion} question */
  #requestPage(question) {
    const { organization } = this;
    const { emails } = question;
    const rejected = this.#rejected(question);
    const nameRejected =
      rejected === 'value'
        ? () => msg('Parsec does not accept this name: change it.', { id: 'name.rejected' })
        : null;
    return html`<form class="task stack loose" novalidate @submit=${this.#send} @input=${this.#corrected}>
      <h1 tabindex="-1">${msg(str`Who asks to join ${organization}?`, { id: 'ask.request-title' })}</h1>
      ${this.#refusal(question, rejected)}
      ${humanName(this.problems.name ?? nameRejected, msg('First and last name, as colleagues know you.', { id: 'name.hint' }), this.name)}
      ${emails.length > 1 ? this.#emailChoice(emails) : this.#onlyEmail(emails[0])}
      ${this.disturbances}
      <div class="actions">
        ${
          rejected === 'request-waiting'
            ? html`<button class="button primary" type="submit" name="replace" value="yes">${msg('Replace it with this request', { id: 'ask.replace' })}</button>`
            : html`<button class="button primary" type="submit">${msg('Send the request', { id: 'ask.send' })}</button>`
        }
        ${this.cancelButton()}
      </div>
    </form>`;
  }

  /** @param {RequestQuestion} question @param {string} rejected */
  #refusal({ submitted_on }, rejected) {
    const { organization, email } = this;
    switch (rejected) {
      case 'already-enrolled':
        return html`<div data-status=${rejected}>
          ${notice(
            'warn',
            html`<p>${msg(str`Somebody in ${organization} uses ${email} already. If that is you, log in as usual: in the browser or the application in which you have opened ${organization} before. From there you can also add this browser to your devices.`, { id: 'ask.member-text' })}</p>
              <p>
                <a class="linklike" href="#/">${msg('Look at the start page', { id: 'ask.member-home' })}</a> ·
                <a class="linklike" href="#/lost">${msg('Forgotten password, lost device', { id: 'lost.link' })}</a>
              </p>`,
            {
              title: msg(str`${email} is a member of ${organization} already`, {
                id: 'ask.member',
              }),
              alert: true,
            },
          )}
        </div>`;
      case 'request-waiting':
        return html`<div data-status=${rejected}>
          ${notice(
            'warn',
            html`<p>
              ${
                submitted_on
                  ? msg(
                      str`It was sent on ${moment(submitted_on)}, and nobody has decided on it yet. If you have sent it in another browser, you can go on waiting there. If that browser is gone, replace it: only the new one counts then.`,
                      { id: 'ask.waiting-text' },
                    )
                  : msg(
                      'Nobody has decided on it yet. If you have sent it in another browser, you can go on waiting there. If that browser is gone, replace it: only the new one counts then.',
                      { id: 'ask.waiting-undated' },
                    )
              }
            </p>`,
            {
              title: msg(str`A request of ${email} is waiting already`, { id: 'ask.waiting' }),
              alert: true,
            },
          )}
        </div>`;
      default:
        return nothing;
    }
  }

  /** @param {string | undefined} email */
  #onlyEmail(email) {
    return html`<div class="field">
      <label for="email">${msg('Your e-mail', { id: 'fact.your-email' })}</label>
      <p class="hint" id="email-hint">${msg('The one that your account proves; it cannot be changed here.', { id: 'ask.email-hint' })}</p>
      <input class="input" id="email" name="email" type="email" .value=${email ?? ''} readonly aria-describedby="email-hint" />
    </div>`;
  }

  /** @param {readonly string[]} emails */
  #emailChoice(emails) {
    return html`<fieldset class="field" aria-describedby="emails-hint email-problem">
      <legend class="label"><strong>${msg('Your e-mail', { id: 'fact.your-email' })}</strong></legend>
      <p class="hint" id="emails-hint">${msg('Your account proves all of these. Choose the one that the organization knows you by.', { id: 'ask.emails-hint' })}</p>
      ${emails.map(
        (email) =>
          html`<label class="choice">
            <input type="radio" name="email" value=${email} .checked=${email === this.email} />
            <span translate="no">${email}</span>
          </label>`,
      )}
      ${problemLine(this.problems.email, 'email-problem')}
    </fieldset>`;
  }

  /** @param {InputEvent} event */
  #corrected(event) {
    const { name, value } = /** @type {HTMLInputElement} */ (event.target);
    if (name === 'email' || !nameProblem(value)) this.problems = { ...this.problems, [name]: null };
    // A waiting request waits under any name; another e-mail is another matter.
    const rejected =
      this.journey?.question?.question === 'request' ? this.journey.question.rejected : 'ok';
    if (name === 'email' || rejected === 'value') this.corrected = this.journey?.questionId;
  }

  /** @param {SubmitEvent} event */
  #send(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const fields = new FormData(form);
    this.name = String(fields.get('name') ?? '').trim();
    this.email = String(fields.get('email') ?? '');
    this.problems = {
      name: nameProblem(this.name),
      email: this.email
        ? null
        : () => msg('Choose an e-mail address first.', { id: 'ask.email-missing' }),
    };
    const first = this.problems.name ? '#name' : this.problems.email ? '[name=email]' : '';
    if (first) {
      /** @type {HTMLInputElement | null} */ (form.querySelector(first))?.focus();
      return;
    }
    const { submitter } = event;
    const replace = submitter instanceof HTMLButtonElement && submitter.name === 'replace';
    this.answer({ answer: 'identity', name: this.name, email: this.email, replace });
  }

  /** @param {import('../journeys.js').RequestLine} request */
  #donePage({ human_handle, submitted_on }) {
    const { organization } = this;
    return html`<div class="task stack loose">
      <span class="stop-sign ok">${icon('check')}</span>
      <h1 tabindex="-1">${msg('Your request was sent', { id: 'ask.done-title' })}</h1>
      <p class="lead">${msg(str`Now an administrator of ${organization} decides. Nothing more is to be done until then, and you can close this page.`, { id: 'ask.done-lead' })}</p>
      <dl class="facts card">
        <dt>${msg('Organization', { id: 'fact.organization' })}</dt>
        <dd translate="no">${organization} <span class="muted">${this.host}</span></dd>
        <dt>${msg('You', { id: 'fact.you' })}</dt>
        <dd translate="no">${nameOf(human_handle)} <span class="muted">${human_handle?.[0]}</span></dd>
        <dt>${msg('Sent', { id: 'ask.done-sent' })}</dt>
        <dd>${moment(submitted_on)}</dd>
      </dl>
      <section class="stack tight" aria-labelledby="ask-next">
        <h2 id="ask-next">${msg('What happens next', { id: 'ask.next' })}</h2>
        <ul class="bulleted">
          <li>${msg('Come back to this browser from time to time: the start page says what was decided. Once you are let in, you may also get an e-mail.', { id: 'ask.next-back' })}</li>
          <li>${msg('If you know an administrator, tell them that you have asked: it goes faster, and they know that it is really you.', { id: 'ask.next-tell' })}</li>
          <li>${msg('Do not clear the data of this site until then: only this browser can make use of the answer.', { id: 'ask.next-keep' })}</li>
        </ul>
      </section>
      ${
        this.kept === false
          ? notice(
              'warn',
              msg(
                'It may do so when space runs out, or when a private window is closed. Then you would have to ask once more.',
                { id: 'ask.kept-text' },
              ),
              {
                title: msg('This browser may forget your request', { id: 'ask.kept-title' }),
              },
            )
          : nothing
      }
      <div class="actions">
        <a class="button primary" href="#/">${msg('Back to start', { id: 'to-start' })}</a>
      </div>
    </div>`;
  }

  #again() {
    announce(msg('Trying again', { id: 'trying-again' }));
    this.begin();
  }

  #failedPage() {
    const failure = this.journey?.failure;
    if (!failure) return nothing;
    const { status, nothing_lost } = failure;
    return failurePage(
      failure,
      this.names,
      againOrLeave(status, nothing_lost ? () => this.#again() : null),
      {
        state: nothing_lost
          ? nothing
          : html`<p>${msg('Your request may have arrived all the same: the start page says so, if it has.', { id: 'ask.unsure' })}</p>`,
      },
    );
  }
}
customElements.define('ask-screen', AskScreen);
