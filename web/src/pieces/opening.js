// SPDX-License-Identifier: MPL-2.0
// What opens a device file, whichever way it is opened: its password, a passkey or single sign-on, then a one-time code where there is a
// layer for one.
// The same for every journey that opens one.
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { WRONG_PASSKEY, WRONG_PASSWORD } from '../help-link.js';
import { knownOf } from '../words/failures.js';
import { checksCode, codeEntry } from './code-entry.js';
import './passkey-prompt.js';
import { passwordEntry } from './password-entry.js';
import { SIGNING_ON } from './sign-on.js';
import './wait.js';

/** @typedef {import('parsec-client').Journey} Journey */

/**
 * The same from the first question of single sign-on to the last, and while servers are asked in between: its piece holds a window.
 * @param {Pick<Journey, 'question' | 'step' | 'ended' | 'flow'>} journey
 * @returns {'' | 'password' | 'passkey' | 'sign-on' | 'one-time-code'} what is asked for, or being checked
 */
export function openingPhase(journey) {
  const { question, step, ended, flow } = journey;
  switch (question?.question) {
    case 'password':
    case 'passkey':
    case 'one-time-code':
      return question.question;
    case 'sign-on':
    case 'signing-on':
      return SIGNING_ON.has(step) && flow !== 'recover' ? 'sign-on' : '';
    case undefined:
      if (!ended && SIGNING_ON.has(step) && flow !== 'recover') return 'sign-on';
      return checksCode(journey) ? 'one-time-code' : '';
    default:
      return '';
  }
}

/**
 * What was wrong with the last try, for the page that helps.
 * @param {Pick<Journey, 'question'>} journey
 */
export function openingTrouble({ question }) {
  switch (question?.question) {
    case 'password':
      return question.refused ? WRONG_PASSWORD : '';
    case 'passkey':
      return question.refused ? WRONG_PASSKEY : '';
    case 'sign-on':
      return question.rejected === 'ok' ? '' : question.rejected;
    case 'one-time-code':
      return ['one-time-code', 'throttled'].includes(question.rejected) ? question.rejected : '';
    default:
      return '';
  }
}

/**
 * @param {Journey} journey in a phase of openingPhase
 * @param {{
 *   verb: string,
 *   answer: (answer: import('parsec-client').Answer, secret?: Uint8Array<ArrayBuffer>) => unknown,
 *   otherActions: unknown,
 *   totp?: boolean,
 *   line?: import('../journeys.js').DeviceLine | null,
 *   flow?: string,
 *   failure?: import('../journeys.js').Failure | null,
 * }} how totp: the file has a layer for one-time codes. For single sign-on: whose file it is, the route that goes on if the page may be
 *   left for the provider's, and what came of that
 */
export function openingEntry(
  journey,
  { verb, answer, otherActions, totp = false, line = null, flow = '', failure = null },
) {
  const { question } = journey;
  switch (openingPhase(journey)) {
    case 'password':
      return question?.question === 'password'
        ? passwordEntry(
            question,
            verb,
            (secret) => answer({ answer: 'password' }, secret),
            otherActions,
            totp,
          )
        : nothing;
    case 'passkey':
      return html`<passkey-use
        .journey=${journey}
        .question=${question}
        .totp=${totp}
        verb=${msg('Use my passkey', { id: 'passkey.use' })}
        .actions=${otherActions}
      ></passkey-use>`;
    case 'sign-on':
      return html`<sign-on-entry
        .journey=${journey}
        .question=${question}
        .notes=${journey.notes}
        .known=${knownOf(line)}
        .totp=${totp}
        .brought=${failure}
        .actions=${otherActions}
        label=${line?.device_label ?? ''}
        flow=${flow}
      ></sign-on-entry>`;
    case 'one-time-code':
      return codeEntry(journey, {
        verb,
        send: (code) => answer({ answer: 'code', code }),
        otherActions,
      });
    default:
      return nothing;
  }
}

/** What takes the focus while this is asked: whoever comes back every day comes to do just that. @param {ParentNode} page */
export function openingField(page) {
  return /** @type {HTMLElement | null} */ (
    page.querySelector(
      'form > password-field input, code-entry input, passkey-use .primary, sign-on-entry .primary',
    )
  );
}

/** While machines work on it. @param {Pick<Journey, 'step'>} journey */
export function openingWait({ step }) {
  return step === 'await-key'
    ? html`<wait-line
        text=${msg('Turning your password into a key. This takes a second or two.', { id: 'open.wait' })}
        hint=${msg('This computer is slow or busy: it can take a minute.', { id: 'open.hint' })}
      ></wait-line>`
    : html`<wait-line text=${msg('Opening your device…', { id: 'open.device' })}></wait-line>`;
}
