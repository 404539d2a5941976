// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { helpLink } from '../help-link.js';
import { nameOf } from '../journeys.js';
import { referenceOf } from '../report.js';
import { router } from '../router.js';
import { actorWords, retryHelps, wordsOf } from '../words/failures.js';
import { moment } from '../words/locale.js';
import { CLOCK, clockHelp } from './clock.js';
import { icon } from './icon.js';
import { notice } from './notice.js';

/**
 * @typedef {import('../journeys.js').Failure} Failure
 * @typedef {import('../words/failures.js').Known} Known
 */

/** @param {string} kind of a certificate */
function recordName(kind) {
  switch (kind) {
    case 'user':
      return msg('somebody joined', { id: 'record.user' });
    case 'device':
      return msg('a device was added', { id: 'record.device' });
    case 'user-update':
      return msg('a role was changed', { id: 'record.user-update' });
    default:
      return msg('somebody was removed', { id: 'record.revoked-user' });
  }
}

/**
 * Which certificate was refused.
 * @param {Failure} failure
 */
function record({ certificate, certificate_time, person }) {
  if (!certificate || !certificate_time) return nothing;
  const kind = recordName(certificate);
  const when = moment(certificate_time);
  const name = nameOf(person);
  return html`<p>
    ${
      name
        ? msg(str`The record in question: ${kind}, dated ${when}, about ${name}.`, {
            id: 'failure.record-of',
          })
        : msg(str`The record in question: ${kind}, dated ${when}.`, { id: 'failure.record' })
    }
  </p>`;
}

/**
 * What only this failure knows: two clocks, a certificate.
 * @param {Failure} failure
 */
function particulars(failure) {
  const { status, server_time, client_time } = failure;
  return html`${
    server_time && client_time
      ? html`<p>
          ${msg(str`This computer says ${moment(client_time)}; the server says ${moment(server_time)}.`, { id: 'failure.clocks' })}
        </p>`
      : CLOCK.has(status)
        ? html`<clock-now></clock-now>`
        : nothing
  }${record(failure)}`;
}

/**
 * What to do next, with the way there.
 * @param {import('../words/failures.js').FailureWords} words
 */
export function nextSteps({ next, link }) {
  const { device } = router.route.params;
  // The page of the ways back knows more of the device that it is about.
  const path = link?.path === '/lost' && device ? `/lost/${device}` : link?.path;
  return html`<p>${next}</p>
    ${link && path ? html`<p><a class="linklike" href=${router.href(path)}>${link.text}</a></p>` : nothing}`;
}

/** @param {Failure} failure */
function reference(failure) {
  return html`<p class="caption muted">${msg('Reference:', { id: 'failure.reference' })} <span class="mono" translate="no">${referenceOf(failure)}</span></p>`;
}

/**
 * A whole page: its h1, what happened, who acts, what to do.
 * @param {Failure} failure
 * @param {Known} known
 * @param {unknown} actions
 * @param {{ danger?: boolean, state?: unknown, helpers?: unknown, more?: unknown }} [besides] danger: somebody may mean harm; then how
 *   things stand now, who acts by name, what helps besides
 */
export function failurePage(failure, known, actions, { danger, state, helpers, more } = {}) {
  const words = wordsOf(failure, known);
  return html`<div class="task stack loose" data-status=${failure.status}>
    <span class="stop-sign ${danger ? '' : 'warn'}">${icon(danger ? 'stop' : 'alert')}</span>
    <h1 tabindex="-1">${words.title}</h1>
    <p class="lead">${words.cause}</p>
    ${particulars(failure)} ${state ?? nothing}
    <div class="card stack tight">
      <h2>${actorWords(words.who)}</h2>
      ${nextSteps(words)} ${helpers ?? nothing}
    </div>
    ${CLOCK.has(failure.status) ? clockHelp() : nothing} ${more ?? nothing}
    <div class="actions">${actions}</div>
    <div class="stack tight">
      ${helpLink(failure)}
      ${reference(failure)}
    </div>
  </div>`;
}

/**
 * Whether to try again or to go is the better thing to do depends on what happened, and the better one comes first.
 * @param {string} status
 * @param {(() => void) | null} again null: that is not possible
 * @param {{ href: string, text: string }} [exit]
 */
export function againOrLeave(
  status,
  again,
  exit = { href: '#/', text: msg('Back to start', { id: 'to-start' }) },
) {
  const helps = again !== null && retryHelps(status);
  const retry = again
    ? html`<button class="button ${helps ? 'primary' : ''}" type="button" @click=${again}>${msg('Try again', { id: 'again' })}</button>`
    : nothing;
  const leave = html`<a class="button ${helps ? '' : 'primary'}" href=${exit.href}>${exit.text}</a>`;
  return helps ? [retry, leave] : [leave, retry];
}

/**
 * Inside a page, where the thing that failed stands.
 * @param {Failure} failure
 * @param {Known} [known]
 * @param {unknown} [actions]
 */
export function failureNotice(failure, known = {}, actions = nothing) {
  const words = wordsOf(failure, known);
  return html`<div data-status=${failure.status}>
    ${notice('danger', html`<p>${words.cause}</p>${particulars(failure)}${nextSteps(words)}${actions}${reference(failure)}`, { title: words.title, alert: true })}
  </div>`;
}
