// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folded, found, readDirectory } from '../src/directory.js';

/**
 * @typedef {import('../src/directory.js').DirectoryPiece} DirectoryPiece
 * @typedef {DirectoryPiece['people'][number]} Line
 */

/**
 * @param {string | null} label null: hidden
 * @param {Partial<Line>} [more]
 * @returns {Line}
 */
const line = (label, more) => ({
  user_id: `${label}`,
  human_handle:
    label === null ? null : [`${folded(label).replaceAll(' ', '.')}@example.com`, label],
  profile: 'STANDARD',
  created_on: new Date(0),
  created_by: null,
  self: false,
  revoked_on: null,
  revoked_by: null,
  ...more,
});

/** @param {string} user_id */
const device = (user_id) => ({
  device_id: `of ${user_id}`,
  user_id,
  device_label: 'PC',
  purpose: /** @type {const} */ ('STANDARD'),
  created_on: new Date(0),
  self: false,
});

/**
 * @param {Line[]} lines
 * @param {number} length of a piece
 * @param {number[]} [asked]
 * @returns {(first: number) => Promise<DirectoryPiece>}
 */
const core = (lines, length, asked) => async (first) => {
  asked?.push(first);
  const people = lines.slice(first, first + length);
  const devices = people.map(({ user_id }) => device(user_id));
  const next = first + length < lines.length ? first + length : null;
  return { result: 'directory', certificates: 9, people, devices, next };
};

/** @param {readonly { name: string }[]} people */
const names = (people) => people.map(({ name }) => name);

test('people come in pieces and end up in the order of their names', async () => {
  const given = ['Zoé', 'Øyvind', 'émile', 'Anna', null, 'Łucja', 'Martin', null, 'Eve', 'Anna'];
  /** @type {number[]} */
  const asked = [];
  const { people, devices } = await readDirectory(
    core(
      given.map((each) => line(each)),
      3,
      asked,
    ),
    'fr',
  );
  assert.deepEqual(asked, [0, 3, 6, 9]);
  assert.deepEqual(names(people), [
    ...['Anna', 'Anna', 'émile', 'Eve', 'Łucja', 'Martin', 'Øyvind', 'Zoé'],
    ...['', ''],
  ]);
  assert.equal(devices.length, given.length);
  assert.deepEqual(names((await readDirectory(core([], 3), 'en')).people), []);
});

test('what cannot be read whole is not read at all', async () => {
  const lines = ['Ada', 'Bob', 'Eve'].map((each) => line(each));
  const broken = core(lines, 1);
  await assert.rejects(
    readDirectory((first) => (first < 2 ? broken(first) : Promise.reject(new Error('gone'))), 'en'),
    /gone/,
  );
});

test('names are shown without what is invisible, and found without it too', async () => {
  const { people } = await readDirectory(core([line('Eve\u202e Martin')], 3), 'en');
  assert.deepEqual(names(people), ['Eve Martin']);
  assert.equal(found(people, { wanted: 'eve martin' }).length, 1);
});

test('somebody is found by parts of the name and the e-mail, however they are typed', async () => {
  const lines = [
    line('Émile Østby'),
    line('Zoé Weiß', { profile: 'ADMIN' }),
    line(null),
    line('Ｍia Müller', { profile: 'OUTSIDER' }),
  ];
  const { people } = await readDirectory(core(lines, 2), 'en');
  /** @param {string} wanted @param {string} [profile] */
  const search = (wanted, profile) => names(found(people, { wanted, profile }));
  assert.deepEqual(search('ost em'), ['Émile Østby']);
  assert.deepEqual(search('  ÉMILE '), ['Émile Østby']);
  assert.deepEqual(search('WEISS'), ['Zoé Weiß']);
  assert.deepEqual(search('mia.mu'), ['Ｍia Müller']);
  assert.deepEqual(search('zoé müller'), []);
  assert.equal(search('example').length, 3);
  assert.deepEqual(search('', 'OUTSIDER'), ['Ｍia Müller']);
  assert.deepEqual(search('example', 'ADMIN'), ['Zoé Weiß']);
  assert.equal(found(people, { wanted: ' ' }), people);
});
