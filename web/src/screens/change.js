// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { saveCopy } from '../copy-device.js';
import { rememberCopy } from '../device-memory.js';
import { troublePage } from '../exchange.js';
import { FileScreen } from '../file-screen.js';
import { nameOf } from '../journeys.js';
import { findPasskeys } from '../passkeys-here.js';
import { failureNotice } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import { isChoice, protectionPhase } from '../pieces/new-protection.js';
import { notice } from '../pieces/notice.js';
import { onlyWayIn } from '../pieces/only-way-in.js';
import { openingEntry, openingWait } from '../pieces/opening.js';
import { leftoverHelp, leftoverLoss } from '../pieces/passkey-prompt.js';
import { policyOf } from '../policy.js';
import { sessions } from '../sessions.js';

/**
 * Another way to open a device: the current one first, then the new one.
 */
class ChangeScreen extends FileScreen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    saved: { state: true },
    copyFailure: { state: true },
  };

  constructor() {
    super();
    this.saved = '';
    /** @type {import('../journeys.js').Failure | null} */
    this.copyFailure = null;
  }

  async prepare() {
    // What the server wants marks the choice, which waits for nobody.
    this.learnPolicy();
    await findPasskeys();
  }

  /** @param {import('../journeys.js').ReadableLine} line */
  job({ place }) {
    return /** @type {const} */ ({ flow: 'change', job: 'method', place });
  }

  /** @param {import('parsec-client').Result} result */
  end(result) {
    super.end(result);
    const device = sessions.get(this.route.params.device);
    if (device) policyOf(device).again();
  }

  get loss() {
    return leftoverLoss(this);
  }

  /** The new way, as far as it is chosen. */
  get #passkey() {
    return this.asked === 'new-passkey';
  }

  get #signOn() {
    return this.asked === 'new-sign-on';
  }

  page() {
    switch (this.phase) {
      case 'password':
      case 'passkey':
      case 'sign-on':
      case 'one-time-code':
        return this.#currentPage();
      case 'protection':
      case 'new-passkey':
      case 'new-sign-on':
        return this.#newPage();
      case 'checking':
      case 'saving':
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${this.#workTitle()}</h1>
          ${this.#wait()}
          ${this.guarded ? nothing : html`<div class="actions">${this.cancelButton()}</div>`}
        </div>`;
      case 'trouble':
        return html`${troublePage(this)}${this.guarded ? html`<div class="task">${notice('warn', this.#unsure())}</div>` : nothing}`;
      case 'done':
        return this.#donePage();
      case 'starting':
        return html`<div class="task stack loose">
          <h1 tabindex="-1">${msg('Change how this device opens', { id: 'change.title' })}</h1>
          <wait-line text=${msg('Checking what this browser has saved…', { id: 'home.looking' })}></wait-line>
          <div class="actions">${this.cancelButton()}</div>
        </div>`;
      default:
        return super.page();
    }
  }

  #workTitle() {
    if (this.phase === 'checking') return msg('Checking your password', { id: 'change.checking' });
    if (this.#signOn) return msg('Saving your device', { id: 'passkeys.saving' });
    return this.#passkey
      ? msg('Saving your passkey', { id: 'change.saving-passkey' })
      : msg('Saving your new password', { id: 'change.saving' });
  }

  #wait() {
    const { journey } = this;
    if (!journey) return nothing;
    return this.#passkey || this.#signOn
      ? html`<wait-line text=${msg('The device is saved, read again and opened once.', { id: 'change.saving-wait' })}></wait-line>`
      : openingWait({ step: 'await-key' });
  }

  /** Both may be the one that opens it. */
  #unsure() {
    return this.#passkey || this.#signOn || this.line?.kind !== 'password'
      ? msg(
          'If you leave now, the page on which you open the device shows which of the two ways is the one.',
          {
            id: 'change.unsure-way',
          },
        )
      : msg('If you leave now, try the new password first when you log in, then the old one.', {
          id: 'change.unsure',
        });
  }

  #currentPage() {
    const { journey, phase } = this;
    if (!journey) return nothing;
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${
        phase === 'one-time-code'
          ? msg('Your one-time code', { id: 'change.code-title' })
          : phase === 'passkey'
            ? msg('Your passkey until now', { id: 'change.passkey-title' })
            : phase === 'sign-on'
              ? msg('Your single sign-on until now', { id: 'change.sign-on-title' })
              : msg('Your password until now', { id: 'change.current-title' })
      }</h1>
      <p>${
        phase === 'one-time-code'
          ? msg('It stays as it is: you will go on being asked for one.', {
              id: 'change.code-text',
            })
          : phase === 'passkey'
            ? msg('First use the one that opens this device today.', {
                id: 'change.passkey-text',
              })
            : phase === 'sign-on'
              ? msg('First sign in with the account that opens this device today.', {
                  id: 'change.sign-on-text',
                })
              : msg('First enter the one that opens this device today.', {
                  id: 'change.current-text',
                })
      }</p>
      ${openingEntry(journey, {
        verb: msg('Continue', { id: 'continue' }),
        answer: this.#answer,
        otherActions: this.cancelButton(),
        totp: this.line?.has_totp,
        line: this.line,
      })}
    </div>`;
  }

  /** @type {import('../journey-screen.js').JourneyScreen['answer']} */
  #answer = (answer, secret) => this.answer(answer, secret);

  #newTitle() {
    if (this.phase === 'new-passkey') return msg('Make a passkey', { id: 'passkey.title' });
    if (this.phase === 'new-sign-on')
      return msg('Sign in to open it so from now on', { id: 'change.new-sign-on-title' });
    return isChoice(this.journey?.question, this.policy)
      ? msg('How do you want to open it?', { id: 'change.choice-title' })
      : msg('Choose a new password', { id: 'change.new-title' });
  }

  /** @param {string} organization @param {boolean} signOn */
  #choiceText(organization, signOn) {
    return signOn && this.policy?.providers.length
      ? msg(str`What you choose opens ${organization} in this browser from now on.`, {
          id: 'change.choice-text-sign-on',
        })
      : msg(
          str`What you choose opens ${organization} in this browser from now on. The server never gets it, so nobody can recover it for you.`,
          { id: 'change.choice-text' },
        );
  }

  #newPage() {
    const { journey, line } = this;
    const question = journey?.question ?? null;
    if (!journey || !protectionPhase(journey)) return nothing;
    const organization = line?.organization ?? '';
    const email = line?.human_handle?.[0] ?? '';
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${this.#newTitle()}</h1>
      ${
        question?.question === 'protection'
          ? html`<p>${
              isChoice(question, this.policy)
                ? this.#choiceText(organization, question.sign_on)
                : msg(
                    str`It opens ${organization} in this browser from now on. It never leaves it, so nobody can recover it for you.`,
                    { id: 'change.new-text' },
                  )
            }</p>`
          : nothing
      }
      <new-protection
        .journey=${journey}
        .question=${question}
        .notes=${journey.notes}
        .names=${this.names}
        .answer=${this.#answer}
        .policy=${this.policy}
        .about=${[organization, ...nameOf(line?.human_handle).split(/\s+/), ...email.split(/[@.]/)]}
        .line=${line}
        verb=${line?.kind === 'password' ? msg('Change the password', { id: 'change.link' }) : msg('Use this password', { id: 'change.use-password' })}
        .actions=${this.cancelButton()}
      ></new-protection>
    </div>`;
  }

  async #save() {
    if (!this.line) return;
    this.copyFailure = null;
    try {
      this.saved = await saveCopy(this.line);
      rememberCopy(this.line.device_id);
    } catch (failure) {
      this.copyFailure = /** @type {import('../journeys.js').Failure} */ (failure);
    }
  }

  #donePage() {
    const { line } = this;
    if (!line) return nothing;
    const organization = line.organization ?? '';
    const passkey = this.#passkey;
    const signOn = this.#signOn;
    return html`<div class="task stack loose">
      <span class="stop-sign ok">${icon('check')}</span>
      <h1 tabindex="-1">${this.#doneTitle(organization)}</h1>
      <p class="lead">${
        signOn
          ? msg(
              str`From now on, you sign in to open ${organization} in this browser. For that, you need the network.`,
              { id: 'change.done-lead-sign-on' },
            )
          : passkey
            ? msg(
                str`From now on, ${organization} opens in this browser with your new passkey only.`,
                {
                  id: 'change.done-lead-passkey',
                },
              )
            : msg(
                str`From now on, ${organization} opens in this browser with the new password only.`,
                {
                  id: 'change.done-lead',
                },
              )
      }</p>
      ${passkey ? onlyWayIn(line.device_id, this.recovery) : nothing}
      <ul class="bulleted stack tight">
        ${signOn ? html`<li>${msg('Should your account be closed or its key be lost, only a recovery file or another device brings you back.', { id: 'change.done-sign-on' })} ${this.recovery ? nothing : html`<a class="linklike" href="#/device/${line.device_id}/recovery">${msg('Save a recovery file', { id: 'only-way.recovery' })}</a>`}</li>` : nothing}
        <li>${
          passkey
            ? msg(
                'Copies of this device that you saved before still open as before. Delete them. A new copy opens with the passkey, and only on this site.',
                { id: 'change.done-copies-passkey' },
              )
            : msg(
                'Copies of this device that you saved before still open in the old way. Save a new copy, then delete the old ones.',
                { id: 'change.done-copies' },
              )
        }</li>
        <li>${msg('Your other devices stay as they are.', { id: 'change.done-others' })}</li>
        ${line.has_totp ? html`<li>${msg('You are asked for a one-time code as before.', { id: 'change.done-code' })}</li>` : nothing}
        ${passkey && line.place.store === 'official' ? html`<li>${msg('The official web application no longer shows this organization here.', { id: 'change.done-official' })}</li>` : nothing}
        ${
          line.kind === 'web_passkey'
            ? html`<li>
                ${msg('The passkeys of before open nothing any more: delete them where they are kept.', { id: 'change.done-passkeys' })}
                ${leftoverHelp({})}
              </li>`
            : nothing
        }
      </ul>
      ${this.copyFailure ? failureNotice(this.copyFailure, this.names) : nothing}
      ${
        this.saved
          ? html`<div role="status">${notice('ok', msg(str`Your browser has saved “${this.saved}” among its downloads.`, { id: 'welcome.copy-saved' }))}</div>`
          : nothing
      }
      ${passkey && !this.recovery ? this.#donePasskeyActions() : this.#doneActions()}
    </div>`;
  }

  #doneActions() {
    return html`<div class="actions">
      <button class="button ${this.saved ? '' : 'primary'}" type="button" @click=${this.#save}>${icon('download')}${msg('Save a copy of my device', { id: 'copy.save' })}</button>
      <a class="button ${this.saved ? 'primary' : ''}" href="#${this.exit}">${msg('Done', { id: 'done' })}</a>
    </div>`;
  }

  /** A copy is no other way in: the same passkey opens it. */
  #donePasskeyActions() {
    return html`<div class="actions">
      <a class="button" href="#${this.exit}">${msg('Later', { id: 'welcome.later' })}</a>
      <button class="button" type="button" @click=${this.#save}>${icon('download')}${msg('Save a copy of my device', { id: 'copy.save' })}</button>
    </div>`;
  }

  /** @param {string} organization */
  #doneTitle(organization) {
    if (this.#signOn)
      return msg(str`${organization} opens with single sign-on now`, {
        id: 'change.done-title-sign-on',
      });
    if (this.#passkey)
      return msg(str`${organization} opens with your passkey now`, {
        id: 'change.done-title-passkey',
      });
    return this.line?.kind === 'password'
      ? msg('Your password is changed', { id: 'change.done-title' })
      : msg(str`${organization} opens with a password now`, { id: 'change.done-title-password' });
  }
}
customElements.define('change-screen', ChangeScreen);
