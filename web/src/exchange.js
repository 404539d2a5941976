// SPDX-License-Identifier: MPL-2.0
// The pages that both sides of an exchange have in common: choosing a code, reading one out, stopping. Between two people, or between
// two devices of one person, which the screen says (`alone`).
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { codeShown } from './pieces/code.js';
import './pieces/code-choices.js';
import { plain } from './journeys.js';
import { isMismatch } from './phases.js';
import { failurePage } from './pieces/failure.js';
import { icon } from './pieces/icon.js';
import { notice } from './pieces/notice.js';
import { alone, aloneReason } from './words/alone.js';
import { choiceWords, reasonWords } from './words/reasons.js';
import { oneByOne } from './words/spelling.js';

/**
 * @typedef {import('./journey-screen.js').JourneyScreen} JourneyScreen
 */

/**
 * @param {JourneyScreen} screen
 * @param {string} reason
 * @param {boolean} byMe
 * @param {string} peer
 */
const why = (screen, reason, byMe, peer) =>
  screen.alone ? aloneReason(reason, byMe) : reasonWords(reason, byMe, peer);

/**
 * @param {JourneyScreen} screen
 * @param {string} peer
 * @param {unknown} steps
 * @param {string} [ownCode] stays in sight while the other one is chosen
 */
export function choosePage(screen, peer, steps, ownCode) {
  const { question } = /** @type {NonNullable<JourneyScreen['journey']>} */ (screen.journey);
  return html`<div class="task stack loose">
    ${steps}
    <h1 tabindex="-1">${screen.alone ? alone.chooseTitle() : msg(str`Which code does ${peer} read to you?`, { id: 'exchange.choose-title' })}</h1>
    ${restartedNotice(screen, peer)}
    <p>
      ${screen.alone ? alone.chooseText() : msg(str`Ask ${peer} for the code on the other screen, by voice: on the phone or face to face. You both need to recognize each other, so that nobody can slip in between.`, { id: 'exchange.choose-text' })}
    </p>
    ${screen.disturbances}
    ${
      question?.question === 'code'
        ? keyed(
            screen.journey?.questionId,
            html`<code-choices
              .choices=${question.choices}
              .peer=${peer}
              .alone=${screen.alone}
              @chosen=${(/** @type {CustomEvent<string | null>} */ { detail }) => {
                screen.choice = detail === null ? 'none' : 'code';
                screen.answer(
                  detail === null ? { answer: 'no-code' } : { answer: 'code', code: detail },
                );
              }}
            ></code-choices>`,
          )
        : html`<wait-line text=${msg('Checking…', { id: 'exchange.checking' })}></wait-line>`
    }
    ${ownCode ? codeShown(ownCode, { label: screen.alone ? alone.ownAgain() : msg('Your code, if you need to read it again:', { id: 'exchange.own-again' }) }) : nothing}
    <div class="actions">${screen.cancelButton()}</div>
  </div>`;
}

/**
 * @param {JourneyScreen} screen
 * @param {string} peer
 * @param {string} code
 * @param {unknown} steps
 * @param {{ hint?: string, advice?: string }} [help] where other words than the usual ones help
 */
export function readOutPage(screen, peer, code, steps, help = {}) {
  const waiting = screen.alone
    ? alone.readWait()
    : msg(str`Waiting for ${peer} to choose this code in a list.`, { id: 'exchange.read-wait' });
  const usual = screen.alone
    ? { hint: alone.readHint(), advice: alone.readAdvice() }
    : {
        hint: msg(str`Read the code once more, slowly. ${peer} must select it, then confirm.`, {
          id: 'exchange.read-hint',
        }),
        advice: msg(
          str`Still nothing after 2 minutes. Ask ${peer} what is on the other screen. If the code is not in the list, ${peer} must choose “None of these codes”.`,
          { id: 'exchange.read-advice' },
        ),
      };
  return html`<div class="task stack loose">
    ${steps}
    <h1 tabindex="-1">${screen.alone ? alone.readTitle() : msg(str`Read this code to ${peer}`, { id: 'exchange.read-title' })}</h1>
    ${restartedNotice(screen, peer)}
    <p>${screen.alone ? alone.readText() : msg(str`Read these four characters to ${peer}, one by one, by voice. Do not send them as a message.`, { id: 'exchange.read-text' })}</p>
    ${codeShown(code)}
    ${screen.disturbances}
    ${keyed(
      code,
      html`<wait-line
        text=${waiting}
        spoken=${`${oneByOne(code)}. ${waiting}`}
        hint=${help.hint ?? usual.hint}
        advice=${help.advice ?? usual.advice}
      ></wait-line>`,
    )}
    <div class="actions">${screen.cancelButton()}</div>
  </div>`;
}

/**
 * The exchange has ended early. When the codes differ this page stays until somebody acts, on both sides.
 * @param {JourneyScreen} screen
 * @param {string} peer
 */
export function stoppedPage(screen, peer) {
  const { question } = /** @type {NonNullable<JourneyScreen['journey']>} */ (screen.journey);
  if (question?.question !== 'stopped') return nothing;
  const actions = html`<button class="button primary" type="button" @click=${() => screen.answer({ answer: 'again' })}>
      ${screen.alone ? alone.again() : msg(str`Start again with ${peer}`, { id: 'exchange.again' })}
    </button>
    <button class="button" type="button" @click=${() => screen.leave()}>${msg('Leave', { id: 'leave' })}</button>`;
  // A status says more than the reason that the other side, or the server, gave.
  const status = question.status && question.status !== 'ok' ? question.status : '';
  if (status)
    return failurePage({ status }, { ...screen.names, peer, alone: screen.alone }, actions);
  if (isMismatch(question)) {
    const [first, second, third] = screen.alone
      ? alone.mismatchNext()
      : [
          msg(
            str`Hang up, and call ${peer} on a number you already know, not one from an e-mail.`,
            { id: 'mismatch.next-1' },
          ),
          msg('Check together the address of the server and the name of the organization.', {
            id: 'mismatch.next-2',
          }),
          msg('Start again together. The codes will be new.', { id: 'mismatch.next-3' }),
        ];
    return html`<div class="task stack loose" data-stopped="mismatch">
      <span class="stop-sign">${icon('stop')}</span>
      <h1 tabindex="-1">${msg('The codes do not match', { id: 'mismatch.title' })}</h1>
      <p class="lead">${msg('So we stopped. Nothing was shared.', { id: 'mismatch.lead' })}</p>
      <p>${(question.by_me && !screen.alone && choiceWords(screen.choice, peer)) || why(screen, question.reason, question.by_me, peer)}</p>
      <p>${screen.alone ? alone.mismatchWhy() : msg('It can be a simple slip, or someone may be on the line between you.', { id: 'mismatch.why' })}</p>
      ${
        question.count > 1
          ? notice(
              'danger',
              screen.alone
                ? alone.mismatchOften(question.count)
                : msg(
                    str`It has happened ${question.count} times now. That is unlikely to be a slip: do not go on before you have spoken with ${peer} in another way.`,
                    { id: 'mismatch.often' },
                  ),
            )
          : nothing
      }
      <div class="card stack tight">
        <h2>${msg('What to do now', { id: 'mismatch.next-title' })}</h2>
        <ol class="numbered stack tight">
          <li>${first}</li>
          <li>
            ${second}
            ${[screen.names.host, screen.names.organization].map((each) => (each ? html`<br /><b translate="no">${each}</b>` : nothing))}
          </li>
          <li>${third}</li>
        </ol>
      </div>
      <div class="actions">${actions}</div>
    </div>`;
  }
  if (question.by_me && plain(question.reason) === 'automatically-cancelled') {
    return html`<div class="task stack loose" data-stopped="elsewhere">
      <span class="stop-sign warn">${icon('device')}</span>
      <h1 tabindex="-1">${msg('This invitation was opened in another tab or window of yours', { id: 'stopped.elsewhere' })}</h1>
      <p class="lead">${reasonWords(question.reason, true, peer)}</p>
      <p>${screen.alone ? alone.elsewhereNotMe() : msg(str`If it was not you, somebody else has the link: tell ${peer} by telephone.`, { id: 'stopped.elsewhere-not-me' })}</p>
      <div class="actions">
        <button class="button primary" type="button" @click=${() => screen.answer({ answer: 'again' })}>
          ${msg('Go on here instead', { id: 'stopped.here' })}
        </button>
        <button class="button" type="button" @click=${() => screen.leave()}>${msg('Leave', { id: 'leave' })}</button>
      </div>
    </div>`;
  }
  return html`<div class="task stack loose" data-stopped="other">
    <span class="stop-sign warn">${icon('alert')}</span>
    <h1 tabindex="-1">
      ${question.by_me ? msg('You stopped', { id: 'stopped.me' }) : screen.alone ? alone.stoppedThere() : msg(str`${peer} stopped`, { id: 'stopped.peer' })}
    </h1>
    <p class="lead">${why(screen, question.reason, question.by_me, peer)}</p>
    <p>${msg('Nothing was created. The invitation is still good.', { id: 'stopped.text' })}</p>
    <div class="actions">${actions}</div>
  </div>`;
}

/**
 * Something failed that may work later: the journey waits on this page.
 * @param {JourneyScreen} screen
 */
export function troublePage(screen) {
  const { question } = /** @type {NonNullable<JourneyScreen['journey']>} */ (screen.journey);
  if (question?.question !== 'trouble') return nothing;
  return failurePage(
    { status: question.status },
    screen.names,
    html`<button class="button primary" type="button" @click=${() => screen.answer({ answer: 'again' })}>${msg('Try again', { id: 'again' })}</button>
      ${screen.cancelButton()}`,
  );
}

/**
 * The exchange began anew by itself: said as long as this try lasts.
 * @param {JourneyScreen} screen
 * @param {string} peer
 */
export function restartedNotice(screen, peer) {
  const restarted = screen.journey?.notes.restarted;
  if (!restarted || !screen.progress.restarted) return nothing;
  const text = why(screen, restarted.reason, restarted.by_me, peer);
  return text ? html`<div data-say>${notice('info', text)}</div>` : nothing;
}
