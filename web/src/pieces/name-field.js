// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { icon } from './icon.js';

/**
 * @typedef {() => string} Words what is said, in the language of the moment when it is shown
 */

/**
 * What Parsec forbids in a name, said before it is sent.
 * @param {string} name
 * @returns {Words | null}
 */
export function nameProblem(name) {
  const text = name.trim();
  if (text === '') return () => msg('Enter your name first.', { id: 'name.missing' });
  if (/[<>@,:;\\"[\]]/.test(text))
    return () =>
      msg('A name cannot contain < > @ , : ; " [ ] or a backslash.', { id: 'name.forbidden' });
  if (new TextEncoder().encode(text).length > 254)
    return () => msg('This name is too long.', { id: 'name.long' });
  return null;
}

/** @param {string} email @returns {Words | null} */
export function emailProblem(email) {
  const text = email.trim();
  if (text === '') return () => msg('Enter an e-mail address first.', { id: 'email.missing' });
  if (!/^[\x21-\x7e]+@[\x21-\x7e]+$/.test(text))
    return () =>
      msg('An e-mail address looks like name@example.com, without accents or spaces.', {
        id: 'email.form',
      });
  if (text.length > 254) return () => msg('This e-mail address is too long.', { id: 'email.long' });
  return null;
}

/** @param {string} organization @returns {Words | null} */
export function organizationProblem(organization) {
  const text = organization.trim();
  if (text === '')
    return () => msg('Choose a name for the organization first.', { id: 'organization.missing' });
  if (!/^[\p{L}\p{N}_-]{1,32}$/u.test(text))
    return () =>
      msg('Use letters, digits, - and _ only, at most 32, without spaces.', {
        id: 'organization.form',
      });
  return null;
}

/**
 * While a form is filled in, problems that were shown go, and no new ones come: those are said when it is sent.
 * @template {Record<string, Words | null | undefined>} T
 * @param {T} shown
 * @param {Record<string, Words | null>} now
 * @returns {T}
 */
export function stillWrong(shown, now) {
  return /** @type {T} */ (
    Object.fromEntries(
      Object.entries(shown).map(([field, problem]) => [field, now[field] ? problem : null]),
    )
  );
}

/** @param {Words | null | undefined} problem @param {string} id */
export function problemLine(problem, id) {
  return problem
    ? html`<p class="problem" id=${id} role="alert">${icon('alert')}<span>${problem()}</span></p>`
    : nothing;
}

/**
 * @param {Words | null | undefined} problem
 * @param {string} hint
 * @param {string} [value]
 * @param {string} [label]
 */
export function humanName(problem, hint, value, label = msg('Your name', { id: 'name.label' })) {
  return html`<div class="field">
    <label for="name">${label}</label>
    <p class="hint" id="name-hint">${hint}</p>
    <input
      class="input"
      id="name"
      name="name"
      autocomplete="name"
      .defaultValue=${value ?? ''}
      aria-invalid=${problem ? 'true' : nothing}
      aria-describedby="name-hint name-problem"
    />
    ${problemLine(problem, 'name-problem')}
  </div>`;
}
