// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html } from 'lit';
import { recoveryFiles } from '../recovery-files.js';
import { notice } from './notice.js';

/**
 * Whether the organization knows of a recovery file of one's own.
 * @param {import('../knowledge.js').Knowledge | undefined} knowledge of a device that is open
 * @returns {boolean | null | undefined} null: nobody can tell now; undefined: it is being read
 */
export function recoveryFileKnown(knowledge) {
  const files = recoveryFiles(knowledge);
  if (files) return files.length > 0;
  return knowledge && !knowledge.failure && knowledge.live?.online !== false ? undefined : null;
}

/**
 * A passkey can be lost without anybody's doing: it is never left the only way in.
 * @param {string} deviceId
 * @param {ReturnType<typeof recoveryFileKnown>} recovery whether there is a recovery file
 */
export function onlyWayIn(deviceId, recovery) {
  // Not for a moment either, to whoever has one.
  if (recovery || recovery === undefined) return '';
  return html`<div data-only-way>
    ${notice(
      'warn',
      html`<p>
          ${msg('A reset of the browser, a lost telephone, a deletion by mistake: then nothing opens this device any more, and nobody can recover it for you.', { id: 'only-way.text' })}
          ${
            recovery === null
              ? msg(
                  'Unless you have a recovery file already, save one now or make a second passkey, on something else than the first.',
                  { id: 'only-way.next-unknown' },
                )
              : msg(
                  'Save a recovery file now, or make a second passkey, on something else than the first.',
                  { id: 'only-way.next' },
                )
          }
        </p>
        <div class="row">
          <a class="button small primary" href="#/device/${deviceId}/recovery">${msg('Save a recovery file', { id: 'only-way.recovery' })}</a>
          <a class="button small" href="#/saved/${deviceId}/passkeys/add">${msg('Add a second passkey', { id: 'only-way.second' })}</a>
        </div>`,
      { title: msg('This passkey is the only way in', { id: 'only-way.title' }) },
    )}
  </div>`;
}
