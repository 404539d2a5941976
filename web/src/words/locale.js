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

/** @param {Date} date */
export function moment(date) {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(
    date,
  );
}
