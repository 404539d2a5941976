// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { client } from '../client.js';
import { failurePage } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import '../pieces/wait.js';
import { router } from '../router.js';
import { Screen } from '../screen.js';

/** @typedef {Extract<Awaited<ReturnType<import('../client.js').Client['describeLink']>>, { status: 'ok' }>} Description */

/** @param {Description} link @returns {{ title: string, text: string, next: string }} what a link is that this version cannot follow */
function notYet({ kind, organization }) {
  const desktop = msg('Open it with the Parsec application on a computer instead.', {
    id: 'link.desktop',
  });
  switch (kind) {
    case 'claim-shamir':
      return {
        title: msg(str`A link to get back into ${organization} with the help of trusted people`, {
          id: 'link.shamir',
        }),
        text: msg(
          'It brings a lost access back by collecting parts of a key. That is not possible in a browser yet.',
          { id: 'link.shamir-text' },
        ),
        next: desktop,
      };
    case 'workspace-path':
      return {
        title: msg(str`A link to a file or folder in ${organization}`, { id: 'link.path' }),
        text: msg(
          'It is not an invitation: it only works for people who are in already, and files cannot be shown here yet.',
          { id: 'link.path-text' },
        ),
        next: desktop,
      };
    case 'pki-enrollment':
      return {
        title: msg(str`A link to join ${organization} with a smart card`, { id: 'link.pki' }),
        text: msg(
          'It is of an older kind, for smart cards. That is not possible in a browser yet.',
          { id: 'link.pki-text' },
        ),
        next: msg(
          'Open it with the Parsec application, or ask an administrator for an invitation by e-mail: that one works here.',
          { id: 'link.request-next' },
        ),
      };
    case 'organization':
      return {
        title: msg(str`The address of ${organization}`, { id: 'link.organization' }),
        text: msg('It names an organization but invites nobody.', { id: 'link.organization-text' }),
        next: msg(
          'If you are a member, open it from the start page. If not, ask an administrator for an invitation.',
          { id: 'link.organization-next' },
        ),
      };
    default:
      return {
        title: msg('The address of a server', { id: 'link.server' }),
        text: msg('It names a Parsec server but invites nobody.', { id: 'link.server-text' }),
        next: msg(
          'Ask whoever gave it to you for an invitation link, or create an organization of your own from the start page.',
          { id: 'link.server-next' },
        ),
      };
  }
}

/** Where links go that can be followed here. @type {Record<string, string>} */
const FOLLOWED = {
  'claim-user': '/join',
  'claim-device': '/join/device',
  bootstrap: '/create',
  'totp-reset': '/totp-reset',
};

/** @param {Description} description */
function isHere({ server_url }) {
  return new URL(server_url).origin === location.origin;
}

/**
 * Says what a link is. Invitations go on to their own page; nothing is asked of any server here.
 */
class LinkScreen extends Screen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    description: { state: true },
    failed: { state: true },
  };

  constructor() {
    super();
    /** @type {Description | null} */
    this.description = null;
    this.failed = '';
    this.link = router.link ?? '';
  }

  get step() {
    return this.failed || (this.description?.kind ?? 'starting');
  }

  connectedCallback() {
    super.connectedCallback();
    this.#read();
  }

  async #read() {
    try {
      const description = await (await client()).describeLink(this.link);
      if (!this.isConnected) return;
      const here = description.status === 'ok' && isHere(description);
      const followed = here && FOLLOWED[description.kind];
      // It is the same for everybody, so that it may stand in an address.
      if (here && description.kind === 'async-enrollment')
        await router.go(`/ask/${encodeURIComponent(description.organization ?? '')}`, {
          replace: true,
        });
      else if (followed) await router.go(followed, { replace: true, link: this.link });
      else {
        // It leads nowhere from here.
        router.forgetLink();
        if (description.status === 'ok') this.description = description;
        else this.failed = description.status;
      }
    } catch (error) {
      // The core could not be started: a reload tries again.
      this.failed = /** @type {{ status?: string }} */ (error).status ?? 'unknown';
    }
  }

  render() {
    const { description } = this;
    const home = html`<a class="button ${this.failed ? 'primary' : ''}" href="#/">${msg('Back to start', { id: 'to-start' })}</a>`;
    if (this.failed) return failurePage({ status: this.failed }, {}, home);
    if (!description) {
      return html`<div class="task stack loose">
        <h1 tabindex="-1">${msg('Reading your link', { id: 'link.reading' })}</h1>
        <wait-line text=${msg('Finding out what it is…', { id: 'link.reading-wait' })}></wait-line>
      </div>`;
    }
    return isHere(description)
      ? this.#politely(description, home)
      : this.#elsewhere(description, home);
  }

  /** @param {Description} description @param {unknown} home */
  #politely(description, home) {
    const { title, text, next } = notYet(description);
    const { desktop_url } = description;
    return html`<div class="task stack loose" data-link=${description.kind}>
      <span class="stop-sign warn">${icon('link')}</span>
      <h1 tabindex="-1">${title}</h1>
      <p class="lead">${text}</p>
      <div class="card stack tight">
        <h2>${msg('What you can do', { id: 'what-to-do' })}</h2>
        <p>${next}</p>
      </div>
      <div class="actions">
        ${
          desktop_url
            ? html`<button class="button primary" type="button" @click=${() => location.assign(desktop_url)}>
                ${msg('Open in the Parsec application', { id: 'link.open-desktop' })}
              </button>`
            : nothing
        }
        ${home}
      </div>
    </div>`;
  }

  /** @param {Description} description @param {unknown} home */
  #elsewhere({ organization, host, continue_url }, home) {
    return html`<div class="task stack loose" data-link="elsewhere">
      <span class="stop-sign warn">${icon('link')}</span>
      <h1 tabindex="-1">${msg('This link belongs to another server', { id: 'elsewhere.title' })}</h1>
      <p class="lead">${msg(str`You are on ${location.host}. Each server has its own page, and this one has not asked the other anything.`, { id: 'elsewhere.text' })}</p>
      <div class="card">
        <dl class="facts">
          ${
            organization
              ? html`<dt>${msg('Organization', { id: 'fact.organization' })}</dt>
                  <dd translate="no">${organization}</dd>`
              : nothing
          }
          <dt>${msg('Server', { id: 'fact.server' })}</dt>
          <dd translate="no">${host}</dd>
        </dl>
      </div>
      <p>${msg('Go on only if you expected this server. If you are not sure, call the person who sent you the link.', { id: 'elsewhere.check' })}</p>
      <div class="actions">
        ${
          continue_url
            ? html`<a class="button primary" href=${continue_url} rel="noreferrer noopener">
                ${msg(str`Continue on ${host}`, { id: 'elsewhere.continue' })}
              </a>`
            : nothing
        }
        ${home}
      </div>
    </div>`;
  }
}
customElements.define('link-screen', LinkScreen);
