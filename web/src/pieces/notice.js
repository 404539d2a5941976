// SPDX-License-Identifier: MPL-2.0
import { html, nothing } from 'lit';
import { icon } from './icon.js';

const ICONS = { info: 'info', warn: 'alert', danger: 'stop', ok: 'check' };

/**
 * @param {'info' | 'warn' | 'danger' | 'ok'} kind
 * @param {unknown} content
 * @param {{ title?: string, alert?: boolean }} [options] alert: is read at once when it appears
 */
export function notice(kind, content, { title, alert = false } = {}) {
  return html`<div class="notice ${kind}" role=${alert ? 'alert' : nothing}>
    ${icon(ICONS[kind])}
    <div>${title ? html`<p><strong>${title}</strong></p>` : nothing}${typeof content === 'string' ? html`<p>${content}</p>` : content}</div>
  </div>`;
}
