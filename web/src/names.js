// SPDX-License-Identifier: MPL-2.0
// Texts that somebody else chose (names, labels), made fit to be shown: Parsec allows every character in them.

/** Joiners that change how letters are written. Latin, Greek and Cyrillic know none, and only letters and marks can be joined. */
const IDLE_JOINERS =
  /(?<![\p{L}\p{M}])[\u200c\u200d]|(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{M}])/gu;
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
/** Not the unassigned ones: which those are depends on the age of the browser. */
const INVISIBLE = /(?![\u200c\u200d])[\p{Cf}\p{Co}\p{Cs}]/gu;
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Without controls and without what is invisible or turns the order of the text around it. For fields and comparisons.
 * @param {string | null | undefined} text
 */
export function cleaned(text) {
  return (text ?? '').replace(IDLE_JOINERS, '').replace(BREAKS, ' ').replace(INVISIBLE, '').trim();
}

/** Whether it shows less than it holds. @param {string | null | undefined} text */
export function disguised(text) {
  return cleaned(text) !== (text ?? '').replace(/ +/g, ' ').trim();
}

/**
 * For sentences: what is written from right to left keeps to itself there.
 * @param {string | null | undefined} text
 */
export function shown(text) {
  const clean = cleaned(text);
  return RIGHT_TO_LEFT.test(clean) ? `\u2068${clean}\u2069` : clean;
}
