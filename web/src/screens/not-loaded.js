// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html } from 'lit';
import { icon } from '../pieces/icon.js';
import { Screen } from '../screen.js';

/** A part of the app could not be fetched: no connection, or a newer version has replaced it. */
class NotLoadedScreen extends Screen {
  render() {
    return html`<div class="task stack loose">
      <span class="stop-sign warn">${icon('alert')}</span>
      <h1 tabindex="-1">${msg('This page could not be loaded', { id: 'not-loaded.title' })}</h1>
      <p class="lead">${msg('Either the connection was lost, or Parsec was just updated on the server.', { id: 'not-loaded.text' })}</p>
      <div class="actions">
        <button class="button primary" type="button" @click=${() => location.reload()}>${msg('Reload the page', { id: 'reload' })}</button>
      </div>
    </div>`;
  }
}
customElements.define('not-loaded-screen', NotLoadedScreen);
