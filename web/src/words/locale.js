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

/** @type {[Intl.RelativeTimeFormatUnit, number][]} each in seconds */
const SPANS = [
  ['year', 365 * 86400],
  ['month', 30 * 86400],
  ['week', 7 * 86400],
  ['day', 86400],
  ['hour', 3600],
  ['minute', 60],
];

/**
 * "3 days ago", "yesterday"; "now" for less than a minute, and for a clock that was set back.
 * @param {Date} date
 * @param {Date} [now]
 */
export function ago(date, now = new Date()) {
  const seconds = Math.max(0, (now.getTime() - date.getTime()) / 1000);
  const [unit, span] = SPANS.find((each) => seconds >= each[1]) ?? ['second', Infinity];
  return new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(
    // Not minus zero, which would be in the future.
    0 - Math.floor(seconds / span),
    unit,
  );
}

/** @param {Date} date */
export function day(date) {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium' }).format(date);
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

/**
 * For what is soon: the time alone, to the second, on the day itself.
 * @param {Date} date
 * @param {Date} [now]
 */
export function clockTime(date, now = new Date()) {
  return date.toDateString() === now.toDateString()
    ? new Intl.DateTimeFormat(language(), { timeStyle: 'medium' }).format(date)
    : moment(date);
}

/**
 * "8 seconds", "2 minutes and 5 seconds", "1 hour and 3 minutes".
 * @param {number} seconds whole ones
 */
export function duration(seconds) {
  /** @type {[string, number][]} */
  const all = [
    ['hour', Math.floor(seconds / 3600)],
    ['minute', Math.floor(seconds / 60) % 60],
    ['second', seconds % 60],
  ];
  const first = all.findIndex(([, count]) => count > 0);
  const parts = all
    .slice(first < 0 ? 2 : first, first < 0 ? 3 : first + 2)
    .filter(([, count], i) => count > 0 || i === 0)
    .map(([unit, count]) =>
      new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'long' }).format(count),
    );
  return listed(parts, 'conjunction');
}

/** @param {number} count */
export const amount = (count) => count.toLocaleString(language());
