// SPDX-License-Identifier: MPL-2.0
// Whoever vouches for people, by the name that Parsec's servers have for them.
import { msg, str } from '@lit/localize';
import { shown } from '../names.js';

export const PRO_CONNECT = 'PRO_CONNECT';

/**
 * Names of providers are nobody's to translate.
 * @param {string} id
 */
export function providerName(id) {
  switch (id) {
    case PRO_CONNECT:
      return 'ProConnect';
    case 'HEXAGONE':
      return 'Hexagone';
    default:
      return shown(
        id
          .split(/[_\s]+/)
          .filter(Boolean)
          .map((word) => word[0].toUpperCase() + word.slice(1).toLowerCase())
          .join(' '),
      );
  }
}

/** On its button. ProConnect's is to read exactly so. @param {string} id */
export const signInWith = (id) =>
  msg(str`Sign in with ${providerName(id)}`, { id: 'sign-on.with' });
