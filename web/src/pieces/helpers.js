// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { nameOf } from '../journeys.js';
import { shown } from '../names.js';

/** More names than these help nobody. */
const NAMED = 4;

/**
 * Whom to call: administrators by name and address.
 * @param {readonly import('../knowledge.js').Person[]} administrators
 */
export function helpers(administrators) {
  const more = administrators.length - NAMED;
  return html`<ul class="lines" data-helpers>
    ${administrators.slice(0, NAMED).map(
      ({ human_handle }) =>
        html`<li>
          <div class="line folding">
            <span class="what">
              <span class="name" translate="no">${nameOf(human_handle)}</span>
              ${human_handle?.[1] ? html`<span class="caption muted" translate="no">${shown(human_handle[0])}</span>` : nothing}
            </span>
          </div>
        </li>`,
    )}
  </ul>${more > 0 ? html`<p class="muted">${msg(str`And ${more} more.`, { id: 'helpers.more' })}</p>` : nothing}`;
}
