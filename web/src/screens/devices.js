// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { perform } from '../client.js';
import { DeviceScreen } from '../device-screen.js';
import { plain } from '../journeys.js';
import { announce } from '../live.js';
import { failureNotice } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import { cancelInvitation, linkInBrief, linkInFull } from '../pieces/invitation.js';
import { deviceList, recoveryFileList } from '../pieces/members.js';
import { notice } from '../pieces/notice.js';
import { places } from '../pieces/places.js';
import { isRecoveryFile, recoveryFiles } from '../recovery-files.js';
import { moment } from '../words/locale.js';

/**
 * @typedef {import('../journeys.js').InvitationLine} InvitationLine
 * @typedef {import('../journeys.js').Failure} Failure
 */

/** Of the dialog with the QR code. */
export const codeWords = () => ({
  title: msg('Your new device', { id: 'devices.qr-title' }),
  text: msg('Scan it with the new device. Nothing joins by itself: you compare codes first.', {
    id: 'devices.qr-text',
  }),
});

/**
 * The devices of whoever has opened this one, and what it takes to add another.
 */
class DevicesScreen extends DeviceScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    lines: { state: true },
    failure: { state: true },
    inviting: { state: true },
    inviteFailure: { state: true },
    invited: { state: true },
    network: { state: true },
  };

  #lists = 0;

  constructor() {
    super();
    /** @type {InvitationLine[] | null} those that are open */
    this.lines = null;
    /** @type {Failure | null} */
    this.failure = null;
    this.inviting = false;
    /** @type {Failure | null} */
    this.inviteFailure = null;
    /** @type {{ email_sent: string | null, link: string, invitation: string } | null} */
    this.invited = null;
    /** @type {import('parsec-client').Notes['network']} */
    this.network = undefined;
    this.changes = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.changes = this.knowledge?.invitations ?? 0;
    this.#list();
    addEventListener('focus', this.#list);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('focus', this.#list);
  }

  learnt() {
    const changes = this.knowledge?.invitations ?? 0;
    if (changes !== this.changes) this.#list();
    this.changes = changes;
  }

  #heard = (/** @type {import('parsec-client').Notes['network']} */ network) => {
    this.network = network;
  };

  #list = async () => {
    const { device } = this;
    if (!device) return;
    const turn = ++this.#lists;
    try {
      const result = await perform(
        { flow: 'invite', device: device.device, job: 'list' },
        this.#heard,
      );
      // An answer that was overtaken knows less than the page does.
      if (result.result !== 'invitations' || turn !== this.#lists) return;
      this.lines = result.invitations.filter(
        ({ type, status }) => type === 'device' && plain(status) === 'pending',
      );
      const { invited } = this;
      if (!this.lines.some(({ invitation }) => invitation === invited?.invitation))
        this.invited = null;
      this.failure = null;
    } catch (failure) {
      if (turn === this.#lists) this.failure = /** @type {Failure} */ (failure);
    }
  };

  /** @param {SubmitEvent} event */
  async #invite(event) {
    event.preventDefault();
    const { device } = this;
    if (!device || this.inviting) return;
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const send = /** @type {HTMLInputElement} */ (form.elements.namedItem('send')).checked;
    this.inviteFailure = null;
    this.invited = null;
    this.inviting = true;
    try {
      const result = await perform(
        { flow: 'invite', device: device.device, job: 'new-device', send_email: send },
        this.#heard,
      );
      if (result.result !== 'invited') return;
      const { email_sent, link, invitation } = result;
      await this.#list();
      this.invited = { email_sent: send ? plain(email_sent) : null, link, invitation };
    } catch (failure) {
      this.inviteFailure = /** @type {Failure} */ (failure);
    } finally {
      this.inviting = false;
    }
  }

  /** @param {InvitationLine} line */
  async #cancel({ link }) {
    const { device } = this;
    if (!device || !link) return;
    try {
      const cancelled = await cancelInvitation(
        device,
        link,
        {
          title: msg('Cancel the invitation of your new device?', { id: 'devices.cancel-title' }),
          text: msg('The link stops working at once. You can make a new one at any time.', {
            id: 'devices.cancel-text',
          }),
        },
        this.#heard,
      );
      if (!cancelled) return;
      announce(msg('The invitation of your new device is cancelled.', { id: 'devices.cancelled' }));
    } catch (failure) {
      this.failure = /** @type {Failure} */ (failure);
      return;
    }
    await this.#list();
    /** @type {HTMLElement | null} */ (this.querySelector('#add'))?.focus();
  }

  render() {
    const { device, knowledge } = this;
    if (!device) return nothing;
    const self = knowledge?.self;
    return html`<div class="signed-in">
      ${places(device, 'devices')}
      <div class="stack loose">
        <h1 tabindex="-1">${msg('My devices', { id: 'devices.title' })}</h1>
        ${this.news(this.network)}
        <section class="stack" aria-label=${msg('My devices', { id: 'devices.title' })}>
          <p class="muted">${msg(str`Each of these can open ${device.organization} in your name. Each opens in its own way.`, { id: 'devices.lead' })}</p>
          ${
            self
              ? deviceList(
                  knowledge.devices.filter(
                    (each) => each.user_id === self.user_id && !isRecoveryFile(each),
                  ),
                )
              : this.reading()
          }
        </section>
        ${this.#recovery(device)}
        ${this.#adding(device)}
      </div>
    </div>`;
  }

  /** @param {import('../journeys.js').DeviceResult} device */
  #recovery({ device_id, organization }) {
    const files = recoveryFiles(this.knowledge);
    if (!files?.length) return nothing;
    return html`<section class="stack" aria-labelledby="recovery-files">
      <h2 id="recovery-files">${msg('For emergencies', { id: 'devices.emergency' })}</h2>
      <p class="muted">${msg(str`Not in use anywhere: a recovery file makes a new device that opens ${organization} when it is loaded together with its key.`, { id: 'devices.emergency-text' })}</p>
      ${recoveryFileList(files)}
      <p><a class="linklike" href="#/device/${device_id}/recovery">${msg('Your recovery file', { id: 'recovery.title' })}</a></p>
    </section>`;
  }

  /** @param {import('../journeys.js').DeviceResult} device */
  #adding(device) {
    const { organization, host, human_handle } = device;
    const known = { organization, host };
    const { lines, invited } = this;
    const again = html`<button class="button small" type="button" @click=${this.#list}>${msg('Try again', { id: 'again' })}</button>`;
    return html`<section class="card stack" aria-labelledby="add">
      <h2 id="add" tabindex="-1">${msg('Add a device', { id: 'devices.add' })}</h2>
      <p>${msg('A phone, another computer or another browser, without asking anybody. You need both devices in front of you, for about two minutes.', { id: 'devices.add-text' })}</p>
      ${this.failure ? failureNotice(this.failure, known, again) : nothing}
      ${invited ? this.#invitedNotice(invited, human_handle[0]) : nothing}
      ${lines?.map((line) => this.#pendingLine(line))}
      <form class="stack" novalidate @submit=${this.#invite}>
        <label class="choice">
          <input type="checkbox" name="send" />
          <span>
            ${msg('Also send me the link by e-mail', { id: 'devices.send' })}
            <span class="why caption">${msg(str`To ${human_handle[0]}. Without this, you copy the link or scan its code.`, { id: 'devices.send-why' })}</span>
          </span>
        </label>
        ${this.inviteFailure ? failureNotice(this.inviteFailure, known) : nothing}
        <div class="actions">
          <button class="button ${lines?.length ? '' : 'primary'}" type="submit" aria-busy=${this.inviting ? 'true' : 'false'}>
            ${icon('device')}${lines?.length ? msg('Show the link again', { id: 'devices.show' }) : msg('Add a device', { id: 'devices.add' })}
          </button>
        </div>
      </form>
    </section>`;
  }

  /** @param {NonNullable<typeof this.invited>} invited @param {string} email */
  #invitedNotice({ email_sent, link }, email) {
    const sent =
      email_sent === 'success'
        ? msg(str`We have also sent it to ${email}.`, { id: 'devices.sent' })
        : email_sent === null
          ? ''
          : msg('No e-mail could be sent. Take the link in another way.', {
              id: 'devices.not-sent',
            });
    return html`<div role="status" data-email-sent=${email_sent ?? 'no'}>
      ${notice(
        email_sent === null || email_sent === 'success' ? 'ok' : 'warn',
        html`<p>
            ${msg('Open Parsec on the new device, then give it this link: paste it, or scan its code. After that, press “Go on” here.', { id: 'devices.ready' })}
            ${sent}
          </p>
          ${linkInFull(link, codeWords())}`,
      )}
    </div>`;
  }

  /** @param {InvitationLine} line */
  #pendingLine(line) {
    const { link, invitation, unfinished, created_on } = line;
    const target = `#/device/${this.route.params.device}/devices/${invitation}`;
    return html`<div class="line folding" data-invitation=${invitation}>
      <span class="what">
        <span class="name">${msg('Invitation of your new device', { id: 'devices.pending' })}</span>
        <span class="caption muted">${msg(str`Made on ${moment(created_on)}`, { id: 'devices.made' })}</span>
        ${unfinished ? html`<span class="badge warn">${icon('alert')}${msg('Interrupted just before the end', { id: 'people.unfinished' })}</span>` : nothing}
      </span>
      <span class="row">
        <a class="button small primary" href=${target} aria-label=${unfinished ? msg('Finish with your new device', { id: 'devices.finish-label' }) : msg('Go on with your new device', { id: 'devices.go-on-label' })}>
          ${unfinished ? msg('Finish', { id: 'people.finish' }) : msg('Go on', { id: 'devices.go-on' })}
        </a>
        ${
          link
            ? html`${linkInBrief(link, {
                copy: msg('Copy the link for your new device', { id: 'devices.copy-label' }),
                code: msg('QR code for your new device', { id: 'devices.qr-label' }),
                ...codeWords(),
              })}
                <button class="button small" type="button" @click=${() => this.#cancel(line)}>
                  ${msg('Cancel the invitation', { id: 'people.cancel-yes' })}
                </button>`
            : nothing
        }
      </span>
    </div>`;
  }
}
customElements.define('devices-screen', DevicesScreen);
