// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { perform } from '../client.js';
import { DeviceScreen } from '../device-screen.js';
import { nameOf, plain } from '../journeys.js';
import { announce } from '../live.js';
import { failureNotice } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import { cancelInvitation, codeWords, linkInBrief } from '../pieces/invitation.js';
import '../pieces/invite-people.js';
import '../pieces/join-requests.js';
import '../pieces/mail-again.js';
import '../pieces/member-changes.js';
import { members } from '../pieces/members.js';
import { places } from '../pieces/places.js';
import { moment } from '../words/locale.js';

/**
 * @typedef {import('../journeys.js').InvitationLine} InvitationLine
 * @typedef {import('../journeys.js').Failure} Failure
 */

/**
 * Who belongs to the organization; administrators also invite, and see what has become of the invitations.
 */
class PeopleScreen extends DeviceScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    lines: { state: true },
    failure: { state: true },
    network: { state: true },
    wanted: { state: true },
    asking: { state: true },
  };

  #lists = 0;

  constructor() {
    super();
    /** @type {InvitationLine[] | null} */
    this.lines = null;
    /** @type {Failure | null} */
    this.failure = null;
    /** @type {import('parsec-client').Notes['network']} */
    this.network = undefined;
    this.wanted = '';
    /** How many people ask to join, and can be let in. */
    this.asking = 0;
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

  /** @returns {import('../pieces/member-changes.js').MemberChanges | null} */
  get #changes() {
    return this.querySelector('member-changes');
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
    const turn = ++this.#lists;
    try {
      const result = await perform(
        { flow: 'invite', device: device.device, job: 'list' },
        this.#heard,
      );
      // An answer that was overtaken knows less than the page does.
      if (result.result !== 'invitations' || turn !== this.#lists) return;
      this.lines = result.invitations.filter(({ type }) => plain(type) === 'user');
      this.failure = null;
    } catch (failure) {
      if (turn === this.#lists) this.failure = /** @type {Failure} */ (failure);
    }
  }

  #mailFailed = (/** @type {Failure | null} */ failure) => {
    this.failure = failure;
  };

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
      /** @type {import('../pieces/invite-people.js').InvitePeople | null} */ (
        this.querySelector('invite-people')
      )?.forget(line.invitation);
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
          <h2 id="members" tabindex="-1">${msg('Members', { id: 'members.title' })}</h2>
          ${
            this.invites
              ? html`<member-changes class="stack tight" .device=${device} .heard=${this.#heard} @progress=${this.#changed}></member-changes>`
              : nothing
          }
          ${
            this.knowledge?.people
              ? members(this.knowledge.people, this.knowledge.devices, {
                  wanted: this.wanted,
                  onWanted: (text) => {
                    this.wanted = text;
                  },
                  actions: this.invites ? this.#memberActions : undefined,
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
      <invite-people
        .device=${this.device}
        .awaited=${pending.length > 0 || this.asking > 0}
        .heard=${this.#heard}
        .invited=${this.#refresh}
      ></invite-people>
      <join-requests
        .device=${this.device}
        .changes=${`${this.knowledge?.requests} ${this.knowledge?.people?.length}`}
        .heard=${this.#heard}
        @listed=${(/** @type {CustomEvent<number>} */ { detail }) => {
          this.asking = detail;
        }}
      ></join-requests>
      <section class="stack" aria-labelledby="pending">
        <h2 id="pending" tabindex="-1">${msg('Invitations under way', { id: 'people.pending' })}</h2>
        ${
          this.lines === null
            ? this.failure
              ? nothing
              : html`<wait-line text=${msg('Asking the server for the invitations…', { id: 'people.loading' })}></wait-line>`
            : pending.length
              ? html`<ul class="lines">
                  ${repeat(
                    pending,
                    ({ invitation }) => invitation,
                    (line) => html`<li>${this.#pendingLine(line)}</li>`,
                  )}
                </ul>`
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

  /** What an administrator can do with another member. */
  #memberActions = (/** @type {import('../knowledge.js').Person} */ person) => {
    if (person.self) return nothing;
    const name = nameOf(person.human_handle);
    const changing = this.#changes?.isChanging(person) ? 'true' : 'false';
    return html`<span class="row flush">
      <button class="button small plain" type="button" aria-busy=${changing} aria-label=${msg(str`Change role: ${name}`, { id: 'member.role-label' })} @click=${() => this.#changes?.ask(person, 'profile')}>
        ${msg('Change role', { id: 'member.role' })}
      </button>
      <button class="button small plain" type="button" aria-busy=${changing} aria-label=${msg(str`Remove ${name} from the organization`, { id: 'member.remove-label' })} @click=${() => this.#changes?.ask(person, 'revoke')}>
        ${msg('Remove', { id: 'member.remove' })}
      </button>
    </span>`;
  };

  #changed = () => {
    this.requestUpdate();
  };

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
        <mail-again
          class="row"
          .device=${this.device?.device}
          .email=${email}
          .heard=${this.#heard}
          .failed=${this.#mailFailed}
        ></mail-again>
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
