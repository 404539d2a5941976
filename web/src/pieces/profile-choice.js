// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html } from 'lit';
import { profileEffect, profileName } from '../profiles.js';
import { problemLine } from './name-field.js';

/** @type {readonly import('../profiles.js').Profile[]} */
const PROFILES = ['STANDARD', 'ADMIN', 'OUTSIDER'];

/**
 * Which role somebody gets, each with what it means. Its fields are named `profile`.
 * @param {{ current?: string, problem?: import('./name-field.js').Words | null }} [what] current: the one that is chosen at first
 */
export function profileChoice({ current, problem } = {}) {
  return html`<fieldset class="field" aria-describedby="profile-problem">
    <legend class="label"><strong>${msg('Role', { id: 'fact.role' })}</strong></legend>
    ${PROFILES.map(
      (profile) =>
        html`<label class="choice">
          <input type="radio" name="profile" value=${profile} ?checked=${profile === current} ?autofocus=${profile === current} />
          <span>${profileName(profile)}<span class="why caption">${profileEffect(profile)}</span></span>
        </label>`,
    )}
    ${problemLine(problem, 'profile-problem')}
  </fieldset>`;
}
