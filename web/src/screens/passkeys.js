// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { forgetPasskey } from 'parsec-client';
import { passkeyOf } from '../credential-id.js';
import { FileScreen } from '../file-screen.js';
import { shown } from '../names.js';
import { findPasskeys, passkeysHere } from '../passkeys-here.js';
import { icon } from '../pieces/icon.js';
import { onlyWayIn } from '../pieces/only-way-in.js';
import { openingEntry, openingWait } from '../pieces/opening.js';
import { leftoverHelp, leftoverLoss, leftoverNotice } from '../pieces/passkey-prompt.js';
import { sessions } from '../sessions.js';

/**
 * One more passkey for a device that opens with passkeys, or one less: one of those that it has shows that it is you.
 */
class PasskeysScreen extends FileScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    left: { state: true },
  };

  constructor() {
    super();
    /** @type {import('parsec-client').MadePasskey[]} in vain */
    this.left = [];
  }

  /** Which one is removed, by its id; '' when one is added. */
  get #credential() {
    return this.route.params.credential ?? '';
  }

  get #removed() {
    return this.line && passkeyOf(this.line.passkeys, this.#credential);
  }

  async prepare() {
    await findPasskeys();
  }

  /**
   * @param {import('../journeys.js').ReadableLine} line
   * @returns {import('../journey-screen.js').JourneyOptions}
   */
  job({ place }) {
    const removed = this.#removed;
    return removed
      ? { flow: 'change', job: 'remove-passkey', place, credential_id: removed.credential_id }
      : { flow: 'change', job: 'add-passkey', place };
  }

  /**
   * What cannot be done is said before anything is asked.
   * @param {import('../journey-screen.js').JourneyOptions} options
   * @param {{ takeOver?: boolean }} [control]
   */
  async run(options, control) {
    const { line } = this;
    if (this.#credential && !this.#removed) this.turn('gone');
    else if (this.#credential && line?.passkeys.length === 1) this.turn('last');
    else if (line?.kind !== 'web_passkey') this.turn('other-method');
    else if (!this.#credential && passkeysHere() === 'none') this.turn('impossible');
    else {
      await super.run(options, control);
      return;
    }
    this.requestUpdate();
  }

  /** @param {import('parsec-client').Result} result */
  end(result) {
    super.end(result);
    const removed = this.#removed;
    if (removed) forgetPasskey(removed);
  }

  get loss() {
    return leftoverLoss(this);
  }

  get exit() {
    const { device } = this.route.params;
    return sessions.get(device) ? `/device/${device}/security` : `/saved/${device}`;
  }

  page() {
    switch (this.phase) {
      case 'passkey':
      case 'one-time-code':
        return this.#currentPage();
      case 'new-passkey':
        return this.#newPage();
      case 'gone':
      case 'last':
      case 'other-method':
      case 'impossible':
        return this.#cannot(this.phase);
      case 'done':
        return this.#donePage();
      case 'checking':
      case 'saving':
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${msg('Saving your device', { id: 'passkeys.saving' })}</h1>
          ${this.journey ? openingWait(this.journey) : nothing}
          ${this.guarded ? nothing : html`<div class="actions">${this.cancelButton()}</div>`}
        </div>`;
      case 'starting':
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${this.#title()}</h1>
          <wait-line text=${msg('Checking what this browser has saved…', { id: 'home.looking' })}></wait-line>
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
      default:
        return html`${leftoverNotice(this.left)}${super.page()}`;
    }
  }

  #title() {
    if (!this.#credential) return msg('Add a passkey', { id: 'passkeys.add' });
    const removed = this.#removed;
    return removed
      ? msg(str`Remove the passkey “${shown(removed.label)}”?`, { id: 'passkeys.remove-title' })
      : msg('Remove a passkey', { id: 'passkeys.remove' });
  }

  #currentPage() {
    const { journey, line } = this;
    if (!journey || !line) return nothing;
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${this.#title()}</h1>
      ${
        this.#credential
          ? html`<p>
              ${msg('It opens this device no more, neither here nor in copies that you save from now on, and your browser is asked to delete it. The others open it as before.', { id: 'passkeys.remove-text' })}
              ${this.phase === 'passkey' ? msg('Use one of them to confirm; the one that you remove would do as well.', { id: 'passkeys.remove-confirm' }) : nothing}
            </p>`
          : html`<p>${msg('First use one that opens this device today. Then comes the new one.', { id: 'passkeys.add-text' })}</p>`
      }
      ${openingEntry(journey, {
        verb: msg('Continue', { id: 'continue' }),
        answer: (answer, secret) => this.answer(answer, secret),
        otherActions: this.cancelButton(),
        totp: line.has_totp,
        line,
      })}
    </div>`;
  }

  #newPage() {
    const { journey } = this;
    const question = journey?.question;
    if (question?.question !== 'new-passkey') return nothing;
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${msg('Make one more passkey', { id: 'passkeys.new-title' })}</h1>
      ${leftoverNotice(this.left)}
      <p>${msg('Make it on something else than the first one: a telephone, a security key, another password manager. What is lost with the first would be lost with both.', { id: 'passkeys.new-text' })}</p>
      <passkey-new
        .journey=${journey}
        .question=${question}
        .taken=${this.line?.passkeys.map(({ label }) => label)}
        .leftBehind=${(/** @type {import('parsec-client').MadePasskey} */ made) => {
          this.left = [...this.left, made];
        }}
        .actions=${this.cancelButton()}
      ></passkey-new>
    </div>`;
  }

  /** @param {'gone' | 'last' | 'other-method' | 'impossible'} why */
  #cannot(why) {
    const device = this.line?.device_id;
    const { title, text, href, verb } = {
      gone: () => ({
        title: msg('This passkey opens the device no more', { id: 'passkeys.gone-title' }),
        text: msg(
          'It is not in the device’s file any more: perhaps it was removed in another tab.',
          { id: 'passkeys.gone-text' },
        ),
        href: `#${this.exit}`,
        verb: msg('Back', { id: 'back' }),
      }),
      last: () => ({
        title: msg('This is the last passkey', { id: 'passkeys.last-title' }),
        text: msg(
          'Without it nothing would open the device any more. Choose another way to open it instead: then this passkey opens nothing any more.',
          { id: 'passkeys.last-text' },
        ),
        href: `#/saved/${device}/method`,
        verb: msg('Choose another way', { id: 'method.change' }),
      }),
      'other-method': () => ({
        title:
          this.line?.kind === 'openbao'
            ? msg('This device opens with single sign-on', { id: 'passkeys.other-title-sign-on' })
            : msg('This device opens with a password', { id: 'passkeys.other-title' }),
        text: msg('A passkey does not open it beside that, but instead of it.', {
          id: 'passkeys.other-text',
        }),
        href: `#/saved/${device}/method`,
        verb: msg('Choose another way', { id: 'method.change' }),
      }),
      impossible: () => ({
        title: msg('This browser cannot make such a passkey', { id: 'passkeys.impossible-title' }),
        text: msg(
          'It has none that could open a device. A recent Chrome, Edge, Safari or Firefox may; save a copy of this device and open it there.',
          { id: 'passkeys.impossible-text' },
        ),
        href: `#${this.exit}`,
        verb: msg('Back', { id: 'back' }),
      }),
    }[why]();
    return html`<div class="task stack loose" data-cannot=${why}>
      <span class="stop-sign warn">${icon('alert')}</span>
      <h1 tabindex="-1">${title}</h1>
      <p class="lead">${text}</p>
      <div class="actions">
        <a class="button primary" href=${href}>${verb}</a>
      </div>
    </div>`;
  }

  #donePage() {
    const { line } = this;
    if (!line) return nothing;
    const removed = this.#removed;
    return html`<div class="task stack loose">
      <span class="stop-sign ok">${icon('check')}</span>
      <h1 tabindex="-1">${
        removed
          ? msg('The passkey is removed', { id: 'passkeys.removed-title' })
          : msg('One more passkey opens this device', { id: 'passkeys.added-title' })
      }</h1>
      ${leftoverNotice(this.left)}
      ${
        removed
          ? html`<p class="lead">
                ${msg('Your browser was asked to delete it. If it is still listed there, on your telephone or on your security key, delete it yourself: it opens nothing here.', { id: 'passkeys.removed-text' })}
              </p>
              ${leftoverHelp({ name: `${line.organization} – ${removed.label}` })}
              ${line.passkeys.length === 2 ? onlyWayIn(line.device_id, this.recovery) : nothing}`
          : html`<p class="lead">
              ${msg('Any of them opens it. Copies that you saved before know the new one not yet: save a new copy if you keep any.', { id: 'passkeys.added-text' })}
            </p>`
      }
      <div class="actions">
        <a class="button primary" href="#${this.exit}">${msg('Done', { id: 'done' })}</a>
      </div>
    </div>`;
  }
}
customElements.define('passkeys-screen', PasskeysScreen);
