// SPDX-License-Identifier: MPL-2.0
// What one does with the link of an invitation, whoever is invited: copy it, show it to a camera, call it back.
import { msg, str } from '@lit/localize';
import { html, render } from 'lit';
import { perform } from '../client.js';
import { toast } from '../live.js';
import { confirm } from './confirm.js';
import { icon } from './icon.js';

/**
 * Words of the dialog with a newcomer's QR code.
 * @param {string} email
 */
export const codeWords = (email) => ({
  title: msg(str`Invitation of ${email}`, { id: 'people.qr-title' }),
  text: msg(
    'Scan it with the phone that will join. Whoever scans it still needs to talk to you to get in.',
    { id: 'people.qr-text' },
  ),
});

/** @param {string} link */
async function copyLink(link) {
  try {
    await navigator.clipboard.writeText(link);
    toast(msg('Link copied', { id: 'people.copied' }));
  } catch {
    toast(
      msg('Your browser does not allow copying: select the link and copy it by hand.', {
        id: 'people.not-copied',
      }),
    );
  }
}

/**
 * The link as a QR code, in a dialog.
 * @param {string} link
 * @param {{ title: string, text: string }} words
 */
async function showCode(link, { title, text }) {
  const { qr } = await import('./qr.js');
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'qr-title');
  render(
    html`<div class="stack">
      <h2 id="qr-title">${title}</h2>
      ${qr(link)}
      <p>${text}</p>
      <form method="dialog" class="actions"><button class="button primary" autofocus>${msg('Close', { id: 'close' })}</button></form>
    </div>`,
    dialog,
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * The link itself, to be taken in whichever way works: by hand, by the clipboard, by a camera.
 * @param {string} link
 * @param {{ title: string, text: string }} words of the dialog with the QR code
 */
export function linkInFull(link, words) {
  return html`<p class="link-text" translate="no">${link}</p>
    <div class="row">
      <button class="button small" type="button" @click=${() => copyLink(link)}>${icon('copy')}${msg('Copy the link', { id: 'people.copy' })}</button>
      <button class="button small" type="button" @click=${() => showCode(link, words)}>
        ${icon('qr')}${msg('Show as QR code', { id: 'people.qr' })}
      </button>
    </div>`;
}

/**
 * The same in one line of a list.
 * @param {string} link
 * @param {{ copy: string, code: string, title: string, text: string }} words the accessible names, and those of the dialog
 */
export function linkInBrief(link, { copy, code, ...words }) {
  return html`<button class="icon-button" type="button" @click=${() => copyLink(link)} aria-label=${copy} title=${msg('Copy the link', { id: 'people.copy' })}>
      ${icon('copy')}
    </button>
    <button class="icon-button" type="button" @click=${() => showCode(link, words)} aria-label=${code} title=${msg('Show as QR code', { id: 'people.qr' })}>
      ${icon('qr')}
    </button>`;
}

/**
 * Whether the invitation is cancelled now: its person may have kept it after all.
 * @param {import('../journeys.js').DeviceResult} device
 * @param {string} link
 * @param {{ title: string, text: string }} words
 * @param {(network: import('parsec-client').Notes['network']) => void} [onNetwork]
 * @returns {Promise<boolean>} rejects with the failure
 */
export async function cancelInvitation(device, link, words, onNetwork) {
  const sure = await confirm({
    ...words,
    yes: msg('Cancel the invitation', { id: 'people.cancel-yes' }),
    no: msg('Keep it', { id: 'people.cancel-no' }),
  });
  if (sure)
    await perform({ flow: 'invite', device: device.device, job: 'cancel', link }, onNetwork);
  return sure;
}
