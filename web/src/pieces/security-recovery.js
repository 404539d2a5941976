// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { recoveryFiles, standingOf } from '../recovery-files.js';
import { standingWords } from '../words/recovery.js';
import { icon } from './icon.js';

/**
 * Whether this person can come back when everything else is lost.
 * @param {import('../journeys.js').DeviceResult} device
 * @param {import('../knowledge.js').Knowledge} knowledge
 */
export function securityRecovery({ device_id }, knowledge) {
  const files = recoveryFiles(knowledge);
  const standing = files && standingOf(device_id, files);
  return html`<section class="card stack" aria-labelledby="recovery-title" data-standing=${standing ?? 'reading'}>
    <h2 id="recovery-title">${msg('Recovery file', { id: 'recovery.file-label' })}</h2>
    ${
      standing
        ? html`<p class="state ${standing === 'checked' ? 'ok' : standing === 'elsewhere' ? '' : 'warn'}">
            ${icon(standing === 'checked' ? 'check' : standing === 'elsewhere' ? 'info' : 'alert')}<span>${standingWords(standing, files[0]?.created_on)}</span>
          </p>`
        : knowledge.failure
          ? nothing
          : html`<p class="muted">${msg('Looking whether you have one…', { id: 'recovery.looking' })}</p>`
    }
    <p>${msg('A file and its key, kept apart: together they let you in again when the password is forgotten or all devices are lost.', { id: 'recovery.what' })}</p>
    <div class="row">
      <a class="button ${standing === 'none' || standing === 'unchecked' ? 'primary' : ''}" href="#/device/${device_id}/recovery">
        ${files?.length ? msg('Create another recovery file', { id: 'recovery.create-another' }) : msg('Create my recovery file', { id: 'recovery.create' })}
      </a>
    </div>
  </section>`;
}

/**
 * On the page where one lands: as long as there is none, or the one that was created here may be in nobody's hands.
 * @param {import('../journeys.js').DeviceResult} device
 * @param {import('../knowledge.js').Knowledge} knowledge
 * @returns {'none' | 'unchecked' | null} what to remind of
 */
export function recoveryReminder({ device_id }, knowledge) {
  const files = recoveryFiles(knowledge);
  const standing = files && standingOf(device_id, files);
  return standing === 'none' || standing === 'unchecked' ? standing : null;
}
