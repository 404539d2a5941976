// SPDX-License-Identifier: MPL-2.0
// What the core tells about a journey, as the screens read it.
import { shown } from './names.js';

/**
 * @typedef {import('parsec-client').Result} Result
 * @typedef {Extract<Result, { result: 'device' }>} DeviceResult
 * @typedef {Extract<Result, { result: 'home' }>} Home
 * @typedef {Home['devices'][number]} DeviceLine
 * @typedef {DeviceLine & { device_id: string, kind: NonNullable<DeviceLine['kind']>, created_on: Date }} ReadableLine
 * @typedef {Home['journeys'][number]} JourneyLine
 * @typedef {Home['requests'][number]} RequestLine one of this browser's
 * @typedef {Extract<Result, { result: 'invitations' }>['invitations'][number]} InvitationLine
 * @typedef {Extract<Result, { result: 'requests' }>['requests'][number]} RequestedLine one that an administrator decides on
 * @typedef {readonly [email: string, label: string | null]} Person
 *
 * What a failure page needs: a whole failure, or the bare status of something that failed before a journey began.
 * Detail: the words of somebody else (a browser, a provider) for it.
 * @typedef {{ status: string, detail?: string } & Partial<Omit<import('parsec-client').Failure, 'status'>>} Failure
 */

/**
 * A damaged file tells neither whose it is nor anything else: only its place tells it from another one.
 * @param {DeviceLine} line
 * @returns {line is ReadableLine}
 */
export function isReadable(line) {
  return line.device_id !== null;
}

/** For sentences. @param {Person | null | undefined} person */
export function nameOf(person) {
  return person ? shown(person[1]) || shown(person[0]) : '';
}

/**
 * Enumerations of the wire ("INVALID_SAS_CODE") in lower case with dashes, as all others are.
 * @param {string | undefined | null} name
 */
export function plain(name) {
  return (name ?? '').toLowerCase().replaceAll('_', '-');
}
