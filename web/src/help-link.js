// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { router } from './router.js';

/** No failures of the core: what opens the device is asked for again. */
export const WRONG_PASSWORD = 'wrong-password';
export const WRONG_PASSKEY = 'wrong-passkey';

/**
 * To the page that says what to check. Its address tells what failed and with which device of this browser; neither is secret.
 * @param {Partial<import('./journeys.js').Failure> & { chosen?: boolean }} [failure] chosen: of a file that is none of this browser's
 * @param {string | null} [device] its id, null when its file does not tell; by default the one that the page is about
 */
export function helpLink(
  { status, http_status, file_part, file_kind, chosen } = {},
  device = router.route.params.device,
) {
  const more = http_status || file_part || file_kind;
  const path = [
    '/help',
    device && `/device/${device}`,
    status && `/${status}`,
    status && more && `/${more}`,
    (file_part || file_kind) && chosen && '/chosen',
  ];
  // The page would forget the invitation that it is about.
  const apart = router.link !== null;
  return html`<p>
    <a class="linklike" href=${router.href(path.filter(Boolean).join(''))} target=${apart ? '_blank' : nothing} rel=${apart ? 'noopener' : nothing}>${
      apart
        ? msg('I cannot get in: what to check (in a new tab)', { id: 'help.link-apart' })
        : msg('I cannot get in: what to check', { id: 'help.link' })
    }</a>
  </p>`;
}
