// SPDX-License-Identifier: MPL-2.0
// Who belongs to an organization and on which devices: thousands of people, so it comes in pieces, and no step over all of them takes
// long.
import { cleaned, shown } from './names.js';

/**
 * @typedef {Extract<import('parsec-client').Result, { result: 'directory' }>} DirectoryPiece
 * @typedef {DirectoryPiece['devices'][number]} MemberDevice
 * @typedef {DirectoryPiece['people'][number] & { name: string, sought: string }} Person
 *   name: as it is shown, '' when it is hidden from us; sought: what a search looks through
 * @typedef {{ people: Person[], devices: MemberDevice[] }} Directory people by name
 */

/** Letters that Unicode does not take apart. */
const PLAIN = /** @type {Record<string, string>} */ ({
  æ: 'ae',
  đ: 'd',
  ð: 'd',
  ı: 'i',
  ł: 'l',
  ø: 'o',
  œ: 'oe',
  ß: 'ss',
  þ: 'th',
});
const PLAINLY = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');

/**
 * As somebody types who has neither the accents nor the patience: "Émile Østby" is "emile ostby".
 * @param {string} text
 */
export function folded(text) {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(PLAINLY, (letter) => PLAIN[letter] ?? letter);
}

/**
 * @param {DirectoryPiece['people'][number]} line
 * @returns {Person}
 */
function personOf(line) {
  const [email, label] = line.human_handle ?? ['', ''];
  return {
    ...line,
    name: shown(label) || shown(email),
    sought: folded(`${cleaned(label)} ${cleaned(email)}`),
  };
}

/**
 * Two ordered lists as one.
 * @template T
 * @param {readonly T[]} a
 * @param {readonly T[]} b
 * @param {(a: T, b: T) => number} order
 */
function merged(a, b, order) {
  const both = [];
  let i = 0;
  for (const each of b) {
    while (i < a.length && order(a[i], each) <= 0) both.push(a[i++]);
    both.push(each);
  }
  while (i < a.length) both.push(a[i++]);
  return both;
}

/**
 * @param {string} language that says what the alphabet is
 * @returns {(a: Person, b: Person) => number} by name; whose name is hidden comes last
 */
function byName(language) {
  const { compare } = new Intl.Collator(language);
  return (a, b) => Number(!a.name) - Number(!b.name) || compare(a.name, b.name);
}

/**
 * @param {(first: number) => Promise<DirectoryPiece>} ask for what follows so many people
 * @param {string} language
 * @returns {Promise<Directory>}
 */
export async function readDirectory(ask, language) {
  const order = byName(language);
  /** @type {Person[]} */
  let people = [];
  /** @type {MemberDevice[]} */
  const devices = [];
  for (let first = /** @type {number | null} */ (0); first !== null; ) {
    const piece = await ask(first);
    people = merged(people, piece.people.map(personOf).sort(order), order);
    for (const device of piece.devices) devices.push(device);
    first = piece.next;
  }
  return { people, devices };
}

/**
 * @param {readonly Person[]} people
 * @param {{ wanted: string, profile?: string }} what parts of names and e-mails, in any order; '' is everybody
 */
export function found(people, { wanted, profile = '' }) {
  const words = folded(wanted).split(/\s+/).filter(Boolean);
  if (!words.length && !profile) return people;
  return people.filter(
    (person) =>
      (!profile || person.profile === profile) &&
      words.every((word) => person.sought.includes(word)),
  );
}
