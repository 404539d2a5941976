// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameOf } from '../src/journeys.js';
import { cleaned, disguised, shown } from '../src/names.js';

test('a name that holds nothing odd is shown as it is', () => {
  for (const name of [
    'Ada Admin',
    'Zoé Müller',
    'Zoe\u0301',
    '王小明',
    'Jean-Luc (1)',
    '👩🏽',
    'أحمد',
    'נועה',
  ]) {
    assert.equal(cleaned(name), name);
    assert.equal(disguised(name), false, name);
  }
  assert.equal(shown('Ada Admin'), 'Ada Admin');
});

test('characters that turn the order of a sentence, or cannot be seen, are left out', () => {
  const marks =
    '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff\u200b\u00ad\u{e0041}\ud800';
  for (const mark of marks) {
    assert.equal(cleaned(`Ada${mark} Admin`), 'Ada Admin', JSON.stringify(mark));
    assert.ok(disguised(`Ada${mark} Admin`), JSON.stringify(mark));
    assert.equal(nameOf(['a@x.org', `${mark}Ada`]), 'Ada');
  }
  assert.equal(cleaned('Ada\u0000\n\u2028Admin\t'), 'Ada Admin');
  assert.ok(disguised('Ada\nAdmin'));
});

test('joiners stay where a script needs them, and nowhere else', () => {
  for (const name of ['می\u200cخواهم', 'क्\u200dष']) {
    assert.equal(cleaned(name), name);
    assert.equal(disguised(name), false);
  }
  for (const name of [
    'Al\u200dice',
    'Ali\u200cce',
    '\u200dAlice',
    'Alice\u200c',
    'Alice\u200c\u200d',
  ])
    assert.equal(cleaned(name), 'Alice');
});

test('what is written from right to left is isolated', () => {
  assert.equal(shown('نوعة 1'), '\u2068نوعة 1\u2069');
  assert.equal(nameOf(['a@x.org', 'נועה\u202e']), '\u2068נועה\u2069');
});

test('whoever has no name that can be seen is called by the e-mail', () => {
  assert.equal(nameOf(['a@x.org', '\u202e\u200b']), 'a@x.org');
  assert.equal(nameOf(['a@x.org', null]), 'a@x.org');
  assert.equal(nameOf(null), '');
});
