// SPDX-License-Identifier: MPL-2.0
import { failureWords } from './words/failures.js';

/**
 * What the server says of the person, of the organization, of this program or of this computer. Each has a page of its own, in the place
 * of all pages of the device. Other failures are the server's own trouble: the pages stay, and say so.
 */
const SETTLED = new Set([
  'http-clock',
  'http-forbidden',
  'http-frozen',
  'http-organization-expired',
  'http-organization-not-found',
  'http-revoked',
  'http-terms',
  'http-version',
  'http-web-forbidden',
]);

/**
 * The page that takes the place of the others; '' when none does.
 * @param {string | undefined} status why nothing new is learnt any more
 * @returns {'' | 'terms' | 'ended'}
 */
export function endPage(status) {
  if (!status) return '';
  if (status === 'http-terms') return 'terms';
  return SETTLED.has(status) || failureWords(status).misbehaves ? 'ended' : '';
}
