// SPDX-License-Identifier: MPL-2.0
// What a provider's page has brought that took the place of this one, on its way to the page that goes on: in memory, once.

/**
 * @typedef {{ flow: string, sign_on?: import('parsec-client').SignOnReturn, failure?: import('./journeys.js').Failure }} Back
 */

/** @type {Back | null} */
let kept = null;

/** @param {Back} back */
export function keepBack(back) {
  kept = back;
}

/**
 * @param {string} flow route of the page that asks
 * @returns {Back | null}
 */
export function takeBack(flow) {
  const back = kept?.flow === flow ? kept : null;
  kept = null;
  return back;
}

/** To which providers lead in the end. */
export const redirectUri = () =>
  new URL(`${import.meta.env.BASE_URL}oidc/callback`, location.origin).href;
