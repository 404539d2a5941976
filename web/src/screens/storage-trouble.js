// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html } from 'lit';
import { helpLink } from '../help-link.js';
import { icon } from '../pieces/icon.js';
import { Screen } from '../screen.js';

/** @type {Record<string, string>} what a failure of this cause is called elsewhere */
const STATUS = { insecure: 'insecure-context', quota: 'store-quota' };

/** @param {string} reason as the store's probe names it */
function words(reason) {
  switch (reason) {
    case 'insecure':
      return {
        cause: msg(
          'This page was opened over a connection that is not secure, and browsers only let secure pages keep keys.',
          { id: 'storage.insecure' },
        ),
        next: msg(
          'Open the same address with “https://” in front. If that does not work, tell whoever runs this server.',
          { id: 'storage.insecure-next' },
        ),
      };
    case 'no-locks':
      return {
        cause: msg(
          'This browser is too old: it lacks something that Parsec needs to keep your device safe.',
          { id: 'storage.old' },
        ),
        next: msg('Update the browser, or use a recent Firefox, Chrome, Edge or Safari.', {
          id: 'storage.old-next',
        }),
      };
    case 'partitioned':
      return {
        cause: msg(
          'This page is shown inside another site, and there the browser keeps data apart or throws it away.',
          { id: 'storage.partitioned' },
        ),
        next: msg('Open Parsec in a tab of its own.', { id: 'storage.partitioned-next' }),
      };
    case 'quota':
      return {
        cause: msg('There is no space left for this site.', { id: 'storage.quota' }),
        next: msg('Free some disk space or clear the data of other sites, then try again.', {
          id: 'storage.quota-next',
        }),
      };
    default:
      return {
        cause: msg(
          'The browser does not let this site keep data: cookies are blocked for it, or this is a private window.',
          { id: 'storage.blocked' },
        ),
        next: msg(
          'Allow data (cookies) for this site in the settings of the browser, or use an ordinary window, then try again.',
          { id: 'storage.blocked-next' },
        ),
      };
  }
}

/** Said before the person starts anything: a device that cannot be kept here must not be created here. */
class StorageTroubleScreen extends Screen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    reason: {},
  };

  constructor() {
    super();
    this.reason = '';
  }

  render() {
    const { cause, next } = words(this.reason);
    return html`<div class="task stack loose" data-storage=${this.reason}>
      <span class="stop-sign warn">${icon('alert')}</span>
      <h1 tabindex="-1">${msg('Parsec cannot keep anything in this browser', { id: 'storage.title' })}</h1>
      <p class="lead">${cause}</p>
      <p>${msg('Your device would be lost as soon as you close the page, so we do not start.', { id: 'storage.why' })}</p>
      <div class="card stack tight">
        <h2>${msg('What you can do', { id: 'what-to-do' })}</h2>
        <p>${next}</p>
      </div>
      <div class="actions">
        <button class="button primary" type="button" @click=${() => location.reload()}>${msg('Try again', { id: 'again' })}</button>
      </div>
      ${helpLink({ status: STATUS[this.reason] ?? 'store-denied' })}
    </div>`;
  }
}
customElements.define('storage-trouble-screen', StorageTroubleScreen);
