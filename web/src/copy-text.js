// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { toast } from './live.js';

/** @param {string} text */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(msg('Copied', { id: 'copied' }));
  } catch {
    toast(
      msg('Your browser does not allow copying: select the text and copy it by hand.', {
        id: 'not-copied',
      }),
    );
  }
}
