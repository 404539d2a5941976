// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { language } from './locale.js';

// The alphabet of the codes has no I, O, 0 and 1, so neither have these.
const ALPHABETS = {
  en: 'alfa bravo charlie delta echo foxtrot golf hotel juliett kilo lima mike november papa quebec romeo sierra tango uniform victor whiskey x-ray yankee zulu',
  fr: 'Anatole Berthe Célestin Désiré Eugène François Gaston Henri Joseph Kléber Louis Marcel Nicolas Pierre Québec Raoul Suzanne Thérèse Ursule Victor William Xavier Yvonne Zoé',
};
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

/**
 * "K, 7, Q, P": how a screen reader says a code letter by letter instead of as a word.
 * @param {string} code
 */
export function oneByOne(code) {
  return [...code].join(', ');
}

/**
 * "K as kilo, 7, Q as quebec, P as papa", with line breaks only between the letters.
 * @param {string} code
 */
export function spelled(code) {
  const words = ALPHABETS[language()].split(' ');
  return [...code]
    .map((letter) => {
      const at = LETTERS.indexOf(letter);
      if (at < 0) return letter;
      return msg(str`${letter} as ${words[at]}`, { id: 'spelling.letter' }).replaceAll(
        ' ',
        '\u00a0',
      );
    })
    .join(', ');
}
