// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html } from 'lit';
import { encode } from 'uqr';

/** Light cells around the code: scanners need them. */
const QUIET = 4;

/**
 * @param {string} text
 * @param {string} [label] what it is, for whoever does not see it
 */
export function qr(text, label = msg('The invitation link as a QR code', { id: 'qr.label' })) {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const path = data
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return html`<div class="qr">
    <svg viewBox="0 0 ${size} ${size}" role="img" aria-label=${label} shape-rendering="crispEdges">
      <path d=${path} />
    </svg>
  </div>`;
}
