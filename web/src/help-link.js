// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html } from 'lit';
import { router } from './router.js';

/** No failure of the core: the password is asked for again. */
export const WRONG_PASSWORD = 'wrong-password';

/**
 * To the page that says what to check. Its address tells what failed and with which device of this browser; neither is secret.
 * @param {{ status?: string, http_status?: number }} [failure]
 * @param {string | null} [device] its id, null when its file does not tell; by default the one that the page is about
 */
export function helpLink({ status, http_status } = {}, device = router.route.params.device) {
  const path = [
    '/help',
    device && `/device/${device}`,
    status && `/${status}`,
    status && http_status && `/${http_status}`,
  ];
  return html`<p><a class="linklike" href=${router.href(path.filter(Boolean).join(''))}>${msg('I cannot get in: what to check', { id: 'help.link' })}</a></p>`;
}
