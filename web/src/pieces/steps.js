// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';

/**
 * @param {number} current from 1
 * @param {string[]} names
 */
export function steps(current, names) {
  return html`<div class="steps">
    <p>${msg(str`Step ${current} of ${names.length} — ${names[current - 1]}`, { id: 'steps.line' })}</p>
    <ol aria-label=${msg('Steps', { id: 'steps.list' })}>
      ${names.map(
        (name, i) =>
          html`<li class=${i + 1 < current ? 'done' : ''} aria-current=${i + 1 === current ? 'step' : nothing}>
            <span class="visually-hidden">${name}</span>
          </li>`,
      )}
    </ol>
  </div>`;
}
