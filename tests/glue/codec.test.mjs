// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { composed, decode, encode, optionsToCore, uuid } from '../../js-glue/src/codec.js';

const bytes = (/** @type {string} */ hex) =>
  new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

test('codec: a time is extension 1, big-endian microseconds', () => {
  const date = new Date('2026-11-20T14:00:00.123Z');
  const expected = Buffer.alloc(10);
  expected[0] = 0xd7;
  expected[1] = 1;
  expected.writeBigInt64BE(1795183200123000n, 2);
  assert.deepEqual(Buffer.from(encode(date)), expected);
  assert.deepEqual(decode(expected), date);
});

test('codec: microseconds are rounded down, before 1970 too', () => {
  assert.equal(decode(bytes('d7 01 00000000 000007ff')).getTime(), 2);
  assert.equal(decode(bytes('d7 01 ffffffff ffffffff')).getTime(), -1);
  assert.equal(decode(bytes('d7 01 ffffffff fffffc18')).getTime(), -1);
});

test('codec: an identifier is extension 2 and 32 digits', () => {
  const hex = '000102030405060708090a0b0c0d0eff';
  assert.equal(Buffer.from(encode(uuid(hex))).toString('hex'), `d802${hex}`);
  assert.equal(decode(encode(uuid(hex.toUpperCase()))), hex);
});

test('codec: whom an option names is an identifier, and what looks like one elsewhere is not', () => {
  const hex = '000102030405060708090a0b0c0d0eff';
  const options = { flow: 'x', user_id: hex, enrollment_id: hex, email: hex, link: 'e\u0301' };
  assert.deepEqual(optionsToCore(options), {
    ...options,
    user_id: uuid(hex),
    enrollment_id: uuid(hex),
    link: '\u00e9',
  });
  for (const other of ['', 'Bob', hex.slice(1), 7, null])
    assert.deepEqual(optionsToCore({ user_id: other }), { user_id: other });
});

test('codec: what is no time and no identifier is refused', () => {
  assert.throws(() => decode(bytes('d6 01 00000000')), RangeError);
  assert.throws(() => decode(bytes('d7 02 0000000000000000')), RangeError);
  assert.throws(() => decode(bytes('d4 05 00')), RangeError);
  assert.throws(() => decode(bytes('d7 01 7fffffff ffffffff')), RangeError);
  assert.throws(() => decode(bytes('d6 ff 00000000')), RangeError);
  assert.throws(() => encode(new Date(Number.NaN)), RangeError);
  for (const wrong of ['', '00', 'g'.repeat(32), '0'.repeat(33)])
    assert.throws(() => uuid(wrong), RangeError);
});

test('codec: a map cannot reach a prototype', () => {
  assert.throws(() => decode(bytes('81 a9 5f5f70726f746f5f5f 80')));
});

test('codec: truncated and trailing bytes are refused', () => {
  assert.throws(() => decode(bytes('92 01')));
  assert.throws(() => decode(bytes('01 02')));
});

test('codec: bytes are copies', () => {
  const data = encode({ body: new Uint8Array([1, 2, 3]) });
  const decoded = decode(data);
  data.fill(0);
  assert.deepEqual(decoded.body, new Uint8Array([1, 2, 3]));
});

test('codec: a large answer is not copied while it is written', () => {
  const body = new Uint8Array(1_000_000);
  assert.ok(encode({ event: 'response', body }).buffer.byteLength < 1_010_000);
});

test('codec: what is undefined is left out', () => {
  assert.deepEqual(decode(encode({ link: undefined, device: 1 })), { device: 1 });
});

test('codec: everything that crosses survives the way there and back', () => {
  const time = fc
    .date({ noInvalidDate: true, min: new Date(-8.64e15), max: new Date(8.64e15) })
    .map((date) => new Date(date.getTime()));
  const key = fc.string().filter((text) => text !== '__proto__');
  const { value } = fc.letrec((/** @type {import('fast-check').LetrecLooselyTypedTie} */ tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      fc.string({ unit: 'binary' }),
      fc.uint8Array().map((array) => Uint8Array.from(array)),
      time,
      fc.array(tie('value')),
      fc.dictionary(key, tie('value'), { noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(value, (anything) => assert.deepEqual(decode(encode(anything)), anything)),
    { numRuns: 2000 },
  );
});

test('codec: no input crashes or hangs the reader', () => {
  const attempt = (/** @type {Uint8Array} */ data) => {
    try {
      decode(data);
    } catch (error) {
      assert.ok(error instanceof Error);
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), attempt), { numRuns: 5000 });
});

test('codec: what a person types is composed, a place is not touched', () => {
  const typed = { answer: 'details', name: 'Zoe\u0301', place: { key: 'e\u0301' }, many: 3 };
  assert.deepEqual(composed(typed), {
    answer: 'details',
    name: 'Zo\u00e9',
    place: { key: 'e\u0301' },
    many: 3,
  });
});
