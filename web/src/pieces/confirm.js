// SPDX-License-Identifier: MPL-2.0
import { html, nothing, render } from 'lit';

/**
 * @typedef {{
 *   title: string,
 *   text: string,
 *   more?: { text: string, verb: string, act: () => unknown },
 *   yes: string,
 *   no: string,
 * }} Words more: what is better done first, while the question stands
 */

/** @type {Promise<boolean> | null} */
let asking = null;

/**
 * A question with two verbs. Escape means the harmless one. One at a time: whoever asks while it is open (Back pressed twice) gets its
 * answer.
 * @param {Words} words
 * @returns {Promise<boolean>}
 */
export function confirm(words) {
  asking ??= ask(words).finally(() => {
    asking = null;
  });
  return asking;
}

/**
 * @param {Words} words
 * @returns {Promise<boolean>}
 */
function ask({ title, text, more, yes, no }) {
  return new Promise((resolve) => {
    const dialog = document.createElement('dialog');
    dialog.setAttribute('aria-labelledby', 'confirm-title');
    dialog.setAttribute('aria-describedby', 'confirm-text');
    render(
      html`<div class="stack">
        <h2 id="confirm-title">${title}</h2>
        <p id="confirm-text">${text}</p>
        ${
          more
            ? html`<p>${more.text}</p>
                <div class="row"><button class="button small" type="button" @click=${more.act}>${more.verb}</button></div>`
            : nothing
        }
        <div class="actions">
          <button class="button primary" type="button" autofocus @click=${() => dialog.close()}>${no}</button>
          <button class="button" type="button" @click=${() => dialog.close('yes')}>${yes}</button>
        </div>
      </div>`,
      dialog,
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
