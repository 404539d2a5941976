// SPDX-License-Identifier: MPL-2.0
// The terms of service of an organization's server, to be read and accepted or not.
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { ref } from 'lit/directives/ref.js';
import { shown } from '../names.js';
import { settle } from '../settling.js';
import { language, moment } from '../words/locale.js';
import { notice } from './notice.js';

/** @typedef {Extract<import('parsec-client').Question, { question: 'terms' }>} Question @typedef {Question['links'][number]} TermsLink */

/**
 * "fr_FR" as a language that people know; as it is where it names none.
 * @param {string} locale
 */
function languageName(locale) {
  try {
    return (
      new Intl.DisplayNames(language(), { type: 'language' }).of(locale.replaceAll('_', '-')) ??
      shown(locale)
    );
  } catch {
    return shown(locale);
  }
}

/**
 * The person's own language first, else as they come.
 * @param {readonly TermsLink[]} links
 */
function inOrder(links) {
  const own = (/** @type {TermsLink} */ { locale }) =>
    Number(locale.toLowerCase().split(/[-_]/)[0] === language());
  return [...links].sort((a, b) => own(b) - own(a));
}

/** @param {string} organization */
export function termsTitle(organization) {
  return html`<h1 tabindex="-1">${msg(str`${organization} asks you to accept its terms`, { id: 'terms.title' })}</h1>`;
}

/**
 * @param {Question} question
 * @param {{ questionId: number, host: string, accept: () => void, refuse: () => void, notNow: string }} how notNow: what refusing means
 *   here
 */
export function termsPage({ organization, links, updated_on, changed }, how) {
  const { questionId, host, accept, refuse, notNow } = how;
  return html`<div class="task stack loose">
    ${termsTitle(organization)}
    <p class="lead">
      ${msg(str`The server ${host} asks this of every member before anything else. Nothing else will be done until you decide.`, { id: 'terms.text' })}
    </p>
    ${
      changed
        ? notice('warn', msg('Read them again before you accept.', { id: 'terms.changed-text' }), {
            title: msg('They have changed meanwhile', { id: 'terms.changed' }),
            alert: true,
          })
        : nothing
    }
    <section class="card stack tight" aria-labelledby="terms">
      <h2 id="terms">${msg('Terms of service', { id: 'terms.list' })}</h2>
      <p class="muted">${msg(str`Last changed on ${moment(updated_on)}. Each opens in a new tab.`, { id: 'terms.updated' })}</p>
      <ul class="lines">
        ${inOrder(links).map(
          ({ locale, url }) =>
            html`<li>
              <div class="line folding">
                <span class="what">
                  ${
                    URL.canParse(url)
                      ? html`<a class="name linklike" href=${url} target="_blank" rel="noopener noreferrer">${msg(str`Read them: ${languageName(locale)}`, { id: 'terms.read' })}</a>
                          <span class="caption muted" translate="no">${new URL(url).host}</span>`
                      : html`<span class="name" translate="no">${shown(url)}</span>`
                  }
                </span>
              </div>
            </li>`,
        )}
      </ul>
    </section>
    ${keyed(
      questionId,
      html`<div class="actions" ${ref(settle)}>
        <button class="button primary" type="button" @click=${accept}>${msg('Accept', { id: 'terms.accept' })}</button>
        <button class="button" type="button" @click=${refuse}>${notNow}</button>
      </div>`,
    )}
  </div>`;
}
