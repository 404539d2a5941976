// SPDX-License-Identifier: MPL-2.0
import { html, nothing, render } from 'lit';

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

/** @type {{ dialog: HTMLDialogElement, answer: Promise<boolean> } | null} */
let asking = null;

/**
 * A question with two verbs. Escape means the harmless one. One at a time: whoever asks while it is open (Back pressed twice) gets its
 * answer.
 * @param {Words} words
 * @returns {Promise<boolean>}
 */
export function confirm(words) {
  // One that is closed says so a moment later only.
  if (!asking?.dialog.open) asking = ask(words);
  return asking.answer;
}

/** @param {Words} words */
function ask({ title, text, more, yes, no }) {
  const dialog = document.createElement('dialog');
  /** @type {Promise<boolean>} */
  const answer = new Promise((resolve) => {
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
            <button class="button primary" type="button" autofocus @click=${() => dialog.close()}>${no}</button>
            <button class="button" type="button" @click=${() => dialog.close('yes')}>${yes}</button>
          </div>
        </div>`,
        dialog,
      );
    draw();
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
  return { dialog, answer };
}
