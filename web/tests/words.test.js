// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { templates } from '../src/locales/fr.js';
import { failures } from './statuses.js';
import { BANNED, typographyOf } from './style.js';

const src = fileURLToPath(new URL('../src/', import.meta.url));

/** Each `msg(…, { id: '…' })` of the sources: its id, its English and how many values it has. */
function messages() {
  const found = [];
  for (const name of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js') || name.startsWith('locales')) continue;
    const text = readFileSync(src + name, 'utf8');
    const calls = text.match(/\bmsg\(/g)?.length ?? 0;
    const pattern =
      /\bmsg\(\s*(str)?(`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,\s*\{\s*id:\s*'([^']+)'\s*,?\s*\}\s*,?\s*\)/g;
    const here = [...text.matchAll(pattern)].map(([, str, quoted, id]) => ({
      name,
      id,
      english: quoted.slice(1, -1),
      values: str ? countValues(quoted) : 0,
    }));
    assert.equal(
      here.length,
      calls,
      `${name}: a message without an id, or written in another form`,
    );
    found.push(...here);
  }
  return found;
}

/** @param {string} template */
function countValues(template) {
  return template.split('${').length - 1;
}

const MESSAGES = messages();

test('every message has a French one, and none is left over', () => {
  const ids = new Set(MESSAGES.map(({ id }) => id));
  assert.deepEqual(
    [...ids].filter((id) => !(id in templates)),
    [],
  );
  assert.deepEqual(
    Object.keys(templates).filter((id) => !ids.has(id)),
    [],
  );
});

test('the same id says the same thing everywhere', () => {
  const said = new Map();
  for (const { id, english } of MESSAGES) {
    const words = english.replaceAll(/\$\{[^}]*\}/g, '$');
    assert.equal(said.get(id) ?? words, words, id);
    said.set(id, words);
  }
});

test('French messages use only values that the English ones have', () => {
  for (const { id, values } of MESSAGES) {
    const french = templates[id];
    if (typeof french === 'string') assert.ok(values === 0 || !french.includes('${'), id);
    else
      for (const value of french.values) assert.ok(Number(value) < values, `${id}: \${${value}}`);
  }
});

test('French typography: no-break spaces, no straight apostrophe', () => {
  for (const [id, french] of Object.entries(templates)) {
    const text = typeof french === 'string' ? french : french.strings.join('x');
    if (text.includes('@ ,')) continue; // a list of characters, not a sentence
    typographyOf(text, id);
  }
});

// "de Ada" is wrong, and so is "d’Hugo" to some: no sentence leaves that choice to a name that it does not know.
test('no French word that elides stands before a value', () => {
  const elides = /(?<!\p{L})(de|que|jusque|lorsque|puisque|quoique|ne|se|je|me|te|ce|le|la)\s$/iu;
  for (const [id, french] of Object.entries(templates)) {
    if (typeof french === 'string') continue;
    for (const before of french.strings.slice(0, -1)) assert.doesNotMatch(before, elides, id);
  }
});

test('words that must not be on any screen are on none', () => {
  for (const { id, english } of MESSAGES)
    assert.doesNotMatch(english.replaceAll(/\$\{[^}]*\}/g, ''), BANNED, id);
  for (const [id, french] of Object.entries(templates)) {
    assert.doesNotMatch(typeof french === 'string' ? french : french.strings.join(' '), BANNED, id);
  }
});

test('every status of the core and of the glue has its own words', () => {
  const titles = new Set(
    MESSAGES.filter(({ id }) => /^failure\..*\.title$/.test(id)).map(({ id }) => id.split('.')[1]),
  );
  assert.deepEqual(
    failures().filter((name) => !titles.has(name)),
    [],
  );
});
