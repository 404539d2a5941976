// SPDX-License-Identifier: MPL-2.0
import { html, nothing } from 'lit';

/** @param {import('../report.js').Line[]} lines values are names, numbers and hashes: shown as they are */
export function facts(lines) {
  return html`<dl class="facts">
    ${lines.map(
      ([label, value]) =>
        html`<dt>${label}</dt><dd class=${/^[0-9a-f]{64}$/.test(value) ? 'hash' : nothing} translate="no">${value}</dd>`,
    )}
  </dl>`;
}
