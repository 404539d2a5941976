// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { failureWords } from '../words/failures.js';
import { notice } from './notice.js';

/**
 * What is said while requests fail; nothing while they work.
 * @param {{ reachable: boolean, status: string } | undefined} network
 * @param {import('../words/failures.js').Known} known
 */
export function networkNotice(network, known) {
  if (!network || network.reachable) return nothing;
  return html`<div data-say>
    ${notice(
      'warn',
      msg('This page keeps trying by itself; nothing is lost. Check your connection.', {
        id: 'network.text',
      }),
      {
        title:
          network.status === 'offline'
            ? msg('No connection to the server', { id: 'network.title' })
            : failureWords(network.status, known).title,
      },
    )}
  </div>`;
}
