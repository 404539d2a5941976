// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { findDevice } from '../device-file.js';
import { helpLink } from '../help-link.js';
import { router } from '../router.js';
import { Screen } from '../screen.js';
import { nobodyCan, waysBack } from '../words/help.js';

/**
 * What opens a device is forgotten or lost: what helps, the best first.
 */
class LostScreen extends Screen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    line: { state: true },
    looked: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../journeys.js').ReadableLine | null} the device that the page is about */
    this.line = null;
    this.looked = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#find();
  }

  async #find() {
    const { device } = this.route.params;
    try {
      if (device) this.line = await findDevice(device);
    } catch {
      // What is said helps without it.
    }
    this.looked = true;
  }

  get step() {
    return this.looked ? 'ready' : 'starting';
  }

  get #byPasskey() {
    return this.line?.kind === 'web_passkey';
  }

  get #bySignOn() {
    return this.line?.kind === 'openbao';
  }

  #title() {
    if (this.#bySignOn) return msg('You cannot sign in any more', { id: 'lost.title-sign-on' });
    if (this.#byPasskey)
      return msg('Your passkey does not open it any more', { id: 'lost.title-passkey' });
    return this.route.params.device
      ? msg('Forgotten password', { id: 'lost.title' })
      : msg('Forgotten password, lost device', { id: 'lost.link' });
  }

  #lead() {
    if (this.#bySignOn)
      return msg(
        'If your account is only closed or locked, whoever manages it can help. If the key of this device is gone, nobody has it any more: then one of these can help, the best first.',
        { id: 'lost.lead-sign-on' },
      );
    if (this.#byPasskey)
      return msg(
        'Nobody can bring back a passkey that was deleted or lost, not even the server. But one of these can help, the best first.',
        { id: 'lost.lead-passkey' },
      );
    return this.route.params.device
      ? msg(
          'Nobody can recover it, not even the server: it never left this browser. But one of these can help, the best first.',
          { id: 'lost.lead' },
        )
      : msg(
          'Nobody can recover a password or a device, not even the server: it never had them. But one of these can help, the best first.',
          { id: 'lost.lead-any' },
        );
  }

  /**
   * @param {ReturnType<typeof waysBack>[number]} way
   * @returns {{ path: string, text: string } | undefined}
   */
  #link({ way, link }) {
    const { device } = this.route.params;
    switch (way) {
      case 'passkey':
        return device
          ? { path: `/device/${device}`, text: msg('Use another passkey', { id: 'lost.passkey' }) }
          : link;
      case 'copy':
        return { path: '/', text: msg('To the start page', { id: 'lost.start' }) };
      case 'administrator':
        return {
          path: device ? `/help/device/${device}` : '/help',
          text: msg('Prepare a text for them', { id: 'lost.text' }),
        };
      default:
        return link;
    }
  }

  render() {
    const { line } = this;
    const organization = line?.organization;
    // Whoever has one passkey has no other one.
    const ways = waysBack(line?.kind, this.route.params.device).filter(
      ({ way }) => way !== 'passkey' || !line || line.passkeys.length > 1,
    );
    return html`<div class="task stack loose">
      <h1 tabindex="-1">
        ${this.#title()}
      </h1>
      <p class="lead">
        ${this.#lead()}
      </p>
      ${organization ? html`<p translate="no">${organization} <span class="muted">${line.host}</span></p>` : nothing}
      <ol class="ways stack">
        ${ways.map((each) => {
          const { way, title, text, cost } = each;
          const link = this.#link(each);
          return html`<li class="card stack tight" data-way=${way}>
            <h2>${title}</h2>
            <p>${text}</p>
            <p class="muted">${cost}</p>
            ${link ? html`<div class="row"><a class="button ${way === 'recovery' ? 'primary' : ''}" href=${router.href(link.path)}>${link.text}</a></div>` : nothing}
          </li>`;
        })}
      </ol>
      <p class="muted">${nobodyCan()}</p>
      <div class="row">
        <a class="button" href=${this.route.params.device ? `#/device/${this.route.params.device}` : '#/'}>${msg('Back', { id: 'back' })}</a>
      </div>
      ${helpLink()}
    </div>`;
  }
}
customElements.define('lost-screen', LostScreen);
