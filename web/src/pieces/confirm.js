// SPDX-License-Identifier: MPL-2.0
import { html, nothing, render } from 'lit';
import { settle } from '../settling.js';

/**
 * @typedef {{
 *   title: string,
 *   text: string,
 *   more?: { text: string, verb: string, act: () => Promise<string> },
 *   yes: string,
 *   no: string,
 * }} Words more: what is better done first, while the question stands; it
 *   gives what is said instead of `text` then
 */

/** @type {{ title: string, dialog: HTMLDialogElement, answer: Promise<boolean> } | null} */
let asking = null;

/**
 * A question with two verbs. Escape means the harmless one. One at a time: whoever asks the same while it is open (Back pressed twice)
 * gets its answer, another question waits.
 * @param {Words} words
 * @returns {Promise<boolean>}
 */
export async function confirm(words) {
  while (asking?.dialog.open && asking.title !== words.title) await asking.answer;
  if (!asking?.dialog.open) asking = ask(words);
  return asking.answer;
}

/** @param {Words} words */
function ask({ title, text, more, yes, no }) {
  const dialog = document.createElement('dialog');
  /** @type {Promise<boolean>} */
  const answer = new Promise((resolve) => {
    // At once: the event of the closing comes a moment later, and the next question may be asked before.
    const end = (/** @type {boolean} */ sure) => {
      dialog.close();
      dialog.remove();
      resolve(sure);
    };
    dialog.setAttribute('aria-labelledby', 'confirm-title');
    dialog.setAttribute('aria-describedby', 'confirm-text');
    const draw = (said = '') =>
      render(
        html`<div class="stack">
          <h2 id="confirm-title">${title}</h2>
          <p id="confirm-text">${text}</p>
          ${more ? html`<p role="status">${said || more.text}</p>` : nothing}
          ${
            more
              ? html`<div class="row">
                  <button class="button small" type="button" @click=${async () => draw(await more.act())}>${more.verb}</button>
                </div>`
              : nothing
          }
          <div class="actions">
            <button class="button primary" type="button" autofocus @click=${() => end(false)}>${no}</button>
            <button class="button" type="button" @click=${() => end(true)}>${yes}</button>
          </div>
        </div>`,
        dialog,
      );
    draw();
    dialog.addEventListener('close', () => end(false));
    document.body.append(dialog);
    dialog.showModal();
    settle(dialog);
  });
  return { title, dialog, answer };
}
