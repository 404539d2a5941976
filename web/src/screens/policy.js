// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { logOut } from '../log-out.js';
import { findPasskeys } from '../passkeys-here.js';
import { codeWhat } from '../pieces/code-entry.js';
import { icon } from '../pieces/icon.js';
import { notice } from '../pieces/notice.js';
import '../pieces/wait.js';
import { accepted, policyOf } from '../policy.js';
import { Screen } from '../screen.js';
import { sessions } from '../sessions.js';
import { methodName } from '../words/methods.js';

/** Shown before: whoever comes back may have changed something. @type {WeakSet<object>} */
const shownBefore = new WeakSet();

/**
 * The organization's server wants this device opened in another way, or with a one-time code on top. In the place of every page of the
 * device until that is so.
 */
class PolicyScreen extends Screen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    passkeys: { state: true },
    line: { state: true },
  };

  /** @type {ReturnType<typeof policyOf> | undefined} */
  #following;

  constructor() {
    super();
    /** @type {boolean | null} whether this browser may have passkeys; null until it is known */
    this.passkeys = null;
  }

  get device() {
    return sessions.get(this.route.params.device);
  }

  connectedCallback() {
    super.connectedCallback();
    const { device } = this;
    if (!device) return;
    const policy = policyOf(device);
    this.#following = policy;
    policy.addEventListener('change', this.#changed);
    if (shownBefore.has(policy)) policy.again();
    shownBefore.add(policy);
    this.#probe();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#following?.removeEventListener('change', this.#changed);
  }

  #changed = () => this.requestUpdate();

  async #probe() {
    this.passkeys = (await findPasskeys()) !== 'none';
  }

  get step() {
    const { asking, verdict } = this.#following ?? {};
    return asking || this.passkeys === null ? 'starting' : (verdict ?? '');
  }

  render() {
    const { device } = this;
    const policy = this.#following;
    if (!device || !policy) return nothing;
    if (policy.asking || this.passkeys === null) {
      return html`<div class="task stack loose">
        <h1 tabindex="-1">${device.organization}</h1>
        <wait-line text=${msg('Asking for the rules of your organization…', { id: 'policy.asking' })}></wait-line>
        <div class="actions">${this.#logOutButton()}</div>
      </div>`;
    }
    return policy.verdict === 'totp' ? this.#codesPage(device) : this.#methodPage(device, policy);
  }

  #logOutButton() {
    const { device } = this;
    return html`<button class="button" type="button" @click=${() => device && logOut(device)}>${msg('Log out', { id: 'organization.log-out' })}</button>`;
  }

  #again() {
    return html`<p>
      <button class="linklike" type="button" @click=${() => this.#following?.again()}>${msg('It was changed meanwhile: ask the server again', { id: 'policy.again' })}</button>
    </p>`;
  }

  /** @param {import('../journeys.js').DeviceResult} device */
  #codesPage({ organization, host, device_id }) {
    return html`<div class="task stack loose" data-policy="totp">
      <span class="stop-sign warn">${icon('shield')}</span>
      <h1 tabindex="-1">${msg(str`${organization} asks for one-time codes`, { id: 'mfa.remove-wanted' })}</h1>
      <p class="lead">
        ${msg(str`The rules of the server ${host} want every device to ask for one at each log in, and this one does not yet. Until it does, nothing else of ${organization} is shown here.`, { id: 'policy.totp-text' })}
      </p>
      <p>${codeWhat()}</p>
      <p>${msg('Setting it up takes about two minutes, with your phone in your hand.', { id: 'policy.totp-time' })}</p>
      <div class="actions">
        <a class="button primary" href="#/saved/${device_id}/mfa/add">${msg('Set up one-time codes', { id: 'mfa.add-link' })}</a>
        ${this.#logOutButton()}
      </div>
      ${this.#again()}
    </div>`;
  }

  /**
   * @param {import('../journeys.js').DeviceResult} device
   * @param {ReturnType<typeof policyOf>} policy
   */
  #methodPage({ organization, host, device_id }, { methods, providers }) {
    const { here, elsewhere } = accepted({ methods, providers });
    return html`<div class="task stack loose" data-policy="method">
      <span class="stop-sign warn">${icon('shield')}</span>
      <h1 tabindex="-1">${msg(str`${organization} asks for another way to log in`, { id: 'policy.method' })}</h1>
      <p class="lead">
        ${msg(str`The rules of the server ${host} do not accept how this device is opened today. Until that is changed, nothing else of ${organization} is shown here.`, { id: 'policy.method-text' })}
      </p>
      ${
        here.length
          ? html`<section class="card stack tight" aria-labelledby="wanted">
              <h2 id="wanted">${msg('Accepted instead', { id: 'policy.wanted' })}</h2>
              <ul class="bulleted">
                ${here.map(
                  ({ kind, needs_totp }) =>
                    html`<li>
                      ${needs_totp ? msg(str`${methodName(kind)}, with a one-time code`, { id: 'policy.with-code' }) : methodName(kind)}
                    </li>`,
                )}
              </ul>
              ${here.some(({ needs_totp }) => needs_totp) ? html`<p class="muted">${msg('You set up one-time codes right after: six digits from an application on your phone.', { id: 'policy.codes-after' })}</p>` : nothing}
            </section>`
          : this.#nothingHere(organization, device_id)
      }
      ${
        elsewhere.length
          ? html`<div class="stack tight muted">
              <p>${msg('Accepted in the Parsec application on a computer:', { id: 'policy.elsewhere' })}</p>
              <ul class="bulleted">${elsewhere.map(({ kind }) => html`<li>${methodName(kind)}</li>`)}</ul>
            </div>`
          : nothing
      }
      <div class="actions">
        ${
          here.length
            ? html`<a class="button primary" href="#/saved/${device_id}/method">${msg('Change how this device is opened', { id: 'policy.change' })}</a>`
            : nothing
        }
        ${this.#logOutButton()}
      </div>
      ${this.#again()}
    </div>`;
  }

  /** @param {string} organization @param {string} device_id */
  #nothingHere(organization, device_id) {
    return notice(
      'warn',
      html`<p>${msg(str`Go on with the Parsec application on a computer, which has more ways: add it to your devices from here, then use ${organization} there. Or ask an administrator of ${organization} what to do.`, { id: 'policy.nothing-text' })}</p>
        <p><a class="linklike" href="#/device/${device_id}/devices">${msg('Add the application to my devices', { id: 'policy.add-device' })}</a></p>
        ${this.passkeys ? nothing : html`<p>${msg('This browser has no passkeys here. Another browser, or a newer one, may have.', { id: 'policy.no-passkeys' })}</p>`}`,
      {
        title: msg('Nothing that is accepted is possible in this browser', {
          id: 'policy.nothing',
        }),
      },
    );
  }
}
customElements.define('policy-screen', PolicyScreen);
