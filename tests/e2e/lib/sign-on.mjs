// SPDX-License-Identifier: MPL-2.0
/** Signing on, with the provider of tests/sso in a real window. Chromium only. */

/**
 * @typedef {import('./browsers.mjs').ChromiumPerson} Tab
 * @typedef {import('playwright-core').Page} Page
 * @typedef {{ email: string, password: string }} Account
 */

/** Accounts that the provider has. */
export const ADA = { email: 'ada@example.com', password: 'ada-signs-on' };
export const SOL = { email: 'sol@example.com', password: 'sol-signs-on' };
export const NOA = { email: 'noa@example.com', password: 'noa-signs-on' };

/** The first provider that is offered: the one of last time, if there was one. */
const BUTTON = 'Sign in with';

/**
 * In the provider's window.
 * @param {Page} window
 * @param {Account} as
 */
async function signIn(window, { email, password }) {
  await window.waitForSelector('form');
  if (await window.getByText('Is it you?').count()) {
    const again = window.getByRole('button', { name: `(${email})` });
    if (await again.count()) return again.click();
    await window.getByRole('link', { name: /Not me/ }).click();
  }
  await window.getByLabel('E-mail').fill(email);
  await window.getByLabel('Password').fill(password);
  await window.getByRole('button', { name: 'Sign in' }).click();
}

/**
 * Somebody is asked to sign in, and does.
 * @param {Tab} person
 * @param {Account} as
 */
export async function signOn(person, as) {
  await person.text(new RegExp(BUTTON));
  const { page } = person;
  const opens = page.waitForEvent('popup');
  // A click of a real mouse: scripts may not open windows.
  const clicked = page.getByRole('button', { name: BUTTON }).first().click();
  const [window] = await Promise.all([opens, clicked]);
  await signIn(window, as);
}
