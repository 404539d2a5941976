// SPDX-License-Identifier: MPL-2.0
// Before the first write to a file of the official web application's: no lock shows whether it is open there.
import { msg, str } from '@lit/localize';
import { html } from 'lit';

/** @param {string} organization */
export const elsewhereWords = (organization) => ({
  title: msg(str`Is ${organization} closed in the official web application?`, {
    id: 'close-there.title',
  }),
  text: msg(
    'The file of this device belongs to the official web application, and this page cannot see whether it is open there. Close its tabs and windows in this browser first: if both write it, one of the two is lost.',
    { id: 'close-there.text' },
  ),
  yes: msg('It is closed there', { id: 'close-there.yes' }),
});

/**
 * @param {import('../journey-screen.js').JourneyScreen} screen that is asked this
 * @param {{ why?: string, no: string }} words
 */
export function elsewherePage(screen, { why, no }) {
  const question = screen.journey?.question;
  const organization = question?.question === 'elsewhere' ? question.organization : '';
  const { title, text, yes } = elsewhereWords(organization);
  return html`<div class="task stack loose">
    <h1 tabindex="-1">${title}</h1>
    ${why ? html`<p>${why}</p>` : ''}
    <p>${text}</p>
    <div class="actions">
      <button class="button primary" type="button" @click=${() => screen.answer({ answer: 'proceed' })}>${yes}</button>
      <button class="button" type="button" @click=${() => screen.answer({ answer: 'refuse' })}>${no}</button>
    </div>
  </div>`;
}
