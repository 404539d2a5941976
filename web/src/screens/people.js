// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { perform } from '../client.js';
import { DeviceScreen } from '../device-screen.js';
import { nameOf, plain } from '../journeys.js';
import { announce } from '../live.js';
import { failureNotice } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import { cancelInvitation, linkInBrief, linkInFull } from '../pieces/invitation.js';
import { members } from '../pieces/members.js';
import { emailProblem, problemLine } from '../pieces/name-field.js';
import { notice } from '../pieces/notice.js';
import { places } from '../pieces/places.js';
import { moment } from '../words/locale.js';

/**
 * @typedef {import('../journeys.js').InvitationLine} InvitationLine
 * @typedef {import('../journeys.js').Failure} Failure
 */

/** @param {string} email */
const codeWords = (email) => ({
  title: msg(str`Invitation of ${email}`, { id: 'people.qr-title' }),
  text: msg(
    'Scan it with the phone that will join. Whoever scans it still needs to talk to you to get in.',
    { id: 'people.qr-text' },
  ),
});

/**
 * Who belongs to the organization; administrators also invite, and see what has become of the invitations.
 */
class PeopleScreen extends DeviceScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    lines: { state: true },
    failure: { state: true },
    problem: { state: true },
    inviting: { state: true },
    inviteFailure: { state: true },
    invited: { state: true },
    network: { state: true },
    wanted: { state: true },
  };

  constructor() {
    super();
    /** @type {InvitationLine[] | null} */
    this.lines = null;
    /** @type {Failure | null} */
    this.failure = null;
    /** @type {import('../pieces/name-field.js').Words | null} */
    this.problem = null;
    this.inviting = false;
    /** @type {Failure | null} */
    this.inviteFailure = null;
    /** @type {{ email: string, email_sent: string | null, link: string, invitation: string } | null} */
    this.invited = null;
    /** @type {import('parsec-client').Notes['network']} */
    this.network = undefined;
    this.wanted = '';
    this.changes = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.changes = this.knowledge?.invitations ?? 0;
    this.#list();
    addEventListener('focus', this.#refresh);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('focus', this.#refresh);
  }

  /** What the person may do here follows from their role as it is now, which may have changed since this device was made. */
  get invites() {
    return (this.knowledge?.self?.profile ?? this.device?.profile) === 'ADMIN';
  }

  learnt() {
    const changes = this.knowledge?.invitations ?? 0;
    if (changes !== this.changes) this.#list();
    this.changes = changes;
  }

  #heard = (/** @type {import('parsec-client').Notes['network']} */ network) => {
    this.network = network;
  };

  #refresh = () => {
    this.#list();
  };

  async #list() {
    const { device } = this;
    if (!device || !this.invites) return;
    try {
      const result = await perform(
        { flow: 'invite', device: device.device, job: 'list' },
        this.#heard,
      );
      if (result.result !== 'invitations') return;
      this.lines = result.invitations.filter(({ type }) => type === 'user');
      this.failure = null;
    } catch (failure) {
      this.failure = /** @type {Failure} */ (failure);
    }
  }

  /** @param {SubmitEvent} event */
  async #invite(event) {
    event.preventDefault();
    const { device } = this;
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const input = /** @type {HTMLInputElement} */ (form.elements.namedItem('email'));
    const send = /** @type {HTMLInputElement} */ (form.elements.namedItem('send')).checked;
    const email = input.value.trim();
    // What was said of the address before is not about this one.
    this.inviteFailure = null;
    this.invited = null;
    this.problem = emailProblem(email);
    if (this.problem) {
      input.focus();
      return;
    }
    if (!device || this.inviting) return;
    this.inviting = true;
    try {
      const result = await perform(
        {
          flow: 'invite',
          device: device.device,
          job: 'new',
          email,
          send_email: send,
        },
        this.#heard,
      );
      if (result.result !== 'invited') return;
      this.invited = {
        email,
        email_sent: send ? plain(result.email_sent) : null,
        link: result.link,
        invitation: result.invitation,
      };
      form.reset();
      await this.#list();
    } catch (failure) {
      this.inviteFailure = /** @type {Failure} */ (failure);
    } finally {
      this.inviting = false;
    }
  }

  /** @param {InvitationLine} line */
  async #cancel(line) {
    const { device } = this;
    if (!device || !line.link) return;
    try {
      const cancelled = await cancelInvitation(
        device,
        line.link,
        {
          title: msg(str`Cancel the invitation of ${line.email}?`, { id: 'people.cancel-title' }),
          text: msg(
            'The link stops working at once. You can invite this person again at any time.',
            { id: 'people.cancel-text' },
          ),
        },
        this.#heard,
      );
      if (!cancelled) return;
      announce(msg(str`The invitation of ${line.email} is cancelled.`, { id: 'people.cancelled' }));
      if (this.invited?.invitation === line.invitation) this.invited = null;
    } catch (failure) {
      this.failure = /** @type {Failure} */ (failure);
      return;
    }
    await this.#list();
    /** @type {HTMLElement | null} */ (this.querySelector('#pending'))?.focus();
  }

  render() {
    const { device } = this;
    if (!device) return nothing;
    const known = { organization: device.organization, host: device.host };
    return html`<div class="signed-in">
      ${places(device, 'people')}
      <div class="stack loose">
        <h1 tabindex="-1">${msg('People', { id: 'places.people' })}</h1>
        ${this.news(this.network)}
        ${this.invites ? this.#invitations(known) : nothing}
        <section class="stack" aria-labelledby="members">
          <h2 id="members">${msg('Members', { id: 'members.title' })}</h2>
          ${
            this.knowledge?.people
              ? members(this.knowledge.people, this.knowledge.devices, {
                  wanted: this.wanted,
                  onWanted: (text) => {
                    this.wanted = text;
                  },
                })
              : this.reading()
          }
        </section>
      </div>
    </div>`;
  }

  /** @param {import('../words/failures.js').Known} known */
  #invitations(known) {
    const pending = this.lines?.filter((line) => plain(line.status) === 'pending') ?? [];
    const past = this.lines?.filter((line) => plain(line.status) !== 'pending') ?? [];
    return html`
      ${this.failure ? failureNotice(this.failure, known, html`<button class="button small" type="button" @click=${this.#refresh}>${msg('Try again', { id: 'again' })}</button>`) : nothing}
      ${this.#inviteForm(pending.length > 0)}
      <section class="stack" aria-labelledby="pending">
        <h2 id="pending" tabindex="-1">${msg('Invitations under way', { id: 'people.pending' })}</h2>
        ${
          this.lines === null
            ? this.failure
              ? nothing
              : html`<wait-line text=${msg('Asking the server for the invitations…', { id: 'people.loading' })}></wait-line>`
            : pending.length
              ? html`<ul class="lines">${pending.map((line) => html`<li>${this.#pendingLine(line)}</li>`)}</ul>`
              : html`<p class="muted">${msg('People whom you invite appear here until you have let them in.', { id: 'people.none' })}</p>`
        }
      </section>
      ${
        past.length
          ? html`<details class="fold">
              <summary>${msg(str`Earlier invitations (${past.length})`, { id: 'people.past' })}</summary>
              <ul class="lines">${past.map((line) => html`<li>${this.#pastLine(line)}</li>`)}</ul>
            </details>`
          : nothing
      }
    `;
  }

  /** @param {boolean} awaited somebody invited is to be let in: that is the next thing to do here */
  #inviteForm(awaited) {
    return html`<form class="card stack" novalidate @submit=${this.#invite}>
      <h2>${msg('Invite somebody', { id: 'people.invite' })}</h2>
      <div class="field">
        <label for="email">${msg('E-mail of the new person', { id: 'people.email' })}</label>
        <input
          class="input"
          id="email"
          name="email"
          type="email"
          autocomplete="off"
          aria-invalid=${this.problem ? 'true' : nothing}
          aria-describedby="email-problem"
          @input=${(/** @type {InputEvent} */ event) => {
            if (!emailProblem(/** @type {HTMLInputElement} */ (event.target).value))
              this.problem = null;
          }}
        />
        ${problemLine(this.problem, 'email-problem')}
      </div>
      <label class="choice">
        <input type="checkbox" name="send" checked />
        <span>
          ${msg('Send the link by e-mail', { id: 'people.send' })}
          <span class="why caption">${msg('Without this, you give the link yourself.', { id: 'people.send-why' })}</span>
        </span>
      </label>
      ${this.inviteFailure ? failureNotice(this.inviteFailure, { organization: this.device?.organization, host: this.device?.host }) : nothing}
      ${this.invited ? this.#invitedNotice(this.invited) : nothing}
      <div class="actions">
        <button class="button ${awaited ? '' : 'primary'}" type="submit" aria-busy=${this.inviting ? 'true' : 'false'}>
          ${icon('mail')}${msg('Invite', { id: 'people.invite-submit' })}
        </button>
      </div>
    </form>`;
  }

  /** @param {NonNullable<typeof this.invited>} invited */
  #invitedNotice({ email, email_sent, link }) {
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

  /** @param {InvitationLine} line */
  #pendingLine(line) {
    const { link, invitation, unfinished } = line;
    const email = line.email ?? '';
    const by = line.created_by
      ? msg(str`Invited on ${moment(line.created_on)} by ${nameOf(line.created_by)}`, {
          id: 'people.invited-by',
        })
      : msg(str`Invited on ${moment(line.created_on)}`, { id: 'people.invited-on' });
    const target = `#/device/${this.route.params.device}/greet/${invitation}`;
    return html`<div class="line folding" data-invitation=${invitation}>
      <span class="what">
        <span class="name" translate="no">${email}</span>
        <span class="caption muted">${by}</span>
        ${unfinished ? html`<span class="badge warn">${icon('alert')}${msg('Interrupted just before the end', { id: 'people.unfinished' })}</span>` : nothing}
      </span>
      <span class="row">
        <a class="button small primary" href=${target} aria-label=${unfinished ? msg(str`Finish with ${email}`, { id: 'people.finish-label' }) : msg(str`Greet ${email}`, { id: 'people.greet-label' })}>
          ${unfinished ? msg('Finish', { id: 'people.finish' }) : msg('Greet', { id: 'people.greet' })}
        </a>
        ${
          link
            ? html`${linkInBrief(link, {
                copy: msg(str`Copy the link for ${email}`, { id: 'people.copy-label' }),
                code: msg(str`QR code for ${email}`, { id: 'people.qr-label' }),
                ...codeWords(email),
              })}
                <button class="button small" type="button" @click=${() => this.#cancel(line)} aria-label=${msg(str`Cancel the invitation of ${email}`, { id: 'people.cancel-label' })}>
                  ${msg('Cancel the invitation', { id: 'people.cancel-yes' })}
                </button>`
            : nothing
        }
      </span>
    </div>`;
  }

  /** @param {InvitationLine} line */
  #pastLine({ email, status, created_on }) {
    const done = plain(status) === 'finished';
    return html`<div class="line folding">
      <span class="what">
        <span class="name" translate="no">${email}</span>
        <span class="caption muted">${msg(str`Invited on ${moment(created_on)}`, { id: 'people.invited-on' })}</span>
      </span>
      <span class="badge ${done ? 'ok' : ''}">
        ${done ? html`${icon('check')}${msg('Has joined', { id: 'people.joined' })}` : msg('Cancelled', { id: 'people.was-cancelled' })}
      </span>
    </div>`;
  }
}
customElements.define('people-screen', PeopleScreen);
