// SPDX-License-Identifier: MPL-2.0
import { html, nothing } from 'lit';
import { oneByOne, spelled } from '../words/spelling.js';

/**
 * The code to read out: the largest thing on the page.
 * @param {string} code
 * @param {{ label?: string }} [small] with a label: the small reminder shown while something else is asked
 */
export function codeShown(code, small) {
  return html`<div class="code-shown ${small ? 'small' : ''}" data-code=${code} translate="no">
    ${small?.label ? html`<p>${small.label}</p>` : nothing}
    <p class="code-cells" aria-hidden="true">${[...code].map((c) => html`<span>${c}</span>`)}</p>
    <p class="visually-hidden">${oneByOne(code)}</p>
    ${small ? nothing : html`<p class="caption">${spelled(code)}</p>`}
  </div>`;
}
