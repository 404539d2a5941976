// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';

/** Words that must not be on any screen. */
export const BANNED =
  /\b(attack\w*|onboarding|session\w*|tokens?|peers?|SAS|greeters?|claimers?|hosts?|guests?|attaque\w*|jetons?)\b/i;

/**
 * No-break spaces, no straight apostrophe.
 * @param {string} text in French
 * @param {string} id
 */
export function typographyOf(text, id) {
  assert.doesNotMatch(text, /\p{L}'\p{L}/u, id);
  assert.doesNotMatch(text, /[ \u00a0][;:!?»]|«[^\u202f]| —/u, id);
}
