// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html } from 'lit';
import { Piece } from '../piece.js';
import { moment } from '../words/locale.js';

/** Failures that a wrong clock brings about. */
export const CLOCK = new Set(['http-clock', 'ballpark']);

/** What the clock of this computer says now: somebody may be setting it. */
export class ClockNow extends Piece {
  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => this.requestUpdate(), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  render() {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    return html`<p>${msg(str`This computer says ${moment(new Date())} (time zone ${timeZone}).`, { id: 'clock.now' })}</p>`;
  }
}
customElements.define('clock-now', ClockNow);

/** Where it is set, on the computers that people have. */
export function clockHelp() {
  return html`<div class="card stack tight">
    <h2>${msg('Where to set it', { id: 'clock.how' })}</h2>
    <p><strong translate="no">Windows</strong><br />${msg('Settings, Time & language, Date & time: switch on “Set time automatically”, then press “Sync now”.', { id: 'clock.windows' })}</p>
    <p><strong translate="no">macOS</strong><br />${msg('System Settings, General, Date & Time: switch on “Set time and date automatically”.', { id: 'clock.macos' })}</p>
    <p><strong translate="no">Linux</strong><br />${msg('Settings, System, Date & Time: switch on “Automatic Date & Time”.', { id: 'clock.linux' })}</p>
    <p><strong>${msg('Phone', { id: 'clock.phone' })}</strong><br />${msg('Settings, Date & time: choose the automatic time.', { id: 'clock.phone-how' })}</p>
  </div>`;
}
