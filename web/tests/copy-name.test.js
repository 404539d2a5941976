// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyName } from '../src/copy-name.js';

/** @param {string | null} name @param {string} [organization] */
const named = (name, organization = 'Bakery') =>
  copyName({ organization, human_handle: ['ada@example.com', name] });

test('a copy is called after the organization and the person', () => {
  assert.equal(named('Ada Admin'), 'Bakery – Ada Admin.keys');
  assert.equal(named('Zoé Müller'), 'Bakery – Zoé Müller.keys');
  assert.equal(named('王小明', '面包店'), '面包店 – 王小明.keys');
  assert.equal(named('Zoe\u0301'), 'Bakery – Zo\u00e9.keys');
});

test('a name that no file can have is replaced by the e-mail', () => {
  assert.equal(named(null), 'Bakery – ada@example.com.keys');
  assert.equal(named('...'), 'Bakery – ada@example.com.keys');
  assert.equal(named('\u200b'), 'Bakery – ada@example.com.keys');
});

test('what Windows or macOS refuse is replaced', () => {
  assert.equal(named('A<B>C:D"E/F\\G|H?I*J'), 'Bakery – A-B-C-D-E-F-G-H-I-J.keys');
  assert.equal(named('../../etc/passwd'), 'Bakery – -..-etc-passwd.keys');
  assert.equal(named(' Ada\tAdmin Jr. '), 'Bakery – Ada Admin Jr.keys');
  assert.equal(named('Ada', '.hidden'), 'hidden – Ada.keys');
});

test('invisible characters do not show another ending than the file has', () => {
  assert.equal(named('Ada\u202esyek.exe\u0000\ud800'), 'Bakery – Adasyek.exe.keys');
});

test('a device of Windows is never named, whatever the organization is called', () => {
  for (const reserved of ['CON', 'nul', 'COM1'])
    assert.doesNotMatch(named('.', reserved), /^(con|prn|aux|nul|(com|lpt)\d)\s*(\.|$)/i);
});

test('a long name is cut between characters, and the ending stays', () => {
  for (const letter of ['a', 'é', '王', '🦊']) {
    const name = named(letter.repeat(200));
    const bytes = Buffer.byteLength(name);
    assert.ok(bytes <= 125 && bytes > 120, `${bytes} bytes`);
    assert.match(name, new RegExp(`^Bakery – (${letter})+\\.keys$`, 'u'));
  }
  assert.equal(named(`${'a'.repeat(108)} . b`), `Bakery – ${'a'.repeat(108)}.keys`);
});
