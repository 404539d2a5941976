// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { saveCopy } from '../copy-device.js';
import { findDevice } from '../device-file.js';
import { rememberCopy } from '../device-memory.js';
import { DeviceScreen } from '../device-screen.js';
import { nameOf } from '../journeys.js';
import { logOut } from '../log-out.js';
import { shown } from '../names.js';
import { failureNotice } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import { notice } from '../pieces/notice.js';
import { onlyWayIn, recoveryFileKnown } from '../pieces/only-way-in.js';
import { places } from '../pieces/places.js';
import { recoveryReminder } from '../pieces/security-recovery.js';
import { profileName } from '../profiles.js';
import { openedBy } from '../words/methods.js';

/**
 * An open organization: who am I here, with which device.
 */
class OrganizationScreen extends DeviceScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    failure: { state: true },
    saved: { state: true },
    line: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../journeys.js').Failure | null} */
    this.failure = null;
    this.saved = '';
    /** @type {import('../journeys.js').ReadableLine | null} the file of this device */
    this.line = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#find();
  }

  async #find() {
    try {
      this.line = await findDevice(this.route.params.device);
    } catch {
      // The page of security says why.
    }
  }

  /** Nobody else could let this person in again. */
  get #alone() {
    const { self, people } = this.knowledge ?? {};
    return (
      self?.profile === 'ADMIN' &&
      !people?.some(({ profile, revoked_on, self }) => profile === 'ADMIN' && !revoked_on && !self)
    );
  }

  async #save() {
    const { device } = this;
    if (!device) return;
    this.failure = null;
    try {
      this.saved = await saveCopy(device);
      rememberCopy(device.device_id);
    } catch (failure) {
      this.failure = /** @type {import('../journeys.js').Failure} */ (failure);
    }
  }

  /** @param {import('../journeys.js').DeviceResult} device */
  #reminder(device) {
    const { knowledge } = this;
    const what = knowledge && recoveryReminder(device, knowledge);
    if (!what) return nothing;
    const none = what === 'none';
    const text = !none
      ? msg(
          'It was created, but you have not loaded it and its key back. If you do not have both, create another one.',
          { id: 'organization.remind-unchecked' },
        )
      : this.#alone
        ? msg(
            'You are the only administrator: if you lose your password or this browser forgets you, and you have no other device, nobody can let you in again.',
            { id: 'organization.remind-alone' },
          )
        : msg(
            'If you lose your password or this browser forgets you, and you have no other device, it is the only way back in without a new invitation.',
            { id: 'organization.remind' },
          );
    return html`<div data-remind=${what}>
      ${notice(
        'warn',
        html`<p>${text}</p>
          <a class="button small" href="#/device/${device.device_id}/recovery">${none ? msg('Create my recovery file', { id: 'recovery.create' }) : msg('Create another recovery file', { id: 'recovery.create-another' })}</a>`,
        {
          title: none
            ? msg('You have no recovery file yet', { id: 'organization.remind-title' })
            : msg('Your recovery file is not checked', {
                id: 'organization.remind-unchecked-title',
              }),
        },
      )}
    </div>`;
  }

  render() {
    const { device, line } = this;
    if (!device) return nothing;
    const { organization, host, human_handle, device_label, device_id } = device;
    const profile = this.knowledge?.self?.profile ?? device.profile;
    return html`<div class="signed-in">
      ${places(device, 'organization')}
      <div class="stack loose">
        <h1 tabindex="-1">${organization}</h1>
        ${this.news()}
        ${
          line?.kind === 'web_passkey' &&
          line.passkeys.length === 1 &&
          !recoveryFileKnown(this.knowledge)
            ? onlyWayIn(device_id, recoveryFileKnown(this.knowledge))
            : this.#reminder(device)
        }
        <section class="card stack" aria-labelledby="me">
          <h2 id="me">${msg('You', { id: 'fact.you' })}</h2>
          <dl class="facts">
            <dt>${msg('Name', { id: 'fact.name' })}</dt>
            <dd translate="no">${nameOf(human_handle)}</dd>
            <dt>${msg('E-mail', { id: 'fact.email' })}</dt>
            <dd translate="no">${human_handle[0]}</dd>
            <dt>${msg('Role', { id: 'fact.role' })}</dt>
            <dd>${profileName(profile)}</dd>
            <dt>${msg('Organization', { id: 'fact.organization' })}</dt>
            <dd translate="no">${organization} <span class="muted">${host}</span></dd>
          </dl>
        </section>
        <section class="card stack" aria-labelledby="device">
          <h2 id="device">${msg('This device', { id: 'organization.device' })}</h2>
          <dl class="facts">
            <dt>${msg('Device', { id: 'fact.device' })}</dt>
            <dd translate="no">${shown(device_label)}</dd>
            <dt>${msg('Opened by', { id: 'organization.method' })}</dt>
            <dd>
              ${line ? openedBy(line) : nothing}
              <a class="linklike" href="#/device/${device_id}/security">${msg('Change how it opens', { id: 'organization.method-change' })}</a>
            </dd>
          </dl>
          ${this.failure ? failureNotice(this.failure, { organization, host }) : nothing}
          ${
            this.saved
              ? html`<div role="status">${notice('ok', msg(str`Your browser has saved “${this.saved}” among its downloads.`, { id: 'welcome.copy-saved' }))}</div>`
              : nothing
          }
          <div class="row">
            <button class="button" type="button" @click=${this.#save}>${icon('download')}${msg('Save a copy of my device', { id: 'copy.save' })}</button>
            <button class="button" type="button" @click=${() => logOut(device)}>${msg('Log out', { id: 'organization.log-out' })}</button>
          </div>
        </section>
        <p class="muted">${msg('Files and workspaces cannot be shown here yet. Open them with the Parsec application.', { id: 'organization.files' })}</p>
      </div>
    </div>`;
  }
}
customElements.define('organization-screen', OrganizationScreen);
