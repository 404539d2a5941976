// SPDX-License-Identifier: MPL-2.0
import { emailProblem } from './pieces/name-field.js';

/** Names in quotes, addresses in angle brackets, what ends a group, and single words. */
const TOKENS = /"[^"]*"|<[^<>]*>|[;\n]|[^\s,;"<>]+/g;

/**
 * The e-mail addresses in what somebody typed or pasted: separated by spaces, commas, semicolons or lines, with or without names, as
 * mail programs write them (“Alice <a@x.org>; "Durand, Bob" <b@x.org>”).
 * @param {string} text
 * @returns {{ emails: string[], wrong: string[] }} each address once; and what is none
 */
export function addressesIn(text) {
  /** @type {Map<string, string>} by lower case: nobody has two mailboxes that differ in that only */
  const emails = new Map();
  /** @type {Set<string>} */
  const wrong = new Set();
  /** @type {string[]} that may turn out to be somebody's name */
  let words = [];
  const take = (/** @type {string} */ word) => {
    const plain = word.replace(/^'(.*)'$/, '$1');
    if (emailProblem(plain)) wrong.add(word);
    else if (!emails.has(plain.toLowerCase())) emails.set(plain.toLowerCase(), plain);
  };
  const takeAll = () => {
    for (const word of words) take(word);
    words = [];
  };
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === ';' || token === '\n') takeAll();
    else if (token.startsWith('"')) words.push(token.slice(1, -1).trim());
    else if (token.startsWith('<')) {
      while (words.length > 0 && !words.at(-1)?.includes('@')) words.pop();
      takeAll();
      take(token.slice(1, -1).trim() || token);
    } else words.push(token);
  }
  takeAll();
  wrong.delete('');
  return { emails: [...emails.values()], wrong: [...wrong] };
}
