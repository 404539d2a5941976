// SPDX-License-Identifier: MPL-2.0
// MessagePack as the core speaks it: Parsec's extension types are times (1) and identifiers (2).
import { decode as decodeWith, ExtData, encode as encodeWith } from '@msgpack/msgpack';

const TIME = 1;
const UUID = 2;
const DIGITS = /^[0-9a-f]{32}$/i;

/** The calendar's limits: what a `Date` can be, in microseconds. */
const MICROSECONDS_MAX = 8_640_000_000_000_000_000n;

/** @param {Date} date */
function encodeTime(date) {
  const milliseconds = date.getTime();
  if (Number.isNaN(milliseconds)) throw new RangeError('not a time');
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(milliseconds) * 1000n);
  return new ExtData(TIME, bytes);
}

/** @param {Uint8Array} bytes */
function decodeTime(bytes) {
  if (bytes.length !== 8) throw new RangeError('a time has 8 bytes');
  const microseconds = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0);
  if (microseconds > MICROSECONDS_MAX || microseconds < -MICROSECONDS_MAX)
    throw new RangeError('a time beyond the calendar');
  // Rounded down, before 1970 too: never later than it was.
  const rest = ((microseconds % 1000n) + 1000n) % 1000n;
  return new Date(Number((microseconds - rest) / 1000n));
}

/**
 * An identifier as the core reads it. Outwards it is these digits, which alone would not tell that they are one.
 * @param {string} hex 32 digits
 * @returns {ExtData}
 */
export function uuid(hex) {
  if (!DIGITS.test(hex)) throw new RangeError('not an identifier');
  return new ExtData(
    UUID,
    Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)),
  );
}

/** @param {Uint8Array} bytes */
function decodeUuid(bytes) {
  if (bytes.length !== 16) throw new RangeError('an identifier has 16 bytes');
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// Written out: the library's own class encodes dates as MessagePack's timestamps before it asks anybody else.
const extensionCodec = {
  /** @param {unknown} value */
  tryToEncode(value) {
    if (value instanceof ExtData) return value;
    return value instanceof Date ? encodeTime(value) : null;
  },
  /**
   * @param {Uint8Array} bytes
   * @param {number} type
   */
  decode(bytes, type) {
    switch (type) {
      case TIME:
        return decodeTime(bytes);
      case UUID:
        return decodeUuid(bytes);
      default:
        throw new RangeError('an unknown extension');
    }
  },
};

/**
 * Times become `Date`s, identifiers 32 hex digits. Nothing of the result is a view into `bytes`, which may be overwritten then.
 * @param {Uint8Array} bytes
 * @returns {any}
 */
export function decode(bytes) {
  return decodeWith(bytes.slice(), { extensionCodec });
}

/** Room for what most events and options are beside the bytes in them. */
const ROOM = 2048;

/**
 * @param {unknown} value
 * @returns {Uint8Array}
 */
export function encode(value) {
  // A server's answer can be many megabytes, and the encoder grows by doubling.
  let initialBufferSize = ROOM;
  for (const part of Object.values(value ?? {}))
    if (part instanceof Uint8Array) initialBufferSize += part.length;
  return encodeWith(value, { extensionCodec, ignoreUndefined: true, initialBufferSize });
}

/**
 * What a person typed, as Parsec compares it: composed (NFC). The core has no Unicode tables. Only the texts of the record itself are
 * touched: what lies deeper (a file's place) must stay as it is.
 * @template {object} T
 * @param {T} record
 * @returns {T}
 */
export function composed(record) {
  return /** @type {T} */ (
    Object.fromEntries(
      Object.entries(record).map(([name, value]) => [
        name,
        typeof value === 'string' ? value.normalize('NFC') : value,
      ]),
    )
  );
}

/** Fields of options that the core reads as identifiers. */
const IDENTIFIERS = ['user_id', 'enrollment_id'];

/**
 * The options of a flow as the core reads them. What should be an identifier and is none stays as it is: the core says so.
 * @param {object} options
 * @returns {object}
 */
export function optionsToCore(options) {
  return Object.fromEntries(
    Object.entries(composed(options)).map(([name, value]) => [
      name,
      IDENTIFIERS.includes(name) && DIGITS.test(value) ? uuid(value) : value,
    ]),
  );
}
