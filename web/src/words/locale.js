// SPDX-License-Identifier: MPL-2.0
import { configureLocalization } from '@lit/localize';
import { remember } from '../remembered.js';

/** @typedef {'en' | 'fr'} Language */
export const LANGUAGES = /** @type {const} */ ({ en: 'English', fr: 'Français' });

const { getLocale, setLocale } = configureLocalization({
  sourceLocale: 'en',
  targetLocales: ['fr'],
  loadLocale: () => import('../locales/fr.js'),
});

/** @returns {Language} */
export const language = () => /** @type {Language} */ (getLocale());

/**
 * The language that first.js chose. When its words cannot be loaded, English is better than an empty page.
 */
export async function startWords() {
  try {
    await setLocale(document.documentElement.lang);
  } catch {
    document.documentElement.lang = 'en';
  }
}

/** @param {Language} chosen */
export async function speak(chosen) {
  await setLocale(chosen);
  document.documentElement.lang = chosen;
  remember('parsec-language', chosen);
}

/**
 * "Alice or Marc", "Alice and Marc".
 * @param {string[]} names
 * @param {'conjunction' | 'disjunction'} type
 */
export function listed(names, type) {
  return new Intl.ListFormat(language(), { type }).format(names);
}

/** Making one takes far longer than using it, and a list has hundreds. @type {Map<Language, Intl.DateTimeFormat>} */
const clocks = new Map();

/** @param {Date} date */
export function moment(date) {
  const spoken = language();
  const clock =
    clocks.get(spoken) ??
    new Intl.DateTimeFormat(spoken, { dateStyle: 'medium', timeStyle: 'short' });
  clocks.set(spoken, clock);
  return clock.format(date);
}

/** @param {number} count */
export const amount = (count) => count.toLocaleString(language());
