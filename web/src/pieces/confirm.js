// SPDX-License-Identifier: MPL-2.0
import { html, render } from 'lit';

/** @type {Promise<boolean> | null} */
let asking = null;

/**
 * A question with two verbs. Escape means the harmless one. One at a time: whoever asks while it is open (Back pressed twice) gets its
 * answer.
 * @param {{ title: string, text: string, yes: string, no: string }} words
 * @returns {Promise<boolean>}
 */
export function confirm(words) {
  asking ??= ask(words).finally(() => {
    asking = null;
  });
  return asking;
}

/**
 * @param {{ title: string, text: string, yes: string, no: string }} words
 * @returns {Promise<boolean>}
 */
function ask({ title, text, yes, no }) {
  return new Promise((resolve) => {
    const dialog = document.createElement('dialog');
    // At once: the event of the closing comes a moment later, and the next question may be asked before.
    const end = (/** @type {boolean} */ sure) => {
      dialog.close();
      dialog.remove();
      resolve(sure);
    };
    dialog.setAttribute('aria-labelledby', 'confirm-title');
    dialog.setAttribute('aria-describedby', 'confirm-text');
    render(
      html`<div class="stack">
        <h2 id="confirm-title">${title}</h2>
        <p id="confirm-text">${text}</p>
        <div class="actions">
          <button class="button primary" type="button" autofocus @click=${() => end(false)}>${no}</button>
          <button class="button" type="button" @click=${() => end(true)}>${yes}</button>
        </div>
      </div>`,
      dialog,
    );
    dialog.addEventListener('close', () => end(false));
    document.body.append(dialog);
    dialog.showModal();
  });
}
