// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html } from 'lit';
import { HELD_ELSEWHERE } from '../device-file.js';
import { failureNotice } from './failure.js';

/**
 * What was to be done with a device file failed: said, with a way to do it all the same.
 * @param {import('../journeys.js').Failure} failure
 * @param {import('../words/failures.js').Known} known
 * @param {(control?: { takeOver: boolean }) => void} again
 */
export function fileFailure(failure, known, again) {
  const elsewhere = HELD_ELSEWHERE.has(failure.status);
  return failureNotice(
    failure,
    known,
    html`<button class="button small" type="button" @click=${() => again(elsewhere ? { takeOver: true } : undefined)}>
      ${elsewhere ? msg('Close it there and go on here', { id: 'saved.take-over' }) : msg('Try again', { id: 'again' })}
    </button>`,
  );
}
