// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressesIn } from '../src/addresses.js';

/** @param {string} text @param {string[]} emails @param {string[]} [wrong] */
const reads = (text, emails, wrong = []) =>
  assert.deepEqual(addressesIn(text), { emails, wrong }, JSON.stringify(text));

test('one address stays one, whatever surrounds it', () => {
  for (const text of ['a@x.org', '  a@x.org\n', 'a@x.org,', '<a@x.org>', "'a@x.org'", '"a@x.org"'])
    reads(text, ['a@x.org']);
  reads('Alice Martin <a@x.org>', ['a@x.org']);
  reads('"Martin, Alice" <a@x.org>;', ['a@x.org']);
  reads("'a@x.org' <a@x.org>", ['a@x.org']);
});

test('several are separated in any way that people separate them', () => {
  const all = ['a@x.org', 'b@y.org', 'c@z.org'];
  for (const between of [' ', ',', ', ', ';', '; ', '\n', '\r\n', '\t', ' ,\n; '])
    reads(all.join(between), all);
  reads('Alice <a@x.org>, b@y.org', ['a@x.org', 'b@y.org']);
  reads('b@y.org Alice Martin <a@x.org> c@z.org', ['b@y.org', 'a@x.org', 'c@z.org']);
  reads('Durand, Bob <b@y.org>; Martin, Alice <a@x.org>', ['b@y.org', 'a@x.org']);
  reads('"a@x.org","b@y.org"', ['a@x.org', 'b@y.org']);
});

test('nobody is invited twice', () => {
  reads('a@x.org, A@X.org, a@x.org', ['a@x.org']);
});

test('what is no address is named, and takes nothing else with it', () => {
  reads('', []);
  reads(' ,;\n ""', []);
  reads('bob', [], ['bob']);
  reads('bob@, a@x.org, @x.org, bob@', ['a@x.org'], ['bob@', '@x.org']);
  reads('Alice a@x.org', ['a@x.org'], ['Alice']);
  reads('Alice; <a@x.org>', ['a@x.org'], ['Alice']);
  reads('Alice <>', [], ['<>']);
  reads('Alice <alice>, b@y.org', ['b@y.org'], ['alice']);
  reads('ålice@x.org', [], ['ålice@x.org']);
  reads(`a@x.org, ${'b'.repeat(250)}@x.org`, ['a@x.org'], [`${'b'.repeat(250)}@x.org`]);
});
