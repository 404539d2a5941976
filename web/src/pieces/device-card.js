// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { nameOf } from '../journeys.js';
import { shown } from '../names.js';

/**
 * What is about to be opened, as its file says.
 * @param {{ organization: string, host: string, human_handle: import('../journeys.js').Person, device_label?: string | null }} question
 */
export function deviceCard({ organization, host, human_handle, device_label }) {
  return html`<div class="card">
    <dl class="facts">
      <dt>${msg('Organization', { id: 'fact.organization' })}</dt>
      <dd translate="no">${organization} <span class="muted">${host}</span></dd>
      <dt>${msg('You', { id: 'fact.you' })}</dt>
      <dd translate="no">${nameOf(human_handle)} <span class="muted">${human_handle[0]}</span></dd>
      ${
        device_label
          ? html`<dt>${msg('Device', { id: 'fact.device' })}</dt>
              <dd translate="no">${shown(device_label)}</dd>`
          : nothing
      }
    </dl>
  </div>`;
}
